//! The values of the keys.

use std::fmt;
use std::time::Duration;

use serde_json::{Map, Value};

use super::error::{ExtensionError, ExtensionErrorKind};
use crate::evidence::Evidence;
use crate::pointer::Pointer;
use crate::settings::Credits;

/// A span of time that a limit is counted over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// One second.
    Second,
    /// One minute.
    Minute,
    /// One hour.
    Hour,
    /// One day of 24 hours.
    Day,
}

impl Period {
    const ALL: [Self; 4] = [Self::Second, Self::Minute, Self::Hour, Self::Day];

    /// In one word, as the document has it: `hour`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }

    /// With its article: `an hour`.
    #[must_use]
    pub const fn with_article(self) -> &'static str {
        match self {
            Self::Second => "a second",
            Self::Minute => "a minute",
            Self::Hour => "an hour",
            Self::Day => "a day",
        }
    }

    /// In seconds.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        match self {
            Self::Second => 1,
            Self::Minute => 60,
            Self::Hour => 3600,
            Self::Day => 86_400,
        }
    }

    /// As a duration.
    #[must_use]
    pub const fn duration(self) -> Duration {
        Duration::from_secs(self.seconds())
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How often one consumer may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// How many requests.
    pub requests: u64,
    /// In what time.
    pub per: Period,
}

/// What one entry of a list in the request costs.
#[derive(Clone, Debug, PartialEq)]
pub struct Charge {
    /// Which balance is charged; one of the settings' kinds.
    pub kind: String,
    /// Credits for one entry; may be a fraction.
    pub amount: f64,
    /// The list, as a JSON pointer into the body.
    pub pointer: String,
    /// What makes an entry cost.
    pub when: ChargedFor,
    /// Whether the same thing costs again.
    pub repeat: Recurrence,
}

/// What makes an entry of a list cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChargedFor {
    /// It was processed, whatever the result.
    Processed,
    /// Something was found for it.
    Found,
    /// Its e-mail address was revealed.
    EmailRevealed,
    /// Its phone number was revealed.
    PhoneRevealed,
}

impl ChargedFor {
    const ALL: [Self; 4] = [
        Self::Processed,
        Self::Found,
        Self::EmailRevealed,
        Self::PhoneRevealed,
    ];

    /// As the document has it: `email_revealed`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Processed => "processed",
            Self::Found => "found",
            Self::EmailRevealed => "email_revealed",
            Self::PhoneRevealed => "phone_revealed",
        }
    }
}

/// Whether the same thing costs again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Recurrence {
    /// Each time.
    Always,
    /// Once in 24 hours.
    Daily,
    /// The first time only.
    Never,
}

impl Recurrence {
    const ALL: [Self; 3] = [Self::Always, Self::Daily, Self::Never];

    /// As the document has it: `daily`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Daily => "daily",
            Self::Never => "never",
        }
    }
}

/// How many entries a list of the body may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaxItems {
    /// The list, as a JSON pointer into the body.
    pub pointer: String,
    /// How many.
    pub count: u64,
}

/// How fast a list of the body is worked through after the call was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Throughput {
    /// The list, as a JSON pointer into the body.
    pub pointer: String,
    /// How many entries.
    pub count: u64,
    /// In what time.
    pub per: Period,
}

pub(super) fn rate_limit(value: &Value, at: &Pointer) -> Result<RateLimit, ExtensionError> {
    let fields = Fields::of(value, at, &["requests", "per"])?;
    Ok(RateLimit {
        requests: fields.count("requests")?,
        per: fields.period()?,
    })
}

pub(super) fn charges(
    value: &Value,
    at: &Pointer,
    credits: &Credits,
) -> Result<Vec<Charge>, ExtensionError> {
    let charges = value.as_array().ok_or_else(|| {
        let each = "`kind`, `amount`, `pointer`, `when` and `repeat`";
        malformed(at, &format!("a list of charges, each with {each}"))
    })?;
    let charges = charges.iter().enumerate();
    charges
        .map(|(index, value)| charge(value, &at.item(index), credits))
        .collect()
}

fn charge(value: &Value, at: &Pointer, credits: &Credits) -> Result<Charge, ExtensionError> {
    let names = ["kind", "amount", "pointer", "when", "repeat"];
    let fields = Fields::of(value, at, &names)?;
    let kinds: Vec<&str> = credits.kinds.iter().map(String::as_str).collect();
    Ok(Charge {
        kind: fields.get("kind", &one_of(&kinds), |value| {
            let kind = value.as_str().filter(|kind| kinds.contains(kind))?;
            Some(kind.to_owned())
        })?,
        amount: fields.get("amount", "a number of credits", |value| {
            value.as_f64().filter(|amount| *amount >= 0.0)
        })?,
        pointer: fields.pointer()?,
        when: *fields.word("when", &ChargedFor::ALL, |word| word.as_str())?,
        repeat: *fields.word("repeat", &Recurrence::ALL, |word| word.as_str())?,
    })
}

pub(super) fn max_items(value: &Value, at: &Pointer) -> Result<MaxItems, ExtensionError> {
    let fields = Fields::of(value, at, &["pointer", "count"])?;
    Ok(MaxItems {
        pointer: fields.pointer()?,
        count: fields.count("count")?,
    })
}

pub(super) fn throughput(value: &Value, at: &Pointer) -> Result<Throughput, ExtensionError> {
    let fields = Fields::of(value, at, &["pointer", "count", "per"])?;
    Ok(Throughput {
        pointer: fields.pointer()?,
        count: fields.count("count")?,
        per: fields.period()?,
    })
}

/// The property that is paged.
pub(super) fn paging(value: &Value, at: &Pointer) -> Result<String, ExtensionError> {
    let fields = Fields::of(value, at, &["items"])?;
    let expected = "a JSON pointer to a list of the answer, as `/results` is";
    fields.get("items", expected, |value| {
        let name = value.as_str()?.strip_prefix('/')?;
        (!name.is_empty() && !name.contains(['/', '~'])).then(|| name.to_owned())
    })
}

pub(super) fn boolean(value: &Value, at: &Pointer) -> Result<bool, ExtensionError> {
    let boolean = value.as_bool();
    boolean.ok_or_else(|| malformed(at, "true or false"))
}

pub(super) fn text(value: &Value, at: &Pointer) -> Result<String, ExtensionError> {
    let text = value.as_str().map(str::to_owned);
    text.ok_or_else(|| malformed(at, "text"))
}

pub(super) fn evidence(value: &Value, at: &Pointer) -> Result<Evidence, ExtensionError> {
    let known = value.as_str().and_then(|word| word.parse().ok());
    known.ok_or_else(|| malformed(at, "`published` or `reconstructed`"))
}

/// The fields of a value that is a mapping.
struct Fields<'a, 'n> {
    map: &'a Map<String, Value>,
    at: &'n Pointer,
    names: &'n [&'n str],
}

impl<'a, 'n> Fields<'a, 'n> {
    /// The fields of a value that has these and no others.
    fn of(value: &'a Value, at: &'n Pointer, names: &'n [&'n str]) -> Result<Self, ExtensionError> {
        let Some(map) = value.as_object() else {
            return Err(malformed(at, &mapping(names)));
        };
        match map.keys().find(|key| !names.contains(&key.as_str())) {
            Some(other) => Err(malformed(&at.join(other), &one_of(names))),
            None => Ok(Self { map, at, names }),
        }
    }

    /// Reads one of the fields.
    fn get<T>(
        &self,
        name: &str,
        expected: &str,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Result<T, ExtensionError> {
        let Some(value) = self.map.get(name) else {
            let expected = format!("{}; `{name}` is missing", mapping(self.names));
            return Err(malformed(self.at, &expected));
        };
        read(value).ok_or_else(|| malformed(&self.at.join(name), expected))
    }

    fn count(&self, name: &str) -> Result<u64, ExtensionError> {
        self.get(name, "a whole number above 0", |value| {
            value.as_u64().filter(|count| *count > 0)
        })
    }

    fn period(&self) -> Result<Period, ExtensionError> {
        let word = self.word("per", &Period::ALL, |period| period.as_str());
        word.copied()
    }

    fn pointer(&self) -> Result<String, ExtensionError> {
        let expected = "a JSON pointer into the body, as `/emails` is";
        self.get("pointer", expected, |value| {
            let pointer = value.as_str().filter(|text| text.starts_with('/'))?;
            Pointer::parse(pointer).map(String::from)
        })
    }

    /// The one of several whose word is written.
    fn word<'k, T>(
        &self,
        name: &str,
        known: &'k [T],
        word: impl Fn(&'k T) -> &'k str,
    ) -> Result<&'k T, ExtensionError> {
        let words: Vec<&str> = known.iter().map(&word).collect();
        self.get(name, &one_of(&words), |value| {
            known.iter().find(|one| value.as_str() == Some(word(one)))
        })
    }
}

fn mapping(names: &[&str]) -> String {
    format!("a mapping with {}", quoted(names))
}

fn one_of(words: &[&str]) -> String {
    match words {
        [] => "nothing here, since the settings list no such word".to_owned(),
        words => format!("one of {}", quoted(words)),
    }
}

fn quoted(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    words.join(", ")
}

fn malformed(at: &Pointer, expected: &str) -> ExtensionError {
    let kind = ExtensionErrorKind::Malformed(expected.to_owned());
    ExtensionError::new(at.clone(), kind)
}

//! What an operation costs and how much it takes: said in prose by the docs, and in `x-` keys by the overlay.

use serde_json::Value;

use crate::Error;
use crate::document::{Place, Pointer, resolve};

/// How often one consumer may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RateLimit {
    pub(crate) requests: u64,
    pub(crate) per: Period,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Period {
    Minute,
    Hour,
}

impl Period {
    pub(crate) fn seconds(self) -> u64 {
        match self {
            Self::Minute => 60,
            Self::Hour => 3600,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
        }
    }
}

/// What one entry of a list costs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Charge {
    pub(crate) kind: String,
    pub(crate) amount: f64,
    pub(crate) pointer: String,
    pub(crate) when: String,
    pub(crate) repeat: String,
}

/// The limits of one operation.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Limits {
    pub(crate) rate: Option<RateLimit>,
    pub(crate) charges: Vec<Charge>,
    /// The list that is limited, and how many entries it may have.
    pub(crate) max_items: Option<(String, u64)>,
    /// The list that is worked through after the call was accepted, and how fast.
    pub(crate) throughput: Option<(String, RateLimit)>,
}

impl Limits {
    /// Reads an operation's keys.
    pub(crate) fn read(operation: &Value, at: &Pointer) -> Result<Self, Error> {
        let charges = match operation.get("x-specwright-credits") {
            None => Vec::new(),
            Some(charges) => {
                let at = at.join("x-specwright-credits");
                let charges = charges.as_array().ok_or_else(|| {
                    malformed(&at, "a list of charges, each with `kind`, `amount`, `pointer`, `when` and `repeat`")
                })?;
                let read = |(index, charge)| charge_of(charge, &at.join(&format!("{index}")));
                charges
                    .iter()
                    .enumerate()
                    .map(read)
                    .collect::<Result<_, _>>()?
            }
        };
        let max_items = match operation.get("x-specwright-max-items") {
            None => None,
            Some(limit) => {
                let (pointer, count) = (pointer_of(limit), number_of(limit, "count"));
                let both = pointer.zip(count);
                Some(both.ok_or_else(|| {
                    malformed(&at.join("x-specwright-max-items"), "`pointer` and `count`")
                })?)
            }
        };
        let throughput = match operation.get("x-specwright-throughput") {
            None => None,
            Some(limit) => {
                let at = at.join("x-specwright-throughput");
                let rate = rate_of(limit, "count", &at)?;
                let pointer = pointer_of(limit)
                    .ok_or_else(|| malformed(&at, "`pointer`, `count` and `per`"))?;
                Some((pointer, rate))
            }
        };
        Ok(Self {
            rate: rate_limit(operation, at)?,
            charges,
            max_items,
            throughput,
        })
    }

    /// The limits in words, a sentence each.
    pub(crate) fn sentences(&self) -> Vec<String> {
        let mut said: Vec<String> = self.charges.iter().map(charge_in_words).collect();
        if let Some((pointer, count)) = &self.max_items {
            said.push(format!(
                "Takes at most {count} {} a call.",
                list_name(pointer)
            ));
        }
        if let Some((pointer, rate)) = &self.throughput {
            let (count, per) = (rate.requests, rate.per.name());
            said.push(
                format!(
                    "Works through {count} {} an {per}, after the call was accepted.",
                    list_name(pointer)
                )
                .replace("an minute", "a minute"),
            );
        }
        if let Some(rate) = &self.rate {
            let per = match rate.per {
                Period::Minute => "a minute",
                Period::Hour => "an hour",
            };
            said.push(format!("May be called {} times {per}.", rate.requests));
        }
        said
    }
}

/// The `x-specwright-rate-limit` of an operation, or of the whole document.
pub(crate) fn rate_limit(holder: &Value, at: &Pointer) -> Result<Option<RateLimit>, Error> {
    let limit = holder.get("x-specwright-rate-limit");
    let at = at.join("x-specwright-rate-limit");
    limit
        .map(|limit| rate_of(limit, "requests", &at))
        .transpose()
}

/// Whether sending an operation twice does no more than sending it once: by HTTP's own rule, or since the one thing that
/// its body can say is a constant; never what costs credits; `x-specwright-safe-to-repeat` has the last word.
pub(crate) fn safe_to_repeat(
    document: &Value,
    operation: &Value,
    place: &Place,
) -> Result<bool, Error> {
    if let Some(said) = operation.get("x-specwright-safe-to-repeat") {
        return said.as_bool().ok_or_else(|| {
            malformed(
                &place.pointer.join("x-specwright-safe-to-repeat"),
                "true or false",
            )
        });
    }
    Ok(match place.method {
        // What costs is not sent again on a guess, whatever HTTP says of its method.
        _ if operation.get("x-specwright-credits").is_some() => false,
        "post" => false,
        "patch" => sets_a_constant(document, operation),
        _ => true,
    })
}

/// A PATCH whose body holds nothing but properties of one possible value.
fn sets_a_constant(document: &Value, operation: &Value) -> bool {
    let schema = operation.pointer("/requestBody/content/application~1json/schema");
    let Some(schema) = schema.map(|schema| resolve(document, schema)) else {
        return false;
    };
    let properties = schema.get("properties").and_then(Value::as_object);
    let closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
    closed
        && properties.is_some_and(|properties| {
            properties.values().all(|property| {
                // By now a constant is a reference with its value beside it.
                property.get("default").is_some()
            })
        })
}

fn charge_of(charge: &Value, at: &Pointer) -> Result<Charge, Error> {
    let word = |key: &str, known: &[&str]| {
        let said = charge.get(key).and_then(Value::as_str);
        said.filter(|said| known.contains(said))
            .map(str::to_owned)
            .ok_or_else(|| malformed(&at.join(key), &format!("one of {}", known.join(", "))))
    };
    Ok(Charge {
        // Whether the settings name it is checked when the whole document has been read.
        kind: charge
            .get("kind")
            .and_then(Value::as_str)
            .ok_or_else(|| malformed(&at.join("kind"), "the name of a balance"))?
            .to_owned(),
        amount: charge
            .get("amount")
            .and_then(Value::as_f64)
            .ok_or_else(|| malformed(&at.join("amount"), "a number of credits"))?,
        pointer: pointer_of(charge)
            .ok_or_else(|| malformed(&at.join("pointer"), "a JSON pointer into the body"))?,
        when: word(
            "when",
            &["processed", "found", "email_revealed", "phone_revealed"],
        )?,
        repeat: word("repeat", &["always", "daily", "never"])?,
    })
}

fn charge_in_words(charge: &Charge) -> String {
    let Charge {
        kind,
        amount,
        pointer,
        when,
        repeat,
    } = charge;
    let credits = if *amount > 1.0 { "credits" } else { "credit" };
    let when = match when.as_str() {
        "found" => "is found",
        "email_revealed" => "has an email address revealed",
        "phone_revealed" => "has a phone number revealed",
        _ => "is processed",
    };
    let repeat = match repeat.as_str() {
        "daily" => ", at most once in 24 hours",
        "never" => ", once only",
        _ => "",
    };
    format!(
        "Costs {amount} {kind} {credits} for each of {} that {when}{repeat}.",
        list_name(pointer)
    )
}

/// `/emails` is `` `emails` `` to a reader.
fn list_name(pointer: &str) -> String {
    format!("`{}`", pointer.trim_start_matches('/').replace('/', "."))
}

fn rate_of(limit: &Value, count: &str, at: &Pointer) -> Result<RateLimit, Error> {
    let per = match limit.get("per").and_then(Value::as_str) {
        Some("minute") => Some(Period::Minute),
        Some("hour") => Some(Period::Hour),
        _ => None,
    };
    let both = number_of(limit, count).zip(per);
    let (requests, per) = both
        .ok_or_else(|| malformed(at, &format!("`{count}`, and `per` with `minute` or `hour`")))?;
    Ok(RateLimit { requests, per })
}

fn pointer_of(limit: &Value) -> Option<String> {
    let pointer = limit.get("pointer")?.as_str()?;
    pointer.starts_with('/').then(|| pointer.to_owned())
}

fn number_of(limit: &Value, key: &str) -> Option<u64> {
    limit.get(key)?.as_u64().filter(|number| *number > 0)
}

pub(crate) fn malformed(at: &Pointer, expected: &str) -> Error {
    Error::at(
        at,
        format!("this is not {expected}"),
        "correct it in spec/overlay.yaml; CONTRIBUTING.md lists the keys",
    )
}

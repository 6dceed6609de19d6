//! Reading: one pass over the parser's events, so that every refusal knows its line.
//!
//! By way of `serde_yaml::Value` a number or a key that JSON cannot say would be found only after the lines are
//! gone; straight into `serde_json::Value` the last of two equal keys would win in silence.

use std::cell::Cell;
use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, EnumAccess, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::guard;

/// What repeated aliases may add to a text. Real documents stay far below; a bomb ends here.
const ALIAS_ALLOWANCE: usize = 16 * 1024 * 1024;
/// What a value costs besides its text.
const VALUE_COST: usize = 16;

/// Why a text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// 1-based, in the text that the first line was given for.
    pub line: usize,
    /// 1-based.
    pub column: usize,
    /// What happened, on one line.
    pub message: String,
}

/// Reads YAML. `first_line` is the 1-based line at which the text starts in what the reader of an error has at hand.
pub fn yaml(text: &str, first_line: usize) -> Result<Value, SyntaxError> {
    if let Err((line, message)) = guard::check(text) {
        let line = line + first_line - 1;
        return Err(SyntaxError {
            line,
            column: 1,
            message,
        });
    }
    let budget = Budget::for_text(text);
    let value = ValueSeed(&budget).deserialize(serde_yaml::Deserializer::from_str(text));
    value.map_err(|error| {
        let (line, column) = error
            .location()
            .map_or((1, 1), |at| (at.line(), at.column()));
        let place = format!(" at line {line} column {column}");
        let message = error.to_string().replacen(&place, "", 1);
        SyntaxError {
            line: line + first_line - 1,
            column,
            message: in_plain_words(&shift_lines(&message, first_line - 1)),
        }
    })
}

/// Reads JSON, as strictly as YAML is read.
pub fn json(text: &str, first_line: usize) -> Result<Value, SyntaxError> {
    let budget = Budget::for_text(text);
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = ValueSeed(&budget)
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value));
    value.map_err(|error| {
        let (line, column) = (error.line().max(1), error.column().max(1));
        let message = error.to_string().replacen(
            &format!(" at line {} column {}", error.line(), error.column()),
            "",
            1,
        );
        SyntaxError {
            line: line + first_line - 1,
            column,
            message,
        }
    })
}

/// The parser's messages name further lines of the text ("while parsing … at line 3 column 1"); they count from its
/// first line too.
fn shift_lines(message: &str, by: usize) -> String {
    let mut parts = message.split(" at line ");
    let mut shifted = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = part.split_at(digits);
        let number = number
            .parse::<usize>()
            .map_or_else(|_| number.to_owned(), |line| (line + by).to_string());
        shifted.push_str(" at line ");
        shifted.push_str(&number);
        shifted.push_str(rest);
    }
    shifted.replace('\n', " ")
}

/// What the parser says in terms of its own limits.
fn in_plain_words(message: &str) -> String {
    const WORDS: [(&str, &str); 3] = [
        (
            "recursion limit exceeded",
            "this nests deeper than anyone writes",
        ),
        ("repetition limit exceeded", TOO_MANY_ALIASES),
        (
            "deserializing from YAML containing more than one document is not supported",
            "there is more than one YAML document",
        ),
    ];
    WORDS.iter().fold(message.to_owned(), |text, (from, to)| {
        text.replace(from, to)
    })
}

const TOO_MANY_ALIASES: &str = "aliases blow this up to more than can be read";

/// How much more may be read. A text without aliases can never use it up.
struct Budget(Cell<usize>);

impl Budget {
    fn for_text(text: &str) -> Self {
        Self(Cell::new(
            text.len()
                .saturating_mul(VALUE_COST + 4)
                .saturating_add(ALIAS_ALLOWANCE),
        ))
    }

    fn spend<E: serde::de::Error>(&self, text_len: usize) -> Result<(), E> {
        match self
            .0
            .get()
            .checked_sub(text_len.saturating_add(VALUE_COST))
        {
            Some(left) => {
                self.0.set(left);
                Ok(())
            }
            None => Err(E::custom(TOO_MANY_ALIASES)),
        }
    }
}

#[derive(Clone, Copy)]
struct ValueSeed<'a>(&'a Budget);

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that JSON can hold")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Value, E> {
        self.0.spend(0)?;
        Ok(Value::Null)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Value, E> {
        self.0.spend(0)?;
        Ok(Value::Bool(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Value, E> {
        self.0.spend(0)?;
        Ok(value.into())
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Value, E> {
        self.0.spend(0)?;
        Ok(value.into())
    }

    // Vendors publish limits such as 18446744073709552000, which is 2^64 as JavaScript prints it.
    #[allow(
        clippy::cast_precision_loss,
        reason = "a JSON reader takes such a number for the nearest float as well"
    )]
    fn visit_u128<E: serde::de::Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    #[allow(
        clippy::cast_precision_loss,
        reason = "a JSON reader takes such a number for the nearest float as well"
    )]
    fn visit_i128<E: serde::de::Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        self.0.spend(0)?;
        let number = Number::from_f64(value);
        number
            .map(Value::Number)
            .ok_or_else(|| E::custom(format!("the number {value} cannot be said in JSON")))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        self.0.spend(value.len())?;
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        self.0.spend(0)?;
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        self.0.spend(0)?;
        let mut map = Map::new();
        while let Some(key) = access.next_key_seed(KeySeed {
            budget: self.0,
            before: &map,
        })? {
            let value = access.next_value_seed(self)?;
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Value, A::Error> {
        Err(A::Error::custom("a YAML tag (`!…`) cannot be said in JSON"))
    }
}

/// Reads one key of a mapping, knowing those before it: that is what puts the line of the second of two equal keys,
/// not the line of the mapping, into the error.
struct KeySeed<'a> {
    budget: &'a Budget,
    before: &'a Map<String, Value>,
}

impl KeySeed<'_> {
    fn refuse<E: serde::de::Error>(key: impl fmt::Display) -> Result<String, E> {
        Err(E::custom(format!(
            "the key `{key}` is not text; it has to be in quotes"
        )))
    }
}

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for KeySeed<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key that is text")
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<String, E> {
        self.budget.spend(key.len())?;
        if key == "<<" {
            return Err(E::custom(
                "a merge key (`<<`) is no part of YAML 1.2 and is not read",
            ));
        }
        if self.before.contains_key(key) {
            return Err(E::custom(format!("the key `{key}` is there twice")));
        }
        Ok(key.to_owned())
    }

    // Bare status codes (`200:`) are what people write; their text is what they mean.
    fn visit_u64<E: serde::de::Error>(self, key: u64) -> Result<String, E> {
        self.visit_str(&key.to_string())
    }

    fn visit_i64<E: serde::de::Error>(self, key: i64) -> Result<String, E> {
        self.visit_str(&key.to_string())
    }

    fn visit_bool<E: serde::de::Error>(self, key: bool) -> Result<String, E> {
        Self::refuse(key)
    }

    fn visit_f64<E: serde::de::Error>(self, key: f64) -> Result<String, E> {
        Self::refuse(key)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<String, E> {
        Self::refuse("null")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<String, A::Error> {
        Self::refuse("[…]")
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<String, A::Error> {
        Self::refuse("{…}")
    }
}

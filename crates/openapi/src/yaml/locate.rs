//! Finding the line of a place in a text.

use std::cell::Cell;
use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::pointer;

/// The 1-based line at which a JSON pointer leads into a text of YAML or JSON: the line of the key, or the one at which the item of
/// a list begins. Nothing when the text cannot be read or has no such place.
#[must_use]
pub fn line_of(text: &str, pointer: &str) -> Option<usize> {
    let keys: Vec<_> = pointer::keys(pointer).collect();
    if keys.is_empty() {
        return Some(1);
    }
    let reached = Cell::new(false);
    let keys: Vec<&str> = keys.iter().map(AsRef::as_ref).collect();
    let way = Way {
        keys: &keys,
        reached: &reached,
    };
    // Only an error tells where the parser is.
    let error = way
        .deserialize(serde_yaml::Deserializer::from_str(text))
        .err()?;
    error
        .location()
        .map(|at| at.line())
        .filter(|_| reached.get())
}

/// The way that is left to the place.
#[derive(Clone, Copy)]
struct Way<'a> {
    keys: &'a [&'a str],
    reached: &'a Cell<bool>,
}

impl Way<'_> {
    fn stop<E: Error>(self) -> E {
        self.reached.set(true);
        E::custom("the place is here")
    }
}

impl<'de> DeserializeSeed<'de> for Way<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        // Whatever stands at the end of the way is refused: a scalar by the visitor's own rule.
        self.reached.set(self.keys.is_empty());
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Way<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what the pointer leads through")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let Some((key, below)) = self.keys.split_first() else {
            return Err(self.stop());
        };
        while let Some(is_next) = access.next_key_seed(KeySeed { key, way: self })? {
            if is_next {
                return access.next_value_seed(Way {
                    keys: below,
                    ..self
                });
            }
            access.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let Some((key, below)) = self.keys.split_first() else {
            return Err(self.stop());
        };
        let Ok(index) = key.parse::<usize>() else {
            return Ok(());
        };
        for _ in 0..index {
            if access.next_element::<IgnoredAny>()?.is_none() {
                return Ok(());
            }
        }
        let below = Way {
            keys: below,
            ..self
        };
        access.next_element_seed(below).map(drop)
    }
}

/// Reads one key, and stops at it if it is the last one of the way.
struct KeySeed<'a> {
    key: &'a str,
    way: Way<'a>,
}

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeySeed<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<bool, E> {
        if key == self.key && self.way.keys.len() == 1 {
            return Err(self.way.stop());
        }
        Ok(key == self.key)
    }
}

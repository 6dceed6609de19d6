//! What no call may hold, whoever built it: refused before anything is sent.

use std::fmt;

use reqwest::Request;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::operation::Operation;

/// Says why a request is not sent: a list that is longer than the operation takes, or a blank entry that would be charged.
pub(super) fn check(operation: &'static Operation, request: &Request) -> Result<(), String> {
    if let Some(limit) = operation.max_items {
        let count = list(request, limit.pointer).map_or(0, |list| list.count);
        if count > limit.count {
            return Err(format!(
                "{count} entries in `{}` are more than the {} that one call takes",
                limit.pointer, limit.count
            ));
        }
    }
    for charge in operation.charges {
        let pointer = charge.pointer;
        if let Some(at) = list(request, pointer).and_then(|list| list.blank) {
            return Err(format!("entry {at} of `{pointer}` is blank"));
        }
    }
    Ok(())
}

/// How many entries the list has that an operation's pace is documented for.
pub(super) fn entries(operation: &'static Operation, request: &Request) -> Option<u64> {
    let count = list(request, operation.throughput?.pointer)?.count;
    u64::try_from(count).ok()
}

/// What is known of a list in a body.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct List {
    count: usize,
    /// The place of the first entry that is blank.
    blank: Option<usize>,
}

/// The list at a pointer into the body, read entry by entry: it may be long, and the body is in memory already.
fn list(request: &Request, pointer: &str) -> Option<List> {
    let body = request.body().and_then(reqwest::Body::as_bytes)?;
    let keys: Vec<String> = pointer
        .split('/')
        .skip(1)
        .map(|token| token.replace("~1", "/").replace("~0", "~"))
        .collect();
    let mut found = None;
    let seek = Seek {
        keys: &keys,
        found: &mut found,
    };
    seek.deserialize(&mut serde_json::Deserializer::from_slice(body))
        .ok()?;
    found
}

/// A blank text, or an object that holds nothing but one.
fn is_blank(entry: &Value) -> bool {
    let blank = |value: &Value| value.as_str().is_some_and(|text| text.trim().is_empty());
    match entry {
        Value::Object(fields) => !fields.is_empty() && fields.values().all(blank),
        entry => blank(entry),
    }
}

/// Goes down the keys to a list, and passes over everything else.
struct Seek<'a> {
    keys: &'a [String],
    found: &'a mut Option<List>,
}

impl<'de> DeserializeSeed<'de> for Seek<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seek<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match self.keys.split_first() {
                Some((sought, keys)) if *sought == key => map.next_value_seed(Seek {
                    keys,
                    found: &mut *self.found,
                })?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        if !self.keys.is_empty() {
            while entries.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(());
        }
        let mut list = List::default();
        while let Some(entry) = entries.next_element::<Value>()? {
            if list.blank.is_none() && is_blank(&entry) {
                list.blank = Some(list.count);
            }
            list.count += 1;
        }
        *self.found = Some(list);
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn found(body: &str, pointer: &str, expected: Option<(usize, Option<usize>)>) {
        let request = reqwest::Client::builder()
            .no_proxy()
            .build()
            .unwrap()
            .post("http://localhost")
            .body(body.to_owned())
            .build()
            .unwrap();
        let expected = expected.map(|(count, blank)| List { count, blank });
        assert_eq!(list(&request, pointer), expected, "{body} {pointer}");
    }

    #[test]
    fn a_list_is_counted_where_the_pointer_leads() {
        found(r#"{"a": ["x", "y"], "b": 1}"#, "/a", Some((2, None)));
        found(
            r#"{"b": null, "a": {"c/d": [1, true, {}]}}"#,
            "/a/c~1d",
            Some((3, None)),
        );
        found(r#"{"a": []}"#, "/a", Some((0, None)));
        found(r#"["x"]"#, "", Some((1, None)));
        found(r#"{"a": ["x", " ", ""]}"#, "/a", Some((3, Some(1))));
        found(r#"{"a": [{"email": " "}]}"#, "/a", Some((1, Some(0))));
        for (body, pointer) in [
            (r#"{"a": "x"}"#, "/a"),
            (r#"{"a": [["x"]]}"#, "/a/b"),
            (r#"{"b": -1.5}"#, "/a"),
            ("no JSON", "/a"),
        ] {
            found(body, pointer, None);
        }
    }
}

//! The `$ref`s of an OpenAPI document: where they stand and where they lead.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::keyword::{Keys, each_keyword};
use crate::pointer;

/// Calls back with the pointer and the target of each `$ref` in a value, in the value's order. `at` is the pointer to
/// the value itself.
///
/// What only looks like a reference is passed over: anything in an extension (`x-…`), for it may dangle, and anything
/// in examples, defaults and enums, for it is data. A name is no keyword: a header called `x-request-id` is followed.
pub fn each_reference<'a>(value: &'a Value, at: &str, found: &mut impl FnMut(&str, &'a str)) {
    let mut at = at.to_owned();
    each_keyword(value, Keys::Keywords, &mut at, &mut |at, key, value| {
        if let ("$ref", Value::String(target)) = (key, value) {
            found(at, target);
        }
    });
}

/// What a value refers to, through any number of `$ref`s; the value itself, where it is not a reference.
///
/// A reference that leads nowhere, out of the document or in a circle is given as it is.
#[must_use]
pub fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let target = |value: &'a Value| {
        let target = value.get("$ref")?.as_str()?;
        document.pointer(&local(target)?)
    };
    // Of two that follow one chain, the faster meets the slower where there is a circle.
    let (mut slow, mut fast) = (value, value);
    let mut odd = true;
    while let Some(next) = target(fast) {
        fast = next;
        odd = !odd;
        if odd {
            slow = target(slow).unwrap_or(slow);
        }
        if std::ptr::eq(slow, fast) {
            break;
        }
    }
    fast
}

/// The part of a reference behind `#` as a JSON pointer, if it leads into the document itself.
pub fn local(target: &str) -> Option<Cow<'_, str>> {
    let fragment = target.strip_prefix('#')?;
    let decoded = percent_decode_str(fragment).decode_utf8_lossy();
    (decoded.is_empty() || decoded.starts_with('/')).then_some(decoded)
}

/// Section and name of the component that a reference leads to or into.
pub fn component(target: &str) -> Option<(String, String)> {
    let pointer = local(target)?;
    let mut tokens = pointer.strip_prefix("/components/")?.split('/');
    let (section, name) = (tokens.next()?, tokens.next()?);
    Some((
        pointer::unescape(section).into_owned(),
        pointer::unescape(name).into_owned(),
    ))
}

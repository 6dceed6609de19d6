//! What no call may hold, whoever built it: refused before anything is sent.

use reqwest::Request;
use serde_json::Value;

use crate::operation::Operation;

/// Says why a request is not sent: a list that is longer than the operation takes, or a blank entry that would be charged.
pub(super) fn check(operation: &'static Operation, request: &Request) -> Result<(), String> {
    let charged = operation.charges.iter().map(|charge| charge.pointer);
    let limited = operation.max_items.map(|limit| limit.pointer);
    if limited.is_none() && charged.len() == 0 {
        return Ok(());
    }
    let body = body(request);
    if let Some(limit) = operation.max_items {
        let count = list(&body, limit.pointer).map_or(0, <[Value]>::len);
        if count > limit.count {
            return Err(format!(
                "{count} entries in `{}` are more than the {} that one call takes",
                limit.pointer, limit.count
            ));
        }
    }
    for pointer in charged {
        let entries = list(&body, pointer).unwrap_or_default();
        if let Some(at) = entries.iter().position(is_blank) {
            return Err(format!("entry {at} of `{pointer}` is blank"));
        }
    }
    Ok(())
}

/// How many entries the list has that an operation's pace is documented for.
pub(super) fn entries(operation: &'static Operation, request: &Request) -> Option<u64> {
    let throughput = operation.throughput?;
    let count = list(&body(request), throughput.pointer)?.len();
    u64::try_from(count).ok()
}

fn body(request: &Request) -> Value {
    let bytes = request.body().and_then(reqwest::Body::as_bytes);
    let read = bytes.and_then(|bytes| serde_json::from_slice(bytes).ok());
    read.unwrap_or_default()
}

fn list<'v>(body: &'v Value, pointer: &str) -> Option<&'v [Value]> {
    body.pointer(pointer)?.as_array().map(Vec::as_slice)
}

/// A blank text, or an object that holds nothing but one.
fn is_blank(entry: &Value) -> bool {
    let blank = |value: &Value| value.as_str().is_some_and(|text| text.trim().is_empty());
    match entry {
        Value::Object(fields) => !fields.is_empty() && fields.values().all(blank),
        entry => blank(entry),
    }
}

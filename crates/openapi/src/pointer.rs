//! JSON pointers (RFC 6901), which say where in a document something stands.

use std::borrow::Cow;

/// A key as one token of a pointer.
#[must_use]
pub fn escape(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) {
        Cow::Owned(key.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(key)
    }
}

/// The key that a token of a pointer stands for.
#[must_use]
pub fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') {
        Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(token)
    }
}

/// The pointer one level below.
#[must_use]
pub fn child(parent: &str, key: &str) -> String {
    format!("{parent}/{}", escape(key))
}

/// The pointer to what these keys lead to from the top.
#[must_use]
pub fn of(keys: &[&str]) -> String {
    keys.iter()
        .fold(String::new(), |above, key| child(&above, key))
}

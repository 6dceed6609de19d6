//! What the docs do not know yet: let through, and said once.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::operation::Operation;

/// Something in an answer that the docs did not know when this crate was made: the vendor has changed the API.
///
/// Of a field only its place is said, since its value may be anybody's data; of an enum, its type and the new value.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Unknown {
    /// What was called.
    pub operation: &'static Operation,
    /// The place of a field, such as `results[].verdict`, or the name of an enum's type.
    pub path: String,
    /// The value, of an enum; the start of it, where it is longer than a name can be.
    pub value: Option<String>,
    /// Whether the place is one that the docs know, and the answer lacks it or has it in another form: the call went on without.
    pub mismatched: bool,
}

impl Unknown {
    pub(crate) fn field(operation: &'static Operation, path: String) -> Self {
        Self {
            operation,
            path: start_of(&path, 300),
            value: None,
            mismatched: false,
        }
    }

    pub(crate) fn value(operation: &'static Operation, ty: &str, value: &str) -> Self {
        Self {
            operation,
            path: ty.to_owned(),
            value: Some(start_of(value, 100)),
            mismatched: false,
        }
    }

    /// A place that could not be read. Why is left out: it can hold the value.
    pub(crate) fn mismatched(operation: &'static Operation, path: &str) -> Self {
        Self {
            operation,
            path: start_of(path, 300),
            value: None,
            mismatched: true,
        }
    }
}

/// What a server makes up has no length that it could be relied on to have.
fn start_of(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    }
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation,
            path,
            value,
            mismatched,
        } = self;
        if *mismatched {
            return write!(
                f,
                "{}: the answer is not as the docs say at `{path}`",
                operation.id
            );
        }
        match value {
            Some(value) => write!(
                f,
                "{}: the docs do not name `{value}` as a value of `{path}`",
                operation.id
            ),
            None => write!(
                f,
                "{}: the docs do not name the field `{path}`",
                operation.id
            ),
        }
    }
}

/// Says each unknown thing once in the life of a client and its clones.
pub(crate) struct Reporter {
    /// The crate whose client it is.
    name: &'static str,
    callback: Option<Callback>,
    said: Mutex<HashSet<String>>,
}

pub(crate) type Callback = Arc<dyn Fn(&Unknown) + Send + Sync>;

impl Reporter {
    /// So many different ones and no more: a server that makes up fields must not fill the memory.
    const MOST: usize = 1_000;

    pub(crate) fn new(name: &'static str, callback: Option<Callback>) -> Self {
        Self {
            name,
            callback,
            said: Mutex::default(),
        }
    }

    pub(crate) fn report(&self, unknown: &Unknown) {
        let line = unknown.to_string();
        {
            let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
            if said.len() >= Self::MOST || !said.insert(line) {
                return;
            }
        }
        tracing::warn!(
            target: "specwright",
            client = self.name,
            operation = unknown.operation.id,
            path = unknown.path,
            value = unknown.value.as_deref(),
            "the API answered with something that the docs do not know"
        );
        if let Some(callback) = &self.callback {
            callback(unknown);
        }
    }
}

thread_local! {
    /// What the enums of the answer that is being read on this thread let through.
    static NOTED: RefCell<Vec<(&'static str, String)>> = const { RefCell::new(Vec::new()) };
}

/// Called by an open enum for a value that it does not know. Reading is never suspended, so the thread tells whose it is.
pub fn note(ty: &'static str, value: &str) {
    NOTED.with_borrow_mut(|noted| {
        // An answer of a million new values says no more than one of a few.
        if noted.len() < 64 {
            noted.push((ty, value.to_owned()));
        }
    });
}

/// Reads something, and gives back with it what enums noted on the way.
pub(crate) fn noted<T>(read: impl FnOnce() -> T) -> (T, Vec<(&'static str, String)>) {
    NOTED.with_borrow_mut(Vec::clear);
    let read = read();
    (read, NOTED.take())
}

/// Reads something that may not be what it is read as: what was noted on the way counts only if it is.
pub(crate) fn undone_unless_read<T>(read: impl FnOnce() -> Option<T>) -> Option<T> {
    let before = NOTED.with_borrow(Vec::len);
    let read = read();
    if read.is_none() {
        NOTED.with_borrow_mut(|noted| noted.truncate(before));
    }
    read
}

/// A path as serde tells it, with every place in a list the same: `results.3.x` is `results[].x`.
pub(crate) fn plain_path(path: &str) -> String {
    let mut plain = String::new();
    for part in path.split('.').filter(|part| *part != "?") {
        if part.bytes().all(|byte| byte.is_ascii_digit()) {
            plain.push_str("[]");
        } else {
            if !plain.is_empty() {
                plain.push('.');
            }
            plain.push_str(part);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::plain_path;

    #[test]
    fn all_places_in_a_list_are_one() {
        assert_eq!(plain_path("results.3.verdict"), "results[].verdict");
        assert_eq!(plain_path("user.?.name"), "user.name");
        assert_eq!(plain_path("0.x"), "[].x");
    }
}

//! JSON pointers (RFC 6901), which say where in a document something stands.

use std::borrow::Cow;
use std::fmt;

use serde_json::{Map, Value};

/// A JSON pointer. It is displayed as a URI fragment, such as `#/paths/~1users/get`; [`as_str`](Self::as_str) has no `#`.
///
/// ```
/// use specwright_openapi::pointer::Pointer;
///
/// let users = Pointer::of(&["paths", "/users"]);
/// assert_eq!(users.join("get").as_str(), "/paths/~1users/get");
/// assert_eq!(users.get(&serde_json::json!({ "paths": { "/users": 1 } })), Some(&1.into()));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// The pointer to what these keys lead to from the root.
    #[must_use]
    pub fn of(keys: &[&str]) -> Self {
        keys.iter()
            .fold(Self::default(), |pointer, key| pointer.join(key))
    }

    /// Reads a pointer: it is empty or begins with `/`, and `~` stands only in `~0` and `~1`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_rooted = text.is_empty() || text.starts_with('/');
        let mut escapes = text.split('~').skip(1);
        let is_escaped = escapes.all(|rest| rest.starts_with(['0', '1']));
        (is_rooted && is_escaped).then(|| Self(text.to_owned()))
    }

    /// The pointer of a text that is one.
    pub(crate) fn trusted(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The pointer one level below.
    #[must_use]
    pub fn join(&self, key: &str) -> Self {
        Self(format!("{}/{}", self.0, escape(key)))
    }

    /// The pointer to an item of the list that this one leads to.
    #[must_use]
    pub fn item(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// The pointer further down.
    #[must_use]
    pub fn below(&self, keys: &[String]) -> Self {
        keys.iter()
            .fold(self.clone(), |pointer, key| pointer.join(key))
    }

    /// The text of the pointer, in the form that [`Value::pointer`] takes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The keys that the pointer leads through.
    pub fn keys(&self) -> impl Iterator<Item = Cow<'_, str>> {
        keys(&self.0)
    }

    /// The value that the pointer leads to.
    #[must_use]
    pub fn get<'a>(&self, document: &'a Value) -> Option<&'a Value> {
        document.pointer(&self.0)
    }

    /// The object that the pointer leads to.
    #[must_use]
    pub fn object<'a>(&self, document: &'a Value) -> Option<&'a Map<String, Value>> {
        self.get(document)?.as_object()
    }

    /// The object that the pointer leads to, to be changed.
    pub fn object_mut<'a>(&self, document: &'a mut Value) -> Option<&'a mut Map<String, Value>> {
        document.pointer_mut(&self.0)?.as_object_mut()
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

impl From<Pointer> for String {
    fn from(pointer: Pointer) -> Self {
        pointer.0
    }
}

/// The keys that a pointer leads through, unescaped.
pub fn keys(pointer: &str) -> impl Iterator<Item = Cow<'_, str>> {
    pointer.split('/').skip(1).map(unescape)
}

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

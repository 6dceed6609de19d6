//! The operations of a document: listed, found, and named by method and path.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde_json::Value;

use crate::pointer::Pointer;

/// The methods that a path item can hold, in the order in which this crate writes them.
pub const METHODS: [&str; 9] = [
    "get", "put", "post", "patch", "delete", "head", "options", "trace", "query",
];

/// A method by its name, in whatever case: lower case, as documents write it.
#[must_use]
pub fn method(name: &str) -> Option<&'static str> {
    let mut methods = METHODS.into_iter();
    methods.find(|method| method.eq_ignore_ascii_case(name))
}

/// The operations under `paths`, in the order of the document. Anything malformed on the way is not an operation.
#[must_use]
pub fn operations(document: &Value) -> Vec<Operation<'_>> {
    let paths = document.get("paths").and_then(Value::as_object);
    let items = paths.into_iter().flatten();
    let operations = items.flat_map(|(path, item)| {
        let keys = item.as_object().into_iter().flatten();
        keys.filter_map(move |(key, _)| Operation::in_item(document, path, item, key))
    });
    operations.collect()
}

/// The keys of all operations, sorted. For whoever changes the document while going through it.
#[must_use]
pub fn keys(document: &Value) -> Vec<OperationKey> {
    let mut keys: Vec<_> = operations(document).iter().map(Operation::key).collect();
    keys.sort();
    keys
}

/// The operation of a method, in whatever case, and a path, as it is written in the document.
#[must_use]
pub fn find<'a>(document: &'a Value, method: &str, path: &str) -> Option<Operation<'a>> {
    let paths = document.get("paths")?.as_object()?;
    let (path, item) = paths.get_key_value(path)?;
    Operation::in_item(document, path, item, self::method(method)?)
}

/// An operation of a document.
///
/// What the document says of it is read by the methods of this type, each of which stands in the module of its subject:
/// [`parameters`](crate::parameter), [`body`](crate::request), [`success`](crate::response),
/// [`pagination`](crate::pagination), [`extensions`](crate::extensions).
#[derive(Clone, Copy)]
pub struct Operation<'a> {
    pub(crate) document: &'a Value,
    /// Lower case.
    pub method: &'static str,
    /// The key under `paths`.
    pub path: &'a str,
    /// The path item that holds the operation.
    pub item: &'a Value,
    /// The operation itself.
    pub value: &'a Value,
}

impl<'a> Operation<'a> {
    /// The operation that a path item has under a key, if the key is a method.
    fn in_item(document: &'a Value, path: &'a str, item: &'a Value, key: &str) -> Option<Self> {
        let method = METHODS.into_iter().find(|method| *method == key)?;
        let value = item.get(key).filter(|value| value.is_object())?;
        Some(Self {
            document,
            method,
            path,
            item,
            value,
        })
    }

    /// The document that holds it.
    #[must_use]
    pub fn document(&self) -> &'a Value {
        self.document
    }

    /// Its method and path.
    #[must_use]
    pub fn key(&self) -> OperationKey {
        OperationKey {
            path: self.path.to_owned(),
            method: self.method,
        }
    }

    /// Where it stands in the document.
    #[must_use]
    pub fn pointer(&self) -> Pointer {
        Pointer::of(&["paths", self.path, self.method])
    }

    /// The text that it has under a key, such as `summary`.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&'a str> {
        self.value.get(key)?.as_str()
    }

    /// Its `operationId`.
    #[must_use]
    pub fn id(&self) -> Option<&'a str> {
        self.text("operationId")
    }

    /// Whether it is called with credentials: it or else the document requires some, and lists no way without any.
    #[must_use]
    pub fn needs_credentials(&self) -> bool {
        let own = self.value.get("security");
        let required = own.or_else(|| self.document.get("security"));
        let requirements = required.and_then(Value::as_array);
        let is_empty =
            |requirement: &Value| requirement.as_object().is_some_and(|it| it.is_empty());
        requirements.is_some_and(|listed| !listed.is_empty() && !listed.iter().any(is_empty))
    }
}

impl fmt::Debug for Operation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Operation({self})")
    }
}

impl fmt::Display for Operation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_method_and_path(self.method, self.path, f)
    }
}

/// What tells one operation of a document from another.
///
/// Sorted by path, then in the order of [`METHODS`].
///
/// ```
/// use specwright_openapi::operation::OperationKey;
///
/// let key: OperationKey = "GET:/users/{id}".parse()?;
/// assert_eq!(key.to_string(), "GET /users/{id}");
/// assert!(key.is_same(&"GET:/users/{user}".parse()?));
/// # Ok::<(), specwright_openapi::operation::ParseOperationKeyError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OperationKey {
    /// The key under `paths`.
    pub path: String,
    /// Lower case; one of [`METHODS`].
    pub method: &'static str,
}

impl OperationKey {
    /// Where the operation stands in a document.
    #[must_use]
    pub fn pointer(&self) -> Pointer {
        Pointer::of(&["paths", &self.path, self.method])
    }

    /// Where its path item stands in a document.
    #[must_use]
    pub fn item_pointer(&self) -> Pointer {
        Pointer::of(&["paths", &self.path])
    }

    /// The operation of this key in a document.
    #[must_use]
    pub fn find<'a>(&self, document: &'a Value) -> Option<Operation<'a>> {
        find(document, self.method, &self.path)
    }

    /// Whether both are one operation, whatever their path parameters are called.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.method == other.method && is_same_path(&self.path, &other.path)
    }
}

impl Ord for OperationKey {
    fn cmp(&self, other: &Self) -> Ordering {
        let place = |key: &Self| METHODS.iter().position(|method| *method == key.method);
        let by_path = self.path.cmp(&other.path);
        by_path.then_with(|| place(self).cmp(&place(other)))
    }
}

impl PartialOrd for OperationKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for OperationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_method_and_path(self.method, &self.path, f)
    }
}

fn write_method_and_path(method: &str, path: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{} {path}", method.to_ascii_uppercase())
}

impl FromStr for OperationKey {
    type Err = ParseOperationKeyError;

    /// Reads `METHOD:/path`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text
            .split_once(':')
            .filter(|(_, path)| path.starts_with('/'));
        let key = parts.and_then(|(name, path)| {
            Some(Self {
                path: path.to_owned(),
                method: method(name)?,
            })
        });
        key.ok_or(ParseOperationKeyError)
    }
}

/// A text is not of the form `METHOD:/path`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write METHOD:/path, as in `POST:/users`")]
pub struct ParseOperationKeyError;

/// Whether two paths differ at most in the names of their parameters.
#[must_use]
pub fn is_same_path(one: &str, other: &str) -> bool {
    one == other || without_names(one) == without_names(other)
}

/// A path with `{}` for each of its parameters.
#[must_use]
pub fn without_names(path: &str) -> String {
    let mut shape = String::new();
    let mut rest = path;
    while let Some((before, _, after)) = next_parameter(rest) {
        shape.push_str(before);
        shape.push_str("{}");
        rest = after;
    }
    shape.push_str(rest);
    shape
}

/// The names of the parameters in a path, in order.
pub fn path_parameters(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = path;
    std::iter::from_fn(move || {
        let (_, name, after) = next_parameter(rest)?;
        rest = after;
        Some(name)
    })
}

/// What stands before the next `{name}`, the name, and what stands behind it.
fn next_parameter(path: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = path.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

//! The grammar of OpenAPI, as far as a comparison needs it: what stands under each key.

/// The kinds of objects in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    Document,
    Info,
    Server,
    ServerVariable,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Header,
    MediaType,
    Encoding,
    Schema,
    Tag,
    SecurityScheme,
    Flows,
    Flow,
    Link,
    Callback,
    Example,
}

/// What stands under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Data that is compared as a whole.
    Data,
    /// A list whose order says nothing.
    Set,
    /// One object.
    One(Kind),
    /// Objects by name.
    Named(Kind),
    /// Objects in a list, told apart by one of their keys.
    Listed(Kind, &'static str),
    /// Data by name.
    Entries,
    /// `deprecated`, with the `x-sunset` beside it.
    Lifecycle,
    /// `x-stability-level`.
    Stability,
    /// `style` or `explode`: each has a default, and one depends on the other.
    Style,
    /// A text of which the case says nothing.
    Caseless,
    /// What a parameter is told apart by.
    Name,
    /// Compared elsewhere.
    Elsewhere,
}

impl Kind {
    /// What stands under a key of any object but a schema.
    pub(super) fn form(self, key: &str) -> Form {
        use Kind::*;
        match (self, key) {
            (Document, "paths" | "webhooks" | "components" | "security" | "servers") => {
                Form::Elsewhere
            }
            (Document, "info") => Form::One(Info),
            (Document, "tags") => Form::Listed(Tag, "name"),
            (PathItem | Operation, "servers") => Form::Listed(Server, "url"),
            (Server, "variables") => Form::Named(ServerVariable),
            (ServerVariable, "enum") => Form::Set,
            (PathItem, "parameters") => Form::Elsewhere,
            (PathItem, key) if is_method(key) => Form::Elsewhere,
            (Operation, "parameters" | "security") => Form::Elsewhere,
            (Operation, "tags") => Form::Set,
            (Operation, "requestBody") => Form::One(RequestBody),
            (Operation, "responses") => Form::Named(Response),
            (Operation, "callbacks") => Form::Named(Callback),
            (Operation | Parameter | Header, "deprecated") => Form::Lifecycle,
            (Operation, "x-stability-level") => Form::Stability,
            (Parameter, "in" | "name") => Form::Name,
            (Parameter | Header | Encoding, "style" | "explode") => Form::Style,
            (Parameter | Header | MediaType, "schema") => Form::One(Schema),
            (Parameter | Header | RequestBody | Response, "content") => Form::Named(MediaType),
            (Parameter | Header | MediaType, "examples") => Form::Named(Example),
            (Response | Encoding, "headers") => Form::Named(Header),
            (Response, "links") => Form::Named(Link),
            (MediaType, "encoding") => Form::Named(Encoding),
            (Link, "server") => Form::One(Server),
            (Link, "parameters") => Form::Entries,
            (SecurityScheme, "scheme" | "name") => Form::Caseless,
            (SecurityScheme, "flows") => Form::One(Flows),
            (Flows, key) if !key.starts_with("x-") => Form::One(Flow),
            (Flow, "scopes") => Form::Entries,
            (Callback, key) if !key.starts_with("x-") => Form::One(PathItem),
            _ => Form::Data,
        }
    }

    /// Whether leaving out an empty collection under this key would mean the same.
    pub(crate) fn holds_many(self, key: &str) -> bool {
        matches!(
            self.form(key),
            Form::Set | Form::Named(_) | Form::Listed(..) | Form::Entries
        ) || matches!(key, "parameters" | "servers")
    }
}

/// The keys of a path item that hold an operation.
pub(super) fn is_method(key: &str) -> bool {
    matches!(
        key,
        "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" | "query"
    )
}

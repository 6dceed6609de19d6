//! What generating gives.

/// What [`generate`](crate::generate) made.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Generated {
    /// The source of the generated module, formatted, with a header that says where it came from.
    pub source: String,
    /// What each pass and each rewriting changed, in the order in which they ran.
    pub counts: Vec<Count>,
    /// What a reader of the spec would otherwise not expect in the code, one line each.
    pub notes: Vec<String>,
    /// The operations, sorted by path and method, each with the id that names its method.
    pub operations: Vec<OperationId>,
    /// Every JSON body that the document describes, with its type: what a test needs that tries them all.
    pub bodies: Vec<Body>,
    /// Calls of every operation, with made-up values: what a test needs that calls them all.
    pub calls: Vec<Call>,
}

/// What an operation is called.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperationId {
    /// The HTTP method, in lower case.
    pub method: &'static str,
    /// The path template.
    pub path: String,
    /// The id: the document's, the overlay's, or one by rule.
    pub id: String,
}

/// A JSON body of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Body {
    /// The id of the operation.
    pub operation: String,
    /// `request`, or the status of the answer.
    pub place: String,
    /// Its type, as it is called in the module `types`.
    pub type_name: String,
}

/// An operation as calls of it: expressions, up to sending.
///
/// They are on `client`, on `types`, and on a function `path`, which is handed the name of each text in the path with the
/// value made up for it, and gives what to send. They may end early by `?`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Call {
    /// The id of the operation.
    pub operation: String,
    /// What comes of it when it is sent.
    pub answer: AnswerForm,
    /// Sets what is required.
    pub least: String,
    /// Sets everything that a value can be made up for.
    pub most: String,
}

/// What comes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnswerForm {
    /// A typed body, or none.
    Body,
    /// A typed body that is one page of a list.
    Pages,
    /// Bytes.
    Bytes,
}

/// How often one pass or one rewriting applied.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Count {
    /// What was done, in a few words.
    pub what: &'static str,
    /// To how many places.
    pub count: usize,
}

//! The names of the keys.

/// What the name of a schema's type is.
pub const NAME: &str = "x-specwright-name";
/// How often one consumer may call.
pub const RATE_LIMIT: &str = "x-specwright-rate-limit";
/// What a call costs.
pub const CREDITS: &str = "x-specwright-credits";
/// How many entries a list of the body may have.
pub const MAX_ITEMS: &str = "x-specwright-max-items";
/// How fast a list of the body is worked through.
pub const THROUGHPUT: &str = "x-specwright-throughput";
/// Whether sending it twice does no more than once.
pub const SAFE_TO_REPEAT: &str = "x-specwright-safe-to-repeat";
/// Which list of the answer is paged.
pub const PAGING: &str = "x-specwright-paging";
/// The address of a page in the docs.
pub const PAGE: &str = "x-specwright-page";
/// How an operation is known.
pub const EVIDENCE: &str = "x-specwright-evidence";

//! An OpenAPI document as a value: the one reader of documents that everything else stands on.
//!
//! A document is a [`serde_json::Value`]; [`document`] reads and writes it. What it says of an operation is asked of an
//! [`Operation`](operation::Operation): its parameters, its body, its success, how it is paged, what our own keys say. What
//! these give is borrowed from the document. The crate is lean on purpose: whoever generates a client at build time compiles it.
//!
//! ```
//! use specwright_openapi::{document, operation};
//!
//! let pets = "
//! paths:
//!   /pets/{id}:
//!     parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
//!     get:
//!       responses: { '200': { content: { application/json: { schema: { type: object } } } } }
//! ";
//! let pets = document::read(pets, "pets.yaml")?;
//! for operation in operation::operations(&pets) {
//!     assert_eq!(operation.to_string(), "GET /pets/{id}");
//!     assert_eq!(operation.parameters()[0].name, "id");
//!     assert!(operation.success().is_some_and(|success| success.json_schema().is_some()));
//! }
//! # Ok::<(), document::ReadError>(())
//! ```

pub mod document;
pub mod yaml;

mod keyword;
pub mod pointer;
pub mod reference;

pub mod media;
pub mod operation;
pub mod parameter;
pub mod request;
pub mod response;
pub mod schema;
pub mod walk;

pub mod batch;
pub mod evidence;
pub mod extensions;
pub mod pagination;
pub mod settings;

//! The Amplemarket REST API on loopback, with state and faults, made from the spec of the client: for tests.

mod server;

mod answer;
mod api;
mod batches;
mod call;
mod check;
mod error;
mod example;
mod facts;
mod family;
mod fault;
mod http;
mod ledger;
mod limits;
mod lists;
mod pace;
mod paging;
mod problem;
mod received;
mod sample;
mod schema;
mod spoil;
mod verdict;
mod world;

pub use batches::BatchRecord;
pub use error::{DocumentError, StartError, UnknownBatch};
pub use fault::Fault;
pub use ledger::{Charge, Ledger};
pub use pace::Pace;
pub use received::Received;
pub use server::{MockServer, MockServerBuilder};
pub use verdict::Verdict;

//! What was found, in the form that was asked for.

mod flat;
mod rows;
mod sink;
mod table;

pub(crate) use flat::flat;
pub(crate) use rows::{Form, Rows, document};
pub(crate) use sink::Sink;

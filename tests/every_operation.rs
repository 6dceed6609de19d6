#![allow(missing_docs)]
#[path = "support/calls.rs"]
mod calls;
#[test]
fn x() {
}

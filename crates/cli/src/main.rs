//! The Amplemarket REST API on the command line.

fn main() {}

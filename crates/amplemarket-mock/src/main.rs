//! `amplemarket-mock`: the mock as a program.

use std::process::ExitCode;

use amplemarket_mock::Amplemarket;
use specwright_mock::Program;

fn main() -> ExitCode {
    let program = Program {
        name: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        api: "The Amplemarket REST API",
        credits: "Email credits",
    };
    program.run::<Amplemarket>()
}

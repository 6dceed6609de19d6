//! The Amplemarket REST API on the command line: parses the arguments, runs the verb, ends with its exit code.

mod cli;
mod global;

mod api;
mod emails;
mod login;
mod shell;
mod validate;

mod base_url;
mod columns;
mod context;
mod document;
mod environment;
mod error;
mod exit;
mod key;
mod mock;
mod output;
mod prompt;
mod suggest;
mod verbose;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::Cli;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;

fn main() -> ExitCode {
    let exit = match run(Cli::parse()) {
        Ok(exit) => exit,
        Err(error) => error.explain(&mut anstream::stderr()),
    };
    exit.into()
}

fn run(cli: Cli) -> Result<Exit, CliError> {
    let context = Context::new(cli.global)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(CliError::no_runtime)?;
    let outcome = runtime.block_on(cli::run(cli.verb, &context));
    // A question that nobody will answer any more must not keep the process from ending.
    runtime.shutdown_background();
    outcome
}

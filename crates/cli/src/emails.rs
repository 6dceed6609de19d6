//! `amplemarket emails`: e-mail addresses and the batches in which they are validated.

use clap::Subcommand;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::validate;

pub(crate) async fn run(verb: Verb, context: &Context) -> Result<Exit, Failure> {
    match verb {
        Verb::Validate(args) => validate::run(args, context).await,
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Validate the addresses of a file: every row comes back with its verdict
    Validate(validate::Args),
}

//! `amplemarket emails validate`.

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;

/// What `emails validate` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// Validates the addresses of a file.
pub(crate) async fn run(_args: Args, context: &Context) -> Result<Exit, Failure> {
    context.client().await?;
    Ok(Exit::Done)
}

//! `specwright <verb>`: the pipeline's verbs on the project that this is run in.

use std::process::ExitCode;

use specwright_pipeline::command::{self, Verb};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    command::main::<Verb>().await
}

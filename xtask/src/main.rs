//! `cargo xtask <verb>`.

use std::process::ExitCode;

use specwright_pipeline::command;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    command::main::<xtask::Verb>().await
}

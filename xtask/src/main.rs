//! `cargo xtask <verb>`: hands the arguments and the terminal to the library, which tests call in the same way.

use std::io;
use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    xtask::run(std::env::args_os(), &mut io::stdout(), &mut io::stderr())
        .await
        .into()
}

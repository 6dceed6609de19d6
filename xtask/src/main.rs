//! `cargo xtask <verb>`: hands the arguments and the terminal to the library, which tests call in the same way.

use std::io;
use std::process::ExitCode;

use specwright_pipeline::fetch::{Options, Progress};
use specwright_pipeline::pipe::Pipe;
use specwright_pipeline::report::Colour;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let options = Options {
        progress: Progress::of_this_terminal(),
        colour: Colour::of_this_terminal(),
        ..Options::default()
    };
    let (mut out, mut err) = (Pipe(io::stdout()), io::stderr());
    xtask::run(std::env::args_os(), &options, &mut out, &mut err)
        .await
        .into()
}

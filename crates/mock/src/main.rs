//! `amplemarket-mock`: the mock as a program.

use std::io::Write;
use std::process::ExitCode;

use amplemarket_mock::{MockServer, MockServerBuilder, Pace};
use lexopt::prelude::*;

const HELP: &str = "\
The Amplemarket REST API on loopback, made up: no account, no key, no cost.

Usage: amplemarket-mock [OPTIONS]

Prints its address on one line, and runs until Ctrl-C or SIGTERM.

Options:
      --port N              Port on 127.0.0.1; 0 for any that is free [default: 4010]
      --bind ADDRESS:PORT   Listen here instead; there is no encryption
      --pace N|documented|instant
                            How many entries of a batch are done a second [default: 250]
      --credits N           Email credits that there are [default: no end of them]
      --key KEY             Take this key; may be given several times [default: any]
      --partial-results     Show the results that there are while a batch is under way
      --no-rate-limits      Answer 429 to nobody
      --document FILE       Answer by this OpenAPI document instead of the client's own
  -h, --help                Print this
  -V, --version             Print the version
";

fn main() -> ExitCode {
    match asked(lexopt::Parser::from_env()) {
        Ok(Asked::Serve(builder)) => match run(*builder) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(&error, 1),
        },
        Ok(Asked::Print(text)) => match std::io::stdout().write_all(text.as_bytes()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(&error, 1),
        },
        Err(error) => failed(
            &format!("{error}; `amplemarket-mock --help` lists what there is"),
            2,
        ),
    }
}

enum Asked {
    Serve(Box<MockServerBuilder>),
    Print(String),
}

fn asked(mut arguments: lexopt::Parser) -> Result<Asked, lexopt::Error> {
    let mut bind = "127.0.0.1:4010".to_owned();
    // A program can run for long: what came in is told to nobody, so it is not kept.
    let mut builder = MockServer::builder().pace(Pace::per_second(250.0)).keep(0);
    while let Some(argument) = arguments.next()? {
        builder = match argument {
            Long("port") => {
                bind = format!("127.0.0.1:{}", arguments.value()?.parse::<u16>()?);
                builder
            }
            Long("bind") => {
                bind = arguments.value()?.string()?;
                builder
            }
            Long("pace") => builder.pace(arguments.value()?.parse_with(pace)?),
            Long("credits") => builder.credits(arguments.value()?.parse_with(credits)?),
            Long("key") => builder.api_key(arguments.value()?.string()?),
            Long("partial-results") => builder.partial_results(true),
            Long("no-rate-limits") => builder.rate_limits(false),
            Long("document") => {
                let path = arguments.value()?;
                let text = std::fs::read_to_string(&path)
                    .map_err(|error| format!("can't read {}: {error}", path.to_string_lossy()))?;
                builder.document(text)
            }
            Short('h') | Long("help") => return Ok(Asked::Print(HELP.to_owned())),
            Short('V') | Long("version") => {
                return Ok(Asked::Print(format!(
                    "amplemarket-mock {}\n",
                    env!("CARGO_PKG_VERSION")
                )));
            }
            other => return Err(other.unexpected()),
        };
    }
    Ok(Asked::Serve(Box::new(builder.bind(bind))))
}

fn pace(text: &str) -> Result<Pace, String> {
    match text {
        "documented" => Ok(Pace::documented()),
        "instant" => Ok(Pace::instant()),
        _ => match text.parse::<f64>() {
            Ok(rate) if rate > 0.0 && rate.is_finite() => Ok(Pace::per_second(rate)),
            _ => Err("it is a number above 0, `documented` or `instant`".to_owned()),
        },
    }
}

fn credits(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(credits) if credits >= 0.0 => Ok(credits),
        _ => Err("it is a number, 0 or more".to_owned()),
    }
}

fn run(builder: MockServerBuilder) -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let server = builder.start().await?;
        let mut stdout = std::io::stdout();
        writeln!(stdout, "{}", server.url())?;
        stdout.flush()?;
        ended().await?;
        Ok(())
    })
}

/// Ctrl-C, or what ends services.
#[cfg(unix)]
async fn ended() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        ended = tokio::signal::ctrl_c() => ended,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn ended() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

fn failed(error: &dyn std::fmt::Display, code: u8) -> ExitCode {
    // Where even this can't be said, there is nobody to say it to.
    let _ = writeln!(std::io::stderr(), "amplemarket-mock: {error}");
    ExitCode::from(code)
}

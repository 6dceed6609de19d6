//! The mock of a vendor as a program: options, an address on standard output, and an end by signal.

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use lexopt::prelude::*;

use crate::{MockServer, MockServerBuilder, Pace, Vendor};

/// How the program is called.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    /// Its name, such as `env!("CARGO_PKG_NAME")`.
    pub name: &'static str,
    /// Its version, such as `env!("CARGO_PKG_VERSION")`.
    pub version: &'static str,
    /// The API, as a help text begins with it: `The Pets API`.
    pub api: &'static str,
    /// The credits that `--credits` counts, as a help text says it: `Pet credits`.
    pub credits: &'static str,
}

impl Program {
    /// Runs the program with the arguments of the process: all of its `main`.
    pub fn run<V: Vendor>(self) -> ExitCode {
        match self.request::<V>(lexopt::Parser::from_env()) {
            Ok(Request::Serve(builder)) => match serve(*builder) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => self.failed(&error, 1),
            },
            Ok(Request::Print(text)) => match io::stdout().write_all(text.as_bytes()) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => self.failed(&error, 1),
            },
            Err(error) => {
                let help = format!("{error}; `{} --help` lists what there is", self.name);
                self.failed(&help, 2)
            }
        }
    }

    fn request<V: Vendor>(
        self,
        mut arguments: lexopt::Parser,
    ) -> Result<Request<V>, lexopt::Error> {
        let mut bind = "127.0.0.1:4010".to_owned();
        let mut print = false;
        // A program can run for long: what came in is told to nobody, so it is not kept.
        let mut builder = MockServer::<V>::builder()
            .pace(Pace::per_second(250.0))
            .keep(0);
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
                Long("document") => builder.document(file(&arguments.value()?)?),
                Long("print-document") => {
                    print = true;
                    builder
                }
                Short('h') | Long("help") => return Ok(Request::Print(self.help())),
                Short('V') | Long("version") => {
                    return Ok(Request::Print(format!("{} {}\n", self.name, self.version)));
                }
                other => return Err(other.unexpected()),
            };
        }
        if print {
            let text = builder
                .document_with_refusals()
                .map_err(|error| format!("the document can't be read: {error}"))?;
            return Ok(Request::Print(text + "\n"));
        }
        Ok(Request::Serve(Box::new(builder.bind(bind))))
    }

    fn help(self) -> String {
        let Self {
            name, api, credits, ..
        } = self;
        format!(
            "\
{api} on loopback, made up: no account, no key, no cost.

Usage: {name} [OPTIONS]

Prints its address on one line, and runs until Ctrl-C or SIGTERM.

Options:
      --port N              Port on 127.0.0.1; 0 for any that is free [default: 4010]
      --bind ADDRESS:PORT   Listen here instead; there is no encryption
      --pace N|documented|instant
                            How many entries of a batch are done a second [default: 250]
      --credits N           {credits} that there are [default: no end of them]
      --key KEY             Take this key; may be given several times [default: any]
      --partial-results     Show the results that there are while a batch is under way
      --no-rate-limits      Answer 429 to nobody
      --document FILE       Answer by this OpenAPI document instead of the client's own
      --print-document      Print that document, with the refusals that are answered added to each operation, and end
  -h, --help                Print this
  -V, --version             Print the version
"
        )
    }

    fn failed(self, error: &dyn std::fmt::Display, code: u8) -> ExitCode {
        // Where even this can't be said, there is nobody to say it to.
        let _ = writeln!(io::stderr(), "{}: {error}", self.name);
        ExitCode::from(code)
    }
}

/// What the arguments ask for.
enum Request<V> {
    Serve(Box<MockServerBuilder<V>>),
    Print(String),
}

fn file(path: &OsString) -> Result<String, String> {
    std::fs::read_to_string(path)
        .map_err(|error| format!("can't read {}: {error}", path.to_string_lossy()))
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

fn serve<V>(builder: MockServerBuilder<V>) -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let server = builder.start().await?;
        let mut stdout = io::stdout();
        writeln!(stdout, "{}", server.url())?;
        stdout.flush()?;
        ended().await?;
        Ok(())
    })
}

/// Ctrl-C, or what ends services.
#[cfg(unix)]
async fn ended() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        ended = tokio::signal::ctrl_c() => ended,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn ended() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}

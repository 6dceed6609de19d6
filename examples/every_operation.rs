//! Calls every operation of a server on this machine, and says what came of it: the client's side of `cargo xtask judge`.
//!
//! `cargo run --example every_operation -- http://127.0.0.1:4010 [--times N] [--prefer TEXT] [--pages N] [--errors] [--tolerant]`
//!
//! One JSON object a line for each operation: how many calls were made, and what was found, each with how often. Every call
//! is made `--times` over, half of them with the least that there is to set and half with the most; answers are read
//! strictly, unless `--tolerant` is given. `--prefer` is sent as the header of that name, by which mock servers choose what
//! they answer; with `--errors` they are asked for each error that the docs name, which has to come out as one.
//!
//! The values are made up, and some operations cost credits: an address that is not this machine's is refused.

use std::collections::BTreeMap;
use std::error::Error as StdError;
use std::io::{Write, stdout};
use std::process::ExitCode;

use amplemarket::{Attempt, Client, Error, Hook, Operation, RetryPolicy, operations};
use calls::{Extent, Failure, Way, call};
use reqwest::header::HeaderValue;
use serde_json::{Value, json};
use tokio::task::JoinSet;

#[path = "../tests/support/calls.rs"]
mod calls;

/// How many calls are under way at a time.
const AT_ONCE: usize = 8;

/// How many findings of an operation are told; of the rest it is said how many there were.
const TOLD: usize = 5;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn StdError>> {
    let arguments = Arguments::read(std::env::args().skip(1))?;
    let spec = specwright_openapi::document::read(amplemarket::SPEC, "openapi.yaml")?;
    let mut out = stdout().lock();
    let mut found_nothing = true;
    for &operation in operations::ALL {
        let verdict = if arguments.errors {
            errors(operation, &documented_errors(&spec, operation), &arguments).await?
        } else {
            successes(operation, &arguments).await?
        };
        found_nothing &= verdict.findings.is_empty();
        writeln!(out, "{}", verdict.line(operation))?;
    }
    Ok(ExitCode::from(u8::from(!found_nothing)))
}

/// What is asked for.
#[derive(Clone)]
struct Arguments {
    base_url: String,
    times: usize,
    prefer: Option<String>,
    pages: usize,
    errors: bool,
    strict: bool,
}

impl Arguments {
    fn read(mut given: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Self {
            base_url: String::new(),
            times: 2,
            prefer: None,
            pages: 1,
            errors: false,
            strict: true,
        };
        while let Some(argument) = given.next() {
            let mut value = || {
                let value = given.next();
                value.ok_or_else(|| format!("{argument} needs a value"))
            };
            let number = |text: String| {
                let number = text.parse();
                number.map_err(|_| format!("`{text}` is not a number"))
            };
            match argument.as_str() {
                "--times" => arguments.times = number(value()?)?,
                "--prefer" => arguments.prefer = Some(value()?),
                "--pages" => arguments.pages = number(value()?)?,
                "--errors" => arguments.errors = true,
                "--tolerant" => arguments.strict = false,
                _ if arguments.base_url.is_empty() => arguments.base_url = argument,
                _ => return Err(format!("`{argument}` is one argument too many")),
            }
        }
        let url = reqwest::Url::parse(&arguments.base_url)
            .map_err(|error| format!("the server's address: {error}"))?;
        match url.host_str() {
            Some("127.0.0.1" | "localhost" | "[::1]") => Ok(arguments),
            _ => Err(format!(
                "{url} is not on this machine: made-up calls could do harm there"
            )),
        }
    }

    fn client(&self, prefer: Option<&str>) -> Result<Client, Box<dyn StdError>> {
        let builder = Client::builder()
            .api_key("made-up")
            .base_url(&self.base_url)
            .retry(RetryPolicy::never())
            .rate_limited(false)
            .strict(self.strict);
        Ok(match prefer {
            Some(prefer) => builder.hook(Prefer(prefer.parse()?)).build()?,
            None => builder.build()?,
        })
    }
}

/// Tells a mock server what to answer.
struct Prefer(HeaderValue);

impl Hook for Prefer {
    fn before(
        &self,
        _attempt: &Attempt<'_>,
        request: &mut reqwest::Request,
    ) -> Result<(), Box<dyn StdError + Send + Sync>> {
        request.headers_mut().insert("prefer", self.0.clone());
        Ok(())
    }
}

/// What came of all calls of an operation.
#[derive(Default)]
struct Verdict {
    calls: usize,
    findings: BTreeMap<String, usize>,
}

impl Verdict {
    fn add(&mut self, finding: Option<String>) {
        self.calls += 1;
        if let Some(finding) = finding {
            *self.findings.entry(finding).or_default() += 1;
        }
    }

    fn line(&self, operation: &Operation) -> Value {
        let told = self.findings.iter().take(TOLD);
        let told = told.map(|(what, times)| json!({ "what": what, "times": times }));
        json!({
            "operation": operation.id,
            "calls": self.calls,
            "failed": self.findings.values().sum::<usize>(),
            "findings": told.collect::<Vec<_>>(),
        })
    }
}

/// Every call has to come out as what the docs say.
async fn successes(
    operation: &'static Operation,
    arguments: &Arguments,
) -> Result<Verdict, Box<dyn StdError>> {
    let client = arguments.client(arguments.prefer.as_deref())?;
    let mut verdict = Verdict::default();
    let mut under_way = JoinSet::new();
    for turn in 0..arguments.times {
        if under_way.len() == AT_ONCE
            && let Some(finding) = under_way.join_next().await
        {
            verdict.add(finding?);
        }
        let extent = if turn % 2 == 0 {
            Extent::Least
        } else {
            Extent::Most
        };
        let (client, pages) = (client.clone(), arguments.pages);
        under_way.spawn(async move {
            let outcome = called(&client, operation, extent, pages).await;
            outcome.err().map(|failure| failure.to_string())
        });
    }
    while let Some(finding) = under_way.join_next().await {
        verdict.add(finding?);
    }
    Ok(verdict)
}

/// Every error that the docs name has to come out as one: with its status, and what the API says of it.
async fn errors(
    operation: &'static Operation,
    documented: &[u16],
    arguments: &Arguments,
) -> Result<Verdict, Box<dyn StdError>> {
    let mut verdict = Verdict::default();
    for status in documented {
        let prefer = match &arguments.prefer {
            Some(prefer) => format!("code={status}, {prefer}"),
            None => format!("code={status}"),
        };
        let client = arguments.client(Some(&prefer))?;
        for _ in 0..arguments.times {
            verdict.add(match called(&client, operation, Extent::Least, 0).await {
                Ok(_) => Some(format!("a success, where {status} was to come")),
                Err(Failure::Failed(Error::Api(error)))
                    if error.status() == *status && !error.errors().is_empty() =>
                {
                    None
                }
                Err(failure) => Some(format!("where {status} was to come: {failure}")),
            });
        }
    }
    Ok(verdict)
}

async fn called(
    client: &Client,
    operation: &Operation,
    extent: Extent,
    pages: usize,
) -> Result<Value, Failure> {
    let path = |_name: &str, made_up: &str| made_up.to_owned();
    let way = Way {
        extent,
        pages,
        path: &path,
    };
    match call(client, operation.id, &way) {
        Some(sent) => sent.await,
        None => Err(Failure::NotMade(
            "tests/generated/calls.rs does not have it; run `cargo xtask regen`".to_owned(),
        )),
    }
}

/// The statuses of the errors that the docs name, and describe.
fn documented_errors(spec: &Value, operation: &Operation) -> Vec<u16> {
    let described = &spec["paths"][operation.path][operation.method.to_lowercase()];
    let answers = described["responses"].as_object().into_iter().flatten();
    answers
        .filter(|(_, answer)| answer["content"].is_object())
        .filter_map(|(status, _)| status.parse().ok())
        .filter(|status| *status >= 400)
        .collect()
}

//! What a verb runs in: the client, the streams, and how the person wants to be talked to.

use std::fmt::Display;
use std::io::{self, BufRead, IsTerminal, Write};

use amplemarket::{Client, ClientBuilder};
use amplemarket_mock::{MockServer, Pace};
use anstream::{AutoStream, ColorChoice};
use tokio::sync::OnceCell;

use crate::environment;
use crate::error::CliError;
use crate::exit::Exit;
use crate::global::{Global, When};
use crate::key;
use crate::output::Format;
use crate::verbose::Verbose;

/// What a verb runs in. Made once, of the global arguments and the streams that the process was given.
pub(crate) struct Context {
    global: Global,
    /// The mock of `--mock`, which ends with this.
    mock: OnceCell<MockServer>,
    /// Whether somebody can be asked a question.
    pub(crate) stdin_is_terminal: bool,
    /// Whether a progress bar has a place.
    pub(crate) stderr_is_terminal: bool,
}

/// The key that the mock is called with: it takes any.
const KEY_OF_THE_MOCK: &str = "made-up";

impl Context {
    pub(crate) fn new(global: Global) -> Self {
        let choice = match global.color {
            When::Auto => ColorChoice::Auto,
            When::Always => ColorChoice::Always,
            When::Never => ColorChoice::Never,
        };
        choice.write_global();
        Self {
            global,
            mock: OnceCell::new(),
            stdin_is_terminal: io::stdin().is_terminal(),
            stderr_is_terminal: io::stderr().is_terminal(),
        }
    }

    /// A client with the key, for the base URL; with `--mock`, one for a mock that is started now and lives as long as this.
    pub(crate) async fn client(&self) -> Result<Client, CliError> {
        if self.global.mock {
            let url = self.mock().await?.url();
            return Ok(self
                .builder()
                .api_key(KEY_OF_THE_MOCK)
                .base_url(url)
                .build()?);
        }
        let found = key::find()?;
        self.client_with(found.key, &found.place)
    }

    /// A client with a key that is from somewhere, which is said where the key can't be used.
    pub(crate) fn client_with(
        &self,
        key: secrecy::SecretString,
        from: &impl Display,
    ) -> Result<Client, CliError> {
        let builder = self.builder().api_key(key);
        let Some((url, place)) = self.base_url()? else {
            return builder
                .build()
                .map_err(|error| CliError::no_client(error, from, &"this version"));
        };
        if !url.contains("://") {
            return Err(CliError::base_url(
                "it does not begin with https://",
                &place,
            ));
        }
        let client = builder.base_url(url).build();
        client.map_err(|error| CliError::no_client(error, from, &place))
    }

    /// The format that was asked for, where one was.
    pub(crate) fn format(&self) -> Option<Format> {
        self.global.format
    }

    /// Whether it is a made-up API that is run against: `--mock`.
    pub(crate) fn is_mock(&self) -> bool {
        self.global.mock
    }

    /// How many addresses a second the made-up API validates, where it is that.
    pub(crate) fn mock_pace(&self) -> Option<f64> {
        self.global.mock.then_some(self.global.mock_pace)
    }

    /// Whether nothing but the answer and errors is wanted: `-q`.
    pub(crate) fn is_quiet(&self) -> bool {
        self.global.quiet
    }

    /// Whether styles on standard error are wanted and can be seen: for what draws there itself.
    pub(crate) fn stderr_has_colour(&self) -> bool {
        AutoStream::choice(&io::stderr()) != ColorChoice::Never
    }

    /// Standard error; styles (`anstyle`) written to it are taken out where they are not wanted.
    pub(crate) fn stderr(&self) -> AutoStream<io::Stderr> {
        anstream::stderr()
    }

    /// Says a line on standard error, unless `-q`.
    pub(crate) fn say(&self, line: impl Display) {
        if !self.is_quiet() {
            // Nobody listens there any more; what was asked for still goes to standard output.
            let _ = writeln!(self.stderr(), "{line}");
        }
    }

    /// Asks a question that is answered by y or n, n being what an empty line means; nothing when there is nobody to ask.
    pub(crate) async fn confirm(&self, question: &str) -> Option<bool> {
        if !self.stdin_is_terminal || !self.stderr_is_terminal {
            return None;
        }
        let mut stderr = self.stderr();
        let asked = write!(stderr, "{question} [y/N] ").and_then(|()| stderr.flush());
        asked.ok()?;
        let answer = tokio::task::spawn_blocking(|| {
            let mut line = String::new();
            io::stdin().lock().read_line(&mut line).map(|_| line)
        });
        let answer = answer.await.ok()?.ok()?;
        Some(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
    }

    async fn mock(&self) -> Result<&MockServer, CliError> {
        let start = || async {
            let pace = Pace::per_second(self.global.mock_pace);
            MockServer::builder().pace(pace).start().await
        };
        self.mock.get_or_try_init(start).await.map_err(|error| {
            CliError::new(
                Exit::Refused,
                format!("the made-up API can't be started: {error}"),
            )
        })
    }

    fn builder(&self) -> ClientBuilder {
        let builder =
            Client::builder().user_agent(concat!("amplemarket-cli/", env!("CARGO_PKG_VERSION")));
        match self.global.verbose {
            0 => builder,
            level => Verbose::of(level).watch(builder),
        }
    }

    /// The base URL, where one was said, and where.
    fn base_url(&self) -> Result<Option<(String, String)>, CliError> {
        if let Some(url) = self.global.base_url.clone() {
            return Ok(Some((url, "--base-url".to_owned())));
        }
        let variable = environment::BASE_URL;
        match std::env::var(variable) {
            Ok(url) if url.is_empty() => Ok(None),
            Ok(url) => Ok(Some((url, format!("the environment variable {variable}")))),
            Err(std::env::VarError::NotPresent) => Ok(None),
            Err(std::env::VarError::NotUnicode(_)) => Err(CliError::new(
                Exit::Usage,
                format!("{variable} is not text"),
            )),
        }
    }
}

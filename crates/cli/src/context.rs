//! What a verb runs in: the client, the streams, and how the person wants to be talked to.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use amplemarket::{Client, ClientBuilder, ConfigErrorKind, Error};
use anstream::{AutoStream, ColorChoice};

use crate::base_url::BaseUrl;
use crate::error::CliError;
use crate::global::{Global, When};
use crate::key;
use crate::mock::Mock;
use crate::output::Format;
use crate::verbose::Verbose;

/// What a verb runs in. Made once, of the global arguments and the streams that the process was given.
pub(crate) struct Context {
    global: Global,
    /// The mock of `--mock`, which ends with this.
    mock: Option<Mock>,
    /// Whether somebody can be asked a question.
    pub(crate) stdin_is_terminal: bool,
    /// Whether a progress bar has a place.
    pub(crate) stderr_is_terminal: bool,
}

/// The key that the mock is called with: it takes any.
const KEY_OF_THE_MOCK: &str = "made-up";

impl Context {
    pub(crate) fn new(global: Global) -> Result<Self, CliError> {
        let choice = match global.color {
            When::Auto => ColorChoice::Auto,
            When::Always => ColorChoice::Always,
            When::Never => ColorChoice::Never,
        };
        choice.write_global();
        Ok(Self {
            mock: global.mock.then(Mock::new).transpose()?,
            global,
            stdin_is_terminal: io::stdin().is_terminal(),
            stderr_is_terminal: io::stderr().is_terminal(),
        })
    }

    /// A client with the key, for the base URL; with `--mock`, one for a mock that is started now and lives as long as this.
    pub(crate) async fn client(&self) -> Result<Client, CliError> {
        if let Some(mock) = &self.mock {
            let url = mock.url(self.global.mock_pace).await?;
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
        let base_url = BaseUrl::find(self.global.base_url.as_deref())?;
        let client = base_url.set(self.builder().api_key(key))?.build();
        client.map_err(|error| match &error {
            Error::Config(reason) => match reason.kind() {
                ConfigErrorKind::MissingKey | ConfigErrorKind::InvalidKey => {
                    CliError::from(error).hint(format!("the key is from {from}"))
                }
                ConfigErrorKind::InvalidBaseUrl | ConfigErrorKind::PlainHttp => {
                    base_url.refused(reason)
                }
                _ => error.into(),
            },
            _ => error.into(),
        })
    }

    /// The format that was asked for, where one was.
    pub(crate) fn format(&self) -> Option<Format> {
        self.global.format
    }

    /// Whether it is a made-up API that is run against: `--mock`.
    pub(crate) fn is_mock(&self) -> bool {
        self.mock.is_some()
    }

    /// How many addresses a second the made-up API validates, where it is that.
    pub(crate) fn mock_pace(&self) -> Option<f64> {
        self.is_mock().then_some(self.global.mock_pace)
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

    fn builder(&self) -> ClientBuilder {
        let builder =
            Client::builder().user_agent(concat!("amplemarket-cli/", env!("CARGO_PKG_VERSION")));
        match self.global.verbose {
            0 => builder,
            level => Verbose::of(level).watch(builder),
        }
    }
}

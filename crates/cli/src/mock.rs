//! `--mock`: a made-up API inside the command.

#[cfg(feature = "mock")]
pub(crate) use built_in::Mock;

#[cfg(not(feature = "mock"))]
pub(crate) use left_out::Mock;

/// Whether this build has one.
pub(crate) const IS_BUILT_IN: bool = cfg!(feature = "mock");

#[cfg(feature = "mock")]
mod built_in {
    use amplemarket_mock::{MockServer, Pace};
    use tokio::sync::OnceCell;

    use crate::error::CliError;
    use crate::exit::Exit;

    /// A mock that is started when it is first needed, and ends with this.
    pub(crate) struct Mock(OnceCell<MockServer>);

    impl Mock {
        #[allow(
            clippy::unnecessary_wraps,
            reason = "a build without the mock refuses here"
        )]
        pub(crate) fn new() -> Result<Self, CliError> {
            Ok(Self(OnceCell::new()))
        }

        /// Where it is; it validates so many addresses a second.
        pub(crate) async fn url(&self, pace: f64) -> Result<String, CliError> {
            let start = || async {
                let pace = Pace::per_second(pace);
                MockServer::builder().pace(pace).start().await
            };
            let server = self.0.get_or_try_init(start).await.map_err(|error| {
                CliError::new(
                    Exit::Refused,
                    format!("the made-up API can't be started: {error}"),
                )
            })?;
            Ok(server.url().to_owned())
        }
    }
}

#[cfg(not(feature = "mock"))]
mod left_out {
    use crate::error::CliError;
    use crate::exit::Exit;

    /// No mock: this build does without. There is never a value of it.
    pub(crate) enum Mock {}

    impl Mock {
        pub(crate) fn new() -> Result<Self, CliError> {
            let message = "--mock needs the feature `mock`, which this build is without";
            Err(CliError::new(Exit::Usage, message)
                .hint("build amplemarket-cli with that feature, or leave --mock out"))
        }

        pub(crate) async fn url(&self, _pace: f64) -> Result<String, CliError> {
            match *self {}
        }
    }
}

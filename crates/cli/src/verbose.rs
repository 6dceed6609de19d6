//! `-v`: what is sent and what comes back, on standard error.

use std::error::Error as StdError;
use std::io::Write;

use amplemarket::{Attempt, ClientBuilder, Hook, Outcome};

use specwright_runtime::terminal::sanitize;

/// Says a line before and after each attempt. The key is not in the request yet when it is looked at.
pub(crate) struct Verbose {
    bodies: bool,
}

impl Verbose {
    /// `-v` says addresses, statuses and times; `-vv` also the bodies that are sent.
    pub(crate) fn of(level: u8) -> Self {
        Self { bodies: level > 1 }
    }

    pub(crate) fn watch(self, builder: ClientBuilder) -> ClientBuilder {
        builder
            .hook(self)
            .on_unknown(|unknown| say(&format!("* the API has changed: {unknown}")))
    }
}

impl Hook for Verbose {
    fn before(
        &self,
        attempt: &Attempt<'_>,
        request: &mut reqwest::Request,
    ) -> Result<(), Box<dyn StdError + Send + Sync>> {
        let again = match attempt.number {
            1 => String::new(),
            number => format!(" (attempt {number})"),
        };
        say(&format!("> {} {}{again}", request.method(), request.url()));
        let body = request.body().and_then(reqwest::Body::as_bytes);
        if let Some(body) = body.filter(|_| self.bodies) {
            say(&format!("> {}", String::from_utf8_lossy(body)));
        }
        Ok(())
    }

    fn after(&self, attempt: &Attempt<'_>, outcome: &Outcome<'_>) {
        let seconds = outcome.duration.as_secs_f64();
        let line = match (outcome.status, outcome.error) {
            (Some(status), _) => status.to_string(),
            (None, Some(error)) => error.to_string(),
            (None, None) => "no answer".to_owned(),
        };
        say(&format!(
            "< {} {line}, after {seconds:.2} s",
            attempt.operation.id
        ));
    }
}

fn say(line: &str) {
    // Nobody listens there any more; what was asked for still goes to standard output.
    let _ = writeln!(anstream::stderr(), "{}", sanitize(line));
}

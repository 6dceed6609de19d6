//! A person who can be asked.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use crate::context::Context;

/// Where answers come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prompt {
    /// Standard input is a terminal.
    Stdin,
    /// Rows come from standard input; the person is at the terminal all the same.
    Controlling,
}

/// The terminal of this process, whatever its standard input is.
#[cfg(unix)]
const CONTROLLING: &str = "/dev/tty";
#[cfg(not(unix))]
const CONTROLLING: &str = "CONIN$";

impl Prompt {
    /// Somebody who sees questions on standard error, and can answer them on standard input.
    pub(crate) fn at_stdin(context: &Context) -> Option<Self> {
        (context.stdin_is_terminal && context.stderr_is_terminal).then_some(Self::Stdin)
    }

    /// The same; where rows come from standard input, somebody at the terminal of this process.
    pub(crate) fn beside(context: &Context, input: &Path) -> Option<Self> {
        Self::at_stdin(context).or_else(|| {
            let piped = input == Path::new("-")
                && !context.stdin_is_terminal
                && context.stderr_is_terminal
                && File::open(CONTROLLING).is_ok();
            piped.then_some(Self::Controlling)
        })
    }

    /// Asks, and waits for yes or no; anything but yes is no.
    pub(crate) async fn agrees(self, context: &Context, question: &str) -> bool {
        // With -q too: an answer is needed.
        let mut err = context.stderr();
        if write!(err, "{question} [y/N] ")
            .and_then(|()| err.flush())
            .is_err()
        {
            return false;
        }
        let (sender, answer) = tokio::sync::oneshot::channel();
        // A thread of its own, that nobody waits for: a person may never answer.
        let reader = std::thread::Builder::new().spawn(move || {
            // Nobody listens any more when the process is about to end.
            let _ = sender.send(self.read_line());
        });
        if reader.is_err() {
            return false;
        }
        match answer.await {
            Ok(Ok(answer)) => matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"),
            _ => false,
        }
    }

    fn read_line(self) -> io::Result<String> {
        let mut line = String::new();
        match self {
            Self::Stdin => io::stdin().read_line(&mut line)?,
            Self::Controlling => BufReader::new(File::open(CONTROLLING)?).read_line(&mut line)?,
        };
        Ok(line)
    }
}

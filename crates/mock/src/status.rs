//! How far a batch is, and the document's words for it.

use serde_json::Value;
use specwright_openapi::settings::Batches;

/// How far a batch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// Nothing of it is done yet.
    Queued,
    Processing,
    Completed,
    Canceled,
    Failed,
}

impl Status {
    pub(crate) fn is_running(self) -> bool {
        matches!(self, Self::Queued | Self::Processing)
    }
}

/// The words by which one kind of batch says how far it is: those of the settings that its `status` can be.
#[derive(Debug)]
pub(crate) struct StatusWords {
    queued: String,
    processing: String,
    completed: String,
    canceled: Option<String>,
    failed: Option<String>,
}

impl StatusWords {
    /// The words of a status that can be these values; None, if it is not that of a batch. Of several words for the same, the
    /// first is taken; of those for what is running, the first says that it waits, and the last that it is worked through.
    pub(crate) fn of(values: &[Value], settings: &Batches) -> Option<Self> {
        let known = |words: &[String]| {
            let mut words = words.to_vec();
            words.retain(|word| values.iter().any(|value| value == word.as_str()));
            words
        };
        let running = known(&settings.running);
        Some(Self {
            queued: running.first()?.clone(),
            processing: running.last()?.clone(),
            completed: known(&settings.completed).into_iter().next()?,
            canceled: known(&settings.canceled).into_iter().next(),
            failed: known(&settings.failed).into_iter().next(),
        })
    }

    /// A kind of batch that has no word for how it ended has one for another end.
    pub(crate) fn word(&self, status: Status) -> &str {
        match status {
            Status::Queued => &self.queued,
            Status::Processing => &self.processing,
            Status::Completed => &self.completed,
            Status::Canceled => self.canceled.as_ref().unwrap_or(&self.completed),
            Status::Failed => {
                let end = self.failed.as_ref().or(self.canceled.as_ref());
                end.unwrap_or(&self.completed)
            }
        }
    }
}

//! Batches that the API works through in the background: started, waited for, read, canceled.

mod guard;
mod run;
mod wait;

pub use guard::CancelOnDrop;
pub(crate) use run::Handle;
pub use run::{Done, Run};
pub use wait::{Polling, Progress, Wait};

use reqwest::Request;

use crate::client::Client;
use crate::error::{Error, ErrorDetail};
use crate::operation::Operation;
use crate::paging::Page;

/// What the API answers about a batch. Its results come in pages.
pub trait Batch: Page {
    /// What waiting for it gives: a type of the crate that knows the batch, around [`Done`].
    type Done: From<Done<Self>> + Send;

    /// The call that tells how far a batch is.
    #[doc(hidden)]
    const RETRIEVE: &'static Operation;

    /// The request of that call.
    #[doc(hidden)]
    fn retrieve(client: &Client, id: &str) -> Result<Request, Error>;

    /// The call that starts one.
    #[doc(hidden)]
    const START: Option<&'static Operation> = None;

    /// The id that the answer has.
    #[doc(hidden)]
    fn id(&self) -> Option<String> {
        None
    }

    /// How far it is.
    fn state(&self) -> BatchState;

    /// The status, as the API says it.
    #[doc(hidden)]
    fn status(&self) -> &str {
        ""
    }

    /// The status, when the docs do not know it.
    fn unknown_status(&self) -> Option<&str> {
        None
    }

    /// What went wrong with it, when something did.
    fn errors(&self) -> Vec<ErrorDetail>;
}

/// A batch that can be stopped.
pub trait Cancel: Batch {
    /// The call that stops it.
    #[doc(hidden)]
    const CANCEL: &'static Operation;

    /// The request of that call.
    #[doc(hidden)]
    fn cancel(client: &Client, id: &str) -> Result<Request, Error>;
}

/// How far a batch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BatchState {
    /// It waits, or it is worked through. A status that the docs do not know counts as this.
    Running,
    /// All of it was worked through.
    Completed,
    /// It was stopped; what was worked through until then can be read.
    Canceled,
    /// It failed.
    Failed,
}

//! A typed client for the [Amplemarket](https://docs.amplemarket.com) REST API, generated from the vendor's own docs pages.
//!
//! # The client
//!
//! A [`Client`] holds one connection pool and one API key. [`Client::from_env`] takes the key from `AMPLEMARKET_API_KEY`;
//! [`Client::builder`] takes it from anywhere, and sets timeouts, retries, a proxy, or an HTTP client of your own. Make one,
//! and clone it: clones share the pool, the rate limits and the budget of retries.
//!
//! ```
//! use std::time::Duration;
//!
//! let client = amplemarket::Client::builder()
//!     .api_key("made-up") // or from wherever you keep secrets
//!     .connect_timeout(Duration::from_secs(5))
//!     .attempt_timeout(Duration::from_secs(30)) // one attempt, to the last byte of its answer
//!     .deadline(Duration::from_secs(120)) // a call, with all its attempts and all its waiting
//!     # .base_url("http://localhost:4010")
//!     .build()?;
//! # Ok::<(), amplemarket::Error>(())
//! ```
//!
//! The key goes to the base URL's origin and nowhere else, whatever a link or a redirect says, and into no log, error or
//! `Debug`.
//!
//! # Calling
//!
//! The client has a method for each operation, in sections by the docs' own groups; [`operations`] is the table of them,
//! with each one's docs page, costs and limits. A method returns a builder ([`builder`]): set what the call needs, then
//! `send().await` it. The answer is a [`Response`], which derefs to its typed body, and has the status, the headers and the
//! number of attempts.
//!
//! ```no_run
//! use amplemarket::types::{EmailValidationStatus, StartEmailValidationEmail};
//!
//! # async fn example(client: amplemarket::Client) -> Result<(), amplemarket::Error> {
//! let emails = ["ada@example.com", "grace@example.org"].map(StartEmailValidationEmail::from);
//! let batch = client.start_email_validation().emails(emails).send().await?;
//!
//! let batch = client.get_email_validation().id(batch.id).send().await?;
//! if batch.status == EmailValidationStatus::Processing {
//!     client.cancel_email_validation().id(batch.id).send().await?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! [`types`] holds what the API takes and gives. What is sent is strict. In a request, a field that may be null has three
//! states: not set, set to a value, or set to null by its `…_null` setter. A parameter or header that the docs do not name
//! yet can be sent all the same: [`CallOptions::query`], [`CallOptions::header`].
//!
//! # Paging
//!
//! What lists something comes in pages. `send` gets the first; `stream` gives the items of all ([`Items`]) and `pages` the
//! pages ([`Pages`]), each asked for when it is wanted, so that one page is in memory. An error ends them as an error: a list
//! that just ends is whole. [`Pages::cursor`] is where another process goes on with [`Pages::resume`].
//!
//! ```no_run
//! # async fn example(client: amplemarket::Client) -> Result<(), amplemarket::Error> {
//! let mut mailboxes = client.list_mailboxes().page_size(20).stream();
//! while let Some(mailbox) = mailboxes.try_next().await? {
//!     println!("{:?}", mailbox.email);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Batches
//!
//! What the API works through in the background has a handle, a [`Run`]: [`Client::validate_emails`] starts one, and
//! [`Client::email_validation`] takes one up by its id. It is waited for ([`Run::wait`]), read ([`Run::results`]) and canceled
//! ([`Run::cancel`]). A batch that was started is never started again on a guess: addresses cost credits.
//!
//! ```no_run
//! use std::time::Duration;
//!
//! # async fn example(client: amplemarket::Client) -> Result<(), amplemarket::Error> {
//! let emails = ["ada@example.com", "grace@example.org"];
//! let run = client.validate_emails(emails).start().await?;
//! println!("started {}", run.id()); // another process: client.email_validation(id)
//!
//! let done = run.wait().deadline(Duration::from_secs(8 * 3600)).await?;
//! let matched = done.matched(emails).await?;
//! println!("{} found, {} without a result", matched.found.len(), matched.missing.len());
//! # Ok(())
//! # }
//! ```
//!
//! To stop waiting, by a deadline or by dropping the future, stops nothing, and neither does dropping the handle. Where a batch
//! that nobody waits for any more shall end, that is a choice: [`Run::cancel_on_drop`], which shows Ctrl-C as well.
//!
//! # Errors
//!
//! Whatever goes wrong is an [`Error`], whose variants are the places where a call can end. `{}` alone says what happened,
//! on one line; [`Error::errors`] has what the API said ([`ErrorDetail`]); [`ErrorCode::of`](types::ErrorCode::of) gives a code as
//! an open enum.
//!
//! ```no_run
//! use amplemarket::types::ErrorCode;
//!
//! # async fn example(client: amplemarket::Client) -> Result<(), amplemarket::Error> {
//! if let Err(error) = client.validate_emails(["ada@example.com"]).start().await {
//!     if error.errors().iter().any(|said| ErrorCode::of(said) == Some(ErrorCode::InsufficientCredits)) {
//!         eprintln!("out of credits: {error}");
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! What the vendor adds tomorrow is no error. Enums that the API answers with keep a value that the docs do not know yet
//! (`Unrecognized`), and unknown fields are let through. Each is said once, by `tracing` and to
//! [`ClientBuilder::on_unknown`]; a [strict](ClientBuilder::strict) client fails on it.
//!
//! # Retries
//!
//! [`RetryPolicy`] says what is sent again and when: nothing that may have cost credits, on a guess. Calls wait for their turn
//! under the documented rate limits ([`Operation::rate_limit`], [`operations::RATE_LIMIT`]), which the clones of a client
//! share; a call whose turn would come after its deadline fails at once, and [`Error::retry_after`] has the time.
//! [`ClientBuilder`] sets all of it for a client, [`CallOptions`] for one call. A [`Hook`] stands around every attempt, and
//! each attempt is a `tracing` span with OpenTelemetry's names for HTTP clients.
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use amplemarket::{CallOptions, RetryPolicy};
//!
//! # async fn example(client: amplemarket::Client) -> Result<(), amplemarket::Error> {
//! let patient = RetryPolicy::new().attempts(8).longest_retry_after(Duration::from_secs(600));
//! let users = client.list_users().with(CallOptions::new().retry(patient)).send().await?;
//! println!("after {} attempts", users.attempts());
//! # Ok(())
//! # }
//! ```
//!
//! # Testing
//!
//! A client talks to whatever its base URL names: in a test, a server on loopback, over plain http, on a machine without
//! certificates. Made strict, it fails on an answer that is not as the docs have it.
//!
//! ```
//! # fn example(address: std::net::SocketAddr) -> Result<(), amplemarket::Error> {
//! use amplemarket::{Client, RetryPolicy};
//!
//! let client = Client::builder()
//!     .api_key("any")
//!     .base_url(format!("http://{address}"))
//!     .rate_limited(false) // a test has no turn to wait for
//!     .retry(RetryPolicy::never()) // and wants to see each failure
//!     .strict(true)
//!     .build()?;
//! # drop(client);
//! # Ok(())
//! # }
//! ```
//!
//! `amplemarket-mock` is such a server: it answers every operation, keeps batches, credits and limits, and fails on demand.
//!
//! ```
//! use amplemarket::Client;
//! use amplemarket_mock::{Fault, MockServer};
//!
//! #[tokio::main(flavor = "current_thread", start_paused = true)] // hours of waiting take milliseconds
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let server = MockServer::start().await?; // until it is dropped
//!     server.fault(Fault::status(503).on("get_email_validation"));
//!
//!     let client = Client::builder().api_key("any").base_url(server.url()).strict(true).build()?;
//!     let run = client.validate_emails(["ada@example.com"]).start().await?;
//!     let results = run.wait().await?.results().collect().await?;
//!
//!     assert_eq!(results.len(), 1);
//!     assert_eq!(server.ledger().spent("email"), 1.0);
//!     Ok(())
//! }
//! ```
//!
//! Paused time needs client and server on one runtime of one thread, as here. Code that spends credits can be held to a
//! [`Hook`] that refuses what costs; the trait's example is one.

mod email_validation;

#[cfg(feature = "codegen")]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/client.rs"));
}
#[cfg(not(feature = "codegen"))]
#[rustfmt::skip]
mod generated;

pub use email_validation::{Matched, ValidateEmails};
pub use generated::{API_VERSION, BASE_URL, ClientBuilder, batches, builder, operations, types};

/// The API's client.
///
/// ```no_run
/// # async fn example(key: String) -> Result<(), amplemarket::Error> {
/// let client = amplemarket::Client::builder().api_key(key).build()?;
/// let batch = client.cancel_email_validation().id("019e8e97-214c-782c-bf1a-5f04ef81ddd1").send().await?;
/// # Ok(())
/// # }
/// ```
pub use generated::Client;

// The runtime, by name. What its own docs cannot show without this API's client is shown here: rustdoc joins the two.
#[doc(inline)]
pub use specwright_runtime::{
    AnyPage, ApiError, Attempt, Batch, BatchState, ByteStream, Cancel, Charge, ChargedFor,
    ConfigError, ConfigErrorKind, DecodeError, Done, ErrorDetail, Evidence, Items, MaxItems,
    NextPage, NumberPlace, Outcome, Page, Pages, Pagination, Polling, Progress, RateLimit,
    Recurrence, RequestError, RetryPolicy, Throughput, TransportError, Unknown, Wait,
};

/// A call that is put together at run time.
///
/// ```no_run
/// # async fn example(client: amplemarket::Client) -> Result<(), amplemarket::Error> {
/// let users = client.call(&amplemarket::operations::LIST_USERS).query("status", "active").send().await?;
/// println!("{}", *users);
/// # Ok(())
/// # }
/// ```
#[doc(inline)]
pub use specwright_runtime::Call;

/// One call in its own way.
///
/// ```no_run
/// use std::time::Duration;
/// use amplemarket::{CallOptions, RetryPolicy};
///
/// # async fn example(client: amplemarket::Client) -> Result<(), amplemarket::Error> {
/// let once = CallOptions::new().retry(RetryPolicy::never()).deadline(Duration::from_secs(5));
/// let users = client.list_users().with(once).send().await?;
///
/// // What the docs do not name.
/// let beta = CallOptions::new().query("include", "signature").header("x-beta", "1");
/// let mailboxes = client.list_mailboxes().with(beta).send().await?;
/// # Ok(())
/// # }
/// ```
#[doc(inline)]
pub use specwright_runtime::CallOptions;

/// A guard that stops a batch.
///
/// ```no_run
/// # async fn ctrl_c() {}
/// # async fn example(client: amplemarket::Client) -> Result<(), amplemarket::Error> {
/// let run = client.validate_emails(["ada@example.com"]).start().await?;
/// let guard = run.cancel_on_drop();
/// tokio::select! {
///     done = guard.wait() => {
///         let done = done?; // an error drops the guard, which stops the batch
///         println!("{} results", done.results().collect().await?.len());
///         guard.keep(); // there is nothing left to stop
///     }
///     // tokio::signal::ctrl_c()
///     () = ctrl_c() => {
///         guard.keep().cancel().await?; // waited for, as the program ends after it
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[doc(inline)]
pub use specwright_runtime::CancelOnDrop;

/// A kind of credits.
///
/// ```
/// use amplemarket::operations;
///
/// let charge = &operations::START_EMAIL_VALIDATION.charges[0];
/// assert_eq!(charge.kind, "email");
/// ```
#[doc(inline)]
pub use specwright_runtime::CreditKind;

/// The error of a call.
///
/// ```no_run
/// # async fn example(client: amplemarket::Client) -> Result<(), amplemarket::Error> {
/// use amplemarket::Error;
///
/// match client.cancel_email_validation().id("019e8e97").send().await {
///     Ok(batch) => println!("{}", batch.status),
///     Err(Error::Api(error)) => {
///         for said in error.errors() {
///             eprintln!("{}", said.detail.as_deref().unwrap_or_default());
///         }
///     }
///     Err(error) => return Err(error),
/// }
/// # Ok(())
/// # }
/// ```
#[doc(inline)]
pub use specwright_runtime::Error;

/// Code of yours around every attempt; see [`ClientBuilder::hook`].
///
/// ```
/// use amplemarket::{Attempt, Hook, operations};
///
/// /// Lets nobody spend credits by mistake.
/// struct ReadOnly;
///
/// impl Hook for ReadOnly {
///     fn before(
///         &self,
///         attempt: &Attempt<'_>,
///         _request: &mut reqwest::Request,
///     ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
///         match attempt.operation.charges {
///             [] => Ok(()),
///             _ => Err(format!("{} costs credits", attempt.operation.id).into()),
///         }
///     }
/// }
///
/// let client = amplemarket::Client::builder()
///     .api_key("made-up")
///     .base_url("http://localhost:4010")
///     .hook(ReadOnly)
///     .build()?;
/// # Ok::<(), amplemarket::Error>(())
/// ```
#[doc(inline)]
pub use specwright_runtime::Hook;

/// A row of the operation table; [`operations`] holds them all.
///
/// ```
/// let operation = &amplemarket::operations::CANCEL_EMAIL_VALIDATION;
/// assert_eq!(operation.to_string(), "PATCH /email-validations/{id}");
/// ```
#[doc(inline)]
pub use specwright_runtime::Operation;

/// What a call gives.
///
/// ```no_run
/// # async fn example(client: amplemarket::Client) -> Result<(), amplemarket::Error> {
/// let answer = client.cancel_email_validation().id("019e8e97").send().await?;
/// println!("{}: {} results so far", answer.status(), answer.results.len());
/// let batch = answer.into_inner();
/// # Ok(())
/// # }
/// ```
#[doc(inline)]
pub use specwright_runtime::Response;

/// The handle of a batch.
///
/// ```no_run
/// use std::time::Duration;
///
/// # async fn example(client: amplemarket::Client) -> Result<(), amplemarket::Error> {
/// let run = client.validate_emails(["ada@example.com", "grace@example.org"]).start().await?;
/// println!("started {}", run.id()); // elsewhere: client.email_validation(id)
///
/// let done = run.wait().deadline(Duration::from_secs(8 * 3600)).await?;
/// let mut results = done.results();
/// while let Some(result) = results.try_next().await? {
///     println!("{}: {}", result.email, result.result);
/// }
/// # Ok(())
/// # }
/// ```
#[doc(inline)]
pub use specwright_runtime::Run;

// What the signatures above have of other crates, so that nobody has to find the versions that fit.
#[doc(no_inline)]
pub use specwright_runtime::{bytes, futures_core, secrecy};
#[doc(no_inline)]
pub use {reqwest, serde_json, uuid};

/// The spec that this client was generated from, as YAML: what the mock answers by.
#[doc(hidden)]
pub const SPEC: &str = include_str!("../spec/openapi.yaml");

/// The README's examples are compiled with the docs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

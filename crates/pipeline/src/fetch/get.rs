//! One file of a docs site, asked for as often as it makes sense.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use indicatif::ProgressBar;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, HeaderMap, HeaderValue};
use reqwest::{Client, StatusCode, redirect};
use url::Url;

use super::Patience;
use super::request_kind::RequestKind;
use super::retry::{Fault, seconds};
use super::throttle::Throttle;
use super::validators::Validators;

/// One docs site, and the way to it. It never goes anywhere else, whatever the site says.
#[derive(Debug)]
pub(super) struct Site {
    client: Client,
    patience: Patience,
    throttle: Throttle,
    retries: AtomicUsize,
    bar: ProgressBar,
}

/// What a site answers.
#[derive(Debug)]
pub(super) enum Answer {
    /// A file.
    File {
        bytes: Vec<u8>,
        headers: HeaderMap,
        /// Where it was in the end, if the site led there from where it was asked for.
        moved: Option<Url>,
    },
    /// The file is still what it was.
    Unchanged { headers: HeaderMap },
}

impl Answer {
    /// The file, where nothing else was asked for.
    pub(super) fn file(self) -> anyhow::Result<Vec<u8>> {
        match self {
            Self::File { bytes, .. } => Ok(bytes),
            Self::Unchanged { .. } => bail!(NOT_ASKED),
        }
    }
}

/// What there is to say of a 304 out of the blue.
pub(super) const NOT_ASKED: &str =
    "the site answers that it has not changed, which nobody asked; look at the docs site";

impl Site {
    /// The site that `base` is on, asked on behalf of a package. The bar says what it waits for.
    pub(super) fn new(
        base: &Url,
        package: &str,
        patience: Patience,
        bar: ProgressBar,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            client: client(base, package, &patience)?,
            patience,
            throttle: Throttle::default(),
            retries: AtomicUsize::new(0),
            bar,
        })
    }

    /// How many requests were made again so far.
    pub(super) fn retries(&self) -> usize {
        self.retries.load(Ordering::Relaxed)
    }

    /// A file, unpacked; or nothing new, where it is known in a state and still in it.
    ///
    /// # Errors
    /// When it does not come, after all attempts, or is nothing to go by.
    pub(super) async fn get(
        &self,
        url: &Url,
        kind: RequestKind,
        known: Option<&Validators>,
    ) -> anyhow::Result<Answer> {
        let mut failures = 0;
        loop {
            self.throttle.wait().await?;
            let (error, retry_after, is_busy) = match self.ask(url, kind, known).await {
                Ok(answer) => return Ok(answer),
                Err(Fault::Lasting(error)) => return Err(error),
                Err(Fault::Closed(reason)) => {
                    self.throttle.close(&reason);
                    bail!(reason);
                }
                Err(Fault::Passing {
                    error,
                    retry_after,
                    is_busy,
                }) => (error, retry_after, is_busy),
            };
            failures += 1;
            let wait = self.patience.wait(failures, retry_after, fastrand::f64());
            if is_busy {
                self.throttle.hold_back(wait);
            }
            match kind.attempts() {
                1 => return Err(error),
                all if all == failures => {
                    return Err(error.context(format!("asked {all} times, in vain")));
                }
                _ => self.wait(wait, retry_after).await,
            }
            self.retries.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Waits, and says so where it is for long.
    async fn wait(&self, wait: Duration, retry_after: Option<Duration>) {
        let asked = retry_after.filter(|asked| *asked >= Duration::from_secs(1));
        if let Some(asked) = asked {
            let asked = seconds(asked);
            self.bar
                .set_message(format!("waiting {asked}, the site asked for it"));
        }
        tokio::time::sleep(wait).await;
        if asked.is_some() {
            self.bar.set_message("");
        }
    }

    /// The same, once.
    async fn ask(
        &self,
        url: &Url,
        kind: RequestKind,
        known: Option<&Validators>,
    ) -> Result<Answer, Fault> {
        let transport = |error: reqwest::Error| Fault::of_transport(&error, &self.patience);
        let mut conditions = known.map(Validators::headers).unwrap_or_default();
        if kind == RequestKind::Index {
            // Unpacking takes the length away, and without it nobody sees that an index is cut.
            conditions.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        }
        let request = self.client.get(url.clone()).headers(conditions);
        let mut response = request.send().await.map_err(transport)?;
        let status = response.status();
        if status == StatusCode::NOT_MODIFIED {
            let headers = std::mem::take(response.headers_mut());
            return Ok(Answer::Unchanged { headers });
        }
        if status != StatusCode::OK {
            let headers = response.headers();
            return Err(Fault::of_status(status, headers, &self.patience));
        }
        kind.check(&response).map_err(Fault::Lasting)?;
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(transport)? {
            take_in(&mut bytes, &chunk, kind.cap())?;
        }
        let moved = (response.url() != url).then(|| response.url().clone());
        Ok(Answer::File {
            bytes,
            headers: std::mem::take(response.headers_mut()),
            moved,
        })
    }
}

/// Of a body no more is read than is kept. One that ends before its announced length is a fault of the connection.
fn take_in(body: &mut Vec<u8>, chunk: &[u8], cap: usize) -> Result<(), Fault> {
    if body.len() + chunk.len() > cap {
        return Err(Fault::Lasting(anyhow!(
            "it is longer than the {cap} bytes that are read of such a file; look at the docs site"
        )));
    }
    body.extend_from_slice(chunk);
    Ok(())
}

const MAX_REDIRECTS: usize = 5;

/// Tells the vendor who is asking, why, and where to learn more about the package that it is for.
fn user_agent(package: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!("specwright/{version} (docs drift check; +https://docs.rs/{package})")
}

fn client(base: &Url, package: &str, patience: &Patience) -> anyhow::Result<Client> {
    let mut builder = Client::builder()
        .user_agent(user_agent(package))
        .default_headers(HeaderMap::from_iter([(
            ACCEPT,
            HeaderValue::from_static("text/markdown, text/plain;q=0.9, */*;q=0.1"),
        )]))
        .connect_timeout(patience.connect_timeout)
        .timeout(patience.request_timeout)
        .redirect(within(base));
    builder = if base.scheme() == "https" {
        builder.https_only(true)
    } else {
        // Plain http is for this machine only: no proxy stands in between, and the system's certificates are not
        // looked for, since a machine without any could not build a client at all.
        builder.no_proxy().tls_certs_only([])
    };
    builder.build().context("setting up the HTTP client; https needs the system's CA certificates (package ca-certificates)")
}

/// Follows redirects on the same site only.
fn within(base: &Url) -> redirect::Policy {
    let home = base.origin();
    redirect::Policy::custom(move |attempt| {
        if attempt.url().origin() != home {
            let refusal = format!(
                "it redirects to {}, another site; if the docs have moved, change the address",
                attempt.url()
            );
            attempt.error(refusal)
        } else if attempt.previous().len() > MAX_REDIRECTS {
            attempt.error("it redirects in circles; look at the docs site")
        } else {
            attempt.follow()
        }
    })
}

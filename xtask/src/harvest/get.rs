//! One file of a docs site, asked for as often as it makes sense.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use anyhow::{Context, anyhow};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Client, Response, StatusCode, redirect};
use url::Url;

use super::Patience;
use super::retry::{ATTEMPTS, Fault, may_pass, retry_after};
use super::validators::Validators;

/// One docs site, and the way to it. It never goes anywhere else, whatever the site says.
#[derive(Debug)]
pub(super) struct Site {
    client: Client,
    patience: Patience,
    retries: AtomicUsize,
}

/// What a site answers.
#[derive(Debug)]
pub(super) enum Answer {
    /// A file.
    File { bytes: Vec<u8>, headers: HeaderMap },
    /// The file is still what it was.
    Unchanged { headers: HeaderMap },
}

impl Site {
    /// The site that `base` is on.
    pub(super) fn new(base: &Url, patience: Patience) -> anyhow::Result<Self> {
        Ok(Self {
            client: client(base, &patience)?,
            patience,
            retries: AtomicUsize::new(0),
        })
    }

    /// How many requests were made again so far.
    pub(super) fn retries(&self) -> usize {
        self.retries.load(Ordering::Relaxed)
    }

    /// A file of at most `cap` bytes, unpacked; or nothing new, where it is known in a state and still in it.
    ///
    /// # Errors
    /// When it does not come, after all attempts, or is nothing to go by.
    pub(super) async fn get(
        &self,
        url: &Url,
        cap: usize,
        known: Option<&Validators>,
    ) -> anyhow::Result<Answer> {
        let mut failures = 0;
        loop {
            let fault = match self.ask(url, cap, known).await {
                Ok(answer) => return Ok(answer),
                Err(fault) => fault,
            };
            failures += 1;
            let retry_after = match fault {
                Fault::Lasting(error) => return Err(error),
                Fault::Passing { error, .. } if failures == ATTEMPTS => {
                    return Err(error.context(format!("asked {ATTEMPTS} times, in vain")));
                }
                Fault::Passing { retry_after, .. } => retry_after,
            };
            let wait = self.patience.wait(failures, retry_after, fastrand::f64());
            tokio::time::sleep(wait).await;
            self.retries.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The same, once.
    async fn ask(
        &self,
        url: &Url,
        cap: usize,
        known: Option<&Validators>,
    ) -> Result<Answer, Fault> {
        let conditions = known.map(Validators::headers).unwrap_or_default();
        let mut response = self
            .client
            .get(url.clone())
            .headers(conditions)
            .send()
            .await
            .map_err(Fault::of_transport)?;
        let status = response.status();
        if status == StatusCode::NOT_MODIFIED {
            let headers = std::mem::take(response.headers_mut());
            return Ok(Answer::Unchanged { headers });
        }
        if status != StatusCode::OK {
            let error =
                anyhow!("the site answers {status}; try again later, or look at the docs site");
            return Err(if may_pass(status) {
                let retry_after = retry_after(response.headers(), SystemTime::now());
                Fault::Passing { error, retry_after }
            } else {
                Fault::Lasting(error)
            });
        }
        if is_html(&response) {
            return Err(Fault::Lasting(anyhow!(
                "the site answers with HTML where Markdown was due, as sites do for what is not there; look at the docs site"
            )));
        }
        let bytes = body(&mut response, cap).await?;
        let headers = std::mem::take(response.headers_mut());
        Ok(Answer::File { bytes, headers })
    }
}

const MAX_REDIRECTS: usize = 5;

/// Tells the vendor who is asking, and why.
const USER_AGENT: &str = concat!(
    "amplemarket-xtask/",
    env!("CARGO_PKG_VERSION"),
    " (+docs drift check)"
);

fn client(base: &Url, patience: &Patience) -> anyhow::Result<Client> {
    let mut builder = Client::builder()
        .user_agent(USER_AGENT)
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

/// The body, of which no more is read than is kept. One that ends before its announced length is a fault.
async fn body(response: &mut Response, cap: usize) -> Result<Vec<u8>, Fault> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(Fault::of_transport)? {
        if body.len() + chunk.len() > cap {
            return Err(Fault::Lasting(anyhow!(
                "it is longer than the {cap} bytes that are read of such a file; look at the docs site"
            )));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn is_html(response: &Response) -> bool {
    let kind = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    kind.trim_start()
        .to_ascii_lowercase()
        .starts_with("text/html")
}

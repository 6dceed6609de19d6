//! The docs as a site on the network.

use std::time::Duration;

use amplemarket_spec::page::{MAX_PAGE_BYTES, Page};
use amplemarket_spec::sources::Fetched;
use anyhow::{Context, bail};
use reqwest::header::{
    ACCEPT, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, LAST_MODIFIED,
};
use reqwest::{Client, Response, StatusCode, redirect};
use url::Url;

use super::Taken;
use super::listed::{self, Entry};

/// Takes the index, then one after the other every page that it lists.
pub(super) async fn take(base: &Url) -> anyhow::Result<Taken> {
    let client = client(base)?;
    let index = base.join("llms.txt")?;
    let reading = || format!("reading the index {index}");
    let (bytes, _) = get(&client, &index, listed::MAX_INDEX_BYTES)
        .await
        .with_context(reading)?;
    let listed = listed::read(&bytes, Some(base)).with_context(reading)?;

    let mut taken = Taken {
        notes: listed.notes,
        ..Taken::default()
    };
    let today = jiff::Timestamp::now().strftime("%Y-%m-%d").to_string();
    let mut total = 0;
    for Entry { url, path, line } in listed.pages {
        let (bytes, headers) = get(&client, &url, MAX_PAGE_BYTES)
            .await
            .with_context(|| format!("reading {url}, which line {line} of the index lists"))?;
        total += bytes.len();
        if total > MAX_SITE_BYTES {
            bail!(
                "the pages are longer than {MAX_SITE_BYTES} bytes together; look at the docs site"
            );
        }
        let fetched = Fetched {
            etag: said(&headers, ETAG),
            last_modified: said(&headers, LAST_MODIFIED),
            date: today.clone(),
        };
        taken.fetched.insert(path.clone(), fetched);
        taken.pages.push(Page::new(path, bytes));
    }
    Ok(taken)
}

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);
const MAX_REDIRECTS: usize = 5;

/// More than this is not read into memory: a full index of the largest pages known stays far below it.
const MAX_SITE_BYTES: usize = 256 * 1024 * 1024;

/// Tells the vendor who is asking, and why.
const USER_AGENT: &str = concat!(
    "amplemarket-xtask/",
    env!("CARGO_PKG_VERSION"),
    " (+docs drift check)"
);

/// A client for one site: it never goes anywhere else, whatever the site says.
fn client(base: &Url) -> anyhow::Result<Client> {
    let mut builder = Client::builder()
        .user_agent(USER_AGENT)
        .default_headers(HeaderMap::from_iter([(
            ACCEPT,
            HeaderValue::from_static("text/markdown, text/plain;q=0.9, */*;q=0.1"),
        )]))
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(REQUEST_TIMEOUT)
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

/// The body of a Markdown file of at most `cap` bytes, and the headers that came with it.
async fn get(client: &Client, url: &Url, cap: usize) -> anyhow::Result<(Vec<u8>, HeaderMap)> {
    let mut response = client
        .get(url.clone())
        .send()
        .await
        .map_err(reqwest::Error::without_url)?;
    if response.status() != StatusCode::OK {
        bail!(
            "the site answers {}; try again later, or look at the docs site",
            response.status()
        );
    }
    if is_html(&response) {
        bail!(
            "the site answers with HTML where Markdown was due, as sites do for what is not there; look at the docs site"
        );
    }
    let mut body = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(reqwest::Error::without_url)?
    {
        if body.len() + chunk.len() > cap {
            bail!(
                "it is longer than the {cap} bytes that are read of such a file; look at the docs site"
            );
        }
        body.extend_from_slice(&chunk);
    }
    Ok((body, std::mem::take(response.headers_mut())))
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

/// A header as text, if it is there and is text.
fn said(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

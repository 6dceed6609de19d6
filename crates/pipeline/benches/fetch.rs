//! How long it takes, and how much memory, where nothing has changed, and where one page has:
//! `cargo bench -p specwright-pipeline --bench fetch [-- PAGES…]`.
//!
//! The pages are made from those of this repository, whose paths are repeated until there are enough. They are held as
//! they were fetched, and the site, on loopback, answers to each request that its page has not changed, or to all but
//! the first. What is measured is all of it, in a process of its own: the site and the making of the pages are not in
//! its memory.

#![allow(
    clippy::unwrap_used,
    reason = "a benchmark whose site does not start has nothing to measure"
)]
#![allow(clippy::print_stdout, reason = "the numbers are what it is for")]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Instant;

use serde_json::{Map, Value};
use specwright_pages::extract::extract;
use specwright_pages::page::Page;
use specwright_pages::sources::{Fetched, Sources, digest};
use specwright_pages::split::{SplitOptions, split};
use specwright_pipeline::command::{self, Verb};
use specwright_pipeline::derive::published;
use specwright_pipeline::fetch::{Docs, Held, Options, fetch};
use specwright_pipeline::pages::PageSet;
use specwright_pipeline::project::{OVERLAY, PAGES, Project, SOURCES, VENDOR};

/// How many pages a site has where nobody says.
const SITES: [usize; 3] = [250, 1_000, 4_000];

const RUNS: usize = 5;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["measure-fetch", root, docs] => measure_fetch(Path::new(root), docs).await,
        ["measure-drift", root, docs] => measure_drift(root, docs).await,
        ref counts => {
            let counts: Vec<usize> = counts
                .iter()
                .filter_map(|count| count.parse().ok())
                .collect();
            let counts = if counts.is_empty() {
                SITES.to_vec()
            } else {
                counts
            };
            counts.into_iter().for_each(site);
        }
    }
}

/// Lays out a tree that holds so many pages, serves them, and has both measured.
fn site(count: usize) {
    let mut pages = split(&document(count), &SplitOptions::default());
    pages.truncate(count);
    // Short names: an index of 100,000 characters counts as cut.
    for (number, page) in pages.iter_mut().enumerate() {
        page.path = format!("{number}.md");
    }
    let size: usize = pages.iter().map(|page| page.bytes.len()).sum();
    println!("{} pages, {} KB", pages.len(), size / 1000);
    let root = tempfile::tempdir().unwrap();
    let write = |path: &str, bytes: &[u8]| {
        let file = root.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    };
    for page in &pages {
        write(&format!("{PAGES}/{}", page.path), &page.bytes);
    }
    let overlay = b"overlay: 1.0.0\ninfo: {title: None, version: 1.0.0}\nactions: []\n";
    write(OVERLAY, overlay);
    let same = serve(&pages, None);
    let text = String::from_utf8(pages[0].bytes.clone()).unwrap();
    let changed = text.replacen(
        "      responses:",
        "      deprecated: true\n      responses:",
        1,
    );
    assert_ne!(changed, text);
    let one_changed = serve(&pages, Some(changed));
    for (measure, docs) in [
        ("measure-fetch", &same),
        ("measure-drift", &same),
        ("measure-drift", &one_changed),
    ] {
        // Only the site that the settings and the lock file name is asked for what is new.
        write(VENDOR, settings(docs).as_bytes());
        let mut sources = sources(&pages, docs);
        sources.overlay = Some(digest(overlay));
        write(SOURCES, sources.to_toml().as_bytes());
        let own = std::env::current_exe().unwrap();
        let mut command = Command::new(own);
        let status = command.arg(measure).arg(root.path()).arg(docs).status();
        assert!(status.unwrap().success());
    }
}

async fn measure_fetch(root: &Path, docs: &str) {
    println!("  fetch: at the start, RSS {}", memory("VmRSS:"));
    let project = Project::new(root);
    let docs = Docs::parse(docs).unwrap();
    let (pages, sources) = (
        project.pages().unwrap(),
        project.sources(&project.settings().unwrap()).unwrap(),
    );
    let held = Held {
        pages: &pages,
        sources: &sources,
        gone: &[],
    };
    println!("  pages and lock file read: RSS {}", memory("VmRSS:"));
    for _ in 0..RUNS {
        let start = Instant::now();
        let fetch = fetch(&docs, &held, "example", &Options::default())
            .await
            .unwrap();
        let seconds = start.elapsed().as_secs_f64();
        assert_eq!(fetch.counts.unchanged, pages.len());
        println!("  {seconds:.3} s, peak RSS {}", memory("VmHWM:"));
    }
}

async fn measure_drift(root: &str, docs: &str) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let start = Instant::now();
    let exit = command::run::<Verb>(
        ["xtask", "--root", root, "drift", "--docs", docs],
        &Options::default(),
        &mut out,
        &mut err,
    )
    .await;
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "  drift: {exit:?}, {seconds:.3} s, peak RSS {}",
        memory("VmHWM:")
    );
    print!(
        "{}{}",
        String::from_utf8_lossy(&out),
        String::from_utf8_lossy(&err)
    );
}

/// The document of this repository's pages, with each path as often as it takes for so many operations.
fn document(count: usize) -> Value {
    let held = Project::find().unwrap().pages().unwrap();
    let held = PageSet::of(held.pages().unwrap()).unwrap();
    let copies = count.div_ceil(held.fragments.len());
    let mut document = published(&held.fragments).unwrap().document;
    let paths = document["paths"].as_object().unwrap();
    let paths: Map<String, Value> = (0..copies)
        .flat_map(|copy| paths.iter().map(move |(path, item)| (copy, path, item)))
        .map(|(copy, path, item)| (format!("/copy-{copy}{path}"), item.clone()))
        .collect();
    document["paths"] = Value::Object(paths);
    document
}

/// Settings that say that the docs are there.
fn settings(docs: &str) -> String {
    format!(
        r#"docs = "{docs}"

[packages]
client = "example"

[client]
user-agent = "example-rust"
security-scheme = "bearer"
api-key-variable = "EXAMPLE_API_KEY"
base-url-variable = "EXAMPLE_BASE_URL"

[errors]
body = "errors"
schema = "error"
list = "/errors"
code = "/code"
"#
    )
}

/// The lock file of these pages after they were fetched from there.
fn sources(pages: &[Page], docs: &str) -> Sources {
    let fragments = pages.iter().map(|page| extract(page).unwrap().fragments);
    let fragments: Vec<_> = fragments.flatten().collect();
    let new = Sources::new(docs);
    let mut sources = Sources::refresh(&new, &fragments, pages);
    let fetched = Fetched {
        etag: Some("\"one\"".to_owned()),
        last_modified: None,
        date: "2026-01-02".to_owned(),
    };
    for page in pages {
        sources.record(&page.path, &fetched);
    }
    sources
}

/// A site that lists these pages and says of each that it has not changed, or that only the first has.
fn serve(pages: &[Page], first: Option<String>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let links = pages.iter().map(|page| format!("- [A](/{})\n", page.path));
    let index = format!("# Large API\n\n## Docs\n\n{}", links.collect::<String>());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (stream, index, first) = (stream.unwrap(), index.clone(), first.clone());
            thread::spawn(move || converse(&stream, &index, first.as_deref()));
        }
    });
    address
}

fn converse(mut stream: &TcpStream, index: &str, first: Option<&str>) {
    let mut path = String::new();
    for line in BufReader::new(stream).lines() {
        let Ok(line) = line else { return };
        if let Some(asked) = line.strip_prefix("GET ") {
            asked.clone_into(&mut path);
        } else if line.is_empty() {
            let file = match path.split(' ').next() {
                Some("/llms.txt") => Some(index),
                Some("/0.md") => first,
                _ => None,
            };
            let answer = match file {
                Some(text) => {
                    let length = text.len();
                    format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{text}")
                }
                None => "HTTP/1.1 304 Not Modified\r\nETag: \"one\"\r\n\r\n".to_owned(),
            };
            if stream.write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
    }
}

/// What the system says of this process's memory: `VmRSS:` is what it has, `VmHWM:` the most that it has had.
fn memory(which: &str) -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let size = status.lines().find_map(|line| line.strip_prefix(which));
    size.map_or_else(|| "unknown".to_owned(), |size| size.trim().to_owned())
}

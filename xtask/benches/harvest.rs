//! How long a harvest takes of which nothing has changed: `cargo bench -p xtask --bench harvest`.
//!
//! 1,000 pages of a made-up API are held as they were fetched, and the site, on loopback and in this process, answers
//! to each request that it has not changed. What is measured is all of it: asking, reading every page that is held,
//! and finding the fragments.

#![allow(
    clippy::unwrap_used,
    reason = "a benchmark whose site does not start has nothing to measure"
)]
#![allow(clippy::print_stdout, reason = "the numbers are what it is for")]

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Instant;

use amplemarket_spec::cut::{CutOptions, cut};
use amplemarket_spec::extract::extract;
use amplemarket_spec::page::Page;
use amplemarket_spec::sources::{Fetched, Sources};
use serde_json::{Map, Value, json};
use xtask::harvest::{Docs, Held, Options, harvest};

const PAGES: usize = 1_000;
const RUNS: usize = 5;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let pages = cut(&document(), &CutOptions::default());
    let sources = sources(&pages);
    let size: usize = pages.iter().map(|page| page.bytes.len()).sum();
    let docs = Docs::parse(&serve(&pages)).unwrap();
    let held = Held {
        pages: &pages,
        sources: &sources,
    };
    println!("{PAGES} pages, {} KB", size / 1000);
    for _ in 0..RUNS {
        let start = Instant::now();
        let harvest = harvest(&docs, &held, &Options::default()).await.unwrap();
        let seconds = start.elapsed().as_secs_f64();
        assert_eq!(harvest.counts.unchanged, PAGES);
        println!("{seconds:.3} s, peak RSS {}", peak());
    }
}

/// A document of as many operations as there are pages, each with what real pages of some 8 KB have.
fn document() -> Value {
    let mut schemas = Map::new();
    for number in 0..50 {
        let properties: Map<String, Value> = (0..20)
            .map(|property| {
                let value = json!({
                    "type": "string",
                    "description": "What people want to know of this property before they use it.",
                    "example": format!("value {property}"),
                });
                (format!("property_{property}"), value)
            })
            .collect();
        let schema = json!({ "type": "object", "properties": properties });
        schemas.insert(format!("schema_{number}"), schema);
    }
    let paths: Map<String, Value> = (0..PAGES)
        .map(|number| {
            let schema = |of: usize| {
                let name = format!("#/components/schemas/schema_{}", of % 50);
                json!({ "application/json": { "schema": { "$ref": name } } })
            };
            let operation = json!({
                "summary": format!("Make thing {number}"),
                "requestBody": { "content": schema(number) },
                "responses": { "200": { "description": "Made", "content": schema(number + 1) } },
            });
            (format!("/things/{number}"), json!({ "post": operation }))
        })
        .collect();
    json!({
        "openapi": "3.0.1",
        "info": { "title": "Large API", "version": "v1" },
        "servers": [{ "url": "https://api.example.com" }],
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

/// The lock file of these pages after they were fetched.
fn sources(pages: &[Page]) -> Sources {
    let fragments = pages.iter().map(|page| extract(page).unwrap().fragments);
    let fragments: Vec<_> = fragments.flatten().collect();
    let new = Sources::new("https://docs.example.com/");
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

/// A site that lists these pages and says of each that it has not changed.
fn serve(pages: &[Page]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let links = pages
        .iter()
        .map(|page| format!("- [A page](/{})\n", page.path));
    let index = format!("# Large API\n\n## Docs\n\n{}", links.collect::<String>());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (stream, index) = (stream.unwrap(), index.clone());
            thread::spawn(move || converse(&stream, &index));
        }
    });
    address
}

fn converse(mut stream: &TcpStream, index: &str) {
    let mut path = String::new();
    for line in BufReader::new(stream).lines() {
        let Ok(line) = line else { return };
        if let Some(asked) = line.strip_prefix("GET ") {
            asked.clone_into(&mut path);
        } else if line.is_empty() {
            let answer = if path.starts_with("/llms.txt ") {
                let length = index.len();
                format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{index}")
            } else {
                "HTTP/1.1 304 Not Modified\r\nETag: \"one\"\r\n\r\n".to_owned()
            };
            if stream.write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
    }
}

/// The most memory that this process has had, where the system tells.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.map_or_else(|| "unknown".to_owned(), |size| size.trim().to_owned())
}

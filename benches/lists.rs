//! A batch of 100,000 results over 1,000 pages, read as a stream: all of them come, in their order, and memory stays where it
//! is. `cargo bench --bench lists`, or `cargo bench --bench lists -- 10000` for another number of pages.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "it prints figures, and an error ends it"
)]

#[path = "loopback/server.rs"]
mod server;

use std::sync::OnceLock;
use std::time::Instant;

use amplemarket::{Client, Error};

/// Results on a page.
const EACH: usize = 100;

/// What resident memory may grow by from a tenth of the list to its end, in KiB.
const GROWTH: usize = 2 * 1024;

const ID: &str = "019e8e97-214c-782c-bf1a-5f04ef81ddd1";

static PAGES: OnceLock<usize> = OnceLock::new();

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let number = std::env::args().find_map(|argument| argument.parse().ok());
    let pages = *PAGES.get_or_init(|| number.unwrap_or(1000));
    let client = Client::builder()
        .api_key("sk-made-up")
        .base_url(server::start(page))
        .rate_limited(false)
        .build()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let began = Instant::now();
    let memory = runtime.block_on(read(&client, pages * EACH))?;
    let took = began.elapsed();
    let total = pages * EACH;
    println!("results          {total} over {pages} pages in {took:.1?}, all there and in order");
    for (tenths, resident) in &memory {
        println!("resident memory  {resident} KiB at {} %", tenths * 10);
    }
    let at = |index: usize| memory.get(index).map_or(0, |(_, resident)| *resident);
    match at(2).saturating_sub(at(0)) > GROWTH {
        true => Err("memory grows with the list".into()),
        false => Ok(()),
    }
}

/// Reads all results, and looks at the memory after a tenth of them, in the middle and at the end.
async fn read(client: &Client, total: usize) -> Result<Vec<(usize, usize)>, Error> {
    let mut results = client.email_validation(ID).results();
    let (mut number, mut memory) = (0, Vec::new());
    while let Some(result) = results.try_next().await? {
        assert_eq!(result.email, email(number));
        number += 1;
        for tenths in [1, 5, 10] {
            if number == total * tenths / 10 {
                memory.push((tenths, resident()));
            }
        }
    }
    assert_eq!(number, total);
    Ok(memory)
}

fn email(number: usize) -> String {
    format!("{number}@example.com")
}

fn page(target: &str) -> String {
    let number = target.rsplit_once('=').map_or("0", |(_, number)| number);
    let number: usize = number.parse().unwrap();
    let results: Vec<_> = (number * EACH..(number + 1) * EACH)
        .map(|item| serde_json::json!({ "object": "email_validation_result", "email": email(item), "result": "deliverable", "catch_all": false }))
        .collect();
    let mut links = serde_json::json!({ "self": { "href": target } });
    if Some(&(number + 1)) < PAGES.get() {
        let next = format!("/email-validations/{ID}?page[after]={}", number + 1);
        links["next"] = serde_json::json!({ "href": next });
    }
    serde_json::json!({ "id": ID, "object": "email_validation", "status": "completed", "results": results, "_links": links }).to_string()
}

/// Resident memory in KiB; zero where the system does not tell.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number
        .and_then(|number| number.parse().ok())
        .unwrap_or_default()
}

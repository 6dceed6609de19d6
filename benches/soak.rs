//! A hundred thousand calls against a server on loopback that fails one time in twenty: none may be lost, none doubled, and
//! memory has to stay where it is. `cargo bench --bench soak`, or `cargo bench --bench soak -- 500000` for another number.
//!
//! Half of the calls start an e-mail validation, which costs credits: the server keeps a ledger of what it has started. The
//! other half are searches, which are safe to repeat. It ends with an error when the figures are not as they must be.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "it prints figures, and an error ends it"
)]

#[path = "soak/server.rs"]
mod server;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use amplemarket::types::StartEmailValidationEmail;
use amplemarket::{Client, Error, RetryPolicy};
use serde_json::Map;
use server::{Ledger, SLOW};

/// So many calls are under way at once.
const AT_ONCE: usize = 64;

/// What resident memory may grow by from the middle to the end, in KiB.
const GROWTH: usize = 8 * 1024;

fn main() -> Result<(), String> {
    let number = std::env::args().find_map(|argument| argument.parse().ok());
    let calls = number.unwrap_or(100_000);
    let ledger = Arc::new(Ledger::of(calls));
    let base_url = server::start(Arc::clone(&ledger));
    let client = Client::builder()
        .api_key("sk-made-up")
        .base_url(base_url)
        .rate_limited(false)
        // Shorter than what is slow: it is a timeout, and what came of the call is not known here.
        .attempt_timeout(SLOW / 2)
        .retry(
            RetryPolicy::new()
                .attempts(8)
                .backoff(Duration::from_millis(1), Duration::from_millis(8)),
        );
    let client = client.build().map_err(|error| error.to_string())?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();

    let began = Instant::now();
    let mut memory = vec![resident()];
    let mut told = Told::default();
    // Ten parts, so that memory is looked at while nothing is under way.
    for part in 0..10 {
        let calls = calls * part / 10..calls * (part + 1) / 10;
        told.add(&runtime.block_on(run(&client, calls, &ledger)));
        memory.push(resident());
    }
    told.print(&ledger, began.elapsed(), &memory);
    told.check(calls, &memory)
}

/// What the calls came to, as the client tells it and as the ledger has it.
#[derive(Default)]
struct Told {
    through: usize,
    attempts_more: usize,
    /// Failed, and the client says that it may be sent again, so that nothing must have been started.
    not_taken: usize,
    /// Failed, and what came of it is not known to the client.
    not_known: usize,
    /// Searches, safe to repeat, that failed all the same.
    searches_failed: usize,
    /// Told to have come through, and never started.
    lost: usize,
    /// Started twice or more.
    doubled: usize,
    /// Told not to have been taken, and started.
    denied: usize,
}

impl Told {
    fn add(&mut self, other: &Self) {
        self.through += other.through;
        self.attempts_more += other.attempts_more;
        self.not_taken += other.not_taken;
        self.not_known += other.not_known;
        self.searches_failed += other.searches_failed;
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.denied += other.denied;
    }

    fn total(&self) -> usize {
        self.through + self.not_taken + self.not_known + self.searches_failed
    }

    fn note(&mut self, paid: bool, outcome: &Result<u32, Error>, times: usize) {
        match outcome {
            Ok(attempts) => {
                self.through += 1;
                self.attempts_more += *attempts as usize - 1;
                self.lost += usize::from(times == 0);
            }
            Err(_) if !paid => self.searches_failed += 1,
            Err(error) if error.is_retryable() => {
                self.not_taken += 1;
                self.denied += times;
            }
            Err(_) => self.not_known += 1,
        }
        self.doubled += usize::from(paid && times > 1);
    }

    fn print(&self, ledger: &Ledger, took: Duration, memory: &[usize]) {
        let total = self.total();
        println!(
            "calls            {total} in {took:.1?}, {:.0} a second",
            total as f64 / took.as_secs_f64()
        );
        println!(
            "requests         {}, of which {} met a fault",
            ledger.requests(),
            ledger.faults()
        );
        println!(
            "came through     {}, with {} attempts more",
            self.through, self.attempts_more
        );
        println!(
            "paid, not known  {} (sent once, and told as such)",
            self.not_known
        );
        println!("paid, not taken  {}", self.not_taken);
        println!("searches failed  {}", self.searches_failed);
        println!(
            "lost {}  doubled {}  denied {}",
            self.lost, self.doubled, self.denied
        );
        let at = |part: usize| memory.get(part).copied().unwrap_or_default();
        println!(
            "resident memory  {} KiB at the start, {} after a tenth, {} in the middle, {} at the end",
            at(0),
            at(1),
            at(5),
            at(10)
        );
    }

    fn check(&self, calls: usize, memory: &[usize]) -> Result<(), String> {
        let grown = memory[10].saturating_sub(memory[5]);
        let wrong = [
            (self.total() != calls, "not every call has ended"),
            (self.lost > 0, "calls were lost"),
            (self.doubled > 0, "something was started twice"),
            (
                self.denied > 0,
                "what was started was told not to have been taken",
            ),
            (
                self.searches_failed > 0,
                "searches failed that could be sent again",
            ),
            (grown > GROWTH, "memory grows"),
        ];
        match wrong.iter().find(|(holds, _)| *holds) {
            Some((_, what)) => Err((*what).to_owned()),
            None => Ok(()),
        }
    }
}

/// Makes calls, some at once, until all have been made.
async fn run(client: &Client, calls: std::ops::Range<usize>, ledger: &Ledger) -> Told {
    let next = Arc::new(AtomicUsize::new(calls.start));
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..AT_ONCE {
        let (client, next) = (client.clone(), Arc::clone(&next));
        workers.spawn(async move {
            let mut outcomes = Vec::new();
            loop {
                let id = next.fetch_add(1, Ordering::Relaxed);
                if id >= calls.end {
                    return outcomes;
                }
                outcomes.push((id, call(&client, id).await));
            }
        });
    }
    let mut told = Told::default();
    while let Some(outcomes) = workers.join_next().await {
        for (id, outcome) in outcomes.unwrap() {
            told.note(is_paid(id), &outcome, ledger.times(id));
        }
    }
    told
}

fn is_paid(id: usize) -> bool {
    id.is_multiple_of(2)
}

async fn call(client: &Client, id: usize) -> Result<u32, Error> {
    if is_paid(id) {
        let emails = [format!("{id}@example.com").as_str()].map(StartEmailValidationEmail::from);
        let batch = client
            .start_email_validation()
            .emails(emails)
            .send()
            .await?;
        Ok(batch.attempts())
    } else {
        let search = client.search_people().page(id as u64).extra(Map::new());
        Ok(search.send().await?.attempts())
    }
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

//! What a call costs beside the same request by the HTTP library alone, in one run: time on the processor of the thread that
//! calls, the server being on another. `cargo bench --bench overhead`

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "it prints figures, and an error ends it"
)]

#[path = "loopback/server.rs"]
mod server;

use amplemarket::Client;
use amplemarket::types::Users;

/// Calls of each kind in a round, and rounds: they take turns, so that what else the machine does falls on both.
const CALLS: u32 = 500;
const ROUNDS: usize = 20;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let base_url = server::start(|_| {
        let users: Vec<_> = (0..20)
            .map(|id| serde_json::json!({ "id": id.to_string(), "email": "ada@example.com", "name": "Ada" }))
            .collect();
        serde_json::json!({ "users": users, "_links": { "self": { "href": "/users" } } })
            .to_string()
    });
    let client = Client::builder()
        .api_key("sk-made-up")
        .base_url(&base_url)
        .rate_limited(false)
        .build()?;
    let bare = reqwest::Client::builder().tls_certs_only([]).build()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut rounds = Vec::new();
    // The first round opens connections, and is not counted.
    for round in 0..=ROUNDS {
        let ours = runtime.block_on(async {
            let before = on_processor();
            for _ in 0..CALLS {
                client.list_users().send().await.unwrap();
            }
            on_processor() - before
        });
        let theirs = runtime.block_on(async {
            let before = on_processor();
            for _ in 0..CALLS {
                let request = bare
                    .get(format!("{base_url}/users"))
                    .bearer_auth("sk-made-up");
                let answer = request.send().await.unwrap().error_for_status().unwrap();
                answer.json::<Users>().await.unwrap();
            }
            on_processor() - before
        });
        if round > 0 {
            rounds.push((ours / CALLS as f64, theirs / CALLS as f64));
        }
    }
    let median = |mut of: Vec<f64>| {
        of.sort_by(f64::total_cmp);
        of[of.len() / 2]
    };
    let ratio = median(rounds.iter().map(|(ours, theirs)| ours / theirs).collect());
    let ours = median(rounds.iter().map(|(ours, _)| *ours).collect());
    let theirs = median(rounds.iter().map(|(_, theirs)| *theirs).collect());
    println!("this crate       {ours:.1} µs of processor time a call");
    println!("reqwest alone    {theirs:.1} µs");
    println!("ratio            {ratio:.2}, the median of {ROUNDS} rounds");
    Ok(())
}

/// Microseconds that this thread has been on a processor; the clock's, where the system does not tell.
fn on_processor() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = told.split_whitespace().next();
    let nanoseconds: Option<f64> = nanoseconds.and_then(|number| number.parse().ok());
    nanoseconds.unwrap_or_else(|| {
        let since = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap();
        since.as_nanos() as f64
    }) / 1000.0
}

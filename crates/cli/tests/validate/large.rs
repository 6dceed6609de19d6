//! More rows than a batch takes addresses, from end to end.

use std::process::{Child, Stdio};

use amplemarket_mock::Verdict;

use crate::api::Api;

const ROWS: usize = 100_500;

#[test]
fn more_rows_than_a_batch_takes_come_back_in_their_order_in_bounded_memory() {
    let api = Api::start();
    let address = |number: usize| format!("Lead.{number}@example.com");
    let row = |number: usize| format!("{number};{};{}", address(number), "x".repeat(300));
    let rows: String = (0..ROWS).map(|number| row(number) + "\r\n").collect();
    api.write("leads.csv", format!("n;email;notes\r\n{rows}"));
    // The documented 500 requests a minute would make it wait for two.
    let arguments = [
        "leads.csv",
        "-o",
        "out.csv",
        "--yes",
        "--quiet",
        "--no-rate-limit",
    ];
    let mut command = api.command(&arguments);
    let mut child = command.stdin(Stdio::null()).spawn().unwrap();
    let mut most = 0;
    let status = loop {
        most = most.max(resident(&child).unwrap_or(0));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    };
    assert!(status.success());
    // The addresses, once as they are and once in lower case, and the body that they are sent in; not the 30 MB of rows.
    assert!(most < 90 << 20, "{} MiB", most >> 20);

    let out = api.read("out.csv");
    let mut lines = out.split_terminator("\r\n");
    assert_eq!(lines.next(), Some("n;email;notes;result;catch_all"));
    for number in 0..ROWS {
        let verdict = Verdict::of(&address(number));
        let expected = format!("{};{};{}", row(number), verdict.result, verdict.catch_all);
        assert_eq!(lines.next(), Some(expected.as_str()));
    }
    assert_eq!(lines.next(), None);
    assert_eq!(api.spent(), ROWS as f64);
    let ledger = api.server.ledger();
    let entries: Vec<usize> = ledger.batches().iter().map(|batch| batch.entries).collect();
    assert_eq!(entries, [100_000, 500]);
}

/// The most memory that a process ever held, in bytes, where the system tells.
fn resident(child: &Child) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes << 10)
}

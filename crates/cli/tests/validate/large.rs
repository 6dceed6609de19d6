//! As many rows as a batch takes addresses, from end to end.

use amplemarket_mock::Verdict;

use crate::api::Api;

#[test]
fn a_hundred_thousand_rows_come_back_in_their_order() {
    let api = Api::start();
    let address = |number: usize| format!("Lead.{number}@example.com");
    let rows: String = (0..100_000)
        .map(|number| format!("{number};{};x\r\n", address(number)))
        .collect();
    api.write("leads.csv", format!("n;email;\r\n{rows}"));
    api.runs(&["leads.csv", "-o", "out.csv", "--yes"], 0);
    let out = api.read("out.csv");
    let mut lines = out.split_terminator("\r\n");
    assert_eq!(lines.next(), Some("n;email;;result;catch_all"));
    for number in 0..100_000 {
        let verdict = Verdict::of(&address(number));
        let expected = format!(
            "{number};{};x;{};{}",
            address(number),
            verdict.result,
            verdict.catch_all
        );
        assert_eq!(lines.next(), Some(expected.as_str()));
    }
    assert_eq!(lines.next(), None);
    assert_eq!(api.spent(), 100_000.0);
}

//! Files as they come from the world: each is read, or refused with its line.

use amplemarket_mock::Verdict;

use crate::api::Api;

/// Runs over a file to standard output.
fn validated(name: &str, bytes: &[u8], arguments: &[&str]) -> crate::api::Ended {
    let api = Api::start();
    api.write(name, bytes);
    api.run(&[&[name, "--yes"], arguments].concat())
}

#[track_caller]
fn comes_out_as(name: &str, bytes: &[u8], arguments: &[&str], expected: &str) {
    let ended = validated(name, bytes, arguments);
    assert_eq!(
        (ended.code, ended.out.as_str()),
        (Some(0), expected),
        "{}",
        ended.err
    );
}

#[track_caller]
fn is_refused(name: &str, bytes: &[u8], said: &[&str]) {
    let ended = validated(name, bytes, &[]);
    assert_eq!(
        (ended.code, ended.out.as_str()),
        (Some(2), ""),
        "{}",
        ended.err
    );
    ended.says(said);
}

#[test]
fn csv_of_every_kind() {
    comes_out_as(
        "excel.csv",
        "\u{feff}Name;E-Mail\r\n\"Lovelace; Ada\";valid@example.com\r\n\r\n\"two\r\nlines\";risky@example.com\r\n".as_bytes(),
        &[],
        "\u{feff}Name;E-Mail;result;catch_all\r\n\"Lovelace; Ada\";valid@example.com;deliverable;false\r\n\r\n\"two\r\nlines\";risky@example.com;risky;false\r\n",
    );
    comes_out_as(
        "bare",
        b"1|catchall@example.com\n2|Bounce@example.com",
        &[],
        "1|catchall@example.com|risky|true\n2|Bounce@example.com|undeliverable|false",
    );
    comes_out_as(
        "ragged.csv",
        b"email,n\nvalid@example.com\nrisky@example.com,1,x\n",
        &[],
        "email,n,,result,catch_all\nvalid@example.com,,,deliverable,false\nrisky@example.com,1,x,risky,false\n",
    );
    comes_out_as(
        "two.csv",
        b"email,work_email\na@example.com,valid@example.com\n",
        &["--column", "work_email", "--accept", "deliverable,risky"],
        "email,work_email,result,catch_all\na@example.com,valid@example.com,deliverable,false\n",
    );
    comes_out_as(
        "header.csv",
        b"name,email\r\n",
        &[],
        "name,email,result,catch_all\r\n",
    );
}

#[test]
fn json_lines_and_plain_lines() {
    comes_out_as(
        "people.jsonl",
        b"{\"email\":\"valid@example.com\",\"n\":1.0}\n\n{\"n\":2}\n",
        &[],
        "{\"email\":\"valid@example.com\",\"n\":1.0,\"result\":\"deliverable\",\"catch_all\":false}\n{\"n\":2,\"result\":\"no_address\",\"catch_all\":null}\n",
    );
    comes_out_as(
        "lines.txt",
        b"valid@example.com\nunknown@example.com\n",
        &["--accept", "unknown"],
        "email,result,catch_all\nunknown@example.com,unknown,false\n",
    );
}

#[test]
fn a_name_that_promises_another_form_is_refused() {
    let api = Api::start();
    api.write("people.jsonl", "{\"email\":\"valid@example.com\"}\n");
    for (name, code) in [
        ("out.csv", 2),
        ("out.yaml", 2),
        ("out.txt", 0),
        ("out.jsonl", 0),
    ] {
        api.runs(&["people.jsonl", "-o", name, "--yes"], code);
        assert_eq!(api.path(name).exists(), code == 0, "{name}");
    }
    assert_eq!(api.spent(), 2.0);
}

#[test]
fn where_no_verdict_was_given_no_chart_is_drawn() {
    let ended = validated("header.csv", b"name,email\n", &[]);
    ended.says(&["0 addresses to validate\nWrote 0 rows."]);
}

#[test]
fn standard_input_is_a_file_too() {
    let api = Api::start();
    api.write("leads", "valid@example.com\n");
    let ended = api.piped(&["-", "--yes"], &api.path("leads"));
    assert_eq!(
        ended.out, "email,result,catch_all\nvalid@example.com,deliverable,false\n",
        "{}",
        ended.err
    );
    ended.says(&["standard input: 1 row"]);
    let ended = api.piped(&["-"], &api.path("leads"));
    assert_eq!(ended.code, Some(2));
    ended.says(&["there is nobody to ask"]);
}

#[cfg(unix)]
#[test]
fn rows_that_nobody_took_can_be_had_again() {
    use std::process::Stdio;
    let api = Api::start();
    let rows: String = (0..20_000)
        .map(|number| format!("valid@example.com,{number}\n"))
        .collect();
    api.write("leads.csv", format!("email,n\n{rows}"));
    let arguments = ["leads.csv", "--yes"];
    let mut command = api.command(&arguments);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // As `| head` does, which has enough.
    drop(child.stdout.take());
    let ended: crate::api::Ended = child.wait_with_output().unwrap().into();
    ended.says(&["To have them again, at no cost", "--resume"]);
    assert_eq!(ended.code, Some(3));
    let again = api.run(&["leads.csv", "--yes", "--resume"]);
    assert_eq!((again.code, again.out.lines().count()), (Some(0), 20_001));
    assert_eq!(api.spent(), 1.0);
}

#[test]
fn what_is_no_utf8_is_kept_and_no_address() {
    let api = Api::start();
    api.write(
        "latin.csv",
        b"name,email\nRen\xe9,valid@example.com\nx,ren\xe9@example.com\n",
    );
    api.runs(&["latin.csv", "-o", "out.csv", "--yes"], 0)
        .says(&["1 row has what cannot be one (line 3)"]);
    let expected: &[u8] = b"name,email,result,catch_all\nRen\xe9,valid@example.com,deliverable,false\nx,ren\xe9@example.com,not_an_address,\n";
    assert_eq!(std::fs::read(api.path("out.csv")).unwrap(), expected);
}

#[test]
fn what_cannot_be_read_is_refused_with_its_line() {
    is_refused(
        "a.csv",
        b"name,email\nAda,ada@example.com\n\"x,b@example.com\n",
        &["a.csv: line 3: a quote", "never closed"],
    );
    is_refused("a.csv", b"", &["a.csv: it is empty"]);
    is_refused(
        "a.csv",
        b"name,age\nAda,36\n",
        &["no column has e-mail addresses", "`name`, `age`"],
    );
    is_refused(
        "a.csv",
        b"email,work_email\na@example.com,b@example.com\n",
        &[
            "2 columns could be",
            "--column email ",
            "--column work_email ",
            "such as b@example.com",
        ],
    );
    is_refused(
        "a.csv",
        b"name,work_email,email2\nAda,a@example.com,b@example.com\n",
        &[
            "2 columns could be",
            "--column work_email ",
            "--column email2 ",
        ],
    );
    is_refused(
        "a.jsonl",
        b"{\"email\":\"a@example.com\"}\n{\"email\":\n",
        &["a.jsonl: line 2: column 9"],
    );
    is_refused(
        "a.jsonl",
        b"{\"email\":\"\xff@example.com\"}\n",
        &["line 1: column"],
    );
    is_refused(
        "a.json",
        b"[{\"email\":\"a@example.com\"}]",
        &["jq -c '.[]' a.json"],
    );
    is_refused("a.csv", b"\xff\xfee\0m\0", &["UTF-16"]);
}

#[test]
fn a_cell_of_ten_megabytes_goes_through() {
    let large = "x".repeat(10 << 20);
    let api = Api::start();
    api.write(
        "large.csv",
        format!("notes,email\n\"{large}\",valid@example.com\n"),
    );
    api.runs(&["large.csv", "-o", "out.csv", "--yes"], 0);
    let expected =
        format!("notes,email,result,catch_all\n\"{large}\",valid@example.com,deliverable,false\n");
    assert!(api.read("out.csv") == expected);
}

#[test]
fn every_row_of_the_demonstration_has_the_verdict_of_its_address() {
    let api = Api::start();
    let leads = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/demo/leads.csv")).unwrap();
    api.write("leads.csv", &leads);
    api.runs(&["leads.csv", "-o", "out.csv", "--yes"], 0);
    let (mut before, mut after) = (
        csv::Reader::from_reader(leads.as_slice()),
        csv::Reader::from_path(api.path("out.csv")).unwrap(),
    );
    let mut rows = 0;
    for (before, after) in before.records().zip(after.records()) {
        let (before, after) = (before.unwrap(), after.unwrap());
        assert_eq!(before, after.iter().take(5).collect::<Vec<_>>());
        let expected = match &before[3] {
            "" => "no_address",
            address if !address.contains('@') => "not_an_address",
            address => Verdict::of(address).result,
        };
        assert_eq!(&after[5], expected, "{}", &before[3]);
        rows += 1;
    }
    assert_eq!(rows, 1000);
}

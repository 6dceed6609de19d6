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
fn windows_1252_is_read_and_written_as_utf8_or_the_same() {
    let api = Api::start();
    let latin = b"name,email\nRen\xe9,valid@example.com\n\xc9va,n/a\n";
    api.write("latin.csv", latin);
    api.runs(&["latin.csv", "-o", "out.csv", "--yes"], 0)
        .says(&[
            "read as Windows-1252",
            "1 row has what cannot be one (line 3)",
        ]);
    let expected = "name,email,result,catch_all\nRené,valid@example.com,deliverable,false\nÉva,n/a,not_an_address,\n";
    assert_eq!(api.read("out.csv"), expected);
    let same = ["latin.csv", "-o", "same.csv", "--yes", "--encoding", "same"];
    api.runs(&same, 0);
    let expected: &[u8] = b"name,email,result,catch_all\nRen\xe9,valid@example.com,deliverable,false\n\xc9va,n/a,not_an_address,\n";
    assert_eq!(std::fs::read(api.path("same.csv")).unwrap(), expected);
}

#[test]
fn utf8_with_faults_is_kept_and_no_address() {
    comes_out_as(
        "mixed.csv",
        b"name,email\n\xc3\xa9,valid@example.com\nx,ren\xe9@example.com\n",
        &["-o", "out.csv"],
        "",
    );
}

#[test]
fn wide_encodings_are_read_without_a_mark() {
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let rows = "name\temail\nAda\tvalid@example.com\n";
    comes_out_as(
        "a.csv",
        &wide(rows),
        &[],
        "name\temail\tresult\tcatch_all\nAda\tvalid@example.com\tdeliverable\tfalse\n",
    );
    let wider: Vec<u8> = rows
        .chars()
        .flat_map(|c| u32::from(c).to_be_bytes())
        .collect();
    comes_out_as(
        "a.csv",
        &wider,
        &[],
        "name\temail\tresult\tcatch_all\nAda\tvalid@example.com\tdeliverable\tfalse\n",
    );
}

#[test]
fn what_stands_above_the_header_is_found_and_kept() {
    for above in [
        "sep=;\r\n",
        "\"SEP = ;\"\n",
        "Report of leads\n\n",
        "Report;;\nof 2026;;\n",
    ] {
        comes_out_as(
            "a.csv",
            format!("{above}name;n;email\nLovelace, Ada;1;valid@example.com\n").as_bytes(),
            &["--column", "email"],
            &format!(
                "{above}name;n;email;result;catch_all\nLovelace, Ada;1;valid@example.com;deliverable;false\n"
            ),
        );
    }
    comes_out_as(
        "a.csv",
        b"ask bob@example.com\nwho,n\nvalid@example.com,1\n",
        &["--skip-lines", "1"],
        "ask bob@example.com\nwho,n,result,catch_all\nvalid@example.com,1,deliverable,false\n",
    );
}

#[test]
fn a_first_row_with_an_address_is_data_unless_said_otherwise() {
    comes_out_as(
        "a.csv",
        b"Ada,mailto:valid@example.com\nBob,risky@example.com\n",
        &[],
        "Ada,mailto:valid@example.com,deliverable,false\nBob,risky@example.com,risky,false\n",
    );
    comes_out_as(
        "a.txt",
        b"Ada <valid@example.com>\nrisky@example.com\n",
        &[],
        "email,result,catch_all\nAda <valid@example.com>,deliverable,false\nrisky@example.com,risky,false\n",
    );
    comes_out_as(
        "a.csv",
        b"me@example.com,n\nvalid@example.com,1\n",
        &["--header", "yes"],
        "me@example.com,n,result,catch_all\nvalid@example.com,1,deliverable,false\n",
    );
}

#[test]
fn a_cell_is_cleaned_and_written_back_as_it_was() {
    let api = Api::start();
    let rows = [
        "\u{200b}valid@example.com",
        "\"“risky@example.com”\"",
        "ada@bücher.example",
        " \"bounce@example.com\"",
        "\"unknown@example.com; b@example.com\"",
    ];
    api.write("a.csv", format!("n,email\n1,{}\n", rows.join("\n1,")));
    api.runs(&["a.csv", "-o", "out.csv", "--yes"], 0).says(&[
        "2 rows have an address with something around it",
        "1 row has several addresses, of which the first is validated (line 6)",
    ]);
    let out = api.read("out.csv");
    for (row, verdict) in rows
        .iter()
        .zip(["deliverable", "risky", "", "undeliverable", "unknown"])
    {
        assert!(out.contains(&format!("1,{row},{verdict}")), "{row}: {out}");
    }
    assert!(!out.contains("not_validated"), "{out}");
    assert_eq!(api.spent(), 5.0);
}

#[test]
fn an_odd_prefix_is_asked_about_and_never_paid_for_unasked() {
    is_refused(
        "a.csv",
        b"name~email\nAda~ada@example.com\nBob~bob@example.com\n",
        &["every address has `~`", "--delimiter '~'"],
    );
    comes_out_as(
        "a.csv",
        b"name~email\nAda~valid@example.com\n",
        &["--delimiter", "~"],
        "name~email~result~catch_all\nAda~valid@example.com~deliverable~false\n",
    );
    comes_out_as(
        "a.csv",
        b"email=valid@example.com\n",
        &["--delimiter", ","],
        "email=valid@example.com,deliverable,false\n",
    );
}

#[test]
fn hints_lead_to_the_column() {
    is_refused(
        "a.csv",
        b"email,name,email\na@example.com,Ada,\n,Bob,b@example.com\n",
        &["--column 1 ", "--column 3 "],
    );
    is_refused(
        "a.jsonl",
        b"{\"to\":{\"mail\":\"a@example.com\"},\"cc\":\"b@example.com\"}\n",
        &["--column /to/mail ", "--column cc "],
    );
    validated("a.csv", b"name,email\nAda,\n", &[])
        .says(&["warning: no row has an address in column `email`"]);
}

#[cfg(feature = "mock")]
#[test]
fn a_workbook_comes_back_as_one() {
    let api = Api::start();
    api.write("a.csv", "name,email\nAda,valid@example.com\n");
    api.runs(&["a.csv", "-o", "a.xlsx", "--yes"], 0);
    api.runs(&["a.xlsx", "-o", "b.csv", "--yes"], 0)
        .says(&["read from the sheet `Sheet1`; formulas, formats and other sheets are not kept"]);
    assert_eq!(
        api.read("b.csv"),
        "name,email,result,catch_all,amplemarket_result,amplemarket_catch_all\nAda,valid@example.com,deliverable,false,deliverable,false\n"
    );
    api.runs(&["a.xlsx", "-o", "c.csv", "--yes", "--sheet", "Leads"], 2)
        .says(&["there is no sheet `Leads`", "its sheets are Sheet1"]);
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

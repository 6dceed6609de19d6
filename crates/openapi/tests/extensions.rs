//! The `x-specwright-*` keys: what they say, and what is refused.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test says what it expects by failing"
)]

mod support;

use serde_json::{Value, json};
use specwright_openapi::document::read;
use specwright_openapi::evidence::Evidence;
use specwright_openapi::extensions::{
    Charge, ChargedFor, ExtensionErrorKind, Extensions, MaxItems, Period, RateLimit, Recurrence,
    Throughput, document_problems, name, overlay_problems, rate_limit,
};
use specwright_openapi::operation::find;
use specwright_openapi::pointer::Pointer;
use specwright_openapi::yaml;

#[test]
fn every_key_is_read() {
    let document = json!({
        "x-specwright": support::held(),
        "x-specwright-rate-limit": { "requests": 500, "per": "day" },
        "x-other": { "x-specwright-unknown": 1 },
        "paths": { "/walks": { "post": {
            "x-internal": true,
            "x-specwright-rate-limit": { "requests": 2, "per": "second" },
            "x-specwright-credits": [
                { "kind": "sms", "amount": 0.5, "pointer": "/dogs", "when": "phone_revealed", "repeat": "never" },
            ],
            "x-specwright-max-items": { "pointer": "/dogs", "count": 9 },
            "x-specwright-throughput": { "pointer": "/dogs", "count": 8, "per": "hour" },
            "x-specwright-safe-to-repeat": true,
            "x-specwright-paging": { "items": "/walks" },
            "x-specwright-page": "https://docs.example.com/walks",
            "x-specwright-evidence": "reconstructed",
        } } },
        "components": { "schemas": { "Dog": {
            "x-specwright-name": "Hound",
            "properties": { "x-specwright-is-a-name": {} },
            "example": { "x-specwright-is-data": 1 },
        } } },
    });
    assert_eq!(document_problems(&document, &support::settings()), []);
    assert_eq!(
        rate_limit(&document).unwrap(),
        Some(RateLimit {
            requests: 500,
            per: Period::Day
        })
    );
    let dog = &document["components"]["schemas"]["Dog"];
    assert_eq!(
        name(dog, &Pointer::default()).unwrap(),
        Some("Hound".to_owned())
    );
    let operation = find(&document, "post", "/walks").unwrap();
    let extensions = operation.extensions(&support::settings()).unwrap();
    assert_eq!(
        extensions,
        Extensions {
            rate_limit: Some(RateLimit {
                requests: 2,
                per: Period::Second
            }),
            charges: vec![Charge {
                kind: "sms".to_owned(),
                amount: 0.5,
                pointer: "/dogs".to_owned(),
                when: ChargedFor::PhoneRevealed,
                repeat: Recurrence::Never,
            }],
            max_items: Some(MaxItems {
                pointer: "/dogs".to_owned(),
                count: 9
            }),
            throughput: Some(Throughput {
                pointer: "/dogs".to_owned(),
                count: 8,
                per: Period::Hour
            }),
            safe_to_repeat: Some(true),
            paging: Some("walks".to_owned()),
            page: Some("https://docs.example.com/walks".to_owned()),
            evidence: Some(Evidence::Reconstructed),
        }
    );
}

/// The problem of one operation's key, without its place.
#[track_caller]
fn refused(key: &str, value: Value, expected: &str) {
    let document = json!({ "paths": { "/a": { "get": { key: value } } } });
    let settings = support::settings();
    let problems = document_problems(&document, &settings);
    let texts: Vec<_> = problems
        .iter()
        .map(|problem| {
            problem
                .to_string()
                .replacen("#/paths/~1a/get/x-specwright-", "", 1)
        })
        .collect();
    assert_eq!(texts, [expected]);
    if !matches!(
        problems[0].kind,
        ExtensionErrorKind::Unknown | ExtensionErrorKind::Misplaced(_)
    ) {
        let operation = find(&document, "get", "/a").unwrap();
        assert_eq!(operation.extensions(&settings).unwrap_err(), problems[0]);
    }
}

#[test]
fn a_value_of_another_form_is_refused_with_its_place() {
    refused(
        "x-specwright-rate-limit",
        json!(5),
        "rate-limit: expected a mapping with `requests`, `per`",
    );
    refused(
        "x-specwright-rate-limit",
        json!({ "requests": 5 }),
        "rate-limit: expected a mapping with `requests`, `per`; `per` is missing",
    );
    refused(
        "x-specwright-rate-limit",
        json!({ "requests": 5, "per": "fortnight" }),
        "rate-limit/per: expected one of `second`, `minute`, `hour`, `day`",
    );
    refused(
        "x-specwright-rate-limit",
        json!({ "requests": 0, "per": "day" }),
        "rate-limit/requests: expected a whole number above 0",
    );
    refused(
        "x-specwright-rate-limit",
        json!({ "requests": 5, "per": "day", "burst": 1 }),
        "rate-limit/burst: expected one of `requests`, `per`",
    );
    refused(
        "x-specwright-credits",
        json!({}),
        "credits: expected a list of charges, each with `kind`, `amount`, `pointer`, `when` and `repeat`",
    );
    let charge = |key: &str, value: Value| {
        let mut charge = json!({ "kind": "email", "amount": 1, "pointer": "/a", "when": "found", "repeat": "always" });
        charge[key] = value;
        json!([charge])
    };
    refused(
        "x-specwright-credits",
        charge("kind", json!("phone")),
        "credits/0/kind: expected one of `email`, `sms`",
    );
    refused(
        "x-specwright-credits",
        charge("amount", json!(-1)),
        "credits/0/amount: expected a number of credits",
    );
    refused(
        "x-specwright-credits",
        charge("pointer", json!("emails")),
        "credits/0/pointer: expected a JSON pointer into the body, as `/emails` is",
    );
    refused(
        "x-specwright-credits",
        charge("when", json!("sent")),
        "credits/0/when: expected one of `processed`, `found`, `email_revealed`, `phone_revealed`",
    );
    refused(
        "x-specwright-credits",
        charge("repeat", json!(1)),
        "credits/0/repeat: expected one of `always`, `daily`, `never`",
    );
    refused(
        "x-specwright-max-items",
        json!({ "pointer": "/a", "count": 1.5 }),
        "max-items/count: expected a whole number above 0",
    );
    refused(
        "x-specwright-throughput",
        json!({ "pointer": "/a~", "count": 1, "per": "day" }),
        "throughput/pointer: expected a JSON pointer into the body, as `/emails` is",
    );
    refused(
        "x-specwright-safe-to-repeat",
        json!("yes"),
        "safe-to-repeat: expected true or false",
    );
    refused(
        "x-specwright-paging",
        json!({ "items": "results" }),
        "paging/items: expected a JSON pointer to a list of the answer, as `/results` is",
    );
    refused("x-specwright-page", json!(1), "page: expected text");
    refused(
        "x-specwright-evidence",
        json!("rumour"),
        "evidence: expected `published` or `reconstructed`",
    );
}

#[test]
fn a_key_that_nobody_reads_is_refused() {
    refused(
        "x-specwright-ratelimit",
        json!({}),
        "ratelimit: there is no such key under `x-specwright`",
    );
    refused(
        "x-specwright-name",
        json!("A"),
        "name: this key is read on a schema only",
    );
    let document = json!({
        "x-specwright-name": "A",
        "x-specwrights": 1,
        "paths": { "/a": { "x-specwright-rate-limit": { "requests": 1, "per": "day" } } },
        "components": { "schemas": { "A": { "properties": { "a": { "x-specwright-title": "A" } }, "x-specwright": {} } } },
    });
    let problems = document_problems(&document, &support::settings());
    let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "#/x-specwright-name: this key is read on a schema only",
            "#/x-specwrights: there is no such key under `x-specwright`",
            "#/paths/~1a/x-specwright-rate-limit: this key is read on the document and on an operation only",
            "#/components/schemas/A/properties/a/x-specwright-title: there is no such key under `x-specwright`",
            "#/components/schemas/A/x-specwright: this key is read on the document only",
        ]
    );
}

#[test]
fn a_problem_of_an_overlay_is_told_with_its_line() {
    let overlay = "\
overlay: 1.0.0
actions:
  - target: $
    update:
      x-specwright-rate-limit: { requests: 5, per: minute }
  # A comment: with a colon
  - target: $.paths['/a'].get
    update:
      description: |
        x-specwright-nothing: 1
      x-specwright-rate-limit:
        requests: 5
        per: fortnight
      x-specwright-max-item: {}
      x-specwright-throughput:
        pointer: /a
        count: 5
";
    let read = read(overlay, "overlay.yaml").unwrap();
    let problems = overlay_problems(&read, &support::settings());
    let told: Vec<_> = problems
        .iter()
        .map(|problem| format!("{}: {}", problem.line(overlay).unwrap(), problem.kind))
        .collect();
    assert_eq!(
        told,
        [
            "13: expected one of `second`, `minute`, `hour`, `day`",
            "14: there is no such key under `x-specwright`",
            "15: expected a mapping with `pointer`, `count`, `per`; `per` is missing",
        ]
    );
}

#[test]
fn lines_of_places() {
    let text = "a:\n  - b: 1\n    'c/d': 2\n  - [x,\n     y]\ne: {f: 1,\n  g: 2}\n200: h\n";
    for (pointer, line) in [
        ("", Some(1)),
        ("/a", Some(1)),
        ("/a/0", Some(2)),
        ("/a/0/c~1d", Some(3)),
        ("/a/1/1", Some(5)),
        ("/e/g", Some(7)),
        ("/200", Some(8)),
        ("/a/2", None),
        ("/a/b", None),
        ("/e/h", None),
        ("/e/f/0", None),
    ] {
        assert_eq!(yaml::line_of(text, pointer), line, "{pointer}");
    }
    assert_eq!(
        yaml::line_of("{\n  \"a\": {\n    \"b\": 1\n  }\n}", "/a/b"),
        Some(3)
    );
    assert_eq!(yaml::line_of("a: [", "/b"), None);
}

#[test]
fn what_costs_or_changes_is_not_safe_to_repeat() {
    let is_safe = |method: &str, operation: Value| {
        let document = json!({ "paths": { "/a": { method: operation } } });
        let operation = find(&document, method, "/a").unwrap();
        operation.is_safe_to_repeat(&operation.extensions(&support::settings()).unwrap())
    };
    let charge = json!([{ "kind": "email", "amount": 1, "pointer": "/a", "when": "found", "repeat": "always" }]);
    for (method, safe) in [
        ("get", true),
        ("put", true),
        ("delete", true),
        ("post", false),
        ("patch", false),
    ] {
        assert_eq!(is_safe(method, json!({})), safe, "{method}");
        assert!(
            !is_safe(method, json!({ "x-specwright-credits": charge })),
            "{method}"
        );
        assert!(
            is_safe(
                method,
                json!({ "x-specwright-credits": charge, "x-specwright-safe-to-repeat": true })
            ),
            "{method}"
        );
    }
    let patch = |body: Value| json!({ "requestBody": { "content": { "application/json": { "schema": body } } } });
    let constant = json!({ "enum": ["stopped"] });
    assert!(is_safe(
        "patch",
        patch(
            json!({ "required": ["a"], "properties": { "a": constant }, "additionalProperties": false })
        )
    ));
    assert!(!is_safe(
        "patch",
        patch(json!({ "required": ["a"], "properties": { "a": constant } }))
    ));
    assert!(!is_safe(
        "patch",
        patch(
            json!({ "required": ["a"], "properties": { "a": constant, "b": {} }, "additionalProperties": false })
        )
    ));
}

//! Whole specs that an index links to: believed where they are plainly the source of the pages.

use serde_json::{Value, json};
use specwright_pages::split::{SplitOptions, split};
use specwright_pipeline::fetch::{Fetch, Verdict};

use crate::setup::{Store, fetched};
use crate::site::{Reply, Site};

fn spec() -> Value {
    let operation = |schema: &str| {
        let reference = format!("#/components/schemas/{schema}");
        json!({ "responses": { "200": { "description": "Fine", "content": {
            "application/json": { "schema": { "$ref": reference } } } } } })
    };
    json!({
        "openapi": "3.0.1",
        "info": { "title": "Small API", "version": "v1" },
        "servers": [{ "url": "https://api.example.com" }],
        "paths": {
            "/tasks": { "get": operation("task"), "post": operation("task") },
            "/users": { "get": operation("user") },
        },
        "components": { "schemas": {
            "task": { "type": "object", "properties": { "id": { "type": "string" } } },
            "user": { "type": "object", "properties": { "name": { "type": "string" } } },
            "unused": { "type": "string" },
        } },
    })
}

/// What comes of a site that has the pages of [`spec`], and links to these files as whole specs.
async fn of(specs: &[(&str, Reply)]) -> Fetch {
    let pages: Vec<(String, String)> = split(&spec(), &SplitOptions::default())
        .into_iter()
        .map(|page| (page.path, String::from_utf8(page.bytes).unwrap()))
        .collect();
    let site = Site::of(&pages).await;
    let mut index = "# Small API\n\n## Docs\n\n".to_owned();
    for (path, _) in &pages {
        index.push_str(&format!("- [A page](/{path})\n"));
    }
    index.push_str("\n## OpenAPI Specs\n\n");
    for (path, reply) in specs {
        index.push_str(&format!("- [A spec](/{path})\n"));
        site.answer(path, [reply.clone()]);
    }
    site.answer("llms.txt", [Reply::page(index)]);
    fetched(&site, &Store::empty()).await.unwrap()
}

/// The verdict on one whole spec, with what it says of the spec in words.
async fn judged(name: &str, reply: Reply) -> (Verdict, String) {
    let spec = of(&[(name, reply)]).await.whole_spec.unwrap();
    assert!(spec.url.ends_with(name), "{}", spec.url);
    let said = spec.to_string();
    (spec.verdict, said)
}

async fn judged_json(spec: &Value) -> (Verdict, String) {
    judged("api/openapi.json", Reply::page(spec.to_string())).await
}

fn same(differences: &[&str], unlisted: &[&str]) -> Verdict {
    let owned = |list: &[&str]| list.iter().map(|&text| text.to_owned()).collect();
    Verdict::Same {
        differences: owned(differences),
        unlisted: owned(unlisted),
    }
}

#[tokio::test]
async fn none() {
    assert_eq!(of(&[]).await.whole_spec, None);
}

#[tokio::test]
async fn one_that_agrees() {
    let (verdict, said) = judged_json(&spec()).await;
    assert_eq!(verdict, same(&[], &[]), "{said}");
    let yaml = specwright_openapi::document::write(&spec(), "");
    let (verdict, said) = judged("openapi.yaml", Reply::gzip(yaml.as_bytes())).await;
    assert_eq!(verdict, same(&[], &[]), "{said}");
}

#[tokio::test]
async fn one_that_says_more_or_otherwise() {
    let mut spec = spec();
    spec["paths"]["/internal"] = json!({ "get": { "responses": {} } });
    spec["components"]["schemas"]["unused"] = json!({ "type": "integer" });
    spec["components"]["schemas"]["user"]["properties"]["name"] = json!({ "type": "integer" });
    spec["paths"]["/tasks"]["post"]["summary"] = json!("New");
    let (verdict, said) = judged_json(&spec).await;
    let differences = ["/components/schemas/user", "/paths/~1tasks/post"];
    assert_eq!(verdict, same(&differences, &["GET /internal"]), "{said}");
    assert!(
        said.contains("differ from it in 2 places: /components"),
        "{said}"
    );
}

#[tokio::test]
async fn the_sample_of_the_starter_kit() {
    let sample = json!({
        "openapi": "3.1.0",
        "info": { "title": "OpenAPI Plant Store", "version": "1.0.0" },
        "servers": [{ "url": "http://sandbox.example.com" }],
        "paths": { "/plants": { "get": { "responses": {} } } },
    });
    let (verdict, said) = judged_json(&sample).await;
    let Verdict::Other { reasons } = verdict else {
        panic!("{said}");
    };
    let expected = [
        r#"its title: "OpenAPI Plant Store", on the pages "Small API""#,
        "its servers: http://sandbox.example.com, on the pages https://api.example.com",
        "it lacks 3 operations of the pages: GET /tasks, GET /users, POST /tasks",
    ];
    assert_eq!(reasons, expected);
}

#[tokio::test]
async fn one_that_lacks_an_operation() {
    let mut spec = spec();
    spec["paths"].as_object_mut().unwrap().remove("/users");
    let (verdict, said) = judged_json(&spec).await;
    assert!(matches!(verdict, Verdict::Other { .. }), "{said}");
    assert!(
        said.contains("lacks 1 operation of the pages: GET /users"),
        "{said}"
    );
}

#[tokio::test]
async fn one_that_is_not_to_be_had() {
    for (reply, reason) in [
        (Reply::status(404), "404"),
        (Reply::status(500), "500"),
        (Reply::html(), "HTML"),
        (Reply::page("{"), "openapi.json:1:"),
        (Reply::page("[]"), "no mapping"),
        (Reply::page(b"{\xff}".to_vec()), "not UTF-8"),
        (Reply::page("{}").padded(20 * 1024 * 1024), "longer than"),
    ] {
        let (verdict, said) = judged("openapi.json", reply).await;
        assert!(matches!(verdict, Verdict::Unreadable { .. }), "{said}");
        assert!(said.contains(reason), "{reason:?} is not in {said}");
    }
}

#[tokio::test]
async fn a_second_opinion_is_asked_for_once() {
    for reply in [Reply::status(503), Reply::hangup(), Reply::cut()] {
        let fetch = of(&[("openapi.json", reply)]).await;
        let spec = fetch.whole_spec.unwrap();
        assert!(matches!(spec.verdict, Verdict::Unreadable { .. }), "{spec}");
        assert_eq!(fetch.counts.retries, 0, "{spec}");
    }
}

#[tokio::test]
async fn the_one_that_agrees_is_taken_of_several() {
    let good = Reply::page(spec().to_string());
    let specs = [
        ("sample.json", Reply::page("{}")),
        ("gone.json", Reply::status(404)),
        ("own.json", good.clone()),
        ("more.json", good.clone()),
        ("toomany.json", good),
    ];
    let fetch = of(&specs).await;
    let chosen = fetch.whole_spec.unwrap();
    assert!(chosen.url.ends_with("/own.json"));
    let about = |name: &str| fetch.notes.iter().any(|note| note.contains(name));
    for name in ["sample.json", "gone.json", "more.json", "toomany.json"] {
        assert!(about(name), "{:?}", fetch.notes);
    }
}

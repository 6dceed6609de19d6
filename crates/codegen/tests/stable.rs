//! An operation that comes or goes renames nothing of the others: shown on the API's own document, by each operation that
//! could be missing.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use specwright_codegen::generate;
use specwright_openapi::document::read;

#[test]
fn an_operation_that_comes_renames_nothing() {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/openapi.yaml");
    let whole = read(&fs::read_to_string(spec).unwrap(), "openapi.yaml").unwrap();
    let after = names(&whole);
    let mut without_one = 0;
    for (path, item) in whole["paths"].as_object().unwrap() {
        for method in ["get", "put", "post", "delete", "patch"] {
            if item.get(method).is_none() {
                continue;
            }
            let mut before = whole.clone();
            let left = before["paths"][path].as_object_mut().unwrap();
            left.remove(method);
            let gone: Vec<String> = names(&before).difference(&after).cloned().collect();
            assert!(gone.is_empty(), "{method} {path} takes the names {gone:?}");
            without_one += 1;
        }
    }
    assert!(without_one > 1);
}

fn names(document: &Value) -> BTreeSet<String> {
    let generated = generate(document).unwrap();
    support::names(&generated).into_iter().collect()
}

//! What the code looks like for each kind of schema and operation: one document and one golden listing a case.
//!
//! A case is `shapes/<name>.yaml`, a merge patch on the base document; `shapes/<name>.txt` is what it comes out as, without
//! the builders. To accept a change: `UPDATE=1 cargo test -p specwright-codegen --test shapes`, and read the diff.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what it expects by failing"
)]

mod support;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use quote::ToTokens;
use serde_json::{Map, Value};
use specwright_codegen::{Generated, generate};
use specwright_openapi::document::read;
use syn::{Item, ItemMod};

#[test]
fn each_case_comes_out_as_its_listing() {
    let mut differing = Vec::new();
    for case in cases() {
        let generated = generated(&case);
        let golden = case.with_extension("txt");
        let listing = listing(&generated);
        if env::var_os("UPDATE").is_some() {
            fs::write(&golden, &listing).unwrap();
        }
        if fs::read_to_string(&golden).unwrap_or_default() != listing {
            differing.push(format!("{}:\n{listing}", golden.display()));
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn the_order_of_keys_changes_nothing() {
    for case in cases() {
        let document = document(&case);
        let generated = generate(&document).unwrap();
        let reversed = generate(&reversed(&document)).unwrap();
        assert_eq!(generated.source, reversed.source, "{}", case.display());
    }
}

#[test]
fn an_unrelated_operation_changes_no_name() {
    let unrelated = serde_json::json!({
        "paths": { "/zebras/{name}/stripes": { "get": {
            "tags": ["Zebras"],
            "parameters": [{ "name": "name", "in": "path", "required": true, "schema": { "type": "string" } }],
            "responses": { "200": { "description": "Stripes", "content": { "application/json": { "schema": {
                "type": "object",
                "properties": { "status": { "type": "string", "enum": ["black", "white"] }, "results": { "type": "array", "items": { "type": "object", "properties": { "a": {} } } } }
            } } } } }
        } } }
    });
    for case in cases() {
        let mut document = document(&case);
        let before = support::names(&generate(&document).unwrap());
        support::merge(&mut document, &unrelated);
        let after = support::names(&generate(&document).unwrap());
        let gone: Vec<&String> = before.iter().filter(|name| !after.contains(name)).collect();
        assert!(gone.is_empty(), "{}: {gone:?}", case.display());
        assert!(after.len() > before.len());
    }
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes");
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut cases: Vec<PathBuf> = files
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
        .collect();
    cases.sort();
    assert!(!cases.is_empty());
    cases
}

fn document(case: &Path) -> Value {
    let patch = read(&fs::read_to_string(case).unwrap(), &case.to_string_lossy()).unwrap();
    support::changed(&patch)
}

fn generated(case: &Path) -> Generated {
    generate(&document(case)).unwrap_or_else(|error| panic!("{}: {error}", case.display()))
}

/// The types, what each call does but for its setters, the pages, the operation table and the notes.
fn listing(generated: &Generated) -> String {
    let file = syn::parse_file(&generated.source).unwrap();
    let mut listing = String::new();
    for note in &generated.notes {
        writeln!(listing, "note: {note}").unwrap();
    }
    for item in &file.items {
        if let Item::Impl(item) = item
            && item.trait_.is_some()
        {
            writeln!(listing, "{}", item.to_token_stream()).unwrap();
        }
        let Item::Mod(ItemMod {
            ident,
            content: Some((_, items)),
            ..
        }) = item
        else {
            continue;
        };
        if ident == "types" {
            listing.push_str(&types(items));
        } else if ident == "builder" {
            listing.push_str(&calls(items));
        } else if ident == "operations" {
            listing.push_str(&rows(items));
        }
    }
    listing
}

fn types(items: &[Item]) -> String {
    let kept = items
        .iter()
        .filter(|item| matches!(item, Item::Struct(_) | Item::Enum(_)) || is_from(item))
        .cloned()
        .collect();
    prettyplease::unparse(&syn::File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items: kept,
    })
}

fn is_from(item: &Item) -> bool {
    let Item::Impl(item) = item else { return false };
    let name = item
        .trait_
        .as_ref()
        .and_then(|(path, _)| path.segments.last());
    name.is_some_and(|name| {
        name.ident == "From" && item.to_token_stream().to_string().contains("to_owned")
    })
}

/// How requests are made and sent, and the names of the setters.
fn calls(items: &[Item]) -> String {
    let mut listing = String::new();
    for item in items {
        let Item::Impl(item) = item else { continue };
        let ty = item.self_ty.to_token_stream().to_string();
        let mut setters = Vec::new();
        for method in &item.items {
            let syn::ImplItem::Fn(method) = method else {
                continue;
            };
            let name = method.sig.ident.to_string();
            if !["into_request", "send", "start", "pages", "stream"].contains(&name.as_str()) {
                setters.push(name);
                continue;
            }
            writeln!(listing, "\n{ty}: {}", method.sig.to_token_stream()).unwrap();
            for statement in &method.block.stmts {
                writeln!(listing, "    {}", statement.to_token_stream()).unwrap();
            }
        }
        writeln!(listing, "{ty}: {}", setters.join(", ")).unwrap();
    }
    listing
}

fn rows(items: &[Item]) -> String {
    let kept = items
        .iter()
        .filter(|item| matches!(item, Item::Static(_)))
        .cloned()
        .collect();
    prettyplease::unparse(&syn::File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items: kept,
    })
}

fn reversed(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let entries: Vec<_> = map
                .iter()
                .map(|(key, value)| (key.clone(), reversed(value)))
                .collect();
            Value::Object(entries.into_iter().rev().collect::<Map<_, _>>())
        }
        Value::Array(list) => Value::Array(list.iter().map(reversed).collect()),
        scalar => scalar.clone(),
    }
}

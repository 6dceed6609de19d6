//! From a document to the pages that a docs site makes of it: the inverse of extracting and merging.

use std::collections::{BTreeSet, VecDeque};

use serde_json::{Map, Value, json};

use crate::page::Page;
use specwright_openapi::document;
use specwright_openapi::operation::{METHODS, Operation, operations};
use specwright_openapi::reference::{component, each_reference};
use specwright_openapi::yaml;

/// What pages say besides what is in the document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SplitOptions {
    /// Address of the docs site, for the note about the index with which its pages begin; without it there is no note.
    pub docs: Option<String>,
    /// The file or address of the spec, for the info string; without it the info string is method and path.
    pub source: Option<String>,
}

/// Splits a document into pages, one for each operation, in the document's order. Each has what the operation needs and
/// what is the whole spec's; what no operation refers to is on no page, nor are webhooks.
#[must_use]
pub fn split(document: &Value, options: &SplitOptions) -> Vec<Page> {
    let mut taken = BTreeSet::new();
    let pages = operations(document).into_iter().map(|operation| {
        let path = page_path(&operation, &mut taken);
        Page::new(path, page(document, &operation, options))
    });
    pages.collect()
}

fn page(document: &Value, operation: &Operation<'_>, options: &SplitOptions) -> String {
    let mut page = String::new();
    if let Some(docs) = &options.docs {
        let docs = docs.trim_end_matches('/');
        page.push_str("> ## Documentation Index\n");
        page.push_str(&format!(
            "> Fetch the complete documentation index at: {docs}/llms.txt\n"
        ));
        page.push_str(
            "> Use this file to discover all available pages before exploring further.\n\n",
        );
    }
    page.push_str(&format!("# {}\n\n", title(operation)));
    if let Some(description) = text(operation, "description") {
        let (first, rest) = description.split_once("\n\n").unwrap_or((description, ""));
        page.push_str(&format!("> {}\n\n", first.replace('\n', "\n> ")));
        if !rest.is_empty() {
            page.push_str(&format!("{rest}\n\n"));
        }
    }
    let fragment = yaml::emit(&fragment(document, operation));
    let fence = fence(&fragment);
    let source = options
        .source
        .iter()
        .map(|source| format!("{source} "))
        .collect::<String>();
    page.push_str(&format!(
        "\n\n## OpenAPI\n\n{fence}yaml {source}{} {}\n",
        operation.method, operation.path
    ));
    page.push_str(&fragment);
    // The site's pages have a blank line here, and none at the end.
    page.push_str(&format!("\n{fence}"));
    page
}

/// Four backticks, or more than the fragment has in a row.
fn fence(fragment: &str) -> String {
    let longest = fragment
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    "`".repeat(4.max(longest + 1))
}

/// The document of one operation, keys in the site's order.
fn fragment(document: &Value, operation: &Operation<'_>) -> Value {
    let mut fragment = Map::new();
    let empty = Map::new();
    let document = document.as_object().unwrap_or(&empty);
    let item = document
        .get("paths")
        .and_then(|paths| paths.get(operation.path))
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    let is_other_method = |key: &str| METHODS.contains(&key) && key != operation.method;
    let item: Map<_, _> = item
        .iter()
        .filter(|(key, _)| !is_other_method(key))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let item = Value::Object(item);
    for (key, value) in document {
        if !matches!(key.as_str(), "paths" | "components" | "webhooks") {
            fragment.insert(key.clone(), value.clone());
        }
    }
    // A spec without one has none to ask for; the site says so outright.
    fragment.entry("security").or_insert_with(|| json!([]));
    let components = components(document, &item, &fragment, operation);
    fragment.insert("paths".to_owned(), json!({ operation.path: item }));
    if !components.is_empty() {
        fragment.insert("components".to_owned(), Value::Object(components));
    }
    document::ordered_top_level(fragment)
}

/// What the operation needs: all that its references lead to, in the order in which they are met, breadth first; and
/// the security schemes that it or else the whole spec asks for.
fn components(
    document: &Map<String, Value>,
    item: &Value,
    whole: &Map<String, Value>,
    operation: &Operation<'_>,
) -> Map<String, Value> {
    let held = document.get("components");
    let find = |section: &str, name: &str| {
        held.and_then(|held| held.get(section))
            .and_then(|section| section.get(name))
    };
    let mut components = Map::new();
    let mut next = VecDeque::from([item]);
    while let Some(value) = next.pop_front() {
        each_reference(value, "", &mut |_, target| {
            let Some((section, name)) = component(target) else {
                return;
            };
            let Some(value) = find(&section, &name) else {
                return;
            };
            if take(&mut components, &section, &name, value) {
                next.push_back(value);
            }
        });
    }
    let asked_for = operation
        .value
        .get("security")
        .or_else(|| whole.get("security"));
    for requirement in asked_for.and_then(Value::as_array).into_iter().flatten() {
        for (name, _) in requirement.as_object().into_iter().flatten() {
            if let Some(scheme) = find("securitySchemes", name) {
                take(&mut components, "securitySchemes", name, scheme);
            }
        }
    }
    components
}

fn take(components: &mut Map<String, Value>, section: &str, name: &str, value: &Value) -> bool {
    let section = components.entry(section).or_insert_with(|| json!({}));
    let Some(section) = section
        .as_object_mut()
        .filter(|section| !section.contains_key(name))
    else {
        return false;
    };
    section.insert(name.to_owned(), value.clone());
    true
}

/// `api-reference/<tag>/<summary>.md`, the second of two with a number behind it.
fn page_path(operation: &Operation<'_>, taken: &mut BTreeSet<String>) -> String {
    let tag = operation
        .value
        .get("tags")
        .and_then(|tags| tags.get(0))
        .and_then(Value::as_str)
        .map(slug);
    let folder = tag.filter(|tag| !tag.is_empty()).map_or_else(
        || "api-reference".to_owned(),
        |tag| format!("api-reference/{tag}"),
    );
    let name = Some(slug(title(operation).as_str())).filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| slug(&format!("{} {}", operation.method, operation.path)));
    let mut path = format!("{folder}/{name}.md");
    let mut number = 0;
    while !taken.insert(path.clone()) {
        number += 1;
        path = format!("{folder}/{name}-{number}.md");
    }
    path
}

fn title(operation: &Operation<'_>) -> String {
    let summary = text(operation, "summary").filter(|summary| !summary.trim().is_empty());
    summary.map_or_else(
        || format!("{} {}", operation.method.to_uppercase(), operation.path),
        |summary| summary.replace('\n', " "),
    )
}

fn text<'a>(operation: &Operation<'a>, key: &str) -> Option<&'a str> {
    operation.value.get(key).and_then(Value::as_str)
}

fn slug(text: &str) -> String {
    let words = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words
        .map(str::to_ascii_lowercase)
        .collect::<Vec<_>>()
        .join("-")
}

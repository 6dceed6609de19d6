//! Documents, values and texts to try laws on.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use specwright_openapi::document::canonical;

/// An API and what is left of it when it was cut into pages and merged.
#[derive(Debug, Clone)]
pub(crate) struct Api {
    pub(crate) document: Value,
    pub(crate) reachable: Value,
}

/// Several paths and methods, parameters on both levels, references of every kind, recursive ones and ones that
/// dangle in extensions among them, and text that has to be quoted.
pub(crate) fn any_api() -> impl Strategy<Value = Api> {
    let schemas = prop::collection::vec(any_schema(), SCHEMAS);
    let paths = prop::collection::vec(any_path(), 1..5);
    let security = prop::option::of(prop::sample::select(vec![
        json!([]),
        json!([{"token": []}]),
    ]));
    (schemas, paths, security, any_text(), any::<bool>()).prop_map(
        |(schemas, paths, security, text, is_31)| {
            let mut document = json!({
                "openapi": if is_31 { "3.1.0" } else { "3.0.1" },
                "info": { "title": text, "version": "v1", "x-note": text },
                "servers": [{ "url": "https://api.example.com" }],
                "tags": [{ "name": text }],
            });
            if is_31 {
                document["jsonSchemaDialect"] =
                    json!("https://json-schema.org/draft/2020-12/schema");
                document["webhooks"] = json!({ "made": { "post": {} } });
            }
            if let Some(security) = &security {
                document["security"] = security.clone();
            }
            let mut needed = BTreeSet::new();
            let mut schemes = BTreeSet::new();
            let mut items = Map::new();
            for (index, path) in paths.iter().enumerate() {
                needed.extend(path.references.iter().copied());
                for has_own in &path.has_own_security {
                    if *has_own {
                        schemes.insert("key");
                    } else if security == Some(json!([{"token": []}])) {
                        schemes.insert("token");
                    }
                }
                items.insert(format!("/{}{index}/{{id}}", path.name), path.item.clone());
            }
            document["paths"] = Value::Object(items);
            let components = |schemas: Map<String, Value>, has_scheme: &dyn Fn(&str) -> bool| {
                let mut components = Map::new();
                let all = [
                    ("token", json!({ "type": "http", "scheme": "bearer" })),
                    ("key", json!({ "type": "apiKey" })),
                ];
                let schemes: Map<_, _> = all
                    .into_iter()
                    .filter(|(name, _)| has_scheme(name))
                    .map(|(n, s)| (n.to_owned(), s))
                    .collect();
                for (section, held) in [
                    ("schemas", schemas),
                    ("parameters", parameters()),
                    ("securitySchemes", schemes),
                ] {
                    if !held.is_empty() {
                        components.insert(section.to_owned(), Value::Object(held));
                    }
                }
                Value::Object(components)
            };
            let all = schemas
                .iter()
                .enumerate()
                .map(|(index, schema)| (name(index), schema.value.clone()))
                .collect();
            document["components"] = components(all, &|_| true);
            let mut reachable = document.clone();
            let left = closure(needed, &schemas)
                .into_iter()
                .map(|index| (name(index), schemas[index].value.clone()))
                .collect();
            reachable["components"] = components(left, &|name| schemes.contains(name));
            reachable.as_object_mut().unwrap().remove("webhooks");
            if security.is_none() {
                reachable["security"] = json!([]);
            }
            Api {
                document,
                reachable: canonical(&reachable),
            }
        },
    )
}

const SCHEMAS: usize = 5;

/// A schema and the schemas it refers to.
#[derive(Debug, Clone)]
struct Schema {
    value: Value,
    references: BTreeSet<usize>,
}

#[derive(Debug, Clone)]
struct PathOf {
    name: String,
    item: Value,
    references: BTreeSet<usize>,
    has_own_security: Vec<bool>,
}

fn any_schema() -> impl Strategy<Value = Schema> {
    let reference = (0..SCHEMAS).prop_map(|index| Schema {
        value: json!({ "$ref": format!("#/components/schemas/{}", name(index)) }),
        references: BTreeSet::from([index]),
    });
    let text =
        (any_text(), prop::collection::vec(any_text(), 0..3)).prop_map(|(text, values)| Schema {
            value: json!({
                "type": "string",
                "description": text,
                "enum": values,
                "example": { "$ref": "#/components/schemas/Data" },
                "x-see": [{ "$ref": "#/components/schemas/Gone" }],
            }),
            references: BTreeSet::new(),
        });
    prop_oneof![reference, text].prop_recursive(3, 12, 4, |inner| {
        let object = prop::collection::btree_map(any_name(), inner.clone(), 0..4).prop_map(|properties| Schema {
            references: properties.values().flat_map(|schema| schema.references.clone()).collect(),
            value: json!({
                "type": "object",
                "properties": properties.into_iter().map(|(name, schema)| (name, schema.value)).collect::<BTreeMap<_, _>>(),
            }),
        });
        let list = inner.prop_map(|items| Schema {
            value: json!({ "type": "array", "items": items.value }),
            references: items.references,
        });
        prop_oneof![object, list]
    })
}

fn any_path() -> impl Strategy<Value = PathOf> {
    let methods = prop::sample::subsequence(vec!["post", "get", "delete", "patch"], 1..4);
    (methods, "[a-z]{1,6}", any::<bool>()).prop_flat_map(|(methods, name, is_path_level)| {
        let operations = prop::collection::vec((any_schema(), any_prose(), any_prose(), any::<bool>()), methods.len());
        operations.prop_map(move |operations| {
            let mut item = Map::new();
            let (mut references, mut has_own_security) = (BTreeSet::new(), Vec::new());
            let parameters = json!([{ "$ref": "#/components/parameters/Id" }]);
            for (method, (schema, summary, description, has_own)) in methods.iter().zip(operations) {
                references.extend(schema.references);
                has_own_security.push(has_own);
                let mut operation = json!({
                    "tags": [summary],
                    "summary": summary,
                    "description": description,
                    "responses": {
                        "200": { "description": "", "content": { "application/json": { "schema": schema.value } } },
                        "default": { "description": description },
                    },
                });
                if has_own {
                    operation["security"] = json!([{ "key": [] }]);
                }
                if !is_path_level {
                    operation["parameters"] = parameters.clone();
                }
                item.insert((*method).to_owned(), operation);
            }
            if is_path_level {
                item.insert("parameters".to_owned(), parameters);
            }
            PathOf { name: name.clone(), item: Value::Object(item), references, has_own_security }
        })
    })
}

fn parameters() -> Map<String, Value> {
    let id =
        json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } });
    Map::from_iter([("Id".to_owned(), id)])
}

fn name(index: usize) -> String {
    format!("Schema{index}")
}

fn closure(mut needed: BTreeSet<usize>, schemas: &[Schema]) -> BTreeSet<usize> {
    loop {
        let below = needed
            .iter()
            .flat_map(|index| schemas[*index].references.iter().copied());
        let more: BTreeSet<usize> = needed.iter().copied().chain(below).collect();
        if more == needed {
            return needed;
        }
        needed = more;
    }
}

/// Any JSON value with numbers and texts of every kind.
pub(crate) fn any_json() -> impl Strategy<Value = Value> {
    let number = prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (-9..9_i32).prop_map(|n| Value::from(f64::from(n))),
        (-40..40_i32).prop_map(|n| Value::from(10_f64.powi(n))),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number,
        any_text().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((any_name(), inner), 0..5)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

/// A key: any text but the merge key, which is refused.
fn any_name() -> impl Strategy<Value = String> {
    any_text().prop_filter("a merge key", |text| text != "<<")
}

/// Text that YAML has to quote, to fold, or to keep its hands off.
fn any_text() -> impl Strategy<Value = String> {
    let words = prop::sample::select(WORDS.to_vec());
    prop_oneof![
        words.clone().prop_map(str::to_owned),
        prop::collection::vec(words, 0..24).prop_map(|words| words.concat()),
        "[a-z]{50,200}",
        "([a-z]{1,12} ){5,40}",
    ]
}

/// Text that can stand in a page's prose without beginning a block of its own.
fn any_prose() -> impl Strategy<Value = String> {
    any_text().prop_map(|text| text.replace(['`', '~', '{', '<', '\0'], "-"))
}

const WORDS: [&str; 64] = [
    "word",
    "two words",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\n ",
    "\t",
    "\r",
    "-",
    "- ",
    ": ",
    ":",
    " #",
    "#",
    "'",
    "\"",
    "''",
    "\\",
    "yes",
    "no",
    "null",
    "~",
    "true",
    "on",
    "1e3",
    "0x1",
    "0o7",
    "0b1",
    "1_000",
    "-.5",
    ".inf",
    "1.0",
    "+1",
    "12:30:45",
    "2026-06-03",
    "2026-06-03T10:00:00Z",
    "{",
    "}",
    "[",
    "]",
    ",",
    "&a",
    "*a",
    "!t",
    "|",
    ">",
    "%",
    "@",
    "`",
    "?",
    "=",
    "<<",
    "---",
    "...",
    "é",
    "😀",
    "\u{85}",
    "\u{a0}",
    "\u{2028}",
    "\u{feff}",
    "\0",
    "$ref",
    "x-y",
];

/// Lines of which pages, indexes and overlays consist, in any order and cut anywhere.
pub(crate) fn any_markdown() -> impl Strategy<Value = String> {
    let line = prop::sample::select(vec![
        "# Title",
        "## Section",
        "- [name](/page.md): text",
        "> quote",
        "````yaml get /things/{id}",
        "````",
        "```json",
        "```",
        "~~~",
        "  ",
        "    ```yaml get /x",
        "- ```yaml get /x",
        "<!--",
        "-->",
        "{/*",
        "*/}",
        "openapi: 3.0.1",
        "paths:",
        "  /things/{id}:",
        "    get:",
        "      responses: {}",
        "      x: &a [*a]",
        "      x: *a",
        "{\"openapi\": \"3.1.0\",",
        "\"paths\": {\"/x\": {\"get\": {}}}}",
        "swagger: '2.0'",
        "overlay: 1.0.0",
        "info: {title: x, version: x}",
        "actions:",
        "- target: $",
        "  description: why",
        "  remove: true",
        "  update: {a: 1}",
        "docs = \"x\"",
        "[[operation]]",
        "\u{feff}",
        "\0",
        "? [a]",
        "- - -",
        "!x",
        "%YAML 1.2",
        "...",
        "---",
    ]);
    let end = prop::sample::select(vec!["\n", "\n", "\n", "\r\n", "\r", ""]);
    prop::collection::vec((line, end), 0..40).prop_map(|lines| {
        lines
            .into_iter()
            .flat_map(|(line, end)| [line, end])
            .collect()
    })
}

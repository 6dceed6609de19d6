//! The document's form: what must hold before anything else is looked at, and what no generator reads.

use serde_json::{Map, Value};

use crate::error::Error;
use crate::prose;
use specwright_openapi::extensions::NAME;
use specwright_openapi::operation::{METHODS, keys};
use specwright_openapi::parameter::{Parameter, declared, listed};
use specwright_openapi::pointer::Pointer;
use specwright_openapi::reference::resolve;
use specwright_openapi::settings::Settings;
use specwright_openapi::walk::change_schemas;

/// The same document with the keys of every object sorted.
///
/// Whether serde_json keeps the order of keys is decided by features that other crates turn on; the output must not hang on it.
pub(super) fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(key, _)| key.as_str());
            Value::Object(
                entries
                    .into_iter()
                    .map(|(key, value)| (key.clone(), sorted(value)))
                    .collect(),
            )
        }
        Value::Array(list) => Value::Array(list.iter().map(sorted).collect()),
        scalar => scalar.clone(),
    }
}

pub(super) fn check_version(document: &Value) -> Result<(), Error> {
    let pointer = Pointer::of(&["openapi"]);
    match document.get("openapi").and_then(Value::as_str) {
        Some(version) if version.starts_with("3.0.") => Ok(()),
        Some(version) => Err(Error::at(
            &pointer,
            format!("OpenAPI {version} can't be generated from"),
            "only documents of version 3.0 can; comparing takes 3.1 as well",
        )),
        None => Err(Error::at(
            &pointer,
            "the version of OpenAPI is missing",
            "write `openapi: 3.0.1`, or check that this is an OpenAPI document",
        )),
    }
}

/// The address of the first server: the client's, unless its user says otherwise.
pub(super) fn base_url(document: &Value) -> Result<String, Error> {
    let at = Pointer::of(&["servers", "0", "url"]);
    let url = document
        .pointer(at.as_str())
        .and_then(Value::as_str)
        .unwrap_or_default();
    if url.starts_with("https://") && !url.contains('{') {
        return Ok(url.trim_end_matches('/').to_owned());
    }
    Err(Error::at(
        &at,
        "the client needs the API's address, beginning with https:// and without variables",
        "write it in spec/overlay.yaml",
    ))
}

/// One address for all operations: the key goes to the base URL's origin, and an operation elsewhere would be called
/// at the wrong place, or the key would be given away.
pub(super) fn check_servers(document: &Value, base_url: &str) -> Result<(), Error> {
    for key in keys(document) {
        for owner in [key.item_pointer(), key.pointer()] {
            let at = owner.join("servers");
            let first = document.pointer(at.join("0").join("url").as_str());
            let Some(url) = first.and_then(Value::as_str) else {
                continue;
            };
            if url.trim_end_matches('/') != base_url {
                return Err(Error::at(
                    &at,
                    format!("this is at {url}, and the client calls {base_url} alone"),
                    "remove it in spec/overlay.yaml if the base URL is right here too, or put the rest of the address into the path; else remove the operation",
                ));
            }
        }
    }
    Ok(())
}

/// Takes out header parameters that OpenAPI leaves to other parts of the document: the content types, and the key.
pub(super) fn drop_headers_of_its_own(document: &mut Value) -> usize {
    let mut dropped = 0;
    for key in keys(document) {
        for at in [key.item_pointer(), key.pointer()] {
            let declared = declared(document, at.get(document).unwrap_or(&Value::Null), &at);
            let ignored = declared.into_iter().filter(Parameter::is_ignored);
            let ignored: Vec<Pointer> = ignored.map(|parameter| parameter.pointer).collect();
            let list = at.join("parameters");
            if let Some(Value::Array(listed)) = document.pointer_mut(list.as_str()) {
                let mut places = (0..).map(|index| list.item(index));
                listed.retain(|_| places.next().is_some_and(|at| !ignored.contains(&at)));
            }
            dropped += ignored.len();
        }
    }
    dropped
}

/// The version that the document gives the API.
pub(super) fn api_version(document: &Value) -> String {
    match document.pointer("/info/version") {
        Some(Value::String(version)) => version.clone(),
        Some(version) => version.to_string(),
        None => String::new(),
    }
}

/// The runtime speaks one scheme. An operation that asks for another would be called without credentials.
pub(super) fn check_security(document: &Value, settings: &Settings) -> Result<(), Error> {
    let scheme = &settings.client.security_scheme;
    let at = Pointer::of(&["components", "securitySchemes", scheme]);
    let held = document.pointer(at.as_str());
    let word = |key: &str| held.and_then(|held| held.get(key)).and_then(Value::as_str);
    if held.is_some() && (word("type"), word("scheme")) != (Some("http"), Some("bearer")) {
        return Err(Error::at(
            &at,
            "the client sends an HTTP bearer token, and this scheme is another",
            "correct the scheme in spec/overlay.yaml, or teach the runtime the new one",
        ));
    }
    let accepts = |security: &Value| {
        security.as_array().is_some_and(|list| {
            list.is_empty()
                || list
                    .iter()
                    .filter_map(Value::as_object)
                    .any(|one| one.keys().all(|name| name == scheme))
        })
    };
    let mut places = vec![Pointer::of(&["security"])];
    places.extend(
        keys(document)
            .iter()
            .map(|key| key.pointer().join("security")),
    );
    for at in places {
        if document
            .pointer(at.as_str())
            .is_some_and(|security| !accepts(security))
        {
            return Err(Error::at(
                &at,
                format!("`{scheme}` alone is not enough here"),
                format!(
                    "the client has nothing else to send: set `security: [{{{scheme}: []}}]` in spec/overlay.yaml if the page is wrong"
                ),
            ));
        }
    }
    Ok(())
}

/// Puts what a `$ref` to a parameter, a request body or an answer names in its place, so that later steps see one form.
pub(super) fn inline_references(document: &mut Value) -> Result<usize, Error> {
    let mut inlined = 0;
    let whole = document.clone();
    for key in keys(&whole) {
        let (item, operation) = (key.item_pointer(), key.pointer());
        let mut spots = vec![operation.join("requestBody")];
        for at in [&item, &operation] {
            let owner = at.get(&whole).unwrap_or(&Value::Null);
            spots.extend(listed(owner, at).map(|(at, _)| at));
        }
        let responses = operation.join("responses");
        let statuses = responses.object(&whole).into_iter().flat_map(Map::keys);
        spots.extend(statuses.map(|status| responses.join(status)));
        for at in spots {
            let Some(spot) = at.get(&whole).filter(|spot| spot.get("$ref").is_some()) else {
                continue;
            };
            let held = resolve(&whole, spot);
            if held.get("$ref").is_some() {
                let target = spot["$ref"].as_str().unwrap_or_default();
                return Err(Error::at(
                    &at,
                    format!("`{target}` names nothing in this document"),
                    "correct the `$ref` in spec/overlay.yaml",
                ));
            }
            if let Some(spot) = document.pointer_mut(at.as_str()) {
                held.clone_into(spot);
                inlined += 1;
            }
        }
        if item
            .get(&whole)
            .is_some_and(|item| item.get("$ref").is_some())
        {
            return Err(Error::at(
                &item,
                "a path item that is a `$ref` can't be generated from",
                "write the path item out in spec/overlay.yaml",
            ));
        }
    }
    if let Some(components) = Pointer::of(&["components"]).object_mut(document) {
        components.retain(|section, _| section == "schemas");
    }
    Ok(inlined)
}

/// Makes the descriptions of schemas fit for doc comments, and returns how many had to change.
pub(super) fn escape_prose(document: &mut Value) -> usize {
    change_schemas(document, |schema, _| {
        if schema.remove("deprecated") == Some(Value::Bool(true)) {
            let said = schema
                .get("description")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let said = format!("{}\n\nThe docs mark it as deprecated.", said.trim());
            schema.insert("description".into(), said.trim().into());
        }
        let Some(Value::String(text)) = schema.get_mut("description") else {
            return 0;
        };
        let safe = prose::rustdoc(text);
        let changed = usize::from(safe != *text);
        *text = safe;
        changed
    })
}

/// Drops what the generator does not read, or would read wrongly: examples, links, callbacks, titles (which rename and
/// merge types), and whatever the vendor keeps in `x-` keys inside schemas, but for the name of a type.
pub(super) fn drop_unread(document: &mut Value) -> usize {
    let mut dropped = 0;
    if let Some(root) = document.as_object_mut() {
        dropped += keep(root, |key| {
            matches!(key, "openapi" | "info" | "paths" | "components")
        });
    }
    // The generator puts both into its own client type, which is replaced; an odd version would even fail at run time.
    if let Some(info) = Pointer::of(&["info"]).object_mut(document) {
        dropped += keep(info, |key| matches!(key, "title" | "version"));
        info.insert("version".into(), "1".into());
    }
    for key in keys(document) {
        let item = key.item_pointer();
        if let Some(item) = item.object_mut(document) {
            dropped += keep(item, |key| METHODS.contains(&key) || key == "parameters");
        }
        let known = [
            "deprecated",
            "description",
            "operationId",
            "parameters",
            "requestBody",
            "responses",
            "summary",
            "tags",
        ];
        if let Some(operation) = key.pointer().object_mut(document) {
            dropped += keep(operation, |key| {
                known.contains(&key) || key.starts_with("x-")
            });
        }
    }
    dropped
        + change_schemas(document, |schema, _| {
            keep(schema, |key| {
                !matches!(
                    key,
                    "title" | "example" | "examples" | "externalDocs" | "xml"
                ) && (!key.starts_with("x-") || key == NAME)
            })
        })
}

fn keep(map: &mut Map<String, Value>, wanted: impl Fn(&str) -> bool) -> usize {
    let before = map.len();
    map.retain(|key, _| wanted(key));
    before - map.len()
}

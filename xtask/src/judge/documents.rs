//! The spec as judges are handed it: whole, or changed where a judge would otherwise not look.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::{Value, json};
use specwright_openapi::{document, operation};

use specwright_pipeline::project::{COMMAND, Project, SPEC};

/// The spec.
pub(super) struct Spec {
    /// Where it lies.
    pub(super) path: PathBuf,
    document: Value,
}

impl Spec {
    pub(super) fn read(project: &Project) -> anyhow::Result<Self> {
        let text = project
            .read(SPEC)?
            .with_context(|| format!("{SPEC} is missing; run `{COMMAND} regen`"))?;
        Ok(Self {
            path: project.root().join(SPEC),
            document: document::read(&text, SPEC)?,
        })
    }

    /// The spec without its examples, below a folder, so that a server that prefers them has to make answers up; and with
    /// every property of an answer required, since a server may make up no more than what is.
    pub(super) fn without_examples(&self, folder: &Path) -> anyhow::Result<PathBuf> {
        let mut document = self.document.clone();
        strip_examples(&mut document);
        require_all(&mut document);
        written(&document, folder, "without-examples.json")
    }
}

fn strip_examples(document: &mut Value) {
    each_operation(document, |operation| {
        let responses = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut);
        let media = responses
            .into_iter()
            .flatten()
            .filter_map(|(_, response)| response.get_mut("content")?.as_object_mut())
            .flatten();
        for (_, media) in media {
            if let Some(media) = media.as_object_mut() {
                media.remove("example");
                media.remove("examples");
            }
        }
    });
}

/// Requires every property of what an answer holds. Requests hold no component: what they need is left as it is.
fn require_all(document: &mut Value) {
    each_operation(document, |operation| {
        if let Some(responses) = operation.get_mut("responses") {
            require_below(responses);
        }
    });
    if let Some(schemas) = document.pointer_mut("/components/schemas") {
        require_below(schemas);
    }
}

fn require_below(value: &mut Value) {
    match value {
        Value::Object(map) => {
            let properties = map.get("properties").and_then(Value::as_object);
            if let Some(names) = properties.map(|held| held.keys().cloned().collect::<Vec<_>>())
                && !names.is_empty()
            {
                map.insert("required".to_owned(), json!(names));
            }
            map.values_mut().for_each(require_below);
        }
        Value::Array(list) => list.iter_mut().for_each(require_below),
        _ => {}
    }
}

fn each_operation(document: &mut Value, mut change: impl FnMut(&mut Value)) {
    for key in operation::keys(document) {
        if let Some(operation) = document.pointer_mut(key.pointer().as_str()) {
            change(operation);
        }
    }
}

fn written(document: &Value, folder: &Path, name: &str) -> anyhow::Result<PathBuf> {
    let path = folder.join(name);
    let text = serde_json::to_string_pretty(document)?;
    fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_go_and_the_rest_stays() {
        let mut document = json!({ "paths": { "/a": {
            "parameters": [{ "example": 1 }],
            "get": { "responses": { "200": { "content": { "application/json": {
                "schema": { "properties": { "example": {} } },
                "example": 1,
                "examples": { "One": { "value": 1 } }
            } } } } }
        } } });
        strip_examples(&mut document);
        assert_eq!(
            document,
            json!({ "paths": { "/a": {
                "parameters": [{ "example": 1 }],
                "get": { "responses": { "200": { "content": { "application/json": {
                    "schema": { "properties": { "example": {} } }
                } } } } }
            } } })
        );
    }

    #[test]
    fn an_answer_requires_all_that_it_has_and_a_request_what_it_did() {
        let schema = json!({ "required": ["a"], "properties": { "a": {}, "b": { "properties": { "c": {} } } } });
        let mut document = json!({
            "paths": { "/a": { "post": { "requestBody": schema, "responses": { "200": schema } } } },
            "components": { "schemas": { "x": schema, "y": { "properties": {} } } }
        });
        require_all(&mut document);
        let operation = &document["paths"]["/a"]["post"];
        assert_eq!(operation["requestBody"], schema);
        for changed in [
            &operation["responses"]["200"],
            &document["components"]["schemas"]["x"],
        ] {
            assert_eq!(changed["required"], json!(["a", "b"]));
            assert_eq!(changed["properties"]["b"]["required"], json!(["c"]));
        }
        let empty = &document["components"]["schemas"]["y"];
        assert_eq!(*empty, json!({ "properties": {} }));
    }
}

//! The document with each parameter under the name that the generator is to call it by.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use specwright_openapi::pointer::Pointer;

use crate::facts::Facts;
use crate::parameters::Parameter;

/// Gives the parameters their aliases, and returns the document in the form that the generator reads.
pub(crate) fn apply(document: &Value, facts: &[Facts]) -> Value {
    let mut document = document.clone();
    let aliased = |facts: &&Facts| facts.parameters.iter().any(|held| held.alias.is_some());
    let paths: BTreeSet<&str> = facts
        .iter()
        .filter(aliased)
        .map(|facts| facts.path.as_str())
        .collect();
    for path in paths {
        // Written out for each operation: what one calls otherwise, another of the same path may not.
        let mut renamed = path.to_owned();
        for facts in facts.iter().filter(|facts| facts.path == path) {
            let written: Vec<Value> = facts.parameters.iter().map(written_out).collect();
            let at = Pointer::of(&["paths", path, facts.method]);
            if let Some(operation) = at.object_mut(&mut document) {
                operation.insert("parameters".into(), Value::Array(written));
            }
            for parameter in facts.parameters.iter().filter(|held| held.place == "path") {
                if let Some(alias) = &parameter.alias {
                    renamed = renamed
                        .replace(&format!("{{{}}}", parameter.name), &format!("{{{alias}}}"));
                }
            }
        }
        if let Some(item) = Pointer::of(&["paths", path]).object_mut(&mut document) {
            item.remove("parameters");
        }
        if let Some(paths) = Pointer::of(&["paths"]).object_mut(&mut document)
            && let Some(item) = paths.remove(path)
        {
            paths.insert(renamed, item);
        }
    }
    document
}

fn written_out(parameter: &Parameter) -> Value {
    let place = parameter.place.trim_end_matches('s');
    let mut written = json!({
        "name": parameter.alias.as_deref().unwrap_or(&parameter.name),
        "in": place,
        "required": parameter.required,
        "schema": parameter.schema,
    });
    if let Some(description) = &parameter.description {
        written["description"] = description.clone().into();
    }
    written
}

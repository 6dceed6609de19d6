//! Whether a body is what the spec has, before it is sent: names, what is missing, types.
//!
//! It knows what a person gets wrong on a command line. Bounds and formats are for the API to judge.

use serde_json::Value;
use specwright_openapi::{pointer, schema};

use crate::document::Document;
use crate::suggest::suggest;

/// What is wrong with a value, where (as a JSON pointer), and what would be right.
#[derive(Debug, PartialEq)]
pub(super) struct Problem {
    pub(super) pointer: String,
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

/// Finds the first thing that is wrong.
pub(super) fn check(document: &Document, schema: &Value, value: &Value) -> Result<(), Problem> {
    Check { document }.value(schema, value, "")
}

struct Check<'a> {
    document: &'a Document,
}

impl Check<'_> {
    fn value(&self, schema: &Value, value: &Value, at: &str) -> Result<(), Problem> {
        let schema = self.document.underlying(schema);
        let kind = schema.get("type").and_then(Value::as_str);
        let problem = |message: String| problem(at, message);
        if value.is_null() && schema.get("nullable") == Some(&Value::Bool(true)) {
            return Ok(());
        }
        if let Some(kind) = kind.filter(|kind| !is_a(value, kind)) {
            let message = format!(
                "it must be {}, and it is {}",
                article(kind),
                what_it_is(value)
            );
            return Err(problem(message));
        }
        if let Some(choices) = schema.get("enum").and_then(Value::as_array)
            && !choices.contains(value)
        {
            let shown: Vec<String> = choices.iter().map(shown).collect();
            let message = format!("{} is not one of {}", shown_short(value), shown.join(", "));
            let near = value
                .as_str()
                .and_then(|meant| suggest(meant, choices.iter().filter_map(Value::as_str)));
            let hint = near.map(|near| format!("did you mean `{near}`?"));
            return Err(Problem {
                hint,
                ..problem(message)
            });
        }
        if let (Some(items), Some(entries)) = (schema.get("items"), value.as_array()) {
            for (index, entry) in entries.iter().enumerate() {
                self.value(items, entry, &format!("{at}/{index}"))?;
            }
        }
        self.object(schema, value, at)
    }

    fn object(&self, schema: &Value, value: &Value, at: &str) -> Result<(), Problem> {
        let Some(fields) = value.as_object() else {
            return Ok(());
        };
        let properties = self.document.properties(schema);
        let others = schema.get("additionalProperties");
        // Nothing is described, so it can be anything. A map has its other fields described.
        if properties.is_empty() && others.is_none() {
            return Ok(());
        }
        for (name, field) in fields {
            let below = format!("{at}/{}", pointer::escape(name));
            let property = properties.iter().find(|it| it.name == name);
            match (property, others) {
                (Some(property), _) => self.value(property.schema, field, &below)?,
                (None, Some(others)) if others.is_object() => self.value(others, field, &below)?,
                (None, Some(Value::Bool(true))) => {}
                (None, _) => {
                    let known = properties.iter().map(|it| it.name);
                    let hint = match suggest(name, known.clone()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("the docs name {}", known.collect::<Vec<_>>().join(", ")),
                    };
                    let message = format!("the docs know no field `{name}`");
                    return Err(Problem {
                        hint: Some(hint),
                        ..problem(at, message)
                    });
                }
            }
        }
        let own = schema.get("required").and_then(Value::as_array);
        let own = own.into_iter().flatten().filter_map(Value::as_str);
        // Those of its `allOf` parts come after its own.
        let of_parts = properties
            .iter()
            .filter(|it| it.required && !schema::is_required(schema, it.name));
        let missing: Vec<&str> = own
            .chain(of_parts.map(|it| it.name))
            .filter(|name| !fields.contains_key(*name))
            .collect();
        match missing.as_slice() {
            [] => Ok(()),
            [name] => Err(problem(at, format!("the field `{name}` is missing"))),
            names => Err(problem(
                at,
                format!("the fields {} are missing", names.join(", ")),
            )),
        }
    }
}

fn problem(at: &str, message: String) -> Problem {
    let (pointer, hint) = (at.to_owned(), None);
    Problem {
        pointer,
        message,
        hint,
    }
}

fn is_a(value: &Value, kind: &str) -> bool {
    match kind {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    }
}

fn article(kind: &str) -> &str {
    match kind {
        "string" => "a text",
        "boolean" => "true or false",
        "integer" => "a whole number",
        "number" => "a number",
        "array" => "a list",
        "object" => "an object",
        other => other,
    }
}

fn what_it_is(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        Value::String(_) => format!("the text {}", shown_short(value)),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

fn shown(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// A value as JSON, cut where it is longer than people read.
fn shown_short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use amplemarket::{Operation, operations};
    use serde_json::json;

    use super::*;

    fn checked(operation: &'static Operation, body: &Value) -> Result<(), Problem> {
        let document = Document::of_this_build();
        let one = document.describe(operation).unwrap();
        check(&document, one.body.unwrap().schema, body)
    }

    #[track_caller]
    fn wrong(
        operation: &'static Operation,
        body: Value,
        at: &str,
        message: &str,
        hint: Option<&str>,
    ) {
        let problem = checked(operation, &body).unwrap_err();
        assert_eq!(
            (problem.pointer.as_str(), problem.message.as_str()),
            (at, message)
        );
        assert_eq!(problem.hint.as_deref(), hint);
    }

    #[test]
    fn what_the_docs_have_is_right() {
        let leads =
            json!({ "leads": [{ "email": "a@b.example", "data": { "x": null, "y": "1" } }] });
        assert_eq!(checked(&operations::ADD_LEADS_TO_SEQUENCE, &leads), Ok(()));
        let anything = json!({ "person_titles": ["CEO"], "page": 1 });
        assert_eq!(checked(&operations::SEARCH_PEOPLE, &anything), Ok(()));
        let many = json!({ "emails": [{ "email": "a@b.example" }, { "email": "c@d.example" }] });
        assert_eq!(checked(&operations::START_EMAIL_VALIDATION, &many), Ok(()));
    }

    #[test]
    fn what_people_get_wrong_is_said_with_its_place() {
        let start = &operations::START_EMAIL_VALIDATION;
        wrong(start, json!({}), "", "the field `emails` is missing", None);
        wrong(
            start,
            json!([]),
            "",
            "it must be an object, and it is a list",
            None,
        );
        wrong(
            start,
            json!({ "emails": ["a@b.example"] }),
            "/emails/0",
            "it must be an object, and it is the text \"a@b.example\"",
            None,
        );
        wrong(
            start,
            json!({ "emails": [{ "mail": "a@b.example" }] }),
            "/emails/0",
            "the docs know no field `mail`",
            Some("did you mean `email`?"),
        );
        wrong(
            start,
            json!({ "emails": [], "a/b": 1 }),
            "",
            "the docs know no field `a/b`",
            Some("the docs name emails"),
        );
        wrong(
            &operations::CREATE_LEAD_LIST,
            json!({ "type": "emial" }),
            "/type",
            "\"emial\" is not one of linkedin, email, titles_and_company",
            Some("did you mean `email`?"),
        );
        wrong(
            &operations::CREATE_CALL,
            json!({ "duration": 1.5 }),
            "/duration",
            "it must be a whole number, and it is 1.5",
            None,
        );
        wrong(
            &operations::ADD_LEADS_TO_SEQUENCE,
            json!({ "leads": [{ "data": { "a~/b": 1 } }] }),
            "/leads/0/data/a~0~1b",
            "it must be a text, and it is 1",
            None,
        );
        wrong(
            &operations::CREATE_LEAD_LIST,
            json!({ "type": "email", "leads": [] }),
            "",
            "the fields shared, owner are missing",
            None,
        );
    }
}

//! What the spec says of an operation, read when somebody asks for it.

use amplemarket::{Operation, operations};
use serde_json::{Map, Value};

/// The spec that the client was made of.
pub(crate) struct Document(Value);

/// One operation, with all that the spec says of it.
pub(crate) struct Described<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) summary: &'a str,
    pub(crate) description: &'a str,
    pub(crate) parameters: Vec<Parameter<'a>>,
    pub(crate) body: Option<Body<'a>>,
    pub(crate) answer: Answer<'a>,
}

/// Something in the path or the query.
pub(crate) struct Parameter<'a> {
    /// As the docs write it, such as `page[size]`.
    pub(crate) name: &'a str,
    pub(crate) place: Place,
    pub(crate) required: bool,
    pub(crate) description: &'a str,
    pub(crate) schema: &'a Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
}

pub(crate) struct Body<'a> {
    pub(crate) required: bool,
    pub(crate) schema: &'a Value,
}

/// What a success is.
#[derive(Clone, Copy)]
pub(crate) enum Answer<'a> {
    /// JSON; and the list in it, where it is one page of a list.
    Json {
        schema: &'a Value,
        list: Option<&'a str>,
    },
    /// Bytes of some media type, or nothing at all.
    Bytes,
}

impl Document {
    /// The spec of this build. What can't be read has no operations; a test holds that all are there.
    pub(crate) fn of_this_build() -> Self {
        Self(serde_yaml::from_str(amplemarket::SPEC).unwrap_or_default())
    }

    /// All operations of the client, each as the spec has it.
    pub(crate) fn operations(&self) -> impl Iterator<Item = Described<'_>> {
        operations::ALL
            .iter()
            .filter_map(|operation| self.describe(operation))
    }

    pub(crate) fn describe(&self, operation: &'static Operation) -> Option<Described<'_>> {
        let path = self.0.get("paths")?.get(operation.path)?;
        let said = path.get(operation.method.to_lowercase())?;
        let text = |name: &str| said.get(name).and_then(Value::as_str).unwrap_or_default();
        Some(Described {
            operation,
            summary: text("summary"),
            description: text("description"),
            parameters: self.parameters(path, said),
            body: self.body(said),
            answer: self.answer(said),
        })
    }

    /// A schema itself, where there is a reference to it.
    pub(crate) fn resolve<'a>(&'a self, mut schema: &'a Value) -> &'a Value {
        // A circle of references ends after a while, as whatever stands there then.
        for _ in 0..32 {
            let Some(reference) = schema.get("$ref").and_then(Value::as_str) else {
                break;
            };
            let pointed = reference
                .strip_prefix('#')
                .and_then(|at| self.0.pointer(at));
            schema = pointed.unwrap_or(&Value::Null);
        }
        schema
    }

    /// The properties of an object, by name.
    pub(crate) fn properties<'a>(&'a self, schema: &'a Value) -> Option<&'a Map<String, Value>> {
        self.resolve(schema).get("properties")?.as_object()
    }

    /// The only value that something can have.
    pub(crate) fn constant<'a>(&'a self, schema: &'a Value) -> Option<&'a Value> {
        match self.resolve(schema).get("enum")?.as_array()?.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Whether the body takes anything but what can only be one thing.
    pub(crate) fn takes_more(&self, one: &Described<'_>) -> bool {
        let properties = one
            .body
            .as_ref()
            .and_then(|body| self.properties(body.schema));
        properties.is_none_or(|all| all.values().any(|it| self.constant(it).is_none()))
    }

    /// What stands at the operation wins over what its path says for all.
    fn parameters<'a>(&'a self, path: &'a Value, said: &'a Value) -> Vec<Parameter<'a>> {
        let listed = |at: &'a Value| at.get("parameters").and_then(Value::as_array);
        let mut all: Vec<Parameter<'_>> = Vec::new();
        for raw in [listed(said), listed(path)].into_iter().flatten().flatten() {
            let raw = self.resolve(raw);
            let text = |name: &str| raw.get(name).and_then(Value::as_str).unwrap_or_default();
            let place = match text("in") {
                "path" => Place::Path,
                "query" => Place::Query,
                _ => continue,
            };
            let name = text("name");
            if all
                .iter()
                .any(|held| held.name == name && held.place == place)
            {
                continue;
            }
            all.push(Parameter {
                name,
                place,
                required: raw.get("required") == Some(&Value::Bool(true)),
                description: text("description"),
                schema: self.resolve(raw.get("schema").unwrap_or(&Value::Null)),
            });
        }
        // What can't be left out comes first.
        all.sort_by_key(|parameter| !parameter.required);
        all
    }

    fn body<'a>(&'a self, said: &'a Value) -> Option<Body<'a>> {
        let body = self.resolve(said.get("requestBody")?);
        Some(Body {
            required: body.get("required") == Some(&Value::Bool(true)),
            schema: self.resolve(json_of(body)?.get("schema")?),
        })
    }

    fn answer<'a>(&'a self, said: &'a Value) -> Answer<'a> {
        let answers = said.get("responses").and_then(Value::as_object);
        let success = answers
            .into_iter()
            .flatten()
            .find(|(status, _)| status.starts_with('2'));
        let schema = success.and_then(|(_, answer)| json_of(self.resolve(answer))?.get("schema"));
        match schema {
            None => Answer::Bytes,
            Some(schema) => {
                let schema = self.resolve(schema);
                let list = self.list(schema);
                Answer::Json { schema, list }
            }
        }
    }

    /// The list that an answer is a page of: it links to other pages, and has one list of its own.
    fn list<'a>(&'a self, schema: &'a Value) -> Option<&'a str> {
        let properties = self.properties(schema)?;
        properties.get("_links")?;
        let mut lists = properties
            .iter()
            .filter(|(name, property)| !name.starts_with('_') && self.is(property, "array"));
        match (lists.next(), lists.next()) {
            (Some((name, _)), None) => Some(name),
            _ => None,
        }
    }

    pub(crate) fn is(&self, schema: &Value, kind: &str) -> bool {
        self.resolve(schema).get("type").and_then(Value::as_str) == Some(kind)
    }
}

/// What a body or an answer says of its JSON.
fn json_of(at: &Value) -> Option<&Value> {
    let content = at.get("content")?.as_object()?;
    let is_json = |name: &str| {
        let essence = name.split(';').next().unwrap_or_default().trim();
        essence == "application/json" || essence.ends_with("+json")
    };
    content
        .iter()
        .find(|(name, _)| is_json(name))
        .map(|(_, json)| json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_of_the_client_is_described() {
        let document = Document::of_this_build();
        let described: Vec<&str> = document.operations().map(|one| one.operation.id).collect();
        let all: Vec<&str> = operations::ALL.iter().map(|one| one.id).collect();
        assert_eq!(described, all);
    }

    #[track_caller]
    fn described(operation: &'static Operation, check: impl FnOnce(&Document, Described<'_>)) {
        let document = Document::of_this_build();
        check(&document, document.describe(operation).unwrap());
    }

    #[test]
    fn parameters_of_the_path_and_of_the_operation_are_both_there() {
        described(&operations::GET_EMAIL_VALIDATION, |_, one| {
            let names: Vec<_> = one
                .parameters
                .iter()
                .map(|it| (it.name, it.place))
                .collect();
            assert_eq!(names[0], ("id", Place::Path));
            assert!(names.contains(&("page[size]", Place::Query)), "{names:?}");
            assert!(one.body.is_none());
            assert!(matches!(
                one.answer,
                Answer::Json {
                    list: Some("results"),
                    ..
                }
            ));
        });
    }

    #[test]
    fn what_only_can_be_one_thing_is_known() {
        described(&operations::CANCEL_EMAIL_VALIDATION, |document, one| {
            let body = one.body.unwrap();
            let status = &document.properties(body.schema).unwrap()["status"];
            assert_eq!(document.constant(status).unwrap(), "canceled");
        });
    }

    #[test]
    fn a_recording_is_bytes_and_several_lists_are_no_list() {
        described(&operations::GET_CALL_RECORDING, |_, one| {
            assert!(matches!(one.answer, Answer::Bytes));
        });
        described(&operations::ADD_LEADS_TO_SEQUENCE, |_, one| {
            assert!(matches!(one.answer, Answer::Json { list: None, .. }));
        });
    }
}

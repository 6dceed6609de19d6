//! What the spec says of an operation, read when somebody asks for it.

use amplemarket::{Operation, operations};
use serde_json::Value;
use specwright_openapi::operation::{self, Operation as InSpec};
use specwright_openapi::parameter::{Location, Parameter};
use specwright_openapi::schema::{self, Property};
use specwright_openapi::settings::Settings;

/// The spec that the client was made of.
pub(crate) struct Document {
    spec: Value,
    settings: Option<Settings>,
}

/// One operation, with all that the spec says of it.
pub(crate) struct Described<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) summary: &'a str,
    pub(crate) description: &'a str,
    /// In the path and the query; what can't be left out comes first.
    pub(crate) parameters: Vec<Parameter<'a>>,
    pub(crate) body: Option<Body<'a>>,
    pub(crate) answer: Answer<'a>,
}

/// The JSON that an operation takes.
pub(crate) struct Body<'a> {
    pub(crate) required: bool,
    pub(crate) schema: &'a Value,
}

/// What a success is.
#[derive(Clone, Copy)]
pub(crate) enum Answer<'a> {
    /// JSON; and the list in it, where it is a page of a list.
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
        let read = specwright_openapi::document::read(amplemarket::SPEC, "spec/openapi.yaml");
        let spec = read.unwrap_or_default();
        let settings = Settings::of(&spec).ok();
        Self { spec, settings }
    }

    /// All operations of the client, each as the spec has it.
    pub(crate) fn operations(&self) -> impl Iterator<Item = Described<'_>> {
        operations::ALL
            .iter()
            .filter_map(|operation| self.describe(operation))
    }

    pub(crate) fn describe(&self, operation: &'static Operation) -> Option<Described<'_>> {
        let said = operation::find(&self.spec, operation.method, operation.path)?;
        let mut parameters = said.parameters();
        parameters.retain(|it| matches!(it.location, Location::Path | Location::Query));
        parameters.sort_by_key(|parameter| !parameter.required);
        let body = said.body().and_then(|body| {
            Some(Body {
                required: body.required,
                schema: self.underlying(body.json_schema()?),
            })
        });
        let success = said.success();
        let answer = match success.and_then(|success| success.json_schema()) {
            None => Answer::Bytes,
            Some(schema) => Answer::Json {
                schema,
                list: self.list(operation, &said, schema),
            },
        };
        Some(Described {
            operation,
            summary: said.text("summary").unwrap_or_default(),
            description: said.text("description").unwrap_or_default(),
            parameters,
            body,
            answer,
        })
    }

    /// What a schema is behind references.
    pub(crate) fn underlying<'a>(&'a self, schema: &'a Value) -> &'a Value {
        schema::underlying(&self.spec, schema)
    }

    /// What a parameter can be.
    pub(crate) fn schema_of<'a>(&'a self, parameter: &Parameter<'a>) -> &'a Value {
        self.underlying(parameter.schema.unwrap_or(&Value::Null))
    }

    /// The properties of an object; none where the docs do not say.
    pub(crate) fn properties<'a>(&'a self, schema: &'a Value) -> Vec<Property<'a>> {
        schema::properties(&self.spec, schema)
    }

    /// The only value that something can have.
    pub(crate) fn constant<'a>(&'a self, schema: &'a Value) -> Option<&'a Value> {
        schema::constant(&self.spec, schema)
    }

    /// Whether the body takes anything but what can only be one thing.
    pub(crate) fn takes_more(&self, one: &Described<'_>) -> bool {
        let Some(body) = &one.body else { return true };
        let properties = self.properties(body.schema);
        let is_constant = |property: &Property<'_>| self.constant(property.schema).is_some();
        properties.is_empty() || !properties.iter().all(is_constant)
    }

    /// The list that an answer is a page of; for what starts or cancels a batch, the first page of its results.
    fn list<'a>(
        &'a self,
        operation: &Operation,
        said: &InSpec<'a>,
        answer: &'a Value,
    ) -> Option<&'a str> {
        if let Some(pagination) = operation.pagination {
            return Some(pagination.items);
        }
        let pagination = &self.settings.as_ref()?.pagination;
        schema::path(&self.spec, answer, pagination.next.as_deref()?)?;
        match said.lists(answer, pagination).as_slice() {
            [list] => Some(list),
            _ => None,
        }
    }
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
                .map(|it| (it.name, it.location))
                .collect();
            assert_eq!(names[0], ("id", Location::Path));
            assert!(
                names.contains(&("page[size]", Location::Query)),
                "{names:?}"
            );
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
            let properties = document.properties(body.schema);
            let status = properties.iter().find(|it| it.name == "status").unwrap();
            assert_eq!(document.constant(status.schema).unwrap(), "canceled");
        });
    }

    #[test]
    fn what_ends_a_batch_answers_with_its_results() {
        described(&operations::CANCEL_EMAIL_VALIDATION, |_, one| {
            let list = Some("results");
            assert!(matches!(one.answer, Answer::Json { list: found, .. } if found == list));
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

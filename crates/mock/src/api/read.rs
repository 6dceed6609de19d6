//! Reading an OpenAPI document.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;
use specwright_openapi::extensions;
use specwright_openapi::media::Content;
use specwright_openapi::operation::{Operation, operations};
use specwright_openapi::pagination::{Next, NumberPlace};
use specwright_openapi::parameter::Location;
use specwright_openapi::settings::Settings;

use super::{Api, Body, Names, Paged, Parameter, Path, Route, Segment, Success};
use crate::error::DocumentError;
use crate::error_format::ErrorFormat;
use crate::links::Links;
use crate::schema::Components;

impl Api {
    /// Reads a document.
    pub(crate) fn read(document: Value, names: Names) -> Result<Self, DocumentError> {
        let settings = Settings::of(&document)?;
        let problems = extensions::document_problems(&document, &settings);
        if !problems.is_empty() {
            return Err(DocumentError::Extensions(problems));
        }
        let rate_limit = extensions::rate_limit(&document)?;
        let components = Arc::new(Components::of(document));
        let errors = ErrorFormat::of(&settings, Arc::clone(&components))?;
        let reader = Reader {
            components: &components,
            settings: &settings,
            names,
        };
        let mut paths: BTreeMap<Vec<Segment>, BTreeMap<String, Arc<Route>>> = BTreeMap::new();
        for operation in operations(components.document()) {
            let routes = paths.entry(segments(operation.path)).or_default();
            let route = Arc::new(reader.route(&operation)?);
            routes.insert(operation.method.to_ascii_uppercase(), route);
        }
        Ok(Self {
            paths: paths
                .into_iter()
                .map(|(segments, routes)| Path { segments, routes })
                .collect(),
            rate_limit,
            errors,
            links: Links::of(&settings.pagination),
            components,
            settings,
        })
    }
}

struct Reader<'a> {
    components: &'a Components,
    settings: &'a Settings,
    names: Names,
}

impl Reader<'_> {
    fn route(&self, operation: &Operation<'_>) -> Result<Route, DocumentError> {
        let extensions = operation.extensions(self.settings)?;
        let paging = operation.paging(&extensions, &self.settings.pagination)?;
        let paged = paging.paged().and_then(|paged| {
            let number = match paged.next {
                Next::Link { .. } => None,
                Next::Number {
                    name,
                    place: NumberPlace::Query,
                    ..
                } => Some(name),
                Next::Number { .. } => return None,
            };
            Some(Paged {
                items: paged.items.to_owned(),
                item: paged.item.cloned().unwrap_or(Value::Bool(true)),
                number: number.map(str::to_owned),
            })
        });
        Ok(Route {
            id: self.id(operation),
            key: operation.key(),
            secured: operation.needs_credentials(),
            parameters: self.parameters(operation)?,
            body: self.body(operation)?,
            success: self.success(operation)?,
            paged,
            extensions,
        })
    }

    fn id(&self, operation: &Operation<'_>) -> String {
        let method = operation.method.to_ascii_uppercase();
        let name = (self.names)(&method, operation.path).or(operation.id());
        name.map_or_else(|| operation.to_string(), str::to_owned)
    }

    fn parameters(&self, operation: &Operation<'_>) -> Result<Vec<Parameter>, DocumentError> {
        let mut parameters = operation.parameters();
        parameters
            .retain(|parameter| parameter.location != Location::Cookie && !parameter.is_ignored());
        let read = |parameter: specwright_openapi::parameter::Parameter<'_>| {
            let schema = parameter.schema.unwrap_or(&Value::Bool(true));
            let place = format!("{operation}: parameter {}", parameter.name);
            Ok(Parameter {
                name: parameter.name.to_owned(),
                location: parameter.location,
                required: parameter.required,
                checker: self.components.checker(schema, &place)?,
                schema: self.components.resolve(schema).clone(),
            })
        };
        parameters.into_iter().map(read).collect()
    }

    fn body(&self, operation: &Operation<'_>) -> Result<Option<Body>, DocumentError> {
        let Some(body) = operation.body() else {
            return Ok(None);
        };
        let schema = body.content.as_ref().and_then(Content::schema);
        let schema = schema.unwrap_or(&Value::Bool(true));
        Ok(Some(Body {
            required: body.required,
            media_types: body.media_types().map(str::to_owned).collect(),
            checker: self
                .components
                .checker(schema, &format!("{operation}: its body"))?,
            schema: schema.clone(),
        }))
    }

    fn success(&self, operation: &Operation<'_>) -> Result<Success, DocumentError> {
        let success = operation.success();
        let content = success.and_then(|success| success.content);
        let schema = content.as_ref().and_then(Content::schema);
        let schema = schema.unwrap_or(&Value::Bool(true));
        let place = format!("{operation}: its answer");
        let checker = self.components.checker(schema, &place)?;
        let mut examples = content.map_or_else(Vec::new, |content| self.examples(&content));
        examples.retain(|example| checker.accepts(example));
        Ok(Success {
            status: success.map_or(204, |success| success.code()),
            media_type: content.map(|content| content.media.to_owned()),
            schema: schema.clone(),
            examples,
            checker,
        })
    }

    fn examples(&self, content: &Content<'_>) -> Vec<Value> {
        let one = content.entry.get("example").cloned();
        let many = content.entry.get("examples").and_then(Value::as_object);
        let values = many
            .into_iter()
            .flatten()
            .filter_map(|(_, example)| self.components.resolve(example).get("value").cloned());
        one.into_iter().chain(values).collect()
    }
}

fn segments(path: &str) -> Vec<Segment> {
    let named = |segment: &str| {
        segment
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'))
            .map(str::to_owned)
    };
    path.trim_start_matches('/')
        .split('/')
        .map(|segment| match named(segment) {
            Some(name) => Segment::Parameter(name),
            None => Segment::Literal(segment.to_owned()),
        })
        .collect()
}

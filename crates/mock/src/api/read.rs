//! Reading an OpenAPI document.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};
use specwright_openapi::settings::Settings;

use super::{Api, Body, Parameter, Path, Place, Route, Segment, Success, is_json};
use crate::document::Names;
use crate::error::DocumentError;
use crate::error_format::ErrorFormat;
use crate::facts::{Facts, RateLimit};
use crate::links::Links;
use crate::schema::Components;

impl Api {
    /// Reads a document.
    pub(crate) fn read(document: &Value, names: Names) -> Result<Self, DocumentError> {
        let settings = Settings::of(document)?;
        let components = Arc::new(Components::of(document));
        let errors = ErrorFormat::of(&settings, Arc::clone(&components))?;
        let mut paths = Vec::new();
        for (template, item) in entries(document, "paths") {
            let mut operations = BTreeMap::new();
            for (method, operation) in item.as_object().into_iter().flatten() {
                if METHODS.contains(&method.as_str()) {
                    let method = method.to_ascii_uppercase();
                    let read = Reader {
                        document,
                        components: &components,
                        names,
                    }
                    .operation(&method, template, item, operation)?;
                    operations.insert(method, Arc::new(read));
                }
            }
            paths.push(Path {
                segments: segments(template),
                operations,
            });
        }
        paths.sort_by(|a, b| a.segments.cmp(&b.segments));
        Ok(Self {
            paths,
            components,
            rate_limit: RateLimit::read(document),
            errors,
            links: Links::of(&settings.pagination),
            settings,
        })
    }
}

const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

struct Reader<'a> {
    document: &'a Value,
    components: &'a Components,
    names: Names,
}

impl Reader<'_> {
    fn operation(
        &self,
        method: &str,
        template: &str,
        item: &Value,
        operation: &Value,
    ) -> Result<Route, DocumentError> {
        let at = |what: &str| format!("{method} {template}: {what}");
        let mut parameters: Vec<Parameter> = Vec::new();
        for given in [item, operation] {
            for parameter in list(given, "parameters") {
                let parameter = self.parameter(self.components.resolve(parameter), &at)?;
                let Some(parameter) = parameter else { continue };
                // What the operation says goes before what its path says.
                parameters.retain(|p| (&p.name, p.place) != (&parameter.name, parameter.place));
                parameters.push(parameter);
            }
        }
        let body = operation
            .get("requestBody")
            .map(|body| self.components.resolve(body));
        Ok(Route {
            id: self.id(method, template, operation),
            method: method.to_owned(),
            path: template.to_owned(),
            secured: self.secured(operation),
            parameters,
            body: body.map(|body| self.body(body, &at)).transpose()?,
            success: self.success(operation, &at)?,
            facts: Facts::read(operation),
        })
    }

    /// The name by which tests know the operation.
    fn id(&self, method: &str, template: &str, operation: &Value) -> String {
        (self.names)(method, template)
            .map(str::to_owned)
            .or_else(|| text(operation, "operationId"))
            .unwrap_or_else(|| format!("{method} {template}"))
    }

    fn secured(&self, operation: &Value) -> bool {
        let schemes = operation
            .get("security")
            .or_else(|| self.document.get("security"));
        let schemes = schemes.and_then(Value::as_array);
        // An empty requirement among them says that it goes without.
        schemes.is_some_and(|schemes| {
            !schemes.is_empty()
                && !schemes
                    .iter()
                    .any(|scheme| scheme.as_object().is_some_and(Map::is_empty))
        })
    }

    fn parameter(
        &self,
        parameter: &Value,
        at: &dyn Fn(&str) -> String,
    ) -> Result<Option<Parameter>, DocumentError> {
        let place = match parameter.get("in").and_then(Value::as_str) {
            Some("path") => Place::Path,
            Some("query") => Place::Query,
            Some("header") => Place::Header,
            _ => return Ok(None),
        };
        let name = text(parameter, "name").unwrap_or_default();
        let schema = parameter
            .get("schema")
            .cloned()
            .unwrap_or(Value::Bool(true));
        Ok(Some(Parameter {
            checker: self
                .components
                .checker(&schema, &at(&format!("parameter {name}")))?,
            schema,
            required: flag(parameter, "required"),
            name,
            place,
        }))
    }

    fn body(&self, body: &Value, at: &dyn Fn(&str) -> String) -> Result<Body, DocumentError> {
        let content = body.get("content").and_then(Value::as_object);
        let media = content.and_then(preferred).map(|(_, media)| media);
        let schema = media.and_then(|media| media.get("schema")).cloned();
        let schema = schema.unwrap_or(Value::Bool(true));
        Ok(Body {
            required: flag(body, "required"),
            media_types: content
                .map(|content| content.keys().cloned().collect())
                .unwrap_or_default(),
            checker: self.components.checker(&schema, &at("its body"))?,
            schema,
        })
    }

    fn success(
        &self,
        operation: &Value,
        at: &dyn Fn(&str) -> String,
    ) -> Result<Success, DocumentError> {
        let lowest = entries(operation, "responses")
            .filter_map(|(status, answer)| Some((status.parse::<u16>().ok()?, answer)))
            .filter(|(status, _)| (200..300).contains(status))
            .min_by_key(|(status, _)| *status);
        let Some((status, answer)) = lowest else {
            return Ok(Success {
                status: 204,
                media_type: None,
                schema: Value::Bool(true),
                checker: self
                    .components
                    .checker(&Value::Bool(true), &at("no answer"))?,
                examples: Vec::new(),
            });
        };
        let answer = self.components.resolve(answer);
        let content = answer
            .get("content")
            .and_then(Value::as_object)
            .and_then(preferred);
        let schema = content.and_then(|(_, media)| media.get("schema")).cloned();
        let schema = schema.unwrap_or(Value::Bool(true));
        let checker = self.components.checker(&schema, &at("its answer"))?;
        let examples = content
            .map(|(_, media)| self.examples(media))
            .unwrap_or_default();
        Ok(Success {
            status,
            media_type: content.map(|(name, _)| name.clone()),
            examples: examples
                .into_iter()
                .filter(|example| checker.accepts(example))
                .collect(),
            schema,
            checker,
        })
    }

    fn examples(&self, media: &Value) -> Vec<Value> {
        let many = entries(media, "examples")
            .filter_map(|(_, example)| self.components.resolve(example).get("value").cloned());
        media
            .get("example")
            .cloned()
            .into_iter()
            .chain(many)
            .collect()
    }
}

/// The JSON that there is, else whatever comes first.
fn preferred(content: &Map<String, Value>) -> Option<(&String, &Value)> {
    content
        .iter()
        .find(|(name, _)| is_json(name))
        .or_else(|| content.iter().next())
}

fn segments(template: &str) -> Vec<Segment> {
    let named = |segment: &str| {
        segment
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'))
            .map(str::to_owned)
    };
    template
        .trim_start_matches('/')
        .split('/')
        .map(|segment| match named(segment) {
            Some(name) => Segment::Parameter(name),
            None => Segment::Literal(segment.to_owned()),
        })
        .collect()
}

fn entries<'a>(
    value: &'a Value,
    key: &str,
) -> impl Iterator<Item = (&'a String, &'a Value)> + use<'a> {
    value
        .get(key)
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    value
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned)
}

fn flag(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or(false)
}

//! The document, as the mock answers by it: which paths there are, and what each operation takes and gives.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::error::DocumentError;
use crate::facts::{Facts, RateLimit};
use crate::schema::{Checker, Components};

/// A document that was read.
#[derive(Debug)]
pub(crate) struct Api {
    /// The most specific first.
    paths: Vec<Path>,
    pub(crate) components: Arc<Components>,
    /// For all operations without a limit of their own, taken together.
    pub(crate) rate_limit: Option<RateLimit>,
}

#[derive(Debug)]
struct Path {
    segments: Vec<Segment>,
    operations: BTreeMap<String, Arc<Operation>>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    // In this order: what is spelled out goes before what takes anything.
    Literal(String),
    Parameter(String),
}

/// One operation: what it takes and what it gives.
#[derive(Debug)]
pub(crate) struct Operation {
    /// The name of the client's method, or method and path where the client has none.
    pub(crate) id: String,
    pub(crate) method: String,
    /// The path's template.
    pub(crate) path: String,
    /// Whether a bearer token is asked for.
    pub(crate) secured: bool,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) success: Success,
    pub(crate) facts: Facts,
}

/// A parameter in the path or the query.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) place: Place,
    pub(crate) required: bool,
    pub(crate) schema: Value,
    pub(crate) checker: Checker,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
}

/// What an operation takes as its body.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) required: bool,
    pub(crate) media_types: Vec<String>,
    pub(crate) schema: Value,
    pub(crate) checker: Checker,
}

/// How an operation answers when all is well.
#[derive(Debug)]
pub(crate) struct Success {
    pub(crate) status: u16,
    /// None where there is no content.
    pub(crate) media_type: Option<String>,
    pub(crate) schema: Value,
    pub(crate) checker: Checker,
    /// Those that conform to the schema.
    pub(crate) examples: Vec<Value>,
}

/// What a path and a method lead to.
#[derive(Debug)]
pub(crate) enum Found {
    Operation(Arc<Operation>, BTreeMap<String, String>),
    /// The path is there and the method is not; these are.
    OtherMethods(Vec<String>),
    Nothing,
}

impl Api {
    /// Reads a document of YAML or JSON.
    pub(crate) fn read(text: &str) -> Result<Self, DocumentError> {
        let document: Value = serde_yaml::from_str(text)?;
        let components = Arc::new(Components::of(&document));
        let mut paths = Vec::new();
        for (template, item) in entries(&document, "paths") {
            let mut operations = BTreeMap::new();
            for (method, operation) in item.as_object().into_iter().flatten() {
                if METHODS.contains(&method.as_str()) {
                    let method = method.to_ascii_uppercase();
                    let read = Reader {
                        document: &document,
                        components: &components,
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
            rate_limit: RateLimit::read(&document),
        })
    }

    /// All operations.
    pub(crate) fn operations(&self) -> impl Iterator<Item = &Arc<Operation>> {
        self.paths.iter().flat_map(|path| path.operations.values())
    }

    /// What answers at a path that is already split and decoded.
    pub(crate) fn find(&self, method: &str, path: &[String]) -> Found {
        let mut others = Vec::new();
        for candidate in &self.paths {
            let Some(taken) = candidate.take(path) else {
                continue;
            };
            if let Some(operation) = candidate.operations.get(method) {
                return Found::Operation(Arc::clone(operation), taken);
            }
            others.extend(candidate.operations.keys().cloned());
        }
        others.sort();
        others.dedup();
        if others.is_empty() {
            Found::Nothing
        } else {
            Found::OtherMethods(others)
        }
    }
}

impl Path {
    fn take(&self, path: &[String]) -> Option<BTreeMap<String, String>> {
        if path.len() != self.segments.len() {
            return None;
        }
        let mut taken = BTreeMap::new();
        for (segment, given) in self.segments.iter().zip(path) {
            match segment {
                Segment::Literal(literal) if literal == given => {}
                Segment::Parameter(name) if !given.is_empty() => {
                    taken.insert(name.clone(), given.clone());
                }
                _ => return None,
            }
        }
        Some(taken)
    }
}

const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

struct Reader<'a> {
    document: &'a Value,
    components: &'a Components,
}

impl Reader<'_> {
    fn operation(
        &self,
        method: &str,
        template: &str,
        item: &Value,
        operation: &Value,
    ) -> Result<Operation, DocumentError> {
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
        Ok(Operation {
            id: id(method, template, operation),
            method: method.to_owned(),
            path: template.to_owned(),
            secured: self.secured(operation),
            parameters,
            body: body.map(|body| self.body(body, &at)).transpose()?,
            success: self.success(operation, &at)?,
            facts: Facts::read(operation),
        })
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

/// Whether a media type is JSON, or something that is written as JSON.
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence == "application/json"
        || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// By what name the client calls it; a document of tomorrow may have operations that the client has not.
fn id(method: &str, template: &str, operation: &Value) -> String {
    let known = amplemarket::operations::ALL
        .iter()
        .find(|known| known.method == method && known.path == template);
    match (known, text(operation, "operationId")) {
        (Some(known), _) => known.id.to_owned(),
        (None, Some(id)) => id,
        (None, None) => format!("{method} {template}"),
    }
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

pub(crate) fn entries<'a>(
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

pub(crate) fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned)
}

fn flag(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or(false)
}

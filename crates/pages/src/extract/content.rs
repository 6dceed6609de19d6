//! What stands in a fence: an OpenAPI document of one operation, or something else that has a name.

use serde_json::{Map, Value};

use super::fence::Fence;
use super::info::Info;
use super::note::NoteKind;
use super::problem::Problem;
use specwright_openapi::operation::{OperationKey, method};
use specwright_openapi::yaml;

/// What stands in a fence.
pub(super) enum Content {
    /// An OpenAPI document of one operation.
    Fragment {
        operation: OperationKey,
        document: Value,
    },
    /// Something that is not merged and should not go unsaid.
    Note(NoteKind),
    /// Code of any kind.
    Code,
}

impl Content {
    /// Reads the content of a fence. An error comes with its line in the page.
    pub(super) fn read(fence: &Fence<'_>, info: &Info<'_>) -> Result<Self, (usize, Problem)> {
        let at_fence = |problem| (fence.line, problem);
        let is_announced = info.operation().is_some();
        let is_document = info.may_be_document() && is_api_document(&fence.body);
        if !is_announced && !is_document {
            return Ok(Self::Code);
        }
        let Value::Object(document) = parse(fence, info)? else {
            return Err(at_fence(Problem::NoMapping));
        };
        if let Some(other) = something_else(&document, info).map_err(at_fence)? {
            return Ok(other);
        }
        let webhooks = names(document.get("webhooks"));
        Ok(match operation(&document).map_err(at_fence)? {
            None => Self::Note(NoteKind::NoOperation { webhooks }),
            Some(operation) => Self::Fragment {
                operation,
                document: Value::Object(document),
            },
        })
    }
}

/// Whether a block that announces nothing is an API's document nevertheless: by a version behind a top-level key. That
/// is looked for in the text, for what is no document need not parse.
fn is_api_document(body: &str) -> bool {
    if let Some(inside) = body.trim_start().strip_prefix('{') {
        let json = yaml::json(body, 1).unwrap_or_default();
        let has_key = |key: &&str| json.get(key).is_some();
        return VERSIONED.iter().any(has_key) || is_versioned(inside.trim_start());
    }
    let is_content = |line: &&str| !(line.is_empty() || line.starts_with('#') || *line == "---");
    let mut lines = body.lines().filter(is_content).peekable();
    let starts_with_key = lines
        .peek()
        .is_some_and(|line| top_level_key(line).is_some());
    starts_with_key && lines.any(is_versioned)
}

/// The keys that say what kind of document this is, and of which version.
const VERSIONED: [&str; 3] = ["openapi", "swagger", "asyncapi"];

/// Whether a text starts with such a key and a version behind it. A page's own front matter has `openapi:`, too, with
/// method and path behind it.
fn is_versioned(text: &str) -> bool {
    top_level_key(text).is_some_and(|(key, value)| {
        let value = value.trim_start_matches(['"', '\'', ' ']);
        VERSIONED.contains(&key) && value.starts_with(|c: char| c.is_ascii_digit())
    })
}

fn top_level_key(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let key = key.trim_end().trim_matches(['"', '\'']);
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '$');
    (!key.is_empty() && key.chars().all(is_word)).then_some((key, value))
}

fn parse(fence: &Fence<'_>, info: &Info<'_>) -> Result<Value, (usize, Problem)> {
    let is_braced = fence.body.trim_start().starts_with('{');
    let is_json = info.language == "json" || is_braced && !info.is_yaml();
    let read = if is_json { yaml::json } else { yaml::yaml };
    read(&fence.body, fence.line + 1).map_err(|error| {
        let (column, message) = (error.column, error.message);
        (error.line, Problem::Syntax { column, message })
    })
}

/// What a document is that is not OpenAPI 3.
fn something_else(
    document: &Map<String, Value>,
    info: &Info<'_>,
) -> Result<Option<Content>, Problem> {
    if document.contains_key("asyncapi") {
        return Ok(Some(Content::Note(NoteKind::AsyncApi)));
    }
    if document.contains_key("swagger") {
        return Err(Problem::Swagger);
    }
    match (document.get("openapi"), info.operation()) {
        (Some(Value::String(version)), _) if version.starts_with("3.") => Ok(None),
        (Some(Value::String(version)), _) => Err(Problem::Version {
            version: version.clone(),
        }),
        (Some(version), _) => Err(Problem::VersionNotText {
            version: version.to_string(),
        }),
        (None, _) if is_old_format(document) => Ok(Some(Content::Note(NoteKind::OldFormat))),
        (None, Some(announced)) => Err(Problem::NoOpenApi {
            announced: announced.to_string(),
        }),
        (None, None) => Ok(Some(Content::Code)),
    }
}

/// What docs sites wrote before OpenAPI: `paths` holds the path's own properties.
fn is_old_format(document: &Map<String, Value>) -> bool {
    let is_text = |key| {
        let value = document.get("paths").and_then(|paths| paths.get(key));
        value.is_some_and(Value::is_string)
    };
    is_text("path") && is_text("method")
}

/// The one operation of a fragment, if it has any.
fn operation(document: &Map<String, Value>) -> Result<Option<OperationKey>, Problem> {
    let not_a_mapping = |key: &str| Problem::NotAMapping {
        key: key.to_owned(),
    };
    let paths = match document.get("paths") {
        None | Some(Value::Null) => return Ok(None),
        Some(paths) => paths.as_object().ok_or_else(|| not_a_mapping("paths"))?,
    };
    let mut operations = Vec::new();
    let items = paths.iter().filter(|(path, _)| !path.starts_with("x-"));
    for (path, item) in items.clone() {
        if !path.starts_with('/') {
            return Err(Problem::PathWithoutSlash { path: path.clone() });
        }
        let item = item.as_object().ok_or_else(|| not_a_mapping(path))?;
        if item.contains_key("$ref") {
            return Err(Problem::PathElsewhere { path: path.clone() });
        }
        for (key, value) in item {
            let Some(method) = method(key) else {
                continue;
            };
            if key != method {
                return Err(Problem::MethodCase { key: key.clone() });
            }
            if !value.is_object() {
                return Err(not_a_mapping(&format!("{key} of {path}")));
            }
            operations.push(OperationKey {
                path: path.clone(),
                method,
            });
        }
    }
    match operations.len() {
        0 | 1 if items.clone().count() > 1 => {
            let paths = items.map(|(path, _)| path.clone()).collect();
            Err(Problem::SeveralPaths { paths })
        }
        0 | 1 => Ok(operations.pop()),
        _ => {
            let operations = operations.iter().map(OperationKey::to_string).collect();
            Err(Problem::SeveralOperations { operations })
        }
    }
}

fn names(map: Option<&Value>) -> Vec<String> {
    let keys = map.and_then(Value::as_object).map(Map::keys);
    keys.into_iter().flatten().cloned().collect()
}

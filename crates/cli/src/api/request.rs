//! What is to be sent, from the arguments: parameters and body, checked against the spec before anything goes out.

use std::io::{self, IsTerminal, Read};
use std::path::PathBuf;

use clap::ArgMatches;
use serde_json::{Map, Value};
use specwright_openapi::parameter::{Location, Parameter};
use specwright_openapi::schema::Property;

use super::check::check;
use super::flags::{FIELD, PARAMETER, fields, flag};
use crate::document::{Body, Described, Document};
use crate::error::CliError;
use crate::exit::Exit;
use crate::suggest::suggest;

/// One call, as it was asked for.
pub(super) struct Request {
    pub(super) path: Vec<(String, String)>,
    pub(super) query: Vec<(String, String)>,
    pub(super) body: Option<Value>,
    pub(super) output: Option<PathBuf>,
    pub(super) columns: Vec<String>,
    pub(super) all: bool,
    pub(super) limit: Option<u64>,
    pub(super) yes: bool,
    pub(super) unchecked: bool,
}

impl Request {
    pub(super) fn read(
        document: &Document,
        one: &Described<'_>,
        matches: &ArgMatches,
    ) -> Result<Self, CliError> {
        let mut reading = Reading {
            document,
            one,
            unchecked: matches.get_flag("unchecked"),
            path: Vec::new(),
            query: Vec::new(),
            fields: Map::new(),
        };
        for parameter in &one.parameters {
            for value in texts(matches, &format!("{PARAMETER}{}", parameter.name)) {
                reading.parameter(parameter, value)?;
            }
        }
        for field in fields(document, one) {
            for value in texts(matches, &format!("{FIELD}{}", field.name)) {
                reading.field(&field, value)?;
            }
        }
        for pair in texts(matches, "param") {
            reading.pair(pair)?;
        }
        reading.nothing_is_missing()?;
        let body = reading.body(texts(matches, "json").next())?;
        let switch = |name: &str| matches.try_get_one::<bool>(name).ok().flatten() == Some(&true);
        Ok(Self {
            path: reading.path,
            query: reading.query,
            body,
            output: matches.get_one::<PathBuf>("output").cloned(),
            columns: texts(matches, "columns").map(str::to_owned).collect(),
            all: switch("all"),
            limit: matches.try_get_one::<u64>("limit").ok().flatten().copied(),
            yes: switch("yes"),
            unchecked: reading.unchecked,
        })
    }
}

/// The values of an argument; none where the operation does not have it.
fn texts<'m>(matches: &'m ArgMatches, id: &str) -> impl Iterator<Item = &'m str> {
    let values = matches.try_get_many::<String>(id).ok().flatten();
    values.into_iter().flatten().map(String::as_str)
}

fn usage(message: impl Into<String>) -> CliError {
    CliError::new(Exit::Usage, message)
}

struct Reading<'a> {
    document: &'a Document,
    one: &'a Described<'a>,
    unchecked: bool,
    path: Vec<(String, String)>,
    query: Vec<(String, String)>,
    fields: Map<String, Value>,
}

impl Reading<'_> {
    fn parameter(&mut self, parameter: &Parameter<'_>, value: &str) -> Result<(), CliError> {
        let schema = self.document.schema_of(parameter);
        let items = schema.get("items");
        if !self.unchecked {
            self.checked(parameter.name, items.unwrap_or(schema), value)?;
        }
        let held = match parameter.location {
            Location::Path => &mut self.path,
            _ => &mut self.query,
        };
        let many = items.is_some();
        if !many && held.iter().any(|(name, _)| name == parameter.name) {
            return Err(usage(format!("`{}` is given twice", parameter.name)));
        }
        held.push((parameter.name.to_owned(), value.to_owned()));
        Ok(())
    }

    fn field(&mut self, field: &Property<'_>, value: &str) -> Result<(), CliError> {
        let name = field.name;
        let schema = self.document.underlying(field.schema);
        let Some(items) = schema.get("items") else {
            let value = self.checked(name, schema, value)?;
            return match self.fields.insert(name.to_owned(), value) {
                None => Ok(()),
                Some(_) => Err(usage(format!("`{name}` is given twice"))),
            };
        };
        let value = self.checked(name, items, value)?;
        let list = self
            .fields
            .entry(name)
            .or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = list {
            list.push(value);
        }
        Ok(())
    }

    /// `NAME=VALUE`, by the name that the docs have or by that of the flag.
    fn pair(&mut self, pair: &str) -> Result<(), CliError> {
        let Some((name, value)) = pair.split_once('=').filter(|(name, _)| !name.is_empty()) else {
            return Err(usage(format!("--param takes NAME=VALUE, and not `{pair}`")));
        };
        let one = self.one;
        let meant =
            |held: &str| held == name || flag(held).is_some_and(|it| flag(name) == Some(it));
        if let Some(parameter) = one.parameters.iter().find(|it| meant(it.name)) {
            return self.parameter(parameter, value);
        }
        let fields = fields(self.document, one);
        if let Some(field) = fields.iter().find(|it| meant(it.name)) {
            return self.field(field, value);
        }
        if let Some(field) = self.body_fields().iter().find(|it| meant(it.name)) {
            return Err(self.no_text(field));
        }
        if self.unchecked {
            self.query.push((name.to_owned(), value.to_owned()));
            return Ok(());
        }
        let known: Vec<&str> = one.parameters.iter().map(|it| it.name).collect();
        let known: Vec<&str> = known
            .into_iter()
            .chain(fields.iter().map(|it| it.name))
            .collect();
        let id = one.operation.id;
        let mut error = usage(format!("the docs know no parameter `{name}` of {id}"));
        if let Some(near) = suggest(name, known.iter().copied()) {
            error = error.hint(format!("did you mean `{near}`?"));
        } else if known.is_empty() {
            error = error.hint(format!("the docs name none for {id}"));
        } else {
            error = error.hint(format!("the docs name {}", known.join(", ")));
        }
        Err(error.hint("--unchecked sends it all the same, in the query"))
    }

    fn body_fields(&self) -> Vec<Property<'_>> {
        let body = self.one.body.as_ref();
        body.map_or_else(Vec::new, |body| self.document.properties(body.schema))
    }

    /// A field of the body that no text can be: unchecked, it would go into the query, where the API does not look for it.
    fn no_text(&self, field: &Property<'_>) -> CliError {
        let name = field.name;
        if let Some(constant) = self.document.constant(field.schema) {
            return usage(format!("`{name}` can only be {constant}"))
                .hint("leave it away: it is filled in");
        }
        usage(format!("`{name}` is more than a text can say"))
            .hint(format!("set it in the body: --json '{{\"{name}\": …}}'"))
    }

    /// A value as JSON, by its schema.
    fn checked(&self, name: &str, schema: &Value, text: &str) -> Result<Value, CliError> {
        let kind = self.document.underlying(schema).get("type");
        let read = match kind.and_then(Value::as_str) {
            Some("integer" | "number" | "boolean") => serde_json::from_str(text).ok(),
            _ => Some(Value::String(text.to_owned())),
        };
        let value = read.unwrap_or_else(|| Value::String(text.to_owned()));
        if self.unchecked {
            return Ok(value);
        }
        check(self.document, schema, &value).map_err(|problem| {
            let error = usage(format!("`{name}` can't be `{text}`: {}", problem.message));
            problem.hint.into_iter().fold(error, CliError::hint)
        })?;
        Ok(value)
    }

    fn nothing_is_missing(&self) -> Result<(), CliError> {
        for parameter in self.one.parameters.iter().filter(|it| it.required) {
            let held = |(name, _): &(String, String)| name == parameter.name;
            if self.path.iter().chain(&self.query).any(held) {
                continue;
            }
            // A path is no path without it, whatever may go unchecked.
            if parameter.location == Location::Path || !self.unchecked {
                let id = self.one.operation.id;
                let name = parameter.name;
                return Err(usage(format!("{id} can't be called without `{name}`"))
                    .hint(format!("set it: --param {name}=…")));
            }
        }
        Ok(())
    }

    /// The body: the JSON that was given, with the fields that were, and with what can only be one thing filled in.
    fn body(&mut self, json: Option<&str>) -> Result<Option<Value>, CliError> {
        let Some(described) = &self.one.body else {
            return Ok(None);
        };
        let mut body = match json {
            Some(json) => Some(parse(&text_of(json)?)?),
            None if self.fields.is_empty() && self.document.takes_more(self.one) => {
                self.piped(described)?
            }
            None => None,
        };
        for field in self.document.properties(described.schema) {
            let constant = self.document.constant(field.schema);
            if let Some(constant) = constant.filter(|_| field.required)
                && body
                    .as_ref()
                    .is_none_or(|body| body.get(field.name).is_none())
            {
                self.fields.insert(field.name.to_owned(), constant.clone());
            }
        }
        let needed = described.required || !self.fields.is_empty();
        if body.is_none() && needed {
            body = Some(Value::Object(Map::new()));
        }
        if let Some(Value::Object(held)) = &mut body {
            held.append(&mut self.fields);
        }
        if let Some(body) = body.as_ref().filter(|_| !self.unchecked) {
            check(self.document, described.schema, body).map_err(|problem| {
                let at = match problem.pointer.as_str() {
                    "" => "the body".to_owned(),
                    pointer => format!("the body at {pointer}"),
                };
                let error = usage(format!("{at} is not what the docs have: {}", problem.message));
                let error = problem.hint.into_iter().fold(error, CliError::hint);
                error.hint(format!(
                    "amplemarket api {} --help shows what it takes; --unchecked sends it all the same",
                    self.one.operation.id
                ))
            })?;
        }
        Ok(body)
    }

    /// The body that was piped in where nothing else says what it is. An empty one is never made up: it would exclude
    /// nothing, or search for everything, and end as if that had been meant.
    fn piped(&self, described: &Body<'_>) -> Result<Option<Value>, CliError> {
        let stdin = io::stdin();
        if !stdin.is_terminal() {
            let text = standard_input()?;
            if !text.trim().is_empty() {
                return parse(&text).map(Some);
            }
        }
        if !described.required && self.body_fields().is_empty() {
            return Ok(None);
        }
        let id = self.one.operation.id;
        let error = usage(format!(
            "{id} takes a body: --json JSON, --json @FILE, --json - (or nothing, and pipe it in)"
        ));
        Err(error.hint(format!("amplemarket api {id} --help shows what it takes")))
    }
}

fn standard_input() -> Result<String, CliError> {
    let mut text = String::new();
    io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| usage(format!("standard input can't be read: {error}")))?;
    Ok(text)
}

/// The text of `--json`: itself, a file's, or standard input's.
fn text_of(json: &str) -> Result<String, CliError> {
    let read = match json.strip_prefix('@') {
        Some(file) => std::fs::read_to_string(file)
            .map_err(|error| usage(format!("{file} can't be read: {error}"))),
        None if json == "-" => standard_input(),
        None => return Ok(json.to_owned()),
    }?;
    Ok(read)
}

fn parse(text: &str) -> Result<Value, CliError> {
    // Some editors put it before the first letter.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(text).map_err(|error| {
        usage(format!("the body is not JSON: {error}"))
            .hint("--json takes the JSON itself, @FILE, or - for standard input")
    })
}

//! The subcommands of `api`, made of the spec: one for each operation, with a flag for each thing that it takes.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, Command, value_parser};
use serde_json::Value;
use specwright_openapi::parameter::{Location, Parameter};

use super::flags::{FIELD, PARAMETER, fields, flag};
use super::{cost, describe};
use crate::document::{Answer, Described, Document};

/// Puts the operations below `api`.
pub(super) fn augment(command: Command) -> Command {
    let document = Document::of_this_build();
    command
        .arg(
            Arg::new("list")
                .long("list")
                .action(ArgAction::SetTrue)
                .help("List the operations: what each calls, how it is known, what it costs, its rate limit"),
        )
        .arg_required_else_help(true)
        .args_conflicts_with_subcommands(true)
        .subcommand_value_name("OPERATION")
        .subcommand_help_heading("Operations")
        .disable_help_subcommand(true)
        // What is no operation is answered by us: with the one that was meant, and not with all that look like it.
        .allow_external_subcommands(true)
        .subcommands(document.operations().map(|one| operation(&document, &one)))
}

fn operation(document: &Document, one: &Described<'_>) -> Command {
    let id = one.operation.id;
    let mut command = Command::new(id)
        .disable_help_flag(true)
        .about(one.summary.to_owned())
        .long_about(describe::about(one))
        .after_help(describe::after(document, one))
        .next_help_heading("Parameters");
    for parameter in &one.parameters {
        command = command.args(parameter_flag(document, parameter));
    }
    command = command.next_help_heading("Fields of the body");
    // A required field is not for clap to ask for: the whole body may be piped in.
    for field in fields(document, one) {
        let schema = document.underlying(field.schema);
        let description = schema.get("description").and_then(Value::as_str);
        let flag = typed(
            document,
            format!("{FIELD}{}", field.name),
            field.name,
            schema,
        );
        command = command.args(flag.map(|it| it.help(description.unwrap_or_default().to_owned())));
    }
    general(command.next_help_heading("Options"), one)
}

/// The arguments that do not hang on the names in the spec.
fn general(command: Command, one: &Described<'_>) -> Command {
    let mut command = command
        .arg(
            Arg::new("help")
                .long("help")
                .short('h')
                .action(ArgAction::Help)
                .help("Print help"),
        )
        .arg(
            Arg::new("param")
                .long("param")
                .short('p')
                .value_name("NAME=VALUE")
                .action(ArgAction::Append)
                .help("Set a parameter, or a field of the body, by the name that the docs have for it; may be given several times"),
        )
        .arg(
            Arg::new("unchecked")
                .long("unchecked")
                .action(ArgAction::SetTrue)
                .help("Send names and values that the docs do not know: unknown parameters go into the query"),
        )
        .arg(
            Arg::new("output")
                .long("output")
                .short('o')
                .value_name("FILE")
                .value_parser(value_parser!(std::path::PathBuf))
                .help("Write the answer to a file, whole or not at all"),
        );
    if one.body.is_some() {
        command = command.arg(
            Arg::new("json")
                .long("json")
                .value_name("JSON")
                .help("The body as JSON; @FILE reads it from a file, - from standard input, as is what is piped in where no body is given. Fields given as flags are put into it"),
        );
    }
    if !one.operation.charges.is_empty() {
        command = command.arg(
            Arg::new("yes")
                .long("yes")
                .short('y')
                .action(ArgAction::SetTrue)
                .help(format!(
                    "Do not ask before credits are spent ({})",
                    cost::price(one.operation)
                )),
        );
    }
    let Answer::Json { list, .. } = one.answer else {
        return command;
    };
    command = command.arg(
        Arg::new("columns")
            .long("columns")
            .value_name("A,B")
            .value_delimiter(',')
            .action(ArgAction::Append)
            .help("The columns of a table or of CSV, by the names of fields; a.b is b within a"),
    );
    if list.is_some() && one.operation.method == "GET" {
        command = command
            .arg(
                Arg::new("all")
                    .long("all")
                    .action(ArgAction::SetTrue)
                    .conflicts_with("limit")
                    .help("Get the entries of all pages; without it, those of the first"),
            )
            .arg(
                Arg::new("limit")
                    .long("limit")
                    .value_name("N")
                    .value_parser(value_parser!(u64))
                    .help("Get so many entries, from as many pages as it takes"),
            );
    }
    command
}

fn parameter_flag(document: &Document, parameter: &Parameter<'_>) -> Option<Arg> {
    let id = format!("{PARAMETER}{}", parameter.name);
    let flag = typed(document, id, parameter.name, document.schema_of(parameter))?;
    let flag = flag.help(parameter.description.unwrap_or_default().to_owned());
    Some(match (parameter.required, parameter.location) {
        (true, _) | (_, Location::Path) => flag.required_unless_present("param"),
        _ => flag,
    })
}

/// A flag for a value of a schema; a list takes it several times.
fn typed(document: &Document, id: String, name: &str, schema: &Value) -> Option<Arg> {
    let flag = Arg::new(id).long(flag(name)?);
    let (entry, action) = match schema.get("items") {
        Some(items) => (document.underlying(items), ArgAction::Append),
        None => (schema, ArgAction::Set),
    };
    let flag = flag.action(action);
    let text = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
    let choices = entry.get("enum").and_then(Value::as_array);
    let choices: Vec<String> = choices
        .into_iter()
        .flatten()
        .filter_map(|choice| choice.as_str().map(str::to_owned))
        .collect();
    Some(match (text("type"), text("format")) {
        ("boolean", _) => flag
            .value_name("BOOL")
            .value_parser(PossibleValuesParser::new(["true", "false"])),
        ("integer", _) => flag
            .value_name("N")
            .allow_negative_numbers(true)
            .value_parser(integer),
        ("number", _) => flag
            .value_name("N")
            .allow_negative_numbers(true)
            .value_parser(number),
        _ if !choices.is_empty() => flag
            .value_name("VALUE")
            .value_parser(PossibleValuesParser::new(choices)),
        (_, "email") => flag.value_name("EMAIL"),
        (_, "uuid") => flag.value_name("UUID"),
        (_, "uri") => flag.value_name("URL"),
        _ if name == "id" || name.ends_with("_id") => flag.value_name("ID"),
        _ => flag.value_name("TEXT"),
    })
}

fn integer(text: &str) -> Result<String, &'static str> {
    let checked = text.parse::<i64>().map(|_| text.to_owned());
    checked.map_err(|_| "it takes a whole number")
}

fn number(text: &str) -> Result<String, &'static str> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(text.to_owned()),
        _ => Err("it takes a number"),
    }
}

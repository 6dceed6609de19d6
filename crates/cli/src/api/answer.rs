//! Sends the call, and prints what comes back.

use std::io::Write;

use amplemarket::{AnyPage, Call, Client, Page};
use serde_json::{Map, Value};

use super::request::Request;
use crate::columns::expected_columns;
use crate::context::Context;
use crate::document::{Answer, Described, Document};
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::{Columns, ListAnswer, Printer, Sink, Writer};

/// Bytes would do things to a terminal that nobody wants; said before anything is sent.
pub(super) fn refuse_bytes_on_a_terminal(one: &Described<'_>, sink: &Sink) -> Result<(), CliError> {
    match one.answer {
        Answer::Bytes if sink.is_terminal() => {
            let message = format!(
                "{} answers with bytes, and this is a terminal",
                one.operation.id
            );
            Err(CliError::new(Exit::Usage, message).hint("write them to a file: -o FILE"))
        }
        _ => Ok(()),
    }
}

pub(super) async fn send_and_print(
    document: &Document,
    one: &Described<'_>,
    request: Request,
    client: Client,
    context: &Context,
    mut sink: Sink,
) -> Result<Exit, CliError> {
    let printer = sink.printer(context.format());
    let call = call(one, &request, &client);
    match one.answer {
        Answer::Bytes => {
            let mut bytes = call.send_for_bytes().await?.into_inner();
            while let Some(chunk) = bytes.chunk().await? {
                sink.write_all(&chunk).map_err(CliError::output)?;
            }
        }
        Answer::Json { schema, list } if request.all || request.limit.is_some() => {
            let expected = expected_columns(document, schema, list);
            let mut rows = printer.list(Columns::new(request.columns).expecting(expected));
            print_pages(call, request.limit, rows.as_mut(), &mut sink).await?;
            finish(rows, &mut sink, context)?;
        }
        Answer::Json { schema, list } => {
            let body = call.send().await?.into_inner();
            let expected = expected_columns(document, schema, list);
            let columns = Columns::new(request.columns);
            print_one(&body, list, printer, columns, expected, &mut sink, context)?;
            sink.flush().map_err(CliError::output)?;
            if AnyPage::of(one.operation, body).next_link().is_some() {
                context.say(
                    "there is more: --all gets the entries of all pages, --limit N the first N",
                );
            }
        }
    }
    sink.finish()?;
    Ok(Exit::Done)
}

fn call(one: &Described<'_>, request: &Request, client: &Client) -> Call {
    let mut call = client.call(one.operation);
    for (name, value) in &request.path {
        call = call.path(name, value);
    }
    for (name, value) in &request.query {
        call = call.query(name, value);
    }
    match &request.body {
        Some(body) => call.body(body.clone()),
        None => call,
    }
}

/// The entries of all pages, as they come, or so many of them.
async fn print_pages(
    call: Call,
    limit: Option<u64>,
    rows: &mut dyn Writer,
    sink: &mut Sink,
) -> Result<(), CliError> {
    let mut left = limit.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX));
    if left == Some(0) {
        return Ok(());
    }
    let mut pages = call.pages();
    while let Some(page) = pages.try_next().await? {
        let mut entries = page.into_items();
        if let Some(left) = &mut left {
            entries.truncate(*left);
            *left -= entries.len();
        }
        rows.entries(sink, &entries).map_err(CliError::output)?;
        if left == Some(0) {
            break;
        }
    }
    Ok(())
}

/// One answer: as it is to programs that read documents, its entries to whoever reads lines.
fn print_one(
    body: &Value,
    list: Option<&str>,
    printer: Printer,
    columns: Columns,
    expected: Vec<String>,
    sink: &mut Sink,
    context: &Context,
) -> Result<(), CliError> {
    let shown = printer.format.list_answer();
    let entries = entries(body, list).filter(|_| shown != ListAnswer::Whole);
    let Some((name, entries)) = entries else {
        return printer
            .document(sink, body, columns)
            .map_err(CliError::output);
    };
    if shown == ListAnswer::RestAndEntries {
        let rest = without(body, name);
        if !rest.as_object().is_none_or(Map::is_empty) {
            printer
                .document(sink, &rest, Columns::default())
                .map_err(CliError::output)?;
            if !entries.is_empty() {
                writeln!(sink).map_err(CliError::output)?;
            }
        }
    }
    let mut rows = printer.list(columns.expecting(expected));
    rows.entries(sink, entries).map_err(CliError::output)?;
    finish(rows, sink, context)?;
    if entries.is_empty() {
        context.say(format!(
            "no {}",
            name.unwrap_or("entries").replace('_', " ")
        ));
    }
    Ok(())
}

/// Ends the rows, and says which columns are not there.
fn finish(rows: Box<dyn Writer>, sink: &mut Sink, context: &Context) -> Result<(), CliError> {
    let left_out = rows.finish(sink).map_err(CliError::output)?;
    // What is said of the rows stands below them.
    sink.flush().map_err(CliError::output)?;
    if !left_out.is_empty() {
        let names = left_out.join(", ");
        context.say(format!(
            "not shown: {names} (--columns chooses, --format json shows all)"
        ));
    }
    Ok(())
}

/// The list in an answer: the one that the docs name, or all that there is.
fn entries<'b>(body: &'b Value, list: Option<&'b str>) -> Option<(Option<&'b str>, &'b [Value])> {
    if let Some(entries) = body.as_array() {
        return Some((None, entries));
    }
    let fields = body.as_object()?;
    if let Some(name) = list
        && let Some(entries) = fields.get(name).and_then(Value::as_array)
    {
        return Some((Some(name), entries));
    }
    let mut own = fields.iter().filter(|(name, _)| !name.starts_with('_'));
    match (own.next(), own.next()) {
        (Some((name, Value::Array(entries))), None) => Some((Some(name), entries)),
        _ => None,
    }
}

/// What else stands in an answer beside its list.
fn without(body: &Value, list: Option<&str>) -> Value {
    let fields = body.as_object().into_iter().flatten();
    let rest = fields.filter(|(name, _)| !name.starts_with('_') && Some(name.as_str()) != list);
    Value::Object(
        rest.map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_list_is_the_one_that_the_docs_name_or_all_that_there_is() {
        let found = |body: &Value, list| {
            entries(body, list).map(|(name, all)| (name.map(str::to_owned), all.len()))
        };
        let batch = json!({ "id": 1, "tags": [1], "results": [1, 2], "_links": {} });
        assert_eq!(
            found(&batch, Some("results")),
            Some((Some("results".to_owned()), 2))
        );
        assert_eq!(found(&batch, None), None);
        assert_eq!(
            without(&batch, Some("results")),
            json!({ "id": 1, "tags": [1] })
        );
        let undocumented = json!({ "contacts": [1], "_links": {} });
        assert_eq!(
            found(&undocumented, None),
            Some((Some("contacts".to_owned()), 1))
        );
        assert_eq!(found(&json!([1, 2]), None), Some((None, 2)));
        assert_eq!(found(&json!({ "id": 1 }), Some("results")), None);
    }
}

//! The columns that an answer can have, as far as the docs say.

use amplemarket::Operation;
use serde_json::Value;

use crate::document::{Answer, Described, Document};
use crate::error::CliError;
use crate::exit::Exit;
use crate::suggest::suggest;

/// Refuses columns that the answer of an operation has not. What the docs say nothing of is not refused.
pub(crate) fn refuse_unknown_columns(
    document: &Document,
    operation: &'static Operation,
    columns: &[String],
) -> Result<(), CliError> {
    let known = document
        .describe(operation)
        .map(|one| expected(document, &one))
        .unwrap_or_default();
    let is_known = |wanted: &str| {
        // What is within a field that the docs do not describe can be anything.
        let within = |it: &String| {
            wanted
                .strip_prefix(&**it)
                .is_some_and(|it| it.starts_with('.'))
        };
        known.iter().any(|it| it == wanted || within(it))
    };
    let unknown = columns.iter().find(|wanted| !is_known(wanted));
    let Some(unknown) = unknown.filter(|_| !known.is_empty()) else {
        return Ok(());
    };
    let id = operation.id;
    let mut error = CliError::new(
        Exit::Usage,
        format!("the docs know no column `{unknown}` of {id}"),
    );
    if let Some(near) = suggest(unknown, known.iter().map(String::as_str)) {
        error = error.hint(format!("did you mean `{near}`?"));
    }
    Err(error.hint(format!("the columns are {}", known.join(", "))))
}

fn expected(document: &Document, one: &Described<'_>) -> Vec<String> {
    match one.answer {
        Answer::Json { schema, list } => match list {
            Some(_) => expected_columns(document, schema, list),
            None => {
                let mut columns = Vec::new();
                gather(document, schema, "", 0, &mut columns);
                columns
            }
        },
        Answer::Bytes => Vec::new(),
    }
}

/// The columns that the docs let one expect in the entries of a list.
pub(crate) fn expected_columns(
    document: &Document,
    schema: &Value,
    list: Option<&str>,
) -> Vec<String> {
    let entry = list.and_then(|name| {
        let properties = document.properties(schema).into_iter();
        let list = properties.into_iter().find(|it| it.name == name)?;
        document.underlying(list.schema).get("items")
    });
    let mut columns = Vec::new();
    if let Some(entry) = entry {
        gather(document, entry, "", 0, &mut columns);
    }
    columns
}

fn gather(
    document: &Document,
    schema: &Value,
    prefix: &str,
    depth: usize,
    columns: &mut Vec<String>,
) {
    // What refers to itself has no end; nobody reads columns that deep.
    if depth > 4 {
        return;
    }
    for field in document.properties(schema) {
        let name = format!("{prefix}{}", field.name);
        if name.starts_with('_') {
            continue;
        }
        match document.properties(field.schema).is_empty() {
            true => columns.push(name),
            false => gather(
                document,
                field.schema,
                &format!("{name}."),
                depth + 1,
                columns,
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_from_the_docs() {
        let document = Document::of_this_build();
        let one = document
            .describe(&amplemarket::operations::GET_EMAIL_VALIDATION)
            .unwrap();
        let Answer::Json { schema, list } = one.answer else {
            unreachable!()
        };
        let columns = expected_columns(&document, schema, list);
        assert!(columns.contains(&"email".to_owned()), "{columns:?}");
        assert!(columns.contains(&"result".to_owned()), "{columns:?}");
    }
}

//! `amplemarket api --list`.

use serde_json::{Value, json};

use super::{cost, describe};
use crate::context::Context;
use crate::document::Document;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::{Columns, Sink};

pub(super) fn print(document: &Document, context: &Context) -> Result<Exit, CliError> {
    let entries: Vec<Value> = document
        .operations()
        .map(|one| {
            json!({
                "operation": one.operation.id,
                "calls": one.operation.to_string(),
                "evidence": describe::evidence(one.operation),
                "cost": Some(cost::price(one.operation)).filter(|price| !price.is_empty()),
                "limit": describe::limit(one.operation),
                "summary": one.summary,
                "docs": one.operation.page,
            })
        })
        .collect();
    let mut sink = Sink::open(None)?;
    let columns = ["operation", "calls", "evidence", "cost", "limit", "summary"];
    let columns = columns.map(str::to_owned).to_vec();
    let mut rows = sink.printer(context.format()).list(Columns::new(columns));
    rows.entries(&mut sink, &entries)
        .map_err(CliError::output)?;
    let left_out = rows.finish(&mut sink).map_err(CliError::output)?;
    sink.finish()?;
    if !left_out.is_empty() {
        context.say(format!(
            "not shown: {} (--format json shows all)",
            left_out.join(", ")
        ));
    }
    Ok(Exit::Done)
}

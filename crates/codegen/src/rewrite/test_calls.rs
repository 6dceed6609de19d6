//! Every operation as a call: what a test needs that calls them all.

use serde_json::Value;

use super::example::{self, Extent};
use crate::facts::Facts;
use crate::model::Model;
use crate::output::{AnswerForm, Call};
use crate::parameters::Parameter;

/// Calls that set the least, as the docs of the methods show them, and the most; in the order of the operations.
pub(crate) fn test_calls(model: &Model) -> Vec<Call> {
    let call = |facts: &Facts| Call {
        operation: facts.id.clone(),
        answer: answer(facts, &model.document),
        least: expression(facts, model, Extent::LEAST),
        most: expression(facts, model, Extent::MOST),
    };
    model.facts.iter().map(call).collect()
}

/// What a path names is the one thing that a server with state has to know already: the caller may put it in.
fn expression(facts: &Facts, model: &Model, extent: Extent) -> String {
    let given = |parameter: &Parameter, value: String| {
        if parameter.place == "path" && value.starts_with('"') {
            format!("path({:?}, {value})", parameter.name)
        } else {
            value
        }
    };
    let call = example::call(facts, model, extent, given);
    let statement = example::laid_out(&format!("let call = {call};"));
    let call = statement.trim_start_matches("let call = ");
    call.trim_end_matches(';').to_owned()
}

fn answer(facts: &Facts, document: &Value) -> AnswerForm {
    let operation = document
        .get("paths")
        .and_then(|paths| paths.get(&facts.path)?.get(facts.method));
    let content = operation
        .and_then(|operation| operation.get("responses")?.as_object()?.values().next())
        .and_then(|success| success.get("content")?.as_object());
    match content {
        Some(content) if !content.contains_key("application/json") => AnswerForm::Bytes,
        _ if facts.paging.is_some() => AnswerForm::Pages,
        _ => AnswerForm::Body,
    }
}

//! Batches, as they are answered: by their schema, with a page of results and the links around it.

use serde_json::{Map, Value, json};

use crate::api::Route;
use crate::batches::Batch;
use crate::call::Call;
use crate::hash::stable_hash as hash;
use crate::paging::{Asked, is_paged};
use crate::sample::sample;
use crate::schema::Components;
use crate::state::Rule;

/// Results on a page where nobody says how many; as the docs have it for email validations.
const USUAL: usize = 100;

/// A batch that has just been started.
pub(crate) fn started(components: &Components, batch: &Batch) -> Value {
    let itself = format!("{}/{}", batch.kind.start.path, batch.id);
    let links = json!({ "self": { "href": itself } });
    whole(components, batch, "queued", json!([]), links)
}

/// A batch of which so many entries can be read, by the page that is asked for.
pub(crate) fn read(
    components: &Components,
    batch: &mut Batch,
    rule: &Rule,
    status: &str,
    readable: usize,
    route: &Route,
    call: &Call,
) -> Value {
    let (results, links) = page(components, batch, rule, readable, route, call);
    whole(components, batch, status, results, links)
}

fn whole(
    components: &Components,
    batch: &Batch,
    status: &str,
    results: Value,
    links: Value,
) -> Value {
    let mut body = Map::new();
    for field in &batch.kind.fields {
        let given = match field.name.as_str() {
            "id" => Some(match batch.id.parse::<u64>() {
                Ok(number) if field.checker.accepts(&json!(number)) => json!(number),
                _ => json!(batch.id),
            }),
            "status" => Some(json!(status)),
            "results" => Some(results.clone()),
            "_links" => Some(links.clone()),
            "_errors" if status == "error" => Some(failed()),
            "_errors" => continue,
            // What was sent is said again, where it can be.
            name => batch.settings.get(name).cloned(),
        };
        let value = given
            .filter(|value| field.checker.accepts(value))
            .unwrap_or_else(|| {
                // A kind of batch that has no word for `error` has one for its end.
                let canceled = Some(json!("canceled")).filter(|value| field.checker.accepts(value));
                let canceled = canceled.filter(|_| field.name == "status");
                canceled.unwrap_or_else(|| sample(components, &field.schema, 0))
            });
        body.insert(field.name.clone(), value);
    }
    Value::Object(body)
}

fn failed() -> Value {
    json!([{
        "code": "internal_server_error",
        "title": "Internal Server Error",
        "detail": "Something went wrong."
    }])
}

fn page(
    components: &Components,
    batch: &mut Batch,
    rule: &Rule,
    readable: usize,
    route: &Route,
    call: &Call,
) -> (Value, Value) {
    let asked = Asked::of(route, &call.query, USUAL);
    let rows = batch.rows(readable);
    let keyed = batch.kind.key.is_some();
    let number = |cursor: &str| cursor.parse::<usize>().unwrap_or(rows.len());
    let through = |cursor: &str| match keyed {
        true => rows.partition_point(|row| batch.key(*row) <= cursor),
        false => number(cursor).saturating_add(1),
    };
    let ahead = |cursor: &str| match keyed {
        true => rows.partition_point(|row| batch.key(*row) < cursor),
        false => number(cursor),
    };
    let range = match is_paged(route) {
        true => asked.page(rows.len(), through, ahead),
        false => 0..rows.len(),
    };
    let shown = rows.get(range.clone()).unwrap_or_default();
    let results = shown
        .iter()
        .map(|row| result(components, batch, rule, *row))
        .collect();
    let cursor = |at: usize| rows.get(at).map_or("", |row| batch.key(*row)).to_owned();
    let links = asked.links(&call.path, call.path.clone(), &range, rows.len(), cursor);
    (results, links)
}

/// What came out for an entry: by the rule, else what was sent, where the result says it as well, else made up.
fn result(components: &Components, batch: &Batch, rule: &Rule, row: u32) -> Value {
    let sent = batch.sent(row);
    if batch.kind.result.is_empty() {
        return sent;
    }
    let seed = hash(sent.to_string().as_bytes());
    let outcome = rule(&sent);
    let mut result = Map::new();
    for field in &batch.kind.result {
        let given = [outcome.fields.get(&field.name), sent.get(&field.name)];
        let fits = |value: &&Value| field.checker.accepts(value);
        let value = given.into_iter().flatten().find(fits).cloned();
        let value = value.unwrap_or_else(|| sample(components, &field.schema, seed));
        result.insert(field.name.clone(), value);
    }
    Value::Object(result)
}

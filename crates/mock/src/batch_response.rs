//! Batches, as they are answered: by their schema, with a page of results and the links around it.

use hyper::StatusCode;
use serde_json::{Map, Value, json};

use crate::api::{Api, Route};
use crate::batches::Batch;
use crate::call::Call;
use crate::flaw::Flaw;
use crate::hash::stable_hash as hash;
use crate::links::Relation;
use crate::paging::Asked;
use crate::pointer;
use crate::sample::sample;
use crate::schema::Components;

use crate::status::Status;
use crate::vendor::Rule;

/// Results on a page if the request does not say how many.
const USUAL: usize = 100;

/// A batch that has just been started.
pub(crate) fn started(api: &Api, batch: &Batch) -> Value {
    let itself = format!("{}/{}", batch.kind.start.key.path, batch.id);
    let links = [(Relation::Itself, itself)];
    whole(api, batch, Status::Queued, json!([]), &links)
}

/// A batch of which so many entries can be read, by the page that is asked for.
pub(crate) fn read(
    api: &Api,
    batch: &mut Batch,
    rule: &Rule,
    status: Status,
    readable: usize,
    route: &Route,
    call: &Call,
) -> Value {
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
    let cursor = |at: usize| rows.get(at).map_or("", |row| batch.key(*row)).to_owned();
    let mut links = vec![(Relation::Itself, call.path.clone())];
    let range = match Asked::of(&api.settings.pagination, route, &call.query, USUAL) {
        Some(asked) => {
            let range = asked.page(rows.len(), through, ahead);
            links.extend(asked.links(&call.path, &range, rows.len(), cursor));
            range
        }
        None => 0..rows.len(),
    };
    let shown = rows.get(range).unwrap_or_default();
    let results = shown
        .iter()
        .map(|row| result(&api.components, batch, rule, *row))
        .collect();
    whole(api, batch, status, results, &links)
}

fn whole(
    api: &Api,
    batch: &Batch,
    status: Status,
    results: Value,
    links: &[(Relation, String)],
) -> Value {
    let kind = &batch.kind;
    let mut about = json!({});
    api.links.write(
        &api.components,
        &kind.start.success.schema,
        &mut about,
        links,
    );
    let errors = &api.settings.errors.list;
    if status == Status::Failed {
        pointer::set(&mut about, errors, json!([failed(api)]));
    }
    let errors = errors.split('/').nth(1);
    let mut body = Map::new();
    for field in &kind.fields {
        let given = match field.name.as_str() {
            "id" => Some(match batch.id.parse::<u64>() {
                Ok(number) if field.checker.accepts(&json!(number)) => json!(number),
                _ => json!(batch.id),
            }),
            "status" => Some(json!(kind.words.word(status))),
            name if kind.results.as_deref() == Some(name) => Some(results.clone()),
            name if Some(name) == errors && status != Status::Failed => continue,
            // What was sent is said again, where it can be.
            name => about.get(name).or(batch.settings.get(name)).cloned(),
        };
        let value = given.filter(|value| field.checker.accepts(value));
        let value = value.unwrap_or_else(|| sample(&api.components, &field.schema, 0));
        body.insert(field.name.clone(), value);
    }
    Value::Object(body)
}

/// Why a batch failed.
fn failed(api: &Api) -> Value {
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    let flaw = Flaw::new(
        "internal_server_error",
        "Internal Server Error",
        "Something went wrong.",
    );
    api.errors.error(status, &flaw)
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

//! The API behind the wire: a request that is in order goes in, and what the vendor would do with it happens.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hyper::header::RETRY_AFTER;
use serde_json::{Map, Value, json};
use tokio::time::Instant;

use crate::Pace;
use crate::answer::Answer;
use crate::api::{Api, Operation};
use crate::batches::Batch;
use crate::call::Call;
use crate::error::UnknownBatch;
use crate::family::{Deed, Family};
use crate::ledger::{Account, Ledger};
use crate::limits::Limits;
use crate::lists::Lists;
use crate::paging::{Asked, is_paged};
use crate::problem::Problem;
use crate::sample::{id, sample};
use crate::verdict::{Verdict, hash};

/// How the world is set.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) keys: Vec<String>,
    pub(crate) pace: Pace,
    pub(crate) partial_results: bool,
    pub(crate) credits: BTreeMap<String, f64>,
    pub(crate) rate_limits: bool,
    pub(crate) list_length: usize,
}

#[derive(Debug)]
pub(crate) struct World {
    pub(crate) api: Arc<Api>,
    pub(crate) settings: Settings,
    families: Vec<Arc<Family>>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    batches: BTreeMap<String, Batch>,
    /// Their ids, in the order in which they were started.
    order: Vec<String>,
    account: Account,
    limits: Limits,
    lists: Lists,
}

impl World {
    pub(crate) fn new(api: Arc<Api>, settings: Settings) -> Self {
        let state = State {
            batches: BTreeMap::new(),
            order: Vec::new(),
            account: Account::new(settings.credits.clone()),
            limits: Limits::default(),
            lists: Lists::of(&api, settings.list_length),
        };
        Self {
            families: Family::all(&api).into_iter().map(Arc::new).collect(),
            state: Mutex::new(state),
            api,
            settings,
        }
    }

    /// Whether this consumer may call now.
    pub(crate) fn admit(&self, operation: &Operation, key: &str) -> Result<(), Problem> {
        if !self.settings.rate_limits {
            return Ok(());
        }
        let admitted = self.state().limits.take(&self.api, operation, key);
        admitted.map_err(Problem::too_many_requests)
    }

    /// Does what is asked for.
    pub(crate) fn answer(&self, operation: &Operation, mut call: Call) -> Result<Answer, Problem> {
        let family = self
            .families
            .iter()
            .find_map(|f| Some((f, f.deed(operation)?)));
        let state = &mut *self.state();
        match family {
            Some((family, Deed::Start)) => self.start(state, family, call.body.take()),
            Some((family, deed)) => self.look(state, family, deed, operation, &call),
            None => {
                self.charge(state, operation, &call.body)?;
                state.lists.answer(&self.api, operation, &call)
            }
        }
    }

    fn start(
        &self,
        state: &mut State,
        family: &Arc<Family>,
        body: Value,
    ) -> Result<Answer, Problem> {
        let now = Instant::now();
        let number = state.order.len() as u64 + 1;
        let schema = &family.start.success.schema;
        let id = id(
            &self.api.components,
            self.api.components.property(schema, "id"),
            number,
            &new_uuid(),
        );
        let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
        let batch = Batch::new(id.clone(), Arc::clone(family), body);
        for kind in state.account.balances().keys() {
            // What other batches will still cost is spoken for.
            let mut needed = batch.reserved(kind, Pace::by_hand(), now);
            let asked = needed;
            for other in state.batches.values_mut() {
                other.settle(&mut state.account, self.settings.pace, now);
                needed += other.reserved(kind, self.settings.pace, now);
            }
            if asked > 0.0 && needed > state.account.left(kind) {
                let left = (state.account.left(kind) - (needed - asked)).max(0.0);
                return Err(Problem::insufficient_credits(asked, left, kind));
            }
        }
        let after = batch.retry_after(self.settings.pace, now);
        let body = self.shown(family, &batch.settings, &id, "queued", None);
        state.order.push(id.clone());
        state.batches.insert(id, batch);
        Ok(Answer::success(&family.start, body).with(RETRY_AFTER, after))
    }

    fn look(
        &self,
        state: &mut State,
        family: &Arc<Family>,
        deed: Deed,
        operation: &Operation,
        call: &Call,
    ) -> Result<Answer, Problem> {
        let (now, pace) = (Instant::now(), self.settings.pace);
        let id = call.named.values().next().map_or("", String::as_str);
        let found = state
            .batches
            .get_mut(id)
            .filter(|batch| Arc::ptr_eq(&batch.family, family));
        let batch = found.ok_or_else(|| not_found(&self.api, operation))?;
        batch.settle(&mut state.account, pace, now);
        if deed == Deed::Cancel {
            batch.end("canceled", pace, now);
        }
        let status = batch.status(pace, now);
        let running = ["queued", "processing"].contains(&status);
        let readable = match status {
            "queued" | "processing" if !self.settings.partial_results => 0,
            _ => batch.done(pace, now),
        };
        let page = self.page(batch, readable, operation, call);
        let body = self.shown(family, &batch.settings, id, status, Some(page));
        let answer = Answer::success(operation, body);
        Ok(if running {
            answer.with(RETRY_AFTER, batch.retry_after(pace, now))
        } else {
            answer
        })
    }

    /// One page of what a batch has found, and the links around it.
    fn page(
        &self,
        batch: &mut Batch,
        readable: usize,
        operation: &Operation,
        call: &Call,
    ) -> (Value, Value) {
        let asked = Asked::of(operation, &call.query, 100);
        let rows = batch.rows(readable).to_vec();
        let keyed = batch.family.key.is_some();
        let number = |cursor: &str| cursor.parse::<usize>().unwrap_or(rows.len());
        let range = asked.page(
            rows.len(),
            |cursor| match keyed {
                true => rows.partition_point(|row| batch.key(*row) <= cursor),
                false => number(cursor).saturating_add(1),
            },
            |cursor| match keyed {
                true => rows.partition_point(|row| batch.key(*row) < cursor),
                false => number(cursor),
            },
        );
        let shown = rows.get(range.clone()).unwrap_or_default();
        let results = shown.iter().map(|row| self.result(batch, *row)).collect();
        let cursor = |at: usize| rows.get(at).map_or("", |row| batch.key(*row)).to_owned();
        let paged = if is_paged(operation) {
            rows.len()
        } else {
            range.end
        };
        let links = asked.links(&call.path, call.path.clone(), &range, paged, cursor);
        (results, links)
    }

    /// What came out for an entry: what was sent, where the result says it as well; the verdict; the rest made up.
    fn result(&self, batch: &Batch, row: u32) -> Value {
        let sent = batch.sent(row);
        let components = &self.api.components;
        let Some(schema) = &batch.family.result else {
            return sent;
        };
        let properties = components.properties(schema);
        if properties.is_empty() {
            return sent;
        }
        let seed = hash(sent.to_string().as_bytes());
        let verdict = Verdict::of(batch.key(row));
        let mut result = Map::new();
        for (name, property) in properties {
            let options = property.get("enum").and_then(Value::as_array);
            let value = match (name, sent.get(name), options) {
                (_, Some(sent), _) => sent.clone(),
                (_, _, Some(options)) if options.iter().any(|option| option == verdict.result) => {
                    json!(verdict.result)
                }
                ("catch_all", _, _) => json!(verdict.catch_all),
                _ => sample(components, property, seed),
            };
            result.insert(name.to_owned(), value);
        }
        Value::Object(result)
    }

    /// A batch, as its schema has it.
    fn shown(
        &self,
        family: &Family,
        settings: &Map<String, Value>,
        id: &str,
        status: &str,
        page: Option<(Value, Value)>,
    ) -> Value {
        let itself = json!({ "self": { "href": format!("{}/{id}", family.start.path) } });
        let (results, links) = page.unwrap_or_else(|| (json!([]), itself));
        let components = &self.api.components;
        let schema = &family.start.success.schema;
        let mut body = Map::new();
        for (name, property) in components.properties(schema) {
            let value = match name {
                "id" => match property.get("type").and_then(Value::as_str) {
                    Some("integer") => id.parse::<u64>().map_or_else(|_| json!(id), |id| json!(id)),
                    _ => json!(id),
                },
                "status" => json!(status),
                "results" => results.clone(),
                "_links" => links.clone(),
                "_errors" if status == "error" => json!([{
                    "code": "internal_server_error",
                    "title": "Internal Server Error",
                    "detail": "Something went wrong."
                }]),
                "_errors" => continue,
                _ => match settings.get(name) {
                    Some(sent) => sent.clone(),
                    None => sample(components, property, 0),
                },
            };
            body.insert(name.to_owned(), value);
        }
        repaired(family, body, components)
    }

    /// What a call costs that starts no batch: each entry of the list, or the call itself.
    fn charge(
        &self,
        state: &mut State,
        operation: &Operation,
        body: &Value,
    ) -> Result<(), Problem> {
        for charge in &operation.facts.charges {
            let entries = body
                .pointer(&charge.pointer)
                .and_then(Value::as_array)
                .map_or(1, Vec::len);
            let needed = charge.amount * entries as f64;
            let left = state.account.left(&charge.kind);
            if needed > left {
                return Err(Problem::insufficient_credits(needed, left, &charge.kind));
            }
            state.account.charge(
                None,
                &operation.id,
                &charge.kind,
                entries,
                charge.amount,
                Instant::now(),
            );
        }
        Ok(())
    }

    /// The books, brought up to date.
    pub(crate) fn ledger(&self) -> Ledger {
        let (now, pace) = (Instant::now(), self.settings.pace);
        let state = &mut *self.state();
        for batch in state.batches.values_mut() {
            batch.settle(&mut state.account, pace, now);
        }
        let batches = state.order.iter().filter_map(|id| state.batches.get(id));
        Ledger {
            batches: batches.map(|batch| batch.record(pace, now)).collect(),
            charges: state.account.charges(),
            left: state.account.balances(),
        }
    }

    /// Does something to a batch by hand, and settles what follows from it.
    pub(crate) fn by_hand(
        &self,
        id: &str,
        deed: impl FnOnce(&mut Batch, Pace, Instant),
    ) -> Result<(), UnknownBatch> {
        let (now, pace) = (Instant::now(), self.settings.pace);
        let state = &mut *self.state();
        let batch = state
            .batches
            .get_mut(id)
            .ok_or_else(|| UnknownBatch { id: id.to_owned() })?;
        deed(batch, pace, now);
        batch.settle(&mut state.account, pace, now);
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A value that was taken over from the request, or a status, that the answer's schema has no word for is replaced by one that
/// it has.
fn repaired(
    family: &Family,
    body: Map<String, Value>,
    components: &crate::schema::Components,
) -> Value {
    let schema = &family.start.success.schema;
    let properties = components.properties(schema);
    let known = |name: &str, value: &Value| {
        let schema = properties
            .iter()
            .find(|(property, _)| *property == name)
            .map(|(_, schema)| schema);
        let options = schema
            .and_then(|schema| schema.get("enum"))
            .and_then(Value::as_array);
        match options {
            Some(options) if !options.contains(value) => options
                .iter()
                .find(|option| *option == "canceled")
                .or(options.first())
                .cloned(),
            _ => None,
        }
    };
    let entries = body.into_iter().map(|(name, value)| {
        let value = known(&name, &value).unwrap_or(value);
        (name, value)
    });
    Value::Object(entries.collect())
}

/// In the words of the docs: of an email validation, that it could not be found.
pub(crate) fn not_found(api: &Api, operation: &Operation) -> Problem {
    let object = api
        .components
        .property(&operation.success.schema, "object")
        .and_then(|object| object.get("enum")?.get(0)?.as_str());
    match object {
        Some(object) => Problem::not_found(format!("Could not find {}.", object.replace('_', " "))),
        None => Problem::not_found("Could not find it."),
    }
}

/// A UUID of the kind that the API gives: version 7, so that ids sort by time.
pub(crate) fn new_uuid() -> String {
    let millis = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |time| time.as_millis() as u64);
    let mut random = [0; 10];
    random.fill_with(|| fastrand::u8(..));
    uuid::Builder::from_unix_timestamp_millis(millis, &random)
        .into_uuid()
        .to_string()
}

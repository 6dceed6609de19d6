//! The API behind the wire: a request that is in order goes in, and what the vendor would do with it happens.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hyper::header::RETRY_AFTER;
use serde_json::Value;
use tokio::time::Instant;

use crate::Pace;
use crate::answer::Answer;
use crate::api::{Api, Operation};
use crate::batches::Batch;
use crate::call::Call;
use crate::error::{DocumentError, UnknownBatch};
use crate::facts::Charge;
use crate::family::{Deed, Family};
use crate::ledger::{Account, Ledger};
use crate::limits::Limits;
use crate::lists::Lists;
use crate::problem::Problem;
use crate::sample::id;
use crate::shown;

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
    pub(crate) fn new(api: Arc<Api>, settings: Settings) -> Result<Self, DocumentError> {
        let state = State {
            batches: BTreeMap::new(),
            order: Vec::new(),
            account: Account::new(settings.credits.clone()),
            limits: Limits::default(),
            lists: Lists::of(&api, settings.list_length),
        };
        Ok(Self {
            families: Family::all(&api)?.into_iter().map(Arc::new).collect(),
            state: Mutex::new(state),
            api,
            settings,
        })
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
                // What is refused or not found costs nothing.
                affordable(&state.account, operation, &call.body)?;
                let answer = state.lists.answer(&self.api, operation, &call)?;
                charge(&mut state.account, operation, &call.body);
                Ok(answer)
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
        let components = &self.api.components;
        let id = id(
            components,
            components.property(schema, "id"),
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
        let body = shown::started(components, &batch);
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
        let components = &self.api.components;
        let answer = Answer::success(
            operation,
            shown::read(components, batch, status, readable, operation, call),
        );
        Ok(if running {
            answer.with(RETRY_AFTER, batch.retry_after(pace, now))
        } else {
            answer
        })
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

/// Whether there is enough for a call that starts no batch.
fn affordable(account: &Account, operation: &Operation, body: &Value) -> Result<(), Problem> {
    for charge in &operation.facts.charges {
        let needed = charge.amount * entries(charge, body) as f64;
        let left = account.left(&charge.kind);
        if needed > left {
            return Err(Problem::insufficient_credits(needed, left, &charge.kind));
        }
    }
    Ok(())
}

fn charge(account: &mut Account, operation: &Operation, body: &Value) {
    for charge in &operation.facts.charges {
        account.charge(
            None,
            &operation.id,
            &charge.kind,
            entries(charge, body),
            charge.amount,
            Instant::now(),
        );
    }
}

/// Each entry of the list, or the call itself.
fn entries(charge: &Charge, body: &Value) -> usize {
    let list = body.pointer(&charge.pointer).and_then(Value::as_array);
    list.map_or(1, Vec::len)
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

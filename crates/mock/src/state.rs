//! The API behind the wire: a request that is in order goes in, and what the vendor would do with it happens.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hyper::header::RETRY_AFTER;
use serde_json::Value;
use specwright_openapi::batch::BatchAction;
use specwright_openapi::extensions::Charge;
use tokio::time::Instant;

use crate::Pace;
use crate::answer::Answer;
use crate::api::{Api, Route};
use crate::batch_kind::BatchKind;
use crate::batch_response;
use crate::batches::Batch;
use crate::call::Call;
use crate::error::{StartError, UnknownBatch};
use crate::ledger::{Account, Ledger};
use crate::limits::Limits;
use crate::lists::Lists;
use crate::problem::Problem;
use crate::sample::{id, new_uuid};
use crate::status::Status;
use crate::vendor::Rule;

/// What the builder was told.
#[derive(Clone)]
pub(crate) struct Options {
    pub(crate) keys: Vec<String>,
    pub(crate) pace: Pace,
    pub(crate) partial_results: bool,
    /// In the order in which they were given; without a kind, of the settings' first.
    pub(crate) credits: Vec<(Option<String>, f64)>,
    pub(crate) rate_limits: bool,
    pub(crate) list_length: usize,
    pub(crate) outcome: Arc<Rule>,
}

pub(crate) struct State {
    pub(crate) api: Arc<Api>,
    pub(crate) options: Options,
    batch_kinds: Vec<Arc<BatchKind>>,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    batches: BTreeMap<String, Batch>,
    /// Their ids, in the order in which they were started.
    order: Vec<String>,
    account: Account,
    limits: Limits,
    lists: Lists,
}

impl State {
    pub(crate) fn new(api: Arc<Api>, options: Options) -> Result<Self, StartError> {
        let inner = Inner {
            batches: BTreeMap::new(),
            order: Vec::new(),
            account: Account::new(balances(&options.credits, &api.settings.credits.kinds)?),
            limits: Limits::default(),
            lists: Lists::of(&api, options.list_length),
        };
        Ok(Self {
            batch_kinds: BatchKind::all(&api)?,
            inner: Mutex::new(inner),
            api,
            options,
        })
    }

    /// Whether this consumer may call now.
    pub(crate) fn admit(&self, route: &Route, key: &str) -> Result<(), Problem> {
        if !self.options.rate_limits {
            return Ok(());
        }
        let admitted = self.inner().limits.take(&self.api, route, key);
        admitted.map_err(Problem::too_many_requests)
    }

    /// Does what is asked for.
    pub(crate) fn answer(&self, route: &Route, mut call: Call) -> Result<Answer, Problem> {
        let kind = self
            .batch_kinds
            .iter()
            .find_map(|f| Some((f, f.action(route)?)));
        let inner = &mut *self.inner();
        match kind {
            Some((kind, BatchAction::Start)) => self.start(inner, kind, call.body.take()),
            Some((kind, action)) => self.look(inner, kind, action, route, &call),
            None => {
                // What is refused or not found costs nothing.
                affordable(&inner.account, route, &call.body)?;
                let answer = inner.lists.answer(&self.api, route, &call)?;
                charge(&mut inner.account, route, &call.body);
                Ok(answer)
            }
        }
    }

    fn start(
        &self,
        inner: &mut Inner,
        kind: &Arc<BatchKind>,
        body: Value,
    ) -> Result<Answer, Problem> {
        let now = Instant::now();
        let number = inner.order.len() as u64 + 1;
        let schema = &kind.start.success.schema;
        let components = &self.api.components;
        let id = id(
            components,
            components.property(schema, "id"),
            number,
            &new_uuid(),
        );
        let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
        let batch = Batch::new(id.clone(), Arc::clone(kind), body);
        for credits in inner.account.balances().keys() {
            // What other batches will still cost is spoken for.
            let mut needed = batch.reserved(credits, Pace::by_hand(), now);
            let asked = needed;
            for other in inner.batches.values_mut() {
                other.settle(
                    &mut inner.account,
                    &*self.options.outcome,
                    self.options.pace,
                    now,
                );
                needed += other.reserved(credits, self.options.pace, now);
            }
            if asked > 0.0 && needed > inner.account.left(credits) {
                let left = (inner.account.left(credits) - (needed - asked)).max(0.0);
                return Err(Problem::insufficient_credits(asked, left, credits));
            }
        }
        let after = batch.retry_after(self.options.pace, now);
        let body = batch_response::started(&self.api, &batch);
        inner.order.push(id.clone());
        inner.batches.insert(id, batch);
        Ok(Answer::success(&kind.start, body).with(RETRY_AFTER, after))
    }

    fn look(
        &self,
        inner: &mut Inner,
        kind: &Arc<BatchKind>,
        action: BatchAction,
        route: &Route,
        call: &Call,
    ) -> Result<Answer, Problem> {
        let (now, pace, rule) = (Instant::now(), self.options.pace, &*self.options.outcome);
        let id = call.named.values().next().map_or("", String::as_str);
        let found = inner
            .batches
            .get_mut(id)
            .filter(|batch| Arc::ptr_eq(&batch.kind, kind));
        let batch = found.ok_or_else(|| Problem::no_such(&self.api, route))?;
        batch.settle(&mut inner.account, rule, pace, now);
        if action == BatchAction::Cancel {
            batch.end(Status::Canceled, pace, now);
        }
        let status = batch.status(pace, now);
        let readable = match status.is_running() && !self.options.partial_results {
            true => 0,
            false => batch.done(pace, now),
        };
        let body = batch_response::read(&self.api, batch, rule, status, readable, route, call);
        let answer = Answer::success(route, body);
        Ok(if status.is_running() {
            answer.with(RETRY_AFTER, batch.retry_after(pace, now))
        } else {
            answer
        })
    }

    /// The books, brought up to date.
    pub(crate) fn ledger(&self) -> Ledger {
        let (now, pace, rule) = (Instant::now(), self.options.pace, &*self.options.outcome);
        let inner = &mut *self.inner();
        for batch in inner.batches.values_mut() {
            batch.settle(&mut inner.account, rule, pace, now);
        }
        let batches = inner.order.iter().filter_map(|id| inner.batches.get(id));
        Ledger {
            batches: batches.map(|batch| batch.record(pace, now)).collect(),
            charges: inner.account.charges(),
            left: inner.account.balances(),
        }
    }

    /// Does something to a batch by hand, and settles what follows from it.
    pub(crate) fn by_hand(
        &self,
        id: &str,
        action: impl FnOnce(&mut Batch, Pace, Instant),
    ) -> Result<(), UnknownBatch> {
        let (now, pace, rule) = (Instant::now(), self.options.pace, &*self.options.outcome);
        let inner = &mut *self.inner();
        let batch = inner
            .batches
            .get_mut(id)
            .ok_or_else(|| UnknownBatch { id: id.to_owned() })?;
        action(batch, pace, now);
        batch.settle(&mut inner.account, rule, pace, now);
        Ok(())
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many credits of each kind there are.
fn balances(
    given: &[(Option<String>, f64)],
    known: &[String],
) -> Result<BTreeMap<String, f64>, StartError> {
    let balance = |(kind, credits): &(Option<String>, f64)| {
        let named = kind.as_ref().or(known.first());
        match named.filter(|kind| known.contains(kind)) {
            Some(kind) => Ok((kind.clone(), *credits)),
            None => Err(StartError::Credits {
                kind: kind.clone(),
                known: known.to_vec(),
            }),
        }
    };
    given.iter().map(balance).collect()
}

/// Whether there is enough for a call that starts no batch.
fn affordable(account: &Account, route: &Route, body: &Value) -> Result<(), Problem> {
    for charge in &route.extensions.charges {
        let needed = charge.amount * entries(charge, body) as f64;
        let left = account.left(&charge.kind);
        if needed > left {
            return Err(Problem::insufficient_credits(needed, left, &charge.kind));
        }
    }
    Ok(())
}

fn charge(account: &mut Account, route: &Route, body: &Value) {
    for charge in &route.extensions.charges {
        account.charge(
            None,
            &route.id,
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

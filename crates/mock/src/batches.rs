//! Batches: started, worked through as time goes on, canceled.

use std::sync::Arc;

use serde_json::{Map, Value};
use specwright_openapi::extensions::{Charge, ChargedFor, Recurrence};
use tokio::time::Instant;

use crate::Pace;
use crate::batch_kind::BatchKind;
use crate::hash::stable_hash as hash;
use crate::ledger::{Account, BatchRecord};

use crate::status::Status;
use crate::vendor::Rule;

/// One batch. Nothing runs for it: how far it is follows from the clock when somebody asks.
#[derive(Debug)]
pub(crate) struct Batch {
    pub(crate) id: String,
    pub(crate) kind: Arc<BatchKind>,
    entries: Vec<Entry>,
    /// What else was in the body that started it.
    pub(crate) settings: Map<String, Value>,
    started: Instant,
    /// Entries that were moved on by hand, on top of what time does.
    by_hand: usize,
    end: Option<End>,
    /// So many entries have been paid for.
    charged: usize,
    /// The rows that can be read, in the order in which they are read; made when somebody first does.
    rows: Option<(usize, Arc<[u32]>)>,
}

/// An entry, in as little memory as it takes: there can be 100,000.
#[derive(Debug)]
struct Entry {
    key: Box<str>,
    /// The whole of it as JSON, where it is more than its key.
    whole: Option<Box<str>>,
}

#[derive(Clone, Copy, Debug)]
struct End {
    status: Status,
    done: usize,
}

impl Batch {
    pub(crate) fn new(id: String, kind: Arc<BatchKind>, body: Value) -> Self {
        let (entries, settings) = entries(&kind, body);
        Self {
            id,
            kind,
            entries,
            settings,
            started: Instant::now(),
            by_hand: 0,
            end: None,
            charged: 0,
            rows: None,
        }
    }

    /// How many entries are done by now.
    pub(crate) fn done(&self, pace: Pace, now: Instant) -> usize {
        if let Some(end) = self.end {
            return end.done;
        }
        let by_time = pace.done(self.throughput(), now.duration_since(self.started));
        by_time.saturating_add(self.by_hand).min(self.entries.len())
    }

    pub(crate) fn status(&self, pace: Pace, now: Instant) -> Status {
        if let Some(end) = self.end {
            return end.status;
        }
        match self.done(pace, now) {
            done if done == self.entries.len() => Status::Completed,
            0 => Status::Queued,
            _ => Status::Processing,
        }
    }

    pub(crate) fn record(&self, pace: Pace, now: Instant) -> BatchRecord {
        BatchRecord {
            id: self.id.clone(),
            operation: self.kind.start.id.clone(),
            status: self.kind.words.word(self.status(pace, now)).to_owned(),
            entries: self.entries.len(),
            done: self.done(pace, now),
        }
    }

    /// Whole seconds until it may be completed, within reason.
    pub(crate) fn retry_after(&self, pace: Pace, now: Instant) -> u64 {
        let left = self.entries.len().saturating_sub(self.done(pace, now));
        let time = pace.time_for(self.throughput(), left);
        time.map_or(1, |time| time.as_secs_f64().ceil() as u64)
            .clamp(1, 10)
    }

    pub(crate) fn advance(&mut self, entries: usize) {
        self.by_hand = self.by_hand.saturating_add(entries);
    }

    /// Ends it as far as it is. One that has ended stays as it was.
    pub(crate) fn end(&mut self, status: Status, pace: Pace, now: Instant) {
        if self.status(pace, now).is_running() {
            self.end = Some(End {
                status,
                done: self.done(pace, now),
            });
        }
    }

    /// Charges for what has been worked through since the last time.
    pub(crate) fn settle(&mut self, account: &mut Account, rule: &Rule, pace: Pace, now: Instant) {
        let done = self.done(pace, now);
        let new = self.charged..done;
        if new.is_empty() {
            return;
        }
        self.charged = done;
        let start = &self.kind.start;
        for charge in &start.extensions.charges {
            let entries = self.entries.get(new.clone()).unwrap_or_default();
            let due = entries.iter().filter(|entry| {
                self.costs(charge, || rule(&self.value(entry)).found)
                    && (charge.repeat == Recurrence::Always || {
                        let what =
                            format!("{}/{}/{}", charge.kind, charge.when.as_str(), entry.text());
                        account.is_due(hash(what.as_bytes()), charge.repeat, now)
                    })
            });
            let due = due.count();
            account.charge(
                Some(&self.id),
                &start.id,
                &charge.kind,
                due,
                charge.amount,
                now,
            );
        }
    }

    /// The most that what is still to be done can cost.
    pub(crate) fn reserved(&self, kind: &str, pace: Pace, now: Instant) -> f64 {
        if self.end.is_some() {
            return 0.0;
        }
        let left = self
            .entries
            .len()
            .saturating_sub(self.charged.max(self.done(pace, now)));
        let charges = self.kind.start.extensions.charges.iter();
        charges
            .filter(|charge| charge.kind == kind && self.costs(charge, || true))
            .map(|charge| charge.amount * left as f64)
            .sum()
    }

    /// Whether a charge falls due for an entry, of which something is found or not.
    fn costs(&self, charge: &Charge, found: impl Fn() -> bool) -> bool {
        match charge.when {
            ChargedFor::Processed => true,
            ChargedFor::Found => found(),
            ChargedFor::EmailRevealed => self.reveals("email") && found(),
            ChargedFor::PhoneRevealed => self.reveals("phone") && found(),
        }
    }

    /// Whether the body asked for something to be revealed: `reveal_email`, `reveal_phone_numbers`.
    fn reveals(&self, what: &str) -> bool {
        self.settings.iter().any(|(name, value)| {
            name.strip_prefix("reveal_")
                .is_some_and(|name| name.starts_with(what))
                && value == &Value::Bool(true)
        })
    }

    fn throughput(&self) -> Option<f64> {
        let throughput = self.kind.start.extensions.throughput.as_ref()?;
        Some(throughput.count as f64 / throughput.per.duration().as_secs_f64())
    }

    /// What of the first `done` entries can be read, in the order of their cursors: one row for each key.
    pub(crate) fn rows(&mut self, done: usize) -> Arc<[u32]> {
        if let Some((made_for, rows)) = &self.rows
            && *made_for == done
        {
            return Arc::clone(rows);
        }
        let mut rows: Vec<u32> = (0..).take(done).collect();
        if self.kind.key.is_some() {
            // Of several the first, so that what comes later changes no row.
            rows.sort_by_key(|row| self.key(*row));
            rows.dedup_by_key(|row| self.key(*row));
        }
        let rows: Arc<[u32]> = rows.into();
        self.rows = Some((done, Arc::clone(&rows)));
        rows
    }

    /// What a row's cursor is made of.
    pub(crate) fn key(&self, row: u32) -> &str {
        self.entry(row).map_or("", |entry| &entry.key)
    }

    /// The entry of a row, as it was sent.
    pub(crate) fn sent(&self, row: u32) -> Value {
        self.entry(row)
            .map_or(Value::Null, |entry| self.value(entry))
    }

    fn value(&self, entry: &Entry) -> Value {
        match (&entry.whole, &self.kind.key) {
            (Some(whole), _) => serde_json::from_str(whole).unwrap_or_default(),
            (None, Some(name)) => serde_json::json!({ name: entry.key }),
            (None, None) => Value::String(entry.key.to_string()),
        }
    }

    fn entry(&self, row: u32) -> Option<&Entry> {
        self.entries.get(usize::try_from(row).ok()?)
    }
}

impl Entry {
    /// What stands for it where it must be told from others.
    fn text(&self) -> &str {
        self.whole.as_deref().unwrap_or(&self.key)
    }
}

/// Takes the entries out of a body; what is left are the batch's settings.
fn entries(kind: &BatchKind, mut body: Value) -> (Vec<Entry>, Map<String, Value>) {
    let list = body.pointer_mut(&kind.list).map(Value::take);
    let settings = match body {
        Value::Object(settings) => settings,
        _ => Map::new(),
    };
    let Some(Value::Array(list)) = list else {
        return (Vec::new(), settings);
    };
    let entries = list.into_iter().enumerate().map(|(number, entry)| {
        let key = kind
            .key
            .as_ref()
            .and_then(|name| entry.get(name))
            .and_then(Value::as_str);
        match key {
            Some(key) if entry.as_object().is_some_and(|entry| entry.len() == 1) => Entry {
                key: key.into(),
                whole: None,
            },
            Some(key) => Entry {
                key: key.into(),
                whole: Some(entry.to_string().into()),
            },
            None => Entry {
                key: number.to_string().into(),
                whole: Some(entry.to_string().into()),
            },
        }
    });
    (entries.collect(), settings)
}

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use specwright_openapi::extensions::Recurrence;
use tokio::time::Instant;

/// What was charged, and for what. A copy of the books as they stood when it was taken.
#[derive(Clone, Debug)]
pub struct Ledger {
    pub(crate) charges: Vec<Charge>,
    pub(crate) batches: Vec<BatchRecord>,
    pub(crate) left: BTreeMap<String, f64>,
}

/// One line of the books.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Charge {
    /// The batch that it was for; None for a call that starts none.
    pub batch: Option<String>,
    /// The operation that it is the price of.
    pub operation: String,
    /// Which balance: one of the kinds of credits in the settings.
    pub kind: String,
    /// For how many entries.
    pub entries: usize,
    /// How much.
    pub credits: f64,
    /// When, counted from the start of the mock, on tokio's clock. Batches are brought up to date when somebody looks, so this
    /// is when it was seen to be due.
    pub at: Duration,
}

/// A batch, as the books have it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BatchRecord {
    /// Its id.
    pub id: String,
    /// The operation that started it.
    pub operation: String,
    /// How far it is, in the document's word: for example `queued`, `processing`, `completed`, `canceled` or `error`.
    pub status: String,
    /// How many entries it was given, duplicates included.
    pub entries: usize,
    /// How many of them are worked through.
    pub done: usize,
}

impl Ledger {
    /// Everything that was charged, the oldest first.
    #[must_use]
    pub fn charges(&self) -> &[Charge] {
        &self.charges
    }

    /// All batches that were started, the oldest first.
    #[must_use]
    pub fn batches(&self) -> &[BatchRecord] {
        &self.batches
    }

    /// One of them.
    #[must_use]
    pub fn batch(&self, id: impl AsRef<str>) -> Option<&BatchRecord> {
        self.batches.iter().find(|batch| batch.id == id.as_ref())
    }

    /// Credits of a kind that were spent in all.
    #[must_use]
    pub fn spent(&self, kind: &str) -> f64 {
        sum(self.charges.iter().filter(|charge| charge.kind == kind))
    }

    /// Credits of all kinds that a batch has cost so far.
    #[must_use]
    pub fn spent_on(&self, batch: impl AsRef<str>) -> f64 {
        let batch = batch.as_ref();
        sum(self
            .charges
            .iter()
            .filter(|charge| charge.batch.as_deref() == Some(batch)))
    }

    /// Credits of a kind that are left; infinite where the mock was given no number.
    #[must_use]
    pub fn left(&self, kind: &str) -> f64 {
        self.left.get(kind).copied().unwrap_or(f64::INFINITY)
    }
}

fn sum<'a>(charges: impl Iterator<Item = &'a Charge>) -> f64 {
    charges.map(|charge| charge.credits).sum()
}

/// The books themselves.
#[derive(Debug)]
pub(crate) struct Account {
    since: Instant,
    left: BTreeMap<String, f64>,
    charges: Vec<Charge>,
    /// What was charged for and does not cost again, or not within a day.
    paid: HashMap<u64, Instant>,
}

const DAY: Duration = Duration::from_secs(24 * 3600);

impl Account {
    pub(crate) fn new(credits: BTreeMap<String, f64>) -> Self {
        Self {
            since: Instant::now(),
            left: credits,
            charges: Vec::new(),
            paid: HashMap::new(),
        }
    }

    pub(crate) fn left(&self, kind: &str) -> f64 {
        self.left.get(kind).copied().unwrap_or(f64::INFINITY)
    }

    pub(crate) fn charges(&self) -> Vec<Charge> {
        self.charges.clone()
    }

    pub(crate) fn balances(&self) -> BTreeMap<String, f64> {
        self.left.clone()
    }

    /// Whether something that does not cost every time does so now; notes that it has been paid for.
    pub(crate) fn is_due(&mut self, what: u64, repeat: Recurrence, now: Instant) -> bool {
        let paid = self.paid.get(&what);
        let due =
            paid.is_none_or(|paid| repeat == Recurrence::Daily && now.duration_since(*paid) >= DAY);
        if due {
            self.paid.insert(what, now);
        }
        due
    }

    pub(crate) fn charge(
        &mut self,
        batch: Option<&str>,
        operation: &str,
        kind: &str,
        entries: usize,
        amount: f64,
        now: Instant,
    ) {
        if entries == 0 {
            return;
        }
        let credits = entries as f64 * amount;
        if let Some(left) = self.left.get_mut(kind) {
            *left -= credits;
        }
        self.charges.push(Charge {
            batch: batch.map(str::to_owned),
            operation: operation.to_owned(),
            kind: kind.to_owned(),
            entries,
            credits,
            at: now.duration_since(self.since),
        });
    }
}

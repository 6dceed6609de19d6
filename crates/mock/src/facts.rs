//! What the document says of an operation beside its shape: limits, costs, how fast.

use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The `x-` keys of an operation. A key that is not as expected counts as not there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    pub(crate) rate_limit: Option<RateLimit>,
    pub(crate) charges: Vec<Charge>,
    pub(crate) max_items: Option<MaxItems>,
    pub(crate) throughput: Option<Throughput>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct RateLimit {
    pub(crate) requests: u64,
    per: Per,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Charge {
    pub(crate) kind: String,
    pub(crate) amount: f64,
    pub(crate) pointer: String,
    pub(crate) when: String,
    pub(crate) repeat: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct MaxItems {
    pub(crate) pointer: String,
    pub(crate) count: usize,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Throughput {
    pub(crate) pointer: String,
    count: f64,
    per: Per,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Per {
    Second,
    Minute,
    Hour,
    Day,
}

impl Facts {
    pub(crate) fn read(operation: &Value) -> Self {
        Self {
            rate_limit: RateLimit::read(operation),
            charges: read(operation, "x-specwright-credits").unwrap_or_default(),
            max_items: read(operation, "x-specwright-max-items"),
            throughput: read(operation, "x-specwright-throughput"),
        }
    }
}

impl RateLimit {
    /// Of an operation, or of a whole document.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        read(value, "x-specwright-rate-limit")
    }

    pub(crate) fn window(&self) -> Duration {
        self.per.duration()
    }
}

impl Throughput {
    pub(crate) fn per_second(&self) -> f64 {
        self.count / self.per.duration().as_secs_f64()
    }
}

impl Per {
    fn duration(self) -> Duration {
        Duration::from_secs(match self {
            Self::Second => 1,
            Self::Minute => 60,
            Self::Hour => 3600,
            Self::Day => 86_400,
        })
    }
}

fn read<T: DeserializeOwned>(value: &Value, key: &str) -> Option<T> {
    T::deserialize(value.get(key)?).ok()
}

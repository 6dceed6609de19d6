use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hyper::StatusCode;
use serde_json::Value;

/// Something that goes wrong on demand: what, on which operation, how often.
///
/// Faults stand in a queue: the first one that a request fits is used up by it. Without [`on`](Self::on) it fits every
/// request, without [`times`](Self::times) it is used once.
///
/// ```
/// use std::time::Duration;
/// use amplemarket_mock::Fault;
///
/// // The gateway is down for two calls.
/// let unavailable = Fault::status(503).on("start_email_validation").times(2);
/// // The batch is started, and nobody is told.
/// let lost = Fault::reset().on("start_email_validation").taken();
/// // A slow answer to every call from now on.
/// let slow = Fault::latency(Duration::from_millis(5)).always();
/// // What the vendor may do to us tomorrow.
/// let drifted = Fault::answer(|body| body["id"] = 7.into()).on("get_email_validation");
/// # let _ = (unavailable, lost, slow, drifted);
/// ```
#[derive(Clone)]
#[must_use = "a fault does nothing until `MockServer::fault` takes it"]
pub struct Fault {
    pub(crate) kind: Kind,
    operation: Option<String>,
    /// None: for good.
    left: Option<usize>,
    skip: usize,
    taken: bool,
}

/// What goes wrong.
#[derive(Clone)]
pub(crate) enum Kind {
    Latency(Duration),
    Status(StatusCode, Option<u64>),
    Html(StatusCode),
    Reset,
    Cut,
    UnknownField,
    UnknownEnumValue,
    Answer(Arc<dyn Fn(&mut Value) + Send + Sync>),
}

impl Fault {
    /// The answer comes later; otherwise all is well. The time is tokio's.
    pub fn latency(time: Duration) -> Self {
        Self::new(Kind::Latency(time))
    }

    /// This status, with an error body in the API's form. A number that is no status counts as 500.
    pub fn status(status: u16) -> Self {
        Self::new(Kind::Status(
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            None,
        ))
    }

    /// 429, with a `Retry-After` of so many seconds.
    pub fn rate_limited(retry_after: u64) -> Self {
        Self::new(Kind::Status(
            StatusCode::TOO_MANY_REQUESTS,
            Some(retry_after),
        ))
    }

    /// This status, with a page of HTML, as proxies have it.
    pub fn html(status: u16) -> Self {
        Self::new(Kind::Html(
            StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY),
        ))
    }

    /// The connection is reset, without a byte of an answer.
    pub fn reset() -> Self {
        Self::new(Kind::Reset)
    }

    /// The answer's body breaks off in the middle. The request has taken effect.
    pub fn cut() -> Self {
        Self::new(Kind::Cut).taken()
    }

    /// The answer has a field that the docs do not name.
    pub fn unknown_field() -> Self {
        Self::new(Kind::UnknownField).taken()
    }

    /// The first enum of the answer has a value that the docs do not name.
    pub fn unknown_enum_value() -> Self {
        Self::new(Kind::UnknownEnumValue).taken()
    }

    /// The answer's body is changed: a drifted response, in whatever way.
    pub fn answer(change: impl Fn(&mut Value) + Send + Sync + 'static) -> Self {
        Self::new(Kind::Answer(Arc::new(change))).taken()
    }

    /// The answer's body is changed by a JSON merge patch (RFC 7396): what is null goes, what is there replaces or joins.
    pub fn patch(patch: Value) -> Self {
        Self::answer(move |body| merge(body, &patch))
    }

    /// Only requests to this operation, by the name of the client's method.
    pub fn on(mut self, operation: impl Into<String>) -> Self {
        self.operation = Some(operation.into());
        self
    }

    /// So many requests, one after the other.
    pub fn times(mut self, times: usize) -> Self {
        self.left = Some(times);
        self
    }

    /// All requests, until [`MockServer::clear_faults`](crate::MockServer::clear_faults).
    pub fn always(mut self) -> Self {
        self.left = None;
        self
    }

    /// Lets so many requests that it fits pass first.
    pub fn after(mut self, requests: usize) -> Self {
        self.skip = requests;
        self
    }

    /// The request takes effect all the same, and is charged for; only its answer is not what it should be. Without this, a
    /// status, a page of HTML and a reset stand in front of the API, which never sees the request.
    pub fn taken(mut self) -> Self {
        self.taken = true;
        self
    }

    fn new(kind: Kind) -> Self {
        let taken = matches!(kind, Kind::Latency(_));
        Self {
            kind,
            operation: None,
            left: Some(1),
            skip: 0,
            taken,
        }
    }

    pub(crate) fn takes_effect(&self) -> bool {
        self.taken
    }

    fn fits(&self, operation: Option<&str>) -> bool {
        self.operation.is_none() || self.operation.as_deref() == operation
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.kind {
            Kind::Latency(time) => format!("latency of {time:?}"),
            Kind::Status(status, _) => format!("status {status}"),
            Kind::Html(status) => format!("HTML with {status}"),
            Kind::Reset => "reset".to_owned(),
            Kind::Cut => "cut".to_owned(),
            Kind::UnknownField => "unknown field".to_owned(),
            Kind::UnknownEnumValue => "unknown enum value".to_owned(),
            Kind::Answer(_) => "changed answer".to_owned(),
        };
        f.debug_struct("Fault")
            .field("kind", &kind)
            .field("operation", &self.operation)
            .field("left", &self.left)
            .field("skip", &self.skip)
            .field("taken", &self.taken)
            .finish()
    }
}

/// The faults that are yet to come.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    pub(crate) fn add(&self, fault: Fault) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(fault);
    }

    pub(crate) fn clear(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    /// Whether all of them, but for those for good, have been used.
    pub(crate) fn left(&self) -> usize {
        let faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        faults.iter().filter_map(|fault| fault.left).sum()
    }

    /// What goes wrong with a request.
    pub(crate) fn next(&self, operation: Option<&str>) -> Option<Fault> {
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        faults.retain(|fault| fault.left != Some(0));
        for fault in faults.iter_mut().filter(|fault| fault.fits(operation)) {
            if fault.skip > 0 {
                fault.skip -= 1;
                continue;
            }
            if let Some(left) = &mut fault.left {
                *left -= 1;
            }
            return Some(fault.clone());
        }
        None
    }
}

/// RFC 7396.
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Value::Object(target) = target else {
        return;
    };
    for (name, value) in patch {
        if value.is_null() {
            target.remove(name);
        } else {
            merge(target.entry(name.clone()).or_insert(Value::Null), value);
        }
    }
}

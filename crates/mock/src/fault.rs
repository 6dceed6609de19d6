use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use hyper::StatusCode;
use serde_json::Value;

use crate::answer::{Answer, Content};
use crate::api::{Api, Route};
use crate::corrupt;
use crate::problem::Problem;
use crate::wire::Reset;

/// Something that goes wrong on demand: what, on which operation, how often.
///
/// Faults stand in a queue: the first one that a request fits is used up by it. Without [`on`](Self::on) it fits every
/// request, without [`times`](Self::times) it is used once.
///
/// | Fault | What the client sees | The request takes effect |
/// |---|---|---|
/// | [`latency`](Self::latency) | the answer, later | yes |
/// | [`status`](Self::status) | an error of this status, in the API's form | with [`taken`](Self::taken) |
/// | [`rate_limited`](Self::rate_limited) | 429 with `Retry-After` | with `taken` |
/// | [`html`](Self::html) | a page of HTML, as from a proxy | with `taken` |
/// | [`reset`](Self::reset) | a connection that is reset | with `taken` |
/// | [`cut`](Self::cut) | a body that breaks off in the middle | yes |
/// | [`unknown_field`](Self::unknown_field) | a field that the document does not name | yes |
/// | [`unknown_enum_value`](Self::unknown_enum_value) | an enum value that the document does not name | yes |
/// | [`answer`](Self::answer), [`patch`](Self::patch) | a body that was changed | yes |
///
/// ```
/// use std::time::Duration;
/// use specwright_mock::Fault;
///
/// // The gateway is down for two calls.
/// let unavailable = Fault::status(503).on("start_check").times(2);
/// // The batch is started, and nobody is told.
/// let lost = Fault::reset().on("start_check").taken();
/// // A slow answer to every call from now on.
/// let slow = Fault::latency(Duration::from_millis(5)).always();
/// // What the vendor may do to us tomorrow.
/// let drifted = Fault::answer(|body| body["id"] = 7.into()).on("get_check");
/// # let _ = (unavailable, lost, slow, drifted);
/// ```
#[derive(Clone)]
#[must_use = "a fault does nothing until `MockServer::fault` takes it"]
pub struct Fault {
    /// What `Debug` calls it.
    name: String,
    effect: Effect,
    operation: Option<String>,
    /// None: for good.
    left: Option<usize>,
    skip: usize,
    taken: bool,
}

/// What a fault does to the answer of a request.
#[derive(Clone)]
enum Effect {
    /// It comes later.
    Delay(Duration),
    /// It is replaced.
    Instead(Arc<Instead>),
    /// Its body breaks off.
    Cut,
    /// Its body, if it is JSON, is changed.
    Change(Arc<Change>),
}

type Instead = dyn Fn(&Api) -> Result<Answer, Reset> + Send + Sync;
type Change = dyn Fn(&mut Value, Option<&Route>, &Api) + Send + Sync;

// A new fault is a constructor here, and a line in the table above.
impl Fault {
    /// The answer comes later; otherwise all is well. The time is tokio's.
    pub fn latency(time: Duration) -> Self {
        Self::new(format!("latency of {time:?}"), Effect::Delay(time)).taken()
    }

    /// This status, with an error body in the API's form. A number that is no status counts as 500.
    pub fn status(status: u16) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self::instead(format!("status {status}"), move |api| {
            Ok(Problem::of_status(status, None).answer(api, None))
        })
    }

    /// 429, with a `Retry-After` of so many seconds.
    pub fn rate_limited(retry_after: u64) -> Self {
        let status = StatusCode::TOO_MANY_REQUESTS;
        Self::instead(format!("status {status}"), move |api| {
            Ok(Problem::of_status(status, Some(retry_after)).answer(api, None))
        })
    }

    /// This status, with a page of HTML, as proxies have it.
    pub fn html(status: u16) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
        Self::instead(format!("HTML with {status}"), move |_| Ok(html(status)))
    }

    /// The connection is reset, without a byte of an answer.
    pub fn reset() -> Self {
        Self::instead("reset", |_| Err(Reset))
    }

    /// The answer's body breaks off in the middle. The request has taken effect.
    pub fn cut() -> Self {
        Self::new("cut", Effect::Cut).taken()
    }

    /// The answer has a field that the docs do not name.
    pub fn unknown_field() -> Self {
        Self::change("unknown field", |body, _, _| corrupt::unknown_field(body))
    }

    /// The first enum of the answer has a value that the docs do not name.
    pub fn unknown_enum_value() -> Self {
        Self::change("unknown enum value", |body, route, api| {
            if let Some(route) = route {
                corrupt::unknown_enum_value(body, &route.success.schema, &api.components);
            }
        })
    }

    /// The answer's body is changed: a drifted response, in whatever way.
    pub fn answer(change: impl Fn(&mut Value) + Send + Sync + 'static) -> Self {
        Self::change("changed answer", move |body, _, _| change(body))
    }

    /// The answer's body is changed by a JSON merge patch (RFC 7396): what is null goes, what is there replaces or joins.
    pub fn patch(patch: Value) -> Self {
        Self::answer(move |body| corrupt::merge(body, &patch))
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

    fn new(name: impl Into<String>, effect: Effect) -> Self {
        Self {
            name: name.into(),
            effect,
            operation: None,
            left: Some(1),
            skip: 0,
            taken: false,
        }
    }

    fn instead(
        name: impl Into<String>,
        answer: impl Fn(&Api) -> Result<Answer, Reset> + Send + Sync + 'static,
    ) -> Self {
        Self::new(name, Effect::Instead(Arc::new(answer)))
    }

    fn change(
        name: &str,
        change: impl Fn(&mut Value, Option<&Route>, &Api) + Send + Sync + 'static,
    ) -> Self {
        Self::new(name, Effect::Change(Arc::new(change))).taken()
    }

    /// What the request is answered with. `proper` has the API answer; it is not called where the API never sees the request.
    pub(crate) fn apply(
        &self,
        api: &Api,
        route: Option<&Route>,
        proper: impl FnOnce() -> Answer,
    ) -> Result<Answer, Reset> {
        if let Effect::Instead(answer) = &self.effect {
            if self.taken {
                proper();
            }
            return answer(api);
        }
        let mut answer = proper();
        match (&self.effect, &mut answer.content) {
            (Effect::Cut, _) => answer.cut = true,
            (Effect::Change(change), Content::Json(body)) => change(body, route, api),
            _ => {}
        }
        Ok(answer)
    }

    /// How much later the answer comes.
    pub(crate) fn delay(&self) -> Option<Duration> {
        match self.effect {
            Effect::Delay(time) => Some(time),
            _ => None,
        }
    }

    fn fits(&self, operation: Option<&str>) -> bool {
        self.operation.is_none() || self.operation.as_deref() == operation
    }
}

fn html(status: StatusCode) -> Answer {
    let page = format!(
        "<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>\n"
    );
    Answer {
        status,
        media_type: Some("text/html; charset=utf-8".to_owned()),
        content: Content::Bytes(Bytes::from(page)),
        headers: Vec::new(),
        cut: false,
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fault")
            .field("kind", &self.name)
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

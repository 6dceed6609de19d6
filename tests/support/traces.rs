//! What `tracing` is told, kept for a test to look at.

use std::fmt::{Debug, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Dispatch, Event, Metadata, Subscriber};

/// A subscriber that keeps everything, at every level and of every crate. Clones keep it together.
#[derive(Clone, Default)]
pub(crate) struct Traces {
    kept: Arc<Mutex<Vec<Trace>>>,
    next: Arc<AtomicU64>,
}

/// A span or an event.
#[derive(Clone, Debug)]
pub(crate) struct Trace {
    id: u64,
    pub(crate) target: &'static str,
    pub(crate) name: &'static str,
    pub(crate) is_event: bool,
    /// The fields, in the order in which they were given a value.
    pub(crate) fields: Vec<(&'static str, String)>,
}

impl Trace {
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        let mut named = self.fields.iter().filter(|(held, _)| *held == name);
        named.next().map(|(_, value)| value.as_str())
    }
}

impl Traces {
    /// Keeps what this thread tells until the guard is dropped.
    pub(crate) fn keep(&self) -> tracing::subscriber::DefaultGuard {
        // As long as there is but one subscriber, `tracing` asks the one of the thread that comes to a place in the code
        // first whether anybody will ever listen there; a test on another thread may have none.
        static LISTENERS: LazyLock<[Dispatch; 2]> =
            LazyLock::new(|| [(); 2].map(|()| Dispatch::new(Traces::default())));
        LazyLock::force(&LISTENERS);
        tracing::subscriber::set_default(self.clone())
    }

    /// Spans of this crate.
    pub(crate) fn spans(&self) -> Vec<Trace> {
        self.ours(false)
    }

    /// Events of this crate.
    pub(crate) fn events(&self) -> Vec<Trace> {
        self.ours(true)
    }

    /// All that was told, by any crate, as one text.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for trace in self.kept.lock().unwrap().iter() {
            writeln!(text, "{trace:?}").unwrap();
        }
        text
    }

    fn ours(&self, is_event: bool) -> Vec<Trace> {
        let mut kept = self.kept.lock().unwrap().clone();
        kept.retain(|trace| trace.target == "specwright" && trace.is_event == is_event);
        kept
    }

    fn push(&self, metadata: &'static Metadata<'static>, fields: Fields) -> Id {
        let id = self.next.fetch_add(1, Ordering::Relaxed) + 1;
        self.kept.lock().unwrap().push(Trace {
            id,
            target: metadata.target(),
            name: metadata.name(),
            is_event: metadata.is_event(),
            fields: fields.0,
        });
        Id::from_u64(id)
    }
}

impl Subscriber for Traces {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        self.push(attributes.metadata(), fields)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut fields = Fields::default();
        values.record(&mut fields);
        let mut kept = self.kept.lock().unwrap();
        let span = kept.iter_mut().find(|trace| trace.id == span.into_u64());
        span.unwrap().fields.append(&mut fields.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        self.push(event.metadata(), fields);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[derive(Default)]
struct Fields(Vec<(&'static str, String)>);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.push((field.name(), value.to_owned()));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.push((field.name(), format!("{value:?}")));
    }
}

//! Lists that an update made longer by what they had.
//!
//! An overlay appends to lists whatever they hold. When the vendor adds what we add, the entry would be there twice and
//! nothing would look unchanged: a correction that is stale would pass for one that works.

use serde_json::Value;

use super::problem::ProblemKind;
use specwright_openapi::pointer::Pointer;

/// An error if an update has repeated something: that it changes nothing if there is nothing else that it did.
pub(super) fn first_repeat(before: &Value, after: &Value) -> Result<(), ProblemKind> {
    let mut seen = Seen::default();
    seen.compare(before, after, &Pointer::default());
    match seen.repeat {
        Some(_) if !seen.is_news => Err(ProblemKind::ChangesNothing),
        Some(at) => Err(ProblemKind::Repeats(at)),
        None => Ok(()),
    }
}

#[derive(Default)]
struct Seen {
    /// Pointer to the first list that was given what it had.
    repeat: Option<String>,
    /// Whether anything else has changed.
    is_news: bool,
}

impl Seen {
    fn compare(&mut self, before: &Value, after: &Value, at: &Pointer) {
        match (before, after) {
            _ if before == after => {}
            (Value::Object(old), Value::Object(new)) => {
                for (key, value) in new {
                    match old.get(key) {
                        Some(old) => self.compare(old, value, &at.join(key)),
                        None => self.is_news = true,
                    }
                }
            }
            (Value::Array(old), Value::Array(new)) if new.len() >= old.len() => {
                let (kept, added) = new.split_at(old.len());
                for (index, (old, new)) in old.iter().zip(kept).enumerate() {
                    self.compare(old, new, &at.item(index));
                }
                for value in added {
                    if old.contains(value) {
                        self.repeat.get_or_insert_with(|| at.clone().into());
                    } else {
                        self.is_news = true;
                    }
                }
            }
            _ => self.is_news = true,
        }
    }
}

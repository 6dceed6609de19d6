//! Notices lists that have no end.

use std::hash::{DefaultHasher, Hasher};
use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

/// Notices links that go round, in constant memory (Brent's way): one link is kept, for twice as long each time.
///
/// A circle is noticed at the latest when it has been gone round twice; a link to its own page, at once.
#[derive(Default)]
pub(super) struct Cycle {
    kept: Option<String>,
    steps: u64,
    limit: u64,
}

impl Cycle {
    pub(super) fn is_closed_by(&mut self, link: &str) -> bool {
        // A fragment is not sent: links that differ in it alone are one page.
        let link = link.split('#').next().unwrap_or_default();
        if self.kept.as_deref() == Some(link) {
            return true;
        }
        self.steps += 1;
        if self.kept.is_none() || self.steps >= self.limit {
            self.kept = Some(link.to_owned());
            self.limit = (self.limit * 2).max(1);
            self.steps = 0;
        }
        false
    }
}

/// A page's lists in a few bytes, to tell whether the page after it has the very same. What stands around them, such as the
/// number that was asked for, is left out. `None` where there is nothing in them.
pub(super) fn digest(page: &impl Serialize) -> Option<u64> {
    let Ok(Value::Object(fields)) = serde_json::to_value(page) else {
        return None;
    };
    let mut digest = Digest(DefaultHasher::new());
    let mut any = false;
    for (name, list) in &fields {
        if list.as_array().is_some_and(|items| !items.is_empty()) {
            any = true;
            digest.0.write(name.as_bytes());
            serde_json::to_writer(&mut digest, list).ok()?;
        }
    }
    any.then(|| digest.0.finish())
}

struct Digest(DefaultHasher);

impl Write for Digest {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Cycle;

    /// How many links of a list that goes round after `before` links are followed until it is noticed.
    fn followed(before: usize, circle: usize) -> usize {
        let mut round = Cycle::default();
        let link = |step: usize| {
            if step < before {
                step
            } else {
                before + (step - before) % circle
            }
        };
        (0..)
            .take_while(|step| !round.is_closed_by(&link(*step).to_string()))
            .count()
    }

    #[test]
    fn a_circle_is_noticed_soon() {
        assert_eq!(followed(0, 1), 1, "a page that links to itself");
        for before in 0..40 {
            for circle in 1..40 {
                let steps = followed(before, circle);
                assert!(
                    steps <= 3 * before.max(circle) + circle + 2,
                    "{before} {circle}: {steps}"
                );
            }
        }
    }

    #[test]
    fn a_fragment_makes_no_other_page() {
        let mut round = Cycle::default();
        assert!(!round.is_closed_by("/users?page[after]=a#1"));
        assert!(round.is_closed_by("/users?page[after]=a#2"));
    }

    #[test]
    fn a_list_that_ends_is_no_circle() {
        let mut round = Cycle::default();
        assert!((0..10_000).all(|page| !round.is_closed_by(&format!("/users?page[after]={page}"))));
    }
}

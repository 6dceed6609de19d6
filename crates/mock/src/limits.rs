//! The documented rate limits, kept as the API would: what is too much is refused, and told when to come again.

use std::collections::{HashMap, VecDeque};

use specwright_openapi::extensions::RateLimit;
use tokio::time::Instant;

use crate::api::{Api, Route};
use crate::hash::stable_hash as hash;

/// When each consumer's last calls came: of each operation that has a limit of its own, and of the rest together.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    windows: HashMap<(u64, String), VecDeque<Instant>>,
}

impl Limits {
    /// Takes a call, or says in how many seconds one would be taken.
    pub(crate) fn take(&mut self, api: &Api, route: &Route, key: &str) -> Result<(), u64> {
        let (limit, name) = match (route.extensions.rate_limit, api.rate_limit) {
            (Some(own), _) => (own, route.id.clone()),
            (None, Some(shared)) => (shared, String::new()),
            (None, None) => return Ok(()),
        };
        // A digest: no key is kept anywhere.
        let window = self
            .windows
            .entry((hash(key.as_bytes()), name))
            .or_default();
        take(window, limit, Instant::now())
    }
}

fn take(window: &mut VecDeque<Instant>, limit: RateLimit, now: Instant) -> Result<(), u64> {
    let length = limit.per.duration();
    while window
        .front()
        .is_some_and(|first| now.duration_since(*first) >= length)
    {
        window.pop_front();
    }
    if u64::try_from(window.len()).is_ok_and(|taken| taken < limit.requests) {
        window.push_back(now);
        return Ok(());
    }
    let free = window.front().map_or(now, |first| *first + length);
    Err((free.duration_since(now).as_secs_f64().ceil() as u64).max(1))
}

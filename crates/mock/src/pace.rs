use std::time::Duration;

/// How fast batches go on. Each goes by itself: how many others there are makes no difference to it.
///
/// Time is tokio's, so that a paused clock moves batches as well; nothing runs in the background.
///
/// ```
/// use specwright_mock::Pace;
///
/// let followed_by_a_person = Pace::per_second(250.0);
/// let as_the_docs_say = Pace::documented(); // 15,000 addresses an hour
/// let in_a_test = Pace::by_hand(); // `MockServer::advance`, `finish` and `fail`
/// # let _ = (followed_by_a_person, as_the_docs_say, in_a_test);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace(Kind);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Instant,
    ByHand,
    PerSecond(f64),
    Documented,
}

impl Pace {
    /// So many entries a second. What is no number, or none above zero, is [`by_hand`](Self::by_hand).
    #[must_use]
    pub fn per_second(entries: f64) -> Self {
        if entries.is_finite() && entries > 0.0 {
            Self(Kind::PerSecond(entries))
        } else if entries == f64::INFINITY {
            Self::instant()
        } else {
            Self::by_hand()
        }
    }

    /// A batch is queued when it is answered for the first time, and completed from then on. This is the default.
    #[must_use]
    pub const fn instant() -> Self {
        Self(Kind::Instant)
    }

    /// A batch moves when the test says so.
    #[must_use]
    pub const fn by_hand() -> Self {
        Self(Kind::ByHand)
    }

    /// As fast as the docs say of the operation that started it; at once where they say nothing.
    #[must_use]
    pub const fn documented() -> Self {
        Self(Kind::Documented)
    }

    /// How many entries are done after a time, by the pace alone.
    pub(crate) fn done(self, documented: Option<f64>, elapsed: Duration) -> usize {
        match self.rate(documented) {
            // Saturating, as casts of floats are; a nanosecond's worth is added, so that a second is a second.
            Some(rate) => (rate * (elapsed.as_secs_f64() + 1e-9)) as usize,
            None if self.0 == Kind::ByHand => 0,
            None => usize::MAX,
        }
    }

    /// How long until so many more are done. None where time does not do it.
    pub(crate) fn time_for(self, documented: Option<f64>, entries: usize) -> Option<Duration> {
        match self.rate(documented) {
            Some(rate) => Duration::try_from_secs_f64(entries as f64 / rate).ok(),
            None if self.0 == Kind::ByHand => None,
            None => Some(Duration::ZERO),
        }
    }

    fn rate(self, documented: Option<f64>) -> Option<f64> {
        match self.0 {
            Kind::PerSecond(rate) => Some(rate),
            Kind::Documented => documented.filter(|rate| rate.is_finite() && *rate > 0.0),
            Kind::Instant | Kind::ByHand => None,
        }
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self::instant()
    }
}

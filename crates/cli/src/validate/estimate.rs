//! How far a batch may be. The API tells nothing of it before the end, so it is reckoned from the pace, and said to be.

use std::time::Duration;

use amplemarket::Throughput;

use super::humanize::number;

/// How fast addresses are worked through, as far as that is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pace {
    /// Addresses a second.
    a_second: f64,
    from: From,
}

/// How the pace is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum From {
    Docs,
    Mock,
    BatchesBefore,
}

/// Where a run may be at some moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Estimate {
    /// Addresses that may be done, those of batches before included.
    pub(crate) done: u64,
    /// Addresses of the run.
    pub(crate) total: u64,
    /// The time that is left; `None` when the batch takes longer than it should.
    pub(crate) left: Option<Duration>,
}

impl Pace {
    /// What the docs say.
    pub(crate) fn documented(throughput: Option<Throughput>) -> Option<Self> {
        let throughput = throughput?;
        Self::new(
            throughput.count as f64 / throughput.per.as_secs_f64(),
            From::Docs,
        )
    }

    /// What the made-up API was told.
    pub(crate) fn of_mock(a_second: f64) -> Option<Self> {
        Self::new(a_second, From::Mock)
    }

    /// What a batch that is over took.
    pub(crate) fn measured(addresses: u64, time: Duration) -> Option<Self> {
        Self::new(addresses as f64 / time.as_secs_f64(), From::BatchesBefore)
    }

    fn new(a_second: f64, from: From) -> Option<Self> {
        (a_second.is_finite() && a_second > 0.0).then_some(Self { a_second, from })
    }

    /// How long so many addresses take.
    pub(crate) fn time(&self, addresses: u64) -> Duration {
        Duration::try_from_secs_f64(addresses as f64 / self.a_second).unwrap_or(Duration::MAX)
    }

    /// Where a run is: so many addresses in batches before, in this batch for so long.
    pub(crate) fn estimate(
        &self,
        before: u64,
        batch: u64,
        total: u64,
        since: Duration,
    ) -> Estimate {
        let reckoned = (self.a_second * since.as_secs_f64()) as u64;
        // It is not done before the API says so.
        let done = reckoned.min(batch.saturating_sub(1));
        let overdue = reckoned > batch + batch / 10 + self.a_second.ceil() as u64 * 2;
        let rest = total.saturating_sub(before).saturating_sub(done);
        Estimate {
            done: before + done,
            total,
            left: (!overdue).then(|| self.time(rest)),
        }
    }

    /// The rate, by the second or the hour, whichever reads better.
    pub(crate) fn rate(&self) -> String {
        if self.a_second < 10.0 {
            format!("{}/h", number((self.a_second * 3600.0).round() as u64))
        } else {
            format!("{}/s", number(self.a_second.round() as u64))
        }
    }

    /// Where the pace is known from.
    pub(crate) fn source(&self) -> String {
        match self.from {
            From::Docs => format!("the documented {}", self.rate()),
            From::Mock => format!("the mock's {}", self.rate()),
            From::BatchesBefore => format!("the {} of the batches before", self.rate()),
        }
    }
}

impl Estimate {
    /// In whole percent.
    pub(crate) fn percent(&self) -> u64 {
        (100 * self.done).checked_div(self.total).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(a_second: f64) -> Pace {
        Pace::of_mock(a_second).unwrap()
    }

    #[track_caller]
    fn is(seconds: u64, done: u64, left: Option<u64>) {
        let estimate = pace(10.0).estimate(500, 1000, 2000, Duration::from_secs(seconds));
        let left = left.map(Duration::from_secs);
        assert_eq!(
            estimate,
            Estimate {
                done,
                total: 2000,
                left
            },
            "{seconds}"
        );
    }

    #[test]
    fn an_estimate_grows_with_time_and_never_says_done() {
        is(0, 500, Some(150));
        is(50, 1000, Some(100));
        let last = pace(10.0).estimate(0, 1000, 1000, Duration::from_secs(100));
        assert_eq!((last.done, last.percent()), (999, 99));
        assert!(last.left.is_some());
        let late = pace(10.0).estimate(0, 1000, 1000, Duration::from_secs(200));
        assert_eq!((late.done, late.left), (999, None));
    }

    #[test]
    fn the_documented_pace_is_by_the_hour() {
        let documented =
            Pace::documented(amplemarket::operations::START_EMAIL_VALIDATION.throughput).unwrap();
        assert_eq!(documented.source(), "the documented 15,000/h");
        assert_eq!(documented.time(100_000), Duration::from_secs(24_000));
        assert_eq!(pace(98.4).rate(), "98/s");
        assert_eq!(Pace::measured(10, Duration::ZERO), None);
        assert_eq!(Pace::documented(None), None);
    }
}

use std::fmt;
use std::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};

/// How often something should have happened: a number, or a range of numbers.
///
/// ```
/// use specwright_mock::Times;
///
/// assert_eq!(Times::from(2).to_string(), "2");
/// assert_eq!(Times::from(1..).to_string(), "1 or more");
/// assert_eq!(Times::from(1..=3).to_string(), "1 to 3");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Times {
    least: usize,
    most: usize,
}

impl Times {
    pub(crate) fn contains(&self, count: usize) -> bool {
        (self.least..=self.most).contains(&count)
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.least, self.most) {
            (least, most) if least == most => write!(f, "{least}"),
            (least, usize::MAX) => write!(f, "{least} or more"),
            (least, most) => write!(f, "{least} to {most}"),
        }
    }
}

impl From<usize> for Times {
    fn from(count: usize) -> Self {
        Self {
            least: count,
            most: count,
        }
    }
}

impl From<RangeInclusive<usize>> for Times {
    fn from(range: RangeInclusive<usize>) -> Self {
        Self {
            least: *range.start(),
            most: *range.end(),
        }
    }
}

impl From<Range<usize>> for Times {
    fn from(range: Range<usize>) -> Self {
        match range.end.checked_sub(1) {
            Some(most) => Self {
                least: range.start,
                most,
            },
            // Nothing is in it: nothing will do.
            None => Self { least: 1, most: 0 },
        }
    }
}

impl From<RangeFrom<usize>> for Times {
    fn from(range: RangeFrom<usize>) -> Self {
        Self {
            least: range.start,
            most: usize::MAX,
        }
    }
}

impl From<RangeTo<usize>> for Times {
    fn from(range: RangeTo<usize>) -> Self {
        Self::from(0..range.end)
    }
}

impl From<RangeToInclusive<usize>> for Times {
    fn from(range: RangeToInclusive<usize>) -> Self {
        Self {
            least: 0,
            most: range.end,
        }
    }
}

impl From<RangeFull> for Times {
    fn from(_: RangeFull) -> Self {
        Self {
            least: 0,
            most: usize::MAX,
        }
    }
}

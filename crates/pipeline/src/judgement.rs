//! How a comparison is judged, the same for every verb.

use specwright_compare::{Names, Options};

/// By today's date, and with the names that generated code spells.
pub(crate) fn options() -> Options {
    let mut options = Options::default();
    options.today = Some(today());
    options.names = Names::Judged;
    options
}

/// The day it is, the same everywhere on earth.
pub(crate) fn today() -> jiff::civil::Date {
    jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date()
}

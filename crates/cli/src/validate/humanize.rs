//! Numbers and times as people read them.

use std::time::Duration;

/// A number with a comma at every third digit.
pub(crate) fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// So many of something: `1 row`, `2,000 rows`.
pub(crate) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { many })
}

/// A time, in the two units that matter.
pub(crate) fn time(time: Duration) -> String {
    let seconds = time.as_secs_f64().round().max(0.0) as u64;
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match seconds {
        0 => "under 1 s".to_owned(),
        1..60 => format!("{seconds} s"),
        60..600 => format!("{minutes} min {} s", seconds % 60),
        600..3600 => format!("{minutes} min"),
        3600..172_800 => format!("{hours} h {} min", minutes % 60),
        _ => format!("{days} days {} h", hours % 24),
    }
}

/// A time that is reckoned.
pub(crate) fn about(reckoned: Duration) -> String {
    match time(reckoned) {
        short if reckoned < Duration::from_millis(500) => short,
        other => format!("about {other}"),
    }
}

/// A file's name or a command's argument, as a shell takes it.
pub(crate) fn quoted(argument: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:=,@+%".contains(c);
    if !argument.is_empty() && argument.chars().all(plain) {
        argument.to_owned()
    } else {
        format!("'{}'", argument.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_commas() {
        let shown = [0, 7, 999, 1000, 15_000, 1_234_567].map(number);
        assert_eq!(shown, ["0", "7", "999", "1,000", "15,000", "1,234,567"]);
        assert_eq!(counted(1, "row", "rows"), "1 row");
        assert_eq!(counted(0, "row", "rows"), "0 rows");
    }

    #[test]
    fn times_have_the_units_that_matter() {
        let shown = [0, 59, 61, 600, 3599, 24_000, 190_000].map(|s| time(Duration::from_secs(s)));
        let expected = [
            "under 1 s",
            "59 s",
            "1 min 1 s",
            "10 min",
            "59 min",
            "6 h 40 min",
            "2 days 4 h",
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn arguments_survive_a_shell() {
        let shown = ["leads.csv", "my leads.csv", "it's", "", ";"].map(quoted);
        assert_eq!(
            shown,
            ["leads.csv", "'my leads.csv'", r"'it'\''s'", "''", "';'"]
        );
    }
}

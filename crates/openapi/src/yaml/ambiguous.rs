//! Texts that a reader of YAML would take for something else when they stand without quotes.
//!
//! The union of what js-yaml quotes (with its default schema, dates included) and what `serde_yaml` reads as a number.

/// Whether the text needs quotes to stay text.
pub(super) fn is_ambiguous(text: &str) -> bool {
    matches!(
        text,
        "~" | "null"
            | "Null"
            | "NULL"
            | "true"
            | "True"
            | "TRUE"
            | "false"
            | "False"
            | "FALSE"
            | "="
            | "<<"
    ) || is_integer(text)
        || is_float(text)
        || is_timestamp(text)
}

/// What was a boolean or a number in YAML 1.1: quoted whatever else holds.
pub(super) fn is_old_scalar(text: &str) -> bool {
    matches!(
        text,
        "y" | "Y"
            | "yes"
            | "Yes"
            | "YES"
            | "on"
            | "On"
            | "ON"
            | "n"
            | "N"
            | "no"
            | "No"
            | "NO"
            | "off"
            | "Off"
            | "OFF"
    ) || is_sexagesimal(text)
}

/// `12:30:45.5`, which used to be a count of seconds.
fn is_sexagesimal(text: &str) -> bool {
    let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    let (whole, fraction) = unsigned(text)
        .split_once('.')
        .unwrap_or((unsigned(text), ""));
    whole.contains(':')
        && whole
            .split(':')
            .all(|part| !part.is_empty() && is_digits(part))
        && is_digits(fraction)
}

fn is_integer(text: &str) -> bool {
    let digits = unsigned(text);
    let is_in_base = |digits: &str, base: u32| {
        digits.chars().all(|c| c == '_' || c.is_digit(base))
            && digits.contains(|c: char| c != '_')
            && !digits.ends_with('_')
    };
    match digits.get(..2) {
        Some("0b") => is_in_base(&digits[2..], 2),
        Some("0o") => is_in_base(&digits[2..], 8),
        Some("0x") => is_in_base(&digits[2..], 16),
        _ => !digits.starts_with('_') && is_in_base(digits, 10),
    }
}

fn is_float(text: &str) -> bool {
    let number = unsigned(text);
    if matches!(number, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let (mantissa, exponent) = match number.find(['e', 'E']) {
        Some(at) => (&number[..at], Some(unsigned(&number[at + 1..]))),
        None => (number, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    is_digits(whole)
        && is_digits(fraction)
        && (whole.starts_with(|c: char| c.is_ascii_digit())
            || (whole.is_empty() && !fraction.is_empty()))
        && exponent
            .is_none_or(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
        && !text.ends_with('_')
}

/// `2026-06-03`, alone or with a time of day behind it.
fn is_timestamp(text: &str) -> bool {
    let (date, time) = match text.find(['T', 't', ' ']) {
        Some(at) if text[at..].starts_with(' ') => {
            (&text[..at], Some(text[at..].trim_start_matches(' ')))
        }
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let date: Vec<&str> = date.split('-').collect();
    let [year, month, day] = date[..] else {
        return false;
    };
    match time {
        None => has_digits(year, 4..=4) && has_digits(month, 2..=2) && has_digits(day, 2..=2),
        Some(time) => {
            has_digits(year, 4..=4)
                && has_digits(month, 1..=2)
                && has_digits(day, 1..=2)
                && is_time_of_day(time)
        }
    }
}

/// `08:15:30`, with a fraction and a zone if need be.
fn is_time_of_day(text: &str) -> bool {
    let (clock, zone) = match text.find(['Z', '+', '-', ' ']) {
        Some(at) => (&text[..at], text[at..].trim_start()),
        None => (text, ""),
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let clock: Vec<&str> = clock.split(':').collect();
    let [hour, minute, second] = clock[..] else {
        return false;
    };
    let is_zone = match zone {
        "" | "Z" => true,
        zone => {
            let (hour, minute) = unsigned(zone)
                .split_once(':')
                .unwrap_or((unsigned(zone), "00"));
            zone.starts_with(['+', '-']) && has_digits(hour, 1..=2) && has_digits(minute, 2..=2)
        }
    };
    has_digits(hour, 1..=2)
        && has_digits(minute, 2..=2)
        && has_digits(second, 2..=2)
        && has_digits(fraction, 0..=usize::MAX)
        && is_zone
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['-', '+']).unwrap_or(text)
}

fn has_digits(text: &str, count: std::ops::RangeInclusive<usize>) -> bool {
    count.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

//! Which of a rule's cases a difference is: what depends on its neighbours, on its place or on the day.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::context::Context;
use crate::normalise::Set;
use crate::walk::{Change, Detail, How, Lifecycle, TypeChange, Types};
use crate::{Options, Stability};

pub(super) fn case(change: &Change<'_>, context: Context, options: &Options) -> Cow<'static, str> {
    let notice = options.sunset_days.of(context.stability.1);
    Cow::Borrowed(match &change.detail {
        Detail::Case(case) => case,
        Detail::Type(change) => types(change, context),
        Detail::Property {
            required, default, ..
        } => property(change, *required, *default),
        Detail::Lifecycle { old, new } => lifecycle(change, *old, *new, notice, options),
        // Whoever is sent something misses what had to be there, whatever was said of its end.
        Detail::Gone { required: true, .. } if context.is_reversed() => "required",
        Detail::Gone {
            case, lifecycle, ..
        } => return gone(case, *lifecycle, options),
        Detail::Stability { old, new } => stability(*old, *new),
        Detail::None => match change.field {
            "readOnly" | "writeOnly" if context.is_nested() => {
                // What goes is missed where it had to be there; what comes is asked for where it has to be.
                let required = match change.how {
                    How::Added => context.required.0,
                    _ => context.required.1,
                };
                if required { "required" } else { "optional" }
            }
            "default" if context.is_parameter() && context.required.0 => "required",
            "pattern" if takes_anything(change) => "generalized",
            "never" if context.is_property() => "field",
            _ => "",
        },
    })
}

/// Whether a difference is that of an `x-` key of which no rule knows more.
pub(super) fn is_extension(change: &Change<'_>) -> bool {
    match change.detail {
        Detail::Lifecycle { .. } | Detail::Stability { .. } => false,
        _ => change.field.starts_with("x-") && change.field != "x-extensible-enum",
    }
}

fn takes_anything(change: &Change<'_>) -> bool {
    change.how == How::Changed && change.new.value.as_deref().and_then(Value::as_str) == Some(".*")
}

fn property(change: &Change<'_>, required: bool, default: bool) -> &'static str {
    // A default counts where something is asked for that was not: it does not excuse the asking, but it explains it.
    match (change.field, required, default && change.how == How::Added) {
        ("required", true, true) => "with-default",
        ("required", ..) => "",
        (_, true, true) => "required+with-default",
        (_, true, false) => "required",
        (_, false, _) => "optional",
    }
}

/// What it means that a value's type is another one, for whoever sends it or reads it.
fn types(change: &TypeChange, context: Context) -> &'static str {
    let TypeChange { old, new, texts } = change;
    if old.excluded.is_some() || new.excluded.is_some() {
        return "changed";
    }
    let (wider, narrower) = (new.cover(old), old.cover(new));
    let swapped = !old.are_any() && !new.are_any() && !old.same_names(new);
    if swapped && (old.spelled_out || new.spelled_out) && old.format == new.format {
        let widened = if context.is_request() {
            wider
        } else {
            !narrower
        };
        return if widened { "widened" } else { "narrowed" };
    }
    // A parameter travels as text, and so does anything in a body that is not JSON.
    let text = !context.json;
    if context.is_parameter() && context.is_nested() && text {
        // How the members of such a parameter are written is anyone's guess.
        return match (new.take(old, false), new.take(old, true)) {
            (true, true) => "generalized",
            (false, false) => "specialized",
            _ => "changed",
        };
    }
    let top = context.is_top();
    if context.is_request() {
        let as_text = text && takes_text(new, old, texts.any_text.0, top);
        let as_list = text && top && texts.one_of_list.0;
        let joined = text && top && texts.list_as_text.0 && !context.repeats;
        match new.take(old, false) || as_text || as_list || joined {
            false => "changed",
            true if swapped && !wider && !context.is_parameter() => "compatible",
            true => "generalized",
        }
    } else {
        let as_text = text && takes_text(old, new, texts.any_text.1, top);
        let as_list = text && top && texts.one_of_list.1;
        let joined = text && top && texts.list_as_text.1;
        match old.take(new, false) || as_text || as_list || joined {
            false if !old.same_names(new) && !old.are_any() && wider => "generalized",
            false => "changed",
            true if swapped && !narrower => "compatible",
            true => "specialized",
        }
    }
}

/// Whether a schema of texts takes the texts of the other types. What travels by itself is one text as long as it is one
/// value.
fn takes_text(text: &Types, other: &Types, any: bool, top: bool) -> bool {
    let single = !top || other.are_single() || other.are_any();
    any && single && text.are_only(Set::STRING) && text.take(other, true)
}

fn lifecycle(
    change: &Change<'_>,
    old: Lifecycle<'_>,
    new: Lifecycle<'_>,
    notice: i64,
    options: &Options,
) -> &'static str {
    if change.field == "x-sunset" {
        let (Some(before), Some(after)) = (old.sunset, new.sunset) else {
            return "";
        };
        return match (date(before), date(after)) {
            (Some(before), Some(after))
                if after < before && comes_within(after, notice, options) =>
            {
                "too-small"
            }
            (Some(_), Some(_)) => "",
            _ => "invalid",
        };
    }
    match new.sunset.map(date) {
        _ if !new.deprecated => "",
        None if notice > 0 => "sunset-missing",
        None => "",
        Some(None) => "sunset-invalid",
        Some(Some(sunset)) if comes_within(sunset, notice, options) => "sunset-too-small",
        Some(Some(_)) => "with-sunset",
    }
}

fn gone(case: &'static str, lifecycle: Lifecycle<'_>, options: &Options) -> Cow<'static, str> {
    let how = match lifecycle.sunset.map(date) {
        _ if !lifecycle.deprecated => return Cow::Borrowed(case),
        None => "with-deprecation",
        Some(None) => "sunset-invalid",
        Some(Some(sunset)) if options.today.is_none_or(|today| today < sunset) => "before-sunset",
        Some(Some(_)) => "after-sunset",
    };
    match case {
        "" => Cow::Borrowed(how),
        case => Cow::Owned(format!("{case}+{how}")),
    }
}

fn stability(old: Option<&str>, new: Option<&str>) -> &'static str {
    let level = |text: Option<&str>| text.map_or(Some(Stability::Stable), Stability::parse);
    match (level(old), level(new)) {
        (Some(old), Some(new)) if new < old => "decreased",
        (Some(_), Some(_)) => "increased",
        _ => "invalid",
    }
}

/// Whether a day is less than this many days away, if it is known what day it is.
fn comes_within(day: Date, notice: i64, options: &Options) -> bool {
    let away = |today: Date| {
        day.since(today)
            .map_or(0, |span| i64::from(span.get_days()))
    };
    options.today.is_some_and(|today| away(today) < notice)
}

/// A day, as RFC 3339 writes days and times.
fn date(value: &Value) -> Option<Date> {
    let text = value.as_str()?;
    let time = |text: &str| {
        text.parse::<Timestamp>()
            .ok()
            .map(|time| time.to_zoned(TimeZone::UTC).date())
    };
    if text.contains(['T', 't', ' ']) {
        time(text)
    } else {
        text.parse().ok()
    }
}

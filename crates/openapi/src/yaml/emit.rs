//! Writing: block style at 80 columns the way js-yaml does it, because that is how the docs site writes fragments;
//! one style in pages and in our own files makes them comparable by eye.

use serde_json::{Map, Number, Value};

use super::scalar;

/// Blanks a level.
const INDENT: usize = 2;
/// From this length on a key is written in the long form (`? key`): readers give up looking for its colon.
const MAX_SIMPLE_KEY: usize = 1024;

/// Writes a value as a YAML document that ends in one line break.
pub fn emit(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Object(map) if !map.is_empty() => mapping(map, 0, true, &mut out),
        Value::Array(items) if !items.is_empty() => sequence(items, 0, true, &mut out),
        other => inline(other, 0, &mut out),
    }
    out.push('\n');
    out
}

/// Writes what follows `key:` or, with the blank already there, `- `.
fn inline(value: &Value, level: usize, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&self::number(number)),
        Value::String(text) => scalar::value(text, level * INDENT, out),
        Value::Array(items) if items.is_empty() => out.push_str("[]"),
        Value::Object(map) if map.is_empty() => out.push_str("{}"),
        Value::Array(items) => sequence(items, level, true, out),
        Value::Object(map) => mapping(map, level, true, out),
    }
}

/// `compact` is for a mapping whose first key stands on a line that is begun already.
fn mapping(map: &Map<String, Value>, level: usize, compact: bool, out: &mut String) {
    for (index, (key, value)) in map.iter().enumerate() {
        if index > 0 || !compact {
            new_line(level, out);
        }
        let start = out.len();
        scalar::key(key, out);
        let explicit = out[start..].chars().count() > MAX_SIMPLE_KEY;
        if explicit {
            out.insert_str(start, "? ");
            new_line(level, out);
        }
        out.push(':');
        match value {
            Value::Object(inner) if !inner.is_empty() && !explicit => {
                mapping(inner, level + 1, false, out)
            }
            Value::Array(items) if !items.is_empty() && !explicit => {
                sequence(items, level + 1, false, out)
            }
            other => {
                out.push(' ');
                inline(other, level + 1, out);
            }
        }
    }
}

fn sequence(items: &[Value], level: usize, compact: bool, out: &mut String) {
    for (index, item) in items.iter().enumerate() {
        if index > 0 || !compact {
            new_line(level, out);
        }
        out.push_str("- ");
        inline(item, level + 1, out);
    }
}

fn new_line(level: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', level * INDENT));
}

fn number(number: &Number) -> String {
    number
        .as_f64()
        .filter(|_| number.is_f64())
        .map_or_else(|| number.to_string(), float)
}

/// JavaScript's way, but for whole floats in the range of integers: they keep their `.0`, or they would come back as
/// integers.
fn float(float: f64) -> String {
    let size = float.abs();
    if size == 0.0 || (1e-6..1e21).contains(&size) {
        let is_in_range_of_integers = size < 18_446_744_073_709_551_616.0;
        return if float.fract() == 0.0 && is_in_range_of_integers {
            format!("{float:.1}")
        } else {
            float.to_string()
        };
    }
    let text = format!("{float:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    match exponent.strip_prefix('-') {
        None => format!("{mantissa}e+{exponent}"),
        // A fraction always shows its dot.
        Some(_) if mantissa.contains('.') => text,
        Some(_) => format!("{mantissa}.e{exponent}"),
    }
}

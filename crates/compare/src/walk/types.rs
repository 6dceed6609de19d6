//! The types that a schema takes, and which of them take the place of which.

use serde_json::Value;

use crate::normalise::Object;

/// `type` and `format`: together they say what a value is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Types {
    /// In the order of the alphabet; none for a schema that takes any type.
    pub(crate) names: Vec<String>,
    pub(crate) format: Option<String>,
    /// Whether they were written as schemas with nothing but a type.
    pub(crate) spelled_out: bool,
}

impl Types {
    pub(super) fn of(schema: &Object<'_>) -> Types {
        let names = match schema.get("type").map(|entry| entry.value.as_ref()) {
            Some(Value::Array(names)) => names
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            Some(Value::String(name)) => vec![name.clone()],
            _ => Vec::new(),
        };
        let format = schema
            .get("format")
            .and_then(|entry| entry.value.as_str())
            .map(str::to_owned);
        let spelled_out = names.len() > 1 && schema.as_list.is_some();
        Types {
            names,
            format,
            spelled_out,
        }
    }

    pub(super) fn same(&self, other: &Types) -> bool {
        self.names == other.names && self.format == other.format
    }

    /// Whether a value is never a list or an object.
    pub(super) fn are_single(&self) -> bool {
        !self.names.is_empty()
            && !self
                .names
                .iter()
                .any(|name| name == "array" || name == "object")
    }

    /// The types as a reader would write them: `integer/int32`.
    pub(crate) fn text(&self) -> String {
        let names = if self.names.is_empty() {
            "any".to_owned()
        } else {
            self.names.join(" or ")
        };
        match &self.format {
            Some(format) => format!("{names}/{format}"),
            None => names,
        }
    }

    /// Whether a value of one can never be a value of the other.
    pub(super) fn disjoint(&self, other: &Types) -> bool {
        let shared = |name: &String| {
            other
                .names
                .iter()
                .any(|known| is_subtype(name, known) || is_subtype(known, name))
        };
        !self.names.is_empty() && !other.names.is_empty() && !self.names.iter().any(shared)
    }

    /// Whether every type of the other is one of these.
    pub(crate) fn cover(&self, other: &Types) -> bool {
        let covered = |name: &String| self.names.iter().any(|known| is_subtype(name, known));
        self.names.is_empty() || (!other.names.is_empty() && other.names.iter().all(covered))
    }

    /// Whether what was sent as the other is still taken as one of these. `text` is for places where a value travels as
    /// text, so that a string takes anything.
    pub(crate) fn take(&self, other: &Types, text: bool) -> bool {
        let types = self.cover(other) || (text && self.names == ["string"]);
        types && self.take_format(other)
    }

    fn take_format(&self, other: &Types) -> bool {
        if self.format.is_none() || self.format == other.format {
            return true;
        }
        // A format says nothing of values that are not of its type, so that it counts where no type is given, too.
        let name = match self.names.as_slice() {
            [name] => Some(name.as_str()),
            [] => None,
            _ => return false,
        };
        let formats = (
            other.format.as_deref().unwrap_or_default(),
            self.format.as_deref().unwrap_or_default(),
        );
        matches!(
            (name, formats),
            (Some("number") | None, ("float", "double"))
                | (
                    Some("integer") | None,
                    ("int32", "int64" | "bigint") | ("int64", "bigint")
                )
                | (Some("string") | None, ("date" | "time", "date-time"))
        )
    }
}

/// The types that a keyword constrains; all of them where it is none of these.
pub(super) fn constrains(keyword: &str) -> Option<&'static [&'static str]> {
    Some(match keyword {
        "minLength" | "maxLength" | "pattern" | "contentMediaType" | "contentEncoding"
        | "contentSchema" => &["string"],
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
            &["integer", "number"]
        }
        "items" | "prefixItems" | "minItems" | "maxItems" | "uniqueItems" | "contains"
        | "minContains" | "maxContains" | "unevaluatedItems" => &["array"],
        "properties"
        | "required"
        | "additionalProperties"
        | "patternProperties"
        | "propertyNames"
        | "minProperties"
        | "maxProperties"
        | "dependentRequired"
        | "dependentSchemas"
        | "unevaluatedProperties" => &["object"],
        _ => return None,
    })
}

fn is_subtype(sub: &str, name: &str) -> bool {
    sub == name || (sub == "integer" && name == "number")
}

//! The types that a schema takes, and which of them take the place of which.

use std::collections::HashMap;

use serde_json::Value;

use crate::source::{Source, address, get};

/// A set of types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Set(u8);

/// The types by name; a whole number is one of both kinds of numbers.
const NAMES: [(&str, u8); 6] = [
    ("array", 1),
    ("boolean", 2),
    ("integer", 4),
    ("number", 4 | 8),
    ("object", 16),
    ("string", 32),
];
const NULL: u8 = 64;

impl Set {
    /// Every type but null.
    pub(crate) const ANY: Set = Set(63);
    /// Every type.
    pub(crate) const ALL: Set = Set(63 | NULL);
    pub(crate) const NUMBERS: Set = Set(12);
    pub(crate) const ARRAY: Set = Set(1);
    pub(crate) const OBJECT: Set = Set(16);
    pub(crate) const STRING: Set = Set(32);
    pub(crate) const BOOLEAN: Set = Set(2);
    pub(crate) const INTEGER: Set = Set(4);

    fn named(name: &str) -> Option<Set> {
        if name == "null" {
            return Some(Set(NULL));
        }
        let known = NAMES.iter().find(|(known, _)| *known == name);
        known.map(|(_, bits)| Set(*bits))
    }

    /// The type of a value.
    pub(crate) fn of(value: &Value) -> Set {
        Set(match value {
            Value::Null => NULL,
            Value::Bool(_) => 2,
            Value::Number(_) if super::whole(value).is_some() => 4,
            Value::Number(_) => 8,
            Value::String(_) => 32,
            Value::Array(_) => 1,
            Value::Object(_) => 16,
        })
    }

    pub(crate) fn of_all<'v>(values: impl IntoIterator<Item = &'v Value>) -> Set {
        values
            .into_iter()
            .fold(Set::default(), |all, value| all.or(Set::of(value)))
    }

    pub(crate) fn and(self, other: Set) -> Set {
        Set(self.0 & other.0)
    }

    pub(crate) fn or(self, other: Set) -> Set {
        Set(self.0 | other.0)
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn has_null(self) -> bool {
        self.0 & NULL != 0
    }

    pub(crate) fn without_null(self) -> Set {
        Set(self.0 & !NULL)
    }

    fn covers(self, other: Set) -> bool {
        self.0 & other.0 == other.0
    }

    /// The types as `type` says them.
    pub(crate) fn value(self) -> Value {
        match self.names().as_slice() {
            [name] => Value::from(*name),
            names => Value::from(names),
        }
    }

    fn names(self) -> Vec<&'static str> {
        let named = NAMES.iter().filter(|(name, bits)| match *name {
            "number" => self.0 & 8 != 0,
            "integer" => self.0 & 12 == 4,
            _ => self.0 & bits != 0,
        });
        named.map(|(name, _)| *name).collect()
    }
}

/// `type` and `format`: together they say what a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Types {
    /// Every type but null; all of them for a schema that takes any.
    pub(crate) set: Set,
    /// Whether there may be none.
    pub(crate) null: bool,
    /// Names that JSON Schema does not know.
    pub(crate) unknown: Vec<String>,
    pub(crate) format: Option<String>,
    /// Whether `type` says it, rather than the values or the alternatives.
    pub(crate) written: bool,
    /// Whether they were written as schemas with nothing but a type.
    pub(crate) spelled_out: bool,
    /// Types that are asked for as well and exclude these, so that nothing is taken. That is a mistake, and the rest is
    /// compared as if it were not there.
    pub(crate) excluded: Option<Set>,
}

impl Default for Types {
    fn default() -> Self {
        Types {
            set: Set::ANY,
            null: true,
            unknown: Vec::new(),
            format: None,
            written: false,
            spelled_out: false,
            excluded: None,
        }
    }
}

impl Types {
    /// Whether any type is taken.
    pub(crate) fn are_any(&self) -> bool {
        self.set == Set::ANY && self.unknown.is_empty()
    }

    pub(crate) fn same_names(&self, other: &Types) -> bool {
        (self.set, &self.unknown) == (other.set, &other.unknown)
            && (!self.set.is_empty() || self.null == other.null)
    }

    /// Whether one says the same of a value as the other. What only the values or the alternatives say on both sides is
    /// told with them.
    pub(crate) fn same(&self, other: &Types) -> bool {
        let names = self.same_names(other) || (!self.written && !other.written);
        names && self.format == other.format && self.excluded == other.excluded
    }

    pub(crate) fn are_only(&self, set: Set) -> bool {
        self.set == set && self.unknown.is_empty()
    }

    /// Whether a value is never a list or an object.
    pub(crate) fn are_single(&self) -> bool {
        self.set.and(Set::ARRAY.or(Set::OBJECT)).is_empty()
    }

    /// The types as a reader would write them: `integer/int32`.
    pub(crate) fn text(&self) -> String {
        let mut names = match self.names() {
            _ if self.are_any() => "any".to_owned(),
            names if names.is_empty() => "null".to_owned(),
            names => names.join(" or "),
        };
        if let Some(excluded) = self.excluded {
            names = format!("{names}, which is no {}", excluded.names().join(" or "));
        }
        match &self.format {
            Some(format) => format!("{names}/{format}"),
            None => names,
        }
    }

    pub(crate) fn names(&self) -> Vec<&str> {
        let mut names = self.set.names();
        if self.are_any() {
            names.clear();
        }
        names
            .into_iter()
            .chain(self.unknown.iter().map(String::as_str))
            .collect()
    }

    /// Whether a keyword says something of a value that both take.
    pub(crate) fn share(&self, other: &Types, keyword: &str) -> bool {
        constrains(keyword).is_none_or(|types| !self.set.and(other.set).and(types).is_empty())
    }

    /// Whether every type of the other is one of these.
    pub(crate) fn cover(&self, other: &Types) -> bool {
        let unknown = |name: &String| self.unknown.contains(name);
        // What takes nothing but null is covered by what takes null.
        let null = !other.set.is_empty() || !other.unknown.is_empty() || self.null;
        self.are_any() || (self.set.covers(other.set) && other.unknown.iter().all(unknown) && null)
    }

    /// Whether what was sent as the other is still taken as one of these. `text` is for places where a value travels as
    /// text, so that a string takes anything.
    pub(crate) fn take(&self, other: &Types, text: bool) -> bool {
        let types = self.cover(other) || (text && self.are_only(Set::STRING));
        types && self.take_format(other)
    }

    fn take_format(&self, other: &Types) -> bool {
        if self.format.is_none() || self.format == other.format {
            return true;
        }
        // A format says nothing of values that are not of its type, so that it counts where no type is given, too.
        let is = |set: Set| self.are_any() || self.are_only(set);
        let formats = (
            other.format.as_deref().unwrap_or_default(),
            self.format.as_deref().unwrap_or_default(),
        );
        match formats {
            ("float", "double") => is(Set::NUMBERS),
            ("int32", "int64" | "bigint") | ("int64", "bigint") => is(Set::INTEGER),
            _ => false,
        }
    }
}

/// The types that a keyword constrains; nothing where it constrains all of them.
pub(crate) fn constrains(keyword: &str) -> Option<Set> {
    Some(match keyword {
        "minLength" | "maxLength" | "pattern" | "contentMediaType" | "contentEncoding"
        | "contentSchema" => Set::STRING,
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
            Set::NUMBERS
        }
        "items" | "prefixItems" | "minItems" | "maxItems" | "uniqueItems" | "contains"
        | "minContains" | "maxContains" | "unevaluatedItems" => Set::ARRAY,
        "properties"
        | "required"
        | "additionalProperties"
        | "patternProperties"
        | "propertyNames"
        | "minProperties"
        | "maxProperties"
        | "dependentRequired"
        | "dependentSchemas"
        | "unevaluatedProperties" => Set::OBJECT,
        _ => return None,
    })
}

/// What a value of `type` says: the types, and the names that are none.
pub(crate) fn written(value: &Value) -> Option<(Set, Vec<String>)> {
    let names = match value {
        Value::Array(names) => names.as_slice(),
        name => std::slice::from_ref(name),
    };
    let mut found = (Set::default(), Vec::new());
    for name in names {
        let name = name.as_str()?;
        match Set::named(name) {
            Some(set) => found.0 = found.0.or(set),
            None => found.1.push(name.to_owned()),
        }
    }
    found.1.sort();
    Some(found)
}

/// The types of the values that an `enum` or a `const` lists.
pub(crate) fn listed(schema: &Value) -> Option<Set> {
    let values = get(schema, "enum").and_then(Value::as_array);
    let values = values.map(Set::of_all);
    match (values, get(schema, "const").map(Set::of)) {
        (Some(values), Some(value)) => Some(values.and(value)),
        (values, value) => values.or(value),
    }
}

/// Which types schemas take, whatever says so.
#[derive(Default)]
pub(crate) struct Accepted {
    known: HashMap<usize, Set>,
}

/// How many schemas inside each other are looked at. What is deeper takes anything.
const DEPTH: usize = 12;

impl Accepted {
    /// The types that a schema takes, null among them, as far as `type`, values, references and lists of schemas tell.
    pub(crate) fn by<'a>(&mut self, source: &Source<'a>, node: &'a Value) -> Set {
        self.look(source, node, &mut Vec::new()).0
    }

    /// The second half is whether all was looked at, so that it holds wherever the schema is reached from.
    fn look<'a>(
        &mut self,
        source: &Source<'a>,
        node: &'a Value,
        trail: &mut Vec<usize>,
    ) -> (Set, bool) {
        let Value::Object(map) = node else {
            let takes_none = *node == false;
            return (if takes_none { Set::default() } else { Set::ALL }, true);
        };
        if let Some(&known) = self.known.get(&address(node)) {
            return (known, true);
        }
        if trail.contains(&address(node)) || trail.len() > DEPTH {
            return (Set::ALL, false);
        }
        trail.push(address(node));
        let mut set = match map.get("type").and_then(written) {
            Some((set, unknown)) if unknown.is_empty() => set,
            Some(_) => Set::ALL,
            // Who is refused is not looked at; null is what nobody thinks of.
            None if map.contains_key("not") || map.contains_key("if") => Set::ANY,
            None => listed(node).unwrap_or(Set::ALL),
        };
        let mut is_whole = true;
        let mut narrow = |set: &mut Set, (other, whole): (Set, bool)| {
            *set = set.and(other);
            is_whole &= whole;
        };
        if let Some(target) = source.target(node) {
            let found = self.look(source, source.follow(target), trail);
            narrow(&mut set, found);
        }
        for (key, any) in [("allOf", false), ("anyOf", true), ("oneOf", true)] {
            let Some(Value::Array(items)) = map.get(key) else {
                continue;
            };
            let mut union = (Set::default(), true);
            for item in items {
                let found = self.look(source, item, trail);
                if any {
                    union = (union.0.or(found.0), union.1 && found.1);
                } else {
                    narrow(&mut set, found);
                }
            }
            if any && !items.is_empty() {
                narrow(&mut set, union);
            }
        }
        if map.get("nullable").is_some_and(|flag| *flag == true) {
            set = set.or(Set(NULL));
        }
        trail.pop();
        if is_whole {
            self.known.insert(address(node), set);
        }
        (set, is_whole)
    }
}

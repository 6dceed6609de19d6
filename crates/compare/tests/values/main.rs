//! The law of a comparison: where it says that nothing breaks for requests, no value that the old schema takes is
//! refused by the new one; and the other way round for answers.
//!
//! Random schemas are edited at random. Random values are held against both by a validator of JSON Schema, which knows
//! nothing of this crate. What is deliberately judged otherwise is what `README.md` says:
//!
//! - A field that only one document declares is one that the other side neither sends nor reads.
//! - Alternatives of a `oneOf` are meant to exclude each other, and the generator makes only such.
//! - A type that takes null is meant to, though the values that are listed beside it leave null out; the generator lists
//!   it.
//! - What only one side writes is not held against values: validators do not know of sides.
//!
//! `COMPARE_PAIRS=1000000 COMPARE_SEED=1 cargo test --release -p specwright-compare --test values -- --nocapture` runs as
//! many pairs as that and tells how often each rule was found, and which breaking findings have no value that shows it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot make its own data should say so at once"
)]
#![allow(
    clippy::print_stdout,
    reason = "the figures of a long run are for whoever asked for it"
)]

mod edits;
mod samples;
mod schemas;

use std::collections::BTreeMap;

use fastrand::Rng;
use jsonschema::Validator;
use serde_json::{Value, json};
use specwright_compare::{Class, Finding, Level, Options, compare};

/// Seeds of pairs that were judged wrongly once.
const SEEDS: &str = include_str!("seeds.txt");

#[test]
fn nothing_that_breaks_is_missed() {
    let number = |name: &str| {
        std::env::var(name)
            .ok()
            .map(|text| text.parse::<u64>().unwrap())
    };
    let pairs = number("COMPARE_PAIRS");
    let start = number("COMPARE_SEED").unwrap_or(1) << 32;
    let mut tally = Tally::default();
    for at in 0..pairs.unwrap_or(1_500) {
        tally.take(start + at, &Options::default());
    }
    if pairs.is_some() {
        println!("{}", tally.report());
    }
    assert!(tally.missed.is_empty(), "{}", tally.missed.join("\n\n"));
    let harmless = tally.harmless * 100 / (2 * tally.pairs);
    assert!(
        harmless >= 30,
        "{harmless} % of the pairs differ and are judged harmless"
    );
}

#[test]
fn what_was_wrong_once() {
    let mut tally = Tally::default();
    for line in SEEDS.lines().filter(|line| !line.starts_with('#')) {
        tally.take(
            line.split(' ').next().unwrap().parse().unwrap(),
            &Options::default(),
        );
    }
    assert!(tally.missed.is_empty(), "{}", tally.missed.join("\n\n"));
}

/// A rule that says less than is true is noticed.
#[test]
fn a_weak_rule_is_noticed() {
    let weak = [
        "request-property-max-length-decreased",
        "request-property-became-required",
        "request-property-enum-value-removed",
        "response-property-min-items-unset",
        "response-property-became-optional",
    ];
    for rule in weak {
        let mut options = Options::default();
        options.levels.insert(rule.to_owned(), Level::Info);
        let mut tally = Tally::default();
        let mut seed = 0;
        while tally.missed.is_empty() {
            assert!(seed < 200_000, "{rule} as info is not noticed");
            tally.take_if(seed, &options, |findings| {
                findings.iter().any(|one| one.rule == rule)
            });
            seed += 1;
        }
    }
}

/// Two schemas, and what they refer to.
struct Pair {
    old: (Value, Value),
    new: (Value, Value),
    edits: usize,
}

impl Pair {
    fn new(rng: &mut Rng) -> Pair {
        let (components, root) = schemas::document(rng);
        let (mut new_components, mut new_root) = (components.clone(), root.clone());
        let edits = [1, 1, 1, 2, 3][rng.usize(..5)];
        for _ in 0..edits {
            let before = (new_components.to_string(), new_root.to_string());
            // An edit that does not apply leaves the schema as it is.
            for _ in 0..9 {
                edits::edit(rng, &mut new_components, &mut new_root);
                if before != (new_components.to_string(), new_root.to_string()) {
                    break;
                }
            }
        }
        Pair {
            old: (components, root),
            new: (new_components, new_root),
            edits,
        }
    }

    /// Whether both are written as they are meant: each alternative of a `oneOf` excludes the others, and where a type
    /// takes null, so do the values that are listed.
    fn is_meant(&self) -> bool {
        let is_meant = |schema: &Value| exclusive(schema) && lists_null(schema);
        [&self.old, &self.new].iter().all(|(components, root)| {
            is_meant(root) && components.as_object().unwrap().values().all(is_meant)
        })
    }
}

/// Findings by rule, and those without a value that shows them.
#[derive(Default)]
struct Tally {
    pairs: u64,
    /// Pairs that differ, for requests and for answers.
    unequal: u64,
    /// Those of which nobody is alarmed.
    harmless: u64,
    rules: BTreeMap<&'static str, u64>,
    /// Pairs of one edit with one breaking finding, and how many of them have no witness; with one of those.
    lone: BTreeMap<&'static str, (u64, u64, String)>,
    missed: Vec<String>,
}

impl Tally {
    fn take(&mut self, seed: u64, options: &Options) {
        self.take_if(seed, options, |_| true);
    }

    fn take_if(&mut self, seed: u64, options: &Options, wanted: impl Fn(&[Finding]) -> bool) {
        let mut rng = Rng::with_seed(seed);
        let pair = Pair::new(&mut rng);
        if !pair.is_meant() || self.missed.len() > 20 {
            return;
        }
        let (old, new) = (document(&pair.old), document(&pair.new));
        let findings = compare(&old, &new, options);
        if !wanted(&findings) {
            return;
        }
        self.pairs += 1;
        for finding in &findings {
            *self.rules.entry(finding.rule).or_default() += 1;
        }
        let contract = |finding: &&Finding| finding.class == Class::Contract;
        let (Some(before), Some(after)) = (validator(&pair.old), validator(&pair.new)) else {
            return;
        };
        let mut values = Vec::new();
        for (components, root) in [&pair.old, &pair.new, &pair.old, &pair.new] {
            for _ in 0..6 {
                let value = samples::value(&mut rng, components, root, 0);
                values.push(samples::spoiled(&mut rng, &value));
                values.push(value);
            }
        }
        for (side, method) in [(Side::Request, "POST"), (Side::Answer, "GET")] {
            let reaches =
                |finding: &&Finding| finding.operations.iter().any(|one| one.method == method);
            let alarms: Vec<_> = (findings.iter())
                .filter(reaches)
                .filter(|finding| finding.wire > Level::Info)
                .collect();
            let differs = findings
                .iter()
                .filter(reaches)
                .any(|finding| contract(&finding));
            self.unequal += u64::from(differs);
            self.harmless += u64::from(differs && alarms.is_empty());
            let came: Vec<_> = findings
                .iter()
                .filter(reaches)
                .filter(|one| came(one))
                .collect();
            // What several parts declare stands in several places.
            if came
                .iter()
                .any(|one| new.pointer(&one.new.pointer) != one.new.value.as_ref())
            {
                continue;
            }
            let lenient = match side {
                _ if came.is_empty() => None,
                Side::Request => validator(&parts(&without(&new, &came), &pair.new)),
                Side::Answer => {
                    let mut opened = pair.old.clone();
                    open(&mut opened.1);
                    opened
                        .0
                        .as_object_mut()
                        .unwrap()
                        .values_mut()
                        .for_each(open);
                    validator(&opened)
                }
            };
            let breaks = |value: &Value| side.breaks(&before, &after, lenient.as_ref(), value);
            // What takes nothing at all cannot be kept to.
            let takes_some = values.iter().any(|value| before.is_valid(value));
            let witness = values.iter().find(|value| takes_some && breaks(value));
            if let (true, Some(witness)) = (alarms.is_empty(), witness) {
                let lines: Vec<_> = findings.iter().map(Finding::to_string).collect();
                self.missed.push(format!(
                    "seed {seed}, {method}: {witness}\n  old {} {}\n  new {} {}\n  {}",
                    pair.old.1,
                    pair.old.0,
                    pair.new.1,
                    pair.new.0,
                    lines.join("\n  ")
                ));
            }
            if let ([alarm], 1) = (alarms.as_slice(), pair.edits)
                && alarm.wire == Level::Breaking
            {
                let lone = self.lone.entry(alarm.rule).or_default();
                lone.0 += 1;
                if witness.is_none() && !self::witness(&mut rng, &pair, breaks) {
                    lone.1 += 1;
                    lone.2 = format!("seed {seed}: {} to {}", pair.old.1, pair.new.1);
                }
            }
        }
    }

    fn report(&self) -> String {
        let mut lines = vec![format!(
            "{} pairs, each for requests and for answers; {} of {} differ, {} of these are judged harmless",
            self.pairs,
            self.unequal,
            2 * self.pairs,
            self.harmless
        )];
        for (rule, count) in &self.rules {
            lines.push(format!("{count:8} {rule}"));
        }
        lines.push("breaking findings by themselves, those without a witness:".to_owned());
        for (rule, (all, without, example)) in &self.lone {
            if *without > 0 {
                lines.push(format!("{without:6} of {all:6} {rule}, {example}"));
            }
        }
        lines.join("\n")
    }
}

/// Looks longer for a value that breaks somebody.
fn witness(rng: &mut Rng, pair: &Pair, breaks: impl Fn(&Value) -> bool) -> bool {
    (0..200).any(|at| {
        let (components, root) = if at % 2 == 0 { &pair.old } else { &pair.new };
        let value = samples::value(rng, components, root, 0);
        breaks(&value) || breaks(&samples::spoiled(rng, &value))
    })
}

#[derive(Clone, Copy)]
enum Side {
    Request,
    Answer,
}

impl Side {
    /// Whether a value shows that somebody is broken who kept to the old schema. `lenient` is what a value may be as well
    /// where a field came.
    fn breaks(
        self,
        old: &Validator,
        new: &Validator,
        lenient: Option<&Validator>,
        value: &Value,
    ) -> bool {
        let (sent, taken) = match self {
            Side::Request => (old, new),
            Side::Answer => (new, old),
        };
        let is_let_pass = || lenient.is_some_and(|lenient| lenient.is_valid(value));
        sent.is_valid(value) && !taken.is_valid(value) && !is_let_pass()
    }
}

/// Whether a field came that only the new document declares: whoever kept to the old one did not send it, and passes it
/// over.
fn came(finding: &Finding) -> bool {
    matches!(
        finding.rule,
        "new-optional-request-property"
            | "response-optional-property-added"
            | "response-required-property-added"
            | "response-property-became-possible"
    )
}

/// A document without the fields that came.
fn without(document: &Value, came: &[&Finding]) -> Value {
    let mut document = document.clone();
    for finding in came {
        let (parent, name) = finding.new.pointer.rsplit_once('/').unwrap();
        if let Some(Value::Object(map)) = document.pointer_mut(parent) {
            map.shift_remove(name);
        }
    }
    document
}

/// The components of a document, and the schema that is sent.
fn parts(document: &Value, (components, root): &(Value, Value)) -> (Value, Value) {
    let found = |pointer: &str, or: &Value| document.pointer(pointer).unwrap_or(or).clone();
    let sent = "/paths/~1sent/post/requestBody/content/application~1json/schema";
    (found("/components/schemas", components), found(sent, root))
}

/// Whether a schema takes nothing, as far as its parts say so.
fn is_impossible(schema: &Value) -> bool {
    let not = schema
        .get("not")
        .is_some_and(|not| *not == json!({}) || *not == true);
    let parts = schema.get("allOf").and_then(Value::as_array);
    not || *schema == false || parts.is_some_and(|parts| parts.iter().any(is_impossible))
}

/// Has a schema take fields that it does not declare, as readers do. Not where a schema says what is not taken.
fn open(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            for key in ["additionalProperties", "unevaluatedProperties"] {
                if map.get(key).is_some_and(|value| *value == false) {
                    map.shift_remove(key);
                }
            }
            if let Some(Value::Object(properties)) = map.get_mut("properties") {
                let impossible = properties.values_mut().filter(|one| is_impossible(one));
                impossible.for_each(|one| *one = json!({}));
            }
            let inside = map
                .iter_mut()
                .filter(|(key, _)| !matches!(key.as_str(), "not" | "if" | "const" | "enum"));
            inside.for_each(|(_, value)| open(value));
        }
        Value::Array(items) => items.iter_mut().for_each(open),
        _ => {}
    }
}

/// Whether each alternative of each `oneOf` excludes the others: by its types or by a constant.
fn exclusive(schema: &Value) -> bool {
    let Some(map) = schema.as_object() else {
        return schema
            .as_array()
            .is_none_or(|items| items.iter().all(exclusive));
    };
    let apart = |items: &Vec<Value>| {
        let pairs = (0..items.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
        pairs
            .into_iter()
            .all(|(a, b)| excludes(&items[a], &items[b]))
    };
    let list = map.get("oneOf").and_then(Value::as_array);
    list.is_none_or(apart) && map.values().all(exclusive)
}

/// Whether each list of values beside a type that takes null has null in it.
fn lists_null(schema: &Value) -> bool {
    let Some(map) = schema.as_object() else {
        return schema
            .as_array()
            .is_none_or(|items| items.iter().all(lists_null));
    };
    let takes_null = edits::types(schema).iter().any(|name| name == "null");
    let lists = |values: &Value| {
        values
            .as_array()
            .is_some_and(|values| values.contains(&Value::Null))
    };
    let leaves_out = map.get("enum").is_some_and(|values| !lists(values))
        || map.get("const").is_some_and(|value| !value.is_null());
    !(takes_null && leaves_out) && map.values().all(lists_null)
}

fn excludes(a: &Value, b: &Value) -> bool {
    let tag = |schema: &Value| {
        let requires = schema["required"]
            .as_array()
            .is_some_and(|names| names.contains(&json!("kind")));
        schema["properties"]["kind"]["const"]
            .as_str()
            .filter(|_| requires)
            .map(str::to_owned)
    };
    let (types, others) = (edits::types(a), edits::types(b));
    let number = |names: &[String]| {
        names
            .iter()
            .any(|name| name == "number" || name == "integer")
    };
    let apart = !types.is_empty()
        && !others.is_empty()
        && !types.iter().any(|name| others.contains(name))
        && (!number(&types) || !number(&others));
    let objects = types == ["object"] && others == ["object"];
    apart || (objects && tag(a).is_some() && tag(b).is_some() && tag(a) != tag(b))
}

/// A document in which one operation is sent the schema and another one answers with it.
fn document((components, root): &(Value, Value)) -> Value {
    let content = json!({"content": {"application/json": {"schema": root}}});
    json!({
        "openapi": "3.1.0",
        "paths": {
            "/sent": {"post": {"requestBody": content}},
            "/read": {"get": {"responses": {"200": content}}},
        },
        "components": {"schemas": components},
    })
}

/// A validator of the schema; nothing where it is none.
fn validator((components, root): &(Value, Value)) -> Option<Validator> {
    let mut schema = json!({"components": {"schemas": components}});
    schema["allOf"] = json!([root]);
    jsonschema::draft202012::new(&schema).ok()
}

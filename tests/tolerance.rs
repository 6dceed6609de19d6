//! What the vendor adds tomorrow breaks nothing: an unknown field or value, at every place of every answer that the spec describes.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what it expects by failing"
)]

mod support;

use amplemarket::Operation;
use serde_json::{Value, json};
use support::bodies::{BODIES, round_trip};
use support::document::{body_schema, places, sample, spec};

#[test]
fn an_unknown_field_is_let_through() {
    let mut tried = 0;
    for_each_answer(|operation, place, spec, schema, value| {
        for at in places(spec, schema, value).objects {
            let mut more = value.clone();
            more.pointer_mut(&at).unwrap()["a_field_of_tomorrow"] =
                json!({ "deep": [1, "two", null] });
            let again = round_trip(operation.id, place, &more).unwrap();
            let again =
                again.unwrap_or_else(|error| panic!("{} {place} at {at}: {error}", operation.id));
            assert!(
                same_but_for_tomorrow(&again, value),
                "{} {place} at {at}: {again}",
                operation.id
            );
            tried += 1;
        }
    });
    assert!(tried > 5, "only {tried} objects found");
}

#[test]
fn an_unknown_value_is_kept_as_it_came() {
    let mut tried = 0;
    for_each_answer(|operation, place, spec, schema, value| {
        for at in places(spec, schema, value).enums {
            let mut other = value.clone();
            *other.pointer_mut(&at).unwrap() = json!("a value of tomorrow");
            let again = round_trip(operation.id, place, &other).unwrap();
            let again =
                again.unwrap_or_else(|error| panic!("{} {place} at {at}: {error}", operation.id));
            assert_eq!(again, other, "{} {place} at {at}", operation.id);
            tried += 1;
        }
    });
    assert!(tried > 3, "only {tried} enums found");
}

#[test]
fn what_may_be_absent_may_be_null() {
    for_each_answer(|operation, place, spec, schema, value| {
        for at in places(spec, schema, value).objects {
            let names: Vec<String> = value
                .pointer(&at)
                .unwrap()
                .as_object()
                .unwrap()
                .keys()
                .cloned()
                .collect();
            for name in names {
                let mut without = value.clone();
                without
                    .pointer_mut(&at)
                    .unwrap()
                    .as_object_mut()
                    .unwrap()
                    .remove(&name);
                let mut null = value.clone();
                null.pointer_mut(&at).unwrap()[&name] = Value::Null;
                // A value that fills itself in is not optional, and null is not that value.
                let absent = round_trip(operation.id, place, &without).unwrap();
                if absent.is_ok_and(|again| again == without) {
                    let null = round_trip(operation.id, place, &null).unwrap();
                    assert!(
                        null.is_ok(),
                        "{} {place} at {at}/{name}: {null:?}",
                        operation.id
                    );
                }
            }
        }
    });
}

#[test]
fn requests_stay_strict() {
    let spec = spec();
    for &(id, place) in BODIES.iter().filter(|(_, place)| *place == "request") {
        let schema = body_schema(&spec, operation(id), place);
        let mut value = sample(&spec, schema);
        assert!(
            round_trip(id, place, &value).unwrap().is_ok(),
            "{id}: {value}"
        );
        if schema["additionalProperties"] == json!(false) {
            value["a_misspelt_field"] = json!(1);
            assert!(
                round_trip(id, place, &value).unwrap().is_err(),
                "{id} takes any field"
            );
        }
    }
}

fn for_each_answer(mut check: impl FnMut(&Operation, &str, &Value, &Value, &Value)) {
    let spec = spec();
    for &(id, place) in BODIES.iter().filter(|(_, place)| *place != "request") {
        let operation = operation(id);
        let schema = body_schema(&spec, operation, place);
        let value = sample(&spec, schema);
        let again = round_trip(id, place, &value).unwrap();
        assert_eq!(
            again.as_ref(),
            Ok(&value),
            "{id} {place}, as the spec has it"
        );
        check(operation, place, &spec, schema, &value);
    }
}

fn operation(id: &str) -> &'static Operation {
    amplemarket::operations::ALL
        .iter()
        .find(|operation| operation.id == id)
        .unwrap()
}

/// Open objects keep what they do not know; closed ones, opened by us, drop it. Nothing else may differ.
fn same_but_for_tomorrow(again: &Value, before: &Value) -> bool {
    match (again, before) {
        (Value::Object(again), Value::Object(before)) => {
            let known = again
                .iter()
                .filter(|(name, _)| *name != "a_field_of_tomorrow");
            known.clone().count() == before.len()
                && known.clone().all(|(name, value)| {
                    before
                        .get(name)
                        .is_some_and(|held| same_but_for_tomorrow(value, held))
                })
        }
        (Value::Array(again), Value::Array(before)) => {
            again.len() == before.len()
                && again
                    .iter()
                    .zip(before)
                    .all(|(again, before)| same_but_for_tomorrow(again, before))
        }
        (again, before) => again == before,
    }
}

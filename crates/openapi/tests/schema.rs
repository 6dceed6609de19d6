//! Schemas: references, parts, properties and constants.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use serde_json::{Value, json};
use specwright_openapi::reference::resolve;
use specwright_openapi::schema::{
    component_names, constant, is_list, path, properties, property, property_at, ref_name,
    underlying,
};

fn document() -> Value {
    json!({ "components": { "schemas": {
        "Pet": {
            "allOf": [
                { "$ref": "#/components/schemas/Named" },
                { "type": "object", "required": ["id"], "properties": { "id": { "type": "integer" }, "name": { "type": "integer" } } },
                { "$ref": "#/components/schemas/Pet" },
            ],
            "required": ["owner"],
            "properties": { "owner": { "allOf": [{ "$ref": "#/components/schemas/Alias" }], "nullable": true } },
        },
        "Named": { "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } } },
        "Alias": { "$ref": "#/components/schemas/Named" },
        "One": { "$ref": "#/components/schemas/Two" },
        "Two": { "$ref": "#/components/schemas/One" },
        "Itself": { "$ref": "#/components/schemas/Itself" },
        "OwnPart": { "allOf": [{ "$ref": "#/components/schemas/OwnPart" }] },
        "Status": { "type": "string", "enum": ["done"] },
        "a/b": { "type": "array" },
    } } })
}

fn schema(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

#[test]
fn references_are_followed_to_their_end() {
    let document = document();
    let (alias, list) = (schema("Alias"), schema("a~1b"));
    assert_eq!(
        resolve(&document, &alias),
        &document["components"]["schemas"]["Named"]
    );
    assert_eq!(resolve(&document, &list), &json!({ "type": "array" }));
    assert!(is_list(&document, &list));
    for nowhere in ["Nothing", "One", "Itself"] {
        let nowhere = schema(nowhere);
        assert!(resolve(&document, &nowhere).get("$ref").is_some());
    }
    let elsewhere = json!({ "$ref": "pets.yaml#/Pet" });
    assert_eq!(resolve(&document, &elsewhere), &elsewhere);
    assert_eq!(ref_name(&alias), Some("Alias"));
    assert_eq!(
        ref_name(&json!({ "$ref": "#/components/schemas/Pet/properties/id" })),
        None
    );
    assert_eq!(component_names(&document).len(), 9);
}

#[test]
fn properties_are_those_of_all_parts() {
    let document = document();
    let pet = schema("Pet");
    let listed: Vec<_> = properties(&document, &pet)
        .into_iter()
        .map(|one| {
            (
                one.name,
                one.required,
                one.is_optional(),
                underlying(&document, one.schema)["type"].clone(),
            )
        })
        .collect();
    assert_eq!(
        listed,
        [
            ("owner", true, true, json!("object")),
            ("name", true, false, json!("string")),
            ("id", true, false, json!("integer")),
        ]
    );
    assert!(properties(&document, &schema("OwnPart")).is_empty());
    assert_eq!(
        property(&document, &pet, "id").unwrap().schema,
        &json!({ "type": "integer" })
    );
    assert_eq!(
        property_at(&document, &pet, "/owner/name").unwrap().name,
        "name"
    );
    assert_eq!(path(&document, &pet, "/owner/name").unwrap().len(), 2);
    assert_eq!(path(&document, &pet, "/owner/age"), None);
}

#[test]
fn a_long_chain_of_parts_and_one_without_end_are_read() {
    let mut schemas = serde_json::Map::new();
    for at in 0..20_000 {
        let next = format!("#/components/schemas/S{}", at + 1);
        schemas.insert(
            format!("S{at}"),
            json!({ "allOf": [{ "$ref": next }], "required": [] }),
        );
    }
    schemas.insert("S20000".to_owned(), json!({ "properties": { "last": {} } }));
    let document = json!({ "components": { "schemas": schemas } });
    assert_eq!(properties(&document, &schema("S0"))[0].name, "last");
    let document = self::document();
    let own_part = schema("OwnPart");
    assert!(
        underlying(&document, &own_part).get("allOf").is_some()
            || underlying(&document, &own_part).get("$ref").is_some()
    );
}

#[test]
fn a_constant_is_one_value() {
    let document = document();
    let constant = |schema: Value| constant(&document, &schema).cloned();
    assert_eq!(constant(schema("Status")), Some(json!("done")));
    assert_eq!(
        constant(json!({ "allOf": [schema("Status")], "default": "done" })),
        Some(json!("done"))
    );
    assert_eq!(constant(json!({ "const": 1 })), Some(json!(1)));
    assert_eq!(constant(json!({ "enum": ["a", "b"] })), None);
    assert_eq!(constant(json!({ "type": "string" })), None);
}

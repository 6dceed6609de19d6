//! What can't be generated from ends in an error that names the place, what is wrong there, and what to do.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what it expects by failing"
)]

mod support;

use serde_json::{Value, json};
use specwright_codegen::generate;

#[track_caller]
fn refused(patch: Value, expected: &str) {
    match generate(&support::changed(&patch)) {
        Ok(_) => panic!("generated from a document with {patch}"),
        Err(error) => assert_eq!(error.to_string(), expected),
    }
}

fn pet(patch: Value) -> Value {
    json!({ "components": { "schemas": { "response_pet_object": { "properties": { "odd": patch } } } } })
}

fn operation(patch: Value) -> Value {
    json!({ "paths": { "/pets/{id}": { "patch": patch } } })
}

fn parameter(patch: Value) -> Value {
    operation(json!({ "parameters": [patch] }))
}

#[test]
fn documents_of_another_kind() {
    refused(
        json!({ "openapi": "3.1.0" }),
        "#/openapi: OpenAPI 3.1.0 can't be generated from; only documents of version 3.0 can; comparing takes 3.1 as well",
    );
    refused(
        json!({ "openapi": null, "swagger": "2.0" }),
        "#/openapi: the version of OpenAPI is missing; write `openapi: 3.0.1`, or check that this is an OpenAPI document",
    );
    refused(
        json!({ "servers": [] }),
        "#/servers/0/url: the client needs the API's address, beginning with https:// and without variables; write it in spec/overlay.yaml",
    );
}

#[test]
fn credentials_that_the_client_does_not_have() {
    refused(
        json!({ "components": { "securitySchemes": { "bearerAuth": { "scheme": "basic" } } } }),
        "#/components/securitySchemes/bearerAuth: the client sends an HTTP bearer token, and this scheme is another; correct the scheme in spec/overlay.yaml, or teach the runtime the new one",
    );
    refused(
        operation(json!({ "security": [{ "oauth": [] }] })),
        "#/paths/~1pets~1{id}/patch/security: `bearerAuth` alone is not enough here; the client has nothing else to send: set `security: [{bearerAuth: []}]` in spec/overlay.yaml if the page is wrong",
    );
}

#[test]
fn references_that_lead_nowhere() {
    let nowhere = |target: &str| {
        format!(
            "#/components/schemas/response_pet_object/properties/odd/$ref: \"{target}\" names no schema of this document; only `#/components/schemas/<name>` can be generated from: correct the `$ref`, or move what it means into a component, in spec/overlay.yaml"
        )
    };
    for target in [
        "#/components/schemas/nothing",
        "other.yaml#/components/schemas/pet",
        "#/components/schemas/pet_change/properties/name",
        "#/paths",
    ] {
        refused(pet(json!({ "$ref": target })), &nowhere(target));
    }
    refused(
        operation(json!({ "requestBody": { "$ref": "#/components/requestBodies/Nothing" } })),
        "#/paths/~1pets~1{id}/patch/requestBody: `#/components/requestBodies/Nothing` names nothing in this document; correct the `$ref` in spec/overlay.yaml",
    );
}

#[test]
fn types_without_end() {
    let circle = |schema: Value| {
        json!({ "components": { "schemas": { "response_pet_object": null, "response_pet": schema } },
        "paths": { "/pets/{id}": { "patch": { "responses": { "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/response_pet" } } } } } } } } })
    };
    let expected = "#/components/schemas/Pet: the schema is a part of itself, so no value can ever have it; break the circle of `allOf` and `$ref` in spec/overlay.yaml";
    refused(
        circle(
            json!({ "allOf": [{ "$ref": "#/components/schemas/response_pet" }, { "type": "object" }] }),
        ),
        expected,
    );
    refused(
        circle(json!({ "$ref": "#/components/schemas/response_pet" })),
        expected,
    );
}

#[test]
fn names_that_meet() {
    refused(
        json!({ "components": { "schemas": { "response_pet": { "type": "object" } } } }),
        "#/components/schemas/response_pet_object: its type would be called `Pet`, as that of `response_pet` is; give one of them a `x-specwright-name` in spec/overlay.yaml",
    );
    refused(
        json!({ "components": { "schemas": { "response_pet_object": { "x-specwright-name": "pet-object" } } } }),
        "#/components/schemas/response_pet_object/x-specwright-name: \"pet-object\" is no name that a Rust type can have; write it in UpperCamelCase, letters and digits only",
    );
    refused(
        pet(json!({ "type": "string", "enum": ["asc", "ASC"] })),
        "#/components/schemas/PetOdd/enum/ASC: `ASC` and `asc` would both be the variant `Asc`; remove one of the two in spec/overlay.yaml",
    );
    refused(
        pet(json!({ "type": "object", "properties": { "fooBar": {}, "foo_bar": {} } })),
        "#/components/schemas/PetOdd/properties/foo_bar: `foo_bar` and `fooBar` would both be the field `foo_bar`; remove one of the two in spec/overlay.yaml",
    );
    refused(
        json!({ "paths": { "/pets/{id}/": support::base()["paths"]["/pets/{id}"] } }),
        "#/paths/~1pets~1{id}~1/patch: the operation would be called `update_pet`, as the one at #/paths/~1pets~1{id}/patch is; give one of them an `operationId` in spec/overlay.yaml",
    );
    // The client's own methods, and no more.
    for (id, name) in [
        ("clone", "clone"),
        ("fromEnv", "from_env"),
        ("builder", "builder"),
        ("baseUrl", "base_url"),
        ("call", "call"),
    ] {
        refused(
            operation(json!({ "operationId": id })),
            &format!(
                "#/paths/~1pets~1{{id}}/patch/operationId: the client has a method `{name}` of its own; give the operation another `operationId` in spec/overlay.yaml"
            ),
        );
    }
    for free in ["http", "settings", "fmt"] {
        let document = support::changed(&operation(json!({ "operationId": free })));
        assert!(generate(&document).is_ok(), "{free}");
    }
}

#[test]
fn parameters_that_can_not_be_sent() {
    let string = json!({ "type": "string" });
    let at = "#/paths/~1pets~1{id}/patch/parameters/0";
    let with = |key: &str, value: Value| {
        let mut one = json!({ "name": "q", "in": "query", "schema": string });
        one[key] = value;
        parameter(one)
    };
    refused(
        with("in", json!("cookie")),
        &format!(
            "{at}/in: a parameter in `cookie` can't be sent; move or remove it in spec/overlay.yaml"
        ),
    );
    refused(
        with("style", json!("deepObject")),
        &format!(
            "{at}/style: the style `deepObject` can't be sent; correct it in spec/overlay.yaml"
        ),
    );
    refused(
        with("schema", Value::Null).pipe(without_schema),
        &format!("{at}: a parameter without a schema; write one in spec/overlay.yaml"),
    );
    let shape = format!(
        "{at}/schema: a parameter of this shape would be sent in another form than the document asks for; describe it as a string, or as a list in the query with `explode: true`, in spec/overlay.yaml"
    );
    refused(with("schema", json!({ "type": "object" })), &shape);
    refused(
        parameter(
            json!({ "name": "q", "in": "query", "explode": false, "schema": { "type": "array", "items": string } }),
        ),
        &shape,
    );
    refused(
        parameter(
            json!({ "name": "q", "in": "header", "schema": { "type": "array", "items": string } }),
        ),
        &shape,
    );
    refused(
        with("schema", json!({ "type": "string", "nullable": true })),
        &format!(
            "{at}/schema: a parameter that can be null has no form in a URL or header; remove `nullable` in spec/overlay.yaml"
        ),
    );
    refused(
        operation(
            json!({ "parameters": [{ "name": "page[size]", "in": "query", "schema": string }, { "name": "page_size", "in": "query", "schema": string }] }),
        ),
        "#/paths/~1pets~1{id}/patch/parameters/1: its setter would be called `page_size`, as that of #/paths/~1pets~1{id}/patch/parameters/0 is; remove one of the two in spec/overlay.yaml",
    );
    refused(
        json!({ "paths": { "/pets/{id}": { "parameters": [] } } }),
        "#/paths/~1pets~1{id}: `{id}` is not declared as a parameter; declare it in spec/overlay.yaml",
    );
    refused(
        parameter(json!({ "name": "other", "in": "path", "required": true, "schema": string })),
        &format!(
            "{at}: `{{other}}` is not in the path /pets/{{id}}; remove the parameter in spec/overlay.yaml"
        ),
    );
    refused(
        json!({ "paths": { "/pets/{id}": { "parameters": [{ "name": "id", "in": "path", "schema": string }] } } }),
        "#/paths/~1pets~1{id}/parameters/0: a path parameter that may be missing; set `required: true` in spec/overlay.yaml",
    );
}

#[test]
fn bodies_that_no_method_can_have() {
    let responses = |patch: Value| operation(json!({ "responses": patch }));
    refused(
        responses(json!({ "204": { "description": "Nothing to change" } })),
        "#/paths/~1pets~1{id}/patch/responses/204: a success of another type than 200 has; a method has one; remove one of the two in spec/overlay.yaml, or give both the same schema",
    );
    refused(
        responses(json!({ "200": null, "404": { "description": "None" } })),
        "#/paths/~1pets~1{id}/patch/responses: no success is documented, so the method would have nothing to return; add the answer in spec/overlay.yaml",
    );
    refused(
        operation(
            json!({ "requestBody": { "content": { "application/json": { "schema": null } } } }),
        ),
        "#/paths/~1pets~1{id}/patch/requestBody/content/application~1json: the body has no schema; write one in spec/overlay.yaml",
    );
    refused(
        operation(
            json!({ "requestBody": { "content": { "application/json": null, "multipart/form-data": { "schema": { "type": "object" } } } } }),
        ),
        "#/paths/~1pets~1{id}/patch/requestBody/content: no content type here can be sent: JSON, a URL-encoded form, text and bytes can; give the body one of these in spec/overlay.yaml",
    );
    refused(
        json!({ "paths": { "/pets/{id}": { "options": { "responses": { "200": { "description": "" } } } } } }),
        "#/paths/~1pets~1{id}/options: no client method can send OPTIONS; remove the operation in spec/overlay.yaml",
    );
}

#[test]
fn addresses_that_the_client_does_not_call() {
    let elsewhere = json!({ "servers": [{ "url": "https://uploads.example.com" }] });
    let help = "this is at https://uploads.example.com, and the client calls https://api.example.com alone; remove it in spec/overlay.yaml if the base URL is right here too, or put the rest of the address into the path; else remove the operation";
    refused(
        json!({ "paths": { "/pets/{id}": elsewhere } }),
        &format!("#/paths/~1pets~1{{id}}/servers: {help}"),
    );
    refused(
        operation(elsewhere),
        &format!("#/paths/~1pets~1{{id}}/patch/servers: {help}"),
    );
    let here = json!({ "servers": [{ "url": "https://api.example.com/" }] });
    generate(&support::changed(&operation(here))).unwrap();
}

#[test]
fn bodies_in_a_form_that_is_not_agreed() {
    let body = |media: &str, entry: Value| {
        operation(
            json!({ "requestBody": { "content": { "application/json": null, media: entry } } }),
        )
    };
    let form = "application/x-www-form-urlencoded";
    let at = "#/paths/~1pets~1{id}/patch/requestBody/content/application~1x-www-form-urlencoded";
    refused(
        body(
            form,
            json!({ "schema": { "type": "object", "properties": { "deep": { "type": "object" } } } }),
        ),
        &format!(
            "{at}/schema: a form has no agreed way to hold `deep`: texts, numbers and lists of them it has; describe it as a string in spec/overlay.yaml, in the form that the API takes it"
        ),
    );
    refused(
        body(form, json!({ "schema": { "type": "array", "items": {} } })),
        &format!(
            "{at}/schema: a form is made of the properties of an object, and here are none; name them in spec/overlay.yaml"
        ),
    );
    refused(
        body(
            form,
            json!({ "schema": { "type": "object" }, "encoding": {} }),
        ),
        &format!(
            "{at}/encoding: a form is sent in the usual encoding, and this asks for another; remove it in spec/overlay.yaml, if the usual one will do"
        ),
    );
    refused(
        body("image/*", json!({ "schema": { "type": "string" } })),
        "#/paths/~1pets~1{id}/patch/requestBody/content/image~1*: a request has to say what it sends, and this may be anything; name one content type in its place in spec/overlay.yaml",
    );
    refused(
        body("näh/faden", json!({ "schema": { "type": "string" } })),
        "#/paths/~1pets~1{id}/patch/requestBody/content/näh~1faden: `näh/faden` is no content type; correct it in spec/overlay.yaml",
    );
}

#[test]
fn forms_that_a_discriminator_can_not_tell_apart() {
    let union = |discriminator: Value| {
        pet(
            json!({ "oneOf": [{ "type": "object" }, { "type": "string" }], "discriminator": discriminator }),
        )
    };
    let at = "#/components/schemas/Pet/properties/odd/discriminator";
    refused(
        union(json!({ "propertyName": "kind" })),
        &format!(
            "{at}: one of the forms has no name that it could speak of; make each form a component, or remove the discriminator, in spec/overlay.yaml"
        ),
    );
    refused(
        union(json!({})),
        &format!(
            "{at}: it does not name the property that tells the forms apart; add `propertyName` in spec/overlay.yaml, or remove the discriminator"
        ),
    );
}

#[test]
fn schemas_that_are_two_types() {
    refused(
        json!({ "components": { "schemas": {
            "pet_change": { "properties": { "id": { "type": "string", "readOnly": true } } },
            "pet_change_input": { "type": "object" }
        } } }),
        "#/components/schemas/PetChange: what is sent of it would be called `PetChangeInput`, as another schema is; give the other an `x-specwright-name` in spec/overlay.yaml",
    );
}

#[test]
fn schemas_that_no_type_has() {
    let at = "#/components/schemas/Pet/properties/odd";
    refused(
        pet(json!({ "type": ["string", "null"] })),
        &format!(
            "{at}/type: [\"string\",\"null\"] is no type of OpenAPI 3.0; correct it in spec/overlay.yaml"
        ),
    );
    refused(
        pet(json!({ "type": "file" })),
        &format!("{at}/type: \"file\" is no type of OpenAPI 3.0; correct it in spec/overlay.yaml"),
    );
    refused(
        pet(json!({ "not": { "type": "string" } })),
        &format!("{at}/not: `not` has no form as a type; remove it in spec/overlay.yaml"),
    );
    refused(
        pet(json!({ "type": "array" })),
        &format!(
            "{at}: an array that does not say what it holds; add `items` in spec/overlay.yaml; `{{}}` is anything"
        ),
    );
}

#[test]
fn credits_that_the_settings_do_not_name() {
    let charge = |kind: Value| {
        let charge = json!({ "kind": kind, "amount": 1, "pointer": "/names", "when": "found", "repeat": "always" });
        operation(json!({ "x-specwright-credits": [charge] }))
    };
    let says = |expected: &str| {
        format!(
            "#/paths/~1pets~1{{id}}/patch/x-specwright-credits/0/kind: expected {expected}; correct it in spec/overlay.yaml; CONTRIBUTING.md lists the keys"
        )
    };
    refused(charge(json!("sms")), &says("one of `email`, `phone`"));
    refused(charge(json!(1)), &says("one of `email`, `phone`"));
    let mut document = support::changed(&charge(json!("sms")));
    document["x-specwright"]["credits"]["kinds"] = json!(["sms"]);
    assert!(
        generate(&document)
            .unwrap()
            .source
            .contains("CreditKind::new(\"sms\")")
    );
}

#[test]
fn keys_of_ours_that_say_nothing_or_too_much() {
    let at = "#/paths/~1pets~1{id}/patch";
    let help = "correct it in spec/overlay.yaml; CONTRIBUTING.md lists the keys";
    refused(
        operation(json!({ "x-specwright-ratelimit": { "requests": 1, "per": "day" } })),
        &format!("{at}/x-specwright-ratelimit: there is no such key under `x-specwright`; {help}"),
    );
    refused(
        operation(json!({ "x-specwright-rate-limit": { "requests": 1, "per": "fortnight" } })),
        &format!(
            "{at}/x-specwright-rate-limit/per: expected one of `second`, `minute`, `hour`, `day`; {help}"
        ),
    );
    refused(
        pet(json!({ "type": "string", "x-specwright-credits": [] })),
        &format!(
            "#/components/schemas/response_pet_object/properties/odd/x-specwright-credits: this key is read on an operation only; {help}"
        ),
    );
    refused(
        operation(json!({ "x-specwright-paging": { "items": "/pets" } })),
        &format!(
            "{at}/x-specwright-paging: `items` must point at a list of the answer, as `/results` does; correct or remove it in spec/overlay.yaml"
        ),
    );
    generate(&support::changed(&operation(
        json!({ "x-internal": true, "x-specwright-rate-limit": { "requests": 1, "per": "day" } }),
    )))
    .unwrap();
}

trait Pipe: Sized {
    fn pipe<T>(self, change: impl FnOnce(Self) -> T) -> T {
        change(self)
    }
}

impl Pipe for Value {}

/// A merge patch can't say «without», where a list is replaced whole.
fn without_schema(mut patch: Value) -> Value {
    if let Some(one) = patch
        .pointer_mut("/paths/~1pets~1{id}/patch/parameters/0")
        .and_then(Value::as_object_mut)
    {
        one.remove("schema");
    }
    patch
}

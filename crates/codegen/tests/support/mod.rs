//! A document to start from, and a way to change it.

#![allow(dead_code, reason = "not every test needs all of it")]

use quote::ToTokens;
use serde_json::{Map, Value, json};
use specwright_codegen::Generated;
use syn::Item;

/// The least that a client can be generated from: one operation that takes an object and answers with one.
pub(crate) fn base() -> Value {
    json!({
        "openapi": "3.0.1",
        "info": { "title": "Pets", "version": "v1" },
        "x-specwright": {
            "docs": "https://docs.example.com/",
            "packages": { "client": "pets" },
            "client": {
                "user-agent": "pets-rust",
                "security-scheme": "bearerAuth",
                "api-key-variable": "PETS_API_KEY",
                "base-url-variable": "PETS_BASE_URL",
                "formats": ["uuid"]
            },
            "names": { "schema-prefixes": ["response_", "request_"], "schema-suffixes": ["_object"] },
            "errors": {
                "body": "response_errors_object",
                "schema": "response_error_object",
                "list": "/_errors",
                "code": "/code",
                "title": "/title",
                "detail": "/detail",
                "source": ["/source/pointer"]
            },
            "pagination": {
                "next": "/_links/next/href",
                "page": "page",
                "total-pages": "/_pagination/total_pages",
                "meta-prefix": "_"
            },
            "batches": {
                "running": ["queued", "processing"],
                "completed": ["completed"],
                "canceled": ["canceled"],
                "failed": ["error"]
            },
            "credits": { "kinds": ["email", "phone"] }
        },
        "servers": [{ "url": "https://api.example.com" }],
        "security": [{ "bearerAuth": [] }],
        "paths": {
            "/pets/{id}": {
                "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
                "patch": {
                    "parameters": [],
                    "requestBody": {
                        "required": true,
                        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/pet_change" } } }
                    },
                    "responses": {
                        "200": {
                            "description": "Changed",
                            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/response_pet_object" } } }
                        }
                    }
                }
            }
        },
        "components": {
            "schemas": {
                "pet_change": {
                    "type": "object",
                    "required": ["name"],
                    "additionalProperties": false,
                    "properties": { "name": { "type": "string" } }
                },
                "response_pet_object": {
                    "type": "object",
                    "required": ["id", "name"],
                    "additionalProperties": false,
                    "properties": { "id": { "type": "integer" }, "name": { "type": "string" } }
                }
            },
            "securitySchemes": { "bearerAuth": { "type": "http", "scheme": "bearer" } }
        }
    })
}

/// Changes a document by a JSON merge patch (RFC 7386): null removes, objects go deeper, anything else replaces.
pub(crate) fn merge(target: &mut Value, patch: &Value) {
    let Some(patch) = patch.as_object() else {
        patch.clone_into(target);
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Some(target) = target.as_object_mut() else {
        return;
    };
    for (key, patch) in patch {
        if patch.is_null() {
            target.remove(key);
        } else {
            merge(target.entry(key.clone()).or_insert(Value::Null), patch);
        }
    }
}

/// The base document, changed.
pub(crate) fn changed(patch: &Value) -> Value {
    let mut document = base();
    merge(&mut document, patch);
    document
}

/// The names that code which uses the client has to know: modules, types, fields, variants and methods.
pub(crate) fn names(generated: &Generated) -> Vec<String> {
    fn walk(items: &[Item], path: &str, names: &mut Vec<String>) {
        for item in items {
            match item {
                Item::Mod(module) => {
                    let items = module.content.as_ref().map_or(&[][..], |(_, items)| items);
                    walk(items, &format!("{path}{}::", module.ident), names);
                }
                Item::Struct(item) => {
                    let fields = item
                        .fields
                        .iter()
                        .map(|field| field.ident.to_token_stream().to_string());
                    names.extend(fields.map(|field| format!("{path}{}.{field}", item.ident)));
                }
                Item::Enum(item) => {
                    let variants = item
                        .variants
                        .iter()
                        .map(|variant| variant.ident.to_string());
                    names
                        .extend(variants.map(|variant| format!("{path}{}::{variant}", item.ident)));
                }
                Item::Impl(item) if item.trait_.is_none() => {
                    let ty = item.self_ty.to_token_stream().to_string();
                    names.extend(item.items.iter().filter_map(|member| match member {
                        syn::ImplItem::Fn(method) => {
                            Some(format!("{path}{ty}::{}", method.sig.ident))
                        }
                        _ => None,
                    }));
                }
                _ => {}
            }
        }
    }
    let mut names = Vec::new();
    walk(
        &syn::parse_file(&generated.source).unwrap().items,
        "",
        &mut names,
    );
    names
}

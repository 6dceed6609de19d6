//! Lists that come in pages: found by rule in the document, or told by the overlay.
//!
//! A `GET` whose answer has `_links` with a `next`, and one property that is a list, is paged by links. An operation that
//! takes a `page` number, in the query or in the body, and whose answer has one list, is paged by number. Properties with
//! a leading underscore are about the answer and not part of it. `x-specwright-paging: { items: /name }` says which list, where
//! there are several.

use serde_json::Value;

use crate::Error;
use crate::document::{Place, Pointer, resolve, schema_ref};
use crate::facts::Facts;
use crate::names::field_ident;

/// How an operation is paged.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Paging {
    /// The type of one page.
    pub(crate) page: String,
    /// The list's name in the document.
    pub(crate) name: String,
    /// The field that holds the items, and whether it is an `Option`.
    pub(crate) items: Field,
    /// The schema of one item.
    pub(crate) item: Value,
    pub(crate) next: Next,
}

/// How the next page is found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Next {
    /// By the fields that lead to the link.
    Link(Vec<Field>),
    /// By its number; where the answer has the number of pages, the fields that lead there, and whether it is an integer.
    Number(Option<(Vec<Field>, bool)>),
}

/// One step from a value to another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    pub(crate) ident: String,
    /// Whether it is an `Option`.
    pub(crate) optional: bool,
}

/// Finds out how an operation is paged. A list that could be, but for not knowing which it is, is noted.
pub(crate) fn read(
    document: &Value,
    place: &Place,
    facts: &Facts,
    notes: &mut Vec<String>,
) -> Result<Option<Paging>, Error> {
    let operation = document.pointer(place.pointer.as_str());
    let hint = operation.and_then(|operation| operation.get("x-specwright-paging"));
    let schema = operation.and_then(success_schema);
    let Some((page, schema)) =
        schema.and_then(|schema| Some((schema_ref(schema)?, resolve(document, schema))))
    else {
        return match hint {
            Some(_) => Err(told_wrong(
                place,
                "the answer is not an object with a type of its own",
            )),
            None => Ok(None),
        };
    };
    let next = by_link(document, schema)
        .filter(|_| place.method == "get")
        .or_else(|| by_number(document, schema, facts, hint.is_some()));
    let ambiguous = next.is_some() && lists(schema).count() > 1;
    let items = match hint {
        Some(hint) => {
            let name = hint
                .get("items")
                .and_then(Value::as_str)
                .and_then(|items| items.strip_prefix('/'));
            let list = name.filter(|name| is_list(schema, name));
            Some(list.ok_or_else(|| {
                told_wrong(
                    place,
                    "`items` must point at a list of the answer, as `/results` does",
                )
            })?)
        }
        None => only_list(schema),
    };
    let (Some(next), Some(items)) = (next, items) else {
        if ambiguous && hint.is_none() {
            notes.push(format!(
                "{}: the answer says where the next page is, but not by rule which list is paged; `x-specwright-paging` in the overlay would",
                place.pointer
            ));
        }
        return match hint {
            Some(_) => Err(told_wrong(
                place,
                "neither `_links.next` in the answer nor a `page` number in the request says how to go on",
            )),
            None => Ok(None),
        };
    };
    let property = &schema["properties"][items];
    Ok(Some(Paging {
        page: page.to_owned(),
        name: items.to_owned(),
        items: Field {
            ident: field_ident(items),
            optional: is_optional(schema, items),
        },
        item: property.get("items").cloned().unwrap_or(Value::Null),
        next,
    }))
}

fn by_link(document: &Value, schema: &Value) -> Option<Next> {
    let (fields, _) = path(document, schema, &["_links", "next", "href"])?;
    Some(Next::Link(fields))
}

/// A number in a body is a page's only where the answer speaks of pages, or the overlay does: it may be a thing to store.
fn by_number(document: &Value, schema: &Value, facts: &Facts, told: bool) -> Option<Next> {
    let in_query = facts.parameters.iter().any(|parameter| {
        parameter.name == "page" && parameter.place == "query" && is_integer(&parameter.schema)
    });
    let in_body = facts
        .body
        .as_ref()
        .is_some_and(|body| is_integer(&resolve(document, body)["properties"]["page"]));
    let paged = told || schema["properties"].get("_pagination").is_some();
    if !(in_query || in_body && paged) {
        return None;
    }
    let total = path(document, schema, &["_pagination", "total_pages"]);
    let total = total.and_then(|(fields, total)| {
        let integer = is_integer(total);
        let number = total.get("type").is_some_and(|kind| kind == "number");
        (integer || number).then_some((fields, integer))
    });
    Some(Next::Number(total))
}

/// The fields that lead through properties of objects, if they are all there, and what they lead to.
fn path<'a>(
    document: &'a Value,
    schema: &'a Value,
    names: &[&str],
) -> Option<(Vec<Field>, &'a Value)> {
    let mut schema = schema;
    let mut fields = Vec::new();
    for name in names {
        let property = schema.get("properties")?.get(name)?;
        fields.push(Field {
            ident: field_ident(name),
            optional: is_optional(schema, name),
        });
        let target = property.pointer("/allOf/0").unwrap_or(property);
        schema = resolve(document, target);
    }
    Some((fields, schema))
}

fn success_schema(operation: &Value) -> Option<&Value> {
    let responses = operation.get("responses")?.as_object()?;
    let answer = responses.values().next()?;
    answer.pointer("/content/application~1json/schema")
}

/// The one list of an object.
fn only_list(schema: &Value) -> Option<&str> {
    let mut lists = lists(schema);
    let list = lists.next()?;
    lists.next().is_none().then_some(list)
}

/// The lists of an object, not counting what is about the answer itself.
fn lists(schema: &Value) -> impl Iterator<Item = &str> {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties
        .into_iter()
        .flatten()
        .map(|(name, _)| name.as_str())
        .filter(|name| !name.starts_with('_') && is_list(schema, name))
}

/// Whether a property's field is an `Option`.
fn is_optional(schema: &Value, name: &str) -> bool {
    let required = schema.get("required").and_then(Value::as_array);
    let required = required.is_some_and(|names| names.iter().any(|required| required == name));
    !required || schema["properties"][name]["nullable"] == true
}

fn is_list(schema: &Value, name: &str) -> bool {
    schema["properties"][name]["type"] == "array"
}

fn is_integer(schema: &Value) -> bool {
    schema.get("type").and_then(Value::as_str) == Some("integer")
}

fn told_wrong(place: &Place, what: &str) -> Error {
    let at: Pointer = place.pointer.join("x-specwright-paging");
    Error::at(&at, what, "correct or remove it in spec/overlay.yaml")
}

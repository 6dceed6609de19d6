//! Lists that come in pages, as their types need it: the fields that hold the items and lead to the next page.

use serde_json::Value;
use specwright_openapi::operation::Operation;
use specwright_openapi::pagination::{self, NumberPlace, Pagination};
use specwright_openapi::pointer::Pointer;
use specwright_openapi::schema::{Property, has_type, path, ref_name, underlying};

use crate::names::field_ident;
use crate::parameters::Parameter;

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
    /// By the link at a JSON pointer, and the fields that lead to it.
    Link { pointer: String, fields: Vec<Field> },
    /// By its number.
    Number {
        /// The parameter, or the property of the body, that takes it.
        name: String,
        place: NumberPlace,
        /// The setter that takes it.
        setter: String,
        /// The number of pages, where the answer has it.
        total: Option<Total>,
    },
}

/// Where an answer has the number of pages.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Total {
    pub(crate) pointer: String,
    pub(crate) fields: Vec<Field>,
    /// Whether it is an integer, and not any number.
    pub(crate) integer: bool,
}

/// One step from a value to another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    pub(crate) ident: String,
    /// Whether it is an `Option`.
    pub(crate) optional: bool,
}

impl Field {
    pub(crate) fn of(property: &Property<'_>) -> Self {
        Self {
            ident: field_ident(property.name),
            optional: property.is_optional(),
        }
    }
}

/// The fields of an operation's pages, in a document in the generator's form.
///
/// # Errors
/// Why the types can't be paged.
pub(crate) fn fields(
    document: &Value,
    operation: &Operation<'_>,
    pagination: &Pagination<'_>,
    parameters: &[Parameter],
) -> Result<Paging, &'static str> {
    let answer = operation
        .success()
        .and_then(|success| success.json_schema());
    let answer = answer.and_then(|answer| Some((answer, ref_name(answer)?)));
    let (answer, page) = answer.ok_or("the answer is not an object with a type of its own")?;
    let properties = |pointer: &str| path(document, answer, pointer);
    let items = properties(Pointer::of(&[pagination.items]).as_str());
    let items = items.and_then(|mut path| path.pop());
    let items = items.filter(|items| has_type(items.schema, "array"));
    let items = items.ok_or("the list is not written out in the answer")?;
    let fields = |pointer: &str| {
        let properties = properties(pointer)?;
        let fields: Vec<Field> = properties.iter().map(Field::of).collect();
        Some((fields, underlying(document, properties.last()?.schema)))
    };
    let next = match pagination.next {
        pagination::Next::Link { pointer } => Next::Link {
            pointer: pointer.to_owned(),
            fields: fields(pointer).ok_or("the link is one of several forms")?.0,
        },
        pagination::Next::Number {
            name,
            place,
            total_pages,
        } => Next::Number {
            name: name.to_owned(),
            place,
            setter: setter(name, place, parameters),
            total: total_pages.and_then(|pointer| {
                let (fields, total) = fields(pointer)?;
                Some(Total {
                    pointer: pointer.to_owned(),
                    fields,
                    integer: has_type(total, "integer"),
                })
            }),
        },
    };
    Ok(Paging {
        page: page.to_owned(),
        name: pagination.items.to_owned(),
        items: Field::of(&items),
        item: items.schema.get("items").cloned().unwrap_or(Value::Null),
        next,
    })
}

/// The setter that takes the number of a page.
fn setter(name: &str, place: NumberPlace, parameters: &[Parameter]) -> String {
    let mut in_query = parameters.iter().filter(|held| held.place == "query");
    let parameter = in_query.find(|held| held.name == name && place == NumberPlace::Query);
    parameter.map_or_else(|| field_ident(name), |held| held.setter.clone())
}

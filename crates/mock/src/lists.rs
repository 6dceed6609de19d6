//! What is no batch: lists and what is in them, and everything that is answered by an example.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::api::{Api, Operation};
use crate::call::Call;
use crate::example::{self, is_missing};
use crate::paging::{Asked, is_paged};
use crate::problem::Problem;
use crate::sample::{sample, uuid_of};
use crate::world::not_found;

/// The lists of the API, by their path. Found by their shape: a `GET` that answers with `_links` and one list of objects.
#[derive(Debug)]
pub(crate) struct Lists {
    by_path: BTreeMap<String, List>,
    length: usize,
}

#[derive(Debug)]
struct List {
    /// What the list is called in the answer.
    name: String,
    items: Vec<Value>,
}

impl Lists {
    /// Lists that hang on something else, whose path has a name in it, are made up when they are asked for.
    pub(crate) fn of(api: &Api, length: usize) -> Self {
        let lists = api
            .operations()
            .filter(|operation| !operation.path.contains('{'));
        let by_path = lists
            .filter_map(|operation| {
                Some((operation.path.clone(), List::of(api, operation, length)?))
            })
            .collect();
        Self { by_path, length }
    }

    pub(crate) fn answer(
        &mut self,
        api: &Api,
        operation: &Operation,
        call: &Call,
    ) -> Result<Answer, Problem> {
        if call.named.values().any(|value| is_missing(value)) {
            return Err(not_found(api, operation));
        }
        if let Some(answer) = self.member(api, operation, call)? {
            return Ok(answer);
        }
        if let Some(answer) = self.whole(api, operation, call) {
            return Ok(answer);
        }
        self.edit(operation, call);
        let body =
            example::answer(api, operation, call).ok_or_else(|| not_found(api, operation))?;
        Ok(Answer::success(operation, body))
    }

    /// A list itself, one page of it.
    fn whole(&self, api: &Api, operation: &Operation, call: &Call) -> Option<Answer> {
        if operation.method != "GET" {
            return None;
        }
        let made_up;
        let list = match self.by_path.get(&operation.path) {
            Some(list) => list,
            None => {
                made_up = List::of(api, operation, self.length)?;
                &made_up
            }
        };
        let asked = Asked::of(operation, &call.query, 20);
        let items: Vec<&Value> = list
            .items
            .iter()
            .filter(|item| {
                call.query
                    .pairs()
                    .all(|(name, value)| fits(operation, item, name, value))
            })
            .collect();
        let cursor = |at: usize| {
            items
                .get(at)
                .map_or_else(String::new, |item| cursor(item, at))
        };
        let at = |wanted: &str| (0..items.len()).find(|at| cursor(*at) == wanted);
        let (range, links) = if is_paged(operation) {
            let range = asked.page(
                items.len(),
                |wanted| at(wanted).map_or(items.len(), |at| at + 1),
                |wanted| at(wanted).unwrap_or(0),
            );
            let links = asked.links(
                &call.path,
                asked.itself(&call.path),
                &range,
                items.len(),
                cursor,
            );
            (range, links)
        } else {
            (
                0..items.len(),
                json!({ "self": { "href": documented_self(operation).unwrap_or(&call.path) } }),
            )
        };
        let shown = items
            .get(range)?
            .iter()
            .map(|item| (*item).clone())
            .collect();
        let mut body = example::base(api, operation, &Value::Null);
        body.as_object_mut()?
            .insert(list.name.clone(), Value::Array(shown));
        body.as_object_mut()?.insert("_links".to_owned(), links);
        Some(Answer::success(operation, body))
    }

    /// One of a list's items: read, changed, taken away; or what hangs on it, which is not there if it is not.
    fn member(
        &mut self,
        api: &Api,
        operation: &Operation,
        call: &Call,
    ) -> Result<Option<Answer>, Problem> {
        let below = |path: &str| {
            operation
                .path
                .strip_prefix(path)
                .filter(|rest| rest.starts_with("/{"))
        };
        let found = self
            .by_path
            .iter_mut()
            .find_map(|(path, list)| Some((below(path)?, list)));
        let Some((below, list)) = found else {
            return Ok(None);
        };
        let name = below
            .trim_start_matches("/{")
            .split('}')
            .next()
            .unwrap_or_default();
        let id = call.named(name);
        let at = list
            .items
            .iter()
            .position(|item| example::scalar(item.get("id")).as_deref() == Some(id));
        // Items without ids are found by nothing.
        let Some(at) = at else {
            return Err(not_found(api, operation));
        };
        let Some(item) = list.items.get_mut(at) else {
            return Ok(None);
        };
        if !below.ends_with('}') {
            return Ok(None);
        }
        match operation.method.as_str() {
            "PATCH" | "PUT" => example::change(item, &call.body),
            "DELETE" => {
                list.items.remove(at);
                return Ok(None);
            }
            _ => {}
        }
        let mut body = item.clone();
        if api
            .components
            .property(&operation.success.schema, "_links")
            .is_some()
            && let Value::Object(body) = &mut body
        {
            body.insert(
                "_links".to_owned(),
                json!({ "self": { "href": call.path } }),
            );
        }
        // An item of a list can be less than the thing itself.
        let whole = operation.success.checker.accepts(&body);
        Ok(whole.then(|| Answer::success(operation, body)))
    }

    /// A list that is added to, or taken from, by a list of the same name.
    fn edit(&mut self, operation: &Operation, call: &Call) {
        let Some(list) = self.by_path.get_mut(&operation.path) else {
            return;
        };
        let Some(Value::Array(given)) = call.body.get(&list.name) else {
            return;
        };
        for item in given {
            let same = |other: &Value| {
                item.as_object().is_some_and(|item| {
                    !item.is_empty()
                        && item
                            .iter()
                            .all(|(name, value)| other.get(name) == Some(value))
                })
            };
            match operation.method.as_str() {
                "POST" if !list.items.iter().any(same) => {
                    let mut added = list.items.first().cloned().unwrap_or_else(|| json!({}));
                    example::change(&mut added, item);
                    list.items.push(added);
                }
                "DELETE" => list.items.retain(|other| !same(other)),
                _ => {}
            }
        }
    }
}

impl List {
    fn of(api: &Api, operation: &Operation, length: usize) -> Option<Self> {
        let schema = &operation.success.schema;
        let components = &api.components;
        let name = api
            .only_list(schema)
            .filter(|_| operation.method == "GET")?;
        components.property(schema, "_links")?;
        let examples = operation
            .success
            .examples
            .iter()
            .filter_map(|example| example.get(name)?.as_array());
        let mut items: Vec<Value> = examples
            .max_by_key(|items| items.len())
            .cloned()
            .unwrap_or_default();
        if items.is_empty() {
            let item = components
                .property(schema, name)
                .and_then(|list| list.get("items"));
            items.extend(item.map(|item| sample(components, item, 0)));
        }
        // What is not paged is no longer than in the docs.
        if is_paged(operation) && !items.is_empty() {
            let known = items.clone();
            items.extend(
                known
                    .iter()
                    .cycle()
                    .zip(known.len()..length)
                    .map(|(item, number)| varied(item, number)),
            );
            items.truncate(length);
        }
        Some(Self {
            name: name.to_owned(),
            items,
        })
    }
}

/// Another one of the same kind.
fn varied(item: &Value, number: usize) -> Value {
    let mut item = item.clone();
    let Value::Object(fields) = &mut item else {
        return item;
    };
    for (name, value) in fields.iter_mut() {
        let new = match (name.as_str(), &*value) {
            ("id", Value::Number(_)) => json!(number + 1),
            ("id", Value::String(id)) if uuid::Uuid::try_parse(id).is_ok() => {
                json!(uuid_of(number as u64))
            }
            ("id", Value::String(id)) => json!(format!(
                "{}{number}",
                id.get(..id.len() / 2).unwrap_or("id")
            )),
            ("email", Value::String(email)) => match email.split_once('@') {
                Some((local, domain)) => json!(format!("{local}.{number}@{domain}")),
                None => continue,
            },
            ("name", Value::String(text)) => json!(format!("{text} {number}")),
            _ => continue,
        };
        *value = new;
    }
    item
}

fn cursor(item: &Value, at: usize) -> String {
    example::scalar(item.get("id")).unwrap_or_else(|| at.to_string())
}

/// Whether an item is what a parameter of the query asks for. One that says nothing of the items lets all pass: `user_email`
/// is the item's own, or the email of its user.
fn fits(operation: &Operation, item: &Value, name: &str, wanted: &str) -> bool {
    if !operation
        .parameters
        .iter()
        .any(|parameter| parameter.name == name)
    {
        return true;
    }
    let nested = name
        .split_once('_')
        .and_then(|(outer, inner)| item.get(outer)?.get(inner));
    let Some(value) = example::scalar(item.get(name).or(nested)) else {
        return true;
    };
    let (value, wanted) = (value.to_lowercase(), wanted.to_lowercase());
    // A name is searched for; anything else is the thing itself.
    if name == "name" {
        value.contains(&wanted)
    } else {
        value == wanted
    }
}

fn documented_self(operation: &Operation) -> Option<&str> {
    operation
        .success
        .examples
        .first()?
        .pointer("/_links/self/href")?
        .as_str()
}

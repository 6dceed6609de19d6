//! What is no batch: lists and what is in them, and everything that is answered by an example.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::api::{Api, Route};
use crate::call::Call;
use crate::example::{self, is_missing};
use crate::links::Relation;
use crate::paging::{Asked, is_paged};
use crate::pointer;
use crate::problem::Problem;
use crate::sample::{sample, uuid_of};
use crate::schema::Checker;

/// The lists of the API, by their path. A `GET` whose answers are pages of a list has one.
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
    /// What is added is like this, but for what is said of it.
    pattern: Value,
    /// What every item is.
    checker: Checker,
}

impl Lists {
    /// Lists that hang on something else, whose path has a name in it, are made up when they are asked for.
    pub(crate) fn of(api: &Api, length: usize) -> Self {
        let lists = api.routes().filter(|route| !route.key.path.contains('{'));
        let by_path = lists
            .filter_map(|route| Some((route.key.path.clone(), List::of(api, route, length)?)))
            .collect();
        Self { by_path, length }
    }

    pub(crate) fn answer(
        &mut self,
        api: &Api,
        route: &Route,
        call: &Call,
    ) -> Result<Answer, Problem> {
        if call.named.values().any(|value| is_missing(value)) {
            return Err(Problem::no_such(api, route));
        }
        if let Some(answer) = self.member(api, route, call)? {
            return Ok(answer);
        }
        if let Some(answer) = self.whole(api, route, call) {
            return Ok(answer);
        }
        self.edit(route, call);
        let body = example::answer(api, route, call).ok_or_else(|| Problem::no_such(api, route))?;
        Ok(Answer::success(route, body))
    }

    /// A list itself, one page of it.
    fn whole(&self, api: &Api, route: &Route, call: &Call) -> Option<Answer> {
        if route.key.method != "get" {
            return None;
        }
        let made_up;
        let list = match self.by_path.get(&route.key.path) {
            Some(list) => list,
            None => {
                made_up = List::of(api, route, self.length)?;
                &made_up
            }
        };
        let items: Vec<&Value> = list
            .items
            .iter()
            .filter(|item| {
                call.query
                    .pairs()
                    .all(|(name, value)| fits(route, item, name, value))
            })
            .collect();
        let cursor = |at: usize| {
            items
                .get(at)
                .map_or_else(String::new, |item| cursor(item, at))
        };
        let at = |wanted: &str| (0..items.len()).find(|at| cursor(*at) == wanted);
        let asked = Asked::of(&api.settings.pagination, route, &call.query, 20);
        let range = asked.as_ref().map_or(0..items.len(), |asked| {
            let through = |wanted: &str| at(wanted).map_or(items.len(), |at| at + 1);
            asked.page(items.len(), through, |wanted| at(wanted).unwrap_or(0))
        });
        let shown = items
            .get(range.clone())?
            .iter()
            .map(|item| (*item).clone())
            .collect();
        let mut body = example::base(api, route, &Value::Null);
        body.as_object_mut()?
            .insert(list.name.clone(), Value::Array(shown));
        let links = match asked {
            Some(asked) => {
                let total = api.settings.pagination.total_pages.as_deref();
                if let Some(total) = total
                    && api.components.at(&route.success.schema, total).is_some()
                {
                    pointer::set(&mut body, total, json!(asked.count(items.len())));
                }
                let mut links = asked.links(&call.path, &range, items.len(), cursor);
                links.push((Relation::Itself, asked.itself(&call.path)));
                links
            }
            None => {
                let itself = documented_self(api, route).unwrap_or(&call.path);
                vec![(Relation::Itself, itself.to_owned())]
            }
        };
        api.links
            .write(&api.components, &route.success.schema, &mut body, &links);
        Some(Answer::success(route, body))
    }

    /// One of a list's items: read, changed, taken away; or what hangs on it, which is not there if it is not.
    fn member(&mut self, api: &Api, route: &Route, call: &Call) -> Result<Option<Answer>, Problem> {
        let below = |path: &str| {
            route
                .key
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
        // By the field that the path names, else by id; where there is neither, all are known.
        let Some(key) = [name, "id"]
            .into_iter()
            .find(|key| list.pattern.get(key).is_some())
        else {
            return Ok(None);
        };
        let is_asked =
            |item: &Value| example::scalar(item.get(key)).as_deref() == Some(call.named(name));
        let Some(at) = list.items.iter().position(is_asked) else {
            return Err(Problem::no_such(api, route));
        };
        let Some(item) = list.items.get_mut(at) else {
            return Ok(None);
        };
        if !below.ends_with('}') {
            return Ok(None);
        }
        match route.key.method {
            "patch" | "put" => example::change(item, &call.body, &list.checker),
            "delete" => {
                list.items.remove(at);
                return Ok(None);
            }
            _ => {}
        }
        let mut body = item.clone();
        let itself = [(Relation::Itself, call.path.clone())];
        api.links
            .write(&api.components, &route.success.schema, &mut body, &itself);
        // An item of a list can be less than the thing itself.
        let whole = route.success.checker.accepts(&body);
        Ok(whole.then(|| Answer::success(route, body)))
    }

    /// A list that is added to, or taken from, by a list of the same name.
    fn edit(&mut self, route: &Route, call: &Call) {
        let list = self.by_path.get_mut(&route.key.path);
        let Some((list, Value::Array(given))) = list.and_then(|list| {
            let given = call.body.get(&list.name)?;
            Some((list, given))
        }) else {
            return;
        };
        match route.key.method {
            "post" => list.add(given),
            "delete" => list.take_away(given),
            _ => {}
        }
    }
}

/// Items, by what is said of them: for each set of fields, what those fields hold.
type Said = BTreeMap<Vec<String>, HashSet<String>>;

fn fields(item: &Value) -> Vec<String> {
    item.as_object()
        .into_iter()
        .flat_map(|item| item.keys().cloned())
        .collect()
}

fn held(item: &Value, fields: &[String]) -> String {
    let values: Vec<Option<&Value>> = fields.iter().map(|field| item.get(field)).collect();
    json!(values).to_string()
}

impl List {
    /// Adds what is not there yet. In one pass: a list of exclusions can be long.
    fn add(&mut self, given: &[Value]) {
        let mut there = Said::new();
        for item in given {
            let fields = fields(item);
            let known = there
                .entry(fields.clone())
                .or_insert_with(|| self.items.iter().map(|item| held(item, &fields)).collect());
            if !fields.is_empty() && known.insert(held(item, &fields)) {
                let mut added = self.pattern.clone();
                example::change(&mut added, item, &self.checker);
                for (fields, known) in &mut there {
                    known.insert(held(&added, fields));
                }
                self.items.push(added);
            }
        }
    }

    fn take_away(&mut self, given: &[Value]) {
        let mut going = Said::new();
        for item in given {
            let fields = fields(item);
            let held = held(item, &fields);
            going.entry(fields).or_default().insert(held);
        }
        let goes = |item: &Value| {
            let mut going = going.iter().filter(|(fields, _)| !fields.is_empty());
            going.any(|(fields, going)| going.contains(&held(item, fields)))
        };
        self.items.retain(|item| !goes(item));
    }

    fn of(api: &Api, route: &Route, length: usize) -> Option<Self> {
        let paged = route.paged.as_ref().filter(|_| route.key.method == "get")?;
        let (name, item) = (&paged.items, &paged.item);
        let components = &api.components;
        let examples = route
            .success
            .examples
            .iter()
            .filter_map(|example| example.get(name)?.as_array());
        let mut items: Vec<Value> = examples
            .max_by_key(|items| items.len())
            .cloned()
            .unwrap_or_default();
        if items.is_empty() {
            items.push(sample(components, item, 0));
        }
        // What is not paged is no longer than in the docs.
        if is_paged(&api.settings.pagination, route) && !items.is_empty() {
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
            name: name.clone(),
            checker: components.checker(item, &route.key.path).ok()?,
            pattern: items.first().cloned().unwrap_or_default(),
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
fn fits(route: &Route, item: &Value, name: &str, wanted: &str) -> bool {
    if !route
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

fn documented_self<'a>(api: &Api, route: &'a Route) -> Option<&'a str> {
    let example = route.success.examples.first()?;
    let mut places = api.links.addresses(Relation::Itself);
    places.find_map(|place| example.pointer(place)?.as_str())
}

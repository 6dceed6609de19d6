//! Schemas: 3.0 and 3.1, references, `allOf`, lists of one schema, and the many ways to say "or null".
//!
//! A schema is read in three steps. Everything that holds together is [gathered](conjuncts): the object itself, what its
//! `$ref` leads to, the parts of its `allOf`. That is [merged](merge) keyword by keyword; what two of them say and
//! merging cannot express stays a part. What then says nothing is [left out](finish).

mod conjuncts;
mod finish;
mod merge;
mod tidy;

pub(crate) use self::merge::may_match;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

use serde_json::Value;

use super::subject::{Piece, Subject};
use super::types::{Accepted, Set, Types, constrains};
use super::{Entry, Object};
use crate::source::{Source, get};

/// A schema in canonical form.
#[derive(Clone)]
pub(crate) struct Schema<'a> {
    object: Object<'a>,
    pub(crate) types: Types,
    /// Schemas under keywords that hold one, where several hold together.
    ones: Vec<(&'a str, Subject<'a>)>,
    /// Schemas by name, under the keywords that hold such.
    maps: Vec<(&'a str, Vec<(&'a str, Subject<'a>)>)>,
    pub(crate) tuple: Vec<Subject<'a>>,
    lists: Lists<'a>,
    /// The same one as a list of schemas, where it was written so.
    pub(crate) as_list: Option<Rc<Schema<'a>>>,
    /// The alternative that says that there may be none, where one does.
    pub(crate) null: Option<&'a Value>,
    /// Properties that an edit moved elsewhere, where they are told of.
    pub(crate) moved: Vec<&'a str>,
}

/// The members of `allOf`, `anyOf` and `oneOf`. Those of `allOf` are what could not be merged.
#[derive(Clone, Default)]
struct Lists<'a> {
    all_of: Vec<Branch<'a>>,
    any_of: Vec<Branch<'a>>,
    one_of: Vec<Branch<'a>>,
}

/// A member of a list of schemas.
#[derive(Clone)]
pub(crate) struct Branch<'a> {
    pub(crate) subject: Subject<'a>,
    /// What it refers to, if it does.
    pub(crate) reference: Option<&'a str>,
}

impl<'a> Branch<'a> {
    fn whole(node: &'a Value) -> Branch<'a> {
        Branch {
            subject: Subject::One(node),
            reference: reference(node),
        }
    }

    /// What an object says under one group of keywords.
    pub(crate) fn only(node: &'a Value, group: &'a str) -> Branch<'a> {
        Branch {
            subject: Subject::All([Piece::only(node, group)].into()),
            reference: None,
        }
    }

    pub(crate) fn node(&self) -> &'a Value {
        self.subject.node()
    }
}

/// The schemas of a document, each read once.
#[derive(Default)]
pub(crate) struct Schemas<'a> {
    known: RefCell<HashMap<Subject<'a>, Rc<Schema<'a>>>>,
    accepted: RefCell<Accepted>,
}

impl<'a> Schemas<'a> {
    /// The canonical form of a schema.
    pub(crate) fn read(&self, source: &Source<'a>, subject: &Subject<'a>) -> Rc<Schema<'a>> {
        if let Some(known) = self.known.borrow().get(subject) {
            return Rc::clone(known);
        }
        let conjuncts = conjuncts::gather(source, subject);
        let mut schema = merge::merge(source, &mut self.accepted.borrow_mut(), conjuncts);
        finish::finish(source, &mut schema);
        let schema = Rc::new(schema);
        self.known
            .borrow_mut()
            .insert(subject.clone(), Rc::clone(&schema));
        schema
    }
}

impl<'a> Schema<'a> {
    /// The schema under a keyword that holds one.
    pub(crate) fn one(&self, key: &str) -> Option<Subject<'a>> {
        let merged = self.ones.iter().find(|(known, _)| *known == key);
        if let Some((_, subject)) = merged {
            return Some(subject.clone());
        }
        let entry = self.get(key)?;
        is_schema(&entry.value).then_some(Subject::One(entry.at))
    }

    /// The schemas under a keyword that holds several by name.
    pub(crate) fn map(&self, key: &str) -> &[(&'a str, Subject<'a>)] {
        let found = self.maps.iter().find(|(known, _)| *known == key);
        found.map_or(&[], |(_, members)| members)
    }

    /// The members of a list of schemas.
    pub(crate) fn list(&self, key: &str) -> &[Branch<'a>] {
        match key {
            "allOf" => &self.lists.all_of,
            "anyOf" => &self.lists.any_of,
            _ => &self.lists.one_of,
        }
    }

    fn list_mut(&mut self, key: &str) -> &mut Vec<Branch<'a>> {
        match key {
            "allOf" => &mut self.lists.all_of,
            "anyOf" => &mut self.lists.any_of,
            _ => &mut self.lists.one_of,
        }
    }

    /// The references that led to what holds together here.
    pub(crate) fn references(&self) -> impl Iterator<Item = &'a str> {
        self.object.references.iter().copied().flatten()
    }

    /// Has a list of schemas stand under another keyword, which has none.
    pub(crate) fn rename_list(&mut self, from: &str, to: &'static str) {
        if let Some(entry) = self.object.remove(from) {
            self.set(Entry { key: to, ..entry });
            let members = std::mem::take(self.list_mut(from));
            *self.list_mut(to) = members;
        }
    }

    /// Adds a part that is compared as one.
    pub(crate) fn add_part(&mut self, part: Branch<'a>, at: &'a Value) {
        if !self.has("allOf") {
            self.set(Entry {
                key: "allOf",
                value: Cow::Borrowed(at),
                at,
                layer: 0,
                items: None,
            });
        }
        self.lists.all_of.push(part);
    }

    /// The schema that says at once what each of its alternatives says of a type of its own; nothing where they say more.
    pub(crate) fn united(&self, key: &str, alternatives: &[Rc<Schema<'a>>]) -> Option<Schema<'a>> {
        let mut united = self.clone();
        united.take_out(key);
        if united
            .entries
            .iter()
            .any(|entry| !is_remark(entry.key) && entry.key != "type")
        {
            return None;
        }
        let mut set = Set::default();
        for one in alternatives {
            let of_type =
                |key: &str| constrains(key).is_some() || key == "type" || is_annotation(key);
            let alone = set.and(one.types.set).is_empty() && one.types.unknown.is_empty();
            let typed = one.types.written && one.types.format.is_none();
            if !alone || !typed || !one.entries.iter().all(|entry| of_type(entry.key)) {
                return None;
            }
            set = set.or(one.types.set);
            let above = united.layers.len();
            united.object.layers.extend(one.layers.iter().copied());
            united
                .object
                .references
                .extend(one.references.iter().copied());
            let said = one
                .entries
                .iter()
                .filter(|entry| constrains(entry.key).is_some());
            united
                .object
                .entries
                .extend(said.cloned().map(|entry| Entry {
                    layer: entry.layer + above,
                    ..entry
                }));
            united.ones.extend(one.ones.iter().cloned());
            united.maps.extend(one.maps.iter().cloned());
            united.tuple.extend(one.tuple.iter().cloned());
        }
        united.types.set = set;
        united.types.written = true;
        Some(united)
    }

    /// Takes a keyword out, with what stands under it.
    pub(crate) fn take_out(&mut self, key: &str) -> Option<Entry<'a>> {
        self.ones.retain(|(known, _)| *known != key);
        self.maps.retain(|(known, _)| *known != key);
        if key == "prefixItems" {
            self.tuple.clear();
        }
        if matches!(key, "allOf" | "anyOf" | "oneOf") {
            self.list_mut(key).clear();
        }
        self.object.remove(key)
    }
}

impl<'a> Deref for Schema<'a> {
    type Target = Object<'a>;

    fn deref(&self) -> &Object<'a> {
        &self.object
    }
}

impl DerefMut for Schema<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.object
    }
}

/// Keywords that say something about a schema and constrain nothing.
pub(crate) fn is_annotation(key: &str) -> bool {
    matches!(
        key,
        "title" | "description" | "example" | "examples" | "externalDocs" | "$comment" | "default"
    ) || key.starts_with("x-")
}

/// Keywords of which the first to say something counts.
pub(crate) fn is_remark(key: &str) -> bool {
    is_annotation(key) || matches!(key, "nullable" | "deprecated" | "readOnly" | "writeOnly")
}

/// The keyword that stands for all that only mean something together.
pub(crate) fn group(key: &str) -> &str {
    match key {
        "then" | "else" => "if",
        "minContains" | "maxContains" => "contains",
        key => key,
    }
}

/// What a schema refers to, if it does.
pub(crate) fn reference(node: &Value) -> Option<&str> {
    get(node, "$ref").and_then(Value::as_str)
}

fn is_schema(value: &Value) -> bool {
    value.is_object() || value.is_boolean()
}

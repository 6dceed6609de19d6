//! What has to hold for the merged document as a whole.

use std::collections::BTreeMap;

use serde_json::Value;

use super::conflict::{Conflict, ConflictKind};
use super::origin::Parts;
use specwright_openapi::operation::{Operation, operations};
use specwright_openapi::parameter::{Location, declared};
use specwright_openapi::pointer::Pointer;
use specwright_openapi::reference::{each_reference, local};

/// Every `$ref` resolves, every path parameter is declared once and used, operation ids are unique.
pub(super) fn check(document: &Value, parts: &Parts, conflicts: &mut Vec<Conflict>) {
    references(document, parts, conflicts);
    let mut ids: BTreeMap<&str, String> = BTreeMap::new();
    for operation in operations(document) {
        parameters(document, &operation, parts, conflicts);
        let Some(id) = operation.value.get("operationId").and_then(Value::as_str) else {
            continue;
        };
        let pointer = String::from(operation.pointer().join("operationId"));
        match ids.get(id) {
            Some(first) => {
                let other = parts.owner(first).map(|origin| origin.page.clone());
                conflicts.extend(parts.conflict(
                    &pointer,
                    ConflictKind::SameOperationId {
                        id: id.to_owned(),
                        other: other.unwrap_or_default(),
                    },
                ));
            }
            None => {
                ids.insert(id, pointer);
            }
        }
    }
}

fn references(document: &Value, parts: &Parts, conflicts: &mut Vec<Conflict>) {
    each_reference(document, "", &mut |at, target| {
        let target_is =
            |kind: fn(String) -> ConflictKind| parts.conflict(at, kind(target.to_owned()));
        match local(target) {
            None => conflicts.extend(target_is(|target| ConflictKind::Outside { target })),
            Some(pointer) if document.pointer(&pointer).is_none() => {
                conflicts.extend(target_is(|target| ConflictKind::Unresolved { target }));
            }
            Some(_) => {}
        }
    });
}

fn parameters(
    document: &Value,
    operation: &Operation<'_>,
    parts: &Parts,
    conflicts: &mut Vec<Conflict>,
) {
    let at = operation.pointer();
    let mut fail = |kind| conflicts.extend(parts.conflict(at.as_str(), kind));
    let used = match template(operation.path) {
        Ok(used) => used,
        Err(what) => return fail(ConflictKind::Template { what }),
    };
    let mut declared: Vec<&str> = Vec::new();
    // The operation may declare again what its path declares; within one list it would be a mistake.
    for owner in [operation.item, operation.value] {
        let mut names: Vec<&str> = path_parameters(document, owner).collect();
        names.sort_unstable();
        for pair in names.windows(2).filter(|pair| pair[0] == pair[1]) {
            fail(ConflictKind::DeclaredTwice {
                name: pair[0].to_owned(),
            });
        }
        declared.extend(names);
    }
    declared.sort_unstable();
    declared.dedup();
    for name in used.iter().filter(|name| !declared.contains(name)) {
        fail(ConflictKind::Undeclared {
            name: (*name).to_owned(),
        });
    }
    for name in declared.iter().filter(|name| !used.contains(name)) {
        fail(ConflictKind::Unused {
            name: (*name).to_owned(),
        });
    }
}

fn path_parameters<'a>(document: &'a Value, owner: &'a Value) -> impl Iterator<Item = &'a str> {
    let declared = declared(document, owner, &Pointer::default()).into_iter();
    let in_path = declared.filter(|parameter| parameter.location == Location::Path);
    in_path.map(|parameter| parameter.name)
}

/// The names in the braces of a path.
fn template(path: &str) -> Result<Vec<&str>, String> {
    let mut names = Vec::new();
    let mut rest = path;
    while let Some(at) = rest.find(['{', '}']) {
        let inside = rest[at..]
            .strip_prefix('{')
            .ok_or("a `}` without its `{`")?;
        let end = inside
            .find(['{', '}'])
            .filter(|end| inside[*end..].starts_with('}'))
            .ok_or("a `{` without its `}`")?;
        let name = &inside[..end];
        if name.is_empty() {
            return Err("`{}` without a name".to_owned());
        }
        if names.contains(&name) {
            return Err(format!("`{{{name}}}` is in it twice"));
        }
        names.push(name);
        rest = &inside[end + 1..];
    }
    Ok(names)
}

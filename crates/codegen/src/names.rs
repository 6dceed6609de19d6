//! Names as the generator will spell them, and names by rule where the document has none.

use heck::{ToSnakeCase, ToUpperCamelCase};

use specwright_openapi::settings::Names;

/// The name of a Rust type. Applying it twice changes nothing, so what is named here keeps its name in the generator.
pub(crate) fn type_name(raw: &str) -> String {
    let spelled = |raw: &str| variant_name(raw).trim_end_matches('_').to_owned();
    let mut name = spelled(raw);
    // `ABC1D` is three words to a person and one to the generator; a few rounds settle on what both spell the same.
    loop {
        let again = spelled(&name);
        if again == name {
            return name;
        }
        name = again;
    }
}

/// Names that a type can't have: what the generator writes would mean the type where it means the standard library's.
const OF_THE_PRELUDE: [&str; 36] = [
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Drop",
    "Eq",
    "Err",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "Hash",
    "Into",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// A type's name, or one beside it where the standard library has the name: `Option` is `OptionObject`.
pub(crate) fn free_type_name(name: String) -> String {
    if OF_THE_PRELUDE.contains(&name.as_str()) {
        format!("{name}Object")
    } else {
        name
    }
}

/// The type of an operation's call, whose module has some names of the crate's beside the standard library's.
pub(crate) fn call_name(id: &str) -> String {
    let name = type_name(id);
    let imported = [
        "ByteStream",
        "CallOptions",
        "Client",
        "Error",
        "Items",
        "Pages",
        "Response",
        "ResponseValue",
    ];
    if imported.contains(&name.as_str()) || OF_THE_PRELUDE.contains(&name.as_str()) {
        format!("{name}Call")
    } else {
        name
    }
}

/// The name of an enum's variant, as the generator makes it from a value.
pub(crate) fn variant_name(raw: &str) -> String {
    let name = match raw {
        // The generator has its own word for a vote.
        "+1" => return "plus1".into(),
        "-1" => return "minus1".into(),
        _ => words(raw).to_upper_camel_case(),
    };
    match name.chars().next() {
        None => "X".into(),
        Some(first) if first.is_alphabetic() => no_keyword(name),
        Some(_) => format!("X{name}"),
    }
}

/// The name of a field, a method or a parameter.
pub(crate) fn snake_name(raw: &str) -> String {
    let name = words(raw).to_snake_case();
    match name.chars().next() {
        None => "x".into(),
        Some(first) if first.is_alphabetic() => name,
        Some(_) => format!("x{name}"),
    }
}

/// The name of a field or a setter: a keyword gets an underscore, as the generator gives it one.
pub(crate) fn field_ident(raw: &str) -> String {
    no_keyword(snake_name(raw))
}

/// A name that is a word of the language's own gets an underscore, as the generator gives it one.
fn no_keyword(name: String) -> String {
    // `gen` is a word of edition 2024, and no parser of older editions knows it.
    if name != "gen" && syn::parse_str::<syn::Ident>(&name).is_ok() {
        name
    } else {
        format!("{name}_")
    }
}

/// The name of a component's type: without the affixes that every name of the vendor's has.
pub(crate) fn component_type_name(raw: &str, names: &Names) -> String {
    let mut name = raw;
    for prefix in &names.schema_prefixes {
        name = name.strip_prefix(prefix.as_str()).unwrap_or(name);
    }
    for suffix in &names.schema_suffixes {
        name = name.strip_suffix(suffix.as_str()).unwrap_or(name);
    }
    free_type_name(type_name(if name.is_empty() { raw } else { name }))
}

/// An operation's id from its method and path alone, so that an edit of the prose never renames a method.
///
/// A path that ends in a parameter, or in a collection, takes the method's verb and the names of its literal segments:
/// `GET /users` is `list_users`, `PATCH /mailboxes/{id}` is `update_mailbox`. A literal last segment that is no
/// collection is itself the verb (`POST /people/search` is `search_people`), except where it is a part of one resource:
/// `GET /calls/{id}/recording` is `get_call_recording`.
pub(crate) fn operation_id(method: &str, path: &str) -> String {
    let segments: Vec<&str> = path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    let literal: Vec<String> = segments
        .iter()
        .filter(|segment| !is_parameter(segment))
        .map(|segment| snake_name(segment))
        .collect();
    let Some((last, owners)) = literal.split_last() else {
        return format!("{}_root", verb(method, false));
    };
    let ends_in_parameter = segments.last().is_some_and(|segment| is_parameter(segment));
    let owner_is_literal = segments.len() > 1 && !is_parameter(segments[segments.len() - 2]);
    let collection = !ends_in_parameter && is_plural(last);

    if !ends_in_parameter
        && !collection
        && !owners.is_empty()
        && (method == "post" || (method == "get" && owner_is_literal))
    {
        return format!("{last}_{}", resource(owners, owner_is_literal));
    }
    let plural = collection && matches!(method, "get" | "delete" | "put" | "patch");
    let mut nouns: Vec<String> = owners.iter().map(|owner| singular(owner)).collect();
    nouns.push(if plural { last.clone() } else { singular(last) });
    format!("{}_{}", verb(method, collection), nouns.join("_"))
}

/// One of a collection: `enrichment_requests` is `enrichment_request`, `people` is `person`.
pub(crate) fn singular(plural: &str) -> String {
    let (head, last) = plural
        .rsplit_once('_')
        .map_or(("", plural), |(head, last)| (head, last));
    let one = if last == "people" {
        "person".to_owned()
    } else if let Some(stem) = last.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        format!("{stem}y")
    } else if ["sses", "shes", "ches", "xes", "zes", "uses"]
        .iter()
        .any(|end| last.ends_with(end))
    {
        last[..last.len() - 2].to_owned()
    } else if is_plural(last) {
        last[..last.len() - 1].to_owned()
    } else {
        last.to_owned()
    };
    if head.is_empty() {
        one
    } else {
        format!("{head}_{one}")
    }
}

fn resource(owners: &[String], plural: bool) -> String {
    let mut nouns: Vec<String> = owners.iter().map(|owner| singular(owner)).collect();
    if let (true, Some(last), Some(owner)) = (plural, nouns.last_mut(), owners.last()) {
        last.clone_from(owner);
    }
    nouns.join("_")
}

fn verb(method: &str, collection: bool) -> &str {
    match (method, collection) {
        ("get", true) => "list",
        ("post", _) => "create",
        ("put", _) => "replace",
        ("patch", _) => "update",
        (method, _) => method,
    }
}

fn is_plural(word: &str) -> bool {
    let singular_endings = ["ss", "us", "is", "news"];
    word.ends_with("people")
        || (word.len() > 1
            && word.ends_with('s')
            && !singular_endings.iter().any(|end| word.ends_with(end)))
}

fn is_parameter(segment: &str) -> bool {
    segment.contains('{')
}

/// What is left of a name when all that no identifier can hold is a word boundary.
fn words(raw: &str) -> String {
    raw.replace('\'', "")
        .replace(|c: char| !c.is_alphanumeric(), "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn id(expected: &str, method: &str, path: &str) {
        assert_eq!(operation_id(method, path), expected, "{method} {path}");
    }

    #[test]
    fn operation_ids_come_from_method_and_path() {
        id("get_account_info", "get", "/account-info");
        id("list_users", "get", "/users");
        id("get_contact", "get", "/contacts/{id}");
        id("search_people", "post", "/people/search");
        id("find_people", "get", "/people/find");
        id(
            "create_person_enrichment_request",
            "post",
            "/people/enrichment-requests",
        );
        id(
            "update_person_enrichment_request",
            "patch",
            "/people/enrichment-requests/{id}",
        );
        id("create_email_validation", "post", "/email-validations");
        id(
            "update_email_validation",
            "patch",
            "/email-validations/{id}",
        );
        id("list_call_dispositions", "get", "/calls/dispositions");
        id("get_call_recording", "get", "/calls/{id}/recording");
        id("complete_task", "post", "/tasks/{id}/complete");
        id("create_sequence_lead", "post", "/sequences/{id}/leads");
        id("delete_excluded_domains", "delete", "/excluded-domains");
        id("replace_pet_picture", "put", "/pets/{id}/picture");
        id("list_task_statuses", "get", "/tasks/statuses");
        id("get_root", "get", "/");
        id("replace_user", "put", "/users/{id}/");
    }

    #[test]
    fn one_of_a_collection() {
        for (plural, one) in [
            ("people", "person"),
            ("companies", "company"),
            ("statuses", "status"),
            ("addresses", "address"),
            ("boxes", "box"),
            ("mailboxes", "mailbox"),
            ("email_validations", "email_validation"),
            ("excluded_emails", "excluded_email"),
            ("status", "status"),
            ("leads", "lead"),
            ("analysis", "analysis"),
        ] {
            assert_eq!(singular(plural), one);
            assert_eq!(singular(one), one, "what is one already stays");
        }
    }

    #[test]
    fn names_lose_what_no_identifier_can_hold() {
        let mut names = Names::default();
        names.schema_prefixes = vec!["response_".to_owned()];
        names.schema_suffixes = vec!["_object".to_owned()];
        assert_eq!(
            component_type_name("response_email_validation_object", &names),
            "EmailValidation"
        );
        assert_eq!(component_type_name("response_", &names), "Response");
        assert_eq!(type_name("com.foo.Bar"), "ComFooBar");
        assert_eq!(type_name("2fa"), "X2fa");
        assert_eq!(type_name("+1"), "Plus1");
        assert_eq!(variant_name("+1"), "plus1");
        assert_eq!(variant_name("aB_c1D"), "ABC1D");
        assert_eq!(snake_name("page[size]"), "page_size");
        assert_eq!(snake_name("_links"), "links");
        assert_eq!(
            (field_ident("self"), field_ident("from")),
            ("self_".into(), "from".into())
        );
        for raw in [
            "response_email_validation_object",
            "HTTPError",
            "2fa",
            "aB_c1D",
            "naïve name",
        ] {
            assert_eq!(type_name(&type_name(raw)), type_name(raw), "{raw}");
            assert_eq!(snake_name(&snake_name(raw)), snake_name(raw), "{raw}");
        }
    }
}

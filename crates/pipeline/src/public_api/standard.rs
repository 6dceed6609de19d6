//! The names that every module sees without a `use`, and the one way in which a listing writes a path of the standard library.

/// The standard prelude's types and traits of edition 2024, by where they stand.
const PRELUDE: [&str; 39] = [
    "std::borrow::ToOwned",
    "std::boxed::Box",
    "std::clone::Clone",
    "std::cmp::Eq",
    "std::cmp::Ord",
    "std::cmp::PartialEq",
    "std::cmp::PartialOrd",
    "std::convert::AsMut",
    "std::convert::AsRef",
    "std::convert::From",
    "std::convert::Into",
    "std::convert::TryFrom",
    "std::convert::TryInto",
    "std::default::Default",
    "std::future::Future",
    "std::future::IntoFuture",
    "std::iter::DoubleEndedIterator",
    "std::iter::ExactSizeIterator",
    "std::iter::Extend",
    "std::iter::FromIterator",
    "std::iter::IntoIterator",
    "std::iter::Iterator",
    "std::marker::Copy",
    "std::marker::Send",
    "std::marker::Sized",
    "std::marker::Sync",
    "std::marker::Unpin",
    "std::ops::AsyncFn",
    "std::ops::AsyncFnMut",
    "std::ops::AsyncFnOnce",
    "std::ops::Drop",
    "std::ops::Fn",
    "std::ops::FnMut",
    "std::ops::FnOnce",
    "std::option::Option",
    "std::result::Result",
    "std::string::String",
    "std::string::ToString",
    "std::vec::Vec",
];

/// The derives that need no `use`, by the trait that they implement. Two of these traits are not in the prelude.
const DERIVES: [&str; 9] = [
    "std::clone::Clone",
    "std::cmp::Eq",
    "std::cmp::Ord",
    "std::cmp::PartialEq",
    "std::cmp::PartialOrd",
    "std::default::Default",
    "std::fmt::Debug",
    "std::hash::Hash",
    "std::marker::Copy",
];

const PRIMITIVES: [&str; 17] = [
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "str", "u8", "u16",
    "u32", "u64", "u128", "usize",
];

/// The path of a prelude name.
pub(super) fn by_name(name: &str) -> Option<Vec<String>> {
    path_to(&PRELUDE, name)
}

/// The path of the trait that a derive of the standard library implements.
pub(super) fn derive(name: &str) -> Option<Vec<String>> {
    path_to(&DERIVES, name)
}

/// Whether the compiler knows the type by itself.
pub(super) fn primitive(name: &str) -> bool {
    PRIMITIVES.contains(&name)
}

/// A path of another crate as a listing writes it: `core` and `alloc` are `std`, and what the prelude names is short.
pub(super) fn written(path: &[String]) -> String {
    let joined = match path {
        [first, rest @ ..] if first == "core" || first == "alloc" => {
            format!("std::{}", rest.join("::"))
        }
        _ => path.join("::"),
    };
    match joined.rsplit_once("::") {
        Some((_, name)) if PRELUDE.contains(&joined.as_str()) => name.to_owned(),
        _ => joined,
    }
}

fn path_to(table: &[&str], name: &str) -> Option<Vec<String>> {
    let found = table
        .iter()
        .find(|path| path.rsplit("::").next() == Some(name))?;
    Some(found.split("::").map(str::to_owned).collect())
}

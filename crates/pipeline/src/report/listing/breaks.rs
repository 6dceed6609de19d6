//! Whether a line of the listing that is another, or new, breaks code that compiled before.

use super::{Items, item};

/// Whether code that kept to the old line may not compile against the new one.
///
/// What a parameter is called is nobody's business but the function's; to be callable in more places, to be left out of an
/// implementation and to be built by anyone takes nothing away.
pub(super) fn changed(old: &str, new: &str) -> bool {
    let (old, mut new) = (essence(old), essence(new));
    if !old.contains("const ") {
        new = new.replacen("pub const ", "pub ", 1);
    }
    if old.contains("fn ") && !old.contains(PROVIDED) {
        new = new.replacen(PROVIDED, "", 1);
    }
    let old = match old.strip_prefix(OPEN) {
        Some(closed) if !new.starts_with(OPEN) => closed.to_owned(),
        _ => old,
    };
    old != new
}

/// Whether code that compiled against all that was there may not compile with this line beside it: somebody's `match`,
/// literal or implementation lacks it.
pub(super) fn came(line: &str, old: &Items<'_>) -> bool {
    let Some((parent, _)) = item(line).rsplit_once("::") else {
        return false;
    };
    let heads = old.get(parent).into_iter().flatten();
    heads.copied().any(|head| {
        if head.contains(" trait ") {
            !is_sealed(head) && is_required(line)
        } else {
            is_exhaustive(head) && is_member(line)
        }
    })
}

/// The mark of what others cannot name all of.
const OPEN: &str = "#[non_exhaustive] ";

/// What a method ends in that an implementation may leave out, and a struct that has further fields.
const PROVIDED: &str = " { .. }";

/// A trait that asks for something that nobody else can name is implemented by nobody else.
fn is_sealed(head: &str) -> bool {
    head.contains("(private)")
}

/// Whether an implementation has to have it.
fn is_required(line: &str) -> bool {
    !line.contains(PROVIDED) && !line.contains(" = ..")
}

/// Whether it is an enum whose variants a `match` may name one by one, or a struct that a literal may build.
fn is_exhaustive(head: &str) -> bool {
    let kinds = ["pub enum ", "pub struct ", "pub union "];
    kinds.iter().any(|kind| head.contains(kind)) && !head.contains(OPEN) && !head.contains(PROVIDED)
}

/// Whether it is a variant or a field: the path follows `pub`, and no word for a kind of item.
fn is_member(line: &str) -> bool {
    let mut words = line.split("pub ").skip(1);
    words
        .next()
        .and_then(|rest| rest.split([' ', '(']).next())
        .is_some_and(|word| word.contains("::"))
}

/// The line without what no code depends on: the names of a function's parameters, and that something is deprecated.
fn essence(line: &str) -> String {
    let line = line.replacen("#[deprecated] ", "", 1);
    let Some((start, end)) = parameters(&line) else {
        return line;
    };
    let mut types = Vec::new();
    let mut rest = &line[start..end];
    while !rest.is_empty() {
        let (parameter, more) = rest.split_at(until(rest, ','));
        types.push(without_name(parameter.trim_start()));
        rest = more.strip_prefix(',').unwrap_or(more);
    }
    format!("{}{}{}", &line[..start], types.join(", "), &line[end..])
}

fn without_name(parameter: &str) -> &str {
    let is_name =
        |name: &str| name != "self" && name.chars().all(|it| it.is_alphanumeric() || it == '_');
    match parameter.split_once(": ") {
        Some((name, kind)) if is_name(name) => kind,
        _ => parameter,
    }
}

/// Where the parameters of a function begin and end.
fn parameters(line: &str) -> Option<(usize, usize)> {
    let name = line.find("fn ").filter(|_| line.contains("pub "))? + "fn ".len();
    let start = name + until(&line[name..], '(') + 1;
    let rest = line.get(start..)?;
    Some((start, start + until(rest, ')')))
}

/// How far it is to this sign outside of all brackets; to the end where there is none.
fn until(text: &str, sign: char) -> usize {
    let mut depth = 0_usize;
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        if depth == 0 && character == sign {
            return at;
        }
        match character {
            '(' | '[' | '{' | '<' => depth += 1,
            '>' if before == '-' => {}
            ')' | ']' | '}' | '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        before = character;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is_another(old: &str, new: &str, breaks: bool) {
        assert_eq!(changed(old, new), breaks, "{old} is now {new}");
    }

    #[test]
    fn what_a_signature_may_become() {
        for (old, new, breaks) in [
            ("pub fn a::f(one: u8)", "pub fn a::f(two: u8)", false),
            ("pub fn a::f(one: u8)", "pub fn a::f(one: u16)", true),
            (
                "pub fn a::f(one: u8)",
                "pub fn a::f(one: u8, two: u8)",
                true,
            ),
            (
                "pub fn a::f<F: Fn(u8) -> (u8, u8)>(&self, f: F, by: &[(u8, u8)]) -> b::C",
                "pub fn a::f<F: Fn(u8) -> (u8, u8)>(&self, g: F, at: &[(u8, u8)]) -> b::C",
                false,
            ),
            (
                "pub fn a::f(self: Box<Self>)",
                "pub fn a::f(me: Box<Self>)",
                true,
            ),
            ("pub fn a::f(_: a::B)", "pub fn a::f(b: a::B)", false),
            ("pub fn a::f()", "pub const fn a::f()", false),
            ("pub const fn a::f()", "pub fn a::f()", true),
            ("pub fn a::f()", "pub async fn a::f()", true),
            ("pub static a::X: u8", "pub const a::X: u8", true),
            (
                "pub fn a::T::f(&self)",
                "pub fn a::T::f(&self) { .. }",
                false,
            ),
            (
                "pub fn a::T::f(&self) { .. }",
                "pub fn a::T::f(&self)",
                true,
            ),
            ("#[non_exhaustive] pub enum a::E", "pub enum a::E", false),
            ("pub enum a::E", "#[non_exhaustive] pub enum a::E", true),
            ("pub struct a::S", "pub struct a::S { .. }", true),
            ("pub fn a::f()", "#[deprecated] pub fn a::f()", false),
            ("pub a::S::x: u8", "pub a::S::x: u16", true),
        ] {
            is_another(old, new, breaks);
        }
    }

    #[test]
    fn what_may_come() {
        for (old, line, breaks) in [
            ("pub trait a::T: Send", "pub fn a::T::f(&self)", true),
            ("pub unsafe trait a::T", "pub fn a::T::f(&self)", true),
            (
                "pub trait a::T: Send",
                "pub fn a::T::f(&self) { .. }",
                false,
            ),
            ("pub trait a::T", "pub const a::T::N: usize", true),
            ("pub trait a::T", "pub const a::T::N: usize = ..", false),
            ("pub trait a::T", "pub type a::T::Item: Send", true),
            (
                "pub trait a::T: a::Sealed (private)",
                "pub fn a::T::f(&self)",
                false,
            ),
            ("pub enum a::E", "pub a::E::Late", true),
            ("pub enum a::E", "pub a::E::Late(u8)", true),
            ("pub enum a::E<T>", "#[deprecated] pub a::E::Late", true),
            ("#[non_exhaustive] pub enum a::E", "pub a::E::Late", false),
            ("pub enum a::E", "pub fn a::E::as_str(&self) -> &str", false),
            (
                "pub enum a::E",
                "pub const a::E::ALL: [Self; 2usize]",
                false,
            ),
            ("pub struct a::S", "pub a::S::x: u8", true),
            ("pub struct a::S { .. }", "pub a::S::x: u8", false),
            (
                "#[non_exhaustive] pub struct a::S",
                "pub a::S::x: u8",
                false,
            ),
            ("pub mod a", "pub enum a::E", false),
            ("pub struct a::S", "pub a::Other::x: u8", false),
            ("pub trait a::T", "impl a::T for a::S", false),
        ] {
            let items = super::super::by_item(old);
            assert_eq!(came(line, &items), breaks, "{line} beside {old}");
        }
    }
}

//! Whether a cell holds an e-mail address, and which.
//!
//! A cell is cleaned first: invisible characters, quotes, `mailto:`, a display name and a dot at the end are not part of an
//! address. The cell itself is written back as it was.

use std::borrow::Cow;

use specwright_runtime::terminal::is_invisible;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell<'a> {
    /// What can be an address, in the form in which it is sent. Whether it is one, the API decides.
    Address(Address<'a>),
    /// Nothing.
    Blank,
    /// What cannot be an address: it would cost a credit to learn that, or make the API refuse the whole batch.
    Other,
}

/// An address, and how it stands in its cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) found: Found,
}

/// How an address stands in its cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// By itself.
    Alone,
    /// With something around it, such as a display name.
    TakenOut,
    /// With other addresses after it.
    First,
}

impl<'a> Cell<'a> {
    /// Looks at the bytes of a cell.
    pub(crate) fn of(bytes: &'a [u8]) -> Self {
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Self::Other;
        };
        let text = text.trim();
        if text.is_empty() {
            return Self::Blank;
        }
        if !text.contains(needs_cleaning) && can_be_address(text) {
            return Self::address(Cow::Borrowed(text), Found::Alone);
        }
        let cleaned = clean(text);
        let cleaned = cleaned.trim();
        if cleaned.is_empty() {
            return Self::Blank;
        }
        match taken_out(cleaned) {
            Some((address, Found::First)) => {
                Self::address(Cow::Owned(address.to_owned()), Found::First)
            }
            Some((address, _)) => Self::address(Cow::Owned(address.to_owned()), Found::TakenOut),
            None => Self::Other,
        }
    }

    /// Whether it has an address.
    pub(crate) fn is_address(&self) -> bool {
        matches!(self, Self::Address(_))
    }

    fn address(text: Cow<'a, str>, found: Found) -> Self {
        let text = match with_ascii_domain(&text) {
            Some(sent) => Cow::Owned(sent),
            None => text,
        };
        Self::Address(Address { text, found })
    }
}

/// The form in which two spellings of one address are the same.
pub(crate) fn folded(address: &str) -> String {
    let address = address.trim();
    with_ascii_domain(address)
        .unwrap_or_else(|| address.to_owned())
        .to_lowercase()
}

/// The character that stands in the local part of an address and is more often a delimiter or the end of a prefix.
pub(crate) fn odd_character(address: &str) -> Option<char> {
    let (local, _) = address.rsplit_once('@')?;
    local.chars().find(|c| "=^~|!#$%*/?{}`&".contains(*c))
}

/// The address with its domain in ASCII, the form that the API takes; `None` where it is so already, or can't be.
fn with_ascii_domain(address: &str) -> Option<String> {
    let (local, domain) = address.rsplit_once('@')?;
    if domain.is_ascii() {
        return None;
    }
    let domain = idna::domain_to_ascii(domain).ok()?;
    Some(format!("{local}@{domain}"))
}

fn needs_cleaning(c: char) -> bool {
    is_invisible(c) || is_quote(c) && !c.is_ascii() || (c.is_whitespace() && !c.is_ascii())
}

/// The text without invisible characters, with plain blanks.
fn clean(text: &str) -> String {
    let visible = text.chars().filter(|c| !is_invisible(*c));
    visible
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect()
}

fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '`' | '«' | '»' | '\u{2018}'..='\u{201f}' | '\u{2039}' | '\u{203a}'
    )
}

/// The address in a text, where it is certain which it is.
fn taken_out(text: &str) -> Option<(&str, Found)> {
    if let Some(address) = bare(text) {
        return Some((address, Found::TakenOut));
    }
    several(text).or_else(|| Some((bracketed(text)?, Found::TakenOut)))
}

/// A text that is an address, but for what stands around it.
fn bare(text: &str) -> Option<&str> {
    let mut rest = text.trim();
    loop {
        if can_be_address(rest) && !rest.contains(needs_cleaning) {
            return Some(rest);
        }
        let before = rest;
        rest = rest
            .trim_start_matches(|c: char| is_quote(c) || "<([".contains(c))
            .trim_end_matches(|c: char| is_quote(c) || ">)].,;".contains(c))
            .trim();
        if rest
            .get(..7)
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:"))
        {
            rest = rest[7..].split('?').next().unwrap_or_default().trim();
        }
        if rest == before {
            return None;
        }
    }
}

/// `Ada <ada@example.com>`, `Ada (ada@example.com)`: one address in brackets, and none beside them.
fn bracketed(text: &str) -> Option<&str> {
    let (before, rest) = text.split_once(['<', '('])?;
    let (inside, after) = rest.split_once(['>', ')'])?;
    let alone = !before.contains('@') && !after.contains('@');
    // `ada@example.com <ada@example.com>` names it twice.
    let twice = bare(before).is_some_and(|name| name.eq_ignore_ascii_case(inside.trim()));
    (alone || twice && !after.contains('@')).then_some(())?;
    bare(inside)
}

/// The first of several addresses with nothing but names and delimiters between them.
fn several(text: &str) -> Option<(&str, Found)> {
    let by_mark: Vec<&str> = text.split([',', ';', '|', '\n']).collect();
    let pieces = if by_mark.len() > 1 {
        by_mark
    } else {
        text.split_whitespace().collect()
    };
    let mut addresses = Vec::new();
    for piece in pieces {
        if !piece.contains(char::is_alphanumeric) {
            continue;
        }
        addresses.push(bare(piece).or_else(|| bracketed(piece))?);
    }
    let (first, others) = addresses.split_first()?;
    let same = others.iter().all(|other| folded(other) == folded(first));
    let found = if same { Found::TakenOut } else { Found::First };
    (!others.is_empty()).then_some((*first, found))
}

/// Refuses what no mail server could take, and nothing else: when in doubt it is an address.
fn can_be_address(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let quoted = local.len() > 2 && local.starts_with('"') && local.ends_with('"');
    let never = |c: char| {
        c.is_control() || (!quoted && (c.is_whitespace() || "@,;:<>()[]\\\"".contains(c)))
    };
    // RFC 5321: 64 octets before the `@`, 254 in all. Addresses in other scripts (RFC 6531) count in octets as well.
    !local.is_empty()
        && local.len() <= 64
        && text.len() <= 254
        && !local.contains(never)
        && can_be_domain(domain)
}

fn can_be_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        let fits = |c: char| {
            c.is_alphanumeric()
                || c == '-'
                || c == '_'
                || !c.is_ascii() && !c.is_whitespace() && !c.is_control()
        };
        !label.is_empty() && label.len() <= 63 && label.chars().all(fits)
    };
    domain.contains('.') && domain.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(bytes: &[u8], expected: Cell<'_>) {
        assert_eq!(Cell::of(bytes), expected, "{}", bytes.escape_ascii());
    }

    #[track_caller]
    fn holds(text: &str, address: &str, found: Found) {
        let address = Address {
            text: address.into(),
            found,
        };
        is(text.as_bytes(), Cell::Address(address));
    }

    #[test]
    fn what_can_be_an_address_is_one() {
        for address in [
            "ada@example.com",
            "Ada.Lovelace+list@Example.co.uk",
            "o'brien@example.com",
            "a!#$%&*/=?^_`{|}~-b@example.org",
            "\"ada lovelace\"@example.com",
            "ada@sub.xn--bcher-kva.example",
            "ada@my_host.example.com",
            "ada..dots@example.com",
        ] {
            holds(address, address, Found::Alone);
            holds(&format!(" \t{address}\r\n"), address, Found::Alone);
        }
        let longest = format!("{}@{}.example.com", "a".repeat(64), "b".repeat(63));
        holds(&longest, &longest, Found::Alone);
    }

    #[test]
    fn what_stands_around_an_address_is_taken_off() {
        for text in [
            "Ada Lovelace <ada@example.com>",
            "\"Lovelace, Ada\" <ada@example.com>",
            "ada@example.com <ada@example.com>",
            "Ada (ada@example.com)",
            "<ada@example.com>",
            "mailto:ada@example.com",
            "MAILTO:ada@example.com?subject=Hello",
            "<mailto:ada@example.com>",
            "'ada@example.com'",
            "\u{201c}ada@example.com\u{201d}",
            "«ada@example.com»",
            "ada@example.com.",
            "ada@example.com;",
            "ada@example.com, ADA@example.com",
        ] {
            holds(text, "ada@example.com", Found::TakenOut);
        }
        for text in [
            "\u{200b}ada@example.com",
            "ada\u{ad}@exam\u{200d}ple.com\u{feff}",
            "\u{a0}<ada@example.com>\u{202f}",
        ] {
            holds(text, "ada@example.com", Found::TakenOut);
        }
        for text in [
            "ada@example.com, grace@example.com",
            "ada@example.com;grace@example.com",
            "ada@example.com / grace@example.com",
            "ada@example.com\ngrace@example.com",
            "Ada <ada@example.com>; Grace <grace@example.com>",
        ] {
            holds(text, "ada@example.com", Found::First);
        }
    }

    #[test]
    fn international_domains_are_sent_in_ascii_and_match_either_way() {
        holds(
            "ada@bücher.example",
            "ada@xn--bcher-kva.example",
            Found::Alone,
        );
        holds(
            "用户@例子.广告",
            "用户@xn--fsqu00a.xn--4rr70v",
            Found::Alone,
        );
        assert_eq!(folded("Ada@BÜCHER.example"), "ada@xn--bcher-kva.example");
        assert_eq!(
            folded("ada@xn--bcher-kva.Example"),
            "ada@xn--bcher-kva.example"
        );
    }

    #[test]
    fn odd_characters_of_a_local_part() {
        assert_eq!(odd_character("Ada~ada@example.com"), Some('~'));
        assert_eq!(odd_character("email=ada@example.com"), Some('='));
        assert_eq!(odd_character("o'brien+x.y-z_1@example.com"), None);
    }

    #[test]
    fn what_cannot_be_an_address_is_not() {
        for other in [
            "n/a",
            "@",
            "ada@",
            "@example.com",
            "ada@example",
            "ada@example.",
            "ada@.example.com",
            "ada@example..com",
            "ada lovelace@example.com",
            "ada@exam ple.com",
            "ada@[127.0.0.1]",
            "ada\u{0}@example.com",
            "ada\u{a0}b@example.com",
            "ada@b@example.com",
            "https://example.com/@ada",
        ] {
            is(other.as_bytes(), Cell::Other);
        }
        is(b"ada\xff@example.com", Cell::Other);
        is(
            format!("{}@example.com", "a".repeat(65)).as_bytes(),
            Cell::Other,
        );
        is(
            format!("ada@{}.com", "b".repeat(64)).as_bytes(),
            Cell::Other,
        );
        is(
            format!("ada@{}com", "abcdefgh.".repeat(30)).as_bytes(),
            Cell::Other,
        );
    }

    #[test]
    fn blanks_are_nothing() {
        for blank in ["", " ", "\t\r\n", "\u{a0}", "\u{200b} \u{feff}"] {
            is(blank.as_bytes(), Cell::Blank);
        }
    }
}

//! Whether a cell holds what can be an e-mail address.

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell<'a> {
    /// What can be an address, without the blanks around it. Whether it is one is for the API to say.
    Address(&'a str),
    /// Nothing.
    Blank,
    /// What cannot be an address: it would cost a credit to be told so, or make the API refuse the whole batch.
    Other,
}

impl<'a> Cell<'a> {
    /// Looks at the bytes of a cell.
    pub(crate) fn of(bytes: &'a [u8]) -> Self {
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Self::Other;
        };
        match text.trim() {
            "" => Self::Blank,
            text if can_be_address(text) => Self::Address(text),
            _ => Self::Other,
        }
    }

    /// Whether it can be an address.
    pub(crate) fn is_address(self) -> bool {
        matches!(self, Self::Address(_))
    }
}

/// The form in which two spellings of one address are the same.
pub(crate) fn folded(address: &str) -> String {
    address.trim().to_lowercase()
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

    #[test]
    fn what_can_be_an_address_is_one() {
        for address in [
            "ada@example.com",
            "Ada.Lovelace+list@Example.co.uk",
            "o'brien@example.com",
            "a!#$%&*/=?^_`{|}~-b@example.org",
            "\"ada lovelace\"@example.com",
            "ada@sub.xn--bcher-kva.example",
            "用户@例子.广告",
            "ada@my_host.example.com",
            "ada..dots@example.com",
        ] {
            is(address.as_bytes(), Cell::Address(address));
            is(
                format!(" \t{address}\r\n").as_bytes(),
                Cell::Address(address),
            );
        }
        let longest = format!("{}@{}.example.com", "a".repeat(64), "b".repeat(63));
        is(longest.as_bytes(), Cell::Address(&longest));
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
            "ada@example.com, grace@example.com",
            "ada@example.com;grace@example.com",
            "Ada <ada@example.com>",
            "mailto:ada@example.com",
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
        for blank in ["", " ", "\t\r\n", "\u{a0}"] {
            is(blank.as_bytes(), Cell::Blank);
        }
    }
}

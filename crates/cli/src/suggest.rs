//! The name that somebody probably meant.

/// The closest of some names, where one is close enough to be what was meant.
pub(crate) fn suggest<'a>(
    meant: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let plain = |name: &str| -> String {
        let letters = name.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let meant = plain(meant);
    let mut best: Option<(f64, &str)> = None;
    for name in names {
        let likeness = strsim::jaro_winkler(&meant, &plain(name));
        if likeness > 0.8 && best.is_none_or(|(held, _)| likeness > held) {
            best = Some((likeness, name));
        }
    }
    best.map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::suggest;

    #[test]
    fn what_is_close_is_suggested_and_nothing_else() {
        let names = ["page[size]", "page[after]", "status", "email"];
        for (meant, expected) in [
            ("page_size", Some("page[size]")),
            ("stauts", Some("status")),
            ("Email", Some("email")),
            ("emails", Some("email")),
            ("colour", None),
            ("", None),
        ] {
            assert_eq!(suggest(meant, names), expected, "{meant}");
        }
    }
}

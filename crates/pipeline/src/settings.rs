//! `spec/vendor.toml`: reads the settings of the vendor, and refuses those that nothing could be made with.

use std::ops::Range;
use std::{error, fmt};

use specwright_openapi::pointer::Pointer;
use specwright_openapi::settings::Settings;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::fetch::Docs;

/// Reads the text of the file, which errors call by its `name`. The address of the docs then ends in a slash, however it was written.
///
/// # Errors
/// When a setting is unknown or missing, has another type, or a value that cannot be used.
pub fn parse(text: &str, name: &str) -> Result<Settings, SettingsError> {
    let fail = |span: Option<Range<usize>>, message: String| {
        let before = text.as_bytes().iter().take(span.map_or(0, |it| it.start));
        SettingsError {
            name: name.to_owned(),
            line: 1 + before.filter(|byte| **byte == b'\n').count(),
            message,
        }
    };
    let refused = |error: toml::de::Error| {
        let message = error.message().replace('\n', " ");
        fail(error.span(), message)
    };
    let table = DeTable::parse(text).map_err(refused)?;
    let mut settings: Settings = toml::from_str(text).map_err(refused)?;
    for (place, check) in CHECKS {
        for (span, value) in texts(table.get_ref(), place) {
            check(value).map_err(|what| fail(Some(span), format!("`{place}`: {what}")))?;
        }
    }
    // It was read as an address a moment ago.
    if let Ok(Docs::Site(site)) = Docs::parse(&settings.docs) {
        settings.docs = site.into();
    }
    Ok(settings)
}

/// Why the settings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsError {
    /// The name that was given.
    pub name: String,
    /// The line of the file, 1-based.
    pub line: usize,
    /// What is wrong there.
    pub message: String,
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            line,
            message,
        } = self;
        write!(f, "{name}:{line}: {message}; correct this setting")
    }
}

impl error::Error for SettingsError {}

type Check = fn(&str) -> Result<(), String>;

/// What a text, or each text of a list, has to be like; all other settings may be any text.
const CHECKS: [(&str, Check); 15] = [
    ("docs", site),
    ("packages.client", package),
    ("packages.mock", package),
    ("client.user-agent", something),
    ("client.security-scheme", something),
    ("client.api-key-variable", something),
    ("client.base-url-variable", something),
    ("errors.list", pointer),
    ("errors.code", pointer),
    ("errors.title", pointer),
    ("errors.detail", pointer),
    ("errors.source", pointer),
    ("pagination.next", pointer),
    ("pagination.total-pages", pointer),
    ("credits.kinds", something),
];

fn site(text: &str) -> Result<(), String> {
    match Docs::parse(text)? {
        Docs::Site(_) => Ok(()),
        Docs::Folder(_) => Err(format!(
            "`{text}` is not an address; give one such as https://docs.example.com/"
        )),
    }
}

fn package(text: &str) -> Result<(), String> {
    let starts = text.starts_with(|first: char| first.is_ascii_alphabetic());
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if starts && text.bytes().all(is_part) {
        Ok(())
    } else {
        Err(format!(
            "`{text}` is not the name of a package; use letters, digits, `-` and `_`, as in `example-client`"
        ))
    }
}

fn something(text: &str) -> Result<(), String> {
    if text.trim().is_empty() {
        return Err("it is empty".to_owned());
    }
    Ok(())
}

fn pointer(text: &str) -> Result<(), String> {
    if !text.is_empty() && Pointer::parse(text).is_some() {
        return Ok(());
    }
    Err(format!(
        "`{text}` is not a JSON pointer; it begins with `/`, as in `/errors`, and has `~` as `~0`"
    ))
}

/// The texts at a place: the one that stands there, or those of the list; none where it is left out.
fn texts<'a>(table: &'a DeTable<'_>, place: &str) -> Vec<(Range<usize>, &'a str)> {
    let (section, key) = match place.split_once('.') {
        Some((section, key)) => (table.get(section).and_then(section_of), key),
        None => (Some(table), place),
    };
    let Some(value) = section.and_then(|section| section.get(key)) else {
        return Vec::new();
    };
    let list = match value.get_ref() {
        DeValue::Array(list) => list.iter().collect(),
        _ => vec![value],
    };
    let text = |value: &'a Spanned<DeValue<'_>>| Some((value.span(), value.get_ref().as_str()?));
    list.into_iter().filter_map(text).collect()
}

fn section_of<'a, 'i>(value: &'a Spanned<DeValue<'i>>) -> Option<&'a DeTable<'i>> {
    value.get_ref().as_table()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"# The settings of a made-up vendor.
docs = "https://docs.example.com/llms.txt"

[packages]
client = "example"
mock = "example-mock"

[client]
user-agent = "example-rust"
security-scheme = "bearer"
api-key-variable = "EXAMPLE_API_KEY"
base-url-variable = "EXAMPLE_BASE_URL"

[errors]
body = "errors"
schema = "error"
list = "/errors"
code = "/code"
source = ["/source/pointer", "/source/parameter"]
"#;

    #[test]
    fn good_settings_are_read() {
        let settings = parse(GOOD, "vendor.toml").unwrap();
        assert_eq!(settings.docs, "https://docs.example.com/");
        assert_eq!(settings.packages.client, "example");
    }

    /// Expects the settings with this edit to be refused at a line, in these words.
    #[track_caller]
    fn refused(old: &str, new: &str, line: usize, said: &str) {
        let text = GOOD.replacen(old, new, 1);
        assert_ne!(text, GOOD);
        let error = parse(&text, "vendor.toml").unwrap_err().to_string();
        let place = format!("vendor.toml:{line}: ");
        assert!(error.starts_with(&place), "{error}");
        assert!(error.contains(said), "{said:?} is not in {error}");
        assert!(!error.contains('\n'), "{error}");
    }

    #[test]
    fn what_is_not_toml() {
        refused("[packages]", "[packages", 4, "unclosed table");
        refused("mock", "client", 6, "duplicate key");
    }

    #[test]
    fn unknown_and_missing_settings() {
        refused("mock =", "mok =", 6, "unknown field `mok`, expected");
        refused("[client]", "[clent]", 8, "unknown field `clent`");
        refused("[errors]", "[pagination]", 15, "unknown field `body`");
        refused("code = \"/code\"\n", "", 14, "missing field `code`");
    }

    #[test]
    fn another_type() {
        refused("\"example\"", "1", 5, "expected a string");
        refused("[\"/source/pointer\", ", "[1, ", 19, "expected a string");
    }

    #[test]
    fn addresses_that_pages_are_not_taken_from() {
        let docs = "https://docs.example.com/llms.txt";
        refused(docs, "http://docs.example.com", 2, "`docs`: plain http");
        refused(docs, "https://", 2, "empty host");
        refused(docs, "docs.example.com", 2, "is not an address");
        refused(docs, "", 2, "give the https address");
    }

    #[test]
    fn names_that_no_package_has() {
        let said = "is not the name of a package";
        refused("\"example\"", "\"\"", 5, said);
        refused("\"example\"", "\"an example\"", 5, said);
        refused("\"example-mock\"", "\"2\"", 6, "`packages.mock`: `2`");
    }

    #[test]
    fn empty_texts() {
        refused(
            "\"example-rust\"",
            "\" \"",
            9,
            "`client.user-agent`: it is empty",
        );
        refused("\"EXAMPLE_API_KEY\"", "\"\"", 11, "it is empty");
    }

    #[test]
    fn pointers_without_a_slash() {
        let said = "is not a JSON pointer";
        refused(
            "\"/errors\"",
            "\"errors\"",
            17,
            "`errors.list`: `errors` is not",
        );
        refused("\"/code\"", "\"\"", 18, said);
        refused("\"/code\"", "\"/~code\"", 18, said);
        refused("\"/source/parameter\"", "\n\"source\"", 20, said);
        refused(
            "[errors]",
            "[pagination]\nnext = \"next\"\n[errors]",
            15,
            said,
        );
    }
}

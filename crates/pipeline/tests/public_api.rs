//! The listing of the public API, case by case: tests/public_api holds small crates (`<case>.rs`) and what is to be said of
//! them (`<case>.txt`). A new case adds no Rust here; `UPDATE_EXPECT=1` writes what is said now.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what it expects by failing"
)]

use proptest::prelude::*;
use specwright_pipeline::public_api;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// A crate in one file: `//- path` starts each of its files, and `//- generated` the generated source.
struct Case {
    name: String,
    files: Vec<(String, String)>,
}

static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let mut paths: Vec<_> = fs::read_dir(folder())
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|it| it == "rs"));
    paths.sort();
    paths.iter().map(|path| Case::read(path)).collect()
});

#[test]
fn each_case_has_its_listing() {
    assert!(CASES.len() > 25, "the cases were not found");
    for case in CASES.iter() {
        check(case);
    }
}

#[test]
fn the_header_says_who_made_it_and_what_it_leaves_out() {
    let case = CASES.iter().find(|case| case.name == "structs").unwrap();
    let text = case.list().unwrap();
    let header: Vec<_> = text
        .lines()
        .take_while(|line| line.starts_with("# "))
        .collect();
    assert_eq!(header.len(), 2, "{header:#?}");
    assert!(header[0].contains("cargo xtask regen"), "{header:#?}");
    assert!(header[1].contains("#[doc(hidden)]"), "{header:#?}");
}

#[test]
fn no_line_comes_twice_and_the_last_one_ends() {
    for (case, text) in listings() {
        assert!(
            text.ends_with('\n') && !text.ends_with("\n\n"),
            "{}",
            case.name
        );
        let mut lines: Vec<_> = text.lines().collect();
        let all = lines.len();
        lines.sort_unstable();
        lines.dedup();
        assert_eq!(lines.len(), all, "{}", case.name);
    }
}

#[test]
fn what_is_private_never_appears() {
    let private = "
        mod private_module { pub struct PrivateA; impl Clone for PrivateA { fn clone(&self) -> Self { PrivateA } } }
        #[derive(Debug)] struct PrivateB { pub field: u8 }
        impl PrivateB { pub fn method(&self) {} }
        trait PrivateC { fn method(&self) {} }
        impl<T> PrivateC for T {}
        impl From<PrivateB> for String { fn from(_: PrivateB) -> String { String::new() } }
        pub(crate) fn private_d() {}
        const PRIVATE_E: u8 = 0;
        type PrivateF = u8;
        macro_rules! private_g { () => {}; }
        use private_module::PrivateA as PrivateH;
    ";
    for (case, before) in listings() {
        let after = case
            .with_root(|root| format!("{root}\n{private}"))
            .list()
            .unwrap();
        assert_eq!(before, &after, "{}", case.name);
    }
}

#[test]
fn a_large_generated_module_is_listed_whole() {
    let generated: String = (0..2_000)
        .map(|index| {
            format!(
                "#[derive(Clone, ::serde::Serialize)]
                pub struct Type{index} {{
                    pub id: ::std::option::Option<::std::string::String>,
                    pub next: ::std::vec::Vec<super::types::Type{index}>,
                }}
                impl Type{index} {{
                    pub fn id<T>(mut self, value: T) -> Self
                    where
                        T: ::std::convert::TryInto<::std::string::String>,
                    {{
                        self
                    }}
                }}\n"
            )
        })
        .collect();
    let lib = "mod generated; pub use generated::types;";
    let files = [
        ("src/lib.rs", lib),
        ("generated", &format!("pub mod types {{ {generated} }}")),
    ];
    let files = files
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .to_vec();
    let text = Case {
        name: "large".to_owned(),
        files,
    }
    .list()
    .unwrap();
    let two_modules_and_the_header = 4;
    assert_eq!(text.lines().count(), 2_000 * 6 + two_modules_and_the_header);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(8) })]

    /// Neither the order of the items in a module nor the layout of the source is part of the public API.
    #[test]
    fn order_and_layout_do_not_matter(seed: u64) {
        for (case, before) in listings() {
            let after = case.with_root(|root| shuffled(root, seed)).list().unwrap();
            prop_assert_eq!(before, &after, "{}", case.name);
        }
    }
}

#[track_caller]
fn check(case: &Case) {
    let actual = match case.list() {
        // The header is the same everywhere, and has a test of its own.
        Ok(text) => text
            .lines()
            .skip(2)
            .map(|line| format!("{line}\n"))
            .collect(),
        Err(error) => format!("error: {error:#}\n"),
    };
    let path = folder().join(&case.name).with_extension("txt");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, &actual).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let missing: Vec<_> = expected
        .lines()
        .filter(|line| !actual.lines().any(|it| it == *line))
        .collect();
    let surplus: Vec<_> = actual
        .lines()
        .filter(|line| !expected.lines().any(|it| it == *line))
        .collect();
    assert!(
        actual == expected,
        "{}: expected, but not there: {missing:#?}\nthere, but not expected: {surplus:#?}\nin order:\n{actual}",
        path.display()
    );
}

/// The cases that end in a listing, with it.
fn listings() -> impl Iterator<Item = (&'static Case, &'static String)> {
    static LISTINGS: LazyLock<Vec<(&Case, String)>> = LazyLock::new(|| {
        let listed = |case: &'static Case| case.list().ok().map(|text| (case, text));
        CASES.iter().filter_map(listed).collect()
    });
    LISTINGS.iter().map(|(case, text)| (*case, text))
}

impl Case {
    fn read(path: &Path) -> Case {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(path).unwrap();
        let mut files: Vec<(String, String)> = Vec::new();
        if !text.lines().any(|line| line == "//- src/lib.rs") && !name.starts_with("error_") {
            files.push(("src/lib.rs".to_owned(), String::new()));
        }
        for line in text.lines() {
            match (line.strip_prefix("//- "), files.last_mut()) {
                (Some(file), _) => files.push((file.to_owned(), String::new())),
                (None, Some((_, text))) => {
                    text.push_str(line);
                    text.push('\n');
                }
                // What stands before the first file says what the case is for.
                (None, None) => {}
            }
        }
        Case { name, files }
    }

    fn list(&self) -> anyhow::Result<String> {
        let root = tempfile::tempdir().unwrap();
        fs::write(
            root.path().join("Cargo.toml"),
            "[package]\nname = \"demo\"\n",
        )
        .unwrap();
        let mut generated = "";
        for (name, text) in &self.files {
            if name == "generated" {
                generated = text;
                continue;
            }
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        public_api::listing(root.path(), generated)
    }

    fn with_root(&self, change: impl Fn(&str) -> String) -> Case {
        let changed = |(name, text): &(String, String)| {
            let text = if name == "src/lib.rs" {
                change(text)
            } else {
                text.clone()
            };
            (name.clone(), text)
        };
        Case {
            name: self.name.clone(),
            files: self.files.iter().map(changed).collect(),
        }
    }
}

fn shuffled(source: &str, seed: u64) -> String {
    let mut file = syn::parse_file(source).unwrap();
    let mut state = seed | 1;
    for index in (1..file.items.len()).rev() {
        // xorshift: enough to mix a few dozen items, and the same ones for the same seed.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let other = usize::try_from(state % (index as u64 + 1)).unwrap();
        file.items.swap(index, other);
    }
    prettyplease::unparse(&file)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/public_api")
}

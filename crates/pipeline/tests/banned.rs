//! The lock file holds nothing that deny.toml bans, with or without `cargo deny` at hand.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn nothing_banned_is_in_the_tree() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = |file: &str| -> toml::Table {
        toml::from_str(&fs::read_to_string(root.join(file)).unwrap()).unwrap()
    };
    let names = |list: &toml::Value| -> BTreeSet<String> {
        let entries = list.as_array().unwrap().iter();
        entries
            .map(|entry| entry["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let banned = names(&read("deny.toml")["bans"]["deny"]);
    let locked = names(&read("Cargo.lock")["package"]);
    assert!(banned.len() >= 3 && locked.len() > 100);
    let found: Vec<&String> = banned.intersection(&locked).collect();
    assert!(
        found.is_empty(),
        "{found:?} must not be depended on; deny.toml says why"
    );
}

//! What the README says of the operations is true of them.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use std::fs;
use std::path::Path;

use amplemarket::{Evidence, operations};

#[test]
fn the_readme_counts_the_operations_honestly() {
    let known_as = |evidence: Evidence| {
        let known = operations::ALL
            .iter()
            .filter(|operation| operation.evidence == evidence);
        match known.count() {
            1 => "1 is".to_owned(),
            count => format!("{count} are"),
        }
    };
    let sentence = format!(
        "Of the {} operations, {} `published` (its page is held byte for byte) and {} `reconstructed`",
        operations::ALL.len(),
        known_as(Evidence::Published),
        known_as(Evidence::Reconstructed),
    );
    let readme =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let readme = readme.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        readme.contains(&sentence),
        "README.md does not say: {sentence}"
    );
    let promise = format!(
        "**The whole published API**: {} operations",
        operations::ALL.len()
    );
    assert!(
        readme.contains(&promise),
        "README.md does not say: {promise}"
    );
}

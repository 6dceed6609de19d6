//! The committed copy is what the build script makes, so that a build with and one without the generator are the same crate.

#![cfg(feature = "codegen")]
#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use std::fs;
use std::path::Path;

#[test]
fn the_committed_copy_is_current() {
    let built = include_str!(concat!(env!("OUT_DIR"), "/client.rs"));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/generated.rs");
    let committed = fs::read_to_string(path).unwrap_or_default();
    assert!(
        built == committed,
        "stale: src/generated.rs; run `cargo xtask regen`"
    );
}

//! This repository itself, against its own pages.

use std::path::Path;

use specwright_pipeline::exit::Exit;

use crate::tree::run;

#[tokio::test]
async fn our_own_pages_are_no_drift() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let pages = root.join("spec/pages");
    let arguments = [
        "xtask",
        "drift",
        "--fail-on",
        "any",
        "--docs",
        pages.to_str().unwrap(),
    ];
    let run = run(arguments).await;
    assert_eq!(run.exit, Exit::Fine, "{}{}", run.out, run.err);
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
    assert!(run.out.starts_with("no drift: "), "{}", run.out);
}

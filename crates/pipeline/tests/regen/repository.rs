//! This repository itself: every derived file that is committed must be the one that its inputs give.

use specwright_pipeline::exit::Exit;

#[tokio::test]
async fn no_derived_file_is_stale() {
    let run = crate::tree::run(["xtask", "regen", "--check"]).await;
    assert_eq!(run.exit, Exit::Fine, "\n{}", run.err);
}

//! No telling what the docs say: the reason, and not one finding.

use specwright_pipeline::exit::Exit;

use crate::setup::{CREATE, Folder, Held, OWNER_REQUIRED, USERS, pages};
use crate::site::{Reply, Site};

async fn cannot_tell(reply: Reply, path: &str, because: &str) {
    let held = Held::new().await;
    let mut all = pages();
    all[1].1 = all[1].1.replace(OWNER_REQUIRED.0, OWNER_REQUIRED.1);
    let docs = Site::of(&all).await;
    docs.answer(path, reply);
    for form in ["text", "json", "markdown", "github"] {
        let run = held.drift_at(docs.address(), &["--format", form]).await;
        assert_eq!(run.exit, Exit::CannotTell, "{}{}", run.out, run.err);
        assert!(run.out.is_empty(), "{}", run.out);
        assert!(
            run.err
                .starts_with("error: there is no telling what the docs at "),
            "{}",
            run.err
        );
        assert!(
            run.err.contains(because),
            "{because:?} is not in\n{}",
            run.err
        );
    }
    assert_eq!(held.tree.files(), held.files);
}

#[tokio::test]
async fn a_server_that_stops_half_way() {
    cannot_tell(
        Reply::hangup(),
        "api-reference/users/ours.md",
        "users/ours.md",
    )
    .await;
}

#[tokio::test]
async fn a_page_that_the_index_lists_and_nobody_has() {
    cannot_tell(Reply::status(404), CREATE, "404").await;
}

#[tokio::test]
async fn an_index_that_was_cut() {
    let index = format!(
        "# Small API\n\n## Docs\n\n- [A page](/{CREATE})\n{}",
        "- text\n".repeat(15_000)
    );
    cannot_tell(Reply::page(index.into_bytes()), "llms.txt", "cut").await;
}

#[tokio::test]
async fn an_index_that_is_a_web_page() {
    cannot_tell(Reply::html(), "llms.txt", "HTML").await;
}

#[tokio::test]
async fn nothing_is_accepted_either() {
    let held = Held::new().await;
    let docs = Site::of(&pages()).await;
    docs.answer(CREATE, Reply::hangup());
    let run = held.drift_at(docs.address(), &["--accept"]).await;
    assert_eq!(run.exit, Exit::CannotTell, "{}{}", run.out, run.err);
    assert_eq!(held.tree.files(), held.files);
}

#[tokio::test]
async fn a_folder_that_is_not_there() {
    let held = Held::new().await;
    let site = Folder::same();
    let gone = site.path().join("gone");
    let run = held.drift_at(gone.to_str().unwrap(), &[]).await;
    assert_eq!(run.exit, Exit::CannotTell, "{}", run.out);
    assert!(run.err.contains("no such folder"), "{}", run.err);
}

#[tokio::test]
async fn docs_that_have_lost_most_of_what_is_held() {
    let held = Held::new().await;
    let site = Folder::same();
    // Of the three that are held one was reconstructed; the docs are known to have all of them.
    site.remove(CREATE);
    site.remove(USERS);
    let run = held.drift(&site, &[]).await;
    assert_eq!(run.exit, Exit::CannotTell, "{}", run.out);
    let said = "they carry 1 operation, fewer than half of the 3 that are held";
    assert!(
        run.out.is_empty() && run.err.contains(said),
        "{said:?} is not in\n{}",
        run.err
    );
}

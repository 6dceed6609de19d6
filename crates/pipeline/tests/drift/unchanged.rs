//! Docs that are, to the byte, what everything was derived from: nothing is read then, and the report is the same.

use specwright_pipeline::exit::Exit;

use crate::setup::{CREATE, Folder, Held, USERS, pages};
use crate::tree::Run;

/// A tree that holds the docs of [`Folder::same`], word for word.
async fn held() -> Held {
    let held = Held::new().await;
    held.tree
        .write(&format!("spec/pages/{USERS}"), &pages()[2].1);
    derived(held).await
}

/// The same after everything was derived anew.
async fn derived(held: Held) -> Held {
    let run = held.tree.regen(&[]).await;
    assert_eq!(run.exit, Exit::Fine, "{}", run.err);
    held.settled()
}

/// The same after an edit of the lock file that has `drift` read everything.
fn unlocked(held: Held) -> Held {
    let lock = held.tree.read("spec/sources.toml");
    let (overlay, rest): (Vec<&str>, Vec<&str>) = lock
        .lines()
        .partition(|line| line.starts_with("overlay = "));
    assert_eq!(overlay.len(), 1, "{lock}");
    held.tree
        .write("spec/sources.toml", &(rest.join("\n") + "\n"));
    held.settled()
}

#[tokio::test]
async fn the_report_is_that_of_a_comparison() {
    let site = Folder::same();
    let held = held().await;
    let mut runs: [Vec<Run>; 2] = Default::default();
    let calls: [&[&str]; 6] = [
        &[],
        &["--verbose"],
        &["--format", "json"],
        &["--format", "markdown"],
        &["--format", "github"],
        &["--only", "GET:/users"],
    ];
    for call in calls {
        runs[0].push(held.drift(&site, call).await);
    }
    let held = unlocked(held);
    for call in calls {
        runs[1].push(held.drift(&site, call).await);
    }
    for (known, compared) in runs[0].iter().zip(&runs[1]) {
        assert_eq!(known.exit, Exit::Fine, "{}", known.err);
        assert_eq!(known.out, compared.out);
        assert_eq!(known.err, "");
    }
    assert!(
        runs[0][1]
            .out
            .contains("overlay: 1 of 1 actions still apply")
    );
    let unknown = held.drift(&site, &["--only", "GET:/nothing"]).await;
    assert_eq!(unknown.exit, Exit::Usage);
}

/// A page that nobody can read shows whether anybody has tried.
#[tokio::test]
async fn what_is_known_by_its_digest_is_not_read() {
    let (site, held) = (Folder::same(), held().await);
    let unreadable = "# Cut off\n\n````yaml get /users\nopenapi: 3.0.1\n";
    let lock = held.tree.read("spec/sources.toml");
    let digest = |text: &str| specwright_pages::sources::digest(text.as_bytes());
    let lock = lock.replace(&digest(&pages()[2].1), &digest(unreadable));
    held.tree.write("spec/sources.toml", &lock);
    held.tree.write(&format!("spec/pages/{USERS}"), unreadable);
    site.page(USERS, unreadable);
    let held = held.settled();
    let run = held.drift(&site, &[]).await;
    assert_eq!(run.exit, Exit::Fine, "{}{}", run.out, run.err);

    let run = unlocked(held).drift(&site, &[]).await;
    assert_eq!(run.exit, Exit::CannotTell, "{}", run.out);
    assert!(run.err.contains(USERS), "{}", run.err);
}

#[tokio::test]
async fn a_lock_file_that_is_behind_is_not_believed() {
    // A page that was touched here and there alike.
    let (site, held) = (Folder::same(), held().await);
    site.edit(CREATE, "- title\n", "- title\n                - owner\n");
    let text = std::fs::read_to_string(site.path().join(CREATE)).unwrap();
    held.tree.write(&format!("spec/pages/{CREATE}"), &text);
    let held = held.settled();
    let run = held.drift(&site, &["--fail-on", "any"]).await;
    assert_eq!(run.exit, Exit::Fine, "{}{}", run.out, run.err);

    // A correction that was added since, and corrects nothing.
    let overlay = held.tree.read("spec/overlay.yaml")
        + "  - target: $.paths['/tasks'].post\n    description: Nothing.\n    update:\n      operationId: add_task\n";
    held.tree.write("spec/overlay.yaml", &overlay);
    let held = held.settled();
    let run = held.drift(&site, &["--fail-on", "any"]).await;
    assert_eq!(run.exit, Exit::Drift, "{}{}", run.out, run.err);
    assert!(
        run.out.contains("«Nothing.» changes nothing"),
        "{}",
        run.out
    );

    // A page that went, here and there alike.
    let held = self::held().await;
    held.tree.remove(&format!("spec/pages/{USERS}"));
    site.remove(USERS);
    let held = held.settled();
    let run = held.drift(&site, &[]).await;
    assert!(run.out.contains("2 pages listed"), "{}{}", run.out, run.err);
    assert!(!run.out.contains("3 operations"), "{}", run.out);
}

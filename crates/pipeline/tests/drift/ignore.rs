//! What is known and left as it is.

use specwright_pipeline::exit::Exit;

use crate::setup::{CREATE, Folder, Held, OWNER_REQUIRED};

/// A tree that has this list, and docs that break everyone.
async fn ignoring(list: impl Fn(&str) -> String) -> (Held, Folder) {
    let held = Held::new().await;
    let site = Folder::same();
    site.edit(CREATE, OWNER_REQUIRED.0, OWNER_REQUIRED.1);
    let report = held.report(&site).await;
    let fingerprint = report["findings"][0]["fingerprint"].as_str().unwrap();
    held.tree
        .write("spec/drift-ignore.toml", &list(fingerprint));
    let files = held.tree.files();
    (Held { files, ..held }, site)
}

fn entry(fingerprint: &str, expires: &str) -> String {
    format!(
        "[[ignore]]\nfingerprint = \"{fingerprint}\"\nreason = \"They will take it back\"\nexpires = {expires}\n"
    )
}

#[tokio::test]
async fn an_ignored_finding_is_listed_and_does_not_count() {
    let (held, site) = ignoring(|it| entry(it, "2999-12-31")).await;
    for level in ["breaking", "any"] {
        let run = held.drift(&site, &["--fail-on", level]).await;
        assert_eq!(run.exit, Exit::Fine, "{}{}", run.out, run.err);
        for said in [
            "Ignored (1)\n",
            "      ignored until 2999-12-31: They will take it back\n",
            "total: 0 breaking, 0 warning, 0 info, 0 docs only; 1 ignored; the crate would need no new version\n",
        ] {
            assert!(run.out.contains(said), "{said:?} is not in\n{}", run.out);
        }
    }
    let report = held.report(&site).await;
    assert_eq!(report["verdict"], "same");
    assert_eq!(report["findings"][0]["ignored"]["expires"], "2999-12-31");
}

#[tokio::test]
async fn an_expired_entry_ignores_nothing_and_is_told() {
    let (held, site) = ignoring(|it| entry(it, "2000-01-01")).await;
    let run = held.drift(&site, &[]).await;
    assert_eq!(run.exit, Exit::Drift, "{}", run.out);
    let said =
        "(They will take it back) expired on 2000-01-01: delete it, or give it another day\n";
    assert!(
        run.out.contains("warning: spec/drift-ignore.toml: "),
        "{}",
        run.out
    );
    assert!(run.out.contains(said), "{}", run.out);
}

#[tokio::test]
async fn an_entry_that_nothing_needs_is_told() {
    let (held, _) = ignoring(|_| entry("000000000000", "2999-12-31")).await;
    let site = Folder::same();
    let run = held.drift(&site, &[]).await;
    assert_eq!(run.exit, Exit::Fine, "{}", run.out);
    let said = "warning: spec/drift-ignore.toml: 000000000000 (They will take it back) is no longer found: delete it\n";
    assert!(run.out.contains(said), "{}", run.out);
    assert_eq!(
        held.drift(&site, &["--fail-on", "any"]).await.exit,
        Exit::Drift
    );
}

#[tokio::test]
async fn an_expired_entry_that_nothing_needs_can_only_go() {
    let (held, _) = ignoring(|_| entry("000000000000", "2000-01-01")).await;
    let run = held.drift(&Folder::same(), &[]).await;
    let said = "(They will take it back) expired on 2000-01-01 and is no longer found: delete it\n";
    assert!(run.out.contains(said), "{}", run.out);
}

#[tokio::test]
async fn a_list_that_cannot_be_read_is_not_taken_for_an_empty_one() {
    let (held, site) = ignoring(|it| entry(it, "\"soon\"")).await;
    let run = held.drift(&site, &[]).await;
    assert_eq!(run.exit, Exit::CannotTell, "{}", run.out);
    assert!(
        run.out.is_empty() && run.err.contains("reading spec/drift-ignore.toml"),
        "{}",
        run.err
    );
}

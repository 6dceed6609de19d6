//! What stands above the findings.

use serde_json::Value;
use specwright_pages::extract::extract;
use specwright_pages::page::Page;
use specwright_pipeline::derive::published;
use specwright_pipeline::exit::Exit;

use crate::setup::{Held, OWNER_REQUIRED, pages};
use crate::site::{Reply, Site};
use crate::tree::Run;

/// The docs of the small API as a site, whose index links to its whole spec, too. `edit` is made on one page.
async fn site(edit: (&str, &str), change: impl FnOnce(&mut Value)) -> Site {
    let mut all = pages();
    all[1].1 = all[1].1.replace(edit.0, edit.1);
    let site = Site::of(&all).await;
    let fragments = all.iter().flat_map(|(path, text)| {
        let page = Page::new(*path, text.as_str());
        extract(&page).unwrap().fragments
    });
    let mut spec = published(&fragments.collect::<Vec<_>>()).unwrap().document;
    change(&mut spec);
    site.answer("openapi.json", Reply::page(spec.to_string()));
    let mut links: Vec<String> = all.iter().map(|(path, _)| format!("/{path}")).collect();
    links.push("/openapi.json".to_owned());
    let index = crate::site::index(&links);
    let index = index.replace(
        "- [A page](/openapi",
        "\n## OpenAPI Specs\n\n- [A page](/openapi",
    );
    site.answer("llms.txt", Reply::page(index));
    site
}

async fn drift(site: &Site, arguments: &[&str]) -> Run {
    let held = Held::new().await;
    let run = held.drift_at(site.address(), arguments).await;
    assert_eq!(held.tree.files(), held.files);
    run
}

#[tokio::test]
async fn a_whole_spec_that_agrees_is_named() {
    let site_of_today = site(("", ""), |_| ()).await;
    let silent = drift(&site_of_today, &[]).await;
    let agrees = format!(", and {}openapi.json agrees", site_of_today.address());
    assert!(silent.out.contains(&agrees), "{}{}", silent.out, silent.err);
    assert_eq!(silent.out.lines().count(), 1, "{}", silent.out);

    let changed = site(OWNER_REQUIRED, |_| ()).await;
    let told = drift(&changed, &[]).await;
    assert_eq!(told.exit, Exit::Drift, "{}{}", told.out, told.err);
    let line = format!(
        "whole spec: {}openapi.json: the whole spec of these pages, which agree with it\n",
        changed.address()
    );
    assert!(told.out.contains(&line), "{line:?} is not in\n{}", told.out);
    let report = drift(&changed, &["--format", "json"]).await;
    let report: Value = serde_json::from_str(&report.out).unwrap();
    assert_eq!(report["whole_spec"]["agrees"], true);
}

#[tokio::test]
async fn a_whole_spec_that_does_not_agree_changes_nothing() {
    type Change = fn(&mut Value);
    let changes: [(Change, &str); 2] = [
        (
            |spec| spec["info"]["title"] = "Another".into(),
            "is not of these pages",
        ),
        (|spec| *spec = "no document".into(), "cannot be read"),
    ];
    for (change, said) in changes {
        let site = site(("", ""), change).await;
        let silent = drift(&site, &["--fail-on", "any"]).await;
        assert_eq!(silent.exit, Exit::Fine, "{}{}", silent.out, silent.err);
        let but = format!(", but the whole spec {}openapi.json {said}", site.address());
        assert!(silent.out.contains(&but), "{}", silent.out);
    }

    let site = site(("", ""), |spec| {
        spec["paths"]["/users"]["get"]["summary"] = "Another".into();
    })
    .await;
    let silent = drift(&site, &["--fail-on", "any"]).await;
    assert_eq!(silent.exit, Exit::Fine, "{}{}", silent.out, silent.err);
    let but = format!(
        " 0 failed, but the whole spec {}openapi.json says otherwise in 1 place",
        site.address()
    );
    assert!(silent.out.contains(&but), "{}", silent.out);
    assert_eq!(silent.out.lines().count(), 1, "{}", silent.out);
    let annotated = drift(&site, &["--format", "github"]).await;
    assert!(annotated.out.contains(&but), "{}", annotated.out);
    let told = drift(&site, &["--verbose"]).await;
    let said = "which differ from it in 1 place: /paths/~1users/get\n";
    assert!(told.out.contains(said), "{}", told.out);
}

#[tokio::test]
async fn how_much_of_the_overlay_still_applies() {
    let changed = site(OWNER_REQUIRED, |_| ()).await;
    let told = drift(&changed, &[]).await;
    let said = "overlay: 1 of 1 actions still apply\n";
    assert!(told.out.contains(said), "{}", told.out);
    let markdown = drift(&changed, &["--format", "markdown"]).await;
    assert!(
        markdown.out.contains("- overlay: 1 of 1 actions"),
        "{}",
        markdown.out
    );
    let report = drift(&changed, &["--format", "json"]).await;
    let report: Value = serde_json::from_str(&report.out).unwrap();
    assert_eq!(
        report["overlay"],
        serde_json::json!({"actions": 1, "applying": 1})
    );
}

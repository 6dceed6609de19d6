//! The index: whole or not taken, at one of two addresses, and in parts perhaps.

use std::path::Path;

use specwright_pipeline::fetch::{Docs, Fetch, fetch};

use crate::setup::{Store, fetched, hurried, pages, refused};
use crate::site::{Reply, Site, index};

#[tokio::test]
async fn an_index_that_breaks_off() {
    let all = pages(4);
    let store = Store::of(&all, None, None);
    let links: Vec<String> = all.iter().map(|(path, _)| format!("/{path}")).collect();
    let text = index(&links);
    let last = text.trim_end().rfind('\n').unwrap() + 1;
    for end in last + 1..text.trim_end().len() {
        let site = Site::of(&all).await;
        site.answer("llms.txt", Reply::page(&text[..end]));
        refused(&site, &store, &["the index is cut at line 8"]).await;
    }
    let site = Site::of(&all).await;
    site.answer("llms.txt", Reply::page(text.trim_end()));
    let fetch = fetched(&site, &store).await.unwrap();
    assert!(
        fetch.is_held(&store.pages),
        "a line break more or less is nothing"
    );
}

#[tokio::test]
async fn an_index_that_ends_with_the_connection() {
    let site = Site::of(&pages(2)).await;
    site.answer(
        "llms.txt",
        Reply::page(index(&["/things/0.md"])).open_ended(),
    );
    let said = ["does not say how long the index is"];
    refused(&site, &Store::empty(), &said).await;
    assert_eq!(site.asked_for("llms.txt"), 1);
    let encoding = &site.requests()[0].headers["accept-encoding"];
    assert_eq!(encoding, "identity", "unpacking takes the length away");
}

#[tokio::test]
async fn an_index_at_its_other_address() {
    let all = pages(2);
    let site = Site::of(&all).await;
    site.answer("llms.txt", Reply::status(404));
    let said = [
        "neither at ",
        "/llms.txt nor at ",
        "/.well-known/llms.txt: the site answers 404",
    ];
    refused(&site, &Store::empty(), &said).await;

    site.answer(
        ".well-known/llms.txt",
        Reply::page(index(&["/things/1.md"])),
    );
    let fetch = fetched(&site, &Store::empty()).await.unwrap();
    assert_eq!(fetch.counts.fetched, 1);

    // Whatever else is wrong with the first one, the second is not asked for.
    site.answer("llms.txt", Reply::status(403));
    let asked = site.asked_for(".well-known/llms.txt");
    refused(&site, &Store::empty(), &["/llms.txt: the site answers 403"]).await;
    assert_eq!(site.asked_for(".well-known/llms.txt"), asked);
}

#[tokio::test]
async fn an_index_in_parts() {
    let all = pages(6);
    let site = Site::of(&all).await;
    site.index(&["/things/0.md", "/_llms/api.md", "/_llms/more.md"]);
    site.answer(
        "_llms/api.md",
        Reply::page(index(&["/things/1.md", "/things/0.md", "/_llms/api.md"])),
    );
    site.answer(
        "_llms/more.md",
        Reply::page(index(&["/things/2.md", "/_llms/api.md"])),
    );
    let fetch = fetched(&site, &Store::empty()).await.unwrap();
    let paths: Vec<_> = fetch.news.pages.iter().map(|page| &*page.path).collect();
    assert_eq!(paths, ["things/0.md", "things/1.md", "things/2.md"]);
    assert_eq!(fetch.counts.listed, 3);
    for part in ["_llms/api.md", "_llms/more.md"] {
        assert_eq!(site.asked_for(part), 1, "{part}");
    }

    for (reply, said) in [
        (
            Reply::status(404),
            "_llms/api.md, a part of the index (llms.txt:6): the site answers 404",
        ),
        (
            Reply::page("# Half\n\n- [One](/thi"),
            "the index is cut at line 3",
        ),
        (Reply::page("No index"), "no `# Title` line"),
        (
            Reply::page(index(&["/things/1.md"])).open_ended(),
            "how long the index is",
        ),
        (Reply::page(index(&["/_llms/deep.md"])), "_llms/api.md:5: "),
        (
            Reply::page(index(&["/../a.md"])),
            "_llms/api.md:5: a link that is not followed",
        ),
    ] {
        site.answer("_llms/api.md", reply);
        refused(&site, &Store::empty(), &[said]).await;
    }

    let parts: Vec<String> = (0..40)
        .map(|number| format!("/_llms/{number}.md"))
        .collect();
    site.index(&parts);
    refused(&site, &Store::empty(), &["40 parts"]).await;
}

/// Fetches a folder with these files for someone who holds nothing.
async fn fetched_folder(folder: &Path, files: &[(&str, &str)]) -> anyhow::Result<Fetch> {
    for (path, text) in files {
        let file = folder.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    let docs = Docs::Folder(folder.to_owned());
    fetch(&docs, &Store::empty().held(), "example", &hurried()).await
}

#[tokio::test]
async fn a_folder_whose_index_is_in_parts() {
    let folder = tempfile::tempdir().unwrap();
    let all = pages(2);
    let [(first, one), (second, two)] = &all[..] else {
        panic!("two pages");
    };
    let files = [
        (&**first, &**one),
        (second, two),
        ("llms.txt", &index(&[first, "_llms/api.md"])),
    ];
    let error = fetched_folder(folder.path(), &files).await.unwrap_err();
    let said = format!("{error:#}");
    let words = "reading _llms/api.md, a part of the index (llms.txt:6)";
    assert!(said.contains(words), "{said}");

    let part = index(&[second]);
    let fetch = fetched_folder(folder.path(), &[("_llms/api.md", &part)]).await;
    assert_eq!(fetch.unwrap().news.pages.len(), 2);
}

#[cfg(unix)]
#[tokio::test]
async fn a_folder_whose_index_leads_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("gone.txt", folder.path().join("llms.txt")).unwrap();
    let all = pages(1);
    let files = [(&*all[0].0, &*all[0].1)];
    let error = fetched_folder(folder.path(), &files).await.unwrap_err();
    let said = format!("{error:#}");
    assert!(said.contains("llms.txt: "), "{said}");
}

#[tokio::test]
async fn a_folder_without_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let files = [("notes.txt", "Nothing.")];
    let error = fetched_folder(folder.path(), &files).await.unwrap_err();
    let said = format!("{error:#}");
    assert!(said.contains("there is no page (.md) in it"), "{said}");
}

//! Docs of which there is no telling what they say: exit 3, a reason, and not a byte changed.

use xtask::exit::Exit;

use crate::docs::{Docs, Reply};
use crate::tree::{Tree, page, published};

/// Sets a site up, spoils it, and expects a fetch from it to change nothing and to say why.
async fn refused(spoil: impl FnOnce(&Docs), said: &[&str]) {
    let tree = Tree::derived().await;
    let before = tree.files();
    let docs = Docs::of(&published()).await;
    spoil(&docs);
    let run = tree.regen(&["--fetch", "--docs", docs.address()]).await;
    assert_eq!(run.exit, Exit::CannotTell, "{}{}", run.out, run.err);
    assert!(
        run.err.starts_with("error: nothing was written"),
        "{}",
        run.err
    );
    for words in said {
        assert!(run.err.contains(words), "{words:?} is not in\n{}", run.err);
    }
    assert!(
        tree.files() == before,
        "something has changed on disk: {}",
        run.err
    );
}

const SECOND: &str = "api-reference/tasks/create-task.md";

#[tokio::test]
async fn an_index_that_does_not_come() {
    for (reply, said) in [
        (Reply::Status(404), "404"),
        (Reply::Status(500), "500"),
        (Reply::Html, "HTML where Markdown was due"),
        (Reply::HtmlAsMarkdown, "HTML where the index was due"),
        (Reply::Cut, "body"),
        (Reply::Hangup, "connection"),
        (
            Reply::Long(1024 * 1024 + 1),
            "longer than the 1048576 bytes",
        ),
        (Reply::File(b"no title\n".to_vec(), "\"x\""), "no `# Title`"),
        (
            Reply::File(b"# Docs\n\n\xff\n".to_vec(), "\"x\""),
            "not UTF-8",
        ),
        (
            Reply::File(b"# Docs\n\nNothing yet.\n".to_vec(), "\"x\""),
            "lists no page",
        ),
    ] {
        refused(|docs| docs.answer("llms.txt", reply), &["/llms.txt", said]).await;
    }
}

#[tokio::test]
async fn an_index_that_is_cut() {
    let mut links: Vec<String> = published()
        .iter()
        .map(|(path, _)| format!("/{path}"))
        .collect();
    links.extend((0..4000).map(|number| format!("/guides/a-page-of-some-length-{number}.md")));
    let index = crate::docs::index(&links);
    let cut = index[..100_000].to_owned();
    refused(
        |docs| docs.answer("llms.txt", Reply::File(cut.into_bytes(), "\"x\"")),
        &["the index is cut at line"],
    )
    .await;
}

#[tokio::test]
async fn a_page_that_does_not_come() {
    for (reply, said) in [
        (Reply::Status(404), "404"),
        (Reply::Status(410), "410"),
        (Reply::Status(500), "500"),
        (Reply::Html, "HTML where Markdown was due"),
        (Reply::HtmlAsMarkdown, "HTML"),
        (Reply::Cut, "body"),
        (Reply::Hangup, "connection"),
        (
            Reply::Long(amplemarket_spec::page::MAX_PAGE_BYTES + 1),
            "longer than the ",
        ),
        (
            Reply::Redirect("http://localhost:1/elsewhere.md".to_owned()),
            "http://localhost:1/elsewhere.md, another site",
        ),
        (
            Reply::Redirect("https://elsewhere.example.com/a.md".to_owned()),
            "another site",
        ),
        (Reply::Redirect(format!("/{SECOND}")), "in circles"),
    ] {
        refused(|docs| docs.answer(SECOND, reply), &[SECOND, said]).await;
    }
}

#[tokio::test]
async fn a_page_that_cannot_be_read() {
    let [_, (_, text)] = published();
    let unclosed = text.trim_end().trim_end_matches('`').to_owned();
    let broken = text.replace("openapi: 3.0.1", "openapi: 3.0.1\n: :\n\t- {");
    for text in [unclosed, broken] {
        refused(
            |docs| docs.answer(SECOND, Reply::File(text.into_bytes(), "\"x\"")),
            &[&format!("{SECOND}:")],
        )
        .await;
    }
}

#[tokio::test]
async fn a_site_that_was_caught_in_the_middle_of_a_build() {
    let [_, (_, text)] = published();
    let newer = text.replace("version: v1", "version: v2");
    refused(
        |docs| docs.answer(SECOND, Reply::File(newer.into_bytes(), "\"x\"")),
        &[SECOND, "do not merge"],
    )
    .await;
}

#[tokio::test]
async fn a_site_without_fragments() {
    let spoil = |docs: &Docs| {
        for (path, _) in published() {
            docs.answer(
                path,
                Reply::File(
                    b"# A page\n\nThe fences are switched off.\n".to_vec(),
                    "\"x\"",
                ),
            );
        }
    };
    refused(spoil, &["carries a fragment"]).await;
}

#[tokio::test]
async fn operations_that_the_overlay_corrects_and_that_are_gone() {
    let tree = Tree::derived().await;
    let before = tree.files();
    let [first, _] = published();
    let docs = Docs::of(&[first]).await;
    let run = tree.regen(&["--fetch", "--docs", docs.address()]).await;
    assert_eq!(run.exit, Exit::CannotTell);
    assert!(run.err.contains("$.paths['/tasks'].post"), "{}", run.err);
    assert!(
        run.out.contains("did not come back: POST /tasks"),
        "said even though the run fails: {}",
        run.out
    );
    assert_eq!(tree.files(), before);
}

#[tokio::test]
async fn links_that_would_be_kept_outside_the_folder_of_pages() {
    for link in [
        "/../../outside.md",
        "/a/%2e%2e/%2E%2e/outside.md",
        "//127.0.0.1//etc/outside.md",
        "/a\\..\\outside.md",
        "/a%00.md",
        "/.git/outside.md",
    ] {
        let spoil = |docs: &Docs| {
            let host = docs.address().trim_start_matches("http:");
            docs.index(&[link.replace("//127.0.0.1", host)]);
        };
        refused(spoil, &["llms.txt:5", "not followed"]).await;
    }
}

#[tokio::test]
async fn links_that_would_be_kept_in_one_file() {
    for (one, other, said) in [
        ("/a/page.md", "/a/Page.md", "in the same file as"),
        ("/a/page.md", "/a/%70age.md", "in the same file as"),
        ("/a/page.md", "/a/page.md?version=2", "in the same file as"),
        ("/a/page.md", "/a/page.md/more.md", "is a file"),
        ("/A.md/more.md", "/a.md", "is a file"),
    ] {
        refused(|docs| docs.index(&[one, other]), &[said]).await;
    }
}

#[tokio::test]
async fn an_address_where_nobody_answers() {
    let tree = Tree::derived().await;
    let before = tree.files();
    let address = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let run = tree.regen(&["--fetch", "--docs", &address]).await;
    assert_eq!(run.exit, Exit::CannotTell);
    assert!(run.err.contains(&address), "{}", run.err);
    assert_eq!(tree.files(), before);
}

#[tokio::test]
async fn two_pages_of_one_operation() {
    let spoil = |docs: &Docs| {
        docs.answer(
            "again.md",
            Reply::File(
                page("get", "/tasks", "List tasks", "a list of tasks").into_bytes(),
                "\"x\"",
            ),
        );
        docs.index(&["/api-reference/tasks/get-tasks.md", "/again.md"]);
    };
    refused(spoil, &["again.md", "api-reference/tasks/get-tasks.md"]).await;
}

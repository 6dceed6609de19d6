//! Docs of which there is no telling what they say: exit 3, a reason, and not a byte changed.

use specwright_pipeline::exit::Exit;

use crate::site::{Reply, Site};
use crate::tree::{Tree, page, published};

/// Sets a site up, spoils it, and expects a fetch from it to change nothing and to say why.
async fn refused(spoil: impl FnOnce(&Site), said: &[&str]) {
    let tree = Tree::derived().await;
    let before = tree.files();
    let docs = Site::of(&published()).await;
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
        (Reply::status(404), "404"),
        (Reply::status(500), "500"),
        (Reply::html(), "HTML where Markdown was due"),
        (Reply::html_as_markdown(), "HTML where the index was due"),
        (Reply::cut(), "body"),
        (Reply::hangup(), "connection"),
        (
            Reply::page("").padded(1024 * 1024 + 1),
            "longer than the 1048576 bytes",
        ),
        (Reply::page(b"no title\n".to_vec()), "no `# Title`"),
        (Reply::page(b"# Docs\n\n\xff\n".to_vec()), "not UTF-8"),
        (
            Reply::page(b"# Docs\n\nNothing yet.\n".to_vec()),
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
    let index = crate::site::index(&links);
    let cut = index[..100_000].to_owned();
    refused(
        |docs| docs.answer("llms.txt", Reply::page(cut.into_bytes())),
        &["the index is cut at line"],
    )
    .await;
}

#[tokio::test]
async fn a_page_that_does_not_come() {
    for (reply, said) in [
        (Reply::status(404), "404"),
        (Reply::status(410), "410"),
        (Reply::status(500), "500"),
        (Reply::html(), "HTML where Markdown was due"),
        (Reply::html_as_markdown(), "HTML"),
        (Reply::cut(), "body"),
        (Reply::hangup(), "connection"),
        (
            Reply::page("").padded(specwright_pages::page::MAX_PAGE_BYTES + 1),
            "longer than the ",
        ),
        (
            Reply::redirect("http://localhost:1/elsewhere.md".to_owned()),
            "http://localhost:1/elsewhere.md, another site",
        ),
        (
            Reply::redirect("https://elsewhere.example.com/a.md".to_owned()),
            "another site",
        ),
        (Reply::redirect(format!("/{SECOND}")), "in circles"),
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
            |docs| docs.answer(SECOND, Reply::page(text.into_bytes())),
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
        |docs| docs.answer(SECOND, Reply::page(newer.into_bytes())),
        &[SECOND, "do not merge"],
    )
    .await;
}

#[tokio::test]
async fn a_site_without_fragments() {
    let spoil = |docs: &Site| {
        for (path, _) in published() {
            docs.answer(
                path,
                Reply::page(b"# A page\n\nThe fences are switched off.\n".to_vec()),
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
    let docs = Site::of(&[first]).await;
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
        let spoil = |docs: &Site| {
            let host = docs.address().trim_start_matches("http:");
            let host = host.trim_end_matches('/');
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
    let spoil = |docs: &Site| {
        docs.answer(
            "again.md",
            Reply::page(page("get", "/tasks", "List tasks", "a list of tasks").into_bytes()),
        );
        docs.index(&["/api-reference/tasks/get-tasks.md", "/again.md"]);
    };
    refused(spoil, &["again.md", "api-reference/tasks/get-tasks.md"]).await;
}

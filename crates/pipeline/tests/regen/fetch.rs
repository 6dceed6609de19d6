//! Fetching: the folder of pages becomes what the docs site has, and everything follows.

use specwright_pipeline::exit::Exit;

use crate::site::{Reply, Site};
use crate::tree::{Tree, page, published};

#[tokio::test]
async fn the_pages_become_those_of_the_site() {
    let tree = Tree::derived().await;
    let [tasks, _] = published();
    let guide = (
        "guides/start.md",
        "# Start\n\nNo fragment here.\n".to_owned(),
    );
    // It comes back under a name of its own, and not quite as we had reconstructed it.
    let users = (
        "api-reference/users/get-users.md",
        page("get", "/users", "List users", "all users").replace("type: string", "type: integer"),
    );
    let overlay = tree
        .read("spec/overlay.yaml")
        .replace("['/tasks'].post", "['/tasks'].get");
    tree.write("spec/overlay.yaml", &overlay);
    let docs = Site::of(&[guide, tasks.clone(), users.clone()]).await;

    let run = tree.regen(&["--fetch", "--docs", docs.address()]).await;
    assert_eq!(run.exit, Exit::Fine, "{}", run.err);
    assert_eq!(
        tree.pages(),
        [
            "api-reference/tasks/get-tasks.md",
            "api-reference/users/get-users.md"
        ]
    );
    assert_eq!(
        tree.read(&format!("spec/pages/{}", users.0)),
        users.1,
        "the vendor's bytes are not touched"
    );
    assert!(
        tree.read("spec/openapi.yaml").contains("type: integer"),
        "the published schema wins over ours"
    );
    for said in [
        "2 pages fetched: 2 published, 0 reconstructed\n",
        "1 page without a fragment, not kept\n",
        "did not come back: POST /tasks (published, api-reference/tasks/create-task.md)\n",
        "spec/pages/api-reference/users/ours.md: removed\n",
        "spec/pages/api-reference/users/get-users.md: written\n",
    ] {
        assert!(run.out.contains(said), "{said:?} is not in\n{}", run.out);
    }
    assert!(!run.out.contains("did not come back: GET"), "{}", run.out);
    let paths: Vec<String> = tree
        .files()
        .into_keys()
        .filter(|path| path.contains("/."))
        .collect();
    assert!(paths.is_empty(), "left lying about: {paths:?}");
}

#[tokio::test]
async fn what_the_server_says_of_a_page_is_kept_until_the_page_changes() {
    let tree = Tree::derived().await;
    let all = everything();
    let docs = Site::of(&all).await;
    for (path, text) in &all {
        let dated = Reply::page(text.as_str()).header("Last-Modified", DATE);
        docs.answer(path, dated.tagged("\"one\""));
    }
    let fetch = ["--fetch", "--docs", docs.address()];
    assert_eq!(tree.regen(&fetch).await.exit, Exit::Fine);
    let fetched = tree.read("spec/sources.toml");
    assert!(
        fetched.contains("https://docs.example.com/"),
        "--docs does not change the address: {fetched}"
    );
    assert_eq!(
        fetched.matches(r#""one""#).count(),
        0,
        "it was said by another site: {fetched}"
    );

    tree.docs_at(docs.address());
    assert_eq!(tree.regen(&fetch).await.exit, Exit::Fine);
    let fetched = tree.read("spec/sources.toml");
    assert_eq!(fetched.matches(r#""one""#).count(), 3, "{fetched}");
    assert_eq!(fetched.matches(DATE).count(), 3, "{fetched}");

    assert_eq!(tree.regen(&[]).await.exit, Exit::Fine);
    assert_eq!(tree.read("spec/sources.toml"), fetched);

    let (path, text) = &all[0];
    tree.write(
        &format!("spec/pages/{path}"),
        &text.replace("a list of tasks", "some tasks"),
    );
    assert_eq!(tree.regen(&[]).await.exit, Exit::Fine);
    assert_eq!(
        tree.read("spec/sources.toml").matches(r#""one""#).count(),
        2
    );
}

#[tokio::test]
async fn a_second_fetch_that_brings_nothing_new_writes_nothing() {
    let tree = Tree::derived().await;
    let docs = Site::of(&everything()).await;
    assert_eq!(
        tree.regen(&["--fetch", "--docs", docs.address()])
            .await
            .exit,
        Exit::Fine
    );
    // As if it had been fetched on another day.
    let sources = tree.read("spec/sources.toml");
    let date = sources
        .split('"')
        .find(|word| word.len() == 10 && word.starts_with("20"))
        .unwrap()
        .to_owned();
    tree.write("spec/sources.toml", &sources.replace(&date, "2026-06-03"));
    let before = tree.files();
    let run = tree.regen(&["--fetch", "--docs", docs.address()]).await;
    assert_eq!(run.exit, Exit::Fine, "{}", run.err);
    assert!(
        !run.out.contains(": written") && !run.out.contains(": removed"),
        "{}",
        run.out
    );
    assert_eq!(tree.files(), before);
}

#[tokio::test]
async fn a_tree_without_pages_can_be_fetched() {
    let tree = Tree::derived().await;
    std::fs::remove_dir_all(tree.path().join("spec/pages")).unwrap();
    tree.remove("spec/sources.toml");
    let docs = Site::of(&everything()).await;
    let run = tree.regen(&["--fetch", "--docs", docs.address()]).await;
    assert_eq!(run.exit, Exit::Fine, "{}", run.err);
    assert_eq!(tree.pages().len(), 3);
}

#[tokio::test]
async fn pages_that_cannot_be_read_any_more_do_not_stand_in_the_way() {
    let tree = Tree::derived().await;
    tree.write(
        "spec/pages/api-reference/bad.md",
        "````yaml get /bad\nopenapi: 3.0.1\n",
    );
    let docs = Site::of(&everything()).await;
    let run = tree.regen(&["--fetch", "--docs", docs.address()]).await;
    assert_eq!(run.exit, Exit::Fine, "{}", run.err);
    assert!(
        run.out
            .contains("what was held in spec/pages cannot be compared"),
        "{}",
        run.out
    );
    assert_eq!(tree.pages().len(), 3);
}

#[tokio::test]
async fn the_address_may_be_given_in_any_form_or_come_from_the_settings() {
    let docs = Site::of(&everything()).await;
    let address = docs.address().trim_end_matches('/');
    for form in ["", "/", "/llms.txt"] {
        let tree = Tree::derived().await;
        let run = tree
            .regen(&["--fetch", "--docs", &format!("{address}{form}")])
            .await;
        assert_eq!(run.exit, Exit::Fine, "{form:?}: {}", run.err);
    }
    let tree = Tree::derived().await;
    tree.docs_at(address);
    let run = tree.regen(&["--fetch"]).await;
    assert_eq!(run.exit, Exit::Fine, "{}", run.err);
}

#[tokio::test]
async fn only_what_the_index_lists_on_its_own_site_is_asked_for() {
    let docs = Site::of(&everything()).await;
    docs.answer(
        "api-reference/old.md",
        Reply::page(page("get", "/old", "Old", "old")),
    );
    let mut links: Vec<String> = everything()
        .iter()
        .map(|(path, _)| format!("{}{path}", docs.address()))
        .collect();
    links.extend([
        "https://elsewhere.example.com/a.md".to_owned(),
        "/llms-full.txt".to_owned(),
    ]);
    links.push(format!("/{}", everything()[0].0));
    docs.index(&links);

    let tree = Tree::derived().await;
    let run = tree.regen(&["--fetch", "--docs", docs.address()]).await;
    assert_eq!(run.exit, Exit::Fine, "{}", run.err);
    for said in [
        "https://elsewhere.example.com/a.md passed over: it leads to another site\n",
        "/llms-full.txt passed over: it is not a page",
    ] {
        assert!(run.out.contains(said), "{said:?} is not in\n{}", run.out);
    }
    let requests = docs.requests();
    assert_eq!(requests.len(), 1 + everything().len(), "{requests:?}");
    for request in requests {
        let agent = &request.headers["user-agent"];
        let expected = format!(
            "specwright/{} (docs drift check; +https://docs.rs/small)",
            env!("CARGO_PKG_VERSION")
        );
        assert_eq!(*agent, expected, "{request:?}");
    }
}

#[tokio::test]
async fn a_redirect_on_the_same_site_is_followed() {
    let docs = Site::of(&everything()).await;
    let (path, text) = &everything()[0];
    docs.answer("moved.md", Reply::page(text.as_str()));
    docs.answer(path, Reply::redirect("/moved.md".to_owned()));
    let tree = Tree::derived().await;
    let run = tree.regen(&["--fetch", "--docs", docs.address()]).await;
    assert_eq!(run.exit, Exit::Fine, "{}", run.err);
    assert!(
        tree.pages().contains(&(*path).to_owned()),
        "a page is kept under the name that the index gives it"
    );
}

const DATE: &str = "Wed, 03 Jun 2026 10:00:00 GMT";

/// The whole small API, as a site would publish it.
fn everything() -> Vec<(&'static str, String)> {
    let users = (
        "api-reference/users/get-users.md",
        page("get", "/users", "List users", "a list of users"),
    );
    published().into_iter().chain([users]).collect()
}

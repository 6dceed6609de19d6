//! Faults of the site, one page at a time: asked for again where that may help, and nothing on disk changes else.

use std::time::{Duration, Instant, SystemTime};

use specwright_pipeline::command::{self, Verb};
use specwright_pipeline::exit::Exit;
use specwright_pipeline::fetch::{Docs, Incomplete, Options, fetch};

use crate::setup::{Store, fetched, hurried, pages};
use crate::site::{Reply, Site, gzip};
use crate::tree::{Run, Tree, published};

const PAGE: &str = "api-reference/tasks/create-task.md";

fn text() -> String {
    let [_, (_, text)] = published();
    text
}

/// Fetches into a tree from its own pages, of which one is answered like this. Says how often that one was asked for.
async fn regen_fetch(tree: &Tree, replies: Vec<Reply>, options: &Options) -> (Run, usize) {
    let site = Site::of(&published()).await;
    site.answer(PAGE, replies);
    let root = tree.path().to_str().unwrap();
    let arguments = ["xtask", "--root", root, "regen", "--fetch", "--docs"];
    let arguments = arguments.into_iter().chain([site.address()]);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = command::run::<Verb>(arguments, options, &mut out, &mut err).await;
    let run = Run {
        exit,
        out: String::from_utf8(out).unwrap(),
        err: String::from_utf8(err).unwrap(),
    };
    (run, site.asked_for(PAGE))
}

/// Expects each of these to stop the fetch, after so many requests and with these words, and to change nothing.
async fn stop(cases: impl IntoIterator<Item = (Reply, usize, &str)>, options: &Options) {
    let tree = Tree::derived().await;
    let before = tree.files();
    for (reply, requests, said) in cases {
        let (run, asked) = regen_fetch(&tree, vec![reply], options).await;
        assert_eq!(run.exit, Exit::CannotTell, "{said}: {}", run.out);
        let named = run.err.contains(PAGE) && run.err.contains(said);
        assert!(named, "{said:?} is not in\n{}", run.err);
        assert_eq!(asked, requests, "{said}");
        assert!(tree.files() == before, "{said}: something has changed");
    }
}

/// Expects a fetch to succeed for all these answers, given in turn, and each to have been waited for.
async fn pass(cases: impl IntoIterator<Item = Vec<Reply>>, options: &Options) {
    let tree = Tree::derived().await;
    for (case, replies) in cases.into_iter().enumerate() {
        let requests = replies.len();
        let (run, asked) = regen_fetch(&tree, replies, options).await;
        assert_eq!(run.exit, Exit::Fine, "case {case}: {}", run.err);
        assert_eq!(asked, requests, "case {case}");
        let again = requests - 1;
        let s = if again == 1 { "" } else { "s" };
        let said = format!("{again} request{s} made again\n");
        assert!(run.out.contains(&said), "case {case}: {}", run.out);
        assert_eq!(tree.read(&format!("spec/pages/{PAGE}")), text());
    }
}

#[tokio::test]
async fn what_may_pass_is_asked_for_four_times() {
    let cut = |length: usize| Reply::page(&text()[..length]).announcing(text().len());
    let packed = gzip(text().as_bytes());
    let half = &packed[..packed.len() / 2];
    let cases = [
        (Reply::status(429), 4, "429"),
        (Reply::status(408), 4, "408"),
        (Reply::status(425), 4, "425"),
        (Reply::status(500), 4, "asked 4 times"),
        (Reply::status(502), 4, "502"),
        (Reply::status(503), 4, "503"),
        (Reply::status(504), 4, "504"),
        (Reply::status(522), 4, "try again later"),
        (
            cut(text().len() - 1),
            4,
            "broke off in the middle of its body",
        ),
        (cut(0), 4, "broke off in the middle of its body"),
        (
            Reply::page(half).header("Content-Encoding", "gzip"),
            4,
            "broke off in the middle of its body",
        ),
        (
            Reply::page("no gzip").header("Content-Encoding", "gzip"),
            4,
            "body of the answer cannot be unpacked",
        ),
    ];
    stop(cases, &hurried()).await;
}

/// A date that is always far away, and one that never is.
const FUTURE: &str = "Fri, 31 Dec 9999 23:59:59 GMT";
const PAST: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

#[tokio::test]
async fn who_asks_for_more_patience_than_anyone_has_is_left_alone() {
    let busy = |status, asked: &str| Reply::status(status).header("Retry-After", asked);
    let cases = [
        (
            busy(429, "61"),
            1,
            "429 Too Many Requests and asks to be left alone for 61 s; run this again after that",
        ),
        (busy(503, FUTURE), 1, "left alone for more than a day"),
    ];
    stop(cases, &hurried()).await;

    let all = pages(200);
    let site = Site::of(&all).await;
    for (path, _) in &all {
        site.answer(path, [busy(429, "300")]);
    }
    let error = fetched(&site, &Store::empty()).await.unwrap_err();
    let said = format!("{error:#}");
    assert_eq!(said.matches("left alone for 300 s").count(), 1, "{said}");
    assert!(said.contains("and 192 more were not waited for"), "{said}");
    // The index, and the eight that were under way.
    assert!(site.requests().len() <= 9, "{}", site.requests().len());
}

#[tokio::test]
async fn what_will_not_pass_is_asked_for_once() {
    let cases = [
        (
            Reply::status(404),
            1,
            "404 Not Found; look at the docs site",
        ),
        (Reply::status(410), 1, "410 Gone; look at the docs site"),
        (Reply::status(302), 1, "302 Found and does not say where to"),
        (Reply::status(403), 1, "403"),
        (Reply::status(501), 1, "501"),
        (Reply::status(206), 1, "206"),
        (Reply::status(304), 1, "which nobody asked"),
        (Reply::html(), 1, "HTML where Markdown was due"),
        (
            Reply::of("Application/XHTML+XML; charset=utf-8", "<div></div>"),
            1,
            "HTML where Markdown was due",
        ),
        (
            Reply::of("application/json", "{\"error\": \"busy\"}"),
            1,
            "`application/json` where Markdown was due",
        ),
        (Reply::page("<!DOCTYPE html>\n<p>"), 1, "HTML"),
        // What is behind the announced length never arrives; the page then ends in its fence.
        (
            Reply::page(text()).announcing(text().len() - 10),
            1,
            "create-task.md:",
        ),
        (
            Reply::redirect("https://elsewhere.example.com/a.md"),
            1,
            "https://elsewhere.example.com/a.md, another site",
        ),
        (Reply::redirect(format!("/{PAGE}")), 6, "in circles"),
    ];
    stop(cases, &hurried()).await;
}

#[tokio::test]
async fn a_site_that_is_redirected_to_is_never_asked() {
    let tree = Tree::derived().await;
    let elsewhere = Site::of(&published()).await;
    let there = format!("{}{PAGE}", elsewhere.address());
    let (run, _) = regen_fetch(&tree, vec![Reply::redirect(there)], &hurried()).await;
    assert_eq!(run.exit, Exit::CannotTell);
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn no_more_is_read_than_is_kept() {
    const MEGABYTE: usize = 1024 * 1024;
    let tree = Tree::derived().await;
    let before = tree.files();
    let bomb = gzip(&vec![b' '; 64 * MEGABYTE]);
    assert!(bomb.len() < MEGABYTE);
    let cases = [
        Reply::page(text()).padded(200 * MEGABYTE),
        Reply::page(bomb).header("Content-Encoding", "gzip"),
    ];
    for reply in cases {
        let site = Site::of(&published()).await;
        site.answer(PAGE, [reply]);
        let run = tree.regen(&["--fetch", "--docs", site.address()]).await;
        assert_eq!(run.exit, Exit::CannotTell, "{}", run.out);
        let said = "longer than the 4194304 bytes";
        assert!(run.err.contains(said), "{}", run.err);
        assert_eq!(site.asked_for(PAGE), 1);
        let sent = site.sent();
        assert!(sent < 40 * MEGABYTE, "{sent} bytes were taken");
        assert!(tree.files() == before);
    }
}

#[tokio::test]
async fn a_page_that_is_too_slow() {
    let mut options = hurried();
    options.patience.request_timeout = Duration::from_millis(300);
    let slow = || Reply::page(text()).after(3_000);
    stop([(slow(), 4, "timed out after 0.3 s")], &options).await;
    pass([vec![slow(), Reply::page(text())]], &options).await;
}

#[tokio::test]
async fn faults_that_pass() {
    let good = || Reply::page(text());
    let cut = || Reply::page(&text()[..50]).announcing(text().len());
    let busy = || Reply::status(429);
    let cases = [
        vec![good()],
        vec![Reply::of("text/plain", text())],
        vec![Reply::of("application/octet-stream", text())],
        vec![good().open_ended()],
        vec![Reply::gzip(text().as_bytes())],
        vec![Reply::status(500), good()],
        vec![busy().header("Retry-After", "0"), good()],
        vec![busy().header("Retry-After", "1"), good()],
        vec![busy().header("Retry-After", PAST), good()],
        vec![busy().header("Retry-After", "soon"), good()],
        vec![cut(), good()],
        vec![Reply::status(502), Reply::status(503), cut(), good()],
        vec![Reply::status(504), Reply::gzip(text().as_bytes())],
    ];
    pass(cases, &hurried()).await;
}

#[tokio::test]
async fn a_connection_that_is_closed_without_an_answer() {
    let tree = Tree::derived().await;
    let before = tree.files();
    let (run, asked) = regen_fetch(&tree, vec![Reply::hangup()], &hurried()).await;
    assert_eq!(run.exit, Exit::CannotTell);
    assert!(run.err.contains("connection"), "{}", run.err);
    // The HTTP client may try a connection anew by itself when a kept one turns out to be closed.
    assert!((4..=8).contains(&asked), "{asked}");
    assert!(tree.files() == before);

    let replies = vec![Reply::hangup(), Reply::hangup(), Reply::page(text())];
    let (run, _) = regen_fetch(&tree, replies, &hurried()).await;
    assert_eq!(run.exit, Exit::Fine, "{}", run.err);
}

#[tokio::test]
async fn a_server_that_asks_for_patience_gets_it() {
    // A second is a millisecond here. Of the date's first one a part has passed when it arrives.
    let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(50));
    for (value, least) in [("30", 30), (&*date, 10)] {
        let all = pages(1);
        let site = Site::of(&all).await;
        let busy = Reply::status(429).header("Retry-After", value);
        site.answer(&all[0].0, [busy.clone(), busy, Reply::page(&*all[0].1)]);
        let started = Instant::now();
        let fetch = fetched(&site, &Store::empty()).await.unwrap();
        let twice = Duration::from_millis(least) * 2;
        assert!(started.elapsed() >= twice, "{value}");
        assert_eq!(fetch.counts.retries, 2);
    }
}

#[tokio::test]
async fn what_a_server_asks_of_one_request_holds_for_all() {
    let mut options = hurried();
    options.patience.retry_after_unit = Duration::from_millis(5);
    for busy in [
        Reply::status(429).header("Retry-After", "60"),
        Reply::status(503).header("Retry-After", "60"),
    ] {
        let all = pages(20);
        let site = Site::of(&all).await;
        site.answer(&all[0].0, [busy, Reply::page(&*all[0].1)]);
        for (path, text) in &all[1..] {
            site.answer(path, Reply::page(&**text).after(100));
        }
        let docs = Docs::parse(site.address()).unwrap();
        let store = Store::empty();
        let fetch = fetch(&docs, &store.held(), "example", &options)
            .await
            .unwrap();
        assert_eq!((fetch.counts.fetched, fetch.counts.retries), (20, 1));
        // The index first, then the eight that were sent before anybody knew.
        let sent: Vec<Instant> = site.requests().iter().map(|request| request.at).collect();
        let pause = sent[9] - sent[1];
        assert!(pause >= Duration::from_millis(300), "{pause:?}");
        assert_eq!(sent.len(), 22);
    }
}

#[tokio::test]
async fn an_index_that_comes_after_a_while() {
    let site = Site::of(&pages(2)).await;
    let index = "# Small API\n\n- [One](/things/1.md)\n";
    let replies = [Reply::status(503), Reply::hangup(), Reply::page(index)];
    site.answer("llms.txt", replies);
    let fetch = fetched(&site, &Store::empty()).await.unwrap();
    assert_eq!(fetch.counts.listed, 1);
    assert!(fetch.counts.retries >= 1);

    site.answer("llms.txt", [Reply::status(503)]);
    let before = site.asked_for("llms.txt");
    fetched(&site, &Store::empty()).await.unwrap_err();
    assert_eq!(site.asked_for("llms.txt") - before, 4);
}

#[tokio::test]
async fn every_page_that_does_not_come_is_named() {
    let all = pages(6);
    let site = Site::of(&all).await;
    // The first to fail is the last in the index.
    site.answer(&all[1].0, [Reply::status(404).after(30)]);
    site.answer(&all[5].0, [Reply::html()]);
    let error = fetched(&site, &Store::empty()).await.unwrap_err();
    let incomplete = error.downcast_ref::<Incomplete>().unwrap();
    let counts = incomplete.counts;
    assert_eq!((counts.listed, counts.fetched, counts.retries), (6, 4, 0));
    let failed: Vec<_> = incomplete
        .failed
        .iter()
        .map(|failed| (failed.line, failed.url.as_str()))
        .collect();
    let url = |number: usize| format!("{}{}", site.address(), all[number].0);
    assert_eq!(failed, [(6, &*url(1)), (10, &*url(5))]);
    let said = format!("{error:#}");
    assert!(
        said.contains("2 pages of the 6 that the index lists did not come\n"),
        "{said}"
    );
}

#[tokio::test]
async fn a_site_that_fails_altogether_is_left_alone() {
    let all = pages(200);
    let site = Site::of(&all).await;
    for (path, _) in &all {
        site.answer(path, [Reply::status(500)]);
    }
    let error = fetched(&site, &Store::empty()).await.unwrap_err();
    let incomplete = error.downcast_ref::<Incomplete>().unwrap();
    assert_eq!(incomplete.failed.len(), 8);
    let said = format!("{error:#}");
    assert!(said.contains("and 192 more were not waited for"), "{said}");
    assert_eq!(said.matches("asked 4 times").count(), 1, "{said}");
    assert_eq!(said.matches("\nllms.txt:").count(), 8, "{said}");
    // Eight that have failed, and at most seven more on their way.
    let asked = site.requests().len() - 1;
    assert!((32..=60).contains(&asked), "{asked} requests");
}

//! Docs that all came, and still cannot be the whole truth.

use crate::setup::{Store, fetched, pages, refused};
use crate::site::{Reply, Site};

#[tokio::test]
async fn an_index_that_is_cut() {
    let site = Site::of(&pages(2)).await;
    let index = "# Small API\n\n- [One](/things/1.md)\n\nSome entries were omitted.\n";
    site.answer("llms.txt", [Reply::page(index)]);
    refused(&site, &Store::empty(), &["the index is cut at line 5"]).await;
}

#[tokio::test]
async fn a_site_without_fences() {
    let all: Vec<(String, &str)> = pages(3)
        .into_iter()
        .map(|(path, _)| (path, "# A thing\n\nNo fences any more.\n"))
        .collect();
    let site = Site::of(&all).await;
    let said = "none of 3 pages carries a fragment";
    refused(&site, &Store::of(&pages(3), None, None), &[said]).await;
}

#[tokio::test]
async fn pages_of_two_versions() {
    let mut all = pages(3);
    all[1].1 = all[1].1.replace("version: v1", "version: v2");
    let site = Site::of(&all).await;
    let said = "v1 (OpenAPI 3.0.1): on things/0.md first\nv2 (OpenAPI 3.0.1): on things/1.md first";
    refused(&site, &Store::empty(), &[said]).await;
}

#[tokio::test]
async fn far_fewer_operations_than_are_held() {
    let store = Store::of(&pages(7), Some("\"one\""), None);
    let site = Site::of(&pages(3)).await;
    let said = "the docs carry 3 operations, fewer than half of the 7 that are held as published";
    refused(&site, &store, &[said]).await;

    let site = Site::of(&pages(4)).await;
    fetched(&site, &store).await.unwrap();
}

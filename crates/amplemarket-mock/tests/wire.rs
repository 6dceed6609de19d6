//! Bytes that are no request, and requests that are rarely seen: each has an answer, and the next one too.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use amplemarket_mock::MockServer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn raw(server: &MockServer, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(server.url().strip_prefix("http://").unwrap())
        .await
        .unwrap();
    // The server may hang up on what is no request before all of it is there.
    drop(stream.write_all(bytes).await);
    let mut answer = Vec::new();
    drop(stream.read_to_end(&mut answer).await);
    String::from_utf8_lossy(&answer).into_owned()
}

const HEAD: &str = "host: x\r\nauthorization: Bearer k\r\nconnection: close\r\n";
const POST: &str = "POST /email-validations HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\nconnection: close\r\ncontent-type: application/json\r\n";

#[tokio::test]
async fn bytes() {
    let server = MockServer::start().await.unwrap();
    let many: String = (0..300).map(|number| format!("x{number}: 1\r\n")).collect();
    let cases: Vec<(&str, String, &str)> = vec![
        ("no request", "\0\u{1}\u{2}\r\n\r\n".to_owned(), "400"),
        (
            "NUL in a target",
            format!("GET /us\0ers HTTP/1.1\r\n{HEAD}\r\n"),
            "400",
        ),
        (
            "NUL in a header",
            format!("GET /users HTTP/1.1\r\n{HEAD}x: a\0b\r\n\r\n"),
            "400",
        ),
        (
            "too many headers",
            format!("GET /users HTTP/1.1\r\n{HEAD}{many}\r\n"),
            "431",
        ),
        (
            "a long target",
            format!("GET /users?x={} HTTP/1.1\r\n{HEAD}\r\n", "a".repeat(70_000)),
            "414",
        ),
        (
            "a long key",
            format!(
                "GET /users HTTP/1.1\r\nauthorization: Bearer {}\r\n{HEAD}\r\n",
                "k".repeat(9000)
            ),
            "200",
        ),
        (
            "an absolute target",
            format!("GET http://else.example/users HTTP/1.1\r\n{HEAD}\r\n"),
            "200",
        ),
        (
            "an asterisk",
            format!("OPTIONS * HTTP/1.1\r\n{HEAD}\r\n"),
            "404",
        ),
        (
            "an old client",
            "GET /users HTTP/1.0\r\nauthorization: Bearer k\r\n\r\n".to_owned(),
            "200",
        ),
        (
            "chunks",
            format!(
                "{POST}transfer-encoding: chunked\r\n\r\n6\r\n{{\"emai\r\n7\r\nls\":[]}}\r\n0\r\n\r\n"
            ),
            "202",
        ),
        (
            "chunks that are none",
            format!("{POST}transfer-encoding: chunked\r\n\r\nzz\r\n"),
            "400",
        ),
        (
            "deep JSON",
            format!("{POST}content-length: 20000\r\n\r\n{}", "[".repeat(20_000)),
            "400",
        ),
        (
            "one who asks first",
            format!("{POST}expect: 100-continue\r\ncontent-length: 13\r\n\r\n{{\"emails\":[]}}"),
            "100",
        ),
    ];
    for (name, bytes, status) in cases {
        let answer = raw(&server, bytes.as_bytes()).await;
        let line = answer.lines().next().unwrap_or_default();
        assert_eq!(line.split(' ').nth(1), Some(status), "{name}: {line}");
        let after = raw(
            &server,
            format!("GET /users HTTP/1.1\r\n{HEAD}\r\n").as_bytes(),
        )
        .await;
        assert!(after.starts_with("HTTP/1.1 200"), "after {name}");
    }
}

#[tokio::test]
async fn one_connection_takes_many_requests() {
    let server = MockServer::start().await.unwrap();
    let request = "GET /calls HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\n";
    let all = format!("{request}\r\n{request}\r\n{request}connection: close\r\n\r\n");
    assert_eq!(
        raw(&server, all.as_bytes())
            .await
            .matches("HTTP/1.1 200")
            .count(),
        3
    );
    server.assert_received("list_calls", 3);
}

#[tokio::test]
#[should_panic(
    expected = "`list_users` was to be called 1 or more times and was called 0 times; what came in:\n  GET /calls -> 200"
)]
async fn an_assertion_that_fails_says_what_came_in() {
    let server = MockServer::start().await.unwrap();
    raw(
        &server,
        format!("GET /calls HTTP/1.1\r\n{HEAD}\r\n").as_bytes(),
    )
    .await;
    server.assert_received("list_users", 0);
    server.assert_received("list_calls", ..=1);
    server.assert_received("list_users", 1..);
}

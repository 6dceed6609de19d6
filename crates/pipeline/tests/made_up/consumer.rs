//! What a user of the crate writes for the made-up endpoints, against a server on loopback that answers as told.

#[allow(dead_code, unused_variables, reason = "they are there to be built")]
mod examples;
mod shapes;

use amplemarket::types::{WidgetCheckStatus, WidgetStatus};
use amplemarket::{Client, Error, operations};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base_url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 65536];
            let mut read = 0;
            while !is_whole(&request[..read]) {
                read += stream.read(&mut request[read..]).await.unwrap_or_default();
            }
            let request = String::from_utf8_lossy(&request[..read]).into_owned();
            let (status, body) = answer(&request);
            let head = format!("HTTP/1.1 {status} Said\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
            drop(stream.write_all(head.as_bytes()).await);
            drop(stream.write_all(body.as_bytes()).await);
        }
    });
    let client = Client::builder().api_key("made-up").base_url(base_url).build()?;

    // A list with a cursor.
    let mut widgets = client.list_widgets().page_size(2).status("new").stream();
    let mut names = Vec::new();
    while let Some(widget) = widgets.try_next().await? {
        names.push(widget.name);
    }
    assert_eq!(names, ["a", "b", "c"]);

    // A list with a page number, in the body; and a status that nobody has heard of.
    let found = client.search_widgets().keyword("x").stream().collect().await?;
    assert_eq!(found.len(), 2);
    assert_eq!(found[1].status, Some(WidgetStatus::from("mint")));

    // A batch: started, retrieved as a stream, canceled without spelling out a body.
    let widget = amplemarket::types::CreateWidgetCheckWidget::try_from(
        amplemarket::types::CreateWidgetCheckWidget::builder().name("a"),
    )?;
    let check = client.create_widget_check().widgets(vec![widget]).send().await?;
    assert_eq!(check.status, WidgetCheckStatus::Queued);
    let results = client.get_widget_check().id(&*check.id).stream().collect().await?;
    assert_eq!(results.len(), 1);
    let widget = amplemarket::types::CreateWidgetCheckWidget::from("a");
    let run = client.create_widget_check().widgets(vec![widget]).start().await?;
    let done = client.widget_check(run.id()).wait().await?;
    assert!(!done.is_canceled() && done.results().collect().await?.len() == 1);
    run.cancel().await?;
    let canceled = client.update_widget_check().id(&*check.id).send().await?;
    assert_eq!(canceled.status, WidgetCheckStatus::Canceled);

    // Bytes; a delete with a body, that says null where it means null; an error.
    let picture = client.get_widget_picture().id("a").send().await?.into_inner().collect().await?;
    assert_eq!(picture, b"PNG");
    let deleted = client.delete_widgets().names(vec!["a".to_owned()]).reason_null().send().await?;
    assert_eq!(deleted.deleted, Some(1));
    let error = client.get_widget_check().id("gone").send().await.unwrap_err();
    assert!(matches!(&error, Error::Api(error) if error.status() == 404), "{error}");

    // What the table knows.
    let start = &operations::CREATE_WIDGET_CHECK;
    assert_eq!(start.max_items.map(|limit| limit.count), Some(500));
    assert_eq!(start.rate_limit.map(|limit| limit.requests), Some(30));
    assert_eq!(start.charges[0].amount, 2.0);
    assert!(!start.safe_to_repeat && operations::UPDATE_WIDGET_CHECK.safe_to_repeat);
    shapes::all(&client).await?;
    println!("all of it works");
    Ok(())
}

/// Whether a request has come to the end of its body.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    body.len() >= length.map_or(0, |length| length.parse().unwrap_or_default())
}

fn answer(request: &str) -> (u16, &'static str) {
    let body = request.split("\r\n\r\n").nth(1).unwrap_or_default();
    match request.split(" HTTP").next().unwrap_or_default() {
        "GET /widgets?page%5Bsize%5D=2&status=new" => (200, r#"{"widgets":[{"object":"widget","name":"a"},{"name":"b"}],"_links":{"self":{"href":"/widgets"},"next":{"href":"/widgets?page[after]=b"}}}"#),
        "GET /widgets?page[after]=b" => (200, r#"{"widgets":[{"name":"c"}],"_links":{"self":{"href":"/widgets"}}}"#),
        "POST /widgets/search" if body == r#"{"keyword":"x","page":1}"# => (200, r#"{"results":[{"name":"a"}],"_pagination":{"page":1,"total_pages":2}}"#),
        "POST /widgets/search" if body == r#"{"keyword":"x","page":2}"# => (200, r#"{"results":[{"name":"b","status":"mint"}],"_pagination":{"page":2,"total_pages":2}}"#),
        "POST /widget-checks" if body == r#"{"widgets":[{"name":"a"}]}"# => (202, r#"{"id":"1","status":"queued","results":[],"_links":{"self":{"href":"/widget-checks/1"}}}"#),
        "GET /widget-checks/1" => (200, r#"{"id":"1","status":"completed","results":[{"name":"a"}],"_links":{"self":{"href":"/widget-checks/1"}}}"#),
        "PATCH /widget-checks/1" if body == r#"{"status":"canceled"}"# => (200, r#"{"id":"1","status":"canceled","results":[],"_links":{"self":{"href":"/widget-checks/1"}}}"#),
        "GET /widgets/a/picture" => (200, "PNG"),
        "DELETE /widgets" if body == r#"{"names":["a"],"reason":null}"# => (200, r#"{"deleted":1}"#),
        "GET /widget-checks/gone" => (404, r#"{"object":"error","_errors":[{"code":"not_found"}]}"#),
        _ => shapes::answer(request),
    }
}

//! A wait lasts through what passes, ends at a time, and reads no other batch's answer.

use super::*;

const OTHER: &str = "119e8e97-214c-782c-bf1a-5f04ef81ddd2";

#[tokio::test(start_paused = true)]
async fn a_wait_lasts_through_what_passes() {
    let done = batch("completed", &[]);
    let server = Server::answering(vec![
        Answer::empty(500, ""),
        Answer::empty(520, ""),
        Answer::empty(307, "location: /elsewhere\r\n"),
        Answer::text(200, "text/html", "<html>"),
        Answer::raw(""),
        Answer::json(200, &done).cut(1),
        Answer::json(200, &done),
    ])
    .await;
    server.client().email_validation(ID).wait().await.unwrap();
    assert_eq!(server.received().len(), 7);
}

#[tokio::test(start_paused = true)]
async fn an_hour_of_failures_is_put_up_with() {
    let server = Server::answering(vec![Answer::empty(500, "")]).await;
    let started = Instant::now();
    let wait = server.client().email_validation(ID).wait();
    let error = wait.await.unwrap_err();
    assert_eq!(error.status().unwrap(), 500);
    let lasted = started.elapsed().as_secs();
    assert!((3600..3640).contains(&lasted), "{lasted}");
}

#[tokio::test(start_paused = true)]
async fn a_wait_without_a_deadline_ends() {
    for (status, hours) in [("processing", 24), ("paused", 1), ("COMPLETED", 1)] {
        let server = Server::answering(vec![Answer::json(200, &batch(status, &[]))]).await;
        let started = Instant::now();
        let wait = server.client().email_validation(ID).wait();
        let error = wait.await.unwrap_err();
        assert!(error.is_timeout(), "{error}");
        assert_eq!(started.elapsed().as_secs(), hours * 3600, "{status}");
        let run = error.run::<EmailValidation>().unwrap();
        assert_eq!(run.id(), ID);
        assert_eq!(run.retrieve().await.unwrap().status.as_str(), status);
    }
}

#[tokio::test(start_paused = true)]
async fn a_status_that_the_docs_come_to_know_again_ends_no_wait() {
    let mut count = 0;
    let server = Server::answering_by(move |_| {
        count += 1;
        let status = if count % 50 == 0 {
            "processing"
        } else {
            "paused"
        };
        Answer::json(200, &batch(status, &[]))
    })
    .await;
    let started = Instant::now();
    let wait = server.client().email_validation(ID).wait();
    wait.await.unwrap_err();
    assert_eq!(started.elapsed().as_secs(), 24 * 3600);
}

#[tokio::test(start_paused = true)]
async fn extreme_polling_is_neither_a_panic_nor_a_hot_loop() {
    for (first, longest) in [
        (Duration::ZERO, Duration::ZERO),
        (Duration::MAX, Duration::MAX),
        (Duration::ZERO, Duration::MAX),
    ] {
        let server = Server::answering(vec![Answer::json(200, &batch("queued", &[]))]).await;
        let wait = server.client().email_validation(ID).wait();
        let polling = Polling::new().every(first, longest).tolerate(Duration::MAX);
        let wait = wait.polling(polling).deadline(Duration::from_secs(100));
        assert!(wait.await.unwrap_err().is_timeout());
        assert!(server.received().len() <= 101);
    }
}

#[tokio::test]
async fn an_answer_about_another_batch_is_an_error() {
    let mut other = batch("completed", &[("a@example.com", "risky")]);
    other["id"] = json!(OTHER);
    let server = Server::answering(vec![Answer::json(200, &other)]).await;
    let run = server.client().email_validation(ID);
    for error in [
        run.retrieve().await.unwrap_err(),
        run.cancel().await.unwrap_err(),
        run.results().collect().await.unwrap_err(),
    ] {
        let says = format!("can't be read at `id`: it is about the batch {OTHER}, not about {ID}");
        assert!(error.to_string().contains(&says), "{error}");
    }
    // The same id, written in another way.
    let same = OTHER.to_uppercase().replace('-', "");
    server
        .client()
        .email_validation(same)
        .retrieve()
        .await
        .unwrap();
}

#[tokio::test(start_paused = true)]
async fn results_of_a_batch_that_is_done_say_so() {
    for status in ["processing", "queued", "error"] {
        let completed = batch("completed", &[("a@example.com", "risky")]);
        let other = batch(status, &[("a@example.com", "risky")]);
        let server = Server::answering(vec![
            Answer::json(200, &completed),
            Answer::json(200, &other),
        ])
        .await;
        let done = server.client().email_validation(ID).wait().await.unwrap();
        let error = done.results().collect().await.unwrap_err();
        let says = format!(
            "can't be read at `status`: the batch was over, and this page of its results says `{status}`"
        );
        assert!(error.to_string().contains(&says), "{error}");
        // What has been found so far may be read all the same.
        assert_eq!(done.run().results().collect().await.unwrap().len(), 1);
    }
}

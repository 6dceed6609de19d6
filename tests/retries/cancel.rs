//! A call can be given up wherever it waits, and the client is as good as before.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use super::*;

/// Lets a call come to so many waits, and gives it up there. Returns whether it was over before.
async fn over_before(waits: usize, call: impl Future) -> bool {
    let (mut call, mut waited) = (pin!(call), 0);
    poll_fn(|context| match call.as_mut().poll(context) {
        Poll::Ready(_) => Poll::Ready(true),
        Poll::Pending if waited == waits => Poll::Ready(false),
        Poll::Pending => {
            waited += 1;
            Poll::Pending
        }
    })
    .await
}

/// Every third request gets through; others are refused in ways that are worth another attempt.
async fn moody() -> FaultyServer {
    let answer = success(&operations::SEARCH_PEOPLE);
    let mut number = 0;
    FaultyServer::replying_by(move |_| {
        number += 1;
        match number % 6 {
            1 => too_much("2"),
            2 => status(503),
            4 => Reply::Reset,
            5 => answer.clone().cut(3).into(),
            3 => Reply::Keep(answer.clone()),
            _ => answer.clone().into(),
        }
    })
    .await
}

#[tokio::test(start_paused = true)]
async fn giving_up_anywhere_leaves_the_client_as_good_as_before() {
    // With limits, calls wait for turns; without, for the server alone.
    for limited in [false, true] {
        let server = moody().await;
        let mut most = 0;
        // What is random takes more waits in one round than in another.
        for round in 0..12 {
            for waits in 0.. {
                let builder = server.builder().rate_limited(limited);
                let policy = RetryPolicy::new().attempts(10);
                let client = builder.retry(policy).build().unwrap();
                let call = search_for(&client, 7).send();
                if over_before(waits, call).await {
                    most = most.max(waits);
                    break;
                }
                let call = search_for(&client.clone(), 8).send();
                let hour = Duration::from_secs(3600);
                let answer = tokio::time::timeout(hour, call).await;
                let answer = answer.unwrap_or_else(|_| panic!("{round}: stuck after {waits}"));
                answer.unwrap();
            }
        }
        assert!(most >= 5, "it waits in more places than {most}");
    }
}

#[tokio::test(start_paused = true)]
async fn one_that_gives_up_takes_no_turn_from_those_behind() {
    let answer = success(&operations::SEARCH_PEOPLE);
    let server = FaultyServer::replying(vec![answer.into()]).await;
    let client = server.builder().rate_limited(true).build().unwrap();
    for page in 0..30_u64 {
        search_for(&client, page).send().await.unwrap();
    }
    let start = Instant::now();
    let waiting: Vec<_> = (0..100)
        .map(|page: u64| tokio::spawn(search_for(&client, page).send()))
        .collect();
    tokio::task::yield_now().await;
    let last = tokio::spawn(search_for(&client, 100).send());
    tokio::time::sleep(Duration::from_secs(30)).await;
    for call in waiting {
        call.abort();
    }
    last.await.unwrap().unwrap();
    assert_eq!(start.elapsed().as_secs(), 60);
    assert_eq!(server.count(), 31);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_given_up_is_sent_no_more() {
    let server = FaultyServer::replying(vec![Reply::Silence]).await;
    let client = server.client();
    let patience = Duration::from_secs(5);
    let gave_up = tokio::time::timeout(patience, client.list_users().send()).await;
    assert!(gave_up.is_err());
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert_eq!(server.count(), 1);
}

/// Pages and the wait for a batch, given up after each of their waits: the next try on the same client has all of it.
#[tokio::test(start_paused = true)]
async fn lists_and_batches_given_up_anywhere_can_be_had_again() {
    const ID: &str = "019e8e97-214c-782c-bf1a-5f04ef81ddd1";
    let (mut number, mut asked) = (0, 1);
    let server = FaultyServer::replying_by(move |request| {
        number += 1;
        let next = match request.target.contains("after") {
            true => "",
            false => r#","next":{"href":"/email-validations/7?page[after]=x"}"#,
        };
        // The third answer says that the batch is over, and so do those after it, to the last page of its results.
        let status = if asked >= 3 { "completed" } else { "queued" };
        let result = r#"{"object":"email_validation_result","email":"a@b.example","result":"risky","catch_all":false}"#;
        let body = format!(
            r#"{{"id":"{ID}","object":"email_validation","status":"{status}","results":[{result}],"_links":{{"self":{{"href":"/"}}{next}}}}}"#
        );
        if number % 5 == 4 {
            return Reply::from(Answer::empty(503, ""));
        }
        asked = if next.is_empty() { 1 } else { asked + 1 };
        Answer::text(200, "application/json", &body).into()
    })
    .await;
    let client = server.builder().rate_limited(true).build().unwrap();
    let mut most = 0;
    for waits in 0.. {
        let run = client.email_validation(ID);
        let all = async {
            let done = run.wait().await.unwrap();
            assert_eq!(done.results().collect().await.unwrap().len(), 2);
        };
        if over_before(waits, all).await {
            break;
        }
        most = waits;
        let again = client.email_validation(ID).results().collect();
        assert_eq!(again.await.unwrap().len(), 2, "after {waits}");
    }
    assert!(most >= 5, "it waits in more places than {most}");
}

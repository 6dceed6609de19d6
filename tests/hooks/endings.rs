//! Whoever sees an attempt begin sees it end, however it ends.

use super::*;
use crate::support::traces::Traces;

const SECOND: Duration = Duration::from_secs(1);

/// What ends an attempt before its answer is whole.
enum End {
    Deadline,
    CallerGoesAway,
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_is_cut_off_ends_for_hooks_and_spans() {
    let stalled = Reply::Keep(success(&operations::LIST_USERS).cut(1));
    let refused = Reply::Keep(Answer::text(503, "text/plain", "Oops").cut(1));
    for (reply, status) in [
        (Reply::Silence, None),
        (stalled, Some(200)),
        (refused, Some(503)),
    ] {
        for (end, kind) in [
            (End::Deadline, "timeout"),
            (End::CallerGoesAway, "canceled"),
        ] {
            let (traces, witness) = (Traces::default(), Witness::new());
            let _guard = traces.keep();
            let server = FaultyServer::replying(vec![reply.clone()]).await;
            let builder = server.builder().hook(witness.clone());
            match end {
                End::Deadline => {
                    let client = builder.deadline(7 * SECOND).build().unwrap();
                    let error = list(&client).await.unwrap_err();
                    assert_eq!(error.status().map(|status| status.as_u16()), status);
                    assert!(error.is_timeout(), "{error}");
                }
                End::CallerGoesAway => {
                    let client = builder.build().unwrap();
                    let patience = tokio::time::timeout(7 * SECOND, list(&client));
                    assert!(patience.await.is_err());
                }
            }
            assert_eq!(
                witness.saw(),
                [
                    "list_users 1: GET /users".to_owned(),
                    format!("list_users 1: {status:?} failed in 7 s"),
                ],
                "{kind}"
            );
            let spans = traces.spans();
            assert_eq!(spans.len(), 1);
            assert_eq!(spans[0].field("error.type"), Some(kind), "{status:?}");
        }
    }
}

/// Counts what begins and what ends, and keeps what it was told at the end.
#[derive(Clone, Default)]
struct Counts(Arc<Mutex<(u32, Vec<String>)>>);

impl Hook for Counts {
    fn before(&self, _: &Attempt<'_>, _: &mut Request) -> Result<(), Refusal> {
        self.0.lock().unwrap().0 += 1;
        Ok(())
    }

    fn after(&self, _: &Attempt<'_>, outcome: &Outcome<'_>) {
        let error = outcome.error.map(ToString::to_string).unwrap_or_default();
        self.0.lock().unwrap().1.push(error);
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_given_up_anywhere_ends_as_often_as_it_began() {
    let slow = Answer::empty(503, "retry-after: 2\r\n");
    for seconds in 0..8 {
        let server = FaultyServer::replying(vec![slow.clone().into(), Reply::Silence]).await;
        let counts = Counts::default();
        let client = server.builder().hook(counts.clone()).build().unwrap();
        let patience = tokio::time::timeout(seconds * SECOND, list(&client)).await;
        assert!(patience.is_err());
        let (began, ended) = counts.0.lock().unwrap().clone();
        assert_eq!(began as usize, ended.len(), "{seconds}: {ended:?}");
        if seconds > 4 {
            let last = "list_users: GET /users was given up before it was over (after 2 attempts)";
            assert_eq!(ended[1], last);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn hooks_are_told_when_a_later_one_refuses() {
    let server = FaultyServer::replying(vec![users()]).await;
    let (first, last) = (Counts::default(), Counts::default());
    let never = Changes(|_: &mut Request| Err("not on a Sunday".into()));
    let builder = server.builder().hook(first.clone()).hook(never);
    let client = builder.hook(last.clone()).build().unwrap();
    list(&client).await.unwrap_err();
    let refused = "list_users: a hook refused it: not on a Sunday; nothing was sent";
    assert_eq!(*first.0.lock().unwrap(), (1, vec![refused.to_owned()]));
    assert_eq!(*last.0.lock().unwrap(), (0, Vec::new()));

    // An address that the key must not go to is found out after all hooks.
    let elsewhere = Changes(|request: &mut Request| {
        *request.url_mut() = "http://localhost:1/".parse()?;
        Ok(())
    });
    let seen = Counts::default();
    let builder = server.builder().hook(seen.clone()).hook(elsewhere);
    list(&builder.build().unwrap()).await.unwrap_err();
    assert_eq!(seen.0.lock().unwrap().1.len(), 1);
    assert_eq!(server.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_hook_sees_the_headers_of_every_answer() {
    #[derive(Clone, Default)]
    struct Left(Arc<Mutex<Vec<String>>>);
    impl Hook for Left {
        fn after(&self, _: &Attempt<'_>, outcome: &Outcome<'_>) {
            let left = outcome.headers.and_then(|headers| headers.get("x-left"));
            let left = left.map_or("", |left| left.to_str().unwrap());
            self.0.lock().unwrap().push(left.to_owned());
        }
    }
    let left = Left::default();
    let empty =
        |status, left: &str| Reply::from(Answer::empty(status, &format!("x-left: {left}\r\n")));
    let server = FaultyServer::replying(vec![empty(503, "2"), Reply::Close, empty(200, "1")]).await;
    let client = server.builder().hook(left.clone()).build().unwrap();
    // The body is not what the docs say; that is found out when the attempt is over.
    list(&client).await.unwrap_err();
    assert_eq!(*left.0.lock().unwrap(), ["2", "", "1"]);
}

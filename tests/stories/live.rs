//! Open pages show what happens without a reload.

use axum::body::Body;
use futures_util::StreamExt;
use http::Request;
use std::time::Duration;

use crate::support::{Visitor, world};

/// Reads a stream until the text stands in it; the time is a limit, not a pause.
pub(super) async fn until(body: Body, text: &str) -> String {
    let mut stream = body.into_data_stream();
    let mut seen = String::new();
    let read = async {
        while let Some(piece) = stream.next().await {
            seen.push_str(&String::from_utf8_lossy(&piece.expect("a piece")));
            if seen.contains(text) {
                return;
            }
        }
    };
    let found = tokio::time::timeout(Duration::from_secs(8), read).await;
    assert!(
        found.is_ok() && seen.contains(text),
        "{text:?} is not in the stream: {seen}"
    );
    seen
}

pub(super) async fn open(visitor: &mut Visitor, path: &str) -> Body {
    let answer = visitor
        .send(Request::get(path).body(Body::empty()).expect("a request"))
        .await;
    assert_eq!(answer.status(), 200);
    answer.into_body()
}

#[tokio::test]
async fn the_agents_answer_appears_in_the_customers_open_page_and_a_comment_never_does() {
    let mut w = world().await;
    let path = format!("{}/live?after=0", w.printer());
    let stream = open(&mut w.ann, &path).await;
    w.comment("the customer is wrong CANARY").await;
    w.answer("Have you tried water?").await;
    let seen = until(stream, "Have you tried water?").await;
    assert!(!seen.contains("CANARY"));
}

#[tokio::test]
async fn the_customers_reply_appears_in_the_agents_open_page() {
    let mut w = world().await;
    let thread = w.printer.thread_id.expect("a thread");
    let stream = open(&mut w.olga, &format!("/live?thread={thread}")).await;
    w.ann
        .post(
            &format!("{}/reply", w.printer()),
            &[("body", "Water made it worse")],
        )
        .await
        .is(303);
    until(stream, "Water made it worse").await;
}

#[tokio::test]
async fn a_stream_ends_when_its_reader_signs_out() {
    let mut w = world().await;
    let path = format!("{}/live?after=0", w.printer());
    let stream = open(&mut w.ann, &path).await;
    w.ann.post("/sign-out", &[]).await.goes_to("/signed-out");
    until(stream, "event: gone").await;
}

#[tokio::test]
async fn a_broken_stream_goes_on_where_it_was() {
    let mut w = world().await;
    let path = format!("{}/live?after=0", w.printer());
    w.answer("First").await;
    let first = until(open(&mut w.ann, &path).await, "First").await;
    let last_id = first
        .lines()
        .rev()
        .find_map(|line| line.strip_prefix("id: "))
        .expect("an id")
        .to_owned();
    w.answer("Second").await;
    let request = Request::get(&path).header("last-event-id", last_id);
    let answer = w
        .ann
        .send(request.body(Body::empty()).expect("a request"))
        .await;
    let again = until(answer.into_body(), "Second").await;
    assert!(!again.contains("First"));
}

#[tokio::test]
async fn a_stranger_gets_no_stream() {
    let mut w = world().await;
    w.eve.get(&format!("{}/live", w.printer())).await.is(404);
}

#[tokio::test]
async fn a_page_that_missed_many_messages_gets_all_of_them_in_order() {
    let mut w = world().await;
    for n in 0..150 {
        let body = format!("Missed {n:03}.");
        w.ann
            .post(&format!("{}/reply", w.printer()), &[("body", &body)])
            .await
            .is(303);
    }
    let path = format!("{}/live?after=1", w.printer());
    let seen = until(open(&mut w.ann, &path).await, "Missed 149.").await;
    let places: Vec<_> = (0..150)
        .map(|n| seen.find(&format!("Missed {n:03}.")))
        .collect();
    assert!(places.iter().all(Option::is_some), "{places:?}");
    assert!(places.is_sorted());
}

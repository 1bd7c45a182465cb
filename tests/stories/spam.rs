//! A conversation that agents put aside as spam.

use super::live::{open, until};
use crate::support::world;

#[tokio::test]
async fn the_customers_page_shows_nothing_of_it_and_stays_open() {
    let mut w = world().await;
    let (page, conversation) = (w.printer(), w.conversation());
    w.ann.get(&page).await.shows("on the second floor burns");
    let stream = open(&mut w.ann, &format!("{page}/live?after=0")).await;
    w.olga
        .post(&format!("{conversation}/spam"), &[])
        .await
        .is(303);
    let seen = until(stream, "event: changed").await;
    assert!(
        !seen.contains("event: gone"),
        "it would load again for ever"
    );
    w.ann
        .get(&page)
        .await
        .is(200)
        .hides("on the second floor burns");
    w.ann
        .get("/tickets-view?q=burns")
        .await
        .shows("Printer burns");
    w.olga
        .post(&format!("{conversation}/spam"), &[("undo", "1")])
        .await
        .is(303);
    w.ann.get(&page).await.shows("on the second floor burns");
}

#[tokio::test]
async fn a_member_who_writes_takes_it_out_of_spam() {
    let mut w = world().await;
    let spam = format!("{}/spam", w.conversation());
    w.olga.post(&spam, &[]).await.is(303);
    w.olga.get("/inbox?view=open").await.hides("Printer burns");
    let reply = [("body", "I am no spam"), ("once", "1")];
    w.ann
        .post(&format!("{}/reply", w.printer()), &reply)
        .await
        .is(303);
    w.olga.get("/inbox?view=open").await.shows("Printer burns");
    w.ann
        .get(&w.printer())
        .await
        .shows("I am no spam")
        .shows("on the second floor burns");
}

//! A text that is on its way when its writer is signed out is not lost [A11].

use crate::support::{World, world};

const DAY: i64 = 24 * 60 * 60 * 1000;
const TEXT: &str = "Two pages of thoughts";

async fn new_ticket(w: &mut World) -> crate::support::Answer {
    let fields = [("subject", "A thought"), ("body", TEXT), ("once", "1")];
    w.ann.post("/tickets-view/new", &fields).await
}

#[tokio::test]
async fn where_the_session_grew_too_old_the_text_becomes_a_draft() {
    let mut w = world().await;
    w.it.pass(8 * DAY);
    new_ticket(&mut w).await.goes_to("/sign-in?next=");
    w.ann
        .get("/sign-in")
        .await
        .shows("Your text is kept as a draft");
    let mut ann = w.ann.clone().sign_in("ann@acme.test").await;
    ann.get("/tickets-view/new").await.shows(TEXT);
}

#[tokio::test]
async fn where_they_signed_out_elsewhere_they_get_it_back() {
    let mut w = world().await;
    let path = format!("{}/reply", w.printer());
    let (mut before, elsewhere) = (w.ann.clone(), &mut w.ann);
    elsewhere
        .post("/sign-out", &[])
        .await
        .goes_to("/signed-out");
    let reply = before.post(&path, &[("body", TEXT), ("once", "1")]).await;
    reply.is(403).shows("Your text was not sent").shows(TEXT);
    reply.shows(&format!("/sign-in?next={}", w.printer()));
    before
        .get("/sign-in")
        .await
        .hides("signed out after a while");
    new_ticket(&mut w).await.is(403).shows(TEXT);
    // nothing to give back
    before
        .post(&path, &[("body", " ")])
        .await
        .goes_to("/sign-in");
}

#[tokio::test]
async fn a_text_that_is_far_too_long_comes_back_whole_and_is_no_draft() {
    let mut w = world().await;
    let long = "thought ".repeat(80_000);
    let (printer, draft) = (w.printer(), format!("{}/draft", w.printer()));
    w.ann.post(&draft, &[("body", "A short one")]).await.is(204);
    w.ann.post(&draft, &[("body", &long)]).await.is(413);
    w.ann.get(&printer).await.shows("A short one");
    let reply = format!("{printer}/reply");
    let parts: [(&str, &str, &[u8]); 1] = [("body", "", long.as_bytes())];
    for answer in [
        w.ann.post(&reply, &[("body", &long)]).await,
        w.ann.upload(&reply, &parts).await,
    ] {
        answer.is(422).shows("too long").shows(long.trim());
    }
    w.it.pass(8 * DAY);
    let late = w.ann.post(&reply, &[("body", &long)]).await;
    late.is(403).shows(long.trim());
}

#[tokio::test]
async fn an_agent_who_was_signed_out_gets_the_answer_back() {
    let mut w = world().await;
    let mut before = w.olga.clone();
    w.olga.post("/sign-out", &[]).await.is(303);
    let reply = format!("{}/reply", w.conversation());
    let answer = [("kind", "reply"), ("body", TEXT), ("once", "1")];
    let refused = before.post(&reply, &answer).await;
    refused.is(403).shows("Your text was not sent").shows(TEXT);
    refused.shows(&format!("/sign-in?next={}", w.conversation()));
    let parts: [(&str, &str, &[u8]); 2] = [("body", "", TEXT.as_bytes()), ("files", "a.txt", b"a")];
    before.upload(&reply, &parts).await.is(403).shows(TEXT);
    let note = format!("/tickets/{}/notes", w.printer.ticket_id);
    before.post(&note, &[("body", TEXT)]).await.shows(TEXT);
    before
        .post(&reply, &[("body", " ")])
        .await
        .goes_to("/sign-in");
}

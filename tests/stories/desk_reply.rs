//! Two who answer at once.

use crate::support::world;

#[tokio::test]
async fn an_answer_that_was_overtaken_waits_until_its_writer_has_seen_the_other() {
    let mut w = world().await;
    let mut max = w.it.desk().sign_in("max@desk.test").await;
    let page = w.conversation();
    let seen = max.get(&page).await.hidden("last");
    w.answer("Have you tried water?").await;
    let answer = |last: &str| {
        [
            ("kind", "reply"),
            ("body", "I will come and look"),
            ("once", "1"),
            ("last", last),
        ]
        .map(|(name, value)| (name, value.to_owned()))
    };
    let fields = answer(&seen);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let stopped = max.post(&format!("{page}/reply"), &fields).await;
    stopped
        .is(422)
        .shows("Olga Agent has just written")
        .shows("Have you tried water?")
        .shows("I will come and look");
    w.ann.get(&w.printer()).await.hides("I will come and look");
    let fields = answer(&stopped.hidden("last"));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    max.post(&format!("{page}/reply"), &fields).await.is(303);
    // the same form once more is the same answer
    max.post(&format!("{page}/reply"), &fields).await.is(303);
    let body = w.ann.get(&w.printer()).await.body;
    assert_eq!(body.matches("I will come and look").count(), 1);
}

#[tokio::test]
async fn a_comment_and_ones_own_answer_stop_nobody() {
    let mut w = world().await;
    let page = w.conversation();
    let seen = w.olga.get(&page).await.hidden("last");
    w.answer("One").await;
    let reply = format!("{page}/reply");
    let two = [("kind", "reply"), ("body", "Two"), ("last", seen.as_str())];
    w.olga.post(&reply, &two).await.is(303);
    w.ann
        .post(&format!("{}/reply", w.printer()), &[("body", "Three")])
        .await
        .is(303);
    let four = [
        ("kind", "comment"),
        ("body", "Four"),
        ("last", seen.as_str()),
    ];
    w.olga.post(&reply, &four).await.is(303);
}

#[tokio::test]
async fn an_agent_writes_first_on_the_ticket_of_a_logged_call() {
    let mut w = world().await;
    let call = [
        ("email", "ann@acme.test"),
        ("subject", "Asked for a ladder"),
        ("direction", "INBOUND"),
        ("notes", "INTERNAL she needs it on Monday"),
        ("once", "1"),
    ];
    let record = w.olga.post("/calls/new", &call).await;
    let record = record.location().to_owned();
    w.olga.get(&record).await.shows("Write to the customer");
    let begin = format!("{record}/conversation");
    w.ann.post(&begin, &[]).await.is(404);
    let to = w.olga.post(&begin, &[]).await;
    to.goes_to("/inbox/");
    let conversation = to.location().to_owned();
    w.olga.post(&begin, &[]).await.goes_to(&conversation);
    w.olga
        .get(&conversation)
        .await
        .shows("The customer reads this: ann@acme.test");
    let answer = [("kind", "reply"), ("body", "The ladder comes on Friday")];
    w.olga
        .post(&format!("{conversation}/reply"), &answer)
        .await
        .is(303);
    let mails = w.mails().await;
    let (to, raw) = mails.first().expect("a mail");
    assert!(to == "ann@acme.test" && raw.contains("The ladder comes on Friday"));
    assert!(mails.iter().all(|(_, raw)| !raw.contains("INTERNAL")));
    let ticket = record.replace("/tickets/", "/tickets-view/");
    w.ann.get(&ticket).await.shows("The ladder comes on Friday");
}

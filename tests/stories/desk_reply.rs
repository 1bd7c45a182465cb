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

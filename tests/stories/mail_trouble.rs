//! What the desk tells when mail does not go as it should.

use super::mail_in::{mail, sees};
use crate::support::{Post, eventually, world_posting};

#[tokio::test]
async fn a_mail_that_was_refused_is_told_beside_the_answer_and_can_be_sent_again() {
    let mut w = world_posting().await;
    let post = Post::connect(&w).await;
    post.sink.refuse(Some("550 5.1.1 no such user"));
    let page = w.conversation();
    let answer = [
        ("body", "Please restart it"),
        ("kind", "reply"),
        ("close", "1"),
    ];
    w.olga.post(&format!("{page}/reply"), &answer).await.is(303);
    sees(&w.olga, &page, "Not delivered to ann@acme.test").await;
    // it comes back to where agents look
    w.olga.get("/inbox?view=open").await.shows("Printer burns");
    let shown = w.olga.get(&page).await;
    shown.shows("no such user");
    let again = shown
        .body
        .split("action=\"")
        .find(|it| it.contains("/mails/"));
    let again = again.and_then(|it| it.split('"').next()).expect("a button");
    let again = again.replace("&amp;", "&");
    post.sink.refuse(None);
    w.ann.post(&again, &[]).await.is(404);
    w.olga
        .post("/inbox/1/messages/2/mails/3", &[])
        .await
        .is(404);
    w.olga.post(&again, &[]).await.goes_to(&page);
    post.sent_to("ann@acme.test", "Please restart it").await;
    w.olga.post(&again, &[]).await.is(404);
    w.olga.get(&page).await.hides("Not delivered");
}

#[tokio::test]
async fn a_mail_that_waits_for_its_server_says_so_at_the_desk() {
    let mut w = world_posting().await;
    let post = Post::connect(&w).await;
    post.sink.refuse(Some("451 4.3.0 come back later"));
    w.answer("Please restart it").await;
    let page = w.conversation();
    sees(&w.olga, &page, "Not delivered to ann@acme.test yet").await;
    w.olga.get(&page).await.hides("/mails/");
}

#[tokio::test]
async fn a_mailbox_that_cannot_be_read_is_told_at_the_desk_until_it_can() {
    let w = world_posting().await;
    let post = Post::connect(&w).await;
    post.look_at(&w, 1).await;
    sees(
        &w.olga,
        "/inbox",
        "E-mail to support@acme.test cannot be fetched now",
    )
    .await;
    post.look_at(&w, post.mailbox.port).await;
    eventually("a mailbox that is read", async || {
        let page = w.olga.clone().get("/inbox").await;
        (!page.body.contains("cannot be fetched")).then_some(())
    })
    .await;
}

#[tokio::test]
async fn mails_that_share_a_message_id_are_told_apart_by_what_they_say() {
    let mut w = world_posting().await;
    let post = Post::connect(&w).await;
    let form =
        |subject: &str, text: &str| mail("ann@acme.test", subject, "form@acme.test", "", text);
    for n in 0..3 {
        post.deliver(&form(&format!("Order {n}"), &format!("Body of {n}")));
    }
    post.deliver(&form("Another subject", "Body of 0"));
    for subject in ["Order 0", "Order 1", "Order 2", "Another subject"] {
        sees(&w.ann, "/tickets-view", subject).await;
    }
    // its other copy, which went another way, is the same mail
    let copy = form("Order 0", "Body of 0").replace("From:", "Received: by elsewhere\nFrom:");
    post.deliver(&copy);
    post.deliver(&mail(
        "ann@acme.test",
        "The last",
        "last@acme.test",
        "",
        "end",
    ));
    sees(&w.ann, "/tickets-view", "The last").await;
    let list = w.ann.get("/tickets-view").await.body;
    assert_eq!(list.matches("Order 0").count(), 1);
}

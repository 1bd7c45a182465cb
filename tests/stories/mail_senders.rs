//! Whose words a mail is said to bring [C1].

use super::mail_in::{accepting, mail, path_before};
use crate::support::{AUTHSERV, Post, TEAM, world_posting};

#[tokio::test]
async fn a_domain_without_dmarc_that_says_it_did_not_send_is_not_its_owners_word() {
    let mut w = world_posting().await;
    let post = Post::connect(&w).await;
    let checked = format!(
        "Authentication-Results: {AUTHSERV}; spf=fail smtp.mailfrom=acme.test; dkim=none; dmarc=none header.from=acme.test\n"
    );
    post.deliver(&mail(
        "ann@acme.test",
        "Not mine",
        "1@acme.test",
        &checked,
        "Hi",
    ));
    post.all_read(&w).await;
    w.ann.get("/tickets-view").await.hides("Not mine");
    w.bob.get("/tickets-view").await.hides("Not mine");
    w.olga
        .get("/inbox?view=open")
        .await
        .shows("Not mine")
        .shows("Sender not verified");
    assert!(post.sink.taken().is_empty());
}

#[tokio::test]
async fn a_form_that_mails_from_the_teams_address_is_kept_and_becomes_its_writers_by_one_click() {
    let mut w = world_posting().await;
    let post = Post::connect(&w).await;
    post.deliver(&mail(
        TEAM,
        "From the website",
        "form@web.test",
        "Reply-To: Carl <carl@new.test>\n",
        "Do you deliver?",
    ));
    post.all_read(&w).await;
    let list = w.olga.get("/inbox?view=open").await;
    list.shows("From the website").shows("Sender not verified");
    let conversation = path_before(&list.body, "From the website", "/inbox/");
    let page = w.olga.get(&conversation).await;
    page.shows("It says it is from your own address, and was not sent from here")
        .shows("Answers should go to carl@new.test");
    assert!(
        post.sink.taken().is_empty(),
        "nobody is answered by a machine"
    );
    w.olga.post(&accepting(&page), &[]).await.is(303);
    w.olga
        .get(&conversation)
        .await
        .shows("The customer reads this: carl@new.test");
    let reply = [("kind", "reply"), ("body", "We do")];
    w.olga
        .post(&format!("{conversation}/reply"), &reply)
        .await
        .is(303);
    post.sent_to("carl@new.test", "We do").await;
}

#[tokio::test]
async fn whom_answers_should_go_to_is_proposed_and_reads_nothing_before_an_agent_adds_them() {
    let mut w = world_posting().await;
    let post = Post::connect(&w).await;
    post.deliver(&mail(
        "robot@shop.test",
        "Order of a lamp",
        "order@shop.test",
        "Reply-To: Eve Early <eve@alone.test>, robot@shop.test\n",
        "A lamp, please",
    ));
    post.all_read(&w).await;
    w.eve.get("/tickets-view").await.hides("Order of a lamp");
    let list = w.olga.get("/inbox?view=open").await;
    let conversation = path_before(&list.body, "Order of a lamp", "/inbox/");
    let page = w.olga.get(&conversation).await;
    page.shows("Eve Early · eve@alone.test")
        .hides("· robot@shop.test");
    let add = format!("{conversation}/participants");
    w.olga
        .post(&add, &[("email", "eve@alone.test")])
        .await
        .is(303);
    w.eve.get("/tickets-view").await.shows("Order of a lamp");
}

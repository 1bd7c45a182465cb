//! A mail in a real mailbox becomes a ticket that its sender sees, and nobody else does.
#![expect(clippy::too_many_lines, reason = "a story is told in one go")]

use crate::support::{
    AUTHSERV, Answer, Post, TEAM, Visitor, World, eventually, readable, world_posting,
};

const POLISH: &str = "From: Ann Archer <ann@acme.test>
To: support@acme.test
Subject: =?UTF-8?Q?Drukarka_nie_dzia=C5=82a?=
Message-ID: <first@acme.test>
Date: Sun, 22 Nov 2026 09:00:00 +0100
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=frontier

--frontier
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Drukarka na drugim pi\u{119}trze nie dzia\u{142}a.

W dniu 21.11.2026 o 10:00 Olga napisa\u{142}a:
> Prosz\u{119} spr\u{f3}bowa\u{107} ponownie.
> Pozdrawiam
--frontier
Content-Type: text/csv; name=\"log.csv\"
Content-Disposition: attachment; filename=\"log.csv\"
Content-Transfer-Encoding: base64

YSxiLGMK
--frontier--
";

pub(super) fn mail(from: &str, subject: &str, id: &str, more: &str, text: &str) -> String {
    format!("From: {from}\nTo: {TEAM}\nSubject: {subject}\nMessage-ID: <{id}>\n{more}\n{text}\n")
}

/// Waits until a page of this visitor shows a text.
pub(super) async fn sees(visitor: &Visitor, path: &str, text: &str) {
    eventually(&format!("{text:?} on {path}"), async || {
        let page = visitor.clone().get(path).await;
        page.body.contains(text).then_some(())
    })
    .await;
}

/// Where the last button leads that accepts a mail.
pub(super) fn accepting(page: &Answer) -> String {
    let actions = page.body.split("action=\"").skip(1);
    let actions = actions.filter_map(|it| it.split('"').next());
    let accept = actions.filter(|it| it.contains("/accept/")).last();
    accept.expect("a button").to_owned()
}

/// The last path of this kind before a text of the page.
pub(super) fn path_before(page: &str, text: &str, kind: &str) -> String {
    let before = page.split(text).next().expect("a beginning");
    let rest = before.rsplit(&format!("href=\"{kind}")).next();
    let id = rest.and_then(|rest| rest.split(['?', '"']).next());
    format!("{kind}{}", id.expect("a link"))
}

/// The path of the ticket with this subject in the visitor's list.
async fn ticket(visitor: &Visitor, subject: &str) -> String {
    let list = visitor.clone().get("/tickets-view").await.body;
    let before = list
        .split(subject)
        .next()
        .expect("the subject is in the list");
    let path = before
        .rsplit("href=\"")
        .next()
        .and_then(|link| link.split('"').next())
        .expect("a link");
    path.to_owned()
}

async fn first_ticket(w: &World, post: &Post) -> String {
    post.deliver(POLISH);
    sees(&w.ann, "/tickets-view", "Drukarka nie działa").await;
    ticket(&w.ann, "Drukarka nie działa").await
}

#[tokio::test]
async fn a_mail_is_a_ticket_and_its_conversation_goes_on_by_mail_and_portal() {
    let mut w = world_posting().await;
    let post = Post::connect(&w).await;
    let path = first_ticket(&w, &post).await;
    let page = w.ann.get(&path).await;
    page.shows("Drukarka na drugim piętrze nie działa")
        .shows("log.csv")
        .shows("<details class=\"quoted\">");
    page.shows("Proszę spróbować ponownie");
    w.olga
        .get("/inbox?view=unassigned")
        .await
        .shows("Drukarka nie działa");
    w.eve.get(&path).await.is(404);

    let list = w.olga.get("/inbox?view=open&q=drukarka").await.body;
    let conversation = list
        .split("href=\"/inbox/")
        .nth(1)
        .and_then(|l| l.split(['?', '"']).next())
        .expect("a conversation");
    let reply = format!("/inbox/{conversation}/reply");
    w.olga
        .post(
            &reply,
            &[("kind", "comment"), ("body", "CANARY between us")],
        )
        .await
        .is(303);
    w.olga
        .post(
            &reply,
            &[("kind", "reply"), ("body", "Czy toner jest pełny?")],
        )
        .await
        .is(303);
    let answer = post.sent_to("ann@acme.test", "Czy toner jest pełny?").await;
    assert!(!readable(&answer).contains("CANARY"));

    let parsed = mail::parse::parse(&answer.raw).expect("our mail can be read");
    let reply_to = parsed
        .reply_to
        .first()
        .expect("a reply address")
        .email
        .clone();
    assert!(
        parsed.references.contains(&"first@acme.test".to_owned()),
        "{:?}",
        parsed.references
    );
    let more = format!("In-Reply-To: <{}>\n", parsed.message_id.expect("an id"));
    let by_mail = mail(
        "ann@acme.test",
        "Re: Drukarka",
        "second@acme.test",
        &more,
        "Tak, jest pełny.",
    );
    post.deliver(&by_mail.replace(&format!("To: {TEAM}"), &format!("To: {reply_to}")));
    sees(&w.ann, &path, "Tak, jest pełny.").await;
    w.ann
        .post(&format!("{path}/reply"), &[("body", "I znowu nic")])
        .await
        .is(303);
    let page = w.ann.get(&path).await;
    page.shows("Czy toner jest pełny?")
        .shows("Tak, jest pełny.")
        .shows("I znowu nic")
        .hides("CANARY");
    w.olga
        .get(&format!("/inbox/{conversation}"))
        .await
        .shows("Tak, jest pełny.")
        .shows("I znowu nic")
        .shows("CANARY");
}

#[tokio::test]
async fn nothing_inside_a_mail_widens_who_may_read() {
    let mut w = world_posting().await;
    let post = Post::connect(&w).await;
    let path = first_ticket(&w, &post).await;
    let list = w.olga.get("/inbox?q=drukarka").await.body;
    let conversation = list
        .split("href=\"/inbox/")
        .nth(1)
        .and_then(|l| l.split(['?', '"']).next())
        .expect("one")
        .to_owned();
    w.olga
        .post(
            &format!("/inbox/{conversation}/reply"),
            &[("kind", "reply"), ("body", "Secret part number 4711")],
        )
        .await
        .is(303);
    let answer = post.sent_to("ann@acme.test", "4711").await;
    let parsed = mail::parse::parse(&answer.raw).expect("our mail can be read");
    let (reply_to, id) = (
        parsed.reply_to[0].email.clone(),
        parsed.message_id.expect("an id"),
    );
    let token = format!("In-Reply-To: <{id}>\n");

    // a stranger in Cc; a stranger with a true token that was forwarded to them; numbers in subjects; a guessed address
    post.deliver(&mail(
        "eve@alone.test",
        "Re: Drukarka",
        "e1@alone.test",
        &token,
        "EVIL with the token",
    ));
    post.deliver(&mail(
        "eve@alone.test",
        "Re: Drukarka [#2]",
        "e2@alone.test",
        "",
        "EVIL with the number",
    ));
    let guessed = mail(
        "eve@alone.test",
        "Re: Drukarka",
        "e3@alone.test",
        "",
        "EVIL with a guess",
    );
    post.deliver(&guessed.replace(TEAM, "support+r.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@acme.test"));
    post.deliver(&mail(
        "eve@alone.test",
        "Re",
        "e4@alone.test",
        "References: <first@acme.test>\n",
        "EVIL with references",
    ));
    let spoofed = format!(
        "Authentication-Results: {AUTHSERV}; dmarc=fail header.from=acme.test\nCc: eve@alone.test\n{token}"
    );
    let spoofed = mail(
        "ann@acme.test",
        "Re: Drukarka",
        "e5@alone.test",
        &spoofed,
        "EVIL in ann's name",
    );
    post.deliver(&spoofed.replace(&format!("To: {TEAM}"), &format!("To: {reply_to}")));
    post.all_read(&w).await;

    w.ann.get(&path).await.hides("EVIL");
    w.eve.get(&path).await.is(404);
    w.eve.get("/tickets-view?q=4711").await.hides("Drukarka");
    let at_desk = w.olga.get(&format!("/inbox/{conversation}")).await;
    at_desk.shows("EVIL with the token").shows("EVIL in ann");
    for mail in post.sink.taken() {
        assert!(
            mail.to != ["eve@alone.test"] || !readable(&mail).contains("4711"),
            "{}",
            readable(&mail)
        );
    }
}

#[tokio::test]
async fn who_stands_in_copy_is_proposed_and_reads_once_an_agent_adds_them() {
    let mut w = world_posting().await;
    let post = Post::connect(&w).await;
    let copies = format!(
        "Cc: Eve Early <Eve@Alone.test>, olga@desk.test, support+eu@acme.test, {TEAM}, \"x\"@bad.test\n"
    );
    post.deliver(&mail(
        "ann@acme.test",
        "Scanner",
        "copied@acme.test",
        &copies,
        "It does not scan.",
    ));
    post.all_read(&w).await;
    let path = ticket(&w.ann, "Scanner").await;
    w.eve.get(&path).await.is(404);

    let list = w.olga.get("/inbox?view=open&q=scanner").await.body;
    let conversation = list
        .split("href=\"/inbox/")
        .nth(1)
        .and_then(|l| l.split(['?', '"']).next())
        .expect("a conversation")
        .to_owned();
    let at_desk = w.olga.get(&format!("/inbox/{conversation}")).await;
    at_desk
        .shows("Eve Early · eve@alone.test")
        .shows("in the e-mail of Ann Archer")
        .hides("olga@desk.test")
        .hides("support+eu@acme.test")
        .hides("bad.test");
    let record = format!("/tickets/{}", path.rsplit('/').next().expect("an id"));
    w.olga
        .get(&record)
        .await
        .shows("Eve Early · eve@alone.test");
    w.eve.get(&path).await.is(404);

    let add = format!("/inbox/{conversation}/participants");
    w.olga
        .post(&add, &[("email", "eve@alone.test")])
        .await
        .is(303);
    w.eve.get(&path).await.is(200).shows("It does not scan.");
    let page = w.olga.get(&format!("/inbox/{conversation}")).await;
    page.hides("Eve Early · eve@alone.test");
    let ours = [("email", "support+r.x@acme.test")];
    w.olga
        .post(&format!("{record}/participants"), &ours)
        .await
        .is(422);
}

#[tokio::test]
async fn an_agent_accepts_a_mail_of_an_unverified_sender_with_one_click() {
    let mut w = world_posting().await;
    let post = Post::connect(&w).await;
    let failed = format!("Authentication-Results: {AUTHSERV}; dmarc=fail header.from=acme.test\n");
    post.deliver(&mail(
        "ann@acme.test",
        "Looks forged",
        "f@acme.test",
        &failed,
        "But it is me",
    ));
    post.all_read(&w).await;
    w.ann.get("/tickets-view").await.hides("Looks forged");
    let list = w.olga.get("/inbox?view=open").await.body;
    let conversation = path_before(&list, "Looks forged", "/inbox/");
    let page = w.olga.get(&conversation).await;
    w.olga.post(&accepting(&page), &[]).await.is(303);
    w.ann.get("/tickets-view").await.shows("Looks forged");
}

#[tokio::test]
async fn a_mail_that_names_no_sender_says_so_at_the_desk() {
    let mut w = world_posting().await;
    let post = Post::connect(&w).await;
    let raw =
        "Subject: From nobody\nMessage-ID: <n@acme.test>\nContent-Type: text/plain\n\nWho am I?\n";
    post.deliver(raw);
    post.all_read(&w).await;
    let list = w.olga.get("/inbox?view=open").await;
    list.shows("From nobody").shows("(no sender)");
    let conversation = path_before(&list.body, "From nobody", "/inbox/");
    let page = w.olga.get(&conversation).await;
    page.shows("Who am I?").shows("(no sender)");
}

#[tokio::test]
async fn a_forged_mail_says_its_address_and_nobody_is_answered_before_it_is_accepted() {
    let mut w = world_posting().await;
    let post = Post::connect(&w).await;
    let failed = format!("Authentication-Results: {AUTHSERV}; dmarc=fail header.from=alone.test\n");
    let from = "Ann Archer <mallory@alone.test>";
    post.deliver(&mail(from, "Send it here", "m@alone.test", &failed, "Hi"));
    post.all_read(&w).await;
    let list = w.olga.get("/inbox?view=open").await;
    list.shows("Sender not verified");
    let conversation = path_before(&list.body, "Send it here", "/inbox/");
    let page = w.olga.get(&conversation).await;
    page.shows("mallory@alone.test")
        .shows("check of the sender failed")
        .shows("Says to be mallory@alone.test")
        .shows("Nobody would get a reply");
    let reply = format!("{conversation}/reply");
    let written = [("kind", "reply"), ("body", "Which address is it?")];
    let refused = w.olga.post(&reply, &written).await;
    refused
        .is(422)
        .shows("Which address is it?")
        .shows("Nobody would get a reply");
    let comment = [("kind", "comment"), ("body", "Is this her?")];
    w.olga.post(&reply, &comment).await.is(303);

    let page = w.olga.get(&conversation).await;
    w.olga.post(&accepting(&page), &[]).await.is(303);
    w.olga.post(&reply, &written).await.is(303);
    let answer = post.sent_to("mallory@alone.test", "Which address").await;
    assert!(!readable(&answer).contains("Is this her?"));
}

#[tokio::test]
async fn machines_are_filed_and_never_answered() {
    let w = world_posting().await;
    let post = Post::connect(&w).await;
    post.deliver(&mail(
        "robot@alone.test",
        "Out of office",
        "r@alone.test",
        "Auto-Submitted: auto-replied\n",
        "Away",
    ));
    post.deliver(&mail(
        "MAILER-DAEMON@alone.test",
        "Undelivered Mail",
        "b@alone.test",
        "Return-Path: <>\n",
        "It bounced",
    ));
    post.all_read(&w).await;
    assert!(post.sink.taken().is_empty(), "{:?}", post.sink.taken());
}

#[tokio::test]
async fn a_storm_of_answers_gets_few_of_its_own() {
    let w = world_posting().await;
    let post = Post::connect(&w).await;
    for n in 0..12 {
        let subject = format!("Question CANARY{n}");
        post.deliver(&mail(
            "storm@alone.test",
            &subject,
            &format!("q{n}@alone.test"),
            "",
            "CANARY",
        ));
    }
    post.all_read(&w).await;
    let to_storm: Vec<_> = post
        .sink
        .taken()
        .into_iter()
        .filter(|mail| mail.to == ["storm@alone.test"])
        .collect();
    assert!(to_storm.len() <= 1, "{}", to_storm.len());
    assert!(
        to_storm
            .iter()
            .all(|mail| !String::from_utf8_lossy(&mail.raw).contains("CANARY"))
    );
}

#[tokio::test]
async fn the_same_mail_twice_is_one() {
    let mut w = world_posting().await;
    let post = Post::connect(&w).await;
    for _ in 0..3 {
        post.deliver(&mail(
            "ann@acme.test",
            "Only once",
            "once@acme.test",
            "",
            "please",
        ));
    }
    post.all_read(&w).await;
    assert_eq!(
        w.ann
            .get("/tickets-view")
            .await
            .body
            .matches("Only once")
            .count(),
        1
    );
}

#[tokio::test]
async fn a_broken_mail_is_set_aside_and_the_next_one_arrives() {
    let mut w = world_posting().await;
    let post = Post::connect(&w).await;
    let many = "--x\n\npart\n".repeat(1_500);
    let bomb = format!(
        "From: ann@acme.test\nSubject: Bomb\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n{many}--x--\n"
    );
    post.deliver(&bomb);
    post.deliver_raw(b"\xff\xfe\x00garbage without any header");
    post.deliver(&mail(
        "ann@acme.test",
        "After the bomb",
        "a@acme.test",
        "",
        "still here",
    ));
    sees(&w.ann, "/tickets-view", "After the bomb").await;
    w.it.pass(60 * 60 * 1000);
    sees(&w.olga, "/set-aside", "Bomb").await;
    w.ann.get("/tickets-view").await.hides("Bomb");
}

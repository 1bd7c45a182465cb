//! Agents at work.

use crate::support::world;

#[tokio::test]
async fn an_agent_assigns_answers_and_closes_and_the_customer_sees_it() {
    let mut w = world().await;
    let at = w.conversation();
    w.olga
        .get("/inbox?view=unassigned")
        .await
        .shows("Printer burns");
    w.olga
        .post(&format!("{at}/assign"), &[("owner_id", "me")])
        .await
        .is(303);
    w.olga.get("/inbox?view=mine").await.shows("Printer burns");
    w.ann.get(&w.printer()).await.shows("Olga Agent");
    w.olga
        .post(
            &format!("{at}/reply"),
            &[("kind", "reply"), ("body", "Solved"), ("close", "1")],
        )
        .await
        .is(303);
    w.ann
        .get(&w.printer())
        .await
        .shows("Solved")
        .shows("This ticket is closed");
    w.olga
        .get("/inbox?view=closed")
        .await
        .shows("Printer burns");
}

#[tokio::test]
async fn a_portal_reply_stands_on_the_timeline_as_an_incoming_mail() {
    let mut w = world().await;
    w.ann
        .post(&format!("{}/reply", w.printer()), &[("body", "More smoke")])
        .await
        .is(303);
    let record = w
        .olga
        .get(&format!("/tickets/{}", w.printer.ticket_id))
        .await;
    record.shows("More smoke").shows("Ann Archer");
}

#[tokio::test]
async fn a_logged_call_is_a_ticket_without_a_conversation_until_the_customer_writes() {
    let mut w = world().await;
    let call = [
        ("email", "eve@alone.test"),
        ("name", "Eve Early"),
        ("subject", "Called about the scanner"),
        ("notes", "CANARY she was angry"),
        ("direction", "in"),
        ("minutes", "5"),
    ];
    let logged = w.olga.post("/calls/new", &call).await;
    let id = logged
        .goes_to("/tickets/")
        .location()
        .rsplit('/')
        .next()
        .expect("an id")
        .to_owned();
    w.olga.get(&format!("/tickets/{id}")).await.shows("CANARY");
    let path = format!("/tickets-view/{id}");
    w.eve
        .get("/tickets-view")
        .await
        .shows("Called about the scanner");
    w.eve.get(&path).await.is(200).hides("CANARY");
    assert!(
        w.mails().await.iter().all(|(to, _)| to != "eve@alone.test"),
        "the call was the answer"
    );
    w.eve
        .post(&format!("{path}/reply"), &[("body", "It scans again")])
        .await
        .is(303);
    w.eve.get(&path).await.shows("It scans again");
    w.olga
        .get("/inbox?view=open")
        .await
        .shows("Called about the scanner");
}

#[tokio::test]
async fn an_empty_answer_is_refused_and_a_comment_says_who_reads_it() {
    let mut w = world().await;
    let at = w.conversation();
    w.olga
        .post(&format!("{at}/reply"), &[("kind", "reply"), ("body", "")])
        .await
        .is(422);
    w.olga
        .get(&at)
        .await
        .shows("only your team sees this")
        .shows("ann@acme.test");
}

#[tokio::test]
async fn stages_are_called_in_the_agents_language_and_waiting_looks_different() {
    let mut w = world().await;
    let at = w.conversation();
    let tx = w.it.app.db.begin().await.expect("a transaction");
    let polish = "update agents set language = 'pl' where account_id = $1";
    tx.run(polish, db::params![w.account_id])
        .await
        .expect("a change");
    tx.commit().await.expect("a commit");
    let waits = [("stage_id", "2")];
    w.olga.post(&format!("{at}/stage"), &waits).await.is(303);
    let record = format!("/tickets/{}", w.printer.ticket_id);
    for path in [at.as_str(), "/inbox?view=open", "/tickets", &record] {
        w.olga
            .get(path)
            .await
            .shows("<span class=\"tag wait\">Czeka na klienta</span>")
            .hides("Waiting on contact");
    }
}

#[tokio::test]
async fn the_inbox_shows_the_beginning_of_a_text_without_its_marks() {
    let mut w = world().await;
    w.ann
        .post(
            &format!("{}/reply", w.printer()),
            &[("body", "More **smoke** in _room_ 5")],
        )
        .await
        .is(303);
    let inbox = w.olga.get("/inbox?view=open").await;
    inbox.shows("More smoke in room 5").hides("**");
}

#[tokio::test]
async fn a_note_that_is_sent_twice_is_one_and_a_number_finds_its_ticket() {
    let mut w = world().await;
    let record = format!("/tickets/{}", w.printer.ticket_id);
    let once = w.olga.get(&record).await.hidden("once");
    let note = [("once", &*once), ("note", "She called at noon")];
    for _ in 0..2 {
        w.olga
            .post(&format!("{record}/note"), &note)
            .await
            .goes_to(&record);
    }
    let page = w.olga.get(&record).await;
    assert_eq!(page.body.matches("She called at noon").count(), 1);
    let said = [("subject", "Something else"), ("body", "As in #1")];
    w.bob.post("/tickets-view/new", &said).await.is(303);
    w.olga
        .get("/inbox?view=all&q=%231")
        .await
        .shows("Printer burns")
        .hides("Something else");
}

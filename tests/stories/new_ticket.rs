//! A customer opens a ticket [P7].

use crate::support::{Answer, world};

fn ticket_path(answer: &Answer) -> String {
    answer.goes_to("/tickets-view/").location().to_owned()
}

#[tokio::test]
async fn a_new_ticket_is_in_the_list_and_at_the_desk() {
    let mut w = world().await;
    let form = w.eve.get("/tickets-view/new").await;
    let once = form.is(200).hidden("once");
    let fields = [
        ("once", once.as_str()),
        ("subject", "Zażółć gęślą jaźń"),
        ("body", "Nie działa drukarka"),
    ];
    let path = ticket_path(&w.eve.post("/tickets-view/new", &fields).await);
    assert_eq!(
        path,
        ticket_path(&w.eve.post("/tickets-view/new", &fields).await),
        "sent twice, it is one"
    );
    w.eve
        .get(&path)
        .await
        .shows("Nie działa drukarka")
        .shows("We have it. Number 2. We will write to eve@alone.test");
    w.eve.get("/tickets-view").await.shows("Zażółć gęślą jaźń");
    w.olga
        .get("/inbox?view=unassigned")
        .await
        .shows("Zażółć gęślą jaźń");
    w.bob.get(&path).await.is(404);
}

#[tokio::test]
async fn what_is_missing_is_said_and_what_was_typed_stays() {
    let mut w = world().await;
    let answer = w
        .eve
        .post(
            "/tickets-view/new",
            &[("subject", ""), ("body", "Something long")],
        )
        .await;
    answer
        .is(422)
        .shows("Enter Subject")
        .shows("Something long")
        .shows("aria-invalid");
    let long = "x".repeat(250);
    w.eve
        .post("/tickets-view/new", &[("subject", &long), ("body", "y")])
        .await
        .is(422)
        .shows("50 characters too many");
}

#[tokio::test]
async fn a_new_ticket_can_follow_a_closed_one() {
    let mut w = world().await;
    let closed = w.printer();
    w.ann.post(&format!("{closed}/close"), &[]).await.is(303);
    let id = w.printer.ticket_id.to_string();
    w.ann
        .get(&format!("/tickets-view/new?follows={id}"))
        .await
        .shows("Follows on from the closed ticket #1")
        .shows("Printer burns");
    w.eve
        .get(&format!("/tickets-view/new?follows={id}"))
        .await
        .is(404);
    let path = ticket_path(
        &w.ann
            .post(
                "/tickets-view/new",
                &[("follows", &id), ("subject", "Again"), ("body", "z")],
            )
            .await,
    );
    w.ann.get(&path).await.shows(&closed);
}

#[tokio::test]
async fn a_ticket_of_files_alone_that_is_sent_twice_is_one() {
    let mut w = world().await;
    let once = w.ann.get("/tickets-view/new").await.hidden("once");
    let sent = [("file", "plan.txt", b"a plan".as_slice())];
    let sent = w.ann.upload("/tickets-view/uploads", &sent).await;
    let id = sent.body.split("\"id\":\"").nth(1).expect("an id");
    let id = id.split('"').next().expect("an id").to_owned();
    let fields = [
        ("subject", "The plan"),
        ("body", ""),
        ("once", &once),
        ("upload", &id),
    ];
    let first = w.ann.post("/tickets-view/new", &fields).await;
    first.is(303);
    let again = w.ann.post("/tickets-view/new", &fields).await;
    again.is(303);
    assert_eq!(first.location(), again.location());
    w.ann.get(first.location()).await.shows("plan.txt");
}

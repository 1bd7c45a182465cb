//! An agent's own account at the desk: name, language, password, and where they are signed in.

use crate::support::{PASSWORD, World, world};

const NEW: &str = "seven green bottles";

async fn olga_elsewhere(w: &World) -> crate::support::Visitor {
    w.it.desk().sign_in("olga@desk.test").await
}

#[tokio::test]
async fn an_agent_sets_another_password_with_the_old_one_and_is_signed_out_elsewhere() {
    let mut w = world().await;
    let mut elsewhere = olga_elsewhere(&w).await;
    let wrong = [("old_password", "not this one"), ("password", NEW)];
    w.olga.post("/me/password", &wrong).await.is(422);
    let easy = [("old_password", PASSWORD), ("password", "password1")];
    w.olga.post("/me/password", &easy).await.is(422);
    elsewhere.get("/inbox").await.is(200);
    let right = [("old_password", PASSWORD), ("password", NEW)];
    w.olga.post("/me/password", &right).await.goes_to("/me");
    w.olga.get("/inbox").await.is(200);
    elsewhere.get("/inbox").await.goes_to("/sign-in");
    for (word, status) in [(PASSWORD, 422), (NEW, 303)] {
        let fields = [("email", "olga@desk.test"), ("password", word)];
        w.it.desk().post("/sign-in", &fields).await.is(status);
    }
    let mails = w.mails().await;
    let told = mails.iter().find(|(to, _)| to == "olga@desk.test");
    let (_, mail) = told.expect("a mail to olga");
    let mail = mail::parse::parse(mail.as_bytes()).expect("a mail");
    assert!(mail.text.contains("was changed"), "{}", mail.text);
}

#[tokio::test]
async fn an_agent_sees_where_they_are_signed_in_and_ends_it() {
    let mut w = world().await;
    let mut elsewhere = olga_elsewhere(&w).await;
    let page = w.olga.get("/me").await;
    page.shows("Where you are signed in").shows("This device");
    let one = page
        .body
        .split("action=\"")
        .find(|it| it.starts_with("/me/sessions/"));
    let one = one.and_then(|it| it.split('"').next()).expect("a button");
    // nobody ends the session of somebody else
    w.ann
        .at("desk.test")
        .post(one, &[])
        .await
        .goes_to("/sign-in");
    elsewhere.get("/inbox").await.is(200);
    w.olga.post(one, &[]).await.goes_to("/me");
    elsewhere.get("/inbox").await.goes_to("/sign-in");
    let mut again = olga_elsewhere(&w).await;
    w.olga.post("/me/sessions", &[]).await.goes_to("/me");
    again.get("/inbox").await.goes_to("/sign-in");
    w.olga.get("/inbox").await.is(200);
}

#[tokio::test]
async fn an_agent_has_another_name_and_language_at_once() {
    let mut w = world().await;
    let fields = [
        ("first_name", ""),
        ("last_name", "Nowak"),
        ("language", "xx"),
    ];
    w.olga
        .post("/me", &fields)
        .await
        .is(422)
        .shows("value=\"Nowak\"");
    let fields = [
        ("first_name", "Ola"),
        ("last_name", "Nowak"),
        ("language", "pl"),
    ];
    w.olga.post("/me", &fields).await.goes_to("/me");
    w.olga
        .get("/me")
        .await
        .shows("Moje konto")
        .shows("Ola Nowak");
}

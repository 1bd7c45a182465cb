//! For whom mails to members speak, and how: the portal that they use, in their language.

use portals::domains::{self, Domain};

use crate::support::{World, world};

const POLISH: &str = "pomoc.test";

/// A further portal in Polish, on its own domain.
async fn polish_portal(w: &World) {
    let tx = w.it.app.db.begin().await.expect("a transaction");
    let first = portals::portals::first(&tx, w.account_id).await;
    let first = first.expect("a query").expect("a portal");
    let mut settings = first.settings.0.clone();
    settings.title = "Pomoc Acme".into();
    let id = portals::portals::save(&tx, &w.it.app, w.account_id, "Polish", &settings)
        .await
        .expect("a portal");
    let domain = Domain {
        host: POLISH.into(),
        portal_id: id,
        origin: format!("http://{POLISH}"),
        language: "pl".into(),
        idle_minutes: 0,
        is_primary: false,
        consent: None,
    };
    domains::save(&tx, &w.it.app, w.account_id, &domain)
        .await
        .expect("a domain");
    tx.commit().await.expect("a commit");
}

/// What the newest mail to Ann says.
async fn newest(w: &World) -> String {
    let mails = w.mails().await;
    let (_, raw) = mails
        .iter()
        .find(|(to, _)| to == "ann@acme.test")
        .expect("a mail");
    let read = mail::parse::parse(raw.as_bytes()).expect("our own mail can be read");
    format!("{}\n{}", read.subject, read.text)
}

#[tokio::test]
async fn a_member_is_written_to_for_the_portal_that_they_use() {
    let mut w = world().await;
    polish_portal(&w).await;
    w.answer("Try again now").await;
    let said = newest(&w).await;
    assert!(said.contains("http://help.test/"), "{said}");

    let mut there = w.it.portal().at(POLISH).sign_in("ann@acme.test").await;
    let said = newest(&w).await;
    assert!(said.contains("Nowe logowanie: Pomoc Acme"), "{said}");
    assert!(said.contains("http://pomoc.test/account"), "{said}");
    w.answer("Once more, please").await;
    let said = newest(&w).await;
    assert!(said.contains("Nowa odpowied\u{17a}:"), "{said}");
    assert!(said.contains("http://pomoc.test/"), "{said}");
    assert!(!said.contains("http://help.test/"), "{said}");

    // what they chose goes before what the portal speaks
    let english = [
        ("first_name", "Ann"),
        ("language", "en"),
        ("time_zone", "Europe/Warsaw"),
    ];
    there.post("/account", &english).await.is(303);
    w.answer("And now?").await;
    let said = newest(&w).await;
    assert!(said.contains("replied: "), "{said}");
    assert!(said.contains("http://pomoc.test/"), "{said}");
}

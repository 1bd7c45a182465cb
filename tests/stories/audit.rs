//! The audit log of administrators.

use base::event::KINDS;

use crate::support::world;

#[tokio::test]
async fn administrators_see_who_did_what_and_nobody_else_does() {
    let mut w = world().await;
    w.olga.get("/settings/audit").await.is(403);
    let guess = [("email", "Ann@acme.test"), ("password", "a guess")];
    w.it.portal().post("/sign-in", &guess).await.is(422);
    let mut root = w.it.desk().sign_in("root@desk.test").await;
    let all = root.get("/settings/audit").await;
    all.is(200)
        .shows("A sign-in failed")
        .shows("ann@acme.test")
        .shows("Somebody signed in")
        .shows("Bob Baker");
    let failed = root.get("/settings/audit?kind=sign_in_failed").await;
    failed
        .shows("A sign-in failed")
        .shows("ann@acme.test")
        .hides("Bob Baker");
    let of_ann = root.get("/settings/audit?who=ANN%40acme.test").await;
    of_ann
        .shows("Ann Archer")
        .shows("href=\"/tickets/")
        .hides("Bob Baker");
    let both = root
        .get("/settings/audit?who=ann@acme.test&kind=sign_in_failed")
        .await;
    both.shows("ann@acme.test").hides("href=\"/tickets/");
    root.get("/settings/audit?who=nobody@acme.test")
        .await
        .is(200)
        .shows("Nothing of that kind has happened");
}

#[tokio::test]
async fn every_page_is_as_near_as_the_first() {
    let w = world().await;
    for n in 0..60 {
        let address = format!("guess{n}@acme.test");
        let guess = [("email", address.as_str()), ("password", "a guess")];
        w.it.portal().post("/sign-in", &guess).await.is(422);
    }
    let mut root = w.it.desk().sign_in("root@desk.test").await;
    let first = root.get("/settings/audit?kind=sign_in_failed").await;
    first.shows("guess59@").shows("guess10@").hides("guess9@");
    let next = first.body.split("href=\"/settings/audit?at=").nth(1);
    let next = next
        .and_then(|rest| rest.split('"').next())
        .expect("a next page")
        .replace("&amp;", "&");
    let second = root.get(&format!("/settings/audit?at={next}")).await;
    second.shows("guess9@").shows("guess0@").hides("guess10@");
    let back = second.body.split("href=\"/settings/audit?at=").nth(1);
    let back = back
        .and_then(|rest| rest.split('"').next())
        .expect("a previous page")
        .replace("&amp;", "&");
    root.get(&format!("/settings/audit?at={back}"))
        .await
        .shows("guess59@")
        .hides("guess9@");
}

#[tokio::test]
async fn every_kind_has_a_name_in_every_language() {
    let w = world().await;
    for tag in ["en", "pl"] {
        for kind in KINDS {
            let key = format!("audit-{}", kind.replace('_', "-"));
            let name = w.it.app.views.locale(tag).text(&key, &[]);
            assert!(!name.contains("audit-"), "{tag}: {kind}");
        }
    }
}

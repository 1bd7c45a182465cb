//! A copy of one's own data: asked for, gathered, fetched once.

use db::params;

use crate::support::{World, world};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The address that the copy is fetched from.
async fn copy(w: &mut World) -> String {
    w.ann
        .post("/account/data", &[])
        .await
        .goes_to("/account/data");
    w.it.work().await;
    let page = w.ann.get("/account/data").await;
    page.is(200).shows("Your copy is ready");
    let link = page.body.split("action=\"/account/data/").nth(1);
    let id = link
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_default();
    format!("/account/data/{id}")
}

/// How many files the store holds.
fn stored(w: &World) -> usize {
    let folders = std::fs::read_dir(&w.it.app.config.files).expect("the store");
    folders
        .flatten()
        .filter(|entry| entry.file_name() != "incoming")
        .map(|entry| std::fs::read_dir(entry.path()).map_or(0, Iterator::count))
        .sum()
}

#[tokio::test]
async fn a_copy_holds_what_is_ones_own_and_nothing_else() {
    let mut w = world().await;
    w.comment("CANARYzx81 she is wrong").await;
    w.answer("We are looking into it").await;
    let reply = format!("{}/reply", w.printer());
    let parts: [(&str, &str, &[u8]); 2] = [
        ("body", "", b"See this"),
        ("files", "smoke.txt", b"a lot of smoke"),
    ];
    w.ann.upload(&reply, &parts).await.is(303);
    let of_bob = [("subject", "Secrets of Bob"), ("body", "x")];
    w.bob.post("/tickets-view/new", &of_bob).await.is(303);
    let path = copy(&mut w).await;
    let zip = w.ann.post(&path, &[]).await;
    zip.is(200);
    assert_eq!(zip.headers["content-type"], "application/octet-stream");
    for own in [
        "profile.json",
        "ann@acme.test",
        "tickets/1/ticket.json",
        "The printer on the second floor burns",
        "We are looking into it",
        "smoke.txt",
        "a lot of smoke",
    ] {
        zip.shows(own);
    }
    for foreign in ["CANARYzx81", "Secrets of Bob", "bob@acme.test", "argon2"] {
        zip.hides(foreign);
    }
}

#[tokio::test]
async fn a_copy_is_fetched_once_and_by_nobody_else() {
    let mut w = world().await;
    let before = stored(&w);
    let path = copy(&mut w).await;
    assert_eq!(stored(&w), before + 1);
    let mails = w.mails().await;
    assert!(
        mails
            .iter()
            .any(|(to, mail)| to == "ann@acme.test" && mail.contains("Your data is ready"))
    );
    w.bob.post(&path, &[]).await.is(404);
    w.it.portal().post(&path, &[]).await.goes_to("/sign-in");
    w.ann.post(&path, &[]).await.is(200);
    w.ann.post(&path, &[]).await.is(404);
    assert_eq!(stored(&w), before, "it is deleted");
    w.ann
        .get("/account/data")
        .await
        .is(200)
        .shows("You have downloaded the copy");
}

#[tokio::test]
async fn one_copy_is_made_at_a_time_and_it_does_not_wait_for_ever() {
    let mut w = world().await;
    let before = stored(&w);
    w.ann.post("/account/data", &[]).await.is(303);
    w.ann
        .get("/account/data")
        .await
        .shows("We are gathering your data");
    let path = copy(&mut w).await;
    let sql = "select count(*) from data_requests where account_id = $1";
    let count: i64 = w.it.app.db.one(sql, params![w.account_id]).await.unwrap();
    assert_eq!(count, 1);
    w.it.pass(7 * DAY_MS + 1);
    let mut ann = w.it.portal().sign_in("ann@acme.test").await;
    ann.post(&path, &[]).await.is(404);
    w.it.work().await;
    assert_eq!(stored(&w), before, "it is deleted");
    ann.get("/account/data")
        .await
        .is(200)
        .shows("did not download the copy in time");
    ann.post("/account/data", &[]).await.is(303);
}

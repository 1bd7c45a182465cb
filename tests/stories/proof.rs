//! A session alone, perhaps left open, adds no new way in: the same at the desk and in the portal.

use db::params;

use crate::support::{PASSWORD, PLACES, world};

const SIX_MINUTES: i64 = 6 * 60 * 1000;

#[tokio::test]
async fn an_app_or_a_passkey_is_added_only_after_a_proof() {
    for place in PLACES {
        let w = world().await;
        let mut visitor = place.signed_in(&w).await;
        let (factor, passkeys) = (place.path("factor"), place.path("passkeys"));
        let (confirm, options) = (place.path("confirm"), place.path("passkeys/options"));
        // what was begun in time may be finished
        let page = visitor.get(&factor).await;
        let (setup, pass, secret) = (page.hidden("setup"), page.hidden("pass"), page.secret());
        w.it.pass(SIX_MINUTES);
        visitor.get(&factor).await.goes_to(&confirm);
        visitor.get(&passkeys).await.is(200).shows(&confirm);
        visitor.post(&options, &[]).await.is(403);
        let forged = [("setup", &*setup), ("code", &w.it.code(&secret))];
        visitor.post(&factor, &forged).await.goes_to(&confirm);
        let mut other = place.signed_in(&w).await;
        w.it.pass(SIX_MINUTES);
        let code = w.it.code(&secret);
        let begun = [("setup", &*setup), ("pass", &*pass), ("code", &*code)];
        other.post(&factor, &begun).await.goes_to(&confirm);
        visitor.post(&factor, &begun).await.is(200);

        let asked = format!("{confirm}?to=passkeys");
        visitor.get(&asked).await.is(200).shows("name=\"password\"");
        let guess = [("password", "a guess")];
        visitor.post(&asked, &guess).await.is(422);
        visitor.post(&options, &[]).await.is(403);
        let right = [("password", PASSWORD)];
        visitor.post(&asked, &right).await.goes_to(&passkeys);
        visitor.add_passkey(place.at, place.origin, "Mine").await;
        w.it.pass(SIX_MINUTES);
        visitor.post(&options, &[]).await.is(403);
    }
}

#[tokio::test]
async fn whoever_has_nothing_to_prove_it_by_signs_in_again() {
    let mut w = world().await;
    let tx = w.it.app.db.begin().await.unwrap();
    let sql = "update members set password_hash = '' where account_id = $1";
    tx.run(sql, params![w.account_id]).await.unwrap();
    tx.commit().await.unwrap();
    w.it.pass(SIX_MINUTES);
    w.ann
        .get("/account/confirm?to=factor")
        .await
        .hides("name=\"password\"")
        .shows("sign in again");
    w.ann.post("/account/confirm?to=factor", &[]).await.is(422);
}

#[tokio::test]
async fn agents_are_told_of_changes_in_their_own_language() {
    let w = world().await;
    let tx = w.it.app.db.begin().await.unwrap();
    let sql = "update agents set language = 'pl' where account_id = $1 and email = 'max@desk.test'";
    tx.run(sql, params![w.account_id]).await.unwrap();
    tx.commit().await.unwrap();
    let mut max = w.it.desk().sign_in("max@desk.test").await;
    max.set_up_app(&w.it, "/me").await;
    let mails = w.mails().await;
    let told: Vec<_> = mails
        .iter()
        .filter(|(to, _)| to == "max@desk.test")
        .collect();
    assert_eq!(told.len(), 1);
    let mail = mail::parse::parse(told[0].1.as_bytes()).expect("our own mail");
    assert!(mail.text.contains("drugi krok logowania"), "{}", mail.text);
    assert!(mail.text.contains("http://desk.test/me"), "{}", mail.text);
}

#[tokio::test]
async fn challenges_for_passkeys_are_counted_by_network() {
    for place in PLACES {
        let w = world().await;
        let mut there = (place.visitor)(&w.it).from("203.0.113.9");
        let options = "/sign-in/passkey/options";
        for _ in 0..200 {
            there.post(options, &[]).await.is(200);
        }
        there.post(options, &[]).await.is(429);
        let mut elsewhere = there.from("203.0.113.10");
        elsewhere.post(options, &[]).await.is(200);
        // signing in by the password is another door
        let form = [("email", place.email), ("password", PASSWORD)];
        there.post("/sign-in", &form).await.is(303);
    }
}

//! Passkeys: the same for agents at the desk and members in the portal.

use db::params;

use crate::support::{Authenticator, DESK_ORIGIN, MAX, PLACES, world};

#[tokio::test]
async fn a_passkey_signs_in_without_a_name_or_a_password_and_can_be_renamed_and_removed() {
    for place in PLACES {
        let w = world().await;
        let mut first = place.signed_in(&w).await;
        let mut key = first.add_passkey(place.at, place.origin, "My phone").await;
        let list = place.path("passkeys");
        first
            .get(&list)
            .await
            .shows("My phone")
            .shows("Not used yet");
        // an app's codes are not asked for: the passkey has checked who holds it
        first.set_up_app(&w.it, place.at).await;
        let mut visitor = (place.visitor)(&w.it);
        visitor.enter_by(&mut key).await.goes_to("/");
        visitor.get(place.inside).await.is(200);
        let page = visitor.get(&list).await;
        page.shows("Last used");
        let one = page
            .body
            .split(&format!("href=\"{list}/"))
            .nth(1)
            .expect("a link");
        let one = format!("{list}/{}", one.split('"').next().expect("an id"));
        visitor.post(&one, &[("name", "")]).await.is(422);
        visitor.post(&one, &[("name", "Old phone")]).await.is(303);
        visitor
            .get(&list)
            .await
            .shows("Old phone")
            .hides("My phone");
        let remove = format!("{one}/remove");
        visitor.get(&remove).await.shows("Remove “Old phone”");
        visitor.post(&remove, &[("password", "nope")]).await.is(422);
        let prove = place.path("prove");
        let mut other = Authenticator::at(place.origin);
        visitor
            .use_passkey(&mut other, (&prove, &remove), &[])
            .await
            .is(422);
        visitor
            .use_passkey(&mut key, (&prove, &remove), &[])
            .await
            .is(303);
        visitor.get(&list).await.hides("Old phone");
        (place.visitor)(&w.it).enter_by(&mut key).await.is(422);
        let all = [
            "passkey_added",
            "factor_on",
            "passkey_renamed",
            "passkey_removed",
        ];
        assert_eq!(w.credentials_changed().await, all);
    }
}

#[tokio::test]
async fn a_challenge_is_answered_once_in_time_and_only_for_what_it_was_given_out() {
    for place in PLACES {
        let w = world().await;
        let mut first = place.signed_in(&w).await;
        let mut key = first.add_passkey(place.at, place.origin, "").await;
        let mut visitor = (place.visitor)(&w.it);
        let begun = visitor.post("/sign-in/passkey/options", &[]).await;
        let (ceremony, options) = begun.ceremony();
        let given = key.get(&options);
        let fields = [("ceremony", &*ceremony), ("passkey", &given)];
        visitor
            .clone()
            .post("/sign-in/passkey", &fields)
            .await
            .is(303);
        visitor
            .post("/sign-in/passkey", &fields)
            .await
            .is(422)
            .shows("took too long");
        // what was given out to prove somebody signs nobody in
        let (ceremony, options) = first.post(&place.path("prove"), &[]).await.ceremony();
        let given = key.get(&options);
        let fields = [("ceremony", &*ceremony), ("passkey", &given)];
        visitor.post("/sign-in/passkey", &fields).await.is(422);
        let (ceremony, options) = visitor
            .post("/sign-in/passkey/options", &[])
            .await
            .ceremony();
        let given = key.get(&options);
        w.it.pass(11 * 60_000);
        let fields = [("ceremony", &*ceremony), ("passkey", &given)];
        visitor
            .post("/sign-in/passkey", &fields)
            .await
            .is(422)
            .shows("took too long");
        visitor.get(place.inside).await.goes_to("/sign-in");
    }
}

#[tokio::test]
async fn a_passkey_that_was_asked_for_elsewhere_or_did_not_check_its_owner_or_was_copied_is_refused()
 {
    for place in PLACES {
        let w = world().await;
        let mut first = place.signed_in(&w).await;
        let mut key = first.add_passkey(place.at, place.origin, "").await;
        let visitor = (place.visitor)(&w.it);
        key.origin = "http://desk.test.evil.test".into();
        visitor
            .clone()
            .enter_by(&mut key)
            .await
            .is(422)
            .shows("not accepted");
        key.origin = place.origin.into();
        let flags = std::mem::replace(&mut key.flags, 1);
        visitor.clone().enter_by(&mut key).await.is(422);
        key.flags = flags;
        key.counter = 7;
        visitor.clone().enter_by(&mut key).await.is(303);
        key.counter = 3;
        visitor.clone().enter_by(&mut key).await.is(422);
        visitor
            .clone()
            .post("/sign-in/passkey", &[("passkey", "{}")])
            .await
            .is(422);
        let (ceremony, _) = visitor
            .clone()
            .post("/sign-in/passkey/options", &[])
            .await
            .ceremony();
        let broken = [("ceremony", &*ceremony), ("passkey", "{}")];
        visitor
            .clone()
            .post("/sign-in/passkey", &broken)
            .await
            .is(422);
    }
}

#[tokio::test]
async fn one_persons_passkey_is_not_anothers_to_see_rename_or_remove() {
    let w = world().await;
    let mut max = w.it.desk().sign_in(MAX).await;
    let mut key = max.add_passkey("/me", DESK_ORIGIN, "Key of Max").await;
    let page = max.get("/me/passkeys").await;
    let one = page
        .body
        .split("href=\"/me/passkeys/")
        .nth(1)
        .expect("a link");
    let one = format!("/me/passkeys/{}", one.split('"').next().expect("an id"));
    let mut olga = w.olga.clone();
    olga.get("/me/passkeys").await.hides("Key of Max");
    olga.get(&one).await.is(404);
    olga.post(&one, &[("name", "mine")]).await.is(404);
    let word = [("password", "correct horse battery staple")];
    olga.post(&format!("{one}/remove"), &word).await.is(404);
    // nor does it prove that somebody is olga
    olga.set_up_app(&w.it, "/me").await;
    olga.use_passkey(&mut key, ("/me/prove", "/me/factor/off"), &[])
        .await
        .is(422);
}

#[tokio::test]
async fn an_agent_who_was_disabled_does_not_come_in_by_a_passkey() {
    let w = world().await;
    let mut max = w.it.desk().sign_in(MAX).await;
    let mut key = max.add_passkey("/me", DESK_ORIGIN, "").await;
    let tx = w.it.app.db.begin().await.expect("a transaction");
    let sql = "update agents set disabled_at = $1 where email = $2";
    tx.run(sql, params![w.it.app.now(), MAX])
        .await
        .expect("disabled");
    tx.commit().await.expect("a commit");
    w.it.desk().enter_by(&mut key).await.is(422);
}

#[tokio::test]
async fn where_only_the_identity_provider_opens_the_portal_a_passkey_does_not() {
    use portals::portals::Entry;
    let w = world().await;
    let mut ann = w.ann.clone();
    let mut key = ann.add_passkey("/account", "http://help.test", "").await;
    let mut early = w.it.portal();
    early.enter_by(&mut key).await.is(303);
    let (ceremony, options) =
        w.it.portal()
            .post("/sign-in/passkey/options", &[])
            .await
            .ceremony();
    w.set(|settings| settings.access.kind = Entry::Sso).await;
    early.get("/tickets-view").await.goes_to("/access-denied");
    let mut visitor = w.it.portal();
    visitor.get("/sign-in").await.hides("passkey");
    visitor.post("/sign-in/passkey/options", &[]).await.is(403);
    let given = key.get(&options);
    let fields = [("ceremony", &*ceremony), ("passkey", &given)];
    visitor.post("/sign-in/passkey", &fields).await.is(403);
}

#[tokio::test]
async fn a_member_who_was_disabled_does_not_come_in_by_a_passkey() {
    let w = world().await;
    let mut ann = w.ann.clone();
    let mut key = ann.add_passkey("/account", "http://help.test", "").await;
    let contact = w.member().await.contact_id;
    let tx = w.it.app.db.begin().await.expect("a transaction");
    let by = base::Actor::system();
    portals::members::disable(&tx, &w.it.app, w.account_id, &by, contact, true)
        .await
        .expect("disabled");
    tx.commit().await.expect("a commit");
    let mut visitor = w.it.portal();
    visitor.enter_by(&mut key).await.is(403);
    visitor.get("/tickets-view").await.goes_to("/sign-in");
}

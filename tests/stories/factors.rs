//! The second step of signing in: the same for agents at the desk and members in the portal.

use db::params;

use crate::support::{
    DESK_ORIGIN, MAX, PASSWORD, PLACES, TestApp, Visitor, World, world, world_with,
};

async fn root(w: &World) -> Visitor {
    w.it.desk().sign_in("root@desk.test").await
}

#[tokio::test]
async fn a_code_is_asked_for_after_the_password_and_works_once() {
    for place in PLACES {
        let w = world().await;
        let mut first = place.signed_in(&w).await;
        let path = place.path("factor");
        let page = first.get(&path).await;
        page.is(200).shows("Scan this code").shows("<svg");
        let setup = page.hidden("setup");
        let wrong = [("setup", &*setup), ("code", "000000")];
        let again = first.post(&path, &wrong).await;
        again.is(422).shows("This code is wrong");
        assert_eq!(again.secret(), page.secret(), "the app need not scan again");
        let (secret, _) = first.set_up_app(&w.it, place.at).await;
        first
            .get(&path)
            .await
            .shows("It is on")
            .shows("10 recovery codes left");

        w.it.pass(60_000);
        let mut visitor = (place.visitor)(&w.it);
        visitor
            .give_password(place.email)
            .await
            .goes_to("/sign-in/code");
        visitor.get(place.inside).await.goes_to("/sign-in");
        visitor
            .get("/sign-in/code")
            .await
            .is(200)
            .shows("Second step");
        visitor
            .post("/sign-in/code", &[("code", "000000")])
            .await
            .is(422);
        visitor.get(place.inside).await.goes_to("/sign-in");
        let code = w.it.code(&secret);
        visitor
            .post("/sign-in/code", &[("code", &code)])
            .await
            .is(303);
        visitor.get(place.inside).await.is(200);

        let mut second = (place.visitor)(&w.it);
        second
            .give_password(place.email)
            .await
            .goes_to("/sign-in/code");
        second
            .post("/sign-in/code", &[("code", &code)])
            .await
            .is(422);
        assert_eq!(w.credentials_changed().await, ["factor_on"]);
    }
}

#[tokio::test]
async fn the_second_step_is_nothing_without_the_first_and_has_a_budget_of_its_own() {
    for place in PLACES {
        let w = world().await;
        let (secret, _) = place.signed_in(&w).await.set_up_app(&w.it, place.at).await;
        w.it.pass(60_000);
        let code = w.it.code(&secret);
        let mut nobody = (place.visitor)(&w.it);
        nobody
            .post("/sign-in/code", &[("code", &code)])
            .await
            .goes_to("/sign-in?");
        nobody
            .post("/sign-in/code/options", &[])
            .await
            .goes_to("/sign-in?");
        let mut visitor = (place.visitor)(&w.it);
        visitor
            .give_password(place.email)
            .await
            .goes_to("/sign-in/code");
        for _ in 0..10 {
            visitor
                .post("/sign-in/code", &[("code", "aaaaa-aaaaa")])
                .await
                .is(422);
        }
        visitor
            .post("/sign-in/code", &[("code", &code)])
            .await
            .is(429);
        w.it.pass(11 * 60_000);
        visitor.get("/sign-in/code").await.goes_to("/sign-in?");
    }
}

#[tokio::test]
async fn a_recovery_code_works_once_as_people_type_it_and_a_new_set_replaces_the_old() {
    for place in PLACES {
        let w = world().await;
        let (_, codes) = place.signed_in(&w).await.set_up_app(&w.it, place.at).await;
        let typed = format!(" {} ", codes[0].to_uppercase().replace('-', " "));
        let mut visitor = (place.visitor)(&w.it);
        visitor
            .give_password(place.email)
            .await
            .goes_to("/sign-in/code");
        visitor
            .post("/sign-in/code", &[("code", &typed)])
            .await
            .is(303);
        visitor
            .get(&place.path("factor"))
            .await
            .shows("9 recovery codes left");
        let mut second = (place.visitor)(&w.it);
        second
            .give_password(place.email)
            .await
            .goes_to("/sign-in/code");
        second
            .post("/sign-in/code", &[("code", &codes[0])])
            .await
            .is(422);

        let path = place.path("factor/codes");
        visitor.get(&path).await.is(200);
        visitor
            .post(&path, &[("password", "nope")])
            .await
            .is(422)
            .shows("This password is wrong");
        let renewed = visitor
            .post(&path, &[("code", &codes[1])])
            .await
            .is(200)
            .codes();
        assert_eq!(renewed.len(), 10);
        second
            .post("/sign-in/code", &[("code", &codes[2])])
            .await
            .is(422);
        second
            .post("/sign-in/code", &[("code", &renewed[0])])
            .await
            .is(303);
        let all = [
            "factor_on",
            "recovery_used",
            "recovery_used",
            "recovery_renewed",
            "recovery_used",
        ];
        assert_eq!(w.credentials_changed().await, all);
    }
}

#[tokio::test]
async fn nothing_of_a_code_stands_in_the_database() {
    let w = world().await;
    let mut max = w.it.desk().sign_in(MAX).await;
    let (secret, codes) = max.set_up_app(&w.it, "/me").await;
    let sql = "select secret from totp union all select code_hash from recovery_codes";
    let kept: Vec<String> = w.it.app.db.all(sql, params![]).await.expect("rows");
    assert_eq!(kept.len(), 11);
    for kept in kept {
        assert!(
            !kept.contains(&secret) && !kept.contains(&codes[0]),
            "{kept}"
        );
        assert!(!kept.contains(&codes[0].replace('-', "")), "{kept}");
    }
}

#[tokio::test]
async fn turning_it_off_takes_a_proof_and_a_session_is_none() {
    for place in PLACES {
        let w = world().await;
        let mut visitor = place.signed_in(&w).await;
        let off = place.path("factor/off");
        visitor.get(&off).await.goes_to(&place.path("factor"));
        let (secret, _) = visitor.set_up_app(&w.it, place.at).await;
        visitor
            .get(&off)
            .await
            .is(200)
            .shows("confirm that it is you");
        visitor.post(&off, &[]).await.is(422);
        visitor.post(&off, &[("password", "nope")]).await.is(422);
        visitor.post(&off, &[("code", "123456")]).await.is(422);
        w.it.pass(60_000);
        visitor
            .post(&off, &[("code", &w.it.code(&secret))])
            .await
            .is(303);
        (place.visitor)(&w.it)
            .sign_in(place.email)
            .await
            .get(place.inside)
            .await
            .is(200);
        assert_eq!(w.credentials_changed().await, ["factor_on", "factor_off"]);
    }
}

#[tokio::test]
async fn where_a_second_factor_is_required_nothing_else_can_be_reached_without_one() {
    let w = world().await;
    let mut root = root(&w).await;
    root.get("/settings/security")
        .await
        .is(200)
        .shows("Password only");
    let mut olga = w.olga.clone();
    olga.get("/settings/security").await.is(403);
    olga.post("/settings/security", &[("require", "1")])
        .await
        .is(403);
    root.post("/settings/security", &[("require", "1")])
        .await
        .is(303);

    for visitor in [&mut olga, &mut root] {
        for path in ["/inbox", "/tickets", "/me", "/settings/security", "/keys"] {
            visitor.get(path).await.goes_to("/me/factor");
        }
        visitor
            .post("/settings/security", &[])
            .await
            .goes_to("/me/factor");
        visitor
            .get("/me/factor")
            .await
            .is(200)
            .shows("Set one up to go on");
    }
    let (_, codes) = root.set_up_app(&w.it, "/me").await;
    root.get("/inbox").await.is(200);
    let keep = root.post("/me/factor/off", &[("code", &codes[0])]).await;
    keep.is(422).shows("Set up another one first");

    let mut key = olga.add_passkey("/me", DESK_ORIGIN, "Phone").await;
    olga.get("/inbox").await.is(200);
    let shown = root.get("/settings/security").await;
    shown.shows("1 passkey").shows("10 recovery codes left");
    // the password alone does not get past the passkey that counts as the factor
    let mut again = w.it.desk();
    again
        .give_password("olga@desk.test")
        .await
        .goes_to("/sign-in/code");
    again.get("/inbox").await.goes_to("/sign-in");
    again
        .get("/sign-in/code")
        .await
        .shows("Now confirm with your passkey");
    let paths = ("/sign-in/code/options", "/sign-in/code");
    again
        .use_passkey(&mut key, paths, &[("next", "/tickets")])
        .await
        .goes_to("/tickets");
    again.get("/inbox").await.is(200);
}

#[tokio::test]
async fn an_administrator_takes_a_lost_factor_away_and_its_owner_is_signed_out() {
    let w = world().await;
    let mut max = w.it.desk().sign_in(MAX).await;
    max.set_up_app(&w.it, "/me").await;
    let mut key = max.add_passkey("/me", DESK_ORIGIN, "").await;
    let mut root = root(&w).await;
    let page = root.get("/settings/security").await;
    let link = page
        .body
        .split("href=\"/settings/security/")
        .nth(1)
        .expect("a link");
    let path = format!(
        "/settings/security/{}",
        link.split('"').next().expect("an id")
    );
    w.olga.clone().get(&path).await.is(403);
    w.olga.clone().post(&path, &[]).await.is(403);
    root.get(&path).await.shows("Max Agent");
    root.post(&path, &[]).await.is(303);
    max.get("/inbox").await.goes_to("/sign-in");
    w.it.desk().enter_by(&mut key).await.is(422);
    w.it.desk().sign_in(MAX).await.get("/inbox").await.is(200);
    assert_eq!(
        w.credentials_changed().await.last().expect("an event"),
        "factors_reset"
    );
}

#[tokio::test]
async fn an_app_that_was_set_up_before_the_upgrade_still_works() {
    let it = TestApp::before("0007").await;
    let secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    let tx = it.app.db.begin().await.expect("a transaction");
    let account = "insert into accounts (id, name, language, time_zone, strict_senders, next_ticket_number, created_at)
                   values (1, 'Old', 'en', 'UTC', $1, 1, 0)";
    tx.run(account, params![false]).await.expect("an account");
    let hash = base::password::hash("correct horse battery staple".into())
        .await
        .expect("a hash");
    let agent = "insert into agents (account_id, id, email, first_name, last_name, password_hash, totp_secret, totp_step, permissions, language, created_at)
                 values (1, 2, 'max@desk.test', 'Max', 'Agent', $1, $2, 0, '', 'en', 0)";
    tx.run(agent, params![&hash, secret])
        .await
        .expect("an agent");
    tx.commit().await.expect("a commit");
    it.app
        .db
        .migrate(&portico::migrations())
        .await
        .expect("the upgrade");
    let mut max = it.desk();
    max.give_password(MAX).await.goes_to("/sign-in/code");
    max.post("/sign-in/code", &[("code", &it.code(secret))])
        .await
        .is(303);
    max.get("/me").await.is(200);
}

fn text(raw: &str) -> String {
    let mail = mail::parse::parse(raw.as_bytes()).expect("our own mail can be read");
    mail.text
}

/// Ann in a portal with links by mail, with an app of her own.
async fn careful_ann() -> (World, String) {
    let w = world_with(|settings| settings.access.magic_link = true).await;
    let (secret, _) = w.ann.clone().set_up_app(&w.it, "/account").await;
    w.it.pass(60_000);
    (w, secret)
}

#[tokio::test]
async fn a_link_by_mail_or_a_new_password_does_not_skip_the_second_step() {
    let (w, secret) = careful_ann().await;
    let address = [("email", "ann@acme.test")];
    let word = [("password", "seven green bottles")];
    for (ask, fields) in [("/sign-in/link", &[][..]), ("/reset-password", &word[..])] {
        let mut visitor = w.it.portal();
        visitor.post(ask, &address).await.is(303);
        let link = w.link_to("ann@acme.test").await.expect("a mail");
        visitor.post(&link, fields).await.goes_to("/sign-in/code");
        visitor.get("/tickets-view").await.goes_to("/sign-in");
        w.it.pass(60_000);
        let code = [("code", &*w.it.code(&secret)), ("next", "/account")];
        visitor
            .post("/sign-in/code", &code)
            .await
            .goes_to("/account");
        visitor.get("/account").await.is(200);
    }
}

#[tokio::test]
async fn keep_me_signed_in_outlives_the_second_step() {
    let (w, secret) = careful_ann().await;
    let fields = [
        ("email", "ann@acme.test"),
        ("password", PASSWORD),
        ("remember", "1"),
    ];
    let mut visitor = w.it.portal();
    let to = visitor
        .post("/sign-in", &fields)
        .await
        .location()
        .to_owned();
    let page = visitor.get(&to).await;
    let remember = page.hidden("remember");
    let code = [("code", &*w.it.code(&secret)), ("remember", &remember)];
    visitor.post("/sign-in/code", &code).await.is(303);
    w.it.pass(20 * 24 * 60 * 60 * 1000);
    visitor.get("/tickets-view").await.is(200);
}

#[tokio::test]
async fn people_are_told_by_mail_what_was_done_with_their_second_step_and_passkeys() {
    let w = world().await;
    let mut ann = w.ann.clone();
    let (_, codes) = ann.set_up_app(&w.it, "/account").await;
    ann.add_passkey("/account", "http://help.test", "Phone")
        .await;
    let mut visitor = w.it.portal();
    visitor.give_password("ann@acme.test").await.is(303);
    visitor
        .post("/sign-in/code", &[("code", &codes[0])])
        .await
        .is(303);
    let mut max = w.it.desk().sign_in(MAX).await;
    max.set_up_app(&w.it, "/me").await;
    let mails = w.mails().await;
    for words in [
        "The second step of signing in",
        "A passkey was added",
        "A recovery code was used",
    ] {
        let about = |(_, raw): &&(String, String)| text(raw).contains(words);
        let told: Vec<_> = mails.iter().filter(about).map(|(to, _)| to).collect();
        let both = words == "The second step of signing in";
        let those: &[&str] = if both {
            &[MAX, "ann@acme.test"]
        } else {
            &["ann@acme.test"]
        };
        assert_eq!(told, those, "{words}");
    }
}

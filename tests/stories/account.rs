//! A member's own account, and what administrators set about getting in.

use crate::support::{PASSWORD, World, world, world_with};

const MINUTE: i64 = 60 * 1000;

#[tokio::test]
async fn a_member_is_called_and_told_things_as_they_wish() {
    let mut w = world().await;
    let form = [
        ("first_name", "Anna"),
        ("last_name", "Łęcka"),
        ("language", "pl"),
        ("time_zone", "America/New_York"),
    ];
    w.ann.post("/account", &form).await.goes_to("/account");
    let page = w.ann.get("/account").await;
    page.shows("Moje konto").shows("value=\"Łęcka\"");
    w.ann.get("/tickets-view").await.shows("lang=\"pl\"");
    let wrong = [
        ("first_name", ""),
        ("time_zone", "Mars/North"),
        ("language", "xx"),
    ];
    w.ann.post("/account", &wrong).await.is(422);
    w.ann
        .post("/account/mails", &[("closed", "1")])
        .await
        .is(303);
    w.it.work().await;
    let before = w.mails().await.len();
    w.answer("Try again now").await;
    assert_eq!(
        w.mails().await.len(),
        before,
        "she wants no mail of replies"
    );
}

#[tokio::test]
async fn a_device_can_be_signed_out_from_another() {
    let mut w = world().await;
    let mut phone = w.it.portal().sign_in("ann@acme.test").await;
    let page = phone.get("/account/security").await;
    page.is(200).shows("This device");
    let other = page
        .body
        .split("action=\"/account/sessions/")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("another device")
        .to_owned();
    phone
        .post(&format!("/account/sessions/{other}"), &[])
        .await
        .is(303);
    w.ann.get("/account").await.goes_to("/sign-in");
    phone.get("/account").await.is(200);
    phone
        .get("/account/sessions")
        .await
        .goes_to("/account/security");
    let nowhere = phone.get("/account/sessions/1").await;
    nowhere.is(404).shows("Page not found");
    let mut bob = w.bob.clone();
    let page = bob.get("/account/security").await;
    page.hides("action=\"/account/sessions/");
}

#[tokio::test]
async fn a_new_password_takes_the_old_one_and_signs_other_devices_out() {
    let mut w = world().await;
    let mut phone = w.it.portal().sign_in("ann@acme.test").await;
    let new = "eleven blue pigeons";
    let wrong = [("old_password", "a guess"), ("password", new)];
    w.ann.post("/account/password", &wrong).await.is(422);
    let right = [("old_password", PASSWORD), ("password", new)];
    w.ann.post("/account/password", &right).await.is(303);
    w.ann.get("/account").await.is(200);
    phone.get("/account").await.goes_to("/sign-in");
    let mut again = w.it.portal();
    again
        .post("/sign-in", &[("email", "ann@acme.test"), ("password", new)])
        .await
        .is(303);
}

#[tokio::test]
async fn a_further_address_counts_once_it_is_proved() {
    let mut w = world().await;
    let second = [("address", "ann.private@home.test")];
    w.ann
        .post("/account/addresses", &second)
        .await
        .goes_to("/check-mail");
    let link = w.link_to("ann.private@home.test").await.expect("a mail");
    w.bob.get(&link).await.is(404);
    w.it.portal().get(&link).await.goes_to("/sign-in");
    w.ann.get(&link).await.is(200);
    w.ann.post(&link, &[]).await.goes_to("/account");
    w.ann.get("/account").await.shows("ann.private@home.test");
    let mut there = w.it.portal().sign_in("ann.private@home.test").await;
    there.get("/account").await.shows("ann@acme.test");
    for taken in ["bob@acme.test", "olga@desk.test"] {
        w.ann
            .post("/account/addresses", &[("address", taken)])
            .await
            .is(303);
        let mails = w.mails().await;
        let asked = mails
            .iter()
            .filter(|(to, raw)| to == taken && raw.contains("Confirm your address"));
        assert_eq!(asked.count(), 0, "{taken} is somebody else's");
    }
    let gone = [("address", "ann.private@home.test")];
    w.ann.post("/account/addresses/remove", &gone).await.is(303);
    let mut nobody = w.it.portal();
    let fields = [("email", "ann.private@home.test"), ("password", PASSWORD)];
    nobody.post("/sign-in", &fields).await.is(422);
}

#[tokio::test]
async fn a_sign_in_with_a_new_device_is_told_to_the_member() {
    let mut w = world().await;
    let told = async |w: &World| {
        let mails = w.mails().await;
        mails
            .iter()
            .filter(|(_, raw)| raw.contains("New sign-in"))
            .count()
    };
    assert_eq!(told(&w).await, 0, "the first sign-in of all is no news");
    let mut phone = w.it.portal().sign_in("ann@acme.test").await;
    assert_eq!(told(&w).await, 1);
    let mails = w.mails().await;
    let (_, raw) = mails
        .iter()
        .find(|(_, raw)| raw.contains("New sign-in"))
        .expect("the mail");
    let mail = mail::parse::parse(raw.as_bytes()).expect("a mail");
    assert!(mail.text.contains("Firefox"), "{}", mail.text);
    phone.post("/sign-out", &[]).await.is(303);
    let mut phone = phone.sign_in("ann@acme.test").await;
    phone.get("/account").await.is(200);
    assert_eq!(told(&w).await, 1, "it is known by now");
    w.ann.get("/account").await.is(200);
}

#[tokio::test]
async fn what_is_sent_after_the_time_out_is_kept_for_whoever_wrote_it() {
    let w = world().await;
    let mut root = w.it.desk().sign_in("root@desk.test").await;
    let form = [("idle_minutes", "20")];
    root.post("/settings/domains/help.test", &form)
        .await
        .is(303);
    let mut ann = w.it.portal().sign_in("ann@acme.test").await;
    w.it.pass(21 * MINUTE);
    let reply = [("body", "A long answer"), ("once", "1")];
    let answer = ann.post(&format!("{}/reply", w.printer()), &reply).await;
    assert_eq!(
        answer.location(),
        format!("/sign-in?next={}", base::view::encode(&w.printer()))
    );
    let fields = [("subject", "Lamp & sofa"), ("body", "It fell")];
    let answer = ann.post("/tickets-view/new", &fields).await;
    let (_, next) = answer.location().split_once("?next=").expect("a way on");
    let next = next.replace("%3F", "?").replace("%3D", "=");
    let next = next.replace("%25", "%");

    let mut bob = ann.clone().sign_in("bob@acme.test").await;
    bob.get("/tickets-view/new").await.hides("It fell");
    let mut ann = ann.sign_in("ann@acme.test").await;
    ann.get(&w.printer()).await.shows("A long answer");
    ann.get(&next)
        .await
        .shows("It fell")
        .shows("value=\"Lamp &amp; sofa\"");
    // who signed out by themselves has ended it
    let mut there = ann.clone();
    ann.post("/sign-out", &[]).await.is(303);
    let late = [("body", "Nobody's words"), ("once", "2")];
    there
        .post(&format!("{}/reply", w.printer()), &late)
        .await
        .is(403)
        .shows("Your text was not sent");
    let mut ann = ann.sign_in("ann@acme.test").await;
    ann.get(&w.printer())
        .await
        .hides("Nobody's words")
        .hides("Nobody&#39;s words");
}

#[tokio::test]
async fn idle_members_are_signed_out_after_the_domains_time_and_their_draft_is_kept() {
    let mut w = world().await;
    let mut root = w.it.desk().sign_in("root@desk.test").await;
    for (minutes, within) in [("20", 19), ("40", 39), ("60", 59), ("1440", 1439)] {
        let form = [("idle_minutes", minutes)];
        root.post("/settings/domains/help.test", &form)
            .await
            .is(303);
        let mut ann = w.it.portal().sign_in("ann@acme.test").await;
        ann.post(
            &format!("{}/draft", w.printer()),
            &[("body", "half a thought")],
        )
        .await
        .is(204);
        w.it.pass(within * MINUTE);
        ann.get("/account").await.is(200);
        w.it.pass((within + 2) * MINUTE);
        ann.get(&w.printer()).await.goes_to("/sign-in");
        ann.get("/sign-in").await.shows("signed out after a while");
        let mut ann = ann.sign_in("ann@acme.test").await;
        ann.get(&w.printer()).await.shows("half a thought");
    }
    w.ann.get("/account").await.goes_to("/sign-in");
}

const TERMS: [(&str, &str); 6] = [
    ("idle_minutes", "0"),
    ("asks", "1"),
    ("required", "1"),
    ("ask_again", "1"),
    ("text_en", "See our [terms](https://acme.test/terms)."),
    ("label_en", "I agree to it all"),
];

#[tokio::test]
async fn consent_is_asked_for_kept_whole_asked_again_and_can_be_taken_back() {
    let mut w = world().await;
    let mut root = w.it.desk().sign_in("root@desk.test").await;
    root.post("/settings/domains/help.test", &TERMS)
        .await
        .is(303);
    w.ann.get("/tickets-view").await.goes_to("/consent");
    w.ann
        .get("/consent")
        .await
        .shows("I agree to it all")
        .shows("https://acme.test/terms");
    w.ann.post("/consent", &[]).await.is(422);
    w.ann.post("/consent", &[("consent", "1")]).await.is(303);
    w.ann.get("/tickets-view").await.is(200);
    w.ann
        .get("/account/privacy")
        .await
        .shows("I agree to it all")
        .shows("You agreed");

    root.post("/settings/domains/help.test", &TERMS)
        .await
        .is(303);
    w.ann.get("/tickets-view").await.is(200);
    let mut changed = TERMS;
    changed[5].1 = "I agree to even more";
    root.post("/settings/domains/help.test", &changed)
        .await
        .is(303);
    w.ann.get("/tickets-view").await.goes_to("/consent");
    w.ann.post("/consent", &[("consent", "1")]).await.is(303);

    let page = w.ann.get("/account/privacy").await;
    page.shows("I agree to it all")
        .shows("I agree to even more");
    let id = page
        .body
        .split("/account/consents/")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    let withdraw = format!("/account/consents/{}", id.expect("a form"));
    w.bob.post("/consent", &[("consent", "1")]).await.is(303);
    w.bob.post(&withdraw, &[]).await.is(303);
    w.ann.get("/account/privacy").await.hides("withdrawn");
    w.ann.post(&withdraw, &[]).await.is(303);
    w.ann.get("/tickets-view").await.goes_to("/consent");
    w.ann.get("/account").await.goes_to("/consent");
    // what is theirs by right waits for no consent
    w.ann.get("/consent").await.shows("/account/privacy");
    w.ann.get("/account/privacy").await.shows("withdrawn");
    w.ann.get("/account/erasure").await.is(200);
    w.ann.post("/account/data", &[]).await.is(303);
    w.ann
        .get("/account/data")
        .await
        .shows("We are gathering your data");
}

#[tokio::test]
async fn nobody_registers_without_the_consent_that_is_required() {
    let w = world_with(|settings| {
        settings.access.kind = portals::portals::Entry::Registration;
    })
    .await;
    let mut root = w.it.desk().sign_in("root@desk.test").await;
    root.post("/settings/domains/help.test", &TERMS)
        .await
        .is(303);
    let mut zoe = w.it.portal();
    let mut fields = vec![
        ("email", "zoe@new.test"),
        ("first_name", "Zoe"),
        ("last_name", "Zebra"),
        ("password", "seven green bottles"),
    ];
    zoe.post("/register", &fields)
        .await
        .is(422)
        .shows("Tick the box");
    fields.push(("consent", "1"));
    zoe.post("/register", &fields).await.goes_to("/check-mail");
    let link = w.link_to("zoe@new.test").await.expect("a mail");
    zoe.post(&link, &[]).await.goes_to("/tickets-view");
    zoe.get("/account/privacy").await.shows("I agree to it all");
    let kept: i64 = w
        .it
        .app
        .db
        .one(
            "select count(*) from consents where account_id = $1 and given and version = 1 and language = 'en' and text <> ''",
            db::params![w.account_id],
        )
        .await
        .expect("a count");
    assert_eq!(kept, 1);
}

#[tokio::test]
async fn settings_of_getting_in_take_the_permission() {
    let mut w = world().await;
    let portal: i64 =
        w.it.app
            .db
            .one(
                "select id from portals where account_id = $1",
                db::params![w.account_id],
            )
            .await
            .expect("a portal");
    let access = format!("/settings/access/{portal}");
    for path in [
        access.as_str(),
        "/settings",
        "/settings/members",
        "/settings/invitations",
        "/settings/domains",
        "/settings/domains/help.test",
    ] {
        w.olga.get(path).await.is(403);
    }
    w.olga
        .post(&access, &[("kind", "registration")])
        .await
        .is(403);
    let mut root = w.it.desk().sign_in("root@desk.test").await;
    for path in [
        "/settings/members",
        "/settings/invitations",
        "/settings/domains",
    ] {
        root.get(path).await.is(200);
    }
    root.get(&access)
        .await
        .is(200)
        .shows("Only people who were given a login");
    root.post(&access, &[("kind", "groups")])
        .await
        .is(422)
        .shows("at least one group");
    root.post(&access, &[("kind", "registration"), ("magic_link", "1")])
        .await
        .is(303);
    w.it.portal()
        .get("/sign-in")
        .await
        .shows("Register here")
        .shows("E-mail me a link");
}

/// A static list, Customers, with Nora in it.
pub(super) async fn customers(w: &World) -> String {
    let tx = w.it.app.db.begin().await.expect("a transaction");
    let by = base::Actor::system();
    let new = people::lists::NewList {
        name: "Customers".into(),
        kind: people::lists::Kind::Static,
        filter: people::lists::Filter::default(),
    };
    let (app, account_id) = (&w.it.app, w.account_id);
    let list = people::lists::save(&tx, app, account_id, &by, None, &new)
        .await
        .expect("a list");
    // an agent, too, is a contact here; their address is nobody's login
    let both = ["nora@new.test".into(), "olga@desk.test".into()];
    people::lists::add_addresses(&tx, app, account_id, &by, list, &both, true)
        .await
        .expect("a contact");
    tx.commit().await.expect("a commit");
    list.to_string()
}

#[tokio::test]
async fn an_invitation_says_what_administrators_wrote_and_can_be_sent_again() {
    let w = world().await;
    let mut root = w.it.desk().sign_in("root@desk.test").await;
    let list = customers(&w).await;
    let page = root.get("/settings").await;
    let access = page.location().to_owned();
    root.post(&access, &[("kind", "groups"), ("groups", "Customers")])
        .await
        .is(303);
    let words = [
        ("subject", "Come in, Nora"),
        ("text", "We kept a seat."),
        ("sender_name", "The Acme crew"),
    ];
    let invitation = format!("{access}/invitation");
    let mut preview = words.to_vec();
    preview.push(("preview", "1"));
    root.post(&invitation, &preview)
        .await
        .is(200)
        .shows("Come in, Nora");
    root.get(&invitation).await.hides("Come in, Nora");
    root.post(&invitation, &words).await.is(303);
    w.it.work().await;
    root.get("/settings/invitations")
        .await
        .shows("Goes out in two minutes");
    w.it.pass(2 * MINUTE + 1000);
    let first = w.link_to("nora@new.test").await.expect("an invitation");
    let mails = w.mails().await;
    let (_, raw) = mails
        .iter()
        .find(|(to, _)| to == "nora@new.test")
        .expect("a mail");
    assert!(
        raw.contains("Come in, Nora")
            && raw.contains("The Acme crew")
            && raw.contains("We kept a seat.")
    );
    root.get("/settings/invitations")
        .await
        .shows("Pending")
        .hides("olga@desk.test");
    root.post("/settings/invitations", &[("list", list.as_str())])
        .await
        .is(303);
    let second = w.link_to("nora@new.test").await.expect("another");
    assert_ne!(first, second);
    let mut nora = w.it.portal();
    nora.get(&first).await.is(410);
    nora.post(&second, &[("password", "seven green bottles")])
        .await
        .is(303);
    root.get("/settings/invitations").await.shows("Accepted");
    root.get("/settings/members").await.shows("nora@new.test");
}

#[tokio::test]
async fn a_member_who_is_switched_off_is_out_at_once() {
    let mut w = world().await;
    let mut root = w.it.desk().sign_in("root@desk.test").await;
    let member = w.member().await;
    let path = format!("/settings/members/{}", member.contact_id);
    root.post(&path, &[("disable", "1")]).await.is(303);
    w.ann.get("/account").await.goes_to("/sign-in");
    assert!(member.again(&w.it.app).await.expect("a query").is_none());
    let fields = [("email", "ann@acme.test"), ("password", PASSWORD)];
    w.it.portal().post("/sign-in", &fields).await.is(422);
    root.post(&path, &[]).await.is(303);
    w.it.portal().sign_in("ann@acme.test").await;
}

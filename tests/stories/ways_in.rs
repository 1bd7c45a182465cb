//! The ways into a portal that go by mail: registering, a forgotten password, a link to sign in, an invitation; and whom it is open to.

use people::lists::{self, Filter, Kind, NewList};
use portals::portals::{Access, Entry};

use crate::support::{PASSWORD, Post, Visitor, World, world, world_posting, world_with};

pub(super) const WORD: &str = "seven green bottles";
pub(super) const MINUTE: i64 = 60 * 1000;

pub(super) async fn open_world() -> World {
    world_with(|settings| {
        settings.access = Access {
            kind: Entry::Registration,
            magic_link: true,
            ..Access::default()
        };
    })
    .await
}

pub(super) fn zoe() -> [(&'static str, &'static str); 4] {
    [
        ("email", "zoe@new.test"),
        ("first_name", "Zoe"),
        ("last_name", "Zebra"),
        ("password", WORD),
    ]
}

async fn signed_in_as(visitor: &mut Visitor, email: &str) {
    visitor.get("/account").await.is(200).shows(email);
}

#[tokio::test]
async fn whoever_registers_proves_the_address_and_is_in() {
    let w = open_world().await;
    let mut zoe_there = w.it.portal();
    zoe_there.get("/sign-in").await.shows("Register here");
    zoe_there.get("/register").await.is(200);
    zoe_there
        .post("/register", &zoe())
        .await
        .goes_to("/check-mail");
    zoe_there.get("/check-mail").await.shows("zoe@new.test");
    zoe_there.get("/account").await.goes_to("/sign-in");
    let link = w.link_to("zoe@new.test").await.expect("a mail");
    zoe_there
        .get(&link)
        .await
        .is(200)
        .shows("Confirm and sign in");
    zoe_there.post(&link, &[]).await.goes_to("/tickets-view");
    signed_in_as(&mut zoe_there, "zoe@new.test").await;
    zoe_there.post(&link, &[]).await.is(410);
}

#[tokio::test]
async fn elsewhere_the_link_of_a_registration_takes_the_password_that_was_chosen() {
    let w = open_world().await;
    w.it.portal().post("/register", &zoe()).await.is(303);
    let link = w.link_to("zoe@new.test").await.expect("a mail");
    let mut scanner = w.it.portal();
    scanner.get(&link).await.is(200);
    scanner.post(&link, &[]).await.is(422);
    scanner
        .post(&link, &[("password", "a guess of it")])
        .await
        .is(422);
    scanner.get("/account").await.goes_to("/sign-in");
    let mut phone = w.it.portal();
    phone.post(&link, &[("password", WORD)]).await.is(303);
    signed_in_as(&mut phone, "zoe@new.test").await;
}

#[tokio::test]
async fn registering_answers_alike_whether_or_not_somebody_has_the_address() {
    let w = open_world().await;
    let mut answers = Vec::new();
    for email in ["ann@acme.test", "olga@desk.test", "nobody@new.test"] {
        let mut visitor = w.it.portal();
        let mut fields = zoe();
        fields[0].1 = email;
        let answer = visitor.post("/register", &fields).await;
        answer.goes_to("/check-mail");
        let page = visitor.get("/check-mail").await;
        answers.push(page.body.replace(email, ""));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
    let mails = w.mails().await;
    let to = |email: &str| mails.iter().filter(|(to, _)| to == email).count();
    assert_eq!(
        to("olga@desk.test"),
        0,
        "an agent's address becomes no member's"
    );
    let told = mails
        .iter()
        .filter(|(_, raw)| raw.contains("You have an account already"));
    assert_eq!(told.count(), 1);
    let link = w.link_to("ann@acme.test").await.expect("a mail");
    assert_eq!(link, "/sign-in", "who has an account is told so");
}

#[tokio::test]
async fn a_registration_that_nobody_confirmed_shows_nothing() {
    let w = open_world().await;
    let mut thief = w.it.portal();
    thief.post("/register", &zoe()).await.is(303);
    w.it.work().await;
    thief
        .post("/sign-in", &[("email", "zoe@new.test"), ("password", WORD)])
        .await
        .is(422);
    w.it.pass(25 * 60 * MINUTE);
    let link = w.link_to("zoe@new.test").await.expect("a mail");
    thief.post(&link, &[]).await.is(410).shows("works no more");
}

#[tokio::test]
async fn a_portal_that_is_not_open_to_registration_has_no_such_page() {
    let w = world().await;
    w.it.portal().get("/sign-in").await.hides("Register here");
    w.it.portal().get("/register").await.is(404);
    w.it.portal().post("/register", &zoe()).await.is(404);
}

#[tokio::test]
async fn a_weak_password_is_refused_with_its_reason_and_nothing_typed_is_lost() {
    let w = open_world().await;
    for (word, why) in [
        ("short", "at least 12 characters"),
        ("zebra zebra zebra", "your name or address"),
        ("Password1234", "too easy to guess"),
    ] {
        let mut fields = zoe();
        fields[3].1 = word;
        let page = w.it.portal().post("/register", &fields).await;
        page.is(422).shows(why).shows("value=\"Zoe\"");
    }
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_once_and_other_devices_are_signed_out() {
    let mut w = world().await;
    let mut visitor = w.it.portal();
    visitor
        .post("/reset-password", &[("email", "Ann@acme.test ")])
        .await
        .goes_to("/check-mail");
    let link = w.link_to("ann@acme.test").await.expect("a mail");
    visitor.get(&link).await.is(200);
    visitor.post(&link, &[("password", "short")]).await.is(422);
    visitor
        .post(&link, &[("password", WORD)])
        .await
        .goes_to("/");
    signed_in_as(&mut visitor, "ann@acme.test").await;
    w.ann.get("/account").await.goes_to("/sign-in");
    w.it.portal()
        .post(&link, &[("password", WORD)])
        .await
        .is(410);
    let mails = w.mails().await;
    assert!(
        mails
            .iter()
            .any(|(_, raw)| raw.contains("Your password was changed"))
    );
}

#[tokio::test]
async fn a_forgotten_password_is_asked_for_alike_by_strangers() {
    let w = world().await;
    let mut answers = Vec::new();
    for email in ["ann@acme.test", "nobody@acme.test"] {
        let mut visitor = w.it.portal();
        visitor
            .post("/reset-password", &[("email", email)])
            .await
            .goes_to("/check-mail");
        answers.push(visitor.get("/check-mail").await.body.replace(email, ""));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(w.link_to("nobody@acme.test").await, None);
}

#[tokio::test]
async fn a_link_that_is_older_than_its_hour_or_replaced_by_a_newer_one_is_void() {
    let w = world().await;
    let mut visitor = w.it.portal();
    let ask = [("email", "ann@acme.test")];
    visitor.post("/reset-password", &ask).await.is(303);
    let first = w.link_to("ann@acme.test").await.expect("a mail");
    visitor.post("/reset-password", &ask).await.is(303);
    let second = w.link_to("ann@acme.test").await.expect("a mail");
    assert_ne!(first, second);
    visitor.get(&first).await.is(410);
    visitor.get(&second).await.is(200);
    w.it.pass(61 * MINUTE);
    visitor.get(&second).await.is(410).shows("/reset-password");
    for odd in [
        "/reset-password/",
        "/reset-password/%20",
        "/reset-password/x.y",
    ] {
        assert!(visitor.get(odd).await.status.is_client_error());
    }
    let mut changed = second.clone();
    changed.pop();
    visitor.get(&changed).await.is(404);
}

#[tokio::test]
async fn a_link_signs_in_the_browser_that_asked_and_no_other() {
    let w = open_world().await;
    let mut ann = w.it.portal();
    let fields = [("email", "ann@acme.test"), ("next", "/account")];
    ann.post("/sign-in/link", &fields)
        .await
        .goes_to("/check-mail");
    let link = w.link_to("ann@acme.test").await.expect("a mail");
    let mut scanner = w.it.portal();
    scanner
        .get(&link)
        .await
        .is(200)
        .hides("<form method=\"post\" action=\"/sign-in/link");
    scanner.post(&link, &[]).await.is(403);
    ann.get(&link).await.is(200);
    ann.post(&link, &[]).await.goes_to("/account");
    signed_in_as(&mut ann, "ann@acme.test").await;
    ann.post(&link, &[]).await.is(410);
}

#[tokio::test]
async fn links_can_be_asked_for_so_often_and_then_one_has_to_wait() {
    let w = open_world().await;
    for email in ["ann@acme.test", "nobody@acme.test"] {
        let mut visitor = w.it.portal();
        for _ in 0..10 {
            visitor
                .post("/sign-in/link", &[("email", email)])
                .await
                .is(303);
        }
        let limited = visitor.post("/sign-in/link", &[("email", email)]).await;
        limited.is(429);
    }
}

pub(super) async fn a_group(w: &World, name: &str) -> i64 {
    let new = NewList {
        name: name.into(),
        kind: Kind::Static,
        filter: Filter::default(),
    };
    let tx = w.it.app.db.begin().await.expect("a transaction");
    let by = base::Actor::system();
    let id = lists::save(&tx, &w.it.app, w.account_id, &by, None, &new)
        .await
        .expect("a list");
    tx.commit().await.expect("a commit");
    id
}

pub(super) async fn put(w: &World, list: i64, email: &str, is_in: bool) {
    let app = &w.it.app;
    let tx = app.db.begin().await.expect("a transaction");
    let by = base::Actor::system();
    let contact = people::contacts::of_email(&tx, app, w.account_id, email, "Nora New")
        .await
        .expect("a contact");
    if is_in {
        lists::add_member(&tx, app, w.account_id, &by, list, contact.id)
            .await
            .expect("added");
    } else {
        lists::remove_member(&tx, app, w.account_id, &by, list, contact.id)
            .await
            .expect("removed");
    }
    tx.commit().await.expect("a commit");
}

pub(super) async fn open_to(w: &World, name: &str) {
    w.set(|settings| {
        settings.access = Access {
            kind: Entry::Groups,
            groups: vec![name.into()],
            magic_link: false,
        };
    })
    .await;
}

#[tokio::test]
async fn a_portal_of_groups_is_open_to_who_is_in_one_and_only_as_long() {
    let mut w = world().await;
    let group = a_group(&w, "Customers").await;
    open_to(&w, "Customers").await;
    w.ann.get("/tickets-view").await.goes_to("/access-denied");
    w.ann
        .get("/access-denied")
        .await
        .is(403)
        .shows("ann@acme.test");
    put(&w, group, "ann@acme.test", true).await;
    w.ann.get("/tickets-view").await.is(200);
    w.bob.get("/tickets-view").await.goes_to("/access-denied");
    let member = w.member().await;
    put(&w, group, "ann@acme.test", false).await;
    w.ann.get(&w.printer()).await.goes_to("/access-denied");
    let again = member.again(&w.it.app).await.expect("a query");
    assert!(again.is_none(), "an open stream looks again and ends");
}

#[tokio::test]
async fn who_comes_to_be_in_a_group_is_invited_after_two_minutes_and_sets_a_password() {
    let w = world().await;
    let group = a_group(&w, "Customers").await;
    open_to(&w, "Customers").await;
    put(&w, group, "nora@new.test", true).await;
    put(&w, group, "otto@new.test", true).await;
    assert_eq!(w.link_to("nora@new.test").await, None, "not at once");
    put(&w, group, "otto@new.test", false).await;
    w.it.pass(2 * MINUTE + 1000);
    let link = w.link_to("nora@new.test").await.expect("an invitation");
    assert_eq!(w.link_to("otto@new.test").await, None, "undone in time");
    let mut nora = w.it.portal();
    nora.get(&link).await.is(200).shows("nora@new.test");
    nora.post(&link, &[("password", "short")]).await.is(422);
    nora.post(&link, &[("password", WORD)])
        .await
        .goes_to("/tickets-view");
    nora.get("/tickets-view").await.is(200);
    w.it.portal().get(&link).await.is(410);
}

#[tokio::test]
async fn an_invitation_works_for_fourteen_days_and_nobody_is_invited_twice() {
    let w = world().await;
    let group = a_group(&w, "Customers").await;
    open_to(&w, "Customers").await;
    put(&w, group, "nora@new.test", true).await;
    w.it.work().await;
    w.it.pass(2 * MINUTE + 1000);
    let link = w.link_to("nora@new.test").await.expect("an invitation");
    put(&w, group, "nora@new.test", false).await;
    put(&w, group, "nora@new.test", true).await;
    w.it.work().await;
    w.it.pass(2 * MINUTE + 1000);
    let mails = w.mails().await;
    let invited = mails.iter().filter(|(to, _)| to == "nora@new.test").count();
    assert_eq!(invited, 1);
    w.it.portal().get(&link).await.is(200);
    w.it.pass(14 * 24 * 60 * MINUTE);
    let mut root = w.it.desk().sign_in("root@desk.test").await;
    root.get("/settings/invitations").await.shows("Too old");
    let mut nora = w.it.portal();
    nora.get(&link).await.is(410).shows("/reset-password");
    // which sends a new invitation to whoever has one and no login yet
    for email in ["nora@new.test", "nobody@new.test"] {
        nora.post("/reset-password", &[("email", email)])
            .await
            .is(303);
    }
    let again = w.link_to("nora@new.test").await.expect("an invitation");
    assert!(again != link && again.starts_with("/invitation/"));
    root.get("/settings/invitations").await.shows("Pending");
    assert_eq!(w.link_to("nobody@new.test").await, None);
    nora.post(&again, &[("password", WORD)]).await.is(303);
}

#[tokio::test]
async fn an_invitation_that_no_server_takes_is_shown_as_failed() {
    let w = world().await;
    let group = a_group(&w, "Customers").await;
    open_to(&w, "Customers").await;
    put(&w, group, "nora@new.test", true).await;
    w.it.work().await;
    w.it.pass(2 * MINUTE + 1000);
    w.it.work().await;
    let sql = "update outbox set state = 'refused' where account_id = $1 and to_email = $2";
    let tx = w.it.app.db.begin().await.expect("a transaction");
    let refused = db::params![w.account_id, "nora@new.test"];
    assert_eq!(tx.run(sql, refused).await.expect("a change"), 1);
    tx.commit().await.expect("a commit");
    let mut root = w.it.desk().sign_in("root@desk.test").await;
    root.get("/settings/invitations").await.shows("Failed");
}

#[tokio::test]
async fn where_the_identity_provider_opens_the_portal_passwords_do_not() {
    let mut w = world().await;
    w.set(|settings| settings.access.kind = Entry::Sso).await;
    w.ann.get("/tickets-view").await.goes_to("/access-denied");
    let mut visitor = w.it.portal();
    for email in ["ann@acme.test", "nobody@acme.test"] {
        visitor
            .post(
                "/sign-in",
                &[("email", email), ("password", crate::support::PASSWORD)],
            )
            .await
            .is(403);
        visitor
            .post("/reset-password", &[("email", email)])
            .await
            .is(403);
    }
}

#[tokio::test]
async fn a_changed_password_voids_every_link_that_was_asked_for_before() {
    let mut w = open_world().await;
    // also to a further address
    let second = "ann.private@home.test";
    w.ann
        .post("/account/addresses", &[("address", second)])
        .await
        .is(303);
    let proof = w.link_to(second).await.expect("a mail");
    w.ann.post(&proof, &[]).await.is(303);
    let mut elsewhere = w.it.portal();
    let ann = [("email", second)];
    elsewhere.post("/sign-in/link", &ann).await.is(303);
    let link = w.link_to(second).await.expect("a mail");
    elsewhere.post("/reset-password", &ann).await.is(303);
    let reset = w.link_to(second).await.expect("a mail");
    let change = [("old_password", PASSWORD), ("password", WORD)];
    w.ann.post("/account/password", &change).await.is(303);
    elsewhere.post(&link, &[]).await.is(410);
    let another = [("password", "eight blue bottles here")];
    elsewhere.post(&reset, &another).await.is(410);
}

#[tokio::test]
async fn an_address_that_comes_to_the_team_is_nobodys_to_register() {
    let w = world_posting().await;
    let _connected = Post::connect(&w).await;
    w.set(|settings| settings.access.kind = Entry::Registration)
        .await;
    for address in ["support@acme.test", "Support+r.aaaa@acme.test"] {
        let mut fields = zoe();
        fields[0].1 = address;
        let answer = w.it.portal().post("/register", &fields).await;
        answer.is(422).shows("comes to us");
    }
}

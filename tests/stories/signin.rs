//! Getting in and out.

use crate::support::{PLACES, world, world_with};

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_the_same_answer() {
    let w = world().await;
    let wrong =
        w.it.portal()
            .post(
                "/sign-in",
                &[("email", "ann@acme.test"), ("password", "nope")],
            )
            .await;
    let unknown =
        w.it.portal()
            .post(
                "/sign-in",
                &[("email", "ann@acme.tess"), ("password", "nope")],
            )
            .await;
    wrong.is(422).shows("E-mail address or password is wrong");
    assert_eq!(
        wrong.body.replace("ann@acme.test", ""),
        unknown.body.replace("ann@acme.tess", "")
    );
}

#[tokio::test]
async fn too_many_tries_have_to_wait_and_are_told_how_long() {
    let w = world().await;
    for address in ["ann@acme.test", "nobody@acme.test"] {
        let mut visitor = w.it.portal();
        for _ in 0..10 {
            visitor
                .post("/sign-in", &[("email", address), ("password", "nope")])
                .await
                .is(422);
        }
        let limited = visitor
            .post("/sign-in", &[("email", address), ("password", "nope")])
            .await;
        limited.is(429).shows("15 minutes");
        assert!(limited.headers.contains_key("retry-after"));
    }
    w.it.pass(16 * 60 * 1000);
    w.it.portal().sign_in("ann@acme.test").await;
}

#[tokio::test]
async fn signing_in_leads_to_where_one_wanted_to_go_and_never_to_another_site() {
    let w = world().await;
    let mut visitor = w.it.portal();
    visitor
        .get(&w.printer())
        .await
        .goes_to(&format!("/sign-in?next={}", w.printer()));
    let fields = |next: &'static str| {
        [
            ("email", "ann@acme.test"),
            ("password", "correct horse battery staple"),
            ("next", next),
        ]
    };
    assert_eq!(
        w.it.portal()
            .post("/sign-in", &fields("/account"))
            .await
            .location(),
        "/account"
    );
    for evil in [
        "https://evil.test",
        "//evil.test",
        "/\\evil.test",
        "javascript:alert(1)",
        "/\t/evil.test",
    ] {
        assert_eq!(
            w.it.portal()
                .post("/sign-in", &fields(evil))
                .await
                .location(),
            "/tickets-view",
            "{evil}"
        );
    }
}

#[tokio::test]
async fn the_account_page_says_who_is_signed_in() {
    let mut w = world().await;
    w.ann.get("/account").await.is(200).shows("ann@acme.test");
    w.it.portal().get("/account").await.goes_to("/sign-in");
}

#[tokio::test]
async fn signing_out_ends_it_on_the_server() {
    let mut w = world().await;
    let mut copy = w.ann.clone();
    w.ann.post("/sign-out", &[]).await.goes_to("/signed-out");
    copy.get("/tickets-view").await.goes_to("/sign-in");
}

#[tokio::test]
async fn a_members_session_is_nothing_at_the_desk_nor_an_agents_in_the_portal() {
    let w = world().await;
    w.ann
        .at("desk.test")
        .get("/inbox")
        .await
        .goes_to("/sign-in");
    w.olga
        .at("help.test")
        .get("/tickets-view")
        .await
        .goes_to("/sign-in");
}

#[tokio::test]
async fn an_unknown_host_is_nobodys() {
    let w = world().await;
    w.ann.at("evil.test").get("/tickets-view").await.is(421);
    w.ann.at("evil.test").get("/sign-in").await.is(421);
    w.ann
        .at("HELP.test:8080")
        .get("/tickets-view")
        .await
        .is(200);
}

#[tokio::test]
async fn another_sites_form_changes_nothing() {
    use axum::body::Body;
    let mut w = world().await;
    let request = http::Request::post(format!("{}/close", w.printer()))
        .header("sec-fetch-site", "cross-site")
        .body(Body::empty())
        .expect("a request");
    assert_eq!(w.ann.send(request).await.status(), 403);
    w.ann.get(&w.printer()).await.hides("This ticket is closed");
}

#[tokio::test]
async fn a_portal_that_is_off_lets_nobody_in() {
    let mut w = world_with(|_| {}).await;
    w.set(|settings| settings.enabled = false).await;
    w.ann.get("/tickets-view").await.goes_to("/sign-in");
    let fields = [
        ("email", "ann@acme.test"),
        ("password", "correct horse battery staple"),
    ];
    w.it.portal().post("/sign-in", &fields).await.is(422);
}

#[tokio::test]
async fn the_portal_speaks_the_language_of_its_domain() {
    let w = world().await;
    w.it.portal()
        .at("pomoc.test")
        .get("/sign-in")
        .await
        .shows("Zaloguj się")
        .shows("lang=\"pl\"");
    let mut ann =
        w.it.portal()
            .at("pomoc.test")
            .sign_in("ann@acme.test")
            .await;
    ann.get("/tickets-view")
        .await
        .shows("Zgłoszenia")
        .shows("Otwarte");
}

#[tokio::test]
async fn a_network_that_tries_one_name_after_another_has_to_wait_and_others_do_not() {
    for place in PLACES {
        let w = world().await;
        let evil = (place.visitor)(&w.it).from("203.0.113.7");
        for n in 0..100 {
            let fields = [
                ("email", &*format!("nobody{n}@acme.test")),
                ("password", "nope"),
            ];
            evil.clone().post("/sign-in", &fields).await.is(422);
        }
        evil.clone().give_password(place.email).await.is(429);
        let other = (place.visitor)(&w.it).from("203.0.113.8");
        other.clone().give_password(place.email).await.is(303);
        w.it.pass(16 * 60_000);
        evil.clone().give_password(place.email).await.is(303);
    }
}

#[tokio::test]
async fn at_a_device_that_they_know_a_member_waits_for_no_neighbour() {
    let w = world().await;
    let neighbour = w.it.portal().from("203.0.113.7");
    for n in 0..100 {
        let email = format!("nobody{n}@acme.test");
        let fields = [("email", &*email), ("password", "nope")];
        neighbour.clone().post("/sign-in", &fields).await.is(422);
    }
    let mut home = w.ann.clone().from("203.0.113.7");
    home.post("/sign-out", &[]).await.is(303);
    home.give_password("ann@acme.test").await.is(303);
    let ask = [("email", "ann@acme.test")];
    home.post("/reset-password", &ask).await.is(303);
    neighbour
        .clone()
        .post("/reset-password", &ask)
        .await
        .is(429);
}

//! Single sign-on against providers that others wrote: who comes in, who does not, and what an administrator sees.

use base::secret::Secret;
use base::sso::{Connection, Kind, New, Settings};
use base::{Actor, Event};
use db::params;
use jsonwebtoken::{EncodingKey, Header};
use portals::portals::{Access, Entry};
use serde_json::json;

use crate::support::idp::{IDP, Providers};
use crate::support::{Answer, MORNING, PORTAL, Visitor, World, world};

pub(super) const ORIGIN: &str = "http://help.test";
pub(super) const SECRET: &str = "a secret of thirty-two bytes, yes";

/// The world at the real time, by which providers go.
pub(super) async fn now_world() -> World {
    let w = world().await;
    w.it.pass(portico::system_clock()() - MORNING);
    w
}

pub(super) async fn connect(w: &World, name: &str, settings: Settings) -> Connection {
    let tx = w.it.app.db.begin().await.expect("as the story goes");
    let new = New {
        host: PORTAL.into(),
        name: name.into(),
        enabled: true,
        settings,
    };
    let by = Actor::system();
    let saved = base::sso::save(&tx, &w.it.app, w.account_id, &by, None, new)
        .await
        .expect("as the story goes");
    tx.commit().await.expect("as the story goes");
    saved
}

pub(super) fn saml(providers: &Providers) -> Settings {
    Settings {
        kind: Kind::Saml,
        email_domains: vec!["acme.test".into(), "desk.test".into()],
        idp_entity_id: IDP.into(),
        sso_url: format!("{}/saml", providers.origin),
        certificates: vec![providers.own.certificate.clone()],
        ..Settings::default()
    }
}

pub(super) fn oidc(providers: &Providers) -> Settings {
    Settings {
        kind: Kind::Oidc,
        issuer: providers.origin.clone(),
        client_id: "portico".into(),
        client_secret: Secret::plain("a secret of the client"),
        ..Settings::default()
    }
}

pub(super) fn jwt() -> Settings {
    Settings {
        kind: Kind::Jwt,
        trust_email: true,
        remote_url: "https://app.acme.test/login".into(),
        key: Secret::plain(SECRET),
        ..Settings::default()
    }
}

/// Local part of an address of ours.
pub(super) fn local(address: &str) -> &str {
    address.strip_prefix(ORIGIN).unwrap_or(address)
}

/// Through a SAML provider and back: the form that its page posts, and how the browser sends it.
pub(super) async fn through_saml(
    visitor: &mut Visitor,
    providers: &Providers,
    path: &str,
) -> (String, String) {
    let to = visitor.get(path).await.is(303).location().to_owned();
    let arrived = providers.visit(&to).await;
    (arrived.field("SAMLResponse"), arrived.field("RelayState"))
}

pub(super) async fn post_from_there(visitor: &mut Visitor, response: &str, state: &str) -> Answer {
    let mut other = visitor.without_cookies();
    let fields = [("SAMLResponse", response), ("RelayState", state)];
    other
        .post_from("http://127.0.0.1", base::sso::ACS, &fields)
        .await
}

/// The whole way of somebody by SAML, as a browser goes it that sends no Lax cookie with another site's form.
pub(super) async fn in_by_saml(visitor: &mut Visitor, providers: &Providers, next: &str) -> Answer {
    let path = format!("/sso/saml/login?next={next}");
    let (response, state) = through_saml(visitor, providers, &path).await;
    let answer = post_from_there(visitor, &response, &state).await;
    let go_on = answer
        .goes_to("/sso/saml/continue?state=")
        .location()
        .to_owned();
    visitor.get(&go_on).await
}

pub(super) async fn in_by_oidc(visitor: &mut Visitor, providers: &Providers, next: &str) -> Answer {
    let path = format!("/sso/oidc/login?next={next}");
    let to = visitor.get(&path).await.is(303).location().to_owned();
    let back = providers.visit(&to).await.to;
    visitor.get(local(&back)).await
}

pub(super) fn token(claims: &serde_json::Value) -> String {
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    jsonwebtoken::encode(&Header::default(), claims, &key).expect("as the story goes")
}

pub(super) async fn refusals(w: &World) -> Vec<String> {
    let sql = "select event from events where account_id = $1 order by id";
    let all: Vec<String> =
        w.it.app
            .db
            .all(sql, params![w.account_id])
            .await
            .expect("as the story goes");
    all.iter()
        .filter_map(
            |event| match serde_json::from_str(event).expect("as the story goes") {
                Event::SignInRefused { check, .. } => Some(check),
                _ => None,
            },
        )
        .collect()
}

#[tokio::test]
async fn a_customer_comes_in_by_saml_and_lands_where_they_wanted() {
    let w = now_world().await;
    let providers = Providers::start(ORIGIN);
    connect(&w, "Acme account", saml(&providers)).await;
    let mut ann = w.it.portal();
    ann.get("/sign-in?next=/tickets-view/new")
        .await
        .is(200)
        .shows("Continue with Acme account")
        .shows("/sso/saml/login?next=/tickets-view/new");
    let landed = in_by_saml(&mut ann, &providers, "/tickets-view/new").await;
    landed.goes_to("/tickets-view/new");
    ann.get("/tickets-view")
        .await
        .is(200)
        .shows("Printer burns");
    // the response as a whole signed is as good
    let mut whole = saml(&providers);
    whole.sso_url = format!("{}/saml/whole", providers.origin);
    change(&w, |settings| settings.sso_url.clone_from(&whole.sso_url)).await;
    in_by_saml(&mut w.it.portal(), &providers, "")
        .await
        .goes_to("/tickets-view");
    w.it.portal()
        .get("/sso/saml/metadata")
        .await
        .is(200)
        .shows("/sso/saml/acs");
}

pub(super) async fn change(w: &World, change: impl FnOnce(&mut Settings)) -> Connection {
    let known = base::sso::list(&w.it.app.db, w.account_id)
        .await
        .expect("as the story goes")
        .remove(0);
    let mut new = New {
        host: known.host.clone(),
        name: known.name.clone(),
        enabled: known.enabled,
        settings: known.settings.0.clone(),
    };
    change(&mut new.settings);
    let tx = w.it.app.db.begin().await.expect("as the story goes");
    let by = Actor::system();
    let saved = base::sso::save(&tx, &w.it.app, w.account_id, &by, Some(&known), new)
        .await
        .expect("as the story goes");
    tx.commit().await.expect("as the story goes");
    saved
}

#[tokio::test]
async fn a_saml_response_is_taken_once_and_only_in_the_browser_that_asked() {
    let w = now_world().await;
    let providers = Providers::start(ORIGIN);
    connect(&w, "Acme account", saml(&providers)).await;
    let mut ann = w.it.portal();
    let (response, state) = through_saml(&mut ann, &providers, "/sso/saml/login").await;
    // a program without a browser, and without the cookie
    let fields = [
        ("SAMLResponse", response.as_str()),
        ("RelayState", state.as_str()),
    ];
    w.it.portal().post(base::sso::ACS, &fields).await.is(403);
    // that used it up: whoever brings it again is refused, also the one who asked
    ann.post(base::sso::ACS, &fields).await.is(403);
    // a stranger's browser cannot go on with somebody else's answer
    let (response, state) = through_saml(&mut ann, &providers, "/sso/saml/login").await;
    let answer = post_from_there(&mut ann, &response, &state).await;
    let go_on = answer.goes_to("/sso/saml/continue").location().to_owned();
    w.it.portal().get(&go_on).await.is(403);
    ann.get(&go_on).await.goes_to("/tickets-view");
    ann.get(&go_on).await.is(403);
    post_from_there(&mut ann, &response, &state).await.is(403);
    // and one that nobody asked for
    let fields = [("SAMLResponse", response.as_str()), ("RelayState", "")];
    w.it.portal().post(base::sso::ACS, &fields).await.is(403);
    let broken = [
        ("SAMLResponse", "bm9uc2Vuc2U="),
        ("RelayState", state.as_str()),
    ];
    w.it.portal().post(base::sso::ACS, &broken).await;
    assert!(refusals(&w).await.contains(&"once".to_owned()));
    assert!(refusals(&w).await.contains(&"request".to_owned()));
}

#[tokio::test]
async fn a_forged_saml_response_lets_nobody_in() {
    let w = now_world().await;
    let providers = Providers::start(ORIGIN);
    connect(&w, "Acme account", saml(&providers)).await;
    let stranger = sso::saml::make_keys("other").expect("as the story goes");
    change(&w, |settings| {
        settings.certificates = vec![stranger.certificate];
    })
    .await;
    let mut ann = w.it.portal();
    let (response, state) = through_saml(&mut ann, &providers, "/sso/saml/login").await;
    post_from_there(&mut ann, &response, &state)
        .await
        .is(403)
        .shows("could not be signed in");
    ann.get("/tickets-view").await.goes_to("/sign-in");
    assert_eq!(refusals(&w).await, ["signature"]);
}

#[tokio::test]
async fn a_customer_comes_in_by_openid_and_a_new_person_gets_a_login() {
    let w = now_world().await;
    let providers = Providers::start(ORIGIN);
    connect(&w, "Acme account", oidc(&providers)).await;
    let mut ann = w.it.portal();
    in_by_oidc(&mut ann, &providers, "/tickets-view")
        .await
        .goes_to("/tickets-view");
    ann.get("/tickets-view").await.shows("Printer burns");
    providers.be("nora").await;
    let mut nora = w.it.portal();
    in_by_oidc(&mut nora, &providers, "")
        .await
        .goes_to("/tickets-view");
    nora.get("/tickets-view")
        .await
        .is(200)
        .hides("Printer burns");
    // she has no password, and the same person is recognised again
    in_by_oidc(&mut w.it.portal(), &providers, "")
        .await
        .goes_to("/tickets-view");
    let sql = "select count(*) from members m join contacts c on c.account_id = m.account_id and c.id = m.contact_id
               where c.account_id = $1 and c.email = 'nora@acme.test' and m.password_hash = ''";
    let found: i64 =
        w.it.app
            .db
            .one(sql, params![w.account_id])
            .await
            .expect("as the story goes");
    assert_eq!(found, 1);
}

#[tokio::test]
async fn an_address_that_the_provider_may_not_speak_for_opens_nothing() {
    let w = now_world().await;
    let providers = Providers::start(ORIGIN);
    connect(&w, "Acme account", oidc(&providers)).await;
    for name in ["mallory", "olga"] {
        providers.be(name).await;
        let mut visitor = w.it.portal();
        in_by_oidc(&mut visitor, &providers, "")
            .await
            .is(403)
            .shows("may not sign in this e-mail address");
        visitor.get("/tickets-view").await.goes_to("/sign-in");
    }
    change(&w, |settings| {
        settings.email_domains = vec!["acme.test".into()];
    })
    .await;
    providers.be("zed").await;
    in_by_oidc(&mut w.it.portal(), &providers, "").await.is(403);
    assert_eq!(refusals(&w).await, ["email", "email", "email"]);
}

#[tokio::test]
async fn an_openid_answer_counts_once_and_only_in_the_browser_that_asked() {
    let w = now_world().await;
    let providers = Providers::start(ORIGIN);
    connect(&w, "Acme account", oidc(&providers)).await;
    let mut ann = w.it.portal();
    let to = ann
        .get("/sso/oidc/login")
        .await
        .is(303)
        .location()
        .to_owned();
    let back = providers.visit(&to).await.to;
    w.it.portal().get(local(&back)).await.is(403);
    ann.get(&local(&back).replace("state=", "state=x"))
        .await
        .is(403);
    ann.get(local(&back)).await.goes_to("/tickets-view");
    ann.get(local(&back)).await.is(403);
    // another issuer's answer (RFC 9207)
    let mut bob = w.it.portal();
    let to = bob.get("/sso/oidc/login").await.location().to_owned();
    let back = providers.visit(&to).await.to;
    let (before, _) = local(&back)
        .split_once("&iss=")
        .expect("the provider names itself");
    bob.get(&format!("{before}&iss=http%3A%2F%2Fevil.test"))
        .await
        .is(403);
    // a provider that is not there
    change(&w, |settings| settings.issuer = "http://127.0.0.1:9".into()).await;
    w.it.portal()
        .get("/sso/oidc/login")
        .await
        .is(403)
        .shows("cannot be reached");
}

#[tokio::test]
async fn a_customer_comes_in_with_a_token_of_their_application() {
    let w = world().await;
    connect(&w, "Acme app", jwt()).await;
    let mut ann = w.it.portal();
    ann.get("/sso/jwt/login?next=/tickets-view/new")
        .await
        .goes_to(
            "https://app.acme.test/login?redirect_url=http%3A%2F%2Fhelp.test%2Ftickets-view%2Fnew",
        );
    let good = token(&json!({ "email": "ann@acme.test", "exp": MORNING / 1000 + 300 }));
    let path = format!(
        "/_hcms/mem/jwt?jwt={good}&redirect_url=http%3A%2F%2Fhelp.test%2Ftickets-view%2Fnew"
    );
    ann.get(&path).await.goes_to("/tickets-view/new");
    ann.get("/tickets-view").await.shows("Printer burns");
    w.it.portal().get(&path).await.is(403);
    for next in [
        "https://evil.test/",
        "//evil.test",
        "http://help.test.evil.test/",
        "http://help.test@evil.test/",
        "\\evil",
    ] {
        let fresh =
            token(&json!({ "email": "ann@acme.test", "exp": MORNING / 1000 + 300, "jti": next }));
        let path = format!(
            "/_hcms/mem/jwt?jwt={fresh}&redirect_url={}",
            base::view::encode(next)
        );
        assert_eq!(
            w.it.portal().get(&path).await.location(),
            "/tickets-view",
            "{next}"
        );
    }
    for claims in [
        json!({ "email": "ann@acme.test" }),
        json!({ "email": "ann@acme.test", "exp": MORNING / 1000 + 7200 }),
        json!({ "exp": MORNING / 1000 + 300 }),
        json!({ "email": "olga@desk.test", "exp": MORNING / 1000 + 300 }),
    ] {
        let answer =
            w.it.portal()
                .get(&format!("/_hcms/mem/jwt?jwt={}", token(&claims)))
                .await;
        assert!(answer.status.is_client_error(), "{claims}");
    }
    w.it.portal().get("/_hcms/mem/jwt?jwt=a.b.c").await.is(400);
    // the set-up test shows what a token says, and lets nobody in
    let test =
        token(&json!({ "email": "ann@acme.test", "exp": MORNING / 1000 + 300, "jti": "test" }));
    let mut nobody = w.it.portal();
    nobody
        .get(&format!("/_hcms/mem/jwt/verify?jwt={test}"))
        .await
        .is(200)
        .shows("ann@acme.test");
    nobody.get("/tickets-view").await.goes_to("/sign-in");
    nobody
        .get(&format!("/_hcms/mem/jwt/verify?jwt={test}"))
        .await
        .is(403);
}

#[tokio::test]
async fn switching_single_sign_on_off_closes_the_portal() {
    let w = world().await;
    let connection = connect(&w, "Acme app", jwt()).await;
    w.set(|settings| {
        settings.access = Access {
            kind: Entry::Sso,
            ..Access::default()
        };
    })
    .await;
    // a password is no way in any more
    w.ann.clone().get("/tickets-view").await.is(303);
    let mut ann = w.it.portal();
    let good = token(&json!({ "email": "ann@acme.test", "exp": MORNING / 1000 + 300 }));
    ann.get(&format!("/_hcms/mem/jwt?jwt={good}"))
        .await
        .goes_to("/tickets-view");
    ann.get("/tickets-view").await.is(200);
    let mut root = w.it.desk().sign_in("root@desk.test").await;
    let switch = format!("/settings/sso/{}/switch", connection.id);
    root.post(&switch, &[("to", "off")]).await.is(303);
    ann.get("/tickets-view").await.goes_to("/sign-in");
    let other =
        token(&json!({ "email": "ann@acme.test", "exp": MORNING / 1000 + 300, "jti": "2" }));
    w.it.portal()
        .get(&format!("/_hcms/mem/jwt?jwt={other}"))
        .await
        .is(404);
    w.it.portal().get("/sign-in").await.hides("Acme app");
    // never tried out: not to be switched on by a page
    root.post(&switch, &[("to", "on")]).await.is(409);
}

#[tokio::test]
async fn another_sites_form_reaches_the_acs_only() {
    let w = world().await;
    let mut visitor = w.it.portal();
    let evil = "https://evil.test";
    visitor.post_from(evil, base::sso::ACS, &[]).await.is(404);
    visitor.post_from(evil, "/sign-in", &[]).await.is(403);
    visitor.post_from(evil, "/sso/saml/acs/", &[]).await.is(403);
}

#[tokio::test]
async fn addresses_of_hubspots_members_lead_to_ours() {
    let w = world().await;
    for (theirs, ours) in [
        ("/_hcms/mem/login", "/sign-in"),
        (
            "/_hcms/mem/login?redirect_url=http%3A%2F%2Fhelp.test%2Ftickets-view",
            "/sign-in?next=/tickets-view",
        ),
        (
            "/_hcms/mem/login?redirect_url=https%3A%2F%2Fevil.test",
            "/sign-in",
        ),
        ("/_hcms/mem/logout", "/sign-out"),
        ("/_hcms/mem/register", "/register"),
        ("/_hcms/mem/reset/request", "/reset-password"),
        ("/_hcms/mem/reset", "/reset-password"),
    ] {
        assert_eq!(w.it.portal().get(theirs).await.is(303).location(), ours);
    }
}

#[tokio::test]
async fn whoever_has_a_second_step_is_asked_for_it_after_their_provider_too() {
    let w = world().await;
    let connection = connect(&w, "Acme", jwt()).await;
    let (secret, _) = w.ann.clone().set_up_app(&w.it, "/account").await;
    w.it.pass(60_000);
    let claims = json!({ "email": "ann@acme.test", "exp": MORNING / 1000 + 300, "jti": "1" });
    let mut ann = w.it.portal();
    let path = format!("/_hcms/mem/jwt?jwt={}", token(&claims));
    ann.get(&path).await.goes_to("/sign-in/code");
    ann.get("/tickets-view").await.goes_to("/sign-in");
    let code = [("code", &*w.it.code(&secret))];
    ann.post("/sign-in/code", &code)
        .await
        .goes_to("/tickets-view");
    ann.get("/tickets-view").await.shows("Printer burns");
    // the session is still one of that provider: with it, it ends
    let tx = w.it.app.db.begin().await.expect("as the story goes");
    let sql = "update sso_connections set enabled = $3 where account_id = $1 and id = $2";
    tx.run(sql, params![w.account_id, connection.id, false])
        .await
        .expect("as the story goes");
    tx.commit().await.expect("as the story goes");
    ann.get("/tickets-view").await.goes_to("/sign-in");
}

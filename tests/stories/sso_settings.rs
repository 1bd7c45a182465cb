//! Setting single sign-on up at the desk, with a trial before it counts.

use crate::stories::sso::{
    ORIGIN, connect, in_by_saml, local, now_world, oidc, post_from_there, through_saml,
};
use crate::support::PORTAL;
use crate::support::idp::{IDP, Providers};

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one walk through the pages")]
async fn an_administrator_connects_a_provider_tries_it_out_and_switches_it_on() {
    let w = now_world().await;
    let providers = Providers::start(ORIGIN);
    let mut root = w.it.desk().sign_in("root@desk.test").await;
    w.it.desk()
        .sign_in("olga@desk.test")
        .await
        .get("/settings/sso")
        .await
        .is(403);
    root.get("/settings/sso")
        .await
        .is(200)
        .shows("No connection yet");
    root.get("/settings/sso/new?kind=saml")
        .await
        .is(200)
        .shows("http://help.test/sso/saml/acs");
    root.get("/settings/sso/new?kind=oidc&preset=google")
        .await
        .shows("https://accounts.google.com");
    let fields = [
        ("kind", "saml"),
        ("host", PORTAL),
        ("name", "Acme"),
        ("speaks", "listed"),
        ("email_domains", ""),
    ];
    root.post("/settings/sso/new", &fields)
        .await
        .is(422)
        .shows("List the e-mail domains");
    let metadata = providers
        .visit(&format!("{}/saml/metadata", providers.origin))
        .await
        .page;
    let fields: Vec<(&str, &str, &[u8])> = vec![
        ("kind", "", b"saml"),
        ("host", "", PORTAL.as_bytes()),
        ("name", "", b"Acme"),
        ("speaks", "", b"listed"),
        ("email_domains", "", b"acme.test"),
        ("metadata_file", "idp.xml", metadata.as_bytes()),
    ];
    let answer = root.upload("/settings/sso/new", &fields).await;
    let page = answer.goes_to("/settings/sso/").location().to_owned();
    let shown = root.get(&page).await;
    shown
        .is(200)
        .shows(IDP)
        .shows("Not tried out")
        .hides("PRIVATE KEY")
        .hides("sealed:");
    let switch = format!("{page}/switch");
    root.post(&switch, &[("to", "on")]).await.is(409);
    w.it.portal().get("/sso/saml/login").await.is(404);
    let link = shown
        .body
        .split("href=\"http://help.test/sso/test")
        .nth(1)
        .expect("a link");
    let link = format!(
        "/sso/test{}",
        link.split('"')
            .next()
            .unwrap_or_default()
            .replace("&amp;", "&")
    );
    let mut browser = w.it.portal();
    let (response, state) = through_saml(&mut browser, &providers, &link).await;
    let go_on = post_from_there(&mut browser, &response, &state)
        .await
        .location()
        .to_owned();
    browser
        .get(&go_on)
        .await
        .is(200)
        .shows("can be switched on")
        .shows("ann@acme.test");
    // a trial lets nobody in
    browser.get("/tickets-view").await.goes_to("/sign-in");
    root.post(&switch, &[("to", "on")]).await.is(303);
    in_by_saml(&mut w.it.portal(), &providers, "")
        .await
        .goes_to("/tickets-view");
    // a link that was tampered with begins nothing
    w.it.portal()
        .get(&link.replace("agent=", "agent=1"))
        .await
        .is(403);
    root.get(&format!("{page}/remove")).await.is(200);
    root.post(&format!("{page}/remove"), &[]).await.is(303);
    w.it.portal().get("/sso/saml/metadata").await.is(404);
}

#[tokio::test]
async fn a_trial_that_fails_says_which_check_did() {
    let w = now_world().await;
    let providers = Providers::start(ORIGIN);
    let mut settings = oidc(&providers);
    settings.email_domains = vec!["other.test".into()];
    let connection = connect(&w, "Acme", settings).await;
    let mut root = w.it.desk().sign_in("root@desk.test").await;
    let shown = root.get(&format!("/settings/sso/{}", connection.id)).await;
    let link = shown
        .body
        .split("href=\"http://help.test/sso/test")
        .nth(1)
        .expect("a link");
    let link = format!(
        "/sso/test{}",
        link.split('"')
            .next()
            .unwrap_or_default()
            .replace("&amp;", "&")
    );
    let mut browser = w.it.portal();
    let to = browser.get(&link).await.is(303).location().to_owned();
    let back = providers.visit(&to).await.to;
    browser
        .get(local(&back))
        .await
        .is(403)
        .shows("does not work yet")
        .shows("ann@acme.test");
    let after = base::sso::find(&w.it.app.db, w.account_id, connection.id)
        .await
        .unwrap();
    assert_eq!(after.verified_at, None);
}

//! Connecting a provider to the desk [A15]: who may, and what keeps it apart from the portals' and from other accounts'.

use base::Actor;
use base::sso::{Connection, Kind, New, Settings};
use db::params;
use people::agents::{self, NewAgent};

use super::desk_sso::{come, connect, login, refusals, run, there};
use super::sso::{self, local, now_world, oidc};
use crate::support::idp::Providers;
use crate::support::{Answer, DESK, DESK_ORIGIN, PORTAL, TestApp, Visitor, World, world};

/// The link to try a connection out, as a path.
fn trial(page: &Answer, origin: &str) -> String {
    let mark = format!("href=\"{origin}/sso/test");
    let rest = page.body.split(&mark).nth(1).expect("a link to try it out");
    let rest = rest.split('"').next().unwrap_or_default();
    format!("/sso/test{}", rest.replace("&amp;", "&"))
}

fn form<'a>(providers: &'a Providers, host: &'a str) -> [(&'a str, &'a str); 7] {
    [
        ("kind", "oidc"),
        ("host", host),
        ("name", "Staff login"),
        ("speaks", "every"),
        ("issuer", &providers.origin),
        ("client_id", "portico"),
        ("client_secret", "a secret of the client"),
    ]
}

#[tokio::test]
async fn an_administrator_connects_a_provider_to_the_desk_tries_it_out_and_switches_it_on() {
    let w = now_world().await;
    let providers = Providers::start(DESK_ORIGIN);
    let mut root = w.it.desk().sign_in("root@desk.test").await;
    root.get("/settings/sso/new?kind=oidc&preset=okta")
        .await
        .is(200)
        .shows("The desk (agents)")
        .shows("http://desk.test/sso/oidc/callback")
        .shows("http://help.test/sso/oidc/callback");
    let answer = root
        .post("/settings/sso/new", &form(&providers, DESK))
        .await;
    let page = answer.goes_to("/settings/sso/").location().to_owned();
    let shown = root.get(&page).await;
    shown
        .is(200)
        .shows("The desk (agents)")
        .shows("http://desk.test/sso/oidc/callback")
        .hides("http://help.test/sso/oidc/callback")
        .hides("sealed:");
    root.get("/settings/sso").await.shows("The desk (agents)");
    let switch = format!("{page}/switch");
    root.post(&switch, &[("to", "on")]).await.is(409);
    w.it.desk().get("/sign-in").await.hides("Staff login");
    let id = page.rsplit('/').next().expect("an id");
    let way_in = format!("/sso/oidc/login?provider={id}");
    w.it.desk().get(&way_in).await.is(404);

    // somebody who is no agent proves nothing
    let link = trial(&shown, DESK_ORIGIN);
    w.it.desk().get(&link).await.goes_to("/sign-in");
    w.it.desk()
        .sign_in("olga@desk.test")
        .await
        .get(&link)
        .await
        .is(403);
    let back = there(&mut root, &providers, &link).await;
    root.get(&back)
        .await
        .is(403)
        .shows("does not work yet")
        .shows("no agent has the address ann@acme.test");
    root.post(&switch, &[("to", "on")]).await.is(409);
    providers.be("olga").await;
    let back = there(&mut root, &providers, &link).await;
    root.get(&back)
        .await
        .is(200)
        .shows("can be switched on")
        .shows("olga@desk.test");
    // a trial lets nobody in: root is still root
    root.get("/me").await.shows("root@desk.test");
    assert!(w.credentials_changed().await.is_empty());
    root.post(&switch, &[("to", "on")]).await.is(303);
    let mut olga = w.it.desk();
    let back = there(&mut olga, &providers, &way_in).await;
    olga.get(&back).await.goes_to("/inbox");
    // a link that was tampered with, or is old, begins nothing
    root.get(&link.replace("agent=", "agent=1")).await.is(404);
    root.get(&link.replace("mark=", "mark=0")).await.is(403);
    w.it.pass(61 * 60_000);
    root.get(&link).await.is(403).shows("too old");
}

/// An agent with these rights.
async fn with_rights(w: &World, rights: &str) -> Visitor {
    let sql = format!(
        "update agents set permissions = '{rights}' where account_id = $1 and email = 'max@desk.test'"
    );
    run(w, &sql).await;
    w.it.desk().sign_in("max@desk.test").await
}

async fn all_pages(visitor: &mut Visitor, it: &Connection, status: u16) {
    let page = format!("/settings/sso/{}", it.id);
    visitor.get(&page).await.is(status);
    visitor.get(&format!("{page}/remove")).await.is(status);
    if status == 403 {
        visitor.post(&page, &[("name", "Mine")]).await.is(403);
        for to in ["on", "off"] {
            visitor
                .post(&format!("{page}/switch"), &[("to", to)])
                .await
                .is(403);
        }
        visitor.post(&format!("{page}/remove"), &[]).await.is(403);
    }
}

#[tokio::test]
async fn who_may_change_portals_alone_connects_nobody_to_the_desk_and_the_other_way_round() {
    let w = now_world().await;
    let providers = Providers::start(DESK_ORIGIN);
    let okta = connect(&w, w.account_id, &providers).await;
    let theirs = sso::connect(&w, "Acme account", oidc(&providers)).await;
    let mut root = w.it.desk().sign_in("root@desk.test").await;
    let link = trial(
        &root.get(&format!("/settings/sso/{}", okta.id)).await,
        DESK_ORIGIN,
    );

    let mut max = with_rights(&w, "portal-settings").await;
    max.get("/settings/sso")
        .await
        .is(200)
        .shows("Acme account")
        .hides("Staff login");
    all_pages(&mut max, &okta, 403).await;
    all_pages(&mut max, &theirs, 200).await;
    max.get(&link).await.is(403);
    max.get("/settings/sso/new?kind=oidc")
        .await
        .is(200)
        .hides("The desk (agents)");
    max.post("/settings/sso/new", &form(&providers, DESK))
        .await
        .is(403);
    max.post("/settings/sso/new", &form(&providers, ""))
        .await
        .is(422);

    let mut max = with_rights(&w, "agents").await;
    max.get("/settings/sso")
        .await
        .is(200)
        .shows("Staff login")
        .hides("Acme account");
    all_pages(&mut max, &theirs, 403).await;
    all_pages(&mut max, &okta, 200).await;
    max.get("/settings/sso/new?kind=saml").await.is(403);
    max.get("/settings/sso/new?kind=oidc")
        .await
        .is(200)
        .hides("help.test");
    max.post("/settings/sso/new", &form(&providers, PORTAL))
        .await
        .is(403);

    let mut max = with_rights(&w, "inboxes lists").await;
    max.get("/settings/sso").await.is(403);
    max.get("/settings/sso/new?kind=oidc").await.is(403);
    all_pages(&mut max, &okta, 403).await;
    all_pages(&mut max, &theirs, 403).await;
    let all = base::sso::list(&w.it.app.db, w.account_id)
        .await
        .expect("all");
    assert!(all.len() == 2 && all.iter().all(|it| it.enabled));
}

#[tokio::test]
async fn the_desk_takes_openid_connect_and_nothing_else() {
    let w = world().await;
    let mut root = w.it.desk().sign_in("root@desk.test").await;
    for kind in ["saml", "jwt"] {
        let fields = [
            ("kind", kind),
            ("host", DESK),
            ("name", "X"),
            ("speaks", "every"),
        ];
        root.post("/settings/sso/new", &fields)
            .await
            .is(422)
            .shows("Agents sign in to the desk by OpenID Connect only");
        root.get(&format!("/settings/sso/new?kind={kind}"))
            .await
            .is(200)
            .hides("The desk (agents)");
    }
    let tx = w.it.app.db.begin().await.expect("a transaction");
    let new = New {
        host: String::new(),
        name: "X".into(),
        enabled: true,
        settings: Settings {
            kind: Kind::Jwt,
            ..sso::jwt()
        },
    };
    let saved = base::sso::save(&tx, &w.it.app, w.account_id, &Actor::system(), None, new).await;
    assert!(matches!(saved, Err(base::Error::Invalid(_))));
}

#[tokio::test]
async fn the_desk_does_not_know_a_portals_provider_and_a_portal_not_the_desks() {
    let w = now_world().await;
    let (for_desk, for_portal) = (Providers::start(DESK_ORIGIN), Providers::start(sso::ORIGIN));
    let okta = connect(&w, w.account_id, &for_desk).await;
    let theirs = sso::connect(&w, "Acme account", oidc(&for_portal)).await;
    w.it.desk()
        .get("/sign-in")
        .await
        .shows("Staff login")
        .hides("Acme account");
    w.it.portal()
        .get("/sign-in")
        .await
        .shows("Acme account")
        .hides("Staff login");
    w.it.desk().get(&login(&theirs, "")).await.is(404);
    w.it.portal().get(&login(&okta, "")).await.is(404);
    for path in [
        "/sso/saml/login",
        "/sso/jwt/login",
        "/sso/saml/metadata",
        "/_hcms/mem/jwt",
    ] {
        w.it.desk().get(path).await.is(404);
    }
    // an answer that one asked for is not the other's, in the same browser with the same cookies
    for_desk.be("olga").await;
    let mut olga = w.it.desk();
    let back = there(&mut olga, &for_desk, &login(&okta, "")).await;
    let mut at_portal = olga.at(PORTAL);
    at_portal.get(&back).await.is(403);
    at_portal.get("/tickets-view").await.goes_to("/sign-in");
    let mut ann = w.it.portal();
    let to = ann
        .get(&login(&theirs, ""))
        .await
        .is(303)
        .location()
        .to_owned();
    let back = for_portal.visit(&to).await.to;
    let back = local(&back);
    for state in ["state=".to_owned(), format!("state={}.", okta.id)] {
        let mut at_desk = ann.at(DESK);
        at_desk.get(&back.replace("state=", &state)).await.is(403);
        at_desk.get("/inbox").await.goes_to("/sign-in");
    }
    ann.get(back).await.goes_to("/tickets-view");
    // an agent whom the desk knows by it is a member of no portal
    let mut olga = w.it.desk();
    come(&mut olga, &for_desk, &okta).await.goes_to("/inbox");
    olga.at(PORTAL)
        .get("/tickets-view")
        .await
        .goes_to("/sign-in");
}

/// Another account on the same installation.
async fn another_account(w: &World) -> i64 {
    let account_id = w.it.app.id();
    let tx = w.it.app.db.begin().await.expect("a transaction");
    tx.run(
        "insert into accounts (id, name, language, time_zone, strict_senders, next_ticket_number, created_at)
         values ($1, 'Other Ltd', 'en', 'Europe/Warsaw', $2, 1, $3)",
        params![account_id, false, w.it.app.now()],
    )
    .await
    .expect("an account");
    tx.commit().await.expect("a commit");
    account_id
}

#[tokio::test]
async fn a_provider_opens_the_desk_to_agents_of_its_own_account_only() {
    let w = now_world().await;
    let providers = Providers::start(DESK_ORIGIN);
    let other_id = another_account(&w).await;
    let theirs = connect(&w, other_id, &providers).await;
    providers.be("olga").await;
    let mut olga = w.it.desk();
    come(&mut olga, &providers, &theirs).await.is(403);
    olga.get("/inbox").await.goes_to("/sign-in");
    let refused = refusals(&w, other_id).await;
    assert_eq!(refused[0].1, "no agent has the address olga@desk.test");
    assert!(refusals(&w, w.account_id).await.is_empty());
    let mut root = w.it.desk().sign_in("root@desk.test").await;
    root.get("/settings/sso").await.hides("Staff login");
    root.get(&format!("/settings/sso/{}", theirs.id))
        .await
        .is(404);

    let tx = w.it.app.db.begin().await.expect("a transaction");
    let new = NewAgent {
        email: "olga@desk.test",
        first_name: "Olga",
        last_name: "Elsewhere",
        password_hash: "",
        permissions: "",
        language: "en",
    };
    agents::add(&tx, &w.it.app, other_id, &new)
        .await
        .expect("an agent");
    tx.commit().await.expect("a commit");
    let ours = connect(&w, w.account_id, &providers).await;
    for (it, name) in [(&theirs, "Olga Elsewhere"), (&ours, "Olga Agent")] {
        let mut olga = w.it.desk();
        come(&mut olga, &providers, it).await.goes_to("/inbox");
        olga.get("/me").await.shows(name);
    }
}

#[tokio::test]
async fn connections_that_were_there_before_the_upgrade_know_whom_they_knew() {
    let it = TestApp::before("0022").await;
    let tx = it.app.db.begin().await.expect("a transaction");
    for sql in [
        "insert into accounts (id, name, language, time_zone, strict_senders, next_ticket_number, created_at) values (1, 'Old', 'en', 'UTC', false, 1, 0)",
        "insert into portals (account_id, id, name, settings, created_at) values (1, 2, 'Main', '{}', 0)",
        "insert into domains (account_id, host, portal_id, origin, language, idle_minutes, is_primary, created_at)
         values (1, 'help.test', 2, 'http://help.test', 'en', 0, true, 0)",
        "insert into contacts (account_id, id, email, first_name, last_name, phone, created_at, updated_at) values (1, 3, 'ann@acme.test', 'Ann', 'A', '', 0, 0)",
        "insert into sso_connections (account_id, id, host, kind, name, enabled, settings, verified_at, created_at)
         values (1, 4, 'help.test', 'oidc', 'Acme', true, '{\"kind\":\"oidc\"}', 5, 0)",
        "insert into sso_identities (account_id, connection_id, issuer, subject, contact_id, created_at) values (1, 4, 'i', 's', 3, 0)",
        "insert into sso_pending (account_id, state_hash, browser_hash, connection_id, next, detail, expires_at) values (1, 'h', 'b', 4, '', '', 9)",
        "insert into sso_seen (account_id, connection_id, key, until) values (1, 4, 'k', 9)",
    ] {
        tx.run(sql, params![]).await.expect(sql);
    }
    tx.commit().await.expect("a commit");
    it.app
        .db
        .migrate(&portico::migrations())
        .await
        .expect("the upgrade");
    let kept = base::sso::list(&it.app.db, 1).await.expect("connections");
    assert!(kept[0].host == "help.test" && kept[0].enabled && kept[0].verified_at == Some(5));
    for table in ["sso_identities", "sso_pending", "sso_seen"] {
        let sql = format!("select count(*) from {table} where connection_id = 4");
        let rows: i64 = it.app.db.one(&sql, params![]).await.expect("a count");
        assert_eq!(rows, 1, "{table}");
    }
    // what hangs on a domain still goes with it
    let tx = it.app.db.begin().await.expect("a transaction");
    portals::domains::remove(&tx, 1, "help.test")
        .await
        .expect("it goes");
    tx.commit().await.expect("a commit");
    let sql = "select (select count(*) from sso_connections) + (select count(*) from sso_identities) + (select count(*) from sso_seen)";
    let left: i64 = it.app.db.one(sql, params![]).await.expect("a count");
    assert_eq!(left, 0);
}

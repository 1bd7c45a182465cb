//! Agents sign in to the desk by OpenID Connect [A15], against a provider that others wrote: who comes in, and who does not.

use base::Actor;
use base::sso::{Connection, New};
use db::params;

use super::sso::{now_world, oidc};
use crate::support::idp::Providers;
use crate::support::{Answer, DESK_ORIGIN, Visitor, World};

/// A provider of the desk that is switched on.
pub(super) async fn connect(w: &World, account_id: i64, providers: &Providers) -> Connection {
    let new = New {
        host: String::new(),
        name: "Staff login".into(),
        enabled: true,
        settings: oidc(providers),
    };
    save(w, account_id, None, new).await
}

async fn save(w: &World, account_id: i64, known: Option<&Connection>, new: New) -> Connection {
    let tx = w.it.app.db.begin().await.expect("a transaction");
    let by = Actor::system();
    let saved = base::sso::save(&tx, &w.it.app, account_id, &by, known, new)
        .await
        .expect("a connection");
    tx.commit().await.expect("a commit");
    saved
}

pub(super) fn login(connection: &Connection, next: &str) -> String {
    format!("/sso/oidc/login?provider={}&next={next}", connection.id)
}

/// To the provider; answers the path that it sends the browser back to.
pub(super) async fn there(visitor: &mut Visitor, providers: &Providers, path: &str) -> String {
    let to = visitor.get(path).await.is(303).location().to_owned();
    let back = providers.visit(&to).await.to;
    back.strip_prefix(DESK_ORIGIN)
        .unwrap_or_else(|| panic!("{back} is not the desk's"))
        .to_owned()
}

/// The whole way of whoever the provider says.
pub(super) async fn come(
    visitor: &mut Visitor,
    providers: &Providers,
    connection: &Connection,
) -> Answer {
    let back = there(visitor, providers, &login(connection, "")).await;
    visitor.get(&back).await
}

/// What was refused in an account: which check failed, and why, oldest first.
pub(super) async fn refusals(w: &World, account_id: i64) -> Vec<(String, String)> {
    let sql = "select event from events where account_id = $1 and event like '%sign_in_refused%' order by id";
    let all: Vec<String> =
        w.it.app
            .db
            .all(sql, params![account_id])
            .await
            .expect("events");
    let one = |event: &String| match serde_json::from_str(event).expect("JSON") {
        base::Event::SignInRefused { check, detail, .. } => (check, detail),
        other => panic!("{other:?}"),
    };
    all.iter().map(one).collect()
}

pub(super) async fn run(w: &World, sql: &str) {
    let tx = w.it.app.db.begin().await.expect("a transaction");
    tx.run(sql, params![w.account_id]).await.expect("it runs");
    tx.commit().await.expect("a commit");
}

async fn agents(w: &World) -> i64 {
    let sql = "select count(*) from agents where account_id = $1";
    w.it.app
        .db
        .one(sql, params![w.account_id])
        .await
        .expect("a count")
}

/// Who is named by a part of their page, may not come in.
async fn stays_out(w: &World, visitor: &mut Visitor, answer: &Answer, why: &str) {
    answer.is(403).shows("You could not be signed in");
    visitor.get("/inbox").await.goes_to("/sign-in");
    let all = refusals(w, w.account_id).await;
    let (check, detail) = all.last().expect("it is written down");
    assert!(
        format!("{check}: {detail}").contains(why),
        "{check}: {detail}"
    );
}

#[tokio::test]
async fn an_agent_comes_in_by_the_companys_provider_and_is_told_of_the_new_way_once() {
    let w = now_world().await;
    let providers = Providers::start(DESK_ORIGIN);
    let okta = connect(&w, w.account_id, &providers).await;
    providers.be("olga").await;
    let mut olga = w.it.desk();
    olga.get("/sign-in?next=/tickets")
        .await
        .is(200)
        .shows("Continue with Staff login")
        .shows(&login(&okta, "/tickets").replace('&', "&amp;"));
    let back = there(&mut olga, &providers, &login(&okta, "/tickets")).await;
    olga.get(&back).await.goes_to("/tickets");
    olga.get("/inbox").await.is(200).shows("Olga Agent");
    olga.get("/me").await.shows("Staff login, since");
    // what another site wants to come next is not gone to
    let back = there(&mut w.it.desk(), &providers, &login(&okta, "//evil.test")).await;
    w.it.desk().get(&back).await.is(403);
    let mut again = w.it.desk();
    come(&mut again, &providers, &okta).await.goes_to("/inbox");
    assert_eq!(w.credentials_changed().await, ["provider_linked"]);
    let told = w.mails().await.into_iter().filter(|(to, mail)| {
        let mail = mail::parse::parse(mail.as_bytes()).expect("our own mail can be read");
        let text = mail.text.split_whitespace().collect::<Vec<_>>().join(" ");
        to == "olga@desk.test" && text.contains("by an identity provider for the first time")
    });
    assert_eq!(told.count(), 1);
    let mut root = w.it.desk().sign_in("root@desk.test").await;
    root.get("/settings/security")
        .await
        .shows("Staff login, since");
    root.get("/settings/audit")
        .await
        .shows("first sign-in by an identity provider");
    olga.post("/sign-out", &[]).await.goes_to("/sign-in");
    olga.get("/inbox").await.goes_to("/sign-in");
}

#[tokio::test]
async fn whoever_is_no_agent_with_a_checked_address_stays_out_and_no_agent_is_made() {
    let w = now_world().await;
    let providers = Providers::start(DESK_ORIGIN);
    let okta = connect(&w, w.account_id, &providers).await;
    let before = agents(&w).await;
    for (who, why) in [
        ("zed", "no agent has the address zed@elsewhere.test"),
        ("ann", "no agent has the address ann@acme.test"),
        ("imp", "may not speak for max@desk.test"),
    ] {
        providers.be(who).await;
        let mut visitor = w.it.desk();
        let answer = come(&mut visitor, &providers, &okta).await;
        answer.shows("does not open the desk").hides("desk.test");
        stays_out(&w, &mut visitor, &answer, why).await;
    }
    let mut listed = New {
        host: String::new(),
        name: okta.name.clone(),
        enabled: true,
        settings: okta.settings.0.clone(),
    };
    listed.settings.email_domains = vec!["acme.test".into()];
    let okta = save(&w, w.account_id, Some(&okta), listed).await;
    providers.be("olga").await;
    let mut olga = w.it.desk();
    let answer = come(&mut olga, &providers, &okta).await;
    stays_out(&w, &mut olga, &answer, "may not speak for olga@desk.test").await;
    assert_eq!(agents(&w).await, before);
    assert!(w.credentials_changed().await.is_empty());
}

#[tokio::test]
async fn an_agent_who_may_sign_in_no_more_is_out_by_every_way() {
    let w = now_world().await;
    let providers = Providers::start(DESK_ORIGIN);
    let okta = connect(&w, w.account_id, &providers).await;
    providers.be("max").await;
    run(
        &w,
        "update agents set disabled_at = 1 where account_id = $1 and email = 'max@desk.test'",
    )
    .await;
    let mut max = w.it.desk();
    let answer = come(&mut max, &providers, &okta).await;
    stays_out(&w, &mut max, &answer, "may sign in no more").await;
    providers.be("olga").await;
    let mut olga = w.it.desk();
    come(&mut olga, &providers, &okta).await.goes_to("/inbox");
    run(
        &w,
        "update agents set disabled_at = 1 where account_id = $1 and email = 'olga@desk.test'",
    )
    .await;
    olga.get("/inbox").await.goes_to("/sign-in");
    let answer = come(&mut olga, &providers, &okta).await;
    stays_out(&w, &mut olga, &answer, "may sign in no more").await;
}

#[tokio::test]
async fn an_address_that_the_company_gives_to_somebody_else_does_not_open_the_desk_again() {
    let w = now_world().await;
    let providers = Providers::start(DESK_ORIGIN);
    let okta = connect(&w, w.account_id, &providers).await;
    providers.be("olga").await;
    come(&mut w.it.desk(), &providers, &okta)
        .await
        .goes_to("/inbox");
    providers.be("twin").await;
    let mut twin = w.it.desk();
    let answer = come(&mut twin, &providers, &okta).await;
    stays_out(&w, &mut twin, &answer, "was another person").await;
    // until an administrator has taken the first one away
    let mut root = w.it.desk().sign_in("root@desk.test").await;
    let page = root.get("/settings/security").await;
    let path = page.body.split("href=\"/settings/security/").nth(1);
    let path = path
        .and_then(|rest| rest.split('"').next())
        .expect("a link");
    let path = format!("/settings/security/{path}");
    root.get(&path).await.shows("Olga Agent");
    root.post(&path, &[]).await.is(303);
    root.get("/settings/security")
        .await
        .hides("Staff login, since");
    come(&mut twin, &providers, &okta).await.goes_to("/inbox");
    providers.be("olga").await;
    let mut olga = w.it.desk();
    let answer = come(&mut olga, &providers, &okta).await;
    stays_out(&w, &mut olga, &answer, "was another person").await;
    assert_eq!(
        w.credentials_changed().await,
        ["provider_linked", "factors_reset", "provider_linked"]
    );
}

#[tokio::test]
async fn a_providers_answer_counts_once_and_only_in_the_browser_that_asked() {
    let w = now_world().await;
    let providers = Providers::start(DESK_ORIGIN);
    let okta = connect(&w, w.account_id, &providers).await;
    providers.be("olga").await;
    let mut olga = w.it.desk();
    let back = there(&mut olga, &providers, &login(&okta, "")).await;
    let mut mallory = w.it.desk();
    let answer = mallory.get(&back).await;
    stays_out(&w, &mut mallory, &answer, "another browser").await;
    // also one that has begun a sign-in of its own
    there(&mut mallory, &providers, &login(&okta, "")).await;
    let answer = mallory.get(&back).await;
    stays_out(&w, &mut mallory, &answer, "another browser").await;
    let answer = olga
        .get(&format!("{back}x").replace("state=", "state=1."))
        .await;
    answer.is(403);
    olga.get(&back).await.goes_to("/inbox");
    let answer = olga.get(&back).await;
    answer.is(403);
    let replayed = refusals(&w, w.account_id).await;
    assert_eq!(replayed.len(), 3, "{replayed:?}");
    for state in ["", "x", "1.x", "99999999999999999999.x"] {
        let path = format!("/sso/oidc/callback?code=x&state={state}");
        w.it.desk().get(&path).await.is(403);
    }
    w.it.desk().get("/sso/oidc/callback").await.is(403);
    w.it.desk().get("/sso/oidc/login").await.is(404);
    w.it.desk().get("/sso/oidc/login?provider=x").await.is(404);
    // too late
    let mut late = w.it.desk();
    let back = there(&mut late, &providers, &login(&okta, "")).await;
    w.it.pass(16 * 60_000);
    let answer = late.get(&back).await;
    stays_out(&w, &mut late, &answer, "has ended").await;
}

#[tokio::test]
async fn where_the_provider_is_switched_off_or_taken_away_whoever_came_by_it_is_out() {
    let w = now_world().await;
    let providers = Providers::start(DESK_ORIGIN);
    let okta = connect(&w, w.account_id, &providers).await;
    providers.be("olga").await;
    let (mut olga, mut root) = (w.it.desk(), w.it.desk().sign_in("root@desk.test").await);
    come(&mut olga, &providers, &okta).await.goes_to("/inbox");
    let back = there(&mut w.it.desk(), &providers, &login(&okta, "")).await;
    let mut late = w.it.desk();
    let under_way = there(&mut late, &providers, &login(&okta, "")).await;
    let page = format!("/settings/sso/{}", okta.id);
    root.post(&format!("{page}/switch"), &[("to", "off")])
        .await
        .is(303);
    olga.get("/inbox").await.goes_to("/sign-in");
    w.it.desk()
        .sign_in("olga@desk.test")
        .await
        .get("/inbox")
        .await
        .is(200);
    let answer = late.get(&under_way).await;
    stays_out(&w, &mut late, &answer, "switched off").await;
    w.it.desk().get(&back).await.is(403);
    w.it.desk().get(&login(&okta, "")).await.is(404);
    w.it.desk().get("/sign-in").await.hides("Staff login");
    // a session that was begun at the same moment is of no use either
    run(
        &w,
        "update sso_connections set enabled = true where account_id = $1",
    )
    .await;
    come(&mut olga, &providers, &okta).await.goes_to("/inbox");
    run(
        &w,
        "update sso_connections set enabled = false where account_id = $1",
    )
    .await;
    olga.get("/inbox").await.goes_to("/sign-in");
    run(
        &w,
        "update sso_connections set enabled = true where account_id = $1",
    )
    .await;
    olga.get("/inbox").await.is(200);
    root.get(&format!("{page}/remove"))
        .await
        .shows("Agents can no longer sign in by it");
    root.post(&format!("{page}/remove"), &[]).await.is(303);
    olga.get("/inbox").await.goes_to("/sign-in");
    w.it.desk().get(&login(&okta, "")).await.is(404);
    let left = "select count(*) from agent_identities where account_id = $1";
    let left: i64 =
        w.it.app
            .db
            .one(left, params![w.account_id])
            .await
            .expect("a count");
    assert_eq!(left, 0);
}

#[tokio::test]
async fn the_provider_counts_where_a_second_factor_is_required_and_the_password_alone_does_not() {
    let w = now_world().await;
    let providers = Providers::start(DESK_ORIGIN);
    let okta = connect(&w, w.account_id, &providers).await;
    let mut root = w.it.desk().sign_in("root@desk.test").await;
    root.post("/settings/security", &[("require", "1")])
        .await
        .is(303);
    providers.be("max").await;
    let mut max = w.it.desk();
    come(&mut max, &providers, &okta).await.goes_to("/inbox");
    max.get("/inbox").await.is(200);
    max.get("/me/factor")
        .await
        .is(200)
        .hides("Set one up to go on");
    let mut other = w.it.desk().sign_in("max@desk.test").await;
    other.get("/inbox").await.goes_to("/me/factor");
    // nor does somebody with an app owe a code to whom the provider vouches for
    max.set_up_app(&w.it, "/me").await;
    let mut again = w.it.desk();
    come(&mut again, &providers, &okta).await.goes_to("/inbox");
    again.get("/inbox").await.is(200);
    w.it.desk()
        .give_password("max@desk.test")
        .await
        .goes_to("/sign-in/code");
}

#[tokio::test]
async fn a_network_that_brings_one_wrong_answer_after_the_other_has_to_wait() {
    let w = now_world().await;
    let (mut mallory, mut olga) = (
        w.it.desk().from("198.51.100.7"),
        w.it.desk().from("203.0.113.9"),
    );
    let path = "/sso/oidc/callback?code=x&state=1.x";
    for _ in 0..100 {
        mallory.get(path).await.is(403);
    }
    mallory.get(path).await.is(429);
    olga.get(path).await.is(403);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn an_agent_who_comes_in_eight_tabs_at_once_is_in_in_all_and_told_once() {
    let w = now_world().await;
    let providers = Providers::start(DESK_ORIGIN);
    let staff = connect(&w, w.account_id, &providers).await;
    providers.be("olga").await;
    let mut tabs = Vec::new();
    for _ in 0..8 {
        let mut tab = w.it.desk();
        let back = there(&mut tab, &providers, &login(&staff, "")).await;
        tabs.push(async move {
            tab.get(&back).await.goes_to("/inbox");
            tab.get("/inbox").await.is(200);
        });
    }
    super::at_once::run(tabs).await;
    assert_eq!(w.credentials_changed().await, ["provider_linked"]);
    // one answer eight times at once is taken once
    let mut olga = w.it.desk();
    let back = there(&mut olga, &providers, &login(&staff, "")).await;
    let same = (0..8).map(|_| {
        let (mut olga, back) = (olga.clone(), back.clone());
        async move { olga.get(&back).await.status.as_u16() }
    });
    let statuses = super::at_once::run(same).await;
    assert_eq!(statuses.iter().filter(|it| **it == 303).count(), 1);
    assert_eq!(statuses.iter().filter(|it| **it == 403).count(), 7);
}

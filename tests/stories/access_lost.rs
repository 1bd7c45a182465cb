//! Whoever loses access is refused at the next page, and the pages that they have open end (security.md B4). An open page looks by
//! itself every [`base::live::SWEEP`], which `live.rs` waits for; here it looks when it is read.

use axum::body::BodyDataStream;
use base::live::SWEEP;
use futures_util::StreamExt;
use people::lists::{Kind, Operator, Property};
use portals::domains::{self, Domain};
use portals::members;
use portals::portals::{Access, Entry};
use serde_json::json;
use std::time::Duration;

use super::live::open;
use super::sso::{connect, jwt, token};
use super::ways_in::{MINUTE, WORD, a_group, open_to, put};
use crate::support::lists::{active, only, root, save};
use crate::support::{MORNING, PASSWORD, PORTAL, Visitor, World, world};

const _: () = assert!(SWEEP.as_millis() < 5_000, "felt within five seconds");

/// The longest that a test waits; a limit, not a pause.
const LIMIT: Duration = Duration::from_secs(8);

/// A ticket that somebody has open, with its live side.
struct Reading {
    visitor: Visitor,
    page: String,
    live: BodyDataStream,
}

impl Reading {
    async fn begins(w: &World, visitor: &Visitor) -> Reading {
        let (mut visitor, page) = (visitor.clone(), w.printer());
        visitor.get(&page).await.is(200);
        let live = open(&mut visitor, &format!("{page}/live?after=0")).await;
        let mut it = Reading {
            visitor,
            page,
            live: live.into_data_stream(),
        };
        let first = it.read().await.expect("the stream goes on");
        assert!(first.contains("second floor burns"), "{first}");
        it
    }

    async fn read(&mut self) -> Option<String> {
        let piece = tokio::time::timeout(LIMIT, self.live.next()).await;
        let piece = piece.expect("the stream says something in time")?;
        Some(String::from_utf8_lossy(&piece.expect("a piece")).into_owned())
    }

    /// Fails unless the next request leads there and the open page says that it is over, nothing else, and ends.
    async fn loses(mut self, leads_to: &str) {
        self.visitor.get(&self.page).await.goes_to(leads_to);
        self.ends().await;
        let live = format!("{}/live", self.page);
        self.visitor.get(&live).await.goes_to(leads_to);
    }

    async fn ends(&mut self) {
        let last = self.read().await.expect("a last word");
        assert!(last.contains("event: gone"), "{last}");
        assert_eq!(self.read().await, None);
    }
}

async fn switch_login(w: &World, email: &str, disabled: bool) {
    let contact = people::contacts::by_email(&w.it.app.db, w.account_id, email).await;
    let id = contact.expect("a query").expect("a contact").id;
    let fields: &[_] = if disabled { &[("disable", "1")] } else { &[] };
    let path = format!("/settings/members/{id}");
    root(w).await.post(&path, fields).await.is(303);
}

#[tokio::test]
async fn who_is_taken_out_of_the_group_is_out() {
    let w = world().await;
    let group = a_group(&w, "Customers").await;
    put(&w, group, "ann@acme.test", true).await;
    open_to(&w, "Customers").await;
    let reading = Reading::begins(&w, &w.ann).await;
    put(&w, group, "ann@acme.test", false).await;
    reading.loses("/access-denied").await;
}

#[tokio::test]
async fn who_does_not_fit_the_groups_filter_any_more_is_out() {
    let mut w = world().await;
    let filter = only(Property::Company, Operator::Is, "Acme");
    active(&w, filter).await;
    open_to(&w, "Some").await;
    let reading = Reading::begins(&w, &w.ann).await;
    let acme = people::companies::by_name(&w.it.app.db, w.account_id, "Acme").await;
    let acme = acme.expect("a query").expect("a company").id;
    let path = format!("/companies/{acme}");
    w.olga.post(&path, &[("name", "Apex")]).await.is(303);
    reading.loses("/access-denied").await;
}

#[tokio::test]
async fn where_the_group_is_emptied_everybody_is_out() {
    let w = world().await;
    let group = a_group(&w, "Customers").await;
    for email in ["ann@acme.test", "bob@acme.test"] {
        put(&w, group, email, true).await;
    }
    open_to(&w, "Customers").await;
    let (ann, bob) = (
        Reading::begins(&w, &w.ann).await,
        Reading::begins(&w, &w.bob).await,
    );
    let mut root = root(&w).await;
    let path = format!("/lists/{group}/members/remove");
    for email in ["ann@acme.test", "bob@acme.test"] {
        let contact = people::contacts::by_email(&w.it.app.db, w.account_id, email).await;
        let id = contact.expect("a query").expect("a contact").id.to_string();
        root.post(&path, &[("contact", &id)]).await.is(303);
    }
    ann.loses("/access-denied").await;
    bob.loses("/access-denied").await;
}

#[tokio::test]
async fn where_the_portal_opens_to_another_group_the_old_one_is_out() {
    let w = world().await;
    let group = a_group(&w, "Customers").await;
    put(&w, group, "ann@acme.test", true).await;
    let nobody = only(Property::FirstName, Operator::Is, "Nobody");
    save(&w, "Nobody", Kind::Active, nobody).await;
    open_to(&w, "Customers").await;
    let reading = Reading::begins(&w, &w.ann).await;
    open_to(&w, "Nobody").await;
    reading.loses("/access-denied").await;
}

/// Ann, who came by single sign-on, and the connection that vouched for her.
async fn by_sso(w: &World, groups: &[&str]) -> (Visitor, base::sso::Connection) {
    let connection = connect(w, "Acme app", jwt()).await;
    w.set(|settings| {
        settings.access = Access {
            kind: Entry::Sso,
            groups: groups.iter().map(|&name| name.into()).collect(),
            magic_link: false,
        };
    })
    .await;
    let mut ann = w.it.portal();
    let good = token(&json!({ "email": "ann@acme.test", "exp": MORNING / 1000 + 300 }));
    ann.get(&format!("/_hcms/mem/jwt?jwt={good}"))
        .await
        .goes_to("/tickets-view");
    (ann, connection)
}

#[tokio::test]
async fn where_single_sign_on_is_switched_off_whoever_came_by_it_is_out() {
    let w = world().await;
    let (ann, connection) = by_sso(&w, &[]).await;
    let reading = Reading::begins(&w, &ann).await;
    let path = format!("/settings/sso/{}/switch", connection.id);
    root(&w).await.post(&path, &[("to", "off")]).await.is(303);
    reading.loses("/sign-in").await;
}

#[tokio::test]
async fn where_the_provider_is_taken_away_whoever_came_by_it_is_out() {
    let w = world().await;
    let (ann, connection) = by_sso(&w, &[]).await;
    let reading = Reading::begins(&w, &ann).await;
    let tx = w.it.app.db.begin().await.expect("a transaction");
    let by = base::Actor::system();
    base::sso::remove(&tx, &w.it.app, w.account_id, &by, &connection)
        .await
        .expect("it is gone");
    tx.commit().await.expect("a commit");
    reading.loses("/sign-in").await;
}

#[tokio::test]
async fn whom_the_provider_vouches_for_is_out_without_the_group() {
    let w = world().await;
    let group = a_group(&w, "Customers").await;
    put(&w, group, "ann@acme.test", true).await;
    let (ann, _) = by_sso(&w, &["Customers"]).await;
    let reading = Reading::begins(&w, &ann).await;
    put(&w, group, "ann@acme.test", false).await;
    reading.loses("/access-denied").await;
}

#[tokio::test]
async fn where_only_single_sign_on_opens_the_portal_passwords_of_before_are_out() {
    let w = world().await;
    let reading = Reading::begins(&w, &w.ann).await;
    w.set(|settings| settings.access.kind = Entry::Sso).await;
    reading.loses("/access-denied").await;
}

#[tokio::test]
async fn whose_login_is_switched_off_is_out_and_stays_out() {
    let w = world().await;
    let reading = Reading::begins(&w, &w.ann).await;
    let bob = Reading::begins(&w, &w.bob).await;
    switch_login(&w, "ann@acme.test", true).await;
    reading.loses("/sign-in").await;
    let mut again = w.it.portal();
    again.give_password("ann@acme.test").await.is(422);
    switch_login(&w, "ann@acme.test", false).await;
    // what was open does not come back with the login
    w.ann.clone().get(&w.printer()).await.goes_to("/sign-in");
    let mut bob = bob;
    bob.visitor.get(&bob.page).await.is(200);
}

#[tokio::test]
async fn where_the_password_is_changed_other_devices_are_out() {
    let w = world().await;
    let reading = Reading::begins(&w, &w.ann).await;
    let mut phone = w.it.portal().sign_in("ann@acme.test").await;
    let fields = [("old_password", PASSWORD), ("password", WORD)];
    phone
        .post("/account/password", &fields)
        .await
        .goes_to("/account/security");
    reading.loses("/sign-in").await;
    phone.get(&w.printer()).await.is(200);
}

#[tokio::test]
async fn where_a_forgotten_password_is_set_anew_other_devices_are_out() {
    let w = world().await;
    let reading = Reading::begins(&w, &w.ann).await;
    let mut phone = w.it.portal();
    let ask = [("email", "ann@acme.test")];
    phone.post("/reset-password", &ask).await.is(303);
    let link = w.link_to("ann@acme.test").await.expect("a mail");
    phone.post(&link, &[("password", WORD)]).await.is(303);
    reading.loses("/sign-in").await;
    phone.get(&w.printer()).await.is(200);
}

#[tokio::test]
async fn where_an_administrator_gives_a_new_password_everybody_with_the_old_one_is_out() {
    let w = world().await;
    let reading = Reading::begins(&w, &w.ann).await;
    let hash = base::password::hash(WORD.into()).await.expect("a hash");
    let tx = w.it.app.db.begin().await.expect("a transaction");
    members::create(&tx, &w.it.app, w.account_id, "ann@acme.test", "Ann", &hash)
        .await
        .expect("a member");
    tx.commit().await.expect("a commit");
    reading.loses("/sign-in").await;
}

#[tokio::test]
async fn a_device_that_is_signed_out_from_another_one_is_out() {
    let w = world().await;
    let reading = Reading::begins(&w, &w.ann).await;
    let mut phone = w.it.portal().sign_in("ann@acme.test").await;
    phone.post("/account/sessions", &[]).await.is(303);
    reading.loses("/sign-in").await;
}

#[tokio::test]
async fn where_the_portal_is_switched_off_everybody_is_out() {
    let w = world().await;
    let reading = Reading::begins(&w, &w.ann).await;
    w.set(|settings| settings.enabled = false).await;
    reading.loses("/sign-in").await;
}

#[tokio::test]
async fn who_is_idle_for_too_long_or_signed_in_a_week_ago_is_out() {
    let w = world().await;
    let reading = Reading::begins(&w, &w.ann).await;
    w.it.pass(7 * 24 * 60 * MINUTE + 1);
    reading.loses("/sign-in").await;

    let tx = w.it.app.db.begin().await.expect("a transaction");
    let portal = portals::portals::first(&tx, w.account_id).await;
    let domain = Domain {
        host: PORTAL.into(),
        portal_id: portal.expect("a query").expect("a portal").id,
        origin: format!("http://{PORTAL}"),
        language: "en".into(),
        idle_minutes: 20,
        is_primary: true,
        consent: None,
    };
    domains::save(&tx, &w.it.app, w.account_id, &domain)
        .await
        .expect("a domain");
    tx.commit().await.expect("a commit");
    let ann = w.it.portal().sign_in("ann@acme.test").await;
    let reading = Reading::begins(&w, &ann).await;
    w.it.pass(20 * MINUTE);
    reading.loses("/sign-in").await;
}

#[tokio::test]
async fn a_colleague_who_leaves_the_company_loses_its_tickets() {
    let mut w = world().await;
    let mut reading = Reading::begins(&w, &w.bob).await;
    let contact = people::contacts::by_email(&w.it.app.db, w.account_id, "bob@acme.test").await;
    let id = contact.expect("a query").expect("a contact").id;
    let fields = [("first_name", "Bob"), ("company", "")];
    w.olga
        .post(&format!("/contacts/{id}"), &fields)
        .await
        .is(303);
    reading.visitor.get(&reading.page).await.is(404);
    reading.ends().await;
}

#[tokio::test]
async fn an_agent_who_is_signed_out_elsewhere_has_no_open_page_left() {
    let w = world().await;
    let mut olga = w.olga.clone();
    let thread = w.printer.thread_id.expect("a thread");
    let live = open(&mut olga, &format!("/live?thread={thread}")).await;
    let mut live = live.into_data_stream();
    let first = tokio::time::timeout(LIMIT, live.next()).await;
    assert!(first.expect("in time").is_some());
    olga.clone().post("/sign-out", &[]).await.is(303);
    olga.get("/inbox").await.goes_to("/sign-in");
    let last = tokio::time::timeout(LIMIT, live.next()).await;
    let last = last
        .expect("in time")
        .expect("a last word")
        .expect("a piece");
    assert!(String::from_utf8_lossy(&last).contains("event: gone"));
}

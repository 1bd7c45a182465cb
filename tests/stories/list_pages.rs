//! The desk's pages of lists.

use base::{Actor, Error, Event};
use db::params;
use people::contacts;
use people::lists::{self, Filter, Kind, Operator, Property};

use crate::support::lists::{active, last_change, members, only, root, save};
use crate::support::world;

#[tokio::test]
async fn people_are_picked_by_their_addresses_and_none_that_was_typed_is_lost() {
    let w = world().await;
    let id = save(&w, "Picked", Kind::Static, Filter::default()).await;
    let (mut root, path) = (root(&w).await, format!("/lists/{id}/members"));
    root.post(
        &path,
        &[("addresses", "Ann <ANN@acme.test>, bob@acme.test")],
    )
    .await
    .goes_to(&format!("/lists/{id}"));
    assert_eq!(members(&w, id).await, ["Ann", "Bob"]);
    let (event, by) = last_change(&w).await;
    assert!(matches!(event, Event::ListChanged { added, .. } if added.len() == 2));
    assert_eq!(by, "Root Agent");
    // the known one is added, the others are told and stay in the field
    let typed = "eve@alone.test nobody@new.test no-address";
    let answer = root.post(&path, &[("addresses", typed)]).await;
    answer
        .is(422)
        .shows("1 person was added")
        .shows("nobody@new.test belongs to no contact");
    answer
        .shows("“no-address” is not an e-mail address")
        .shows(">nobody@new.test\nno-address</textarea>");
    assert_eq!(members(&w, id).await, ["Ann", "Bob", "Eve"]);
    // unknown ones become contacts on request
    root.post(
        &path,
        &[("addresses", "nobody@new.test"), ("makes_contacts", "yes")],
    )
    .await
    .is(303);
    assert_eq!(
        members(&w, id).await,
        ["Ann", "Bob", "Eve", "nobody@new.test"]
    );
    root.post(&path, &[("addresses", " ")]).await.is(422);
    // one is taken out
    let bob = contacts::by_email(&w.it.app.db, w.account_id, "bob@acme.test")
        .await
        .unwrap()
        .unwrap();
    root.get(&format!("/lists/{id}?q=bo"))
        .await
        .shows("Bob Baker")
        .hides("Ann Archer");
    root.post(
        &format!("{path}/remove"),
        &[("contact", &bob.id.to_string())],
    )
    .await
    .is(303);
    assert_eq!(members(&w, id).await, ["Ann", "Eve", "nobody@new.test"]);
    assert_eq!(
        last_change(&w).await.0,
        Event::ListChanged {
            list_id: id,
            added: vec![],
            removed: vec![bob.id]
        }
    );
}

#[tokio::test]
async fn nobody_is_picked_into_an_active_list() {
    let w = world().await;
    let id = active(&w, only(Property::FirstName, Operator::Is, "nobody")).await;
    let mut root = root(&w).await;
    root.post(
        &format!("/lists/{id}/members"),
        &[("addresses", "ann@acme.test")],
    )
    .await
    .is(409);
    assert!(members(&w, id).await.is_empty());
}

#[tokio::test]
async fn an_agent_without_the_permission_only_reads() {
    let mut w = world().await;
    let id = save(&w, "Picked", Kind::Static, Filter::default()).await;
    let path = format!("/lists/{id}");
    w.olga
        .get("/lists")
        .await
        .is(200)
        .shows("Picked")
        .hides("/lists/new");
    w.olga
        .get(&path)
        .await
        .is(200)
        .hides("<textarea")
        .hides(&format!("{path}/edit"));
    for page in [
        "/lists/new".to_owned(),
        format!("{path}/edit"),
        format!("{path}/remove"),
    ] {
        w.olga.get(&page).await.is(403);
        w.olga
            .post(&page, &[("name", "Mine"), ("kind", "static")])
            .await
            .is(403);
    }
    w.olga
        .post(
            &format!("{path}/members"),
            &[("addresses", "ann@acme.test")],
        )
        .await
        .is(403);
    w.olga
        .post(&format!("{path}/members/remove"), &[("contact", "1")])
        .await
        .is(403);
    let all = lists::names(&w.it.app.db, w.account_id).await.unwrap();
    assert_eq!(all.len(), 1);
}

#[tokio::test]
async fn a_filter_is_made_with_buttons_alone() {
    let w = world().await;
    let mut root = root(&w).await;
    let typed = [
        ("name", "Bakers"),
        ("kind", "active"),
        ("p-0-0", "company"),
        ("o-0-0", "contains"),
        ("v-0-0", "acme"),
    ];
    let press = |button: &'static str| [&typed[..], &[("do", button)]].concat();
    root.get("/lists/new")
        .await
        .is(200)
        .shows("name=\"p-0-0\"")
        .hides("name=\"p-0-1\"");
    // every button shows the form again with all that was typed
    let more = root.post("/lists/new", &press("and-0")).await;
    more.is(200)
        .shows("value=\"Bakers\"")
        .shows("value=\"acme\"")
        .shows("name=\"p-0-1\"")
        .shows("autofocus");
    let or = root.post("/lists/new", &press("or")).await;
    or.is(200).shows("value=\"acme\"").shows("name=\"p-1-0\"");
    let none = root.post("/lists/new", &press("drop-0-0")).await;
    none.is(200)
        .shows("value=\"Bakers\"")
        .hides("name=\"p-0-0\"")
        .shows("nobody is in it")
        .shows("0 contacts match now");
    root.post("/lists/new", &press("count"))
        .await
        .is(200)
        .shows("2 contacts match now");
    let nonsense = root.post("/lists/new", &press("drop-9-99")).await;
    nonsense.is(200).shows("value=\"acme\"");
    // mistakes stand at their fields
    let empty = [
        ("name", ""),
        ("kind", "active"),
        ("p-0-0", "created"),
        ("o-0-0", "contains"),
        ("p-1-0", "email"),
        ("o-1-0", "is"),
        ("do", "save"),
    ];
    let answer = root.post("/lists/new", &empty).await;
    answer
        .is(422)
        .shows("href=\"#name\"")
        .shows("href=\"#o-0-0\"")
        .shows("href=\"#v-1-0\"")
        .shows("Complete the conditions");
    root.post("/lists/new", &press("save"))
        .await
        .goes_to("/lists/");
    root.post("/lists/new", &press("save"))
        .await
        .is(422)
        .shows("Another list has this name");
    root.get("/lists").await.shows("Bakers");
}

#[tokio::test]
async fn a_list_that_something_rests_on_stays() {
    let w = world().await;
    let id = save(&w, "Customers", Kind::Static, Filter::default()).await;
    let tx = w.it.app.db.begin().await.unwrap();
    let by = Actor::system();
    let ann = contacts::by_email(&tx, w.account_id, "ann@acme.test")
        .await
        .unwrap()
        .unwrap();
    lists::add_member(&tx, &w.it.app, w.account_id, &by, id, ann.id)
        .await
        .unwrap();
    tx.run(
        "create table rests_on (account_id bigint, list_id bigint, foreign key (account_id, list_id) references lists (account_id, id))",
        vec![],
    )
    .await
    .unwrap();
    tx.run(
        "insert into rests_on values ($1, $2)",
        params![w.account_id, id],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let mut root = root(&w).await;
    root.get(&format!("/lists/{id}/remove"))
        .await
        .is(200)
        .shows("Customers");
    root.post(&format!("/lists/{id}/remove"), &[])
        .await
        .is(409)
        .shows("A portal is open to this list");
    assert_eq!(members(&w, id).await, ["Ann"]);
    let tx = w.it.app.db.begin().await.unwrap();
    tx.run("delete from rests_on", vec![]).await.unwrap();
    tx.commit().await.unwrap();
    root.post(&format!("/lists/{id}/remove"), &[])
        .await
        .goes_to("/lists");
    let gone = lists::find(&w.it.app.db, w.account_id, id).await;
    assert!(matches!(gone, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_long_list_is_read_page_by_page() {
    let w = world().await;
    let tx = w.it.app.db.begin().await.unwrap();
    for n in 0..120 {
        w.it.pass(1000);
        contacts::of_email(
            &tx,
            &w.it.app,
            w.account_id,
            &format!("n{n:03}@many.test"),
            "",
        )
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
    let id = active(&w, only(Property::EmailDomain, Operator::Is, "many.test")).await;
    let mut olga = w.olga.clone();
    let mut seen = std::collections::BTreeSet::new();
    let mut path = format!("/lists/{id}");
    for _ in 0..3 {
        let page = olga.get(&path).await;
        for n in 0..120 {
            if page.body.contains(&format!(">n{n:03}@many.test</a>")) {
                assert!(seen.insert(n), "{n} twice");
            }
        }
        let next = page
            .body
            .split("href=\"")
            .find(|link| link.contains("at=") && link.contains("Next"));
        let Some(next) = next else { break };
        path = next.split('"').next().unwrap().replace("&amp;", "&");
    }
    assert_eq!(seen.len(), 120);
}

#[tokio::test]
async fn the_table_says_which_portals_are_open_to_a_list_and_such_a_list_stays() {
    let w = world().await;
    let id = save(&w, "Customers", Kind::Static, Filter::default()).await;
    let mut root = root(&w).await;
    root.get("/lists").await.is(200).shows("None");
    w.set(|settings| settings.access.groups = vec!["Customers".into()])
        .await;
    root.get("/lists").await.shows("Main").hides("None");
    root.post(&format!("/lists/{id}/remove"), &[])
        .await
        .is(409)
        .shows("A portal is open to this list");
}

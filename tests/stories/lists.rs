//! Lists: who is in one, who may say so, and how they follow what changes.

use base::{Actor, Error, Event};
use db::params;
use people::lists::{self, Condition, Filter, Kind, NewList, Operator, Property};
use people::{companies, contacts};

use crate::support::{MORNING, Visitor, World, world};

fn only(property: Property, operator: Operator, value: &str) -> Filter {
    Filter(vec![vec![condition(property, operator, value)]])
}

fn condition(property: Property, operator: Operator, value: &str) -> Condition {
    let value = value.to_owned();
    Condition {
        property,
        operator,
        value,
    }
}

async fn save(w: &World, name: &str, kind: Kind, filter: Filter) -> i64 {
    let name = name.to_owned();
    let new = NewList { name, kind, filter };
    let tx = w.it.app.db.begin().await.unwrap();
    let by = Actor::system();
    let id = lists::save(&tx, &w.it.app, w.account_id, &by, None, &new)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

async fn active(w: &World, filter: Filter) -> i64 {
    save(w, "Some", Kind::Active, filter).await
}

/// The first names, or addresses, of those in a list.
async fn members(w: &World, id: i64) -> Vec<String> {
    let rows = lists::members(&w.it.app.db, w.account_id, id, "", None)
        .await
        .unwrap();
    let mut names: Vec<String> = rows
        .into_iter()
        .map(|row| {
            if row.first_name.is_empty() {
                row.email.unwrap_or_default()
            } else {
                row.first_name
            }
        })
        .collect();
    names.sort();
    names
}

/// A contact with these names, of this company as their primary one.
async fn person(w: &World, email: Option<&str>, first: &str, company: &str) -> i64 {
    let (app, by) = (&w.it.app, Actor::system());
    let tx = app.db.begin().await.unwrap();
    let details = contacts::Details {
        first_name: first,
        last_name: "Żółw",
        phone: "+48 22 555-01-02",
    };
    let id = contacts::create(&tx, app, w.account_id, &by, email, &details)
        .await
        .unwrap()
        .id;
    if !company.is_empty() {
        let company = companies::of_name(&tx, app, w.account_id, company)
            .await
            .unwrap();
        companies::make_primary(&tx, app, w.account_id, &by, id, company)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    id
}

async fn root(w: &World) -> Visitor {
    w.it.desk().sign_in("root@desk.test").await
}

/// What was recorded last about a list, and who did it.
async fn last_change(w: &World) -> (Event, String) {
    let sql = "select event, actor_name from events where account_id = $1 and event like '%list_changed%' order by id desc limit 1";
    let (event, name): (String, String) =
        w.it.app.db.one(sql, params![w.account_id]).await.unwrap();
    (serde_json::from_str(&event).unwrap(), name)
}

#[tokio::test]
async fn each_condition_finds_whom_it_should_in_any_case_on_both_engines() {
    use Operator::{
        After, Before, BeginsWith, Contains, DoesNotContain, Is, IsKnown, IsNot, IsUnknown,
    };
    use Property::{
        AnyCompany, Company, CompanyDomain, Created, Email, EmailDomain, FirstName, LastName, Phone,
    };
    let w = world().await;
    // ann and bob are of Acme, with acme.test as its domain; eve is alone
    person(
        &w,
        Some("lukasz@zlotyklos.test"),
        "Łukasz",
        "Piekarnia ZŁOTY KŁOS",
    )
    .await;
    person(&w, None, "Zoë", "100%_Wool!").await;
    let everyone = ["Ann", "Bob", "Eve", "Zoë", "Łukasz"];
    for (property, operator, value, expected) in [
        (Email, Is, "ANN@acme.test", &["Ann"][..]),
        (
            Email,
            IsNot,
            "ann@acme.test",
            &["Bob", "Eve", "Zoë", "Łukasz"],
        ),
        (Email, IsUnknown, "", &["Zoë"]),
        (EmailDomain, Is, "@Acme.TEST", &["Ann", "Bob"]),
        (EmailDomain, Contains, "alone", &["Eve"]),
        (EmailDomain, Is, "acme", &[]),
        (FirstName, Is, "łUKASZ", &["Łukasz"]),
        (FirstName, BeginsWith, "ŁU", &["Łukasz"]),
        (FirstName, Is, "ZOË", &["Zoë"]),
        (FirstName, Is, "Zoe\u{308}", &["Zoë"]),
        (FirstName, Is, "Lukasz", &[]),
        (LastName, DoesNotContain, "ÓŁW", &["Ann", "Bob", "Eve"]),
        (LastName, IsKnown, "", &everyone),
        (Phone, Contains, "5 5501", &["Zoë", "Łukasz"]),
        (Phone, Contains, "no digits", &[]),
        (Company, Is, "acme", &["Ann", "Bob"]),
        (Company, Contains, "złoty kłos", &["Łukasz"]),
        (Company, IsNot, "ACME", &["Eve", "Zoë", "Łukasz"]),
        (Company, IsUnknown, "", &["Eve"]),
        (Company, Contains, "%", &["Zoë"]),
        (Company, Contains, "_", &["Zoë"]),
        (Company, BeginsWith, "100%_wool!", &["Zoë"]),
        (CompanyDomain, Is, "acme.test", &["Ann", "Bob"]),
        (AnyCompany, IsKnown, "", &["Ann", "Bob", "Zoë", "Łukasz"]),
        (Created, Is, "2026-11-22", &everyone),
        (Created, Before, "2026-11-23", &everyone),
        (Created, Before, "2026-11-22", &[]),
        (Created, After, "2026-11-22", &[]),
        (Created, After, "2026-11-21", &everyone),
        // what makes no sense matches nobody, also where it is negative
        (Created, Contains, "2026", &[]),
        (Created, Is, "yesterday", &[]),
        (FirstName, Before, "2027-01-01", &[]),
        (FirstName, IsNot, " ", &[]),
    ] {
        let filter = only(property, operator, value);
        let what = format!("{property:?} {operator:?} {value:?}");
        let count = lists::count_matching(&w.it.app.db, w.account_id, &filter).await;
        assert_eq!(
            count.unwrap(),
            i64::try_from(expected.len()).unwrap(),
            "{what}"
        );
        if filter.is_sound() {
            let id = save(&w, &what, Kind::Active, filter).await;
            assert_eq!(members(&w, id).await, expected, "{what}");
        }
    }
}

#[tokio::test]
async fn groups_are_joined_by_or_and_conditions_by_and() {
    let w = world().await;
    let acme = condition(Property::Company, Operator::Is, "Acme");
    let not_bob = condition(Property::FirstName, Operator::IsNot, "Bob");
    let eve = condition(Property::Email, Operator::BeginsWith, "eve@");
    let id = active(&w, Filter(vec![vec![acme, not_bob], vec![eve]])).await;
    assert_eq!(members(&w, id).await, ["Ann", "Eve"]);
}

#[tokio::test]
async fn no_condition_at_all_matches_nobody() {
    let w = world().await;
    for (name, filter) in [("a", Filter(vec![])), ("b", Filter(vec![vec![]]))] {
        let id = save(&w, name, Kind::Active, filter.clone()).await;
        assert!(members(&w, id).await.is_empty(), "{filter:?}");
        person(&w, None, "New", "").await;
        assert!(members(&w, id).await.is_empty(), "{filter:?}");
    }
}

#[tokio::test]
async fn an_active_list_follows_its_contacts_and_companies_at_once() {
    let w = world().await;
    let app = &w.it.app;
    let wool = save(
        &w,
        "Wool",
        Kind::Active,
        only(Property::Company, Operator::Contains, "wool"),
    )
    .await;
    let mailed = save(
        &w,
        "Mailed",
        Kind::Active,
        only(Property::EmailDomain, Operator::Is, "new.test"),
    )
    .await;

    // a mail of somebody new makes a contact
    let tx = app.db.begin().await.unwrap();
    let new = contacts::of_email(&tx, app, w.account_id, "nina@new.test", "Nina")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(members(&w, mailed).await, ["Nina"]);
    let expected = Event::ListChanged {
        list_id: mailed,
        added: vec![new.id],
        removed: vec![],
    };
    assert_eq!(last_change(&w).await.0, expected);

    // an agent gives them a company, renames it, and takes them away
    let mut olga = w.olga.clone();
    let path = format!("/contacts/{}", new.id);
    olga.post(&path, &[("first_name", "Nina"), ("company", "Wool & Co")])
        .await
        .is(303);
    assert_eq!(members(&w, wool).await, ["Nina"]);
    let (event, by) = last_change(&w).await;
    assert_eq!(
        event,
        Event::ListChanged {
            list_id: wool,
            added: vec![new.id],
            removed: vec![]
        }
    );
    assert_eq!(by, "Olga Agent");
    let company = companies::by_name(&app.db, w.account_id, "Wool & Co")
        .await
        .unwrap()
        .unwrap();
    olga.post(&format!("/companies/{}", company.id), &[("name", "Cotton")])
        .await
        .is(303);
    assert!(members(&w, wool).await.is_empty());
    olga.post(&format!("/companies/{}", company.id), &[("name", "WOOL")])
        .await
        .is(303);
    assert_eq!(members(&w, wool).await, ["Nina"]);
    olga.post(&path, &[("first_name", "Nina"), ("company", "")])
        .await
        .is(303);
    assert!(members(&w, wool).await.is_empty());
    assert_eq!(
        last_change(&w).await.0,
        Event::ListChanged {
            list_id: wool,
            added: vec![],
            removed: vec![new.id]
        }
    );
    // nothing changes, nothing is recorded
    let count = "select count(*) from events where account_id = $1";
    let before: i64 = app.db.one(count, params![w.account_id]).await.unwrap();
    olga.post(&path, &[("first_name", "Nina"), ("company", "")])
        .await
        .is(303);
    let after: i64 = app.db.one(count, params![w.account_id]).await.unwrap();
    assert_eq!(before, after);
}

#[tokio::test]
async fn a_new_filter_is_a_new_set_of_people_and_says_who_set_it() {
    let w = world().await;
    let id = active(&w, only(Property::Company, Operator::Is, "Acme")).await;
    let mut root = root(&w).await;
    let fields = [
        ("name", "Some"),
        ("p-0-0", "email"),
        ("o-0-0", "contains"),
        ("v-0-0", "alone"),
        ("do", "save"),
    ];
    root.post(&format!("/lists/{id}/edit"), &fields)
        .await
        .is(303);
    assert_eq!(members(&w, id).await, ["Eve"]);
    let (event, by) = last_change(&w).await;
    assert_eq!(
        event,
        Event::ListChanged {
            list_id: id,
            added: vec![],
            removed: vec![]
        }
    );
    assert_eq!(by, "Root Agent");
    w.it.work().await;
}

#[tokio::test]
async fn a_contact_is_in_one_of_some_lists_or_in_none() {
    let w = world().await;
    let id = active(&w, only(Property::FirstName, Operator::Is, "ann")).await;
    let other = save(&w, "Other", Kind::Static, Filter::default()).await;
    let ann = contacts::by_email(&w.it.app.db, w.account_id, "ann@acme.test")
        .await
        .unwrap()
        .unwrap();
    let is_in = async |lists: &[i64]| {
        lists::contains(&w.it.app.db, w.account_id, ann.id, lists)
            .await
            .unwrap()
    };
    assert!(is_in(&[other, id]).await);
    assert!(!is_in(&[other]).await);
    assert!(!is_in(&[]).await);
}

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
async fn lists_by_day_go_by_the_accounts_own_clock() {
    let w = world().await;
    // 23:30 UTC is half past midnight in Warsaw
    w.it.pass(14 * 3_600_000 + 1_800_000);
    assert_eq!(w.it.app.now(), MORNING + 52_200_000);
    person(&w, None, "Late", "").await;
    let id = active(&w, only(Property::Created, Operator::Is, "2026-11-23")).await;
    assert_eq!(members(&w, id).await, ["Late"]);
}

//! Contacts at the desk: found, added, changed.

use db::params;
use people::lists::{Filter, Kind};
use people::{companies, contacts};

use crate::support::lists::save;
use crate::support::{Post, world, world_posting};

#[tokio::test]
async fn contacts_are_found_by_the_beginnings_of_their_words() {
    let mut w = world().await;
    w.olga
        .post(
            "/contacts/new",
            &[
                ("email", "Zofia@Zlotyklos.TEST"),
                ("first_name", "Zofia"),
                ("last_name", "Wróbel"),
                ("phone", "+48 22 555 01 02"),
                ("company", "Złoty Kłos"),
            ],
        )
        .await
        .goes_to("/contacts/");
    for asked in [
        "zof",
        "WROBEL",
        "wróbel zof",
        "zlotyk",
        "złoty",
        "22555",
        "22 555",
        "zofia@zlotyklos.test",
    ] {
        let page = w
            .olga
            .get(&format!("/contacts?q={}", base::view::encode(asked)))
            .await;
        page.is(200).shows("Zofia Wróbel").hides("Ann Archer");
    }
    w.olga
        .get("/contacts?q=ofia")
        .await
        .hides("Zofia Wróbel")
        .shows("No contacts match");
    w.olga
        .get("/contacts?q=%25")
        .await
        .shows("No contacts match");
    w.olga
        .get("/contacts")
        .await
        .shows("Zofia Wróbel")
        .shows("Ann Archer")
        .shows("Acme");
    w.olga
        .get("/contacts?at=nonsense")
        .await
        .is(200)
        .shows("Ann Archer");
}

#[tokio::test]
async fn mistakes_come_back_with_all_that_was_typed() {
    let mut w = world().await;
    let typed = [
        ("email", "no address"),
        ("first_name", "Nina"),
        ("phone", "555"),
        ("company", "New Ltd"),
    ];
    let answer = w.olga.post("/contacts/new", &typed).await;
    answer
        .is(422)
        .shows("href=\"#email\"")
        .shows("value=\"Nina\"")
        .shows("value=\"New Ltd\"")
        .shows("value=\"no address\"");
    w.olga
        .post("/contacts/new", &[("company", "New Ltd")])
        .await
        .is(422)
        .shows("or a name");
    let taken = [
        ("email", "ann@acme.test"),
        ("first_name", "Nina"),
        ("company", "New Ltd"),
    ];
    w.olga
        .post("/contacts/new", &taken)
        .await
        .is(422)
        .shows("value=\"Nina\"");
    let none = companies::by_name(&w.it.app.db, w.account_id, "New Ltd")
        .await
        .unwrap();
    assert!(none.is_none(), "nothing was written");
}

#[tokio::test]
async fn a_contacts_record_shows_and_changes_who_they_are() {
    let mut w = world().await;
    let ann = contacts::by_email(&w.it.app.db, w.account_id, "ann@acme.test")
        .await
        .unwrap()
        .unwrap();
    let path = format!("/contacts/{}", ann.id);
    w.olga
        .get(&path)
        .await
        .is(200)
        .shows("Ann Archer")
        .shows("/tickets?q=ann%40acme.test")
        .shows("In no list");
    let changed = [
        ("first_name", "Anna"),
        ("last_name", "Archer"),
        ("phone", "555 01"),
        ("company", "ACME"),
    ];
    w.olga.post(&path, &changed).await.goes_to(&path);
    w.olga
        .get(&path)
        .await
        .shows("Anna Archer")
        .shows("value=\"555 01\"")
        .shows("value=\"Acme\"");
    let events = "select count(*) from events where account_id = $1 and actor_name = 'Olga Agent' and event like '%contact_changed%'";
    let count: i64 =
        w.it.app
            .db
            .one(events, params![w.account_id])
            .await
            .unwrap();
    assert_eq!(
        count, 2,
        "the name, and the company: it is the same one, whatever its case"
    );
    let long = "x".repeat(300);
    w.olga
        .post(&path, &[("first_name", &long)])
        .await
        .is(422)
        .shows(&long);
    w.olga.get("/contacts/1").await.is(404);
    w.olga.get("/companies/1").await.is(404);
}

#[tokio::test]
async fn what_an_older_version_wrote_is_found_after_an_upgrade() {
    let mut w = world().await;
    let app = w.it.app.clone();
    let id = app.id();
    let tx = app.db.begin().await.unwrap();
    tx.run(
        "insert into contacts (account_id, id, email, first_name, last_name, phone, created_at, updated_at)
         values ($1, $2, 'old@old.test', 'Ólafur', '', '', $3, $3)",
        params![w.account_id, id, app.now()],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    w.olga
        .get("/contacts?q=olafur")
        .await
        .shows("No contacts match");
    people::upgrade(&app).await.unwrap();
    w.olga.get("/contacts?q=olafur").await.shows("Ólafur");
    let filter = people::lists::Filter(vec![vec![people::lists::Condition {
        property: people::lists::Property::FirstName,
        operator: people::lists::Operator::Is,
        value: "ÓLAFUR".into(),
    }]]);
    assert_eq!(
        people::lists::count_matching(&app.db, w.account_id, &filter)
            .await
            .unwrap(),
        1
    );
}

#[tokio::test]
async fn an_address_that_comes_to_the_team_is_nobodys() {
    let mut w = world_posting().await;
    let _connected = Post::connect(&w).await;
    for email in ["support@acme.test", "Support+x@acme.test"] {
        let new = [("email", email), ("first_name", "Sue")];
        w.olga
            .post("/contacts/new", &new)
            .await
            .is(422)
            .shows("an address of your own team")
            .shows(email);
    }
    let new = [("email", "sue@acme.test"), ("first_name", "Sue")];
    w.olga.post("/contacts/new", &new).await.is(303);
    let list = save(&w, "Some", Kind::Static, Filter::default()).await;
    let mut root = w.it.desk().sign_in("root@desk.test").await;
    let pasted = [
        ("addresses", "sue@acme.test support+x@acme.test"),
        ("makes_contacts", "yes"),
    ];
    root.post(&format!("/lists/{list}/members"), &pasted)
        .await
        .is(422)
        .shows("1 person was added")
        .shows("support+x@acme.test is an address of your own team");
}

#[tokio::test]
async fn a_contact_page_that_grew_old_takes_back_nothing_of_a_colleagues() {
    let w = world().await;
    let mut olga = w.olga.clone();
    let mut root = w.it.desk().sign_in("root@desk.test").await;
    let ann = contacts::by_email(&w.it.app.db, w.account_id, "ann@acme.test")
        .await
        .expect("a query")
        .expect("Ann");
    let path = format!("/contacts/{}", ann.id);
    let page = root.get(&path).await;
    let was = ["first_name", "last_name", "phone", "company"]
        .map(|name| (format!("was_{name}"), page.hidden(&format!("was_{name}"))));
    let mut mine: Vec<(&str, &str)> = was.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    mine.extend([
        ("first_name", "Ann"),
        ("last_name", "Archer-Bell"),
        ("phone", ""),
        ("company", was[3].1.as_str()),
    ]);
    let theirs = [
        ("first_name", "Ann"),
        ("last_name", "Archer"),
        ("phone", "+48 600 100 200"),
        ("company", was[3].1.as_str()),
    ];
    olga.post(&path, &theirs).await.is(303);
    root.post(&path, &mine).await.is(303);
    root.get(&path)
        .await
        .shows("Archer-Bell")
        .shows("+48 600 100 200");
}

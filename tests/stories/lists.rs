//! Lists: who is in one, who may say so, and how they follow what changes.

use base::Event;
use db::params;
use people::lists::{self, Filter, Kind, Operator, Property};
use people::{companies, contacts};

use crate::support::lists::{active, condition, last_change, members, only, person, root, save};
use crate::support::{MORNING, world};

/// Ann and bob are of Acme, with acme.test as its domain; eve is alone, zoë has no address.
const EVERYONE: &[&str] = &["Ann", "Bob", "Eve", "Zoë", "Łukasz"];

/// Fails unless each condition matches those, counted and as the members of a list.
async fn each_matches(conditions: &[(Property, Operator, &str, &[&str])]) {
    let w = world().await;
    let bakery = "Piekarnia ZŁOTY KŁOS";
    person(&w, Some("lukasz@zlotyklos.test"), "Łukasz", bakery).await;
    person(&w, None, "Zoë", "100%_Wool!").await;
    for (property, operator, value, expected) in conditions {
        let filter = only(*property, *operator, value);
        let what = format!("{property:?} {operator:?} {value:?}");
        let count = lists::count_matching(&w.it.app.db, w.account_id, &filter)
            .await
            .expect("a count");
        assert_eq!(usize::try_from(count), Ok(expected.len()), "{what}");
        if filter.is_sound() {
            let id = save(&w, &what, Kind::Active, filter).await;
            assert_eq!(members(&w, id).await, *expected, "{what}");
        }
    }
}

#[tokio::test]
async fn conditions_on_a_contact_find_whom_they_should_in_any_case_on_both_engines() {
    use Operator::{BeginsWith, Contains, DoesNotContain, Is, IsKnown, IsNot, IsUnknown};
    use Property::{Email, EmailDomain, FirstName, LastName, Phone};
    each_matches(&[
        (Email, Is, "ANN@acme.test", &["Ann"]),
        (Email, IsNot, "ann@acme.test", &EVERYONE[1..]),
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
        (LastName, IsKnown, "", EVERYONE),
        (Phone, Contains, "5 5501", &["Zoë", "Łukasz"]),
        (Phone, Contains, "no digits", &[]),
        // what makes no sense matches nobody, also where it is negative
        (FirstName, Operator::Before, "2027-01-01", &[]),
        (FirstName, IsNot, " ", &[]),
    ])
    .await;
}

#[tokio::test]
async fn conditions_on_companies_and_days_find_whom_they_should() {
    use Operator::{After, Before, BeginsWith, Contains, Is, IsKnown, IsNot, IsUnknown};
    use Property::{AnyCompany, Company, CompanyDomain, Created};
    each_matches(&[
        (Company, Is, "acme", &["Ann", "Bob"]),
        (Company, Contains, "złoty kłos", &["Łukasz"]),
        (Company, IsNot, "ACME", &["Eve", "Zoë", "Łukasz"]),
        (Company, IsUnknown, "", &["Eve"]),
        (Company, Contains, "%", &["Zoë"]),
        (Company, Contains, "_", &["Zoë"]),
        (Company, BeginsWith, "100%_wool!", &["Zoë"]),
        (CompanyDomain, Is, "acme.test", &["Ann", "Bob"]),
        (AnyCompany, IsKnown, "", &["Ann", "Bob", "Zoë", "Łukasz"]),
        (Created, Is, "2026-11-22", EVERYONE),
        (Created, Before, "2026-11-23", EVERYONE),
        (Created, Before, "2026-11-22", &[]),
        (Created, After, "2026-11-22", &[]),
        (Created, After, "2026-11-21", EVERYONE),
        (Created, Contains, "2026", &[]),
        (Created, Is, "yesterday", &[]),
    ])
    .await;
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

fn came(list_id: i64, contact_id: i64) -> Event {
    Event::ListChanged {
        list_id,
        added: vec![contact_id],
        removed: vec![],
    }
}

fn went(list_id: i64, contact_id: i64) -> Event {
    Event::ListChanged {
        list_id,
        added: vec![],
        removed: vec![contact_id],
    }
}

#[tokio::test]
async fn who_becomes_a_contact_by_a_mail_is_in_their_lists_at_once() {
    let w = world().await;
    let id = active(&w, only(Property::EmailDomain, Operator::Is, "new.test")).await;
    let tx = w.it.app.db.begin().await.unwrap();
    let new = contacts::of_email(&tx, &w.it.app, w.account_id, "nina@new.test", "Nina")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(members(&w, id).await, ["Nina"]);
    assert_eq!(last_change(&w).await.0, came(id, new.id));
}

#[tokio::test]
async fn an_active_list_follows_its_contacts_and_companies_at_once() {
    let mut w = world().await;
    let wool = active(&w, only(Property::Company, Operator::Contains, "wool")).await;
    let nina = person(&w, Some("nina@new.test"), "Nina", "").await;
    let contact = format!("/contacts/{nina}");
    let of = |company| [("first_name", "Nina"), ("company", company)];
    w.olga.post(&contact, &of("Wool & Co")).await.is(303);
    assert_eq!(members(&w, wool).await, ["Nina"]);
    assert_eq!(
        last_change(&w).await,
        (came(wool, nina), "Olga Agent".into())
    );

    let known = companies::by_name(&w.it.app.db, w.account_id, "Wool & Co").await;
    let company = format!("/companies/{}", known.unwrap().unwrap().id);
    w.olga.post(&company, &[("name", "Cotton")]).await.is(303);
    assert!(members(&w, wool).await.is_empty());
    w.olga.post(&company, &[("name", "WOOL")]).await.is(303);
    assert_eq!(members(&w, wool).await, ["Nina"]);

    w.olga.post(&contact, &of("")).await.is(303);
    assert!(members(&w, wool).await.is_empty());
    assert_eq!(last_change(&w).await.0, went(wool, nina));
}

#[tokio::test]
async fn a_form_that_changes_nothing_records_nothing() {
    let mut w = world().await;
    let ann = contacts::by_email(&w.it.app.db, w.account_id, "ann@acme.test")
        .await
        .unwrap()
        .unwrap();
    let count = "select count(*) from events where account_id = $1";
    let before: i64 = w.it.app.db.one(count, params![w.account_id]).await.unwrap();
    let same = [
        ("first_name", "Ann"),
        ("last_name", "Archer"),
        ("company", "Acme"),
    ];
    let path = format!("/contacts/{}", ann.id);
    w.olga.post(&path, &same).await.is(303);
    let after: i64 = w.it.app.db.one(count, params![w.account_id]).await.unwrap();
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
async fn lists_by_day_go_by_the_accounts_own_clock() {
    let w = world().await;
    // 23:30 UTC is half past midnight in Warsaw
    w.it.pass(14 * 3_600_000 + 1_800_000);
    assert_eq!(w.it.app.now(), MORNING + 52_200_000);
    person(&w, None, "Late", "").await;
    let id = active(&w, only(Property::Created, Operator::Is, "2026-11-23")).await;
    assert_eq!(members(&w, id).await, ["Late"]);
}

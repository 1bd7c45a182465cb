//! Making lists and contacts, and looking who is in one.

use base::{Actor, Event};
use db::params;
use people::lists::{self, Condition, Filter, Kind, NewList, Operator, Property};
use people::{companies, contacts};

use super::{Visitor, World};

/// A filter of one condition.
pub(crate) fn only(property: Property, operator: Operator, value: &str) -> Filter {
    Filter(vec![vec![condition(property, operator, value)]])
}

/// A condition.
pub(crate) fn condition(property: Property, operator: Operator, value: &str) -> Condition {
    let value = value.to_owned();
    Condition {
        property,
        operator,
        value,
    }
}

/// Makes a list.
pub(crate) async fn save(w: &World, name: &str, kind: Kind, filter: Filter) -> i64 {
    let name = name.to_owned();
    let new = NewList { name, kind, filter };
    let tx = w.it.app.db.begin().await.expect("a transaction");
    let by = Actor::system();
    let id = lists::save(&tx, &w.it.app, w.account_id, &by, None, &new)
        .await
        .expect("a list");
    tx.commit().await.expect("a commit");
    id
}

/// Makes an active list.
pub(crate) async fn active(w: &World, filter: Filter) -> i64 {
    save(w, "Some", Kind::Active, filter).await
}

/// The first names, or addresses, of those in a list.
pub(crate) async fn members(w: &World, id: i64) -> Vec<String> {
    let rows = lists::members(&w.it.app.db, w.account_id, id, "", None)
        .await
        .expect("its members");
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
pub(crate) async fn person(w: &World, email: Option<&str>, first: &str, company: &str) -> i64 {
    let (app, by) = (&w.it.app, Actor::system());
    let tx = app.db.begin().await.expect("a transaction");
    let details = contacts::Details {
        first_name: first,
        last_name: "Żółw",
        phone: "+48 22 555-01-02",
    };
    let id = contacts::create(&tx, app, w.account_id, &by, email, &details)
        .await
        .expect("a contact")
        .id;
    if !company.is_empty() {
        let company = companies::of_name(&tx, app, w.account_id, company)
            .await
            .expect("a company");
        companies::make_primary(&tx, app, w.account_id, &by, id, company)
            .await
            .expect("a company");
    }
    tx.commit().await.expect("a commit");
    id
}

/// The administrator.
pub(crate) async fn root(w: &World) -> Visitor {
    w.it.desk().sign_in("root@desk.test").await
}

/// What was recorded last about a list, and who did it.
pub(crate) async fn last_change(w: &World) -> (Event, String) {
    let sql = "select event, actor_name from events where account_id = $1 and event like '%list_changed%' order by id desc limit 1";
    let (event, name): (String, String) =
        w.it.app
            .db
            .one(sql, params![w.account_id])
            .await
            .expect("an event");
    (serde_json::from_str(&event).expect("an event"), name)
}

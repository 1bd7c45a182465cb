//! The SQL of the audit log.

use std::collections::HashMap;

use base::Result;
use base::event::KIND;
use db::{Db, Sql, params};
use serde::Deserialize;
use web::keyset::{self, Place};

use super::SIZE;
use crate::contacts::{self, full_name};

/// What is looked up.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only this kind of event.
    pub kind: Option<&'static str>,
    /// Only what one of these did, or what is about one: ids as text, and addresses as they were typed.
    pub people: Option<Vec<String>>,
}

/// An event as it is stored.
#[derive(Debug, Deserialize)]
pub(super) struct Row {
    pub(super) id: i64,
    pub(super) kind: String,
    pub(super) event: String,
    pub(super) subject: Option<String>,
    pub(super) ticket_id: Option<i64>,
    pub(super) actor_kind: String,
    pub(super) actor_id: i64,
    pub(super) actor_name: String,
    pub(super) created_at: i64,
}

/// The statement of a page of events, newest first, up to one more than a page: each way to one is a range of an index.
pub fn statement(account_id: i64, filter: &Filter, place: Option<&Place>) -> Sql {
    let back = place.is_some_and(|place| place.back);
    let mut sql = Sql::new("with found as (");
    match &filter.people {
        None => branch(&mut sql, account_id, filter, place, |_| {}),
        Some(people) => {
            sql.push("select id from (");
            branch(&mut sql, account_id, filter, place, |sql| {
                sql.push(" and 1 = 0");
            });
            sql.push(") as nobody");
            for who in people {
                sql.push(" union select id from (");
                branch(&mut sql, account_id, filter, place, |sql| {
                    sql.push(" and subject = ").arg(who.as_str());
                });
                sql.push(") as about");
                if let Ok(id) = who.parse::<i64>() {
                    sql.push(" union select id from (");
                    branch(&mut sql, account_id, filter, place, |sql| {
                        sql.push(" and actor_id = ").arg(id);
                    });
                    sql.push(") as acts");
                }
            }
        }
    }
    sql.push(") select id, ")
        .push(KIND)
        .push(
            " as kind, event, subject, ticket_id, actor_kind, actor_id, actor_name, created_at from events where account_id = ",
        )
        .arg(account_id);
    sql.push(" and id in (select id from found) order by id");
    sql.push(if back { " limit " } else { " desc limit " })
        .arg(most());
    sql
}

fn most() -> i64 {
    keyset::most(SIZE)
}

/// The ids of a page of one way to events.
fn branch(
    sql: &mut Sql,
    account_id: i64,
    filter: &Filter,
    place: Option<&Place>,
    narrow: impl FnOnce(&mut Sql),
) {
    let back = place.is_some_and(|place| place.back);
    sql.push("select id from events where account_id = ")
        .arg(account_id);
    narrow(sql);
    if let Some(kind) = filter.kind {
        // of one person's events the index of all events of a kind is no help: only theirs are looked through
        let of_one = filter.people.is_some();
        sql.push(if of_one { " and coalesce(" } else { " and " });
        sql.push(KIND)
            .push(if of_one { ", '') = " } else { " = " })
            .arg(kind);
    }
    if let Some(id) = place.and_then(|place| place.keys.first()) {
        sql.push(if back { " and id > " } else { " and id < " })
            .arg(*id);
    }
    sql.push(if back {
        " order by id limit "
    } else {
        " order by id desc limit "
    })
    .arg(most());
}

/// Whom somebody means who types an address, or follows a link with an id; nobody in particular when nothing is typed.
pub(super) async fn people(db: &Db, account_id: i64, who: &str) -> Result<Option<Vec<String>>> {
    if who.is_empty() {
        return Ok(None);
    }
    let typed = who.to_lowercase();
    let address = mail::address::normal(who).unwrap_or_else(|| typed.clone());
    let contact = contacts::by_email(db, account_id, &address).await?;
    let agent = crate::agents::by_email(db, account_id, &address).await?;
    let ids = [contact.map(|it| it.id), agent.map(|it| it.id)];
    let mut people: Vec<String> = ids.into_iter().flatten().map(|id| id.to_string()).collect();
    people.push(address);
    if !people.contains(&typed) {
        people.push(typed);
    }
    Ok(Some(people))
}

/// What the people and identity providers are called whom these events are about.
pub(super) async fn names(db: &Db, account_id: i64, rows: &[Row]) -> Result<HashMap<i64, String>> {
    let subjects = rows.iter().filter_map(|row| row.subject.as_deref());
    let ids: Vec<i64> = subjects.filter_map(|it| it.parse().ok()).collect();
    let mut names = HashMap::new();
    for table in [
        "select id, first_name, last_name, email from contacts where account_id = ",
        "select id, first_name, last_name, email from agents where account_id = ",
    ] {
        let mut sql = Sql::new(table);
        sql.arg(account_id).push(" and id in ").list(ids.clone());
        let found: Vec<(i64, String, String, Option<String>)> = sql.all(db).await?;
        for (id, first, last, email) in found {
            names.insert(id, full_name(&first, &last, email.as_deref()));
        }
    }
    // a handful in an account
    let sql = "select id, name, coalesce(host, '') from sso_connections where account_id = $1";
    let providers: Vec<(i64, String, String)> = db.all(sql, params![account_id]).await?;
    for (id, name, host) in providers {
        let at = if host.is_empty() {
            name
        } else {
            format!("{name}, {host}")
        };
        names.insert(id, at);
    }
    Ok(names)
}

use std::collections::BTreeSet;

use base::{Error, Result};
use db::{Db, Json, Sql, Tx, params};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use web::keyset::{self, Place};

use super::{Filter, NewList};
use crate::contacts::{self, PAGE};

/// The two kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Picked contacts.
    Static,
    /// Whoever matches a filter.
    Active,
}

impl Kind {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Static => "static",
            Kind::Active => "active",
        }
    }
}

/// A list.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct List {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Static or active.
    pub kind: Kind,
    /// Who is in an active one.
    pub filter: Json<Filter>,
    /// How many are in it.
    pub people: i64,
}

const COLUMNS: &str = "l.id, l.name, l.kind, l.filter,
    (select count(*) from list_members m where m.account_id = l.account_id and m.list_id = l.id) as people";

/// All lists, by name.
pub async fn list(db: &Db, account_id: i64) -> Result<Vec<List>> {
    let sql =
        format!("select {COLUMNS} from lists l where l.account_id = $1 order by l.name, l.id");
    Ok(db.all(&sql, params![account_id]).await?)
}

/// Finds a list.
pub async fn find(db: &Db, account_id: i64, id: i64) -> Result<List> {
    let sql = format!("select {COLUMNS} from lists l where l.account_id = $1 and l.id = $2");
    Ok(db.one(&sql, params![account_id, id]).await?)
}

/// Finds a list by its exact name.
pub async fn by_name(db: &Db, account_id: i64, name: &str) -> Result<Option<List>> {
    let sql = format!("select {COLUMNS} from lists l where l.account_id = $1 and l.name = $2");
    Ok(db.maybe(&sql, params![account_id, name]).await?)
}

/// A list's id and name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Named {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
}

/// The names of all lists, to choose from.
pub async fn names(db: &Db, account_id: i64) -> Result<Vec<Named>> {
    let sql = "select id, name from lists where account_id = $1 order by name, id";
    Ok(db.all(sql, params![account_id]).await?)
}

/// The lists that a contact is in, by name.
pub async fn of_contact(db: &Db, account_id: i64, contact_id: i64) -> Result<Vec<Named>> {
    let sql = "select l.id, l.name from list_members m join lists l on l.account_id = m.account_id and l.id = m.list_id
               where m.account_id = $1 and m.contact_id = $2 order by l.name, l.id";
    Ok(db.all(sql, params![account_id, contact_id]).await?)
}

/// Whether a contact is in one of these lists; in none of no lists.
pub async fn contains(db: &Db, account_id: i64, contact_id: i64, lists: &[i64]) -> Result<bool> {
    let found: Option<i64> = contains_statement(account_id, contact_id, lists)
        .maybe(db)
        .await?;
    Ok(found.is_some())
}

/// The statement behind [`contains`].
pub fn contains_statement(account_id: i64, contact_id: i64, lists: &[i64]) -> Sql {
    let mut sql = Sql::new("select m.list_id from list_members m where m.account_id = ");
    sql.arg(account_id)
        .push(" and m.contact_id = ")
        .arg(contact_id)
        .push(" and m.list_id in ")
        .list(lists.iter().copied())
        .push(" limit 1");
    sql
}

/// The addresses of those in a list who have one.
pub async fn addresses(db: &Db, account_id: i64, list_id: i64) -> Result<Vec<String>> {
    let sql = "select c.email from list_members m join contacts c on c.account_id = m.account_id and c.id = m.contact_id
               where m.account_id = $1 and m.list_id = $2 and c.email is not null";
    let mut all: Vec<String> = db.all(sql, params![account_id, list_id]).await?;
    all.sort_unstable();
    Ok(all)
}

/// The statement behind [`members`](super::members).
pub fn members_statement(account_id: i64, list_id: i64, asked: &str, place: Option<&Place>) -> Sql {
    let back = place.is_some_and(|place| place.back);
    let mut sql = Sql::new(
        "with page as (select m.contact_id, m.since from list_members m where m.account_id = ",
    );
    sql.arg(account_id).push(" and m.list_id = ").arg(list_id);
    contacts::narrow(&mut sql, account_id, asked, "m.contact_id");
    if let Some([since, id]) = place.map(|place| place.keys.as_slice()) {
        sql.push(if back {
            " and (m.since, m.contact_id) > ("
        } else {
            " and (m.since, m.contact_id) < ("
        });
        sql.arg(*since).push(", ").arg(*id).push(")");
    }
    sql.push(if back {
        " order by m.since, m.contact_id"
    } else {
        " order by m.since desc, m.contact_id desc"
    });
    sql.push(" limit ")
        .arg(keyset::most(PAGE))
        .push(
            ") select c.id, c.email, c.first_name, c.last_name, o.name as company, page.since
               from page join contacts c on c.id = page.contact_id and c.account_id = ",
        )
        .arg(account_id)
        .push(contacts::COMPANY)
        .push(if back {
            " order by page.since, c.id"
        } else {
            " order by page.since desc, c.id desc"
        });
    sql
}

pub(super) async fn insert(
    tx: &Tx,
    now: i64,
    account_id: i64,
    id: i64,
    new: &NewList,
) -> Result<()> {
    tx.run(
        "insert into lists (account_id, id, name, kind, filter, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $6)",
        params![account_id, id, &new.name, new.kind.as_str(), json(&new.filter)?, now],
    )
    .await
    .map_err(taken)?;
    Ok(())
}

pub(super) async fn update(
    tx: &Tx,
    now: i64,
    account_id: i64,
    id: i64,
    new: &NewList,
) -> Result<()> {
    tx.run(
        "update lists set name = $3, filter = $4, updated_at = $5 where account_id = $1 and id = $2",
        params![account_id, id, &new.name, json(&new.filter)?, now],
    )
    .await
    .map_err(taken)?;
    Ok(())
}

fn json(filter: &Filter) -> Result<String> {
    serde_json::to_string(filter).map_err(Error::internal)
}

fn taken(error: db::Error) -> Error {
    if error.is_unique("lists", "name") {
        Error::invalid("name", "error-list-name-taken")
    } else {
        error.into()
    }
}

pub(super) async fn delete(tx: &Tx, account_id: i64, id: i64) -> Result<()> {
    let members = "delete from list_members where account_id = $1 and list_id = $2";
    tx.run(members, params![account_id, id]).await?;
    let sql = "delete from lists where account_id = $1 and id = $2";
    tx.run(sql, params![account_id, id])
        .await
        .map(drop)
        .map_err(|error| match error {
            db::Error::ForeignKey(_) => Error::Conflict("error-list-used"),
            other => other.into(),
        })
}

/// Puts a contact into a list; answers whether they were not in it.
pub(super) async fn put(
    tx: &Tx,
    now: i64,
    account_id: i64,
    list_id: i64,
    contact_id: i64,
) -> Result<bool> {
    let sql = "insert into list_members (account_id, list_id, contact_id, since) values ($1, $2, $3, $4) on conflict do nothing";
    let count = tx
        .run(sql, params![account_id, list_id, contact_id, now])
        .await?;
    Ok(count > 0)
}

/// Takes a contact out of a list; answers whether they were in it.
pub(super) async fn take(tx: &Tx, account_id: i64, list_id: i64, contact_id: i64) -> Result<bool> {
    let sql = "delete from list_members where account_id = $1 and list_id = $2 and contact_id = $3";
    Ok(tx
        .run(sql, params![account_id, list_id, contact_id])
        .await?
        > 0)
}

/// An active list as it is decided by.
#[derive(Debug, Deserialize)]
pub(super) struct Active {
    pub(super) id: i64,
    pub(super) filter: Json<Filter>,
    zone: String,
}

pub(super) async fn active(db: &Db, account_id: i64) -> Result<Vec<Active>> {
    let sql = "select l.id, l.filter, a.time_zone as zone from lists l join accounts a on a.id = l.account_id
               where l.account_id = $1 and l.kind = 'active' order by l.id";
    Ok(db.all(sql, params![account_id]).await?)
}

/// The active lists that a contact is in.
pub(super) async fn active_of(db: &Db, account_id: i64, contact_id: i64) -> Result<BTreeSet<i64>> {
    let sql = "select m.list_id from list_members m join lists l on l.account_id = m.account_id and l.id = m.list_id
               where m.account_id = $1 and m.contact_id = $2 and l.kind = 'active'";
    let ids: Vec<i64> = db.all(sql, params![account_id, contact_id]).await?;
    Ok(ids.into_iter().collect())
}

/// How many lists one statement decides.
const AT_ONCE: usize = 50;

/// Those of the lists that a contact matches.
pub(super) async fn matching(
    db: &Db,
    account_id: i64,
    contact_id: i64,
    lists: &[Active],
) -> Result<BTreeSet<i64>> {
    let mut found = BTreeSet::new();
    for some in lists.chunks(AT_ONCE) {
        let mut sql = Sql::default();
        for (at, list) in some.iter().enumerate() {
            sql.push(if at == 0 { "" } else { " union all " })
                .push("select cast(")
                .arg(list.id)
                .push(" as bigint) as list_id from contacts c where c.account_id = ")
                .arg(account_id)
                .push(" and c.id = ")
                .arg(contact_id)
                .push(" and ");
            list.filter.0.push(&mut sql, &zone(&list.zone));
        }
        found.extend(sql.all::<i64>(db).await?);
    }
    Ok(found)
}

/// The account's zone; UTC if the system has forgotten it.
fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

async fn zone_of(db: &Db, account_id: i64) -> Result<TimeZone> {
    Ok(zone(&base::account::of(db, account_id).await?.time_zone))
}

/// Makes the members of an active list those that a filter matches; answers whether anybody came or went.
pub(super) async fn match_all(
    tx: &Tx,
    now: i64,
    account_id: i64,
    list_id: i64,
    filter: &Filter,
) -> Result<bool> {
    let zone = zone_of(tx, account_id).await?;
    let mut gone = Sql::new("delete from list_members where account_id = ");
    gone.arg(account_id)
        .push(" and list_id = ")
        .arg(list_id)
        .push(
            " and not exists (select 1 from contacts c
                where c.account_id = list_members.account_id and c.id = list_members.contact_id and ",
        );
    filter.push(&mut gone, &zone);
    gone.push(")");
    let gone = gone.run(tx).await?;
    let mut come = Sql::new(
        "insert into list_members (account_id, list_id, contact_id, since) select c.account_id, cast(",
    );
    come.arg(list_id)
        .push(" as bigint), c.id, cast(")
        .arg(now)
        .push(" as bigint) from contacts c where c.account_id = ")
        .arg(account_id)
        .push(" and ");
    filter.push(&mut come, &zone);
    come.push(
        " and not exists (select 1 from list_members m where m.account_id = c.account_id and m.contact_id = c.id and m.list_id = ",
    )
    .arg(list_id)
    .push(")");
    Ok(gone + come.run(tx).await? > 0)
}

/// How many contacts a filter matches now.
pub async fn count_matching(db: &Db, account_id: i64, filter: &Filter) -> Result<i64> {
    let zone = zone_of(db, account_id).await?;
    let mut sql = Sql::new("select count(*) from contacts c where c.account_id = ");
    sql.arg(account_id).push(" and ");
    filter.push(&mut sql, &zone);
    Ok(sql.one(db).await?)
}

/// The accounts that have active lists.
pub(super) async fn accounts(db: &Db) -> Result<Vec<i64>> {
    let sql = "select distinct account_id from lists where kind = 'active' order by account_id";
    Ok(db.all(sql, params![]).await?)
}

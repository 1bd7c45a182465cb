use std::collections::BTreeMap;

use base::search::Last;
use base::{Result, search};
use db::{Db, Sql, Tx, params};
use serde::{Deserialize, Serialize};
use web::keyset::Place;

use super::table::Ask;
use crate::conversations::Thread;
use crate::conversations::internal::Entry;
use crate::pipelines::Labels;

/// An event as it is kept.
#[derive(Debug, Deserialize)]
pub(super) struct EventRow {
    pub(super) id: i64,
    pub(super) event: String,
    pub(super) actor_kind: String,
    pub(super) actor_name: String,
    pub(super) created_at: i64,
}

pub(super) async fn events(db: &Db, account_id: i64, ticket_id: i64) -> Result<Vec<EventRow>> {
    let sql = "select id, event, actor_kind, actor_name, created_at from events
               where account_id = $1 and ticket_id = $2 order by id";
    Ok(db.all(sql, params![account_id, ticket_id]).await?)
}

/// The ticket that this form made before.
pub(super) async fn made_before(
    db: &Db,
    account_id: i64,
    contact_id: i64,
    once_key: Option<&str>,
) -> Result<Option<i64>> {
    let sql =
        "select id from tickets where account_id = $1 and once_key = $2 and requester_id = $3";
    Ok(db
        .maybe(sql, params![account_id, once_key, contact_id])
        .await?)
}

/// Makes a thread, with what was noted in it, a ticket's.
pub(in crate::tickets) async fn tie_thread(
    tx: &Tx,
    account_id: i64,
    thread_id: i64,
    ticket_id: i64,
) -> Result<()> {
    for sql in [
        "update threads set ticket_id = $3 where account_id = $1 and id = $2",
        "update internal_entries set ticket_id = $3 where account_id = $1 and thread_id = $2",
    ] {
        tx.run(sql, params![account_id, thread_id, ticket_id])
            .await?;
    }
    Ok(())
}

pub(in crate::tickets) async fn set_subject(
    tx: &Tx,
    account_id: i64,
    ticket_id: i64,
    subject: &str,
) -> Result<()> {
    let sql = "update tickets set subject = $3 where account_id = $1 and id = $2";
    tx.run(sql, params![account_id, ticket_id, subject]).await?;
    Ok(())
}

/// A row of the table.
#[derive(Debug, Deserialize)]
pub(super) struct Row {
    pub(super) id: i64,
    pub(super) number: i64,
    pub(super) subject: String,
    pub(super) closed: bool,
    pub(super) priority: i64,
    pub(super) last_activity_at: i64,
    pub(super) stage: String,
    pub(super) labels: Labels,
    pub(super) tone: String,
    pub(super) first_name: Option<String>,
    pub(super) last_name: Option<String>,
    pub(super) email: Option<String>,
    pub(super) owner_first: Option<String>,
    pub(super) owner_last: Option<String>,
    pub(super) owner_email: Option<String>,
}

/// Up to `most` tickets by last activity, newest first (or backwards from a place), narrowed as the address says.
pub(super) async fn page(
    db: &Db,
    account_id: i64,
    ask: &Ask,
    place: Option<&Place>,
    most: i64,
) -> Result<Vec<Row>> {
    let back = place.is_some_and(|place| place.back);
    let mut sql = Sql::new("with page as (select t.id from tickets t where t.account_id = ");
    sql.arg(account_id).push(" and t.archived = ").arg(false);
    if let Some(stage_id) = ask.stage_id() {
        sql.push(" and t.stage_id = ").arg(stage_id);
    }
    if let Some(owner_id) = ask.owner_id() {
        sql.push(" and t.owner_id = ").arg(owner_id);
    } else if ask.is_unowned() {
        sql.push(" and t.owner_id is null");
    }
    narrow(&mut sql, db, account_id, ask.q.trim());
    if let Some(Place { keys, .. }) = place {
        sql.push(if back {
            " and (t.last_activity_at, t.id) > ("
        } else {
            " and (t.last_activity_at, t.id) < ("
        });
        sql.arg(keys[0]).push(", ").arg(keys[1]).push(")");
    }
    let order = if back {
        " order by t.last_activity_at, t.id"
    } else {
        " order by t.last_activity_at desc, t.id desc"
    };
    sql.push(order).push(" limit ").arg(most);
    sql.push(
        ") select t.id, t.number, t.subject, t.closed, t.priority, t.last_activity_at, s.label as stage, s.labels, s.tone, c.first_name,
             c.last_name, c.email, o.first_name as owner_first, o.last_name as owner_last, o.email as owner_email
           from page join tickets t on t.account_id = ",
    );
    sql.arg(account_id).push(
        " and t.id = page.id
           join stages s on s.account_id = t.account_id and s.id = t.stage_id
           left join contacts c on c.account_id = t.account_id and c.id = t.requester_id
           left join agents o on o.account_id = t.account_id and o.id = t.owner_id",
    );
    sql.push(order);
    Ok(sql.all(db).await?)
}

fn narrow(sql: &mut Sql, db: &Db, account_id: i64, q: &str) {
    if let Some(email) = Some(q)
        .filter(|q| q.contains('@'))
        .and_then(mail::address::normal)
    {
        sql.push(" and t.requester_id in (select id from contacts where account_id = ")
            .arg(account_id);
        sql.push(" and email = ").arg(email).push(")");
    } else if !q.is_empty() {
        sql.push(" and t.id");
        search::tickets_with(sql, db, account_id, q, Last::Beginning, None);
    }
}

/// Somebody or something that a ticket is of.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Tie {
    id: i64,
    role: String,
    first_name: Option<String>,
    last_name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    company: Option<String>,
}

/// The contacts, participants and companies of a ticket.
pub(super) async fn ties(db: &Db, account_id: i64, ticket_id: i64) -> Result<Vec<Tie>> {
    let sql = "select v.viewer_id as id, v.role, c.first_name, c.last_name, c.email, c.phone, o.name as company from ticket_viewers v
               left join contacts c on c.account_id = v.account_id and c.id = v.viewer_id
               left join companies o on o.account_id = v.account_id and o.id = v.viewer_id
               where v.account_id = $1 and v.ticket_id = $2 order by v.role, v.viewer_id";
    Ok(db.all(sql, params![account_id, ticket_id]).await?)
}

/// The internal entries of a ticket: its notes and calls, and what was noted in its threads.
pub(super) async fn entries(
    db: &Db,
    account_id: i64,
    ticket_id: i64,
    threads: &[Thread],
) -> Result<Vec<Entry>> {
    let mut entries = crate::conversations::internal::of_ticket(db, account_id, ticket_id).await?;
    for thread in threads {
        let of_thread =
            crate::conversations::internal::of_thread(db, account_id, thread.id).await?;
        entries.extend(
            of_thread
                .into_iter()
                .filter(|entry| entry.ticket_id.is_none()),
        );
    }
    Ok(entries)
}

/// Whom these messages were mailed to, by message.
pub(super) async fn receivers(
    db: &Db,
    account_id: i64,
    messages: &[i64],
) -> Result<BTreeMap<i64, Vec<String>>> {
    let mut by_message: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    if messages.is_empty() {
        return Ok(by_message);
    }
    let mut sql = Sql::new("select message_id, to_email from outbox where account_id = ");
    sql.arg(account_id)
        .push(" and message_id in ")
        .list(messages.iter().copied())
        .push(" order by id");
    let rows: Vec<(i64, String)> = sql.all(db).await?;
    for (message_id, email) in rows {
        by_message.entry(message_id).or_default().push(email);
    }
    Ok(by_message)
}

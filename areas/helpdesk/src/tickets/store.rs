use base::{App, Error, Result};
use db::{Db, Tx, params};
use portals::members::Member;
use serde::{Deserialize, Serialize};

use super::{NewTicket, Reader};
use crate::pipelines::Stage;

/// A ticket.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(
    missing_docs,
    reason = "the fields are what the columns of `tickets` say"
)]
pub struct Ticket {
    pub id: i64,
    pub number: i64,
    pub subject: String,
    pub pipeline_id: i64,
    pub stage_id: i64,
    pub closed: bool,
    pub priority: i64,
    pub category: String,
    pub source: String,
    pub owner_id: Option<i64>,
    pub requester_id: Option<i64>,
    pub company_id: Option<i64>,
    pub original_thread_id: Option<i64>,
    pub follows_ticket_id: Option<i64>,
    pub created_at: i64,
    pub last_activity_at: i64,
    pub closed_at: Option<i64>,
}

/// The columns of a [`Ticket`] `t`.
pub(super) const TICKET: &str = "t.id, t.number, t.subject, t.pipeline_id, t.stage_id, t.closed, t.priority, t.category, t.source, \
     t.owner_id, t.requester_id, t.company_id, t.original_thread_id, t.follows_ticket_id, t.created_at, t.last_activity_at, t.closed_at";

/// A ticket of the account, for agents and jobs: customers find theirs by [`super::find`].
pub async fn by_id(db: &Db, account_id: i64, id: i64) -> Result<Ticket> {
    let sql = format!("select {TICKET} from tickets t where t.account_id = $1 and t.id = $2");
    Ok(db.one(&sql, params![account_id, id]).await?)
}

/// A contact's newest tickets, for the desk's side pane.
pub async fn recent_of(db: &Db, account_id: i64, contact_id: i64) -> Result<Vec<Ticket>> {
    let sql = format!(
        "select {TICKET} from tickets t where t.account_id = $1 and t.requester_id = $2 order by t.id desc limit 10"
    );
    Ok(db.all(&sql, params![account_id, contact_id]).await?)
}

pub(super) async fn insert(
    tx: &Tx,
    app: &App,
    account_id: i64,
    new: &NewTicket<'_>,
    stage: &Stage,
) -> Result<Ticket> {
    let sql = "update accounts set next_ticket_number = next_ticket_number + 1 where id = $1 returning next_ticket_number - 1";
    let number: i64 = tx.one(sql, params![account_id]).await?;
    let company_id = match new.requester_id {
        Some(contact_id) => people::companies::primary_of(tx, account_id, contact_id)
            .await?
            .map(|company| company.id),
        None => None,
    };
    let (id, now) = (app.id(), app.now());
    let closed_at = stage.is_closed().then_some(now);
    tx.run(
        "insert into tickets (account_id, id, number, subject, pipeline_id, stage_id, closed, priority, category, source,
           owner_id, requester_id, company_id, follows_ticket_id, created_at, last_activity_at, closed_at, archived, once_key)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $16, $17, $18)",
        params![
            account_id,
            id,
            number,
            new.subject,
            stage.pipeline_id,
            stage.id,
            stage.is_closed(),
            new.priority,
            new.category,
            new.source,
            new.owner_id,
            new.requester_id,
            company_id,
            new.follows_ticket_id,
            now,
            closed_at,
            false,
            new.once_key
        ],
    )
    .await
    .map_err(|e| if e.is_unique("tickets", "once_key") { Error::Conflict("error-duplicate") } else { e.into() })?;
    if let Some(contact_id) = new.requester_id {
        insert_viewer(tx, account_id, id, contact_id, "contact").await?;
    }
    if let Some(company_id) = company_id {
        insert_viewer(tx, account_id, id, company_id, "company").await?;
    }
    by_id(tx, account_id, id).await
}

/// The ticket that this form of this member made before.
pub(super) async fn asked_before(
    db: &Db,
    by: &Member,
    once_key: Option<&str>,
) -> Result<Option<i64>> {
    let sql =
        "select id from tickets where account_id = $1 and once_key = $2 and requester_id = $3";
    Ok(db
        .maybe(sql, params![by.account_id, once_key, by.contact_id])
        .await?)
}

/// Ties a ticket to a contact or company; false when a tie is there, which stays as it is.
pub(super) async fn insert_viewer(
    tx: &Tx,
    account_id: i64,
    ticket_id: i64,
    viewer_id: i64,
    role: &str,
) -> Result<bool> {
    let rows = tx.run(
        "insert into ticket_viewers (account_id, viewer_id, ticket_id, role, open, priority, last_activity_at)
         select t.account_id, $3, t.id, $4, not t.closed, t.priority, t.last_activity_at from tickets t
         where t.account_id = $1 and t.id = $2
         on conflict do nothing",
        params![account_id, ticket_id, viewer_id, role],
    )
    .await?;
    Ok(rows > 0)
}

/// Unties a participant; false when there is none.
pub(super) async fn delete_participant(
    tx: &Tx,
    account_id: i64,
    ticket_id: i64,
    contact_id: i64,
) -> Result<bool> {
    let sql = "delete from ticket_viewers
               where account_id = $1 and ticket_id = $2 and viewer_id = $3 and role = 'participant'";
    let rows = tx
        .run(sql, params![account_id, ticket_id, contact_id])
        .await?;
    Ok(rows > 0)
}

pub(super) async fn viewers_of(db: &Db, account_id: i64, ticket_id: i64) -> Result<Vec<i64>> {
    let sql = "select viewer_id from ticket_viewers where account_id = $1 and ticket_id = $2";
    Ok(db.all(sql, params![account_id, ticket_id]).await?)
}

/// Some tickets whose words a version before had put into the search in another way.
pub(super) async fn stale(db: &Db) -> Result<Vec<(i64, i64)>> {
    let sql =
        "select account_id, ticket_id from search_stale order by account_id, ticket_id limit 500";
    Ok(db.all(sql, params![]).await?)
}

/// Their words are as they should be.
pub(super) async fn settle(tx: &Tx, account_id: i64, ticket_id: i64) -> Result<()> {
    let sql = "delete from search_stale where account_id = $1 and ticket_id = $2";
    tx.run(sql, params![account_id, ticket_id]).await?;
    Ok(())
}

/// The contacts and participants of a ticket who have an address: who gets its mail.
pub async fn contacts_of(db: &Db, account_id: i64, ticket_id: i64) -> Result<Vec<Reader>> {
    let sql = "select c.id as contact_id, c.email, c.first_name, c.last_name, v.role from ticket_viewers v
               join contacts c on c.account_id = v.account_id and c.id = v.viewer_id
               where v.account_id = $1 and v.ticket_id = $2 and c.email is not null order by v.role, c.id";
    Ok(db.all(sql, params![account_id, ticket_id]).await?)
}

pub(super) async fn touch(tx: &Tx, account_id: i64, ticket_id: i64, now: i64) -> Result<()> {
    for sql in [
        "update tickets set last_activity_at = $3 where account_id = $1 and id = $2",
        "update ticket_viewers set last_activity_at = $3 where account_id = $1 and ticket_id = $2",
    ] {
        tx.run(sql, params![account_id, ticket_id, now]).await?;
    }
    Ok(())
}

pub(super) async fn set_original_thread(
    tx: &Tx,
    account_id: i64,
    ticket_id: i64,
    thread_id: i64,
) -> Result<()> {
    let sql = "update tickets set original_thread_id = $3 where account_id = $1 and id = $2 and original_thread_id is null";
    tx.run(sql, params![account_id, ticket_id, thread_id])
        .await?;
    Ok(())
}

pub(super) async fn set_stage(
    tx: &Tx,
    now: i64,
    account_id: i64,
    ticket_id: i64,
    stage: &Stage,
) -> Result<()> {
    let closed = stage.is_closed();
    tx.run(
        "update tickets set stage_id = $3, pipeline_id = $4, closed = $5, closed_at = $6, last_activity_at = $7
         where account_id = $1 and id = $2",
        params![account_id, ticket_id, stage.id, stage.pipeline_id, closed, closed.then_some(now), now],
    )
    .await?;
    tx.run(
        "update ticket_viewers set open = $3, last_activity_at = $4 where account_id = $1 and ticket_id = $2",
        params![account_id, ticket_id, !closed, now],
    )
    .await?;
    tx.run(
        "update threads set status = $3 where account_id = $1 and ticket_id = $2",
        params![account_id, ticket_id, stage.state.as_str()],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_owner(
    tx: &Tx,
    account_id: i64,
    ticket_id: i64,
    owner_id: Option<i64>,
) -> Result<()> {
    for sql in [
        "update tickets set owner_id = $3 where account_id = $1 and id = $2",
        "update threads set assigned_to = $3 where account_id = $1 and ticket_id = $2",
    ] {
        tx.run(sql, params![account_id, ticket_id, owner_id])
            .await?;
    }
    Ok(())
}

pub(super) async fn set_priority(
    tx: &Tx,
    account_id: i64,
    ticket_id: i64,
    priority: i64,
) -> Result<()> {
    for sql in [
        "update tickets set priority = $3 where account_id = $1 and id = $2",
        "update ticket_viewers set priority = $3 where account_id = $1 and ticket_id = $2",
    ] {
        tx.run(sql, params![account_id, ticket_id, priority])
            .await?;
    }
    Ok(())
}

/// The connected address that an inbox answers from: its oldest active one.
pub(super) async fn channel_of_inbox(
    db: &Db,
    account_id: i64,
    inbox_id: i64,
) -> Result<Option<i64>> {
    let sql = "select id from channel_accounts where account_id = $1 and active = $3
               order by case when inbox_id = $2 then 0 else 1 end, id limit 1";
    Ok(db.maybe(sql, params![account_id, inbox_id, true]).await?)
}

/// Notes that a contact has read a ticket up to now.
pub async fn seen_at(
    app: &App,
    account_id: i64,
    contact_id: i64,
    ticket_id: i64,
    read_at: i64,
) -> Result<()> {
    let tx = app.db.begin().await?;
    tx.run(
        "insert into ticket_reads (account_id, contact_id, ticket_id, read_at) values ($1, $2, $3, $4)
         on conflict (account_id, contact_id, ticket_id) do update set read_at = excluded.read_at",
        params![account_id, contact_id, ticket_id, read_at],
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

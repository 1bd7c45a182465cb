//! What the desk tells of its mail: answers that have not reached somebody, and mailboxes that cannot be read.

use base::path::{Path, Query};
use base::view::Go;
use base::{App, Error, Result, live, outbox};
use db::{Db, Sql, params};
use people::agents::Agent;
use serde::{Deserialize, Serialize};

use super::here;
use super::list::Ask;
use crate::conversations;

/// A mail that carries a message and has not reached its receiver.
#[derive(Debug, Deserialize)]
pub(super) struct Undelivered {
    pub(super) id: i64,
    pub(super) message_id: i64,
    pub(super) to_email: String,
    /// Whether it is tried again by itself; else it was refused.
    pub(super) waits: bool,
    pub(super) error: Option<String>,
}

/// Which of these messages have not reached whom, and why; what just waits for its first try is not among them.
pub(super) async fn undelivered(
    db: &Db,
    account_id: i64,
    messages: &[i64],
) -> Result<Vec<Undelivered>> {
    if messages.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(
        "select id, message_id, to_email, state = 'queued' as waits, error from outbox
         where (state = 'refused' or (state = 'queued' and error is not null)) and account_id = ",
    );
    sql.arg(account_id)
        .push(" and message_id in ")
        .list(messages.iter().copied())
        .push(" order by id");
    Ok(sql.all(db).await?)
}

/// A connected address whose mailbox cannot be read, and why, in its server's words.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Silent {
    address: String,
    last_error: String,
}

/// The connected addresses that no mail comes in from now.
pub(super) async fn silent(db: &Db, account_id: i64) -> Result<Vec<Silent>> {
    let sql = "select address, last_error from channel_accounts
               where account_id = $1 and active = $2 and last_error is not null order by id";
    Ok(db.all(sql, params![account_id, true]).await?)
}

/// Whether a message stands in a conversation.
async fn has_message(db: &Db, account_id: i64, thread_id: i64, message_id: i64) -> Result<bool> {
    let sql = "select id from messages where account_id = $1 and id = $2 and thread_id = $3";
    let found = db.maybe::<i64>(sql, params![account_id, message_id, thread_id]);
    Ok(found.await?.is_some())
}

/// Sends a mail once more that its receiver's server had refused.
pub(super) async fn send_again(
    app: App,
    agent: Agent,
    Path((id, message_id, mail_id)): Path<(i64, i64, i64)>,
    Query(ask): Query<Ask>,
) -> Result<Go> {
    let tx = app.db.begin().await?;
    let thread = conversations::find(&tx, agent.account_id, id).await?;
    if !has_message(&tx, agent.account_id, id, message_id).await?
        || !outbox::again(&tx, &app, agent.account_id, mail_id, message_id).await?
    {
        return Err(Error::NotFound);
    }
    live::wake(&tx, agent.account_id, thread.ticket_id, Some(id));
    tx.commit().await?;
    Ok(Go::to(here(&thread, &ask)).flash("desk-flash-sent-again"))
}

//! Taking a person out of their tickets (GDPR Art. 17): tickets are the company's record and stay, with a mark in place of the person.

use base::erasure::Traces;
use base::{App, Result, outbox};
use db::{Db, Sql, Tx, params};

use super::{hold, index_anew};
use crate::conversations;

/// Takes a person out of everything that was said with them, a ticket at a time; `threads` are conversations that mail of theirs came
/// to, however it was judged. Answers all that it went through. Doing it again changes nothing.
pub async fn erase(
    app: &App,
    account_id: i64,
    traces: &Traces,
    threads: &[i64],
) -> Result<Vec<i64>> {
    let (tickets, alone) = places(&app.db, account_id, traces, threads).await?;
    let mut all = Vec::new();
    for ticket_id in tickets {
        let tx = app.db.begin().await?;
        hold(&tx, ticket_id).await?;
        all.extend(one(&tx, app, account_id, ticket_id, traces).await?);
        tx.commit().await?;
    }
    for thread_id in alone {
        let tx = app.db.begin().await?;
        conversations::erase(&tx, account_id, thread_id, traces).await?;
        tx.commit().await?;
        all.push(thread_id);
    }
    let tx = app.db.begin().await?;
    let sql = "delete from ticket_reads where account_id = $1 and contact_id = $2";
    tx.run(sql, params![account_id, traces.contact_id]).await?;
    let mut sql = Sql::new("delete from proposals where account_id = ");
    sql.arg(account_id)
        .push(" and email in ")
        .list(traces.addresses.iter().map(String::as_str));
    sql.run(&tx).await?;
    tx.commit().await?;
    Ok(all)
}

/// Where a person stands: in their tickets and those they wrote on, in conversations that are no tickets, and wherever one of their
/// addresses is written.
async fn places(
    db: &Db,
    account_id: i64,
    traces: &Traces,
    threads: &[i64],
) -> Result<(Vec<i64>, Vec<i64>)> {
    let whose = || params![account_id, traces.contact_id];
    let sql = "select ticket_id from ticket_viewers where account_id = $1 and viewer_id = $2
               union select ticket_id from threads where account_id = $1 and contact_id = $2 and ticket_id is not null
               union select ticket_id from events where account_id = $1 and actor_id = $2 and ticket_id is not null";
    let mut tickets: Vec<i64> = db.all(sql, whose()).await?;
    let sql = "select id from threads where account_id = $1 and contact_id = $2 and ticket_id is null
               union select t.id from events e join threads t on t.account_id = e.account_id and t.id = e.thread_id
               where e.account_id = $1 and e.actor_id = $2 and t.ticket_id is null";
    let mut alone: Vec<i64> = db.all(sql, whose()).await?;
    let mentions = mentions(db, account_id, traces).await?;
    for thread_id in threads.iter().chain(&mentions) {
        match conversations::find(db, account_id, *thread_id)
            .await?
            .ticket_id
        {
            Some(ticket_id) => tickets.push(ticket_id),
            None => alone.push(*thread_id),
        }
    }
    for found in [&mut tickets, &mut alone] {
        found.sort_unstable();
        found.dedup();
    }
    Ok((tickets, alone))
}

/// Conversations in which an address of theirs is written, whoever wrote it. All that was ever said is read for that: people are
/// erased seldom, and in the background.
async fn mentions(db: &Db, account_id: i64, traces: &Traces) -> Result<Vec<i64>> {
    let sql = "select thread_id from messages where account_id = $1 and (
                 lower(text) like $2 escape '\\' or lower(html) like $2 escape '\\' or lower(quoted_html) like $2 escape '\\')
               union select thread_id from internal_entries where account_id = $1 and thread_id is not null and (
                 lower(text) like $2 escape '\\' or lower(html) like $2 escape '\\' or lower(detail) like $2 escape '\\')
               union select id from threads where account_id = $1 and lower(subject) like $2 escape '\\'
               union select thread_id from proposals where account_id = $1 and email = $3";
    let mut found = Vec::new();
    for address in &traces.addresses {
        let plain = address.replace('_', "\\_").replace('%', "\\%");
        let args = params![account_id, format!("%{plain}%"), address];
        found.extend(db.all::<i64>(sql, args).await?);
    }
    Ok(found)
}

async fn one(
    tx: &Tx,
    app: &App,
    account_id: i64,
    ticket_id: i64,
    traces: &Traces,
) -> Result<Vec<i64>> {
    let sql = "select subject from tickets where account_id = $1 and id = $2";
    let subject: String = tx.one(sql, params![account_id, ticket_id]).await?;
    if let Some(subject) = traces.out_of(&subject) {
        let sql = "update tickets set subject = $3 where account_id = $1 and id = $2";
        tx.run(sql, params![account_id, ticket_id, subject]).await?;
    }
    let sql = "select name, value from ticket_values where account_id = $1 and ticket_id = $2";
    let values: Vec<(String, String)> = tx.all(sql, params![account_id, ticket_id]).await?;
    for (name, value) in values {
        if let Some(value) = traces.out_of(&value) {
            let sql = "update ticket_values set value = $4 where account_id = $1 and ticket_id = $2 and name = $3";
            tx.run(sql, params![account_id, ticket_id, name, value])
                .await?;
        }
    }
    let threads = conversations::of_ticket(tx, account_id, ticket_id).await?;
    for thread in &threads {
        conversations::erase(tx, account_id, thread.id, traces).await?;
    }
    conversations::erase_from_notes(tx, account_id, ticket_id, traces).await?;
    outbox::erase_from(tx, app, account_id, ticket_id, traces).await?;
    index_anew(tx, account_id, ticket_id).await?;
    Ok(threads.iter().map(|thread| thread.id).collect())
}

//! Taking a person out of mail as it came: the mails themselves go, what became of them is a conversation.

use std::collections::HashSet;

use base::erasure::Traces;
use base::{App, Result, upload};
use db::{Tx, params};
use serde::Deserialize;

/// Mails that are looked at in one go.
const AT_ONCE: i64 = 500;

#[derive(Deserialize)]
struct Kept {
    id: i64,
    sha256: String,
    state: String,
    sender: String,
    subject: String,
    cc: String,
    error: Option<String>,
    thread_id: Option<i64>,
}

/// Reply tokens of a person lead nowhere any more: who writes from their address is somebody new.
pub async fn forget_tokens(tx: &Tx, account_id: i64, contact_id: i64) -> Result<()> {
    let sql = "delete from reply_tokens where account_id = $1 and contact_id = $2";
    tx.run(sql, params![account_id, contact_id]).await?;
    Ok(())
}

/// The conversations that mail from their addresses came to, however it was judged.
pub async fn threads_of(app: &App, account_id: i64, traces: &Traces) -> Result<Vec<i64>> {
    let mut found = HashSet::new();
    let mut last = 0;
    loop {
        let mails = after(app, account_id, last).await?;
        let Some(end) = mails.last() else {
            return Ok(found.into_iter().collect());
        };
        last = end.id;
        let theirs = mails.iter().filter(|mail| is_theirs(mail, traces));
        found.extend(theirs.filter_map(|mail| mail.thread_id));
    }
}

/// Erases the mails that a person sent or that name them; `threads` are those that they stood in.
pub async fn erase(app: &App, account_id: i64, traces: &Traces, threads: &[i64]) -> Result<()> {
    let threads: HashSet<i64> = threads.iter().copied().collect();
    let mut last = 0;
    loop {
        let mails = after(app, account_id, last).await?;
        let Some(end) = mails.last() else {
            return Ok(());
        };
        last = end.id;
        for mail in mails {
            let names = mail.thread_id.is_some_and(|id| threads.contains(&id))
                || is_theirs(&mail, traces)
                || traces.out_of(&mail.cc).is_some();
            // one that was not read yet is read as anybody's
            if names && mail.state != "new" {
                one(app, account_id, mail, traces).await?;
            }
        }
    }
}

async fn after(app: &App, account_id: i64, last: i64) -> Result<Vec<Kept>> {
    let sql = "select id, sha256, state, sender, subject, cc, error, thread_id from raw_mails
               where account_id = $1 and id > $2 order by id limit $3";
    Ok(app.db.all(sql, params![account_id, last, AT_ONCE]).await?)
}

fn is_theirs(mail: &Kept, traces: &Traces) -> bool {
    let sender = mail.sender.to_lowercase();
    sender == traces.address || traces.addresses.contains(&sender)
}

/// The digest of the bytes stays, so that the same mail is not taken for a new one; the bytes go.
async fn one(app: &App, account_id: i64, mail: Kept, traces: &Traces) -> Result<()> {
    let out = |text: String| traces.out_of(&text).unwrap_or(text);
    let is_theirs = is_theirs(&mail, traces);
    let state = if is_theirs { "done" } else { &mail.state };
    let tx = app.db.begin().await?;
    tx.run(
        "update raw_mails set state = $3, sender = $4, subject = $5, cc = $6, error = $7 where account_id = $1 and id = $2",
        params![
            account_id,
            mail.id,
            state,
            out(mail.sender),
            out(mail.subject),
            out(mail.cc),
            mail.error.map(out)
        ],
    )
    .await?;
    tx.commit().await?;
    if state == "done" && !mail.sha256.is_empty() {
        upload::remove_unused(app, &mail.sha256).await?;
    }
    Ok(())
}

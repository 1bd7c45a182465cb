//! Mails as they came, before anything is made of them: nothing is lost, whatever is wrong with one.

use base::{App, Result};
use db::{Db, Tx, params};
use serde::{Deserialize, Serialize};

/// A mail as it came.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct RawMail {
    pub(super) id: i64,
    pub(super) channel_account_id: i64,
    pub(super) size: i64,
    /// Where its bytes are in the file store; empty when they were not fetched.
    pub(super) sha256: String,
    /// new, done or aside.
    pub(super) state: String,
    pub(super) sender: String,
    pub(super) subject: String,
    pub(super) error: Option<String>,
    pub(super) tries: i64,
    pub(super) received_at: i64,
}

const COLUMNS: &str =
    "id, channel_account_id, size, sha256, state, sender, subject, error, tries, received_at";

/// A mail found in a mailbox.
#[derive(Clone, Debug, Default)]
pub(super) struct Found<'a> {
    pub(super) channel_account_id: i64,
    pub(super) uid_validity: i64,
    pub(super) uid: i64,
    pub(super) size: i64,
    pub(super) sha256: &'a str,
    /// For one that is set aside at once: why, and what its headers say.
    pub(super) aside: Option<&'a str>,
    pub(super) sender: &'a str,
    pub(super) subject: &'a str,
}

/// Keeps a mail that was found; nothing when it was found before.
pub(super) async fn keep(
    tx: &Tx,
    app: &App,
    account_id: i64,
    found: &Found<'_>,
) -> Result<Option<i64>> {
    let id = app.id();
    let state = if found.aside.is_some() {
        "aside"
    } else {
        "new"
    };
    let kept = tx
        .run(
            "insert into raw_mails (account_id, id, channel_account_id, uid_validity, uid, size, sha256, state, sender, subject,
               error, tries, cc, automatic, received_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, '', $12, $13) on conflict do nothing",
            params![
                account_id,
                id,
                found.channel_account_id,
                found.uid_validity,
                found.uid,
                found.size,
                found.sha256,
                state,
                found.sender,
                found.subject,
                found.aside,
                false,
                app.now()
            ],
        )
        .await?;
    Ok((kept > 0).then_some(id))
}

pub(super) async fn find(db: &Db, account_id: i64, id: i64) -> Result<Option<RawMail>> {
    let sql = format!("select {COLUMNS} from raw_mails where account_id = $1 and id = $2");
    Ok(db.maybe(&sql, params![account_id, id]).await?)
}

/// Whether the very same bytes came before and were filed: the mailbox was numbered anew.
pub(super) async fn is_repeat(db: &Db, account_id: i64, mail: &RawMail) -> Result<bool> {
    let sql = "select id from raw_mails where account_id = $1 and sha256 = $2 and state = 'done' and id <> $3 limit 1";
    Ok(db
        .maybe::<i64>(sql, params![account_id, &mail.sha256, mail.id])
        .await?
        .is_some())
}

/// What became of a mail.
#[derive(Clone, Debug, Default)]
pub(super) struct Filed {
    pub(super) thread_id: Option<i64>,
    pub(super) message_id: Option<i64>,
    pub(super) sender: String,
    pub(super) subject: String,
    pub(super) cc: String,
    pub(super) automatic: bool,
}

pub(super) async fn done(tx: &Tx, account_id: i64, id: i64, filed: &Filed) -> Result<()> {
    tx.run(
        "update raw_mails set state = 'done', error = null, thread_id = $3, message_id = $4, sender = $5, subject = $6, cc = $7,
           automatic = $8 where account_id = $1 and id = $2",
        params![
            account_id,
            id,
            filed.thread_id,
            filed.message_id,
            &filed.sender,
            &filed.subject,
            &filed.cc,
            filed.automatic
        ],
    )
    .await?;
    Ok(())
}

/// Notes a try that failed; after the last one the mail is set aside for people to look at.
pub(super) async fn failed(tx: &Tx, account_id: i64, mail: &RawMail, last: bool) -> Result<()> {
    let state = if last { "aside" } else { "new" };
    tx.run(
        "update raw_mails set state = $3, error = $4, tries = $5, sender = $6, subject = $7 where account_id = $1 and id = $2",
        params![account_id, mail.id, state, mail.error.as_deref(), mail.tries, &mail.sender, &mail.subject],
    )
    .await?;
    Ok(())
}

/// Mails that were set aside, newest first.
pub(super) async fn aside(db: &Db, account_id: i64) -> Result<Vec<RawMail>> {
    let sql = format!(
        "select {COLUMNS} from raw_mails where account_id = $1 and state = 'aside' order by id desc limit 200"
    );
    Ok(db.all(&sql, params![account_id]).await?)
}

/// Takes a mail out of those set aside, to be tried again; false when it is not there.
pub(super) async fn renew(tx: &Tx, account_id: i64, id: i64) -> Result<bool> {
    let sql = "update raw_mails set state = 'new', tries = 0 where account_id = $1 and id = $2 and state = 'aside' and sha256 <> ''";
    Ok(tx.run(sql, params![account_id, id]).await? > 0)
}

/// Forgets a mail that was set aside; its number stays known, so that it is not fetched again.
pub(super) async fn forget(tx: &Tx, account_id: i64, id: i64) -> Result<bool> {
    let sql = "update raw_mails set state = 'done', error = null, sender = '', subject = '' where account_id = $1 and id = $2 and state = 'aside'";
    Ok(tx.run(sql, params![account_id, id]).await? > 0)
}

/// Whether a message may have been written by no person, such as one through a list: nothing automatic answers it
/// (security.md A6).
pub async fn came_from_machine(db: &Db, account_id: i64, message_id: i64) -> Result<bool> {
    let sql =
        "select id from raw_mails where account_id = $1 and message_id = $2 and automatic = $3";
    Ok(db
        .maybe::<i64>(sql, params![account_id, message_id, true])
        .await?
        .is_some())
}

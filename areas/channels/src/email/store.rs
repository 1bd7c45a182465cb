use base::{App, Error, Result};
use db::{Db, Tx, params};

use super::{Account, ChannelAccount, Settings};

const COLUMNS: &str = "account_id, id, inbox_id, name, address, settings, makes_ticket, pipeline_id, stage_id, active, uid_validity, \
     last_uid, last_error, checked_at";

/// All connected addresses of an account, oldest first.
pub async fn list(db: &Db, account_id: i64) -> Result<Vec<ChannelAccount>> {
    let sql = format!("select {COLUMNS} from channel_accounts where account_id = $1 order by id");
    Ok(db.all(&sql, params![account_id]).await?)
}

/// A connected address.
pub async fn find(db: &Db, account_id: i64, id: i64) -> Result<ChannelAccount> {
    let sql = format!("select {COLUMNS} from channel_accounts where account_id = $1 and id = $2");
    Ok(db.one(&sql, params![account_id, id]).await?)
}

/// The connected address of this normal form.
pub async fn by_address(db: &Db, account_id: i64, address: &str) -> Result<Option<ChannelAccount>> {
    let sql =
        format!("select {COLUMNS} from channel_accounts where account_id = $1 and address = $2");
    Ok(db.maybe(&sql, params![account_id, address]).await?)
}

/// The address that mails about an inbox leave from: its oldest active one, else the account's.
pub async fn for_inbox(db: &Db, account_id: i64, inbox_id: i64) -> Result<Option<ChannelAccount>> {
    let sql = format!(
        "select {COLUMNS} from channel_accounts where account_id = $1 and active = $3
         order by case when inbox_id = $2 then 0 else 1 end, id limit 1"
    );
    Ok(db.maybe(&sql, params![account_id, inbox_id, true]).await?)
}

/// The team's own addresses: nobody's login, never contacts (security.md A2).
pub async fn own_addresses(db: &Db, account_id: i64) -> Result<Vec<String>> {
    Ok(db
        .all(
            "select address from channel_accounts where account_id = $1",
            params![account_id],
        )
        .await?)
}

/// Active addresses of all accounts: what is watched.
pub(super) async fn active(db: &Db) -> Result<Vec<ChannelAccount>> {
    let sql = format!(
        "select {COLUMNS} from channel_accounts where active = $1 and channel = 'EMAIL' order by account_id, id"
    );
    Ok(db.all(&sql, params![true]).await?)
}

pub(super) async fn upsert(
    tx: &Tx,
    app: &App,
    account_id: i64,
    address: &str,
    account: &Account,
    settings: &Settings,
) -> Result<i64> {
    let settings = serde_json::to_string(settings).map_err(Error::internal)?;
    Ok(tx
        .one(
            "insert into channel_accounts (account_id, id, inbox_id, channel, name, address, settings, makes_ticket, pipeline_id,
               stage_id, active, uid_validity, last_uid, created_at)
             values ($1, $2, $3, 'EMAIL', $4, $5, $6, $7, $8, $9, $10, 0, 0, $11)
             on conflict (account_id, address) do update set inbox_id = excluded.inbox_id, name = excluded.name,
               settings = excluded.settings, makes_ticket = excluded.makes_ticket, pipeline_id = excluded.pipeline_id,
               stage_id = excluded.stage_id, active = excluded.active
             returning id",
            params![
                account_id,
                app.id(),
                account.inbox_id,
                &account.name,
                address,
                settings,
                account.makes_ticket,
                account.pipeline_id,
                account.stage_id,
                account.active,
                app.now()
            ],
        )
        .await?)
}

/// Another mailbox has other numbers: reading begins anew, and mails that came before cannot be taken for its own.
pub(super) async fn forget_place(tx: &Tx, account_id: i64, id: i64) -> Result<()> {
    for sql in [
        "update channel_accounts set uid_validity = 0, last_uid = 0, last_error = null where account_id = $1 and id = $2",
        "update raw_mails set uid = -id where account_id = $1 and channel_account_id = $2 and uid >= 0",
    ] {
        tx.run(sql, params![account_id, id]).await?;
    }
    Ok(())
}

/// How far the mailbox has been read: its numbering, and the last number.
pub(super) async fn place(db: &Db, account_id: i64, id: i64) -> Result<(i64, i64)> {
    let sql = "select uid_validity, last_uid from channel_accounts where account_id = $1 and id = $2 and active = $3";
    Ok(db.one(sql, params![account_id, id, true]).await?)
}

/// False when the address was disconnected meanwhile.
pub(super) async fn move_place(
    tx: &Tx,
    account_id: i64,
    id: i64,
    uid_validity: i64,
    last_uid: i64,
) -> Result<bool> {
    let sql = "update channel_accounts set uid_validity = $3, last_uid = $4 where account_id = $1 and id = $2 and active = $5";
    Ok(tx
        .run(sql, params![account_id, id, uid_validity, last_uid, true])
        .await?
        > 0)
}

/// Notes that the mailbox was looked into, and what was wrong, for agents and for `portico doctor`.
pub(super) async fn note_check(
    app: &App,
    account_id: i64,
    id: i64,
    error: Option<&str>,
) -> Result<()> {
    let tx = app.db.begin().await?;
    let sql = "update channel_accounts set last_error = $3, checked_at = $4 where account_id = $1 and id = $2";
    tx.run(sql, params![account_id, id, error, app.now()])
        .await?;
    tx.commit().await?;
    Ok(())
}

//! The SQL of asks.

use base::Result;
use db::{Db, Json, Tx, params};
use serde::Deserialize;

use super::{Detail, New, Purpose};

/// An ask as it is stored.
#[derive(Clone, Debug, Deserialize)]
pub struct Ask {
    /// Its id.
    pub id: i64,
    /// For what.
    pub purpose: Purpose,
    /// The domain that its link leads to.
    pub host: String,
    /// Whom it is mailed to.
    pub email: String,
    /// Whose login it is about, where that was known.
    pub contact_id: Option<i64>,
    /// Which browser asked.
    pub browser_hash: Option<String>,
    /// What was typed with it.
    pub detail: Json<Detail>,
    /// When it was asked.
    pub created_at: i64,
    /// Until when its link works.
    pub expires_at: i64,
    /// When it was last answered, by a mail or by nothing: for unknown addresses it is set as for known ones [A12].
    pub mailed_at: Option<i64>,
    /// When its link was used or made void.
    pub used_at: Option<i64>,
}

const COLUMNS: &str = "id, purpose, host, email, contact_id, browser_hash, detail, created_at, expires_at, mailed_at, used_at";

const WEEK_MS: i64 = 7 * 24 * 60 * 60 * 1000;

pub(super) async fn insert(
    tx: &Tx,
    now: i64,
    account_id: i64,
    id: i64,
    new: &New<'_>,
    browser_hash: Option<&str>,
) -> Result<()> {
    let detail = serde_json::to_string(&new.detail).map_err(base::Error::internal)?;
    tx.run(
        "insert into asks (account_id, id, purpose, host, email, contact_id, browser_hash, detail, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            account_id,
            id,
            new.purpose.as_str(),
            new.host,
            new.email,
            new.contact_id,
            browser_hash,
            detail,
            now,
            now + new.purpose.life_ms()
        ],
    )
    .await?;
    Ok(())
}

/// Old asks open nothing and tell nothing: a few are forgotten each time.
pub(super) async fn forget_old(tx: &Tx, account_id: i64, now: i64) -> Result<()> {
    tx.run(
        "delete from asks where account_id = $1 and id in
           (select id from asks where account_id = $1 and expires_at < $2 order by expires_at limit 100)",
        params![account_id, now - WEEK_MS],
    )
    .await?;
    Ok(())
}

pub(super) async fn find(db: &Db, account_id: i64, id: i64) -> Result<Option<Ask>> {
    let sql = format!("select {COLUMNS} from asks where account_id = $1 and id = $2");
    Ok(db.maybe(&sql, params![account_id, id]).await?)
}

pub(super) async fn of_browser(db: &Db, account_id: i64, hash: &str) -> Result<Option<Ask>> {
    let sql = format!(
        "select {COLUMNS} from asks where account_id = $1 and browser_hash = $2 order by id desc limit 1"
    );
    Ok(db.maybe(&sql, params![account_id, hash]).await?)
}

/// Whether it was open until now.
pub(super) async fn use_up(tx: &Tx, account_id: i64, id: i64, now: i64) -> Result<bool> {
    let used = tx
        .run(
            "update asks set used_at = $3 where account_id = $1 and id = $2 and used_at is null",
            params![account_id, id, now],
        )
        .await?;
    Ok(used > 0)
}

/// What the same asked for earlier is void. What others did stands: a stranger's ask makes no member's link void (security.md B7).
pub(super) async fn replace(tx: &Tx, account_id: i64, ask: &Ask, now: i64) -> Result<()> {
    let sql = format!(
        "select {COLUMNS} from asks where account_id = $1 and email = $2 and purpose = $3 and id <> $4 and used_at is null
           and mailed_at is not null"
    );
    let args = params![account_id, &ask.email, ask.purpose.as_str(), ask.id];
    let earlier: Vec<Ask> = tx.all(&sql, args).await?;
    let same = |other: &&Ask| other.detail().asker == ask.detail().asker;
    for other in earlier.iter().filter(same) {
        use_up(tx, account_id, other.id, now).await?;
    }
    tx.run(
        "update asks set mailed_at = $3 where account_id = $1 and id = $2",
        params![account_id, ask.id, now],
    )
    .await?;
    Ok(())
}

/// Makes all open links of an address void: its login has changed (security.md B3, B9).
pub async fn void(tx: &Tx, account_id: i64, email: &str, now: i64) -> Result<()> {
    tx.run(
        "update asks set used_at = $3 where account_id = $1 and email = $2 and used_at is null",
        params![account_id, email, now],
    )
    .await?;
    Ok(())
}

/// The same for all addresses of a member, and for what they asked for themselves.
pub async fn void_all(tx: &Tx, account_id: i64, contact_id: i64, now: i64) -> Result<()> {
    tx.run(
        "update asks set used_at = $3 where account_id = $1 and used_at is null and (contact_id = $2 or email in
           (select email from contacts where account_id = $1 and id = $2
            union all select email from contact_addresses where account_id = $1 and contact_id = $2))",
        params![account_id, contact_id, now],
    )
    .await?;
    Ok(())
}

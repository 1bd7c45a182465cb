//! Where sources are kept.

use base::view::custom::Fault;
use base::{App, Error, Result};
use db::{Db, Json, Tx, params};
use serde::Deserialize;

/// A page that was written anew.
#[derive(Clone, Debug, Deserialize)]
pub struct Stored {
    /// The page's name.
    pub name: String,
    /// What was written.
    pub source: String,
    /// When it last failed, since it was saved.
    pub failed_at: Option<i64>,
    /// Why.
    pub error: Option<Json<Fault>>,
}

/// All of a portal.
pub async fn list(db: &Db, account_id: i64, portal_id: i64) -> Result<Vec<Stored>> {
    let sql = "select name, source, failed_at, error from templates where account_id = $1 and portal_id = $2 order by name";
    Ok(db.all(sql, params![account_id, portal_id]).await?)
}

/// The source of a page, if it was written anew.
pub(super) async fn source(
    db: &Db,
    account_id: i64,
    portal_id: i64,
    name: &str,
) -> Result<Option<String>> {
    let sql = "select source from templates where account_id = $1 and portal_id = $2 and name = $3";
    Ok(db.maybe(sql, params![account_id, portal_id, name]).await?)
}

pub(super) async fn put(
    tx: &Tx,
    app: &App,
    (account_id, portal_id): (i64, i64),
    name: &str,
    source: &str,
) -> Result<()> {
    tx.run(
        "insert into templates (account_id, portal_id, name, source, updated_at) values ($1, $2, $3, $4, $5)
         on conflict (account_id, portal_id, name) do update set source = excluded.source, updated_at = excluded.updated_at,
           failed_at = null, error = null",
        params![account_id, portal_id, name, source, app.now()],
    )
    .await?;
    Ok(())
}

pub(super) async fn remove(tx: &Tx, account_id: i64, portal_id: i64, name: &str) -> Result<()> {
    tx.run(
        "delete from templates where account_id = $1 and portal_id = $2 and name = $3",
        params![account_id, portal_id, name],
    )
    .await?;
    Ok(())
}

/// How often a failure is written down anew: each request may bring one.
const AGAIN_MS: i64 = 60 * 60 * 1000;

pub(super) async fn failed(
    app: &App,
    (account_id, portal_id): (i64, i64),
    name: &str,
    fault: &Fault,
) -> Result<()> {
    let error = serde_json::to_string(fault).map_err(Error::internal)?;
    let now = app.now();
    let tx = app.db.begin().await?;
    tx.run(
        "update templates set failed_at = $4, error = $5
         where account_id = $1 and portal_id = $2 and name = $3 and (failed_at is null or failed_at < $6)",
        params![account_id, portal_id, name, now, error, now - AGAIN_MS],
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

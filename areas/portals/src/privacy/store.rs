use base::Result;
use base::files::Stored;
use db::{Db, Tx, params};
use serde::{Deserialize, Serialize};

use super::State;
use crate::members::Member;

/// A request for a copy of one's data.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Request {
    /// Its id.
    pub id: i64,
    /// Whose data it is.
    pub contact_id: i64,
    /// The domain that it was asked on.
    pub host: String,
    /// How it stands.
    pub state: State,
    /// Where the copy is.
    pub sha256: Option<String>,
    /// How large it is.
    pub size: Option<i64>,
    /// When it was asked for.
    pub created_at: i64,
    /// Until when it can be fetched.
    pub expires_at: Option<i64>,
}

const COLUMNS: &str = "id, contact_id, host, state, sha256, size, created_at, expires_at";

/// Finds a request.
pub async fn find(db: &Db, account_id: i64, id: i64) -> Result<Request> {
    let sql = format!("select {COLUMNS} from data_requests where account_id = $1 and id = $2");
    Ok(db.one(&sql, params![account_id, id]).await?)
}

/// What a contact asked for last.
pub(super) async fn latest(db: &Db, account_id: i64, contact_id: i64) -> Result<Option<Request>> {
    let sql = format!(
        "select {COLUMNS} from data_requests where account_id = $1 and contact_id = $2 order by id desc limit 1"
    );
    Ok(db.maybe(&sql, params![account_id, contact_id]).await?)
}

/// Adds a request, unless one is open; answers whether it did.
pub(super) async fn insert(tx: &Tx, now: i64, by: &Member, id: i64) -> Result<bool> {
    let sql = "insert into data_requests (account_id, id, contact_id, host, state, created_at)
               values ($1, $2, $3, $4, 'asked', $5) on conflict do nothing";
    let args = params![by.account_id, id, by.contact_id, by.host(), now];
    Ok(tx.run(sql, args).await? > 0)
}

/// Says where the copy is, unless a run of the same job before did; answers whether it did.
pub(super) async fn ready(
    tx: &Tx,
    account_id: i64,
    id: i64,
    stored: &Stored,
    expires_at: i64,
) -> Result<bool> {
    let sql = "update data_requests set state = 'ready', sha256 = $3, size = $4, expires_at = $5
               where account_id = $1 and id = $2 and state = 'asked'";
    let args = params![account_id, id, &stored.sha256, stored.size, expires_at];
    Ok(tx.run(sql, args).await? > 0)
}

/// Ends a request whose copy waits; answers whether it did.
pub(super) async fn close(tx: &Tx, account_id: i64, id: i64, state: State) -> Result<bool> {
    let state = match state {
        State::Taken => "taken",
        State::Asked | State::Ready | State::Gone => "gone",
    };
    let sql = "update data_requests set state = $3, sha256 = null, size = null
               where account_id = $1 and id = $2 and state = 'ready'";
    Ok(tx.run(sql, params![account_id, id, state]).await? > 0)
}

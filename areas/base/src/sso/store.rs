//! The statements of connections, of sign-ins under way, and of what happens once.

use db::{Db, Json, Tx, params};
use serde::{Deserialize, Serialize};
use sso::Once;

use super::settings::{Kind, Settings};
use crate::{Error, Result};

/// An identity provider of a domain, or of the desk.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Connection {
    /// Its id.
    pub id: i64,
    /// The domain; empty: the desk.
    pub host: String,
    /// On the button.
    pub name: String,
    /// Whether anybody comes in by it.
    pub enabled: bool,
    /// When a test sign-in held with these settings.
    pub verified_at: Option<i64>,
    /// How.
    pub settings: Json<Settings>,
}

impl Connection {
    /// By which protocol.
    pub fn kind(&self) -> Kind {
        self.settings.0.kind
    }

    /// In the words of the audit log.
    pub(super) fn title(&self) -> String {
        match self.host.as_str() {
            "" => format!("sso {:?} on the desk", self.name),
            host => format!("sso {:?} on {host}", self.name),
        }
    }

    /// Whether agents come in by it, and nobody else [A15].
    pub fn is_of_desk(&self) -> bool {
        self.host.is_empty()
    }
}

const COLUMNS: &str = "id, coalesce(host, '') as host, name, enabled, verified_at, settings";

/// All connections of an account.
pub async fn list(db: &Db, account_id: i64) -> Result<Vec<Connection>> {
    let sql = format!(
        "select {COLUMNS} from sso_connections where account_id = $1 order by coalesce(host, ''), name, id"
    );
    Ok(db.all(&sql, params![account_id]).await?)
}

/// The connections of a domain; of none: the desk's.
pub async fn of_host(db: &Db, account_id: i64, host: &str) -> Result<Vec<Connection>> {
    let sql = format!(
        "select {COLUMNS} from sso_connections where account_id = $1 and coalesce(host, '') = $2 order by name, id"
    );
    Ok(db.all(&sql, params![account_id, host]).await?)
}

/// The connections of the desk that are switched on, of all accounts: it has one address for all of them.
pub async fn of_desk(db: &Db) -> Result<Vec<Connection>> {
    let sql = format!(
        "select {COLUMNS} from sso_connections where host is null and enabled order by name, id"
    );
    Ok(db.all(&sql, params![]).await?)
}

/// Whose a connection of the desk is.
pub async fn account_of_desk(db: &Db, id: i64) -> Result<Option<i64>> {
    let sql = "select account_id from sso_connections where host is null and id = $1";
    Ok(db.maybe(sql, params![id]).await?)
}

/// Finds a connection.
pub async fn find(db: &Db, account_id: i64, id: i64) -> Result<Connection> {
    let sql = format!("select {COLUMNS} from sso_connections where account_id = $1 and id = $2");
    Ok(db.one(&sql, params![account_id, id]).await?)
}

pub(super) async fn save(tx: &Tx, account_id: i64, now: i64, it: &Connection) -> Result<()> {
    let settings = serde_json::to_string(&it.settings.0).map_err(Error::internal)?;
    tx.run(
        "insert into sso_connections (account_id, id, host, kind, name, enabled, settings, verified_at, created_at)
         values ($1, $2, nullif($3, ''), $4, $5, $6, $7, $8, $9)
         on conflict (account_id, id) do update set host = excluded.host, name = excluded.name, enabled = excluded.enabled,
           settings = excluded.settings, verified_at = excluded.verified_at",
        params![
            account_id,
            it.id,
            &it.host,
            it.kind().as_str(),
            &it.name,
            it.enabled,
            settings,
            it.verified_at,
            now
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn remove(tx: &Tx, account_id: i64, id: i64) -> Result<()> {
    tx.run(
        "delete from sso_connections where account_id = $1 and id = $2",
        params![account_id, id],
    )
    .await?;
    Ok(())
}

/// Ends the sessions that a connection began.
pub(super) async fn end_sessions(tx: &Tx, account_id: i64, id: i64) -> Result<()> {
    tx.run(
        "delete from sessions where account_id = $1 and connection_id = $2",
        params![account_id, id],
    )
    .await?;
    Ok(())
}

/// Notes that a test sign-in held, unless the settings were changed meanwhile.
pub(super) async fn verified(tx: &Tx, account_id: i64, it: &Connection, now: i64) -> Result<bool> {
    let settings = serde_json::to_string(&it.settings.0).map_err(Error::internal)?;
    let changed = tx
        .run(
            "update sso_connections set verified_at = $3 where account_id = $1 and id = $2 and settings = $4",
            params![account_id, it.id, now, settings],
        )
        .await?;
    Ok(changed == 1)
}

/// Remembers what must be new; false when any of it was there (security.md C2, C4). One write each: two nodes cannot both be first.
pub(super) async fn remember(
    tx: &Tx,
    account_id: i64,
    id: i64,
    now: i64,
    once: &[Once],
) -> Result<bool> {
    tx.run(
        "delete from sso_seen where account_id = $1 and until < $2",
        params![account_id, now],
    )
    .await?;
    let mut all_new = !once.is_empty();
    for one in once {
        let written = tx
            .run(
                "insert into sso_seen (account_id, connection_id, key, until) values ($1, $2, $3, $4) on conflict do nothing",
                params![account_id, id, &one.key, one.until],
            )
            .await?;
        all_new &= written == 1;
    }
    Ok(all_new)
}

/// A sign-in that a browser began.
#[derive(Clone, Debug, Deserialize)]
pub struct Pending {
    /// Of the cookie of the browser that began.
    pub browser_hash: String,
    /// At which provider.
    pub connection_id: i64,
    /// The page that was wanted.
    pub next: String,
    /// The agent who tries the connection out.
    pub tester_id: Option<i64>,
    /// JSON: what the protocol must remember.
    pub detail: String,
    /// JSON: an answer that held, until the browser shows its cookie.
    pub outcome: Option<String>,
}

pub(super) async fn add_pending(
    tx: &Tx,
    account_id: i64,
    state_hash: &str,
    it: &Pending,
    now: i64,
    life_ms: i64,
) -> Result<()> {
    tx.run(
        "delete from sso_pending where account_id = $1 and expires_at < $2",
        params![account_id, now],
    )
    .await?;
    tx.run(
        "insert into sso_pending (account_id, state_hash, browser_hash, connection_id, next, tester_id, detail, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            account_id,
            state_hash,
            &it.browser_hash,
            it.connection_id,
            &it.next,
            it.tester_id,
            &it.detail,
            now + life_ms
        ],
    )
    .await?;
    Ok(())
}

const PENDING: &str = "browser_hash, connection_id, next, tester_id, detail, outcome";

/// The sign-in of a state, whichever browser began it.
pub(super) async fn pending(
    db: &Db,
    account_id: i64,
    state_hash: &str,
    now: i64,
) -> Result<Option<Pending>> {
    let sql = format!(
        "select {PENDING} from sso_pending where account_id = $1 and state_hash = $2 and expires_at > $3"
    );
    Ok(db.maybe(&sql, params![account_id, state_hash, now]).await?)
}

/// Takes the sign-in of a state and a browser away: whoever gets it goes on, nobody else does.
pub(super) async fn take_pending(
    tx: &Tx,
    account_id: i64,
    state_hash: &str,
    browser_hash: &str,
    now: i64,
) -> Result<Option<Pending>> {
    let sql = format!(
        "delete from sso_pending where account_id = $1 and state_hash = $2 and browser_hash = $3 and expires_at > $4
         returning {PENDING}"
    );
    Ok(tx
        .maybe(&sql, params![account_id, state_hash, browser_hash, now])
        .await?)
}

/// Keeps an answer that held until the browser shows its cookie; false when there is one already.
pub(super) async fn keep_outcome(
    tx: &Tx,
    account_id: i64,
    state_hash: &str,
    outcome: &str,
) -> Result<bool> {
    let changed = tx
        .run(
            "update sso_pending set outcome = $3 where account_id = $1 and state_hash = $2 and outcome is null",
            params![account_id, state_hash, outcome],
        )
        .await?;
    Ok(changed == 1)
}

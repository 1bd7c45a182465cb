//! An inbox: where conversations arrive and agents answer them. Every conversation of a help desk is a ticket.

use base::{App, Result};
use db::{Db, Tx, params};
use serde::{Deserialize, Serialize};

/// A shared inbox or help desk.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Inbox {
    /// Its id.
    pub id: i64,
    /// Its name, unique in the account.
    pub name: String,
    /// `INBOX` or `HELP_DESK`.
    pub kind: Kind,
}

/// What sort of inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    /// A conversation may be a ticket.
    Inbox,
    /// Every conversation is a ticket.
    HelpDesk,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Kind::Inbox => "INBOX",
            Kind::HelpDesk => "HELP_DESK",
        }
    }
}

/// All inboxes, oldest first.
pub async fn list(db: &Db, account_id: i64) -> Result<Vec<Inbox>> {
    let sql = "select id, name, kind from inboxes where account_id = $1 order by id";
    Ok(db.all(sql, params![account_id]).await?)
}

/// The inbox of this name; with an empty or unknown name the account's first.
pub async fn named(db: &Db, account_id: i64, name: &str) -> Result<Option<Inbox>> {
    let sql = "select id, name, kind from inboxes where account_id = $1 order by case when name = $2 then 0 else 1 end, id limit 1";
    Ok(db.maybe(sql, params![account_id, name]).await?)
}

/// Adds an inbox, or changes the kind of the one with this name.
pub async fn save(tx: &Tx, app: &App, account_id: i64, name: &str, kind: Kind) -> Result<i64> {
    Ok(tx
        .one(
            "insert into inboxes (account_id, id, name, kind, created_at) values ($1, $2, $3, $4, $5)
             on conflict (account_id, name) do update set kind = excluded.kind returning id",
            params![account_id, app.id(), name, kind.as_str(), app.now()],
        )
        .await?)
}

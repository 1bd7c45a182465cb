//! Reply tokens: one for each person who gets mail about a thread. A token names its owner in the database and proves by its keyed
//! mark that we made it (security.md A1, A3).

use base::{App, Result};
use db::{Db, Tx, params};
use mail::token::TokenKey;
use serde::Deserialize;

/// Whose token it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Owner {
    pub(super) thread_id: i64,
    pub(super) contact_id: i64,
}

fn key(app: &App) -> TokenKey {
    TokenKey::new(app.keys.derive("reply token"))
}

/// The reply token of a reader for a thread: the same however often it is asked for.
pub async fn of_reader(
    tx: &Tx,
    app: &App,
    account_id: i64,
    thread_id: i64,
    contact_id: i64,
) -> Result<String> {
    let token = key(app).mint(&[account_id, thread_id, contact_id]);
    tx.run(
        "insert into reply_tokens (account_id, token, thread_id, contact_id) values ($1, $2, $3, $4) on conflict do nothing",
        params![account_id, &token, thread_id, contact_id],
    )
    .await?;
    Ok(token)
}

/// The owners of the tokens that are true, in the order given.
pub(super) async fn owners(
    db: &Db,
    app: &App,
    account_id: i64,
    tokens: &[String],
) -> Result<Vec<Owner>> {
    let mut owners = Vec::new();
    for token in tokens {
        let sql =
            "select thread_id, contact_id from reply_tokens where account_id = $1 and token = $2";
        let owner: Option<Owner> = db.maybe(sql, params![account_id, token]).await?;
        owners.extend(owner.filter(|owner| {
            key(app).verify(token, &[account_id, owner.thread_id, owner.contact_id])
        }));
    }
    Ok(owners)
}

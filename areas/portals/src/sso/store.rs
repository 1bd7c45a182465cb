//! The statements of whom a connection knows.

use base::Result;
use db::{Db, Tx, params};

/// Whom a connection knows by this name of this issuer.
pub(super) async fn known(
    db: &Db,
    account_id: i64,
    id: i64,
    issuer: &str,
    subject: &str,
) -> Result<Option<i64>> {
    let sql = "select contact_id from sso_identities
               where account_id = $1 and connection_id = $2 and issuer = $3 and subject = $4";
    Ok(db
        .maybe(sql, params![account_id, id, issuer, subject])
        .await?)
}

/// From now on a connection's person is this contact; false when they were somebody's already.
pub(super) async fn link(
    tx: &Tx,
    account_id: i64,
    id: i64,
    who: (&str, &str),
    contact_id: i64,
    now: i64,
) -> Result<bool> {
    let written = tx.run(
        "insert into sso_identities (account_id, connection_id, issuer, subject, contact_id, created_at)
         values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
        params![account_id, id, who.0, who.1, contact_id, now],
    )
    .await?;
    Ok(written == 1)
}

/// The contact of an address, their own or a further one that they have proved.
pub(super) async fn contact_of(db: &Db, account_id: i64, email: &str) -> Result<Option<i64>> {
    let sql = "select id from contacts where account_id = $1 and email = $2
               union all select contact_id from contact_addresses where account_id = $1 and email = $2";
    let found: Vec<i64> = db.all(sql, params![account_id, email]).await?;
    Ok(found.first().copied())
}

/// Whether a contact has a login whose address was never proved, and that nobody has switched off.
pub(super) async fn is_unproved(db: &Db, account_id: i64, contact_id: i64) -> Result<bool> {
    let sql = "select 1 from members where account_id = $1 and contact_id = $2 and verified_at is null and disabled_at is null";
    let found: Option<i64> = db.maybe(sql, params![account_id, contact_id]).await?;
    Ok(found.is_some())
}

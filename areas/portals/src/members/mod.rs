//! A member: a contact with a login. Registration makes a contact a member; whether they may enter is decided at every request.

mod door;

pub use door::{Member, Site, Visit, enter, layer};

use base::sessions::{self, Kind};
use base::{App, Error, Result};
use db::{Db, Tx, params};
use people::contacts::{self, Contact};
use serde::Deserialize;

/// What signing in needs to know.
#[derive(Clone, Debug, Deserialize)]
pub struct Login {
    /// The contact.
    pub contact_id: i64,
    /// Argon2id.
    pub password_hash: String,
}

/// Makes a contact of this address a member with this password, on an administrator's word that the address is theirs. A member
/// already there gets the new password, and all their sessions end (security.md B4).
///
/// # Errors
/// [`Error::Invalid`] when it is no address, or one of an agent or a team address (security.md A2).
pub async fn create(
    tx: &Tx,
    app: &App,
    account_id: i64,
    email: &str,
    name: &str,
    password_hash: &str,
) -> Result<Contact> {
    let contact = contacts::of_email(tx, app, account_id, email, name).await?;
    let address = contact.email.as_deref().unwrap_or_default();
    let taken: Option<i64> = tx
        .maybe(
            "select 1 from channel_accounts where account_id = $1 and address = $2",
            params![account_id, address],
        )
        .await?;
    if taken.is_some()
        || people::agents::by_email(tx, account_id, address)
            .await?
            .is_some()
    {
        return Err(Error::invalid("email", "error-email-taken"));
    }
    let zone: String = tx
        .one(
            "select time_zone from accounts where id = $1",
            params![account_id],
        )
        .await?;
    tx.run(
        "insert into members (account_id, contact_id, password_hash, verified_at, mails, time_zone, created_at)
         values ($1, $2, $3, $4, 'opened replied closed', $5, $4)
         on conflict (account_id, contact_id) do update set password_hash = excluded.password_hash,
           verified_at = excluded.verified_at, disabled_at = null",
        params![account_id, contact.id, password_hash, app.now(), zone],
    )
    .await?;
    sessions::end_all(tx, account_id, Kind::Member, contact.id).await?;
    Ok(contact)
}

/// The login of an address in its normal form, if it is a member's who may sign in.
pub async fn login(db: &Db, account_id: i64, email: &str) -> Result<Option<Login>> {
    let sql = "select m.contact_id, m.password_hash from contacts c
               join members m on m.account_id = c.account_id and m.contact_id = c.id
               where c.account_id = $1 and c.email = $2 and m.verified_at is not null and m.disabled_at is null";
    Ok(db.maybe(sql, params![account_id, email]).await?)
}

/// Which of the mails of [P13] this contact wants; all, when they are no member.
pub async fn wants(db: &Db, account_id: i64, contact_id: i64, mail: &str) -> Result<bool> {
    let sql = "select mails from members where account_id = $1 and contact_id = $2";
    let mails: Option<String> = db.maybe(sql, params![account_id, contact_id]).await?;
    Ok(mails.is_none_or(|mails| mails.split(' ').any(|one| one == mail)))
}

//! A member: a contact with a login. Registration makes a contact a member; whether they may enter is decided at every request.

mod door;
mod list;
mod settings;
mod site;

pub use list::{Row, Standing, statement};
pub use settings::routes as settings_routes;

pub use door::{Door, Member, Subject, Visit, idle, layer};
pub use site::Site;

use base::sessions::{self, Kind, Method};
use base::{Actor, App, Error, Event, Result, event};
use db::{Db, Tx, params};
use people::contacts::{self, Contact};
use people::{agents, team};
use serde::Deserialize;

use crate::asks;

/// What signing in needs to know.
#[derive(Clone, Debug, Deserialize)]
pub struct Login {
    /// The contact.
    pub contact_id: i64,
    /// Argon2id; empty when they have no password.
    pub password_hash: String,
    /// The contact's own address.
    pub email: String,
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
    register(tx, app, account_id, &contact, password_hash).await?;
    Ok(contact)
}

/// Makes a contact, who has proved their address, a member; without a password when that is empty. One already there keeps their own
/// choices, loses their sessions, and may sign in again. All links that were mailed to the address are void (security.md B9).
///
/// # Errors
/// [`Error::Invalid`] when the address is an agent's or a team's (security.md A2).
pub async fn register(
    tx: &Tx,
    app: &App,
    account_id: i64,
    contact: &Contact,
    password_hash: &str,
) -> Result<()> {
    let address = contact.email.as_deref().unwrap_or_default();
    if team::is_ours(tx, account_id, address).await? {
        return Err(Error::invalid("email", "error-email-team"));
    }
    if agents::by_email(tx, account_id, address).await?.is_some() {
        return Err(Error::invalid("email", "error-email-taken"));
    }
    let zone = base::account::of(tx, account_id).await?.time_zone;
    tx.run(
        "insert into members (account_id, contact_id, password_hash, verified_at, mails, time_zone, created_at)
         values ($1, $2, $3, $4, 'opened replied closed', $5, $4)
         on conflict (account_id, contact_id) do update set password_hash = excluded.password_hash,
           verified_at = excluded.verified_at, disabled_at = null",
        params![account_id, contact.id, password_hash, app.now(), zone],
    )
    .await?;
    sessions::end_all(tx, account_id, Kind::Member, contact.id).await?;
    asks::void(tx, account_id, address, app.now()).await?;
    let registered = Event::MemberRegistered {
        contact_id: contact.id,
    };
    let by = Actor::contact(contact.id, contact.name());
    event::record(tx, app, account_id, &by, registered).await?;
    Ok(())
}

/// Whether an address is one of our own: an agent's or a team's. Nobody becomes a member by it (security.md A2).
pub async fn is_ours(db: &Db, account_id: i64, address: &str) -> Result<bool> {
    Ok(team::is_ours(db, account_id, address).await?
        || agents::by_email(db, account_id, address).await?.is_some())
}

/// The login of an address in its normal form, their own or a further one, if it is a member's who may sign in.
pub async fn login(db: &Db, account_id: i64, email: &str) -> Result<Option<Login>> {
    let sql = "select m.contact_id, m.password_hash, c.email from contacts c
               join members m on m.account_id = c.account_id and m.contact_id = c.id
               where c.account_id = $1 and m.verified_at is not null and m.disabled_at is null
                 and c.id = coalesce((select id from contacts where account_id = $1 and email = $2),
                   (select contact_id from contact_addresses where account_id = $1 and email = $2))";
    Ok(db.maybe(sql, params![account_id, email]).await?)
}

/// Whether a contact is a member, and may sign in.
pub async fn may_sign_in(db: &Db, account_id: i64, contact_id: i64) -> Result<bool> {
    let sql = "select 1 from members where account_id = $1 and contact_id = $2 and verified_at is not null and disabled_at is null";
    let found: Option<i64> = db.maybe(sql, params![account_id, contact_id]).await?;
    Ok(found.is_some())
}

/// Where a member is at home: what mails to them go by.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Home {
    /// The domain that they signed in at last.
    pub host: Option<String>,
    /// The language that they chose; empty: the domain's.
    pub language: String,
    /// Their time zone.
    pub time_zone: String,
}

/// Where a contact is at home, if they are a member.
pub async fn home(db: &Db, account_id: i64, contact_id: i64) -> Result<Option<Home>> {
    let sql =
        "select host, language, time_zone from members where account_id = $1 and contact_id = $2";
    Ok(db.maybe(sql, params![account_id, contact_id]).await?)
}

/// Notes that a member signs in on a domain; answers whether they had done so before.
pub async fn signs_in(
    tx: &Tx,
    account_id: i64,
    contact_id: i64,
    host: &str,
    now: i64,
) -> Result<bool> {
    let sql = "select signed_in_at from members where account_id = $1 and contact_id = $2";
    let before: Option<i64> = tx.one(sql, params![account_id, contact_id]).await?;
    tx.run(
        "update members set signed_in_at = $3, host = $4 where account_id = $1 and contact_id = $2",
        params![account_id, contact_id, now, host],
    )
    .await?;
    Ok(before.is_some())
}

/// Whether a contact has a login, also one that was switched off.
pub async fn exists(db: &Db, account_id: i64, contact_id: i64) -> Result<bool> {
    let sql = "select 1 from members where account_id = $1 and contact_id = $2";
    let found: Option<i64> = db.maybe(sql, params![account_id, contact_id]).await?;
    Ok(found.is_some())
}

/// Sets a member's password. The sessions of all other browsers end, and every link in their mails is void.
pub async fn set_password(
    tx: &Tx,
    app: &App,
    account_id: i64,
    contact_id: i64,
    password_hash: &str,
    this_session: &str,
) -> Result<()> {
    tx.run(
        "update members set password_hash = $3 where account_id = $1 and contact_id = $2",
        params![account_id, contact_id, password_hash],
    )
    .await?;
    sessions::end_others(tx, account_id, Kind::Member, contact_id, this_session).await?;
    sessions::end_all(tx, account_id, Kind::HalfMember, contact_id).await?;
    asks::void_all(tx, account_id, contact_id, app.now()).await?;
    let contact = contacts::find(tx, account_id, contact_id).await?;
    let by = Actor::contact(contact_id, contact.name());
    let changed = Event::PasswordChanged { contact_id };
    event::record(tx, app, account_id, &by, changed).await?;
    Ok(())
}

/// Lets a member sign in no more, and ends what they have open; or lets them again.
pub async fn disable(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    contact_id: i64,
    disabled: bool,
) -> Result<()> {
    let at = disabled.then(|| app.now());
    tx.run(
        "update members set disabled_at = $3 where account_id = $1 and contact_id = $2",
        params![account_id, contact_id, at],
    )
    .await?;
    sessions::end_all(tx, account_id, Kind::Member, contact_id).await?;
    sessions::end_all(tx, account_id, Kind::HalfMember, contact_id).await?;
    let event = Event::MemberDisabled {
        contact_id,
        disabled,
    };
    event::record(tx, app, account_id, by, event).await?;
    Ok(())
}

/// Which of the mails of [P13] this contact wants; all, when they are no member.
pub async fn wants(db: &Db, account_id: i64, contact_id: i64, mail: &str) -> Result<bool> {
    let sql = "select mails from members where account_id = $1 and contact_id = $2";
    let mails: Option<String> = db.maybe(sql, params![account_id, contact_id]).await?;
    Ok(mails.is_none_or(|mails| mails.split(' ').any(|one| one == mail)))
}

/// A member's password as stored, if they have one.
pub async fn password_hash(db: &Db, account_id: i64, contact_id: i64) -> Result<Option<String>> {
    let sql = "select password_hash from members where account_id = $1 and contact_id = $2";
    let stored: Option<String> = db.maybe(sql, params![account_id, contact_id]).await?;
    Ok(stored.filter(|stored| !stored.is_empty()))
}

/// Whose half session this is, and how they came: they gave one proof and still owe the second step.
pub async fn half(
    db: &Db,
    now: i64,
    account_id: i64,
    session: &str,
) -> Result<Option<(i64, Method, Option<i64>)>> {
    let sql = "select person_id, method, connection_id from sessions
               where account_id = $1 and id_hash = $2 and kind = 'half_member' and expires_at > $3";
    Ok(db.maybe(sql, params![account_id, session, now]).await?)
}

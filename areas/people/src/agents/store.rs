use base::{App, Error, Result};
use db::{Db, Tx, params};
use serde::{Deserialize, Serialize};

use super::NewAgent;

/// An agent as others see them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Person {
    /// Their id.
    pub id: i64,
    /// Their address.
    pub email: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Single rights, space between.
    pub permissions: String,
    /// The language of their desk.
    pub language: String,
}

impl Person {
    /// What customers and colleagues call them.
    pub fn name(&self) -> String {
        crate::contacts::full_name(&self.first_name, &self.last_name, Some(&self.email))
    }
}

const COLUMNS: &str = "id, email, first_name, last_name, permissions, language";

/// All agents that can sign in, by name.
pub async fn list(db: &Db, account_id: i64) -> Result<Vec<Person>> {
    let sql = format!(
        "select {COLUMNS} from agents where account_id = $1 and disabled_at is null order by first_name, last_name, id"
    );
    Ok(db.all(&sql, params![account_id]).await?)
}

/// An agent by id, also a disabled one: messages keep their name.
pub async fn find(db: &Db, account_id: i64, id: i64) -> Result<Person> {
    let sql = format!("select {COLUMNS} from agents where account_id = $1 and id = $2");
    Ok(db.one(&sql, params![account_id, id]).await?)
}

/// The agent of an address in its normal form.
pub async fn by_email(db: &Db, account_id: i64, email: &str) -> Result<Option<Person>> {
    let sql = format!("select {COLUMNS} from agents where account_id = $1 and email = $2");
    Ok(db.maybe(&sql, params![account_id, email]).await?)
}

pub(super) async fn insert(
    tx: &Tx,
    app: &App,
    account_id: i64,
    email: &str,
    new: &NewAgent<'_>,
) -> Result<i64> {
    let id = app.id();
    tx.run(
        "insert into agents (account_id, id, email, first_name, last_name, password_hash, totp_step, permissions, language, created_at)
         values ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9)",
        params![
            account_id,
            id,
            email,
            new.first_name,
            new.last_name,
            new.password_hash,
            new.permissions,
            new.language,
            app.now()
        ],
    )
    .await
    .map_err(|e| if e.is_unique("agents", "email") { Error::invalid("email", "error-email-taken") } else { e.into() })?;
    Ok(id)
}

/// Gives an agent this name, these rights and this language; their password stays.
pub async fn change(tx: &Tx, account_id: i64, id: i64, new: &NewAgent<'_>) -> Result<()> {
    tx.run(
        "update agents set first_name = $3, last_name = $4, permissions = $5, language = $6 where account_id = $1 and id = $2",
        params![account_id, id, new.first_name, new.last_name, new.permissions, new.language],
    )
    .await?;
    Ok(())
}

pub(super) async fn rename(
    tx: &Tx,
    account_id: i64,
    id: i64,
    (first_name, last_name): (&str, &str),
    language: &str,
) -> Result<()> {
    let sql = "update agents set first_name = $3, last_name = $4, language = $5 where account_id = $1 and id = $2";
    tx.run(
        sql,
        params![account_id, id, first_name, last_name, language],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_password(tx: &Tx, account_id: i64, id: i64, hash: &str) -> Result<()> {
    let sql = "update agents set password_hash = $3 where account_id = $1 and id = $2";
    tx.run(sql, params![account_id, id, hash]).await?;
    Ok(())
}

/// What signing in needs to know.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Credentials {
    pub(super) account_id: i64,
    pub(super) id: i64,
    pub(super) password_hash: String,
    /// The account wants a second factor of every agent.
    pub(super) require_factor: bool,
}

/// The desk has one address for all accounts: whose agent this is comes from the address that signs in.
pub(super) async fn credentials(db: &Db, email: &str) -> Result<Option<Credentials>> {
    let sql = "select g.account_id, g.id, g.password_hash, a.require_factor from agents g join accounts a on a.id = g.account_id
               where g.email = $1 and g.disabled_at is null order by g.account_id";
    Ok(db.maybe(sql, params![email]).await?)
}

/// Whose half session this is: account and agent.
pub(super) async fn half(db: &Db, now: i64, session: &str) -> Result<Option<(i64, i64)>> {
    let sql = "select g.account_id, g.id from sessions s
               join agents g on g.account_id = s.account_id and g.id = s.person_id and g.disabled_at is null
               where s.id_hash = $1 and s.kind = 'half' and s.expires_at > $2";
    Ok(db.maybe(sql, params![session, now]).await?)
}

/// Whether somebody can sign in: they exist and are not disabled.
pub(super) async fn is_enabled(db: &Db, account_id: i64, id: i64) -> Result<bool> {
    let sql = "select exists(select 1 from agents where account_id = $1 and id = $2 and disabled_at is null)";
    Ok(db.one(sql, params![account_id, id]).await?)
}

/// An agent's password as stored.
pub(super) async fn password_hash(db: &Db, account_id: i64, id: i64) -> Result<String> {
    let sql = "select password_hash from agents where account_id = $1 and id = $2";
    Ok(db.one(sql, params![account_id, id]).await?)
}

/// Whether agents must have a second factor or a passkey.
pub(super) async fn requires_factor(db: &Db, account_id: i64) -> Result<bool> {
    let sql = "select require_factor from accounts where id = $1";
    Ok(db.one(sql, params![account_id]).await?)
}

pub(super) async fn require_factor(tx: &Tx, account_id: i64, on: bool) -> Result<bool> {
    let sql = "update accounts set require_factor = $2 where id = $1 and require_factor <> $2";
    Ok(tx.run(sql, params![account_id, on]).await? > 0)
}

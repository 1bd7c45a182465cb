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

/// What signing in needs to know.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Credentials {
    pub(super) account_id: i64,
    pub(super) id: i64,
    pub(super) password_hash: String,
    pub(super) totp_secret: Option<String>,
}

/// The desk has one address for all accounts: whose agent this is comes from the address that signs in.
pub(super) async fn credentials(db: &Db, email: &str) -> Result<Option<Credentials>> {
    let sql = "select account_id, id, password_hash, totp_secret from agents where email = $1 and disabled_at is null order by account_id";
    Ok(db.maybe(sql, params![email]).await?)
}

/// Whose half session this is: account and agent.
pub(super) async fn half(db: &Db, now: i64, session: &str) -> Result<Option<(i64, i64)>> {
    let sql = "select g.account_id, g.id from sessions s
               join agents g on g.account_id = s.account_id and g.id = s.person_id and g.disabled_at is null
               where s.id_hash = $1 and s.kind = 'half' and s.expires_at > $2";
    Ok(db.maybe(sql, params![session, now]).await?)
}

pub(super) async fn totp_secret(db: &Db, account_id: i64, id: i64) -> Result<Option<String>> {
    let sql = "select totp_secret from agents where account_id = $1 and id = $2";
    Ok(db
        .one::<(Option<String>,)>(sql, params![account_id, id])
        .await?
        .0)
}

/// Uses up a step of the second factor; false when it, or a later one, was used before.
pub(super) async fn use_step(tx: &Tx, account_id: i64, id: i64, step: i64) -> Result<bool> {
    let sql =
        "update agents set totp_step = $3 where account_id = $1 and id = $2 and totp_step < $3";
    Ok(tx.run(sql, params![account_id, id, step]).await? > 0)
}

pub(super) async fn set_totp(
    tx: &Tx,
    account_id: i64,
    id: i64,
    secret: Option<&str>,
) -> Result<()> {
    let sql = "update agents set totp_secret = $3, totp_step = 0 where account_id = $1 and id = $2";
    tx.run(sql, params![account_id, id, secret]).await?;
    Ok(())
}

use std::collections::HashMap;

use db::{Db, Json, Tx, params};
use serde::{Deserialize, Serialize};
use webauthn_rs::prelude as webauthn;

use super::Whose;
use crate::{App, Result};

/// What somebody has on a host.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Held {
    /// Codes of an app.
    pub totp: bool,
    /// How many recovery codes are left.
    pub codes: i64,
    /// How many passkeys.
    pub passkeys: i64,
}

impl Held {
    /// Whether it is anything that proves a person beyond a password.
    pub fn any(self) -> bool {
        self.totp || self.passkeys > 0
    }
}

/// What somebody has on this host.
pub async fn held(db: &Db, whose: Whose, host: &str) -> Result<Held> {
    let sql = "select exists(select 1 from totp where account_id = $1 and kind = $2 and person_id = $3) as totp,
                 (select count(*) from recovery_codes where account_id = $1 and kind = $2 and person_id = $3) as codes,
                 (select count(*) from passkeys where account_id = $1 and kind = $2 and person_id = $3 and host = $4) as passkeys";
    Ok(db.one(sql, params_of(whose, host)).await?)
}

fn params_of(whose: Whose, last: &str) -> Vec<db::Value> {
    params![whose.account_id, whose.kind.as_str(), whose.person_id, last]
}

fn person(whose: Whose) -> Vec<db::Value> {
    params![whose.account_id, whose.kind.as_str(), whose.person_id]
}

/// The sealed secret of an app.
pub(super) async fn secret(db: &Db, whose: Whose) -> Result<Option<String>> {
    let sql = "select secret from totp where account_id = $1 and kind = $2 and person_id = $3";
    Ok(db.maybe(sql, person(whose)).await?)
}

/// Keeps a secret whose step was used; false when there is one already.
pub(super) async fn keep_secret(
    tx: &Tx,
    app: &App,
    whose: Whose,
    secret: &str,
    step: i64,
) -> Result<bool> {
    let sql = "insert into totp (account_id, kind, person_id, secret, step, created_at) values ($1, $2, $3, $4, $5, $6)
               on conflict do nothing";
    let args = params![
        whose.account_id,
        whose.kind.as_str(),
        whose.person_id,
        secret,
        step,
        app.now()
    ];
    Ok(tx.run(sql, args).await? > 0)
}

/// Uses up a step; false when it, or a later one, was used before.
pub(super) async fn use_step(tx: &Tx, whose: Whose, step: i64) -> Result<bool> {
    let sql = "update totp set step = $4 where account_id = $1 and kind = $2 and person_id = $3 and step < $4";
    let args = params![whose.account_id, whose.kind.as_str(), whose.person_id, step];
    Ok(tx.run(sql, args).await? > 0)
}

/// Forgets the app and its recovery codes; false when there was none.
pub(super) async fn forget_app(tx: &Tx, whose: Whose) -> Result<bool> {
    forget_codes(tx, whose).await?;
    let sql = "delete from totp where account_id = $1 and kind = $2 and person_id = $3";
    Ok(tx.run(sql, person(whose)).await? > 0)
}

pub(super) async fn forget_codes(tx: &Tx, whose: Whose) -> Result<()> {
    let sql = "delete from recovery_codes where account_id = $1 and kind = $2 and person_id = $3";
    tx.run(sql, person(whose)).await?;
    Ok(())
}

pub(super) async fn add_code(tx: &Tx, whose: Whose, hash: &str) -> Result<()> {
    let sql = "insert into recovery_codes (account_id, kind, person_id, code_hash) values ($1, $2, $3, $4)";
    tx.run(sql, params_of(whose, hash)).await?;
    Ok(())
}

/// Uses up a recovery code; false when there is none such.
pub(super) async fn use_code(tx: &Tx, whose: Whose, hash: &str) -> Result<bool> {
    let sql = "delete from recovery_codes where account_id = $1 and kind = $2 and person_id = $3 and code_hash = $4";
    Ok(tx.run(sql, params_of(whose, hash)).await? > 0)
}

/// A passkey as its owner sees it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Listed {
    /// Its id.
    pub id: i64,
    /// As its owner calls it; may be empty.
    pub name: String,
    /// When it was added.
    pub created_at: i64,
    /// When it was last used to sign in or to confirm something.
    pub last_used_at: Option<i64>,
}

/// The passkeys of a person that work on this host, the oldest first.
pub async fn list(db: &Db, whose: Whose, host: &str) -> Result<Vec<Listed>> {
    let sql = "select id, name, created_at, last_used_at from passkeys
               where account_id = $1 and kind = $2 and person_id = $3 and host = $4 order by created_at, id";
    Ok(db.all(sql, params_of(whose, host)).await?)
}

/// One of a person's passkeys.
pub(super) async fn passkey(db: &Db, whose: Whose, id: i64) -> Result<Listed> {
    let sql = "select id, name, created_at, last_used_at from passkeys
               where account_id = $1 and kind = $2 and person_id = $3 and id = $4";
    let args = params![whose.account_id, whose.kind.as_str(), whose.person_id, id];
    Ok(db.one(sql, args).await?)
}

/// A passkey as answers are checked against it.
#[derive(Debug, Deserialize)]
pub(super) struct Passkey {
    pub(super) account_id: i64,
    pub(super) id: i64,
    pub(super) kind: super::Kind,
    pub(super) person_id: i64,
    pub(super) credential: Json<webauthn::Passkey>,
}

impl Passkey {
    pub(super) fn whose(&self) -> Whose {
        Whose {
            account_id: self.account_id,
            kind: self.kind,
            person_id: self.person_id,
        }
    }
}

const KEY: &str = "account_id, id, kind, person_id, credential";

/// The keys of a person on this host.
pub(super) async fn keys(db: &Db, whose: Whose, host: &str) -> Result<Vec<Passkey>> {
    let sql = format!(
        "select {KEY} from passkeys where account_id = $1 and kind = $2 and person_id = $3 and host = $4 order by id"
    );
    Ok(db.all(&sql, params_of(whose, host)).await?)
}

/// The key with this id on this host, whoever's it is.
pub(super) async fn key(db: &Db, credential_id: &str, host: &str) -> Result<Option<Passkey>> {
    let sql = format!("select {KEY} from passkeys where credential_id = $1 and host = $2");
    Ok(db.maybe(&sql, params![credential_id, host]).await?)
}

/// What a new passkey is made of.
pub(super) struct New<'a> {
    pub(super) whose: Whose,
    pub(super) host: &'a str,
    pub(super) credential_id: &'a str,
    pub(super) credential: &'a str,
    pub(super) name: &'a str,
}

pub(super) async fn insert(tx: &Tx, app: &App, new: &New<'_>) -> Result<i64, db::Error> {
    let id = app.id();
    tx.run(
        "insert into passkeys (account_id, id, kind, person_id, host, credential_id, credential, name, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            new.whose.account_id,
            id,
            new.whose.kind.as_str(),
            new.whose.person_id,
            new.host,
            new.credential_id,
            new.credential,
            new.name,
            app.now()
        ],
    )
    .await?;
    Ok(id)
}

/// Notes that a key was used, with its new counter and flags.
pub(super) async fn note_use(tx: &Tx, app: &App, key: &Passkey, credential: &str) -> Result<()> {
    let sql =
        "update passkeys set credential = $3, last_used_at = $4 where account_id = $1 and id = $2";
    tx.run(sql, params![key.account_id, key.id, credential, app.now()])
        .await?;
    Ok(())
}

pub(super) async fn rename(tx: &Tx, whose: Whose, id: i64, name: &str) -> Result<bool> {
    let sql = "update passkeys set name = $5 where account_id = $1 and kind = $2 and person_id = $3 and id = $4";
    let args = params![
        whose.account_id,
        whose.kind.as_str(),
        whose.person_id,
        id,
        name
    ];
    Ok(tx.run(sql, args).await? > 0)
}

pub(super) async fn remove(tx: &Tx, whose: Whose, id: i64) -> Result<bool> {
    let sql =
        "delete from passkeys where account_id = $1 and kind = $2 and person_id = $3 and id = $4";
    let args = params![whose.account_id, whose.kind.as_str(), whose.person_id, id];
    Ok(tx.run(sql, args).await? > 0)
}

pub(super) async fn forget_passkeys(tx: &Tx, whose: Whose) -> Result<()> {
    let sql = "delete from passkeys where account_id = $1 and kind = $2 and person_id = $3";
    tx.run(sql, person(whose)).await?;
    Ok(())
}

/// A ceremony that begins: a challenge was given out.
pub(super) struct Ceremony<'a> {
    pub(super) account_id: i64,
    pub(super) id_hash: &'a str,
    pub(super) purpose: &'a str,
    pub(super) host: &'a str,
}

/// Keeps what the answer will be checked against, and sweeps out what nobody answered.
pub(super) async fn begin(
    tx: &Tx,
    now: i64,
    it: &Ceremony<'_>,
    state: &str,
    expires_at: i64,
) -> Result<()> {
    tx.run("delete from ceremonies where expires_at < $1", params![now])
        .await?;
    tx.run(
        "insert into ceremonies (account_id, id_hash, purpose, host, state, expires_at) values ($1, $2, $3, $4, $5, $6)",
        params![it.account_id, it.id_hash, it.purpose, it.host, state, expires_at],
    )
    .await?;
    Ok(())
}

/// Takes the state out: a challenge is answered once, rightly or not.
pub(super) async fn take(tx: &Tx, now: i64, it: &Ceremony<'_>) -> Result<Option<String>> {
    let sql = "delete from ceremonies where account_id = $1 and id_hash = $2 and purpose = $3 and host = $4 and expires_at >= $5
               returning state";
    let args = params![it.account_id, it.id_hash, it.purpose, it.host, now];
    Ok(tx.maybe(sql, args).await?)
}

/// What everybody of a kind has on this host; who has nothing is not there.
pub async fn held_by_all(
    db: &Db,
    account_id: i64,
    kind: super::Kind,
    host: &str,
) -> Result<HashMap<i64, Held>> {
    #[derive(Deserialize)]
    struct One {
        person_id: i64,
        totp: i64,
        codes: i64,
        passkeys: i64,
    }
    let sql = "select person_id, sum(app) as totp, sum(code) as codes, sum(passkey) as passkeys from (
                 select person_id, 1 as app, 0 as code, 0 as passkey from totp where account_id = $1 and kind = $2
                 union all select person_id, 0, 1, 0 from recovery_codes where account_id = $1 and kind = $2
                 union all select person_id, 0, 0, 1 from passkeys where account_id = $1 and kind = $2 and host = $3
               ) as held group by person_id";
    let all: Vec<One> = db
        .all(sql, params![account_id, kind.as_str(), host])
        .await?;
    let held = |one: One| Held {
        totp: one.totp > 0,
        codes: one.codes,
        passkeys: one.passkeys,
    };
    Ok(all
        .into_iter()
        .map(|one| (one.person_id, held(one)))
        .collect())
}

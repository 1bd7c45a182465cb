//! The SQL of requests to be erased.

use base::erasure::Traces;
use base::{App, Error, Result};
use db::{Db, Sql, Tx, params};
use serde::{Deserialize, Serialize};
use web::keyset::{self, Place};

use super::State;
use crate::members::Member;

/// A request to be erased, and whose it is.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Erasure {
    /// Its id, which the receipt names.
    pub id: i64,
    /// Who asked.
    pub contact_id: i64,
    /// The domain that it was asked on.
    pub host: String,
    /// How it stands.
    pub state: State,
    /// Why it was refused.
    pub reason: String,
    /// Sealed: what is looked for, until it is done.
    #[serde(skip_serializing)]
    pub traces: Option<String>,
    /// When it was asked.
    pub created_at: i64,
    /// When it was answered.
    pub decided_at: Option<i64>,
    /// When it was done.
    pub done_at: Option<i64>,
    /// Who asked, as they are called now.
    pub email: Option<String>,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Who answered.
    pub agent: Option<String>,
}

impl Erasure {
    /// What they are called.
    pub fn name(&self) -> String {
        people::contacts::full_name(&self.first_name, &self.last_name, self.email.as_deref())
    }
}

const ERASURE: &str =
    "select e.id, e.contact_id, e.host, e.state, e.reason, e.traces, e.created_at, e.decided_at, e.done_at,
       c.email, c.first_name, c.last_name, trim(g.first_name || ' ' || g.last_name) as agent
     from erasures e
     join contacts c on c.account_id = e.account_id and c.id = e.contact_id
     left join agents g on g.account_id = e.account_id and g.id = e.decided_by
     where e.account_id = ";

/// Finds a request.
pub async fn find(db: &Db, account_id: i64, id: i64) -> Result<Erasure> {
    let mut sql = Sql::new(ERASURE);
    sql.arg(account_id).push(" and e.id = ").arg(id);
    Ok(sql.one(db).await?)
}

/// What a contact asked last.
pub(super) async fn latest(db: &Db, account_id: i64, contact_id: i64) -> Result<Option<Erasure>> {
    let mut sql = Sql::new(ERASURE);
    sql.arg(account_id)
        .push(" and e.contact_id = ")
        .arg(contact_id);
    sql.push(" order by e.id desc limit 1");
    Ok(sql.maybe(db).await?)
}

/// Requests that wait for an answer, the oldest first.
pub(super) async fn waiting(db: &Db, account_id: i64) -> Result<Vec<Erasure>> {
    let mut sql = Sql::new(ERASURE);
    sql.arg(account_id)
        .push(" and e.state = 'asked' order by e.id limit 200");
    Ok(sql.all(db).await?)
}

/// The statement of requests that were answered or taken back, newest first, up to one more than a page.
pub fn statement(account_id: i64, place: Option<&Place>, size: usize) -> Sql {
    let back = place.is_some_and(|place| place.back);
    let mut sql = Sql::new(ERASURE);
    sql.arg(account_id).push(" and e.state <> 'asked'");
    if let Some(id) = place.and_then(|place| place.keys.first()) {
        sql.push(if back { " and e.id > " } else { " and e.id < " })
            .arg(*id);
    }
    sql.push(if back {
        " order by e.id limit "
    } else {
        " order by e.id desc limit "
    });
    sql.arg(keyset::most(size));
    sql
}

/// Adds a request, unless one waits; answers whether it did.
pub(super) async fn insert(tx: &Tx, now: i64, by: &Member, id: i64) -> Result<bool> {
    let sql = "insert into erasures (account_id, id, contact_id, host, state, reason, created_at)
               values ($1, $2, $3, $4, 'asked', '', $5) on conflict do nothing";
    let args = params![by.account_id, id, by.contact_id, by.host(), now];
    Ok(tx.run(sql, args).await? > 0)
}

/// Takes the request of a member back that waits; answers which.
pub(super) async fn withdraw(tx: &Tx, by: &Member, now: i64) -> Result<Option<i64>> {
    let sql = "update erasures set state = 'withdrawn', decided_at = $3
               where account_id = $1 and contact_id = $2 and state = 'asked' returning id";
    Ok(tx
        .maybe(sql, params![by.account_id, by.contact_id, now])
        .await?)
}

/// Answers a request: yes with what is to be looked for, or no with the reason.
pub(super) async fn decide(
    tx: &Tx,
    app: &App,
    account_id: i64,
    agent_id: i64,
    id: i64,
    answer: Result<&str, &str>,
) -> Result<()> {
    let (state, reason, traces) = match answer {
        Ok(traces) => ("accepted", "", Some(traces)),
        Err(reason) => ("refused", reason, None),
    };
    let sql =
        "update erasures set state = $3, reason = $4, traces = $5, decided_by = $6, decided_at = $7
               where account_id = $1 and id = $2 and state = 'asked'";
    let args = params![account_id, id, state, reason, traces, agent_id, app.now()];
    match tx.run(sql, args).await? {
        0 => Err(Error::Conflict("erasure-answered")),
        _ => Ok(()),
    }
}

/// Forgets the login: who may sign in, by which provider, with which links, and from where they agreed to something. That they
/// did is kept (GDPR Art. 7).
pub(super) async fn forget_login(tx: &Tx, account_id: i64, traces: &Traces) -> Result<()> {
    for sql in [
        "delete from members where account_id = $1 and contact_id = $2",
        "delete from sso_identities where account_id = $1 and contact_id = $2",
        "delete from invitations where account_id = $1 and contact_id = $2",
        "delete from asks where account_id = $1 and contact_id = $2",
        "update consents set network = '' where account_id = $1 and contact_id = $2",
    ] {
        tx.run(sql, params![account_id, traces.contact_id]).await?;
    }
    for address in &traces.addresses {
        let sql = "delete from asks where account_id = $1 and email = $2";
        tx.run(sql, params![account_id, address]).await?;
    }
    Ok(())
}

/// Where copies of a contact's data are that nobody has fetched.
pub(super) async fn copies(db: &Db, account_id: i64, contact_id: i64) -> Result<Vec<String>> {
    let sql = "select sha256 from data_requests where account_id = $1 and contact_id = $2 and sha256 is not null";
    Ok(db.all(sql, params![account_id, contact_id]).await?)
}

/// Nothing is looked for any more; false when another run of the job was faster.
pub(super) async fn done(tx: &Tx, account_id: i64, it: &Erasure, now: i64) -> Result<bool> {
    for sql in [
        "delete from data_requests where account_id = $1 and contact_id = $2",
        "update erasures set reason = '' where account_id = $1 and contact_id = $2",
    ] {
        tx.run(sql, params![account_id, it.contact_id]).await?;
    }
    let sql = "delete from sso_pending where account_id = $1 and expires_at < $2";
    tx.run(sql, params![account_id, now]).await?;
    let sql = "update erasures set state = 'done', traces = null, done_at = $3 where account_id = $1 and id = $2 and state = 'accepted'";
    Ok(tx.run(sql, params![account_id, it.id, now]).await? > 0)
}

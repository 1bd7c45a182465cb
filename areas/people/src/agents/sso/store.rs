//! The statements of which agent a provider's person is.

use std::collections::HashMap;

use base::Result;
use db::{Db, Tx, params};
use serde::{Deserialize, Serialize};

/// A person of a provider.
#[derive(Clone, Copy, Debug)]
pub(super) struct Person<'a> {
    pub(super) account_id: i64,
    pub(super) connection_id: i64,
    pub(super) issuer: &'a str,
    pub(super) subject: &'a str,
}

/// An agent as a provider's person finds them.
#[derive(Debug, Deserialize)]
pub(super) struct Found {
    pub(super) id: i64,
    pub(super) is_enabled: bool,
    /// Whether they are a person of the provider already.
    pub(super) is_known: bool,
}

/// Who signed in before as this person.
pub(super) async fn known(db: &Db, it: &Person<'_>) -> Result<Option<Found>> {
    let sql = "select g.id, g.disabled_at is null as is_enabled, true as is_known from agent_identities i
               join agents g on g.account_id = i.account_id and g.id = i.agent_id
               where i.account_id = $1 and i.connection_id = $2 and i.issuer = $3 and i.subject = $4";
    let args = params![it.account_id, it.connection_id, it.issuer, it.subject];
    Ok(db.maybe(sql, args).await?)
}

/// Whose address it is.
pub(super) async fn by_email(db: &Db, it: &Person<'_>, email: &str) -> Result<Option<Found>> {
    let sql = "select g.id, g.disabled_at is null as is_enabled, exists(select 1 from agent_identities i
                 where i.account_id = g.account_id and i.agent_id = g.id and i.connection_id = $3 and i.issuer = $4) as is_known
               from agents g where g.account_id = $1 and g.email = $2";
    let args = params![it.account_id, email, it.connection_id, it.issuer];
    Ok(db.maybe(sql, args).await?)
}

/// From now on the person is this agent; false when one of them is somebody's already.
pub(super) async fn link(tx: &Tx, it: &Person<'_>, agent_id: i64, now: i64) -> Result<bool> {
    let sql = "insert into agent_identities (account_id, connection_id, issuer, subject, agent_id, created_at)
               values ($1, $2, $3, $4, $5, $6) on conflict do nothing";
    let args = params![
        it.account_id,
        it.connection_id,
        it.issuer,
        it.subject,
        agent_id,
        now
    ];
    Ok(tx.run(sql, args).await? == 1)
}

/// Forgets whom providers vouched for as this agent.
pub(in crate::agents) async fn forget(tx: &Tx, account_id: i64, agent_id: i64) -> Result<()> {
    let sql = "delete from agent_identities where account_id = $1 and agent_id = $2";
    tx.run(sql, params![account_id, agent_id]).await?;
    Ok(())
}

/// A provider by which an agent has signed in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::agents) struct Provider {
    name: String,
    /// When for the first time.
    created_at: i64,
}

/// Those of everybody; who has none is not there.
pub(in crate::agents) async fn providers(
    db: &Db,
    account_id: i64,
) -> Result<HashMap<i64, Vec<Provider>>> {
    let sql = "select i.agent_id, k.name, i.created_at from agent_identities i
               join sso_connections k on k.account_id = i.account_id and k.id = i.connection_id
               where i.account_id = $1 order by k.name, i.created_at";
    let all: Vec<(i64, String, i64)> = db.all(sql, params![account_id]).await?;
    let mut found: HashMap<i64, Vec<Provider>> = HashMap::new();
    for (agent_id, name, created_at) in all {
        let provider = Provider { name, created_at };
        found.entry(agent_id).or_default().push(provider);
    }
    Ok(found)
}

/// Those of one agent.
pub(in crate::agents) async fn providers_of(
    db: &Db,
    account_id: i64,
    agent_id: i64,
) -> Result<Vec<Provider>> {
    let sql = "select k.name, i.created_at from agent_identities i
               join sso_connections k on k.account_id = i.account_id and k.id = i.connection_id
               where i.account_id = $1 and i.agent_id = $2 order by k.name, i.created_at";
    Ok(db.all(sql, params![account_id, agent_id]).await?)
}

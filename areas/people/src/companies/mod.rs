//! A company: the organisation that a contact belongs to. A contact has at most one primary company and any number of others;
//! the primary one is what organisation access in a portal goes by [V2].

use base::{App, Result};
use db::{Db, Tx, params};
use serde::{Deserialize, Serialize};

/// An organisation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Company {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its internet domain, for people to recognise it; decides nothing (security.md B13).
    pub domain: String,
}

/// Adds a company.
pub async fn add(tx: &Tx, app: &App, account_id: i64, name: &str, domain: &str) -> Result<i64> {
    let id = app.id();
    tx.run(
        "insert into companies (account_id, id, name, domain, created_at) values ($1, $2, $3, $4, $5)",
        params![account_id, id, name, domain, app.now()],
    )
    .await?;
    Ok(id)
}

/// Finds a company by its exact name.
pub async fn by_name(db: &Db, account_id: i64, name: &str) -> Result<Option<Company>> {
    let sql =
        "select id, name, domain from companies where account_id = $1 and name = $2 order by id";
    Ok(db.maybe(sql, params![account_id, name]).await?)
}

/// The primary company of a contact.
pub async fn primary_of(db: &Db, account_id: i64, contact_id: i64) -> Result<Option<Company>> {
    let sql = "select c.id, c.name, c.domain from contact_companies cc
               join companies c on c.account_id = cc.account_id and c.id = cc.company_id
               where cc.account_id = $1 and cc.contact_id = $2 and cc.is_primary";
    Ok(db.maybe(sql, params![account_id, contact_id]).await?)
}

/// Makes a company the contact's primary one; the one before stays associated.
pub async fn make_primary(
    tx: &Tx,
    account_id: i64,
    contact_id: i64,
    company_id: i64,
) -> Result<()> {
    tx.run(
        "update contact_companies set is_primary = $3 where account_id = $1 and contact_id = $2",
        params![account_id, contact_id, false],
    )
    .await?;
    tx.run(
        "insert into contact_companies (account_id, contact_id, company_id, is_primary) values ($1, $2, $3, $4)
         on conflict (account_id, contact_id, company_id) do update set is_primary = excluded.is_primary",
        params![account_id, contact_id, company_id, true],
    )
    .await?;
    Ok(())
}

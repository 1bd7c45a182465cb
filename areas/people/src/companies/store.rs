use base::Result;
use db::{Db, Tx, params};

use super::Company;
use crate::fold::fold;

/// Finds a company.
pub async fn find(db: &Db, account_id: i64, id: i64) -> Result<Company> {
    let sql = "select id, name, domain from companies where account_id = $1 and id = $2";
    Ok(db.one(sql, params![account_id, id]).await?)
}

/// Finds a company by its exact name.
pub async fn by_name(db: &Db, account_id: i64, name: &str) -> Result<Option<Company>> {
    let sql =
        "select id, name, domain from companies where account_id = $1 and name = $2 order by id";
    Ok(db.maybe(sql, params![account_id, name]).await?)
}

/// The oldest company of this name in any case.
pub(super) async fn like_name(db: &Db, account_id: i64, name: &str) -> Result<Option<i64>> {
    let sql = "select id from companies where account_id = $1 and name_folded = $2 order by id";
    Ok(db.maybe(sql, params![account_id, fold(name)]).await?)
}

/// The primary company of a contact.
pub async fn primary_of(db: &Db, account_id: i64, contact_id: i64) -> Result<Option<Company>> {
    let sql = "select c.id, c.name, c.domain from contact_companies cc
               join companies c on c.account_id = cc.account_id and c.id = cc.company_id
               where cc.account_id = $1 and cc.contact_id = $2 and cc.is_primary";
    Ok(db.maybe(sql, params![account_id, contact_id]).await?)
}

pub(super) async fn insert(tx: &Tx, now: i64, account_id: i64, company: &Company) -> Result<()> {
    tx.run(
        "insert into companies (account_id, id, name, domain, created_at, name_folded, domain_folded)
         values ($1, $2, $3, $4, $5, $6, $7)",
        params![
            account_id,
            company.id,
            &company.name,
            &company.domain,
            now,
            fold(&company.name),
            fold(&company.domain)
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn update(tx: &Tx, account_id: i64, company: &Company) -> Result<()> {
    tx.run(
        "update companies set name = $3, domain = $4, name_folded = $5, domain_folded = $6
         where account_id = $1 and id = $2",
        params![
            account_id,
            company.id,
            &company.name,
            &company.domain,
            fold(&company.name),
            fold(&company.domain)
        ],
    )
    .await?;
    Ok(())
}

/// Everybody associated with a company, in the order in which they are settled everywhere: two changes cannot wait for each other.
pub(super) async fn people(db: &Db, account_id: i64, company_id: i64) -> Result<Vec<i64>> {
    let sql = "select contact_id from contact_companies where account_id = $1 and company_id = $2 order by contact_id";
    Ok(db.all(sql, params![account_id, company_id]).await?)
}

pub(super) async fn no_primary(tx: &Tx, account_id: i64, contact_id: i64) -> Result<()> {
    let sql =
        "update contact_companies set is_primary = $3 where account_id = $1 and contact_id = $2";
    tx.run(sql, params![account_id, contact_id, false]).await?;
    Ok(())
}

pub(super) async fn tie_primary(
    tx: &Tx,
    account_id: i64,
    contact_id: i64,
    company_id: i64,
) -> Result<()> {
    tx.run(
        "insert into contact_companies (account_id, contact_id, company_id, is_primary) values ($1, $2, $3, $4)
         on conflict (account_id, contact_id, company_id) do update set is_primary = excluded.is_primary",
        params![account_id, contact_id, company_id, true],
    )
    .await?;
    Ok(())
}

/// Fills what a version before did not know of up to `most` companies; answers how many there were.
pub(crate) async fn settle_missing(tx: &Tx, most: i64) -> Result<usize> {
    let sql = "select account_id, id, name, domain from companies where name_folded is null order by account_id, id limit $1";
    let rows: Vec<(i64, i64, String, String)> = tx.all(sql, params![most]).await?;
    let count = rows.len();
    for (account_id, id, name, domain) in rows {
        let company = Company { id, name, domain };
        update(tx, account_id, &company).await?;
    }
    Ok(count)
}

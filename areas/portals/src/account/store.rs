//! The SQL of the account page.

use base::Result;
use db::{Db, Tx, params};
use serde::{Deserialize, Serialize};

use super::Profile;
use crate::members::Member;

/// What the page shows beside what the door knows.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Row {
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) language: String,
    pub(super) mails: String,
    pub(super) password_hash: String,
}

pub(super) async fn find(db: &Db, by: &Member) -> Result<Row> {
    let sql =
        "select c.first_name, c.last_name, m.language, m.mails, m.password_hash from members m
               join contacts c on c.account_id = m.account_id and c.id = m.contact_id
               where m.account_id = $1 and m.contact_id = $2";
    Ok(db.one(sql, params![by.account_id, by.contact_id]).await?)
}

pub(super) async fn set_profile(tx: &Tx, by: &Member, profile: &Profile<'_>) -> Result<()> {
    tx.run(
        "update members set language = $3, time_zone = $4 where account_id = $1 and contact_id = $2",
        params![by.account_id, by.contact_id, profile.language, profile.time_zone],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_mails(tx: &Tx, by: &Member, mails: &str) -> Result<()> {
    tx.run(
        "update members set mails = $3 where account_id = $1 and contact_id = $2",
        params![by.account_id, by.contact_id, mails],
    )
    .await?;
    Ok(())
}

/// A further address of a member.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Address {
    /// The address.
    pub email: String,
    /// When it was proved.
    pub proved_at: i64,
}

pub(super) async fn addresses(db: &Db, by: &Member) -> Result<Vec<Address>> {
    let sql = "select email, proved_at from contact_addresses where account_id = $1 and contact_id = $2 order by email limit 20";
    Ok(db.all(sql, params![by.account_id, by.contact_id]).await?)
}

/// Adds a proved address, unless it is somebody's; answers whether it was added.
pub(super) async fn add_address(tx: &Tx, by: &Member, email: &str, now: i64) -> Result<bool> {
    let added = tx
        .run(
            "insert into contact_addresses (account_id, email, contact_id, proved_at)
             select $1, $2, $3, $4 where not exists (select 1 from contacts where account_id = $1 and email = $2)
             on conflict do nothing",
            params![by.account_id, email, by.contact_id, now],
        )
        .await?;
    Ok(added > 0)
}

pub(super) async fn remove_address(tx: &Tx, by: &Member, email: &str) -> Result<bool> {
    let removed = tx
        .run(
            "delete from contact_addresses where account_id = $1 and contact_id = $2 and email = $3",
            params![by.account_id, by.contact_id, email],
        )
        .await?;
    Ok(removed > 0)
}

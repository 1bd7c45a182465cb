//! What an account says of itself: every area speaks in its name, its language and by its clock.

use db::{Db, params};
use serde::Deserialize;

use crate::Result;

/// An account.
#[derive(Clone, Debug, Deserialize)]
pub struct Account {
    /// The company's name.
    pub name: String,
    /// The language where nobody has chosen another.
    pub language: String,
    /// The name of its time zone.
    pub time_zone: String,
}

/// The account of an id.
///
/// # Errors
/// [`crate::Error::NotFound`] where there is none.
pub async fn of(db: &Db, account_id: i64) -> Result<Account> {
    let sql = "select name, language, time_zone from accounts where id = $1";
    Ok(db.one(sql, params![account_id]).await?)
}

//! A contact: a customer's person. Their e-mail address is kept in one normal form, by which they are recognised everywhere.

use base::{App, Error, Result};
use db::{Db, Tx, params};
use serde::{Deserialize, Serialize};

/// A person who writes to us.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Contact {
    /// Their id.
    pub id: i64,
    /// Their address; a contact known from a call may have none.
    pub email: Option<String>,
    /// First name, may be empty.
    pub first_name: String,
    /// Last name, may be empty.
    pub last_name: String,
    /// Telephone, may be empty.
    pub phone: String,
}

const COLUMNS: &str = "id, email, first_name, last_name, phone";

impl Contact {
    /// What they are called: their name, else their address.
    pub fn name(&self) -> String {
        full_name(&self.first_name, &self.last_name, self.email.as_deref())
    }
}

/// A name to show: first and last, else the address.
pub fn full_name(first: &str, last: &str, email: Option<&str>) -> String {
    let name = format!("{first} {last}").trim().to_owned();
    if name.is_empty() {
        email.unwrap_or_default().to_owned()
    } else {
        name
    }
}

/// Finds a contact.
pub async fn find(db: &Db, account_id: i64, id: i64) -> Result<Contact> {
    let sql = format!("select {COLUMNS} from contacts where account_id = $1 and id = $2");
    Ok(db.one(&sql, params![account_id, id]).await?)
}

/// Finds the contact of an address in its normal form.
pub async fn by_email(db: &Db, account_id: i64, email: &str) -> Result<Option<Contact>> {
    let sql = format!("select {COLUMNS} from contacts where account_id = $1 and email = $2");
    Ok(db.maybe(&sql, params![account_id, email]).await?)
}

/// The contact of this address; one is made when there is none, with the name that came along.
///
/// # Errors
/// [`Error::Invalid`] when it is not an address (security.md A9).
pub async fn of_email(
    tx: &Tx,
    app: &App,
    account_id: i64,
    email: &str,
    name: &str,
) -> Result<Contact> {
    let email =
        mail::address::normal(email).ok_or_else(|| Error::invalid("email", "error-email"))?;
    if let Some(known) = by_email(tx, account_id, &email).await? {
        return Ok(known);
    }
    let (first, last) = name.trim().split_once(' ').unwrap_or((name.trim(), ""));
    add(tx, app, account_id, Some(&email), first, last.trim()).await
}

/// Adds a contact. The address must be in its normal form.
///
/// # Errors
/// [`Error::Invalid`] when the address is another contact's.
pub async fn add(
    tx: &Tx,
    app: &App,
    account_id: i64,
    email: Option<&str>,
    first: &str,
    last: &str,
) -> Result<Contact> {
    let short = |text: &str| {
        text.chars()
            .filter(|c| !c.is_control())
            .take(200)
            .collect::<String>()
    };
    let contact = Contact {
        id: app.id(),
        email: email.map(str::to_owned),
        first_name: short(first),
        last_name: short(last),
        phone: String::new(),
    };
    let now = app.now();
    tx.run(
        "insert into contacts (account_id, id, email, first_name, last_name, phone, created_at, updated_at)
         values ($1, $2, $3, $4, $5, '', $6, $6)",
        params![account_id, contact.id, email, &contact.first_name, &contact.last_name, now],
    )
    .await
    .map_err(|e| if e.is_unique("contacts", "email") { Error::invalid("email", "error-email-taken") } else { e.into() })?;
    Ok(contact)
}

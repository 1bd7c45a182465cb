//! A contact: a customer's person. Their e-mail address is kept in one normal form, by which they are recognised everywhere.
//! Whatever changes about one ends in [`settle`]: what they are found by, and the active lists they are in, are true when it commits.

mod desk;
mod erase;
mod store;
mod words;

pub use desk::routes;
pub use erase::{erase, traces};
pub use store::{Row, by_email, find, statement};

use base::{Actor, App, Error, Event, Result, event};
use db::{Db, Tx};
use serde::{Deserialize, Serialize};
use web::keyset::Place;

use crate::fold;
use crate::lists;
use crate::team;

pub(crate) use desk::{Ask, Line, line};
pub(crate) use store::{COMPANY, settle_missing, touch};
pub(crate) use words::narrow;

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

/// How long a name may be, in characters.
pub const NAME: usize = 200;
/// How long a telephone number may be.
pub const PHONE: usize = 50;
/// How many contacts a page of them shows.
pub const PAGE: usize = 50;

impl Contact {
    /// What they are called: their name, else their address.
    pub fn name(&self) -> String {
        full_name(&self.first_name, &self.last_name, self.email.as_deref())
    }
}

/// A name to show: first and last, else the address.
pub fn full_name(first: &str, last: &str, email: Option<&str>) -> String {
    match (first.trim(), last.trim()) {
        ("", "") => email.unwrap_or_default().to_owned(),
        (name, "") | ("", name) => name.to_owned(),
        (first, last) => {
            let mut name = String::with_capacity(first.len() + 1 + last.len());
            name.push_str(first);
            name.push(' ');
            name.push_str(last);
            name
        }
    }
}

/// The same of a person who may not be there: a name that a join found, or none.
pub fn shown_name(first: Option<String>, last: Option<String>, email: Option<&str>) -> String {
    let (first, last) = (first.unwrap_or_default(), last.unwrap_or_default());
    full_name(&first, &last, email)
}

/// What people say about a contact.
#[derive(Clone, Copy, Debug, Default)]
pub struct Details<'a> {
    /// First name.
    pub first_name: &'a str,
    /// Last name.
    pub last_name: &'a str,
    /// Telephone.
    pub phone: &'a str,
}

/// Contacts, newest first, up to one more than a page; with words only those in whose name, address, telephone or primary company
/// all of them begin a word.
pub async fn list(
    db: &Db,
    account_id: i64,
    words: &str,
    place: Option<&Place>,
) -> Result<Vec<Row>> {
    Ok(statement(account_id, words, place).all(db).await?)
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

/// Adds a contact whom the program has come to know, by a mail for example. The address must be in its normal form.
///
/// # Errors
/// As [`create`].
pub async fn add(
    tx: &Tx,
    app: &App,
    account_id: i64,
    email: Option<&str>,
    first_name: &str,
    last_name: &str,
) -> Result<Contact> {
    let details = Details {
        first_name,
        last_name,
        phone: "",
    };
    create(tx, app, account_id, &Actor::system(), email, &details).await
}

/// Adds a contact. The address must be in its normal form.
///
/// # Errors
/// [`Error::Invalid`] when the address is another contact's, or comes to the team itself (security.md A2).
pub async fn create(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    email: Option<&str>,
    details: &Details<'_>,
) -> Result<Contact> {
    if let Some(email) = email
        && team::is_ours(tx, account_id, email).await?
    {
        return Err(Error::invalid("email", "error-email-team"));
    }
    let contact = said(app.id(), email.map(str::to_owned), details);
    store::insert(tx, app.now(), account_id, &contact).await?;
    let contact_id = contact.id;
    event::record(tx, app, account_id, by, Event::ContactAdded { contact_id }).await?;
    settle(tx, app, account_id, by, contact_id).await?;
    Ok(contact)
}

/// Gives a contact this name and telephone; their address stays.
///
/// # Errors
/// [`Error::NotFound`] when there is no such contact.
pub async fn change(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    contact_id: i64,
    details: &Details<'_>,
) -> Result<()> {
    touch(tx, app.now(), account_id, contact_id).await?;
    let known = find(tx, account_id, contact_id).await?;
    let new = said(contact_id, known.email.clone(), details);
    if (&new.first_name, &new.last_name, &new.phone)
        == (&known.first_name, &known.last_name, &known.phone)
    {
        return Ok(());
    }
    store::update(tx, account_id, &new).await?;
    changed(tx, app, account_id, by, contact_id).await
}

fn said(id: i64, email: Option<String>, details: &Details<'_>) -> Contact {
    Contact {
        id,
        email,
        first_name: fold::line(details.first_name, NAME),
        last_name: fold::line(details.last_name, NAME),
        phone: fold::line(details.phone, PHONE),
    }
}

/// Records that something about a contact has changed, and settles them. Who calls it has [`touch`]ed them before.
pub(crate) async fn changed(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    contact_id: i64,
) -> Result<()> {
    event::record(
        tx,
        app,
        account_id,
        by,
        Event::ContactChanged { contact_id },
    )
    .await?;
    settle(tx, app, account_id, by, contact_id).await
}

/// Brings up to date what follows from what a contact is: the words they are found by, and the active lists they are in.
pub(crate) async fn settle(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    contact_id: i64,
) -> Result<()> {
    words::put(tx, account_id, contact_id).await?;
    lists::reconsider(tx, app, account_id, by, contact_id).await
}

//! A company: the organisation that a contact belongs to. A contact has at most one primary company and any number of others;
//! the primary one is what organisation access in a portal goes by [V2].

mod desk;
mod store;

pub use desk::routes;
pub use store::{by_name, find, primary_of};

use base::{Actor, App, Event, Result, event};
use db::{Hold, Tx};
use serde::{Deserialize, Serialize};

use crate::contacts;
use crate::fold::line;
use crate::lists;

pub(crate) use store::settle_missing;

/// An organisation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Company {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its internet domain, for people to recognise it; decides nothing by itself (security.md B13).
    pub domain: String,
}

/// How long a name or domain may be, in characters.
pub const NAME: usize = 200;

/// Adds a company.
pub async fn add(tx: &Tx, app: &App, account_id: i64, name: &str, domain: &str) -> Result<i64> {
    let company = Company {
        id: app.id(),
        name: line(name, NAME),
        domain: line(domain, NAME),
    };
    store::insert(tx, app.now(), account_id, &company).await?;
    Ok(company.id)
}

/// The company of this name, whatever its case; one is made when there is none.
pub async fn of_name(tx: &Tx, app: &App, account_id: i64, name: &str) -> Result<i64> {
    let name = line(name, NAME);
    match store::like_name(tx, account_id, &name).await? {
        Some(id) => Ok(id),
        None => add(tx, app, account_id, &name, "").await,
    }
}

/// Gives a company this name and domain; everybody who belongs to it is found, and stands in lists, by them.
///
/// # Errors
/// [`base::Error::NotFound`] when there is no such company.
pub async fn change(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    company: &Company,
) -> Result<()> {
    lists::hold(tx, account_id, Hold::Alone).await?;
    let new = Company {
        id: company.id,
        name: line(&company.name, NAME),
        domain: line(&company.domain, NAME),
    };
    let known = find(tx, account_id, new.id).await?;
    if (&known.name, &known.domain) == (&new.name, &new.domain) {
        return Ok(());
    }
    store::update(tx, account_id, &new).await?;
    let company_id = new.id;
    event::record(
        tx,
        app,
        account_id,
        by,
        Event::CompanyChanged { company_id },
    )
    .await?;
    for contact_id in store::people(tx, account_id, company_id).await? {
        contacts::touch(tx, app.now(), account_id, contact_id).await?;
        contacts::settle(tx, app, account_id, by, contact_id).await?;
    }
    Ok(())
}

/// Makes a company the contact's primary one; the one before stays associated.
///
/// # Errors
/// [`base::Error::NotFound`] when there is no such contact.
pub async fn make_primary(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    contact_id: i64,
    company_id: i64,
) -> Result<()> {
    contacts::touch(tx, app.now(), account_id, contact_id).await?;
    store::no_primary(tx, account_id, contact_id).await?;
    store::tie_primary(tx, account_id, contact_id, company_id).await?;
    contacts::changed(tx, app, account_id, by, contact_id).await
}

/// Leaves a contact without a primary company; the one before stays associated.
///
/// # Errors
/// [`base::Error::NotFound`] when there is no such contact.
pub async fn make_none_primary(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    contact_id: i64,
) -> Result<()> {
    contacts::touch(tx, app.now(), account_id, contact_id).await?;
    store::no_primary(tx, account_id, contact_id).await?;
    contacts::changed(tx, app, account_id, by, contact_id).await
}

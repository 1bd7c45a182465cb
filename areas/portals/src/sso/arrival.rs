//! Somebody comes back from a provider: whom they are here, or why they do not come in (security.md C3). The key is (connection,
//! issuer, subject). An address decides only the first time, only where the provider may speak for it, and never for an agent's or a
//! team's.

use ::sso::{Accepted, Check, Identity, Refused};
use axum::response::Response;
use base::sessions::Method;
use base::sso::{Connection, refuse};
use base::{Actor, App, Error, Event, Result, event};
use db::Tx;
use http::HeaderMap;
use people::contacts;

use super::{place, store};
use crate::asks;
use crate::members::{self, Visit};
use crate::signin::{self, Entrant};

/// Lets somebody in whom a provider vouches for, or says why not.
pub(super) async fn enter(
    app: &App,
    visit: &Visit,
    connection: &Connection,
    accepted: &Accepted,
    next: &str,
    headers: &HeaderMap,
) -> Result<Response> {
    let contact_id = match who(app, visit.site.account_id, connection, &accepted.identity).await? {
        Ok(contact_id) => contact_id,
        Err(refused) => return refuse(app, &place(visit), Some(connection), &refused, next).await,
    };
    let entrant = Entrant {
        contact_id,
        method: Method::Sso,
        connection_id: Some(connection.id),
        remember: false,
    };
    signin::enter(app, visit, entrant, next, headers).await
}

/// The contact behind an identity; one is made for a new person. Of two tabs in which somebody new comes in at the same moment one
/// makes the contact; the other finds the address taken, looks again, and finds them.
pub(super) async fn who(
    app: &App,
    account_id: i64,
    connection: &Connection,
    identity: &Identity,
) -> Result<Result<i64, Refused>> {
    match met(app, account_id, connection, identity).await {
        Err(Error::Invalid(_)) => met(app, account_id, connection, identity).await,
        other => other,
    }
}

/// Looks whom it names, and makes them where they are new.
async fn met(
    app: &App,
    account_id: i64,
    connection: &Connection,
    identity: &Identity,
) -> Result<Result<i64, Refused>> {
    let tx = app.db.begin().await?;
    let (issuer, subject) = (identity.issuer.as_str(), identity.subject.as_str());
    if subject.is_empty() || subject.len() > 1000 || issuer.len() > 1000 {
        return Ok(Err(Refused::new(
            Check::Form,
            "the person has no usable name",
        )));
    }
    if let Some(contact_id) = store::known(&tx, account_id, connection.id, issuer, subject).await? {
        return Ok(Ok(contact_id));
    }
    let email = match address(&tx, account_id, connection, identity).await? {
        Ok(email) => email,
        Err(refused) => return Ok(Err(refused)),
    };
    let contact_id = if let Some(known) = store::contact_of(&tx, account_id, &email).await? {
        known
    } else {
        let (first, last) = (&identity.first_name, &identity.last_name);
        contacts::add(&tx, app, account_id, Some(&email), first, last)
            .await?
            .id
    };
    let whose = (issuer, subject);
    let now = app.now();
    if !store::link(&tx, account_id, connection.id, whose, contact_id, now).await? {
        // the other tab was first, and what it has made must not be made again: that would end its session
        drop(tx);
        let known = store::known(&app.db, account_id, connection.id, issuer, subject).await?;
        return Ok(known.ok_or_else(|| Refused::new(Check::Request, "the person is gone again")));
    }
    join(&tx, app, account_id, contact_id, &email).await?;
    let by = Actor::contact(contact_id, &email);
    let linked = Event::IdentityLinked {
        contact_id,
        connection_id: connection.id,
    };
    event::record(&tx, app, account_id, &by, linked).await?;
    tx.commit().await?;
    Ok(Ok(contact_id))
}

/// The address in its normal form, if this provider may say that it is this person's.
async fn address(
    tx: &Tx,
    account_id: i64,
    connection: &Connection,
    identity: &Identity,
) -> Result<Result<String, Refused>> {
    let email = match connection.settings.0.vouched(identity) {
        Ok(email) => email,
        Err(refused) => return Ok(Err(refused)),
    };
    if members::is_ours(tx, account_id, &email).await? {
        let what = format!("{email} is an agent's or a team's address");
        return Ok(Err(Refused::new(Check::Email, what)));
    }
    Ok(Ok(email))
}

/// Gives a contact a login without a password where they have none. The address is proved now: what was set for it before by
/// whoever it was is void, and so is every link that waits to be pressed (security.md B9).
async fn join(tx: &Tx, app: &App, account_id: i64, contact_id: i64, email: &str) -> Result<()> {
    let is_member = members::exists(tx, account_id, contact_id).await?;
    if !is_member || store::is_unproved(tx, account_id, contact_id).await? {
        let contact = contacts::find(tx, account_id, contact_id).await?;
        members::register(tx, app, account_id, &contact, "").await?;
    }
    asks::void(tx, account_id, email, app.now()).await
}

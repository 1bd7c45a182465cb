//! Somebody comes back from a provider of the desk: which agent they are, or why they do not come in (security.md C3). No agent is
//! ever made. The key is (connection, issuer, subject); an address decides only the first time, only where the provider has checked
//! it and may speak for it, and only for an agent who is nobody else there.

use base::event::{Credential, record};
use base::sso::Connection;
use base::{Actor, App, Event, Result};
use db::{Db, Tx};
use sso::{Check, Identity, Refused};

use super::store::{self, Found, Person};
use crate::agents;

/// The agent whom a provider's person is.
#[derive(Debug)]
pub(super) struct Arrived {
    pub(super) id: i64,
    is_new: bool,
}

/// Looks who they are; nothing is written.
pub(super) async fn find(
    db: &Db,
    account_id: i64,
    connection: &Connection,
    identity: &Identity,
) -> Result<sso::Result<Arrived>> {
    let (issuer, subject) = (identity.issuer.as_str(), identity.subject.as_str());
    if subject.is_empty() || subject.len() > 1000 || issuer.len() > 1000 {
        let what = "the person has no usable name";
        return Ok(Err(Refused::new(Check::Form, what)));
    }
    let person = person(account_id, connection, identity);
    if let Some(found) = store::known(db, &person).await? {
        return Ok(enabled(&found).map(|id| Arrived { id, is_new: false }));
    }
    let email = match connection.settings.0.vouched(identity) {
        Ok(email) => email,
        Err(refused) => return Ok(Err(refused)),
    };
    Ok(match store::by_email(db, &person, &email).await? {
        None => no(format!("no agent has the address {email}")),
        // another tab may have written who they are since we looked
        Some(found) if found.is_known => match store::known(db, &person).await? {
            Some(found) => enabled(&found).map(|id| Arrived { id, is_new: false }),
            None => no(format!("{email} was another person at this provider")),
        },
        Some(found) => enabled(&found).map(|id| Arrived { id, is_new: true }),
    })
}

fn person<'a>(account_id: i64, connection: &Connection, identity: &'a Identity) -> Person<'a> {
    Person {
        account_id,
        connection_id: connection.id,
        issuer: &identity.issuer,
        subject: &identity.subject,
    }
}

fn enabled(found: &Found) -> sso::Result<i64> {
    if found.is_enabled {
        Ok(found.id)
    } else {
        no("the agent may sign in no more".to_owned())
    }
}

fn no<T>(detail: String) -> sso::Result<T> {
    Err(Refused::new(Check::Email, detail))
}

/// The same, and keeps who they are from now on: that is a new way in, and told as every other one.
pub(super) async fn meet(
    tx: &Tx,
    app: &App,
    account_id: i64,
    connection: &Connection,
    identity: &Identity,
) -> Result<sso::Result<i64>> {
    let arrived = match find(tx, account_id, connection, identity).await? {
        Ok(arrived) if arrived.is_new => arrived,
        other => return Ok(other.map(|arrived| arrived.id)),
    };
    let person = person(account_id, connection, identity);
    if !store::link(tx, &person, arrived.id, app.now()).await? {
        // another tab was first: who they are now is what it has written
        let again = find(tx, account_id, connection, identity).await?;
        return Ok(match again {
            Ok(arrived) if arrived.is_new => no("another sign-in was in the way".to_owned()),
            other => other.map(|arrived| arrived.id),
        });
    }
    let agent = agents::find(tx, account_id, arrived.id).await?;
    let linked = Event::CredentialChanged {
        of: base::factors::Kind::Agent,
        person_id: arrived.id,
        what: Credential::ProviderLinked,
    };
    let by = Actor::agent(arrived.id, agent.name());
    record(tx, app, account_id, &by, linked).await?;
    Ok(Ok(arrived.id))
}

//! An agent: a person of the company, who answers customers at the desk. What they may change is a set of single rights;
//! one with all of them is an administrator. Agents and members share nothing: other host, other cookie, other table [A15].

mod desk;
mod door;
mod me;
mod second;
mod security;
mod sso;
mod store;

pub use desk::routes;
pub use door::{Agent, layer};
pub use store::{Person, by_email, change, find, list};

use base::factors::{self, Kind, Whose};
use base::sessions;
use base::{Actor, App, Error, Result};
use db::{Db, Tx};

use crate::team;

/// A single right beyond answering tickets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Portals: access, domains, look, what customers may see.
    PortalSettings,
    /// Inboxes and connected addresses.
    Inboxes,
    /// Other agents and their rights.
    Agents,
    /// Lists of contacts, and who is in them.
    Lists,
}

impl Permission {
    /// As stored and as settings files say it.
    pub fn as_str(self) -> &'static str {
        match self {
            Permission::PortalSettings => "portal-settings",
            Permission::Inboxes => "inboxes",
            Permission::Agents => "agents",
            Permission::Lists => "lists",
        }
    }

    /// All rights: an administrator's.
    pub const ALL: [Permission; 4] = [
        Permission::PortalSettings,
        Permission::Inboxes,
        Permission::Agents,
        Permission::Lists,
    ];
}

/// What a new agent is made of.
#[derive(Clone, Debug)]
pub struct NewAgent<'a> {
    /// Their address, any form.
    pub email: &'a str,
    /// First name.
    pub first_name: &'a str,
    /// Last name.
    pub last_name: &'a str,
    /// Their password, hashed ([`base::password::hash`]).
    pub password_hash: &'a str,
    /// Single rights, space between.
    pub permissions: &'a str,
    /// The language of their desk.
    pub language: &'a str,
}

/// Adds an agent.
///
/// # Errors
/// [`Error::Invalid`] when the address is none, another agent's, or the team's (security.md A2).
pub async fn add(tx: &Tx, app: &App, account_id: i64, new: &NewAgent<'_>) -> Result<i64> {
    let email =
        mail::address::normal(new.email).ok_or_else(|| Error::invalid("email", "error-email"))?;
    if team::is_ours(tx, account_id, &email).await? {
        return Err(Error::invalid("email", "error-email-team"));
    }
    store::insert(tx, app, account_id, &email, new).await
}

/// Takes away from an agent, on the word of whoever may, all by which they sign in but the password: app, recovery codes, passkeys, and
/// whom providers vouch for. They are signed out everywhere.
pub async fn reset(tx: &Tx, app: &App, account_id: i64, by: &Actor, id: i64) -> Result<()> {
    factors::reset(tx, app, by, whose(account_id, id)).await?;
    sso::forget(tx, account_id, id).await?;
    for kind in [sessions::Kind::Agent, sessions::Kind::Half] {
        sessions::end_all(tx, account_id, kind, id).await?;
    }
    Ok(())
}

/// An agent as the owner of credentials.
pub fn whose(account_id: i64, id: i64) -> Whose {
    Whose {
        account_id,
        kind: Kind::Agent,
        person_id: id,
    }
}

/// The colleague whom a form names: `me`, an id, or nobody.
///
/// # Errors
/// [`Error::Invalid`] for an id that is no colleague's.
pub async fn chosen(db: &Db, agent: &Agent, named: &str) -> Result<Option<i64>> {
    match named {
        "" => Ok(None),
        "me" => Ok(Some(agent.id)),
        id => {
            let colleagues = list(db, agent.account_id).await?;
            let found = colleagues.iter().find(|it| it.id.to_string() == id);
            let found = found.ok_or_else(|| Error::invalid("owner_id", "error-agent"))?;
            Ok(Some(found.id))
        }
    }
}

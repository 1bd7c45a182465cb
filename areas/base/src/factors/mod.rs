//! What proves a person beyond their password: codes of an authenticator app with recovery codes, and passkeys. One piece of code
//! for members and agents [A6]: it knows a person by account, kind and id, and asks an area for the rest ([`Owner`]).

pub mod pages;
pub mod passkey_pages;
pub mod passkeys;
mod proof;
mod recovery;
mod store;
mod totp;

pub use store::{Held, Listed, held, held_by_all, list};

use std::future::Future;

use axum::extract::FromRequestParts;
use db::{Db, Tx};
use serde::{Deserialize, Serialize};

use crate::event::Credential;
use crate::{Actor, App, Error, Event, Result, event};

/// The sort of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A customer with a login.
    Member,
    /// A person at the desk.
    Agent,
}

impl Kind {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Member => "member",
            Kind::Agent => "agent",
        }
    }
}

/// Whose credentials they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Whose {
    /// The account.
    pub account_id: i64,
    /// Member or agent.
    pub kind: Kind,
    /// A member's contact, or an agent.
    pub person_id: i64,
}

/// A person who is signed in, on the host that they are on.
#[derive(Clone, Debug)]
pub struct Person {
    /// Who.
    pub whose: Whose,
    /// What they are called.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Where they sign in, in the words that their app and their browser show.
    pub place: String,
    /// The origin of that place: a passkey works on its host only.
    pub origin: String,
    /// Whether the account wants them to have a second factor.
    pub must: bool,
    /// Whether they reach nothing else before they have one.
    pub owes: bool,
    /// The hash of the cookie that they came with.
    pub session: String,
    /// When they last proved who they are: by signing in, or once more since.
    pub proved_at: i64,
}

impl Person {
    fn actor(&self) -> Actor {
        match self.whose.kind {
            Kind::Member => Actor::contact(self.whose.person_id, &self.name),
            Kind::Agent => Actor::agent(self.whose.person_id, &self.name),
        }
    }

    /// What they have on this host.
    pub async fn held(&self, db: &Db) -> Result<Held> {
        held(db, self.whose, crate::config::host_of(&self.origin)).await
    }
}

/// Whoever looks after their own credentials: what the pages need to know of an area's own person.
pub trait Owner: FromRequestParts<App, Rejection = Error> + Send + Sync + 'static {
    /// Below which path their pages stand, such as `/me`.
    const AT: &'static str;
    /// The page that leads to them.
    const HOME: &'static str;

    /// Who they are.
    fn person(&self) -> &Person;

    /// Their password as stored, none when they have none.
    fn password_hash(&self, app: &App) -> impl Future<Output = Result<Option<String>>> + Send;
}

/// How a code was right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Used {
    /// By the app that makes them.
    App,
    /// It was a recovery code, and works no more.
    Recovery,
}

/// Uses up a code of an app or a recovery code; nothing when it is neither, or was used before (security.md B8).
pub async fn use_code(
    tx: &Tx,
    app: &App,
    by: &Actor,
    whose: Whose,
    code: &str,
) -> Result<Option<Used>> {
    if totp::use_up(tx, app, whose, code).await? {
        return Ok(Some(Used::App));
    }
    if recovery::use_up(tx, app, whose, code).await? {
        changed(tx, app, by, whose, Credential::RecoveryUsed).await?;
        return Ok(Some(Used::Recovery));
    }
    Ok(None)
}

/// Takes everything away from a person who has lost it, on the word of whoever may: they sign in with their password alone.
pub async fn reset(tx: &Tx, app: &App, by: &Actor, whose: Whose) -> Result<()> {
    store::forget_app(tx, whose).await?;
    store::forget_passkeys(tx, whose).await?;
    changed(tx, app, by, whose, Credential::FactorsReset).await
}

/// Takes everything away from a person who is erased.
pub async fn erase(tx: &Tx, whose: Whose) -> Result<()> {
    store::forget_app(tx, whose).await?;
    store::forget_passkeys(tx, whose).await
}

/// Writes down that a credential was changed [S6].
pub async fn changed(tx: &Tx, app: &App, by: &Actor, whose: Whose, what: Credential) -> Result<()> {
    let event = Event::CredentialChanged {
        of: whose.kind,
        person_id: whose.person_id,
        what,
    };
    event::record(tx, app, whose.account_id, by, event).await?;
    Ok(())
}

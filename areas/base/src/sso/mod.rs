//! Identity providers that say who signs in: how each is set up, a sign-in on its way there and back, and the trial of one. Whom it
//! lets in is decided by each area for its own people.

pub mod oidc;
pub mod pending;
mod refusal;
mod settings;
mod store;
pub mod trial;

pub use refusal::{refusal, refuse, stranger};
pub use settings::{Kind, Ours, Settings};
pub use store::{Connection, account_of_desk, find, list, of_desk, of_host};

use db::{Json, Tx};
use serde::Serialize;
use sso::{Accepted, Check, Refused};

use crate::{Actor, App, Error, Event, Result, event};

/// The path that providers post SAML responses to: the one form of another site that is let through [X6].
pub const ACS: &str = "/sso/saml/acs";

/// Where somebody signs in.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Whose.
    pub account_id: i64,
    /// Its host; empty: the desk.
    pub host: &'a str,
    /// Its configured origin, which our addresses at a provider are made of.
    pub origin: &'a str,
}

impl Place<'_> {
    /// The desk, for the agents of an account.
    pub fn desk(app: &App, account_id: i64) -> Place<'_> {
        Place {
            account_id,
            host: "",
            origin: &app.config.app_url,
        }
    }
}

/// A way to sign in, for the sign-in page: a link, since a form may only lead to our own origin.
#[derive(Clone, Debug, Serialize)]
pub struct Button {
    /// Whose.
    pub name: String,
    /// Where it leads; the wanted page is appended to it, percent-encoded.
    pub href: String,
}

impl Button {
    /// The way to sign in by a connection.
    pub fn of(it: Connection) -> Button {
        Button {
            href: match it.kind() {
                Kind::Saml => "/sso/saml/login?next=".into(),
                Kind::Oidc => format!("/sso/oidc/login?provider={}&next=", it.id),
                Kind::Jwt => "/sso/jwt/login?next=".into(),
            },
            name: it.name,
        }
    }
}

/// What a new connection, or a changed one, is made of.
#[derive(Clone, Debug)]
pub struct New {
    /// The domain; empty: the desk.
    pub host: String,
    /// On the button.
    pub name: String,
    /// Whether anybody may come in by it.
    pub enabled: bool,
    /// How.
    pub settings: Settings,
}

/// Keeps a connection; makes one where `known` is none. Secrets are sealed, keys of our own made. What was tried out before counts
/// only as long as nothing changed that matters. Where it is switched off, the sessions that it began end [A10].
///
/// # Errors
/// [`Error::Conflict`] when the domain has another connection of this name, or of this kind where there can be only one,
/// [`Error::Invalid`] when the desk knows no such kind.
pub async fn save(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    known: Option<&Connection>,
    new: New,
) -> Result<Connection> {
    check_kind(&new.host, new.settings.kind)?;
    let before = known.map(|known| &known.settings.0);
    let settings = new.settings.ready(app, before, &new.host)?;
    for other in store::of_host(tx, account_id, &new.host).await? {
        if known.is_some_and(|known| known.id == other.id) {
            continue;
        }
        if other.name == new.name {
            return Err(Error::Conflict("sso-error-name-taken"));
        }
        if other.kind() == settings.kind && settings.kind != Kind::Oidc {
            return Err(Error::Conflict("sso-error-one-of-kind"));
        }
    }
    let is_same = known.is_some_and(|known| known.settings.0 == settings && known.host == new.host);
    let connection = Connection {
        id: known.map_or_else(|| app.id(), |known| known.id),
        host: new.host,
        name: new.name,
        enabled: new.enabled,
        verified_at: known
            .and_then(|known| known.verified_at)
            .filter(|_| is_same),
        settings: Json(settings),
    };
    if known.is_some_and(|known| {
        is_same && known.name == connection.name && known.enabled == connection.enabled
    }) {
        return Ok(connection);
    }
    store::save(tx, account_id, app.now(), &connection).await?;
    if !connection.enabled {
        store::end_sessions(tx, account_id, connection.id).await?;
    }
    let state = if connection.enabled { "on" } else { "off" };
    let what = format!("{}: {state}", connection.title());
    event::record(tx, app, account_id, by, Event::SettingsChanged { what }).await?;
    Ok(connection)
}

/// Agents sign in by OpenID Connect alone [A15].
///
/// # Errors
/// [`Error::Invalid`] for another kind at the desk.
pub fn check_kind(host: &str, kind: Kind) -> Result<()> {
    if host.is_empty() && kind != Kind::Oidc {
        return Err(Error::invalid("host", "sso-error-desk-kind"));
    }
    Ok(())
}

/// Takes a connection away, with whom it knew and the sessions that it began.
pub async fn remove(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    it: &Connection,
) -> Result<()> {
    store::end_sessions(tx, account_id, it.id).await?;
    store::remove(tx, account_id, it.id).await?;
    let what = format!("{}: removed", it.title());
    event::record(tx, app, account_id, by, Event::SettingsChanged { what }).await?;
    Ok(())
}

/// A sign-in that held, unless it was taken before.
pub async fn once(
    app: &App,
    account_id: i64,
    connection: &Connection,
    accepted: Accepted,
) -> Result<sso::Result<Accepted>> {
    let tx = app.db.begin().await?;
    if !store::remember(&tx, account_id, connection.id, app.now(), &accepted.once).await? {
        return Ok(Err(Refused::new(
            Check::Once,
            "this sign-in was taken before",
        )));
    }
    tx.commit().await?;
    Ok(Ok(accepted))
}

/// A connection that is not there, or not switched on, is as absent as the page.
pub fn open(connection: Option<Connection>) -> Result<Connection> {
    connection
        .filter(|connection| connection.enabled)
        .ok_or(Error::NotFound)
}

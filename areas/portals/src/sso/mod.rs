//! Single sign-on of members: a customer's own identity provider says who comes in [A7] [A8] [A9]. A connection belongs to a
//! domain. Whom it lets in is decided by the rules of [`arrival`]; where single sign-on is switched off or broken, a portal that
//! stands on it is closed [A10].

mod arrival;
mod desk;
mod edit;
mod moved;
mod pending;
mod portal;
mod settings;
mod store;
mod token;
mod trial;

pub use desk::routes as desk_routes;
pub use settings::{Kind, Settings};
pub use store::{Connection, find, list};

use axum::Router;
use base::{Actor, App, Error, Event, Result, event};
use db::{Db, Tx};
use serde::Serialize;

/// The path that providers post SAML responses to: the one form of another site that is let through [X6].
pub const ACS: &str = "/sso/saml/acs";

/// Where these pages stand on a domain.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(portal::routes())
        .merge(token::routes())
        .merge(trial::routes())
        .merge(moved::routes())
}

/// A way to sign in, for the sign-in page: a link, since a form may only lead to our own origin.
#[derive(Clone, Debug, Serialize)]
pub struct Button {
    /// Whose.
    pub name: String,
    /// Where it leads; the wanted page is appended to it, percent-encoded.
    pub href: String,
}

/// The ways to sign in on a domain that are switched on.
pub async fn buttons(db: &Db, account_id: i64, host: &str) -> Result<Vec<Button>> {
    let all = store::of_host(db, account_id, host).await?;
    let button = |it: Connection| Button {
        href: match it.kind() {
            Kind::Saml => "/sso/saml/login?next=".into(),
            Kind::Oidc => format!("/sso/oidc/login?provider={}&next=", it.id),
            Kind::Jwt => "/sso/jwt/login?next=".into(),
        },
        name: it.name,
    };
    Ok(all
        .into_iter()
        .filter(|it| it.enabled)
        .map(button)
        .collect())
}

/// What a new connection, or a changed one, is made of.
#[derive(Clone, Debug)]
pub struct New {
    /// The domain.
    pub host: String,
    /// On the button.
    pub name: String,
    /// Whether members may come in by it.
    pub enabled: bool,
    /// How.
    pub settings: Settings,
}

/// Keeps a connection; makes one where `known` is none. Secrets are sealed, keys of our own made. What was tried out before counts
/// only as long as nothing changed that matters. Where it is switched off, the sessions that it began end [A10].
///
/// # Errors
/// [`Error::Conflict`] when the domain has another connection of this name, or of this kind where there can be only one.
pub async fn save(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    known: Option<&Connection>,
    new: New,
) -> Result<Connection> {
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
        settings: db::Json(settings),
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
    let what = format!("sso {:?} on {}: {state}", connection.name, connection.host);
    event::record(tx, app, account_id, by, Event::SettingsChanged { what }).await?;
    Ok(connection)
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
    let what = format!("sso {:?} on {}: removed", it.name, it.host);
    event::record(tx, app, account_id, by, Event::SettingsChanged { what }).await?;
    Ok(())
}

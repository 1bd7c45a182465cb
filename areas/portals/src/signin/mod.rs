//! Signing in to a portal, by whichever way. Known and unknown addresses get the same answer, at the same cost [A12], and every way in
//! ends in [`enter`].

mod answer;
mod check_mail;
mod consent;
mod link;
pub(crate) mod portal;
mod reset;

use axum::Router;
use axum::response::{IntoResponse, Response};
use base::network::Network;
use base::sessions::attempts::Tries;
use base::sessions::{self, Kind, Method};
use base::view::{Go, local_path};
use base::{Actor, App, Error, Event, Result, View, event, keys, password};
use db::Tx;
use http::{HeaderMap, StatusCode};
use serde::Serialize;

use crate::asks::{self, Ask, Purpose};
use crate::factors;
use crate::members::{self, Login, Member, Visit};

pub use answer::{Answer, decide};
pub use check_mail::go as check_mail;

/// Where these pages stand on a domain.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(portal::routes())
        .merge(link::routes())
        .merge(reset::routes())
        .merge(check_mail::routes())
        .merge(consent::routes())
}

/// Somebody who has shown who they are.
#[derive(Clone, Copy, Debug)]
pub struct Entrant {
    /// Their contact.
    pub contact_id: i64,
    /// How they showed it.
    pub method: Method,
    /// The identity provider that vouched for them.
    pub connection_id: Option<i64>,
    /// Whether to be remembered on this device [A11].
    pub remember: bool,
}

/// Where every way in ends: asks for the second step of whoever has one and came with one proof, and lets everybody else in.
///
/// # Errors
/// As [`admit`].
pub async fn enter(
    app: &App,
    visit: &Visit,
    who: Entrant,
    next: &str,
    headers: &HeaderMap,
) -> Result<Response> {
    if who.method != Method::Passkey && factors::is_owed(app, &visit.site, who.contact_id).await? {
        return factors::half(app, visit, who, next, headers).await;
    }
    let go = admit(app, visit, who, next, headers).await?;
    Ok(go.into_response())
}

/// Lets somebody in who has shown who they are: a new session (never the one that the browser brought), the record of it, and on to
/// where they wanted to go. Whether this portal is open to them is decided at each request.
///
/// # Errors
/// [`Error::Forbidden`] when they are no member or may sign in no more.
pub(crate) async fn admit(
    app: &App,
    visit: &Visit,
    who: Entrant,
    next: &str,
    headers: &HeaderMap,
) -> Result<Go> {
    let account_id = visit.site.account_id;
    let tx = app.db.begin().await?;
    if !visit.site.settings.enabled
        || !members::may_sign_in(&tx, account_id, who.contact_id).await?
    {
        return Err(Error::Forbidden("signin-closed"));
    }
    let cookie = begin(&tx, app, account_id, Kind::Member, who, headers).await?;
    let contact = people::contacts::find(&tx, account_id, who.contact_id).await?;
    let by = Actor::contact(contact.id, contact.name());
    let signed_in = Event::SignedIn {
        person_id: contact.id,
    };
    event::record(&tx, app, account_id, &by, signed_in).await?;
    let was_here =
        members::signs_in(&tx, account_id, contact.id, &visit.site.host, app.now()).await?;
    if was_here && !knows_device(app, account_id, contact.id, headers) {
        let new_device = Event::NewDevice {
            contact_id: contact.id,
            user_agent: sessions::user_agent(headers),
        };
        event::record(&tx, app, account_id, &by, new_device).await?;
    }
    tx.commit().await?;
    Ok(Go::to(landing(visit, next))
        .cookie(cookie)
        .cookie(device_cookie(app, account_id, contact.id)))
}

/// Ends the session that the browser brought and begins one of this kind; answers its cookie.
pub(crate) async fn begin(
    tx: &Tx,
    app: &App,
    account_id: i64,
    kind: Kind,
    who: Entrant,
    headers: &HeaderMap,
) -> Result<String> {
    let secure = app.config.secure_cookies();
    let name = sessions::cookie_name(secure);
    if let Some(before) = web::cookie::read(headers, name) {
        sessions::end(tx, before).await?;
    }
    let new = sessions::New {
        account_id,
        kind,
        person_id: who.contact_id,
        method: who.method,
        connection_id: who.connection_id,
        remember: who.remember,
    };
    let value = sessions::begin(tx, app, &new, headers).await?;
    let age = (who.remember && kind == Kind::Member).then_some(30 * 24 * 60 * 60);
    Ok(web::cookie::write(name, &value, secure, age))
}

/// Where to go after signing in: the path that was wanted, else the portal.
pub fn landing(visit: &Visit, next: &str) -> String {
    match local_path(next) {
        Some(next) if !next.is_empty() => next.to_owned(),
        _ => format!("/{}", visit.site.settings.slug),
    }
}

fn device_name(secure: bool) -> &'static str {
    if secure { "__Host-device" } else { "device" }
}

/// What a browser keeps that a member has signed in with: says that, and opens nothing.
fn device_value(app: &App, account_id: i64, contact_id: i64) -> String {
    let key = app
        .keys
        .derive(&format!("device of {account_id} {contact_id}"));
    format!("{contact_id}.{}", web::hex(key))
}

fn device_cookie(app: &App, account_id: i64, contact_id: i64) -> String {
    let secure = app.config.secure_cookies();
    let year = Some(365 * 24 * 60 * 60);
    let value = device_value(app, account_id, contact_id);
    web::cookie::write(device_name(secure), &value, secure, year)
}

fn knows_device(app: &App, account_id: i64, contact_id: i64, headers: &HeaderMap) -> bool {
    let cookie = web::cookie::read(headers, device_name(app.config.secure_cookies()));
    cookie.is_some_and(|cookie| cookie == device_value(app, account_id, contact_id))
}

/// Whether a member of this address has signed in with this browser before; nothing is looked up for any other.
pub(crate) async fn is_at_home(
    app: &App,
    account_id: i64,
    headers: &HeaderMap,
    email: &str,
) -> Result<bool> {
    let cookie = web::cookie::read(headers, device_name(app.config.secure_cookies()));
    let owner = cookie.and_then(|cookie| cookie.split_once('.')?.0.parse().ok());
    let Some(owner) = owner.filter(|owner| knows_device(app, account_id, *owner, headers)) else {
        return Ok(false);
    };
    let login = members::login(&app.db, account_id, email).await?;
    Ok(login.is_some_and(|login| login.contact_id == owner))
}

/// Whose address and password these are.
///
/// # Errors
/// [`Error::Invalid`] when they do not fit, [`Error::Limited`] after too many tries for the address or from the network,
/// [`Error::Forbidden`] where only the identity provider opens the portal (security.md C7).
pub async fn by_password(
    app: &App,
    visit: &Visit,
    network: &Network,
    headers: &HeaderMap,
    email: &str,
    word: String,
) -> Result<Login> {
    let site = &visit.site;
    if !site.settings.access.has_own_logins() {
        return Err(Error::Forbidden("signin-sso-only"));
    }
    let address = mail::address::normal(email).unwrap_or_else(|| email.trim().to_lowercase());
    let login = members::login(&app.db, site.account_id, &address).await?;
    // a stranger's guesses make strangers wait, not the member at a device that they have used before (security.md B7)
    let at_home = login
        .as_ref()
        .is_some_and(|login| knows_device(app, site.account_id, login.contact_id, headers));
    let who = if at_home { "member at home" } else { "member" };
    let whom = format!("{who} {}", keys::hash(&address));
    let tries = Tries::new(app, site.account_id, whom, network);
    let tries = if at_home { tries.alone() } else { tries };
    tries.check().await?;
    let stored = login.as_ref().map(|login| login.password_hash.clone());
    let fits = password::fits(word, stored.filter(|hash| !hash.is_empty())).await?;
    let Some(login) = login.filter(|_| fits && site.settings.enabled) else {
        tries.failed().await?;
        refused(app, site.account_id, email).await?;
        return Err(Error::invalid("email", "signin-bad"));
    };
    let tx = app.db.begin().await?;
    tries.forgive(&tx).await?;
    tx.commit().await?;
    Ok(login)
}

/// Whether a member who is signed in gives their password once more.
///
/// # Errors
/// As [`by_password`], but for a wrong one.
pub async fn gives_password(
    app: &App,
    visit: &Visit,
    network: &Network,
    headers: &HeaderMap,
    member: &Member,
    word: String,
) -> Result<bool> {
    match by_password(app, visit, network, headers, &member.email, word).await {
        Ok(login) => Ok(login.contact_id == member.contact_id),
        Err(Error::Invalid(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

/// Writes down that somebody was refused.
async fn refused(app: &App, account_id: i64, email: &str) -> Result<()> {
    let tx = app.db.begin().await?;
    let address = email
        .chars()
        .filter(|c| !c.is_control())
        .take(254)
        .collect();
    let failed = Event::SignInFailed { address };
    event::record(&tx, app, account_id, &Actor::system(), failed).await?;
    tx.commit().await?;
    Ok(())
}

#[derive(Serialize)]
struct Spent {
    again: &'static str,
}

/// The page of a link that works no more, with the way to a new one.
pub fn spent(purpose: Purpose) -> Response {
    let again = match purpose {
        Purpose::Registration => "/register",
        Purpose::Reset | Purpose::Invitation => "/reset-password",
        Purpose::Link => "/sign-in",
        Purpose::Address => "/account",
        Purpose::Erasure => "/account/erasure",
    };
    View::new("signin/spent.html", Spent { again })
        .status(StatusCode::GONE)
        .into_response()
}

/// The ask of a link that still works, or the page that says that it does not.
pub async fn opened(
    app: &App,
    visit: &Visit,
    purpose: Purpose,
    token: &str,
) -> Result<std::result::Result<Ask, Response>> {
    let site = &visit.site;
    let ask = asks::find(app, site.account_id, &site.host, purpose, token).await?;
    Ok(if ask.is_open(app.now()) {
        Ok(ask)
    } else {
        Err(spent(purpose))
    })
}

/// The same for who is signed in: somebody else's link is none.
pub async fn opened_by(
    app: &App,
    visit: &Visit,
    member: &Member,
    purpose: Purpose,
    token: &str,
) -> Result<std::result::Result<Ask, Response>> {
    match opened(app, visit, purpose, token).await? {
        Ok(ask) if ask.contact_id != Some(member.contact_id) => Err(Error::NotFound),
        found => Ok(found),
    }
}

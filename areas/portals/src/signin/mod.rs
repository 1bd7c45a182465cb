//! Signing in to a portal: by password for now. Known and unknown addresses get the same answer, at the same cost [A12].

mod portal;

pub use portal::routes;

use base::sessions::{self, Kind, attempts};
use base::{Actor, App, Error, Event, Result, password};
use http::HeaderMap;

use crate::members::{self, Site};

/// Checks an address and a password and begins a session; answers the cookie's value.
///
/// # Errors
/// [`Error::Invalid`] when they do not fit, [`Error::Limited`] after too many tries.
pub async fn by_password(
    app: &App,
    site: &Site,
    email: &str,
    word: String,
    remember: bool,
    headers: &HeaderMap,
) -> Result<String> {
    let address = mail::address::normal(email).unwrap_or_else(|| email.trim().to_lowercase());
    let key = format!("member {}", base::keys::hash(&address));
    attempts::check(&app.db, app, site.account_id, &key, 1).await?;
    let login = members::login(&app.db, site.account_id, &address).await?;
    let stored = login.as_ref().map(|login| login.password_hash.clone());
    let fits = password::fits(word, stored).await?;
    let Some(login) = login.filter(|_| fits && site.settings.enabled) else {
        attempts::failed(app, site.account_id, &key).await?;
        return Err(Error::invalid("email", "signin-bad"));
    };
    let tx = app.db.begin().await?;
    attempts::forget(&tx, site.account_id, &key).await?;
    let cookie = sessions::begin(
        &tx,
        app,
        site.account_id,
        Kind::Member,
        login.contact_id,
        remember,
        headers,
    )
    .await?;
    let by = Actor::contact(login.contact_id, address);
    let event = Event::SignedIn {
        person_id: login.contact_id,
    };
    base::event::record(&tx, app, site.account_id, &by, event).await?;
    tx.commit().await?;
    Ok(cookie)
}

//! The time between leaving for a provider and coming back. What the protocol must remember is kept here under the hash of a random
//! state; the browser holds a random cookie of its own, so that nobody can be made to finish a sign-in that another began
//! (security.md C2, C5).
//!
//! The cookie is `SameSite=Lax` everywhere. A provider posts its SAML response from its own site, and such a form carries no Lax
//! cookie; `SameSite=None` would carry it, but browsers take that only with `Secure`, so never on plain http of a trial. So the
//! response is checked and kept where it arrives, and the browser sent on with a 303: that is a GET from the top, which carries the
//! cookie, and only with it does the sign-in count. One way for https and http.

use http::HeaderMap;
use serde::Serialize;
use sso::Accepted;

pub use super::store::Pending;

use super::store::{self, Connection};
use crate::view::local_path;
use crate::{App, Error, Result, keys};

/// People find their telephone for the second factor of their provider.
const LIFE_MS: i64 = 15 * 60 * 1000;

fn cookie_name(app: &App) -> &'static str {
    if app.config.secure_cookies() {
        "__Host-sso"
    } else {
        "sso"
    }
}

/// A browser that leaves for a provider.
pub struct Leaving {
    /// What the provider gives back.
    pub state: String,
    browser: String,
}

impl Leaving {
    /// Several tabs may be under way: a browser keeps its cookie.
    pub fn new(app: &App, headers: &HeaderMap) -> Leaving {
        let known = web::cookie::read(headers, cookie_name(app)).filter(|value| value.len() == 43);
        Leaving {
            state: keys::random_text(),
            browser: known.map_or_else(keys::random_text, str::to_owned),
        }
    }

    /// As its cookie is stored.
    pub fn browser_hash(&self) -> String {
        keys::hash(&self.browser)
    }

    /// Keeps what must be remembered; answers the cookie to set.
    pub async fn keep(
        &self,
        app: &App,
        account_id: i64,
        connection: &Connection,
        next: &str,
        tester_id: Option<i64>,
        detail: &impl Serialize,
    ) -> Result<String> {
        let pending = Pending {
            browser_hash: self.browser_hash(),
            connection_id: connection.id,
            next: local_path(next).unwrap_or_default().to_owned(),
            tester_id,
            detail: serde_json::to_string(detail).map_err(Error::internal)?,
            outcome: None,
        };
        let tx = app.db.begin().await?;
        store::add_pending(
            &tx,
            account_id,
            &keys::hash(&self.state),
            &pending,
            app.now(),
            LIFE_MS,
        )
        .await?;
        tx.commit().await?;
        let secure = app.config.secure_cookies();
        Ok(web::cookie::write(
            cookie_name(app),
            &self.browser,
            secure,
            Some(LIFE_MS / 1000),
        ))
    }
}

/// The hash of the browser's cookie; of nothing where it has none, which nobody's is.
pub fn browser(app: &App, headers: &HeaderMap) -> String {
    keys::hash(web::cookie::read(headers, cookie_name(app)).unwrap_or_default())
}

/// The sign-in of this state, whichever browser began it.
pub async fn begun(app: &App, account_id: i64, state: &str) -> Result<Option<Pending>> {
    store::pending(&app.db, account_id, &keys::hash(state), app.now()).await
}

/// Keeps an answer that held until the browser shows its cookie; false when there is one already.
pub async fn answered(
    app: &App,
    account_id: i64,
    state: &str,
    accepted: &Accepted,
) -> Result<bool> {
    let outcome = serde_json::to_string(accepted).map_err(Error::internal)?;
    let tx = app.db.begin().await?;
    let kept = store::keep_outcome(&tx, account_id, &keys::hash(state), &outcome).await?;
    tx.commit().await?;
    Ok(kept)
}

/// The sign-in of this state that this browser began, taken away: whoever gets it goes on, nobody else does.
pub async fn take(
    app: &App,
    account_id: i64,
    state: &str,
    headers: &HeaderMap,
) -> Result<Option<Pending>> {
    let tx = app.db.begin().await?;
    let browser = browser(app, headers);
    let found =
        store::take_pending(&tx, account_id, &keys::hash(state), &browser, app.now()).await?;
    tx.commit().await?;
    Ok(found)
}

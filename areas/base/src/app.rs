//! The app: what every page, verb and job is given.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;

use crate::config::Config;
use crate::files::Files;
use crate::id::Ids;
use crate::keys::Keys;
use crate::sessions::attempts::UnderWay;
use crate::view::Views;

/// Cheap to clone; everything inside is shared.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What the app holds.
pub struct Inner {
    /// The database.
    pub db: db::Db,
    /// Attachments and raw mails.
    pub files: Files,
    /// The time; tests set it.
    pub clock: jobs::Clock,
    /// Ids.
    pub ids: Ids,
    /// The installation's secret.
    pub keys: Keys,
    /// The configuration.
    pub config: Config,
    /// Templates, words and assets.
    pub views: Views,
    /// Tries to sign in that are under way.
    pub tries: UnderWay,
}

impl App {
    /// Puts an app together.
    pub fn new(parts: Inner) -> App {
        App(Arc::new(parts))
    }

    /// Milliseconds UTC by the app's clock.
    pub fn now(&self) -> i64 {
        (self.clock)()
    }

    /// A new id.
    pub fn id(&self) -> i64 {
        self.ids.next(self.now())
    }
}

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl FromRequestParts<App> for App {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(_: &mut Parts, app: &App) -> Result<App, Self::Rejection> {
        Ok(app.clone())
    }
}

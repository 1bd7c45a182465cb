//! The pages of signing in and out, and the one that says that a portal is not open to somebody.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::factors::passkeys;
use base::form::Posted;
use base::network::Network;
use base::path::Query;
use base::sessions::{self, Method};
use base::sso::Button;
use base::view::{Go, local_path};
use base::{App, Error, Problems, Result, View};
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};

use super::{Entrant, by_password, enter, landing};
use crate::members::{self, Visit};
use crate::portals::Entry;
use crate::sso;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(new).post(create))
        .route("/sign-out", get(out).post(end))
        .route("/signed-out", get(gone))
        .route("/access-denied", get(denied))
}

/// What the sign-in page offers and says.
#[derive(Serialize)]
pub(crate) struct SignIn<'a> {
    next: &'a str,
    email: &'a str,
    timed_out: bool,
    has_own_logins: bool,
    has_links: bool,
    has_passkeys: bool,
    can_register: bool,
    buttons: Vec<Button>,
    problems: Option<&'a Problems>,
}

impl<'a> SignIn<'a> {
    pub(crate) fn new(
        visit: &Visit,
        next: &'a str,
        email: &'a str,
        problems: Option<&'a Problems>,
    ) -> SignIn<'a> {
        let access = &visit.site.settings.access;
        SignIn {
            next: local_path(next).unwrap_or_default(),
            email,
            timed_out: false,
            has_own_logins: access.has_own_logins(),
            has_links: access.magic_link && access.has_own_logins(),
            has_passkeys: access.has_own_logins() && passkeys::can(&visit.site.origin),
            can_register: access.kind == Entry::Registration,
            buttons: Vec::new(),
            problems,
        }
    }

    /// With the ways in of identity providers.
    pub(super) async fn offering(mut self, app: &App, visit: &Visit) -> Result<SignIn<'a>> {
        self.buttons = sso::buttons(&app.db, visit.site.account_id, &visit.site.host).await?;
        Ok(self)
    }

    pub(super) fn view(&self) -> View {
        View::new("signin/sign_in.html", self)
    }

    pub(crate) fn refused(&self) -> Response {
        self.view()
            .status(StatusCode::UNPROCESSABLE_ENTITY)
            .into_response()
    }
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

async fn new(
    app: App,
    visit: Visit,
    headers: HeaderMap,
    Query(query): Query<Next>,
) -> Result<Response> {
    if visit.member.is_some() {
        return Ok(Go::to(landing(&visit, &query.next)).into_response());
    }
    let page = SignIn {
        timed_out: members::idle(&app, &visit, &headers).await?.is_some(),
        ..SignIn::new(&visit, &query.next, "", None)
    };
    Ok(page.offering(&app, &visit).await?.view().into_response())
}

async fn create(
    app: App,
    visit: Visit,
    network: Network,
    headers: HeaderMap,
    form: Posted,
) -> Result<Response> {
    let (email, next) = (form.text("email"), form.text("next"));
    let word = form.text("password").to_owned();
    match by_password(&app, &visit, &network, &headers, email, word).await {
        Ok(login) => {
            let who = Entrant {
                contact_id: login.contact_id,
                method: Method::Password,
                connection_id: None,
                remember: form.has("remember"),
            };
            enter(&app, &visit, who, next, &headers).await
        }
        Err(Error::Invalid(problems)) => {
            let page = SignIn::new(&visit, next, email, Some(&problems));
            Ok(page.offering(&app, &visit).await?.refused())
        }
        Err(other) => Err(other),
    }
}

/// Leaving is a form's work; who opens its address by hand is asked.
async fn out() -> View {
    View::new("signin/sign_out.html", ())
}

async fn end(app: App, headers: HeaderMap) -> Result<Go> {
    let secure = app.config.secure_cookies();
    let name = sessions::cookie_name(secure);
    if let Some(cookie) = web::cookie::read(&headers, name) {
        let tx = app.db.begin().await?;
        sessions::end(&tx, cookie).await?;
        tx.commit().await?;
    }
    Ok(Go::to("/signed-out").cookie(web::cookie::write(name, "", secure, Some(0))))
}

/// Says that it is done, and leads back in.
async fn gone(visit: Visit) -> Response {
    if visit.whoever().is_some() {
        return Go::to(landing(&visit, "")).into_response();
    }
    View::new("signin/signed_out.html", ()).into_response()
}

#[derive(Serialize)]
struct Denied<'a> {
    email: &'a str,
}

/// Says to whom the portal is not open; whoever it is open to has nothing to do here.
async fn denied(visit: Visit) -> Result<Response> {
    if visit.member.is_some() {
        return Ok(Go::to(landing(&visit, "")).into_response());
    }
    let email = visit.denied.as_ref().map_or("", |it| it.email.as_str());
    Ok(View::new("signin/denied.html", Denied { email })
        .status(StatusCode::FORBIDDEN)
        .into_response())
}

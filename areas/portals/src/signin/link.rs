//! Signing in by a link that is mailed [A5]. Opening it changes nothing; its page has a button, and the button works in the browser
//! that asked only: a program that reads mail, opens every link and sends every form in it spends nothing.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base::form::Posted;
use base::network::Network;
use base::path::Path;
use base::sessions::Method;
use base::view::local_path;
use base::{App, Error, Problems, Result, View};
use http::HeaderMap;
use serde::Serialize;

use super::portal::SignIn;
use super::{Entrant, check_mail, enter, is_at_home, opened, spent};
use crate::asks::{self, Asker, Detail, Purpose};
use crate::members::{self, Visit};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in/link", post(ask))
        .route("/sign-in/link/{token}", get(show).post(create))
}

/// Asks for a link; the answer is the same for everybody.
async fn ask(
    app: App,
    visit: Visit,
    network: Network,
    headers: HeaderMap,
    form: Posted,
) -> Result<Response> {
    let access = &visit.site.settings.access;
    if !access.magic_link || !access.has_own_logins() {
        return Err(Error::NotFound);
    }
    let next = local_path(form.text("next")).unwrap_or_default();
    let Some(email) = mail::address::normal(form.text("email")) else {
        let mut problems = Problems::default();
        problems.add("email", "error-email");
        let page = SignIn::new(&visit, next, form.text("email"), Some(&problems));
        return Ok(page.offering(&app, &visit).await?.refused());
    };
    let detail = Detail {
        next: next.to_owned(),
        remember: form.has("remember"),
        ..Detail::default()
    };
    let new = asks::New {
        purpose: Purpose::Link,
        host: &visit.site.host,
        email: &email,
        contact_id: None,
        detail,
    };
    let account_id = visit.site.account_id;
    let asker = Asker {
        network: &network,
        at_home: is_at_home(&app, account_id, &headers, &email).await?,
    };
    let cookie = asks::begin(&app, account_id, &asker, new).await?;
    Ok(check_mail(cookie))
}

#[derive(Serialize)]
struct Page<'a> {
    token: &'a str,
    email: &'a str,
    is_here: bool,
}

async fn show(
    app: App,
    visit: Visit,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Result<Response> {
    let ask = match opened(&app, &visit, Purpose::Link, &token).await? {
        Ok(ask) => ask,
        Err(page) => return Ok(page),
    };
    let page = Page {
        token: &token,
        email: &ask.email,
        is_here: ask.is_of(&app, &headers),
    };
    Ok(View::new("signin/link.html", page).into_response())
}

async fn create(
    app: App,
    visit: Visit,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Result<Response> {
    let ask = match opened(&app, &visit, Purpose::Link, &token).await? {
        Ok(ask) => ask,
        Err(page) => return Ok(page),
    };
    if !ask.is_of(&app, &headers) {
        return Err(Error::Forbidden("link-elsewhere"));
    }
    let account_id = visit.site.account_id;
    let login = members::login(&app.db, account_id, &ask.email).await?;
    let Some(login) = login.filter(|_| visit.site.settings.access.magic_link) else {
        return Ok(spent(Purpose::Link));
    };
    let tx = app.db.begin().await?;
    asks::use_up(&tx, &app, account_id, &ask).await?;
    tx.commit().await?;
    let who = Entrant {
        contact_id: login.contact_id,
        method: Method::Link,
        connection_id: None,
        remember: ask.detail().remember,
    };
    enter(&app, &visit, who, &ask.detail().next, &headers).await
}

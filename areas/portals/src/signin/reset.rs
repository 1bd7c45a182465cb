//! A forgotten password: a link by mail, a new password, and in [A4].

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::form::Posted;
use base::network::Network;
use base::path::Path;
use base::sessions::Method;
use base::{App, Error, Problems, Result, View, password, password_rules};
use http::{HeaderMap, StatusCode};
use serde::Serialize;

use super::{Entrant, check_mail, enter, is_at_home, opened, spent};
use crate::asks::{self, Asker, Detail, Purpose};
use crate::members::{self, Visit};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/reset-password", get(new).post(ask))
        .route("/reset-password/{token}", get(show).post(create))
}

#[derive(Serialize)]
struct Ask<'a> {
    email: &'a str,
    problems: Option<&'a Problems>,
}

#[derive(Serialize)]
struct Page<'a> {
    action: String,
    email: &'a str,
    problems: Option<&'a Problems>,
}

fn own_logins(visit: &Visit) -> Result<()> {
    if visit.site.settings.access.has_own_logins() {
        Ok(())
    } else {
        Err(Error::Forbidden("signin-sso-only"))
    }
}

async fn new(visit: Visit) -> Result<View> {
    own_logins(&visit)?;
    let page = Ask {
        email: "",
        problems: None,
    };
    Ok(View::new("signin/reset_ask.html", page))
}

/// Asks for a link; the answer is the same for everybody.
async fn ask(
    app: App,
    visit: Visit,
    network: Network,
    headers: HeaderMap,
    form: Posted,
) -> Result<Response> {
    own_logins(&visit)?;
    let Some(email) = mail::address::normal(form.text("email")) else {
        let mut problems = Problems::default();
        problems.add("email", "error-email");
        let page = Ask {
            email: form.text("email"),
            problems: Some(&problems),
        };
        return Ok(refused(View::new("signin/reset_ask.html", page)));
    };
    let new = asks::New {
        purpose: Purpose::Reset,
        host: &visit.site.host,
        email: &email,
        contact_id: None,
        detail: Detail::default(),
    };
    let account_id = visit.site.account_id;
    let asker = Asker {
        network: &network,
        at_home: is_at_home(&app, account_id, &headers, &email).await?,
    };
    let cookie = asks::begin(&app, account_id, &asker, new).await?;
    Ok(check_mail(cookie))
}

fn refused(view: View) -> Response {
    view.status(StatusCode::UNPROCESSABLE_ENTITY)
        .into_response()
}

async fn show(app: App, visit: Visit, Path(token): Path<String>) -> Result<Response> {
    own_logins(&visit)?;
    Ok(match opened(&app, &visit, Purpose::Reset, &token).await? {
        Ok(ask) => page(&token, &ask.email, None).into_response(),
        Err(page) => page,
    })
}

fn page(token: &str, email: &str, problems: Option<&Problems>) -> View {
    let page = Page {
        action: format!("/reset-password/{token}"),
        email,
        problems,
    };
    View::new("signin/reset.html", page)
}

async fn create(
    app: App,
    visit: Visit,
    headers: HeaderMap,
    Path(token): Path<String>,
    form: Posted,
) -> Result<Response> {
    own_logins(&visit)?;
    let ask = match opened(&app, &visit, Purpose::Reset, &token).await? {
        Ok(ask) => ask,
        Err(page) => return Ok(page),
    };
    let word = form.text("password").to_owned();
    if let Some(key) = password_rules::fault(&word, &[&ask.email]) {
        let mut problems = Problems::default();
        problems.add("password", key);
        return Ok(refused(page(&token, &ask.email, Some(&problems))));
    }
    let account_id = visit.site.account_id;
    let Some(login) = members::login(&app.db, account_id, &ask.email).await? else {
        return Ok(spent(Purpose::Reset));
    };
    let hash = password::hash(word).await?;
    let tx = app.db.begin().await?;
    asks::use_up(&tx, &app, account_id, &ask).await?;
    members::set_password(&tx, &app, account_id, login.contact_id, &hash, "").await?;
    tx.commit().await?;
    let who = Entrant {
        contact_id: login.contact_id,
        method: Method::Password,
        connection_id: None,
        remember: false,
    };
    enter(&app, &visit, who, "", &headers).await
}

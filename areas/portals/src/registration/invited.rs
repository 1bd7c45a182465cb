//! Coming by an invitation: the link proves the address, and the first password is set [A2].

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::form::Posted;
use base::network::Network;
use base::path::Path;
use base::sessions::Method;
use base::{App, Error, Problems, Result, View, password};
use http::{HeaderMap, StatusCode};
use serde::Serialize;

use super::{NewMember, complete, judge};
use crate::asks::{Ask, Purpose};
use crate::consent::Shown;
use crate::members::Visit;
use crate::signin::opened;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/invitation/{token}", get(show).post(create))
}

#[derive(Serialize)]
struct Page<'a> {
    token: &'a str,
    email: &'a str,
    consent: Option<Shown>,
    consents: bool,
    problems: Option<&'a Problems>,
}

fn page(
    visit: &Visit,
    token: &str,
    ask: &Ask,
    consents: bool,
    problems: Option<&Problems>,
) -> View {
    let page = Page {
        token,
        email: &ask.email,
        consent: Shown::new(visit.site.consent.as_ref(), &visit.site.language),
        consents,
        problems,
    };
    View::new("registration/invited.html", page)
}

async fn show(app: App, visit: Visit, Path(token): Path<String>) -> Result<Response> {
    Ok(
        match opened(&app, &visit, Purpose::Invitation, &token).await? {
            Ok(ask) => page(&visit, &token, &ask, false, None).into_response(),
            Err(page) => page,
        },
    )
}

async fn create(
    app: App,
    visit: Visit,
    network: Network,
    headers: HeaderMap,
    Path(token): Path<String>,
    mut form: Posted,
) -> Result<Response> {
    if !visit.site.settings.access.has_own_logins() {
        return Err(Error::Forbidden("signin-sso-only"));
    }
    let ask = match opened(&app, &visit, Purpose::Invitation, &token).await? {
        Ok(ask) => ask,
        Err(page) => return Ok(page),
    };
    let word = form.text("password").to_owned();
    let given = form.has("consent");
    judge(&mut form.problems, &word, &[&ask.email]);
    let terms = visit.site.consent.as_ref();
    if terms.is_some_and(|terms| terms.required && !terms.texts.is_empty()) && !given {
        form.problems.add("consent", "consent-need");
    }
    if !form.problems.is_empty() {
        return Ok(page(&visit, &token, &ask, given, Some(&form.problems))
            .status(StatusCode::UNPROCESSABLE_ENTITY)
            .into_response());
    }
    let hash = password::hash(word).await?;
    let choice = terms.and_then(|it| it.choice(&visit.site.language, given, &network));
    let new = NewMember {
        method: Method::Invitation,
        first_name: "",
        last_name: "",
        password_hash: &hash,
        consent: choice.as_ref(),
    };
    complete(&app, &visit, &ask, &new, &headers).await
}

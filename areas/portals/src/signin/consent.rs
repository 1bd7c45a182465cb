//! The page that asks a member to agree before anything else, when the texts have changed or were taken back.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::form::Posted;
use base::network::Network;
use base::view::Go;
use base::{App, Error, Problems, Result, View};
use http::StatusCode;
use serde::Serialize;

use crate::consent::{Shown, keep};
use crate::members::{Member, Visit};

/// Where it stands on a domain.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/consent", get(new).post(create))
}

#[derive(Serialize)]
struct Page<'a> {
    consent: Shown,
    problems: Option<&'a Problems>,
}

/// Whoever owes no answer has nothing to do here.
fn asked(visit: &Visit) -> Result<(&Member, Shown)> {
    let member = visit.whoever().ok_or(Error::SignIn)?;
    let shown = Shown::new(visit.site.consent.as_ref(), &member.language);
    match shown.filter(|_| visit.owes_consent) {
        Some(shown) => Ok((member, shown)),
        None => Err(Error::First("/")),
    }
}

async fn new(visit: Visit) -> Result<View> {
    let (_, consent) = asked(&visit)?;
    Ok(View::new(
        "signin/consent.html",
        Page {
            consent,
            problems: None,
        },
    ))
}

async fn create(app: App, visit: Visit, network: Network, form: Posted) -> Result<Response> {
    let (member, consent) = asked(&visit)?;
    let given = form.has("consent");
    if !given && consent.required() {
        let mut problems = Problems::default();
        problems.add("consent", "consent-need");
        let page = Page {
            consent,
            problems: Some(&problems),
        };
        let view = View::new("signin/consent.html", page);
        return Ok(view
            .status(StatusCode::UNPROCESSABLE_ENTITY)
            .into_response());
    }
    let terms = visit.site.consent.as_ref();
    if let Some(choice) = terms.and_then(|it| it.choice(&member.language, given, &network)) {
        let tx = app.db.begin().await?;
        let by = member.actor();
        keep(&tx, &app, member.account_id, &by, &visit.site.host, &choice).await?;
        tx.commit().await?;
    }
    Ok(Go::to(member.path(""))
        .flash("common-saved")
        .into_response())
}

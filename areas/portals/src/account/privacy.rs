//! The page of what one agreed to.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base::path::Path;
use base::view::Go;
use base::{App, Result, View};
use serde::Serialize;

use crate::consent::{self, Consent};
use crate::members::Subject;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account/privacy", get(show))
        .route("/account/consents/{id}", post(withdraw))
}

#[derive(Serialize)]
struct Page {
    consents: Vec<Answer>,
}

/// An answer, with what was read as it was shown.
#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    consent: Consent,
    html: String,
}

async fn show(app: App, Subject(member): Subject) -> Result<View> {
    let all = consent::of(&app.db, member.account_id, member.contact_id).await?;
    let shown = |consent: Consent| Answer {
        html: html::markdown(&consent.text),
        consent,
    };
    let consents = all.into_iter().map(shown).collect();
    Ok(View::new("account/privacy.html", Page { consents }))
}

async fn withdraw(app: App, Subject(member): Subject, Path(id): Path<i64>) -> Result<Response> {
    let tx = app.db.begin().await?;
    consent::withdraw(&tx, &app, member.account_id, &member.actor(), id).await?;
    tx.commit().await?;
    Ok(Go::to("/account/privacy")
        .flash("common-saved")
        .into_response())
}

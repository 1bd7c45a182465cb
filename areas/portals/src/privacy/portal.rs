//! The page of a copy of one's own data.

use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use base::path::Path;
use base::view::Go;
use base::{App, Result, View};
use serde::Serialize;

use super::{Request, store};
use crate::members::Subject;

/// Where these pages stand on a domain.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/account/data", get(show).post(ask))
        .route("/account/data/{id}", post(take))
}

#[derive(Serialize)]
struct Page {
    request: Option<Request>,
}

async fn show(app: App, Subject(member): Subject) -> Result<View> {
    let request = store::latest(&app.db, member.account_id, member.contact_id).await?;
    Ok(View::new("privacy/data.html", Page { request }))
}

async fn ask(app: App, Subject(member): Subject) -> Result<Go> {
    let tx = app.db.begin().await?;
    super::ask(&tx, &app, &member).await?;
    tx.commit().await?;
    Ok(Go::to("/account/data").flash("data-asked"))
}

async fn take(app: App, Subject(member): Subject, Path(id): Path<i64>) -> Result<Response> {
    super::take(&app, &member, id).await
}

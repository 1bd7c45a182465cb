//! The administrator's pages: who asked to be erased, and the answer.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base::form::Posted;
use base::path::{Path, Query};
use base::view::Go;
use base::{App, Problems, Result, View};
use http::StatusCode;
use people::agents::{Agent, Permission};
use serde::{Deserialize, Serialize};
use web::keyset::{Page, Place};

use super::{Erasure, find, store};

/// Where these pages stand on the desk's host.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/settings/privacy", get(index))
        .route("/settings/privacy/{id}", get(show))
        .route("/settings/privacy/{id}/accept", post(accept))
        .route("/settings/privacy/{id}/refuse", post(refuse))
}

/// Rows a page.
const SIZE: usize = 50;
/// How long a reason may be.
const REASON: usize = 2000;

#[derive(Deserialize)]
struct At {
    #[serde(default)]
    at: String,
}

#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    row: Erasure,
    name: String,
}

fn line(row: Erasure) -> Line {
    Line {
        name: row.name(),
        row,
    }
}

#[derive(Serialize)]
struct Index {
    waiting: Vec<Line>,
    page: Page<Line>,
}

async fn index(app: App, agent: Agent, Query(at): Query<At>) -> Result<View> {
    agent.needs(Permission::PortalSettings)?;
    let place = Place::from_text(&at.at, 1);
    let waiting = store::waiting(&app.db, agent.account_id).await?;
    let statement = store::statement(agent.account_id, place.as_ref(), SIZE);
    let answered: Vec<Erasure> = statement.all(&app.db).await?;
    let lines = answered.into_iter().map(line).collect();
    let index = Index {
        waiting: waiting.into_iter().map(line).collect(),
        page: Page::new(lines, SIZE, place.as_ref(), |it| vec![it.row.id]),
    };
    Ok(View::new("erasure/list.html", index))
}

#[derive(Serialize)]
struct Show<'a> {
    it: Line,
    reason: &'a str,
    problems: Option<&'a Problems>,
}

async fn page(
    app: &App,
    agent: &Agent,
    id: i64,
    reason: &str,
    problems: Option<&Problems>,
) -> Result<View> {
    let it = line(find(&app.db, agent.account_id, id).await?);
    let page = Show {
        it,
        reason,
        problems,
    };
    Ok(View::new("erasure/show.html", page))
}

async fn show(app: App, agent: Agent, Path(id): Path<i64>) -> Result<View> {
    agent.needs(Permission::PortalSettings)?;
    page(&app, &agent, id, "", None).await
}

async fn accept(app: App, agent: Agent, Path(id): Path<i64>, form: Posted) -> Result<Response> {
    agent.needs(Permission::PortalSettings)?;
    if !form.has("sure") {
        let mut problems = Problems::default();
        problems.add("sure", "erasure-sure-missing");
        let view = page(&app, &agent, id, "", Some(&problems)).await?;
        return Ok(refused(view));
    }
    let tx = app.db.begin().await?;
    super::accept(&tx, &app, agent.account_id, &agent.actor(), id).await?;
    tx.commit().await?;
    Ok(Go::to("/settings/privacy")
        .flash("erasure-accepted")
        .into_response())
}

async fn refuse(app: App, agent: Agent, Path(id): Path<i64>, mut form: Posted) -> Result<Response> {
    agent.needs(Permission::PortalSettings)?;
    let reason = form.required("reason", REASON);
    if !form.problems.is_empty() {
        let view = page(&app, &agent, id, &reason, Some(&form.problems)).await?;
        return Ok(refused(view));
    }
    let tx = app.db.begin().await?;
    super::refuse(&tx, &app, agent.account_id, &agent.actor(), id, &reason).await?;
    tx.commit().await?;
    Ok(Go::to("/settings/privacy")
        .flash("erasure-refused")
        .into_response())
}

fn refused(view: View) -> Response {
    view.status(StatusCode::UNPROCESSABLE_ENTITY)
        .into_response()
}

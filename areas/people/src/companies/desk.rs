//! The agents' page of a company.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::form::Posted;
use base::path::Path;
use base::view::Go;
use base::{App, Problems, Result, View};
use http::StatusCode;
use serde::Serialize;

use super::{Company, NAME};
use crate::agents::Agent;

/// Where this page stands on the desk's host.
pub fn routes() -> Router<App> {
    Router::new().route("/companies/{id}", get(show).post(change))
}

#[derive(Serialize)]
struct Record {
    title: String,
    company: Company,
    problems: Problems,
}

async fn show(app: App, agent: Agent, Path(id): Path<i64>) -> Result<View> {
    let company = super::find(&app.db, agent.account_id, id).await?;
    let record = Record {
        title: company.name.clone(),
        company,
        problems: Problems::default(),
    };
    Ok(View::new("companies/show.html", record))
}

async fn change(
    app: App,
    agent: Agent,
    Path(id): Path<i64>,
    mut posted: Posted,
) -> Result<Response> {
    let known = super::find(&app.db, agent.account_id, id).await?;
    let company = Company {
        id,
        name: posted.required("name", NAME),
        domain: posted.optional("domain", NAME),
    };
    if !posted.problems.is_empty() {
        let record = Record {
            title: known.name,
            company,
            problems: posted.problems,
        };
        let view = View::new("companies/show.html", record);
        return Ok(view
            .status(StatusCode::UNPROCESSABLE_ENTITY)
            .into_response());
    }
    let tx = app.db.begin().await?;
    super::change(&tx, &app, agent.account_id, &agent.actor(), &company).await?;
    tx.commit().await?;
    Ok(Go::to(format!("/companies/{id}"))
        .flash("common-saved")
        .into_response())
}

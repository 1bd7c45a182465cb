//! The administrator's pages of members and of those who were invited.

use axum::Router;
use axum::routing::{get, post};
use base::form::Posted;
use base::path::{Path, Query};
use base::view::Go;
use base::{App, Result, View};
use people::agents::{Agent, Permission};
use people::lists::{self, List};
use serde::{Deserialize, Serialize};
use web::keyset::{Page, Place};

use super::list::{Row, Standing, list};
use crate::invitations;

/// Where these pages stand on the desk's host.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/members", get(index))
        .route("/settings/members/{id}", post(change))
        .route("/settings/invitations", get(invited).post(again))
}

/// Rows a page.
const SIZE: usize = 50;

#[derive(Deserialize)]
struct At {
    #[serde(default)]
    at: String,
}

#[derive(Serialize)]
struct Line<T, S> {
    #[serde(flatten)]
    row: T,
    name: String,
    standing: S,
}

#[derive(Serialize)]
struct Members {
    page: Page<Line<Row, Standing>>,
}

async fn index(app: App, agent: Agent, Query(at): Query<At>) -> Result<View> {
    agent.needs(Permission::PortalSettings)?;
    let place = Place::from_text(&at.at, 1);
    let rows = list(&app.db, agent.account_id, place.as_ref(), SIZE).await?;
    let lines = rows.into_iter().map(|row| Line {
        name: people::contacts::full_name(&row.first_name, &row.last_name, row.email.as_deref()),
        standing: row.standing(),
        row,
    });
    let page = Page::new(lines.collect(), SIZE, place.as_ref(), |it| {
        vec![it.row.contact_id]
    });
    Ok(View::new("members/list.html", Members { page }))
}

/// Switches a login off, or on again.
async fn change(app: App, agent: Agent, Path(id): Path<i64>, form: Posted) -> Result<Go> {
    agent.needs(Permission::PortalSettings)?;
    let tx = app.db.begin().await?;
    let disabled = form.has("disable");
    super::disable(&tx, &app, agent.account_id, &agent.actor(), id, disabled).await?;
    tx.commit().await?;
    Ok(Go::to("/settings/members").flash("common-saved"))
}

#[derive(Serialize)]
struct Invited {
    page: Page<Line<invitations::Row, invitations::Status>>,
    lists: Vec<List>,
}

async fn invited(app: App, agent: Agent, Query(at): Query<At>) -> Result<View> {
    agent.needs(Permission::PortalSettings)?;
    let place = Place::from_text(&at.at, 1);
    let rows = invitations::list(&app.db, agent.account_id, place.as_ref(), SIZE).await?;
    let lines = rows.into_iter().map(|row| Line {
        name: people::contacts::full_name(&row.first_name, &row.last_name, Some(&row.email)),
        standing: row.status(app.now()),
        row,
    });
    let page = Page::new(lines.collect(), SIZE, place.as_ref(), |it| {
        vec![it.row.contact_id]
    });
    let lists = lists::list(&app.db, agent.account_id).await?;
    Ok(View::new("members/invited.html", Invited { page, lists }))
}

/// Sends invitations again: to one contact, or to all of a list who have no login yet.
async fn again(app: App, agent: Agent, form: Posted) -> Result<Go> {
    agent.needs(Permission::PortalSettings)?;
    let tx = app.db.begin().await?;
    let account_id = agent.account_id;
    let contacts = match (form.number("contact"), form.number("list")) {
        (Some(contact_id), _) => vec![contact_id],
        (None, Some(list_id)) => invitations::pending_in(&tx, account_id, list_id).await?,
        (None, None) => Vec::new(),
    };
    invitations::again(&tx, &app, account_id, &agent.actor(), &contacts).await?;
    tx.commit().await?;
    Ok(Go::to("/settings/invitations").flash("invitations-sent"))
}

//! The page of how one signs in: password, and where one is signed in.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base::factors::{Held, Owner};
use base::form::Posted;
use base::network::Network;
use base::path::Path;
use base::sessions::{self, Kind, Session};
use base::view::Go;
use base::{App, Event, Problems, Result, View, event, password, password_rules};
use http::{HeaderMap, StatusCode};
use serde::Serialize;

use super::store;
use crate::factors::Myself;
use crate::members::{self, Member, Visit};
use crate::signin::gives_password;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account/security", get(show))
        .route("/account/password", post(change_password))
        // also where its page is loaded again that shows what went wrong
        .route("/account/sessions", get(back).post(end_others))
        .route("/account/sessions/{id}", post(end_one))
        .route("/account/stay", post(stay))
}

#[derive(Serialize)]
struct Page<'a> {
    held: Held,
    sessions: Vec<Session>,
    has_password: bool,
    problems: Option<&'a Problems>,
}

async fn page(
    app: &App,
    visit: &Visit,
    member: &Member,
    problems: Option<&Problems>,
) -> Result<View> {
    let (db, account_id, now) = (&app.db, member.account_id, app.now());
    let (id, this) = (member.contact_id, member.session());
    let row = store::find(db, member).await?;
    let page = Page {
        held: Myself::new(member, &visit.site).person().held(db).await?,
        sessions: sessions::list(db, account_id, Kind::Member, id, this, now).await?,
        has_password: visit.site.settings.access.has_own_logins() && !row.password_hash.is_empty(),
        problems,
    };
    Ok(View::new("account/security.html", page))
}

async fn show(app: App, visit: Visit, member: Member) -> Result<View> {
    page(&app, &visit, &member, None).await
}

async fn again(app: &App, visit: &Visit, member: &Member, problems: &Problems) -> Result<Response> {
    let view = page(app, visit, member, Some(problems)).await?;
    Ok(view
        .status(StatusCode::UNPROCESSABLE_ENTITY)
        .into_response())
}

fn saved() -> Response {
    Go::to("/account/security")
        .flash("common-saved")
        .into_response()
}

/// A new password takes the old one, where there is one: a session alone is not enough. All other devices are signed out.
async fn change_password(
    app: App,
    visit: Visit,
    member: Member,
    network: Network,
    headers: HeaderMap,
    mut form: Posted,
) -> Result<Response> {
    let old = form.text("old_password").to_owned();
    let word = form.text("password").to_owned();
    if !gives_password(&app, &visit, &network, &headers, &member, old).await? {
        form.problems.add("old_password", "error-password");
    }
    if let Some(key) = password_rules::fault(&word, &[&member.email, &member.name]) {
        form.problems.add("password", key);
    }
    if !form.problems.is_empty() {
        return again(&app, &visit, &member, &form.problems).await;
    }
    let hash = password::hash(word).await?;
    let tx = app.db.begin().await?;
    let (account_id, id) = (member.account_id, member.contact_id);
    members::set_password(&tx, &app, account_id, id, &hash, member.session()).await?;
    tx.commit().await?;
    Ok(Go::to("/account/security")
        .flash("reset-done")
        .into_response())
}

async fn end_one(app: App, member: Member, Path(id): Path<i64>) -> Result<Response> {
    let tx = app.db.begin().await?;
    let kind = Kind::Member;
    sessions::end_one(&tx, member.account_id, kind, member.contact_id, id).await?;
    record_end(&tx, &app, &member).await?;
    tx.commit().await?;
    Ok(saved())
}

async fn back(_: Member) -> Go {
    Go::to("/account/security")
}

async fn end_others(app: App, member: Member) -> Result<Response> {
    let tx = app.db.begin().await?;
    let (account_id, id) = (member.account_id, member.contact_id);
    sessions::end_others(&tx, account_id, Kind::Member, id, member.session()).await?;
    record_end(&tx, &app, &member).await?;
    tx.commit().await?;
    Ok(saved())
}

async fn record_end(tx: &db::Tx, app: &App, member: &Member) -> Result<()> {
    let ended = Event::SessionsEnded {
        person_id: member.contact_id,
    };
    event::record(tx, app, member.account_id, &member.actor(), ended).await?;
    Ok(())
}

/// Somebody at the page wants to stay: being asked is use enough.
async fn stay(_: Member) -> StatusCode {
    StatusCode::NO_CONTENT
}

//! The agents' inbox: views, a list, a conversation and what belongs to it, each with an address of its own. Everything here is
//! looked up in the account of the agent who asks.

mod accept;
mod act;
mod compose;
mod items;
mod list;
mod live;
mod mails;
mod store;
mod thread;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::Response;
use axum::routing::{get, post};
use base::path::{Path, Query};
use base::{App, Result, View};
use people::agents::Agent;

use super::Thread;
use list::Ask;

/// Where these pages stand on the desk's host.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/inbox", get(index))
        .route("/inbox/{id}", get(show))
        .route("/inbox/{id}/reply", post(compose::reply))
        .route("/inbox/{id}/assign", post(act::assign))
        .route("/inbox/{id}/stage", post(act::stage))
        .route("/inbox/{id}/priority", post(act::priority))
        .route("/inbox/{id}/close", post(act::close))
        .route("/inbox/{id}/reopen", post(act::reopen))
        .route("/inbox/{id}/spam", post(act::spam))
        .route("/inbox/{id}/participants", post(act::add_participant))
        .route("/inbox/{id}/accept/{entry_id}", post(accept::accept))
        .route(
            "/inbox/{id}/messages/{message_id}/mails/{mail_id}",
            post(mails::send_again),
        )
        .route("/uploads", post(compose::upload))
        .route("/drafts/{id}", post(compose::draft))
        .route("/files/{id}/{name}", get(file))
        .route("/live", get(live::live))
        .layer(DefaultBodyLimit::disable()) // forms with files have limits of their own
}

async fn index(app: App, agent: Agent, Query(ask): Query<Ask>) -> Result<View> {
    thread::none(&app, &agent, &ask).await
}

async fn show(app: App, agent: Agent, Path(id): Path<i64>, Query(ask): Query<Ask>) -> Result<View> {
    thread::one(&app, &agent, id, &ask, None).await
}

/// A conversation in the workspace as it stood.
fn here(thread: &Thread, ask: &Ask) -> String {
    format!("/inbox/{}{}", thread.id, ask.query())
}

async fn file(app: App, agent: Agent, Path((id, _)): Path<(i64, String)>) -> Result<Response> {
    let file = store::file(&app.db, agent.account_id, id).await?;
    app.files.serve(&file).await
}

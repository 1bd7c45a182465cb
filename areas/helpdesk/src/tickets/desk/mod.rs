//! The agents' pages of tickets: the table of all, a ticket's record with its timeline, and logging a call.

mod act;
mod call;
mod events;
mod record;
pub(in crate::tickets) mod store;
mod table;

use axum::Router;
use axum::routing::{get, post};
use base::App;

pub(crate) use events::{EventWords, Line as EventLine, lines as event_lines};

/// Where these pages stand on the desk's host.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/tickets", get(table::index))
        .route("/tickets/{id}", get(record::show))
        .route("/tickets/{id}/subject", post(act::rename))
        .route("/tickets/{id}/stage", post(act::stage))
        .route("/tickets/{id}/assign", post(act::assign))
        .route("/tickets/{id}/priority", post(act::priority))
        .route("/tickets/{id}/participants", post(act::add_participant))
        .route(
            "/tickets/{id}/participants/{contact_id}/remove",
            post(act::remove_participant),
        )
        .route("/tickets/{id}/note", post(act::note))
        .route("/tickets/{id}/conversation", post(act::write))
        .route("/calls/new", get(call::new).post(call::create))
}

//! Addresses of HubSpot's members lead to ours, so that a domain that moved keeps its links [U3].

use axum::Router;
use axum::routing::get;
use base::App;
use base::path::Query;
use base::view::{Go, encode};
use serde::Deserialize;

use super::portal::path_of;
use crate::members::Visit;

pub(super) fn routes() -> Router<App> {
    let to = |ours: &'static str| {
        get(async move |visit: Visit, Query(given): Query<Given>| {
            let next = path_of(&visit, &given.redirect_url).unwrap_or_default();
            Go::to(match (ours, next) {
                ("/sign-in" | "/register", next) if !next.is_empty() => {
                    format!("{ours}?next={}", encode(next))
                }
                _ => ours.to_owned(),
            })
        })
    };
    Router::new()
        .route("/_hcms/mem/login", to("/sign-in"))
        .route("/_hcms/mem/logout", to("/sign-out"))
        .route("/_hcms/mem/register", to("/register"))
        .route("/_hcms/mem/reset/request", to("/reset-password"))
        .route("/_hcms/mem/reset", to("/reset-password"))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Given {
    redirect_url: String,
}

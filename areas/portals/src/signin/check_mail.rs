//! The page after asking for a link: where to look, and how to get it once more. It says the same whoever asked.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::view::Go;
use base::{App, Result, View};
use http::HeaderMap;
use serde::Serialize;

use crate::asks::{self, Purpose};
use crate::members::Visit;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/check-mail", get(show).post(again))
}

/// Sends a browser there, with the cookie by which its ask is known.
pub fn go(cookie: String) -> Response {
    Go::to("/check-mail").cookie(cookie).into_response()
}

#[derive(Serialize)]
struct Page<'a> {
    email: &'a str,
    purpose: Purpose,
    minutes: i64,
    back: &'static str,
}

async fn show(app: App, visit: Visit, headers: HeaderMap) -> Result<Response> {
    let Some(ask) = asks::of_browser(&app, visit.site.account_id, &headers).await? else {
        return Ok(Go::to("/sign-in").into_response());
    };
    let page = Page {
        email: &ask.email,
        purpose: ask.purpose,
        minutes: ask.minutes(),
        back: match ask.purpose {
            Purpose::Registration => "/register",
            Purpose::Reset => "/reset-password",
            Purpose::Address => "/account",
            Purpose::Erasure => "/account/erasure",
            Purpose::Link | Purpose::Invitation => "/sign-in",
        },
    };
    Ok(View::new("signin/check_mail.html", page).into_response())
}

async fn again(app: App, visit: Visit, headers: HeaderMap) -> Result<Go> {
    let account_id = visit.site.account_id;
    let Some(ask) = asks::of_browser(&app, account_id, &headers).await? else {
        return Ok(Go::to("/sign-in"));
    };
    asks::again(&app, account_id, &ask).await?;
    Ok(Go::to("/check-mail").flash("check-again"))
}

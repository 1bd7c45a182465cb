//! Sign-in by a token of the customer's own application, by the addresses that HubSpot's members use [A8] (hubspot.md 10.3). The
//! token stands in an address, so that it counts once, is kept out of logs, and the answer leads away from it.

use ::sso::{Accepted, jwt};
use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::path::Query;
use base::sso::pending::{self, Leaving};
use base::sso::{self, Connection, Kind, refuse};
use base::view::{Go, encode};
use base::{App, Error, Result};
use http::HeaderMap;
use serde::Deserialize;

use super::portal::{connection, path_of};
use super::{arrival, place, trial};
use crate::members::Visit;

const VERIFY: &str = "/_hcms/mem/jwt/verify";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sso/jwt/login", get(login))
        .route("/_hcms/mem/jwt", get(come).head(nothing))
        .route("/_hcms/mem/jwt/verify", get(verify).head(nothing))
}

/// Whoever only asks whether a page is there uses no token up.
async fn nothing() -> Error {
    Error::NotFound
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Given {
    jwt: String,
    redirect_url: String,
    next: String,
}

async fn login(app: App, visit: Visit, Query(given): Query<Given>) -> Result<Response> {
    let connection = sso::open(connection(&app, &visit, Kind::Jwt, "").await?)?;
    let next = crate::signin::landing(&visit, &given.next);
    Ok(Go::to(remote(&visit, &connection, &next)).into_response())
}

/// The customer's page, told where to come back to.
pub(super) fn remote(visit: &Visit, connection: &Connection, path: &str) -> String {
    let url = &connection.settings.0.remote_url;
    let sign = if url.contains('?') { '&' } else { '?' };
    let back = format!("{}{path}", visit.site.origin.trim_end_matches('/'));
    format!(
        "{url}{sign}redirect_url={}",
        encode(&back).replace('/', "%2F")
    )
}

async fn come(
    app: App,
    visit: Visit,
    headers: HeaderMap,
    Query(given): Query<Given>,
) -> Result<Response> {
    let next = path_of(&visit, &given.redirect_url).unwrap_or_default();
    if next.starts_with(VERIFY) {
        return check(&app, &visit, &given.jwt, &headers).await;
    }
    let connection = sso::open(connection(&app, &visit, Kind::Jwt, "").await?)?;
    match read(&app, &visit, &connection, &given.jwt).await? {
        Ok(accepted) => arrival::enter(&app, &visit, &connection, &accepted, next, &headers).await,
        Err(refused) => refuse(&app, &place(&visit), Some(&connection), &refused, next).await,
    }
}

async fn read(
    app: &App,
    visit: &Visit,
    connection: &Connection,
    token: &str,
) -> Result<::sso::Result<Accepted>> {
    let settings = &connection.settings.0;
    let key = settings.key.open(&app.keys)?;
    let rules = jwt::Rules {
        algorithm: settings.algorithm,
        key: &key,
        audience: &settings.audience,
        issuer: &settings.issuer,
    };
    match jwt::read(token, &rules, app.now()) {
        Ok(accepted) => sso::once(app, visit.site.account_id, connection, accepted).await,
        Err(refused) => Ok(Err(refused)),
    }
}

async fn verify(
    app: App,
    visit: Visit,
    headers: HeaderMap,
    Query(given): Query<Given>,
) -> Result<Response> {
    check(&app, &visit, &given.jwt, &headers).await
}

/// The set-up test: shows whoever holds a token what it says, lets nobody in. It counts as the connection's test only in the browser
/// of the agent who began it.
async fn check(app: &App, visit: &Visit, token: &str, headers: &HeaderMap) -> Result<Response> {
    let Some(connection) = connection(app, visit, Kind::Jwt, "").await? else {
        return Err(Error::NotFound);
    };
    let accepted = match read(app, visit, &connection, token).await? {
        Ok(accepted) => accepted,
        Err(refused) => {
            refuse(app, &place(visit), Some(&connection), &refused, "").await?;
            return Ok(sso::trial::failed(&connection, &refused));
        }
    };
    let state = state(&connection, &pending::browser(app, headers));
    let begun = pending::take(app, visit.site.account_id, &state, headers).await?;
    if let Some(tester_id) = begun.and_then(|begun| begun.tester_id) {
        return trial::held(app, visit, &connection, &accepted, tester_id).await;
    }
    let verdict = trial::verdict(&connection, &accepted);
    Ok(sso::trial::shown(&connection, &accepted, &verdict, false))
}

/// The application gives nothing back but the token, so that a test is found by its connection and browser.
fn state(connection: &Connection, browser_hash: &str) -> String {
    format!("test of {} in {browser_hash}", connection.id)
}

/// Sends an agent who tries the connection out to the customer's page.
pub(super) async fn leave(
    app: &App,
    visit: &Visit,
    connection: &Connection,
    tester_id: i64,
    headers: &HeaderMap,
) -> Result<Response> {
    let mut leaving = Leaving::new(app, headers);
    leaving.state = state(connection, &leaving.browser_hash());
    pending::take(app, visit.site.account_id, &leaving.state, headers).await?;
    let cookie = leaving
        .keep(
            app,
            visit.site.account_id,
            connection,
            "",
            Some(tester_id),
            &(),
        )
        .await?;
    Ok(Go::to(remote(visit, connection, VERIFY))
        .cookie(cookie)
        .into_response())
}

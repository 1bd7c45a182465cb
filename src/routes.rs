//! What is served where, in one view: the desk on the host of `app_url`, portals on connected domains, and nothing of one on the
//! other's host [U1]. The host decides before any page is looked for.

use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use base::{App, Error};
use http::{StatusCode, Uri};
use people::{agents, companies, contacts, lists};
use portals::members;
use portals::portals as sites;
use tower::ServiceExt;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

/// Everything.
pub fn all(app: &App) -> Router {
    let (desk, portal) = (desk(app), portal(app));
    let desk_host = app.config.desk_host().to_owned();
    let by_host = move |request: Request| {
        let side = if base::config::host_asked_for(&request).is_some_and(|host| host == desk_host) {
            desk.clone()
        } else {
            portal.clone()
        };
        async move {
            side.oneshot(request)
                .await
                .unwrap_or_else(|never| match never {})
        }
    };
    Router::new()
        .route("/healthz", get(async || "ok"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .route("/assets/{*file}", get(asset))
        .fallback(by_host)
        .layer(CatchPanicLayer::new())
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(middleware::from_fn(web::headers::secure))
        .with_state(app.clone())
}

/// The desk's pages.
fn desk(app: &App) -> Router {
    let mut pages = Router::new()
        .merge(agents::routes())
        .merge(people::audit::routes())
        .merge(contacts::routes())
        .merge(companies::routes())
        .merge(portals::settings_routes())
        .merge(portals::sso::desk_routes())
        .merge(lists::routes(lists::Uses(|app, account_id| {
            Box::pin(async move { sites::of_lists(&app.db, account_id).await })
        })))
        .merge(helpdesk::conversations::desk_routes())
        .merge(helpdesk::tickets::desk_routes())
        .merge(channels::email::desk_routes());
    if app.config.catch_mail {
        pages = pages.merge(channels::email::caught_routes());
    }
    pages
        .fallback(nothing)
        .method_not_allowed_fallback(nothing)
        .layer(middleware::from_fn(ours_only))
        .layer(middleware::from_fn_with_state(app.clone(), agents::layer))
        .with_state(app.clone())
}

/// The portals' pages.
fn portal(app: &App) -> Router {
    Router::new()
        .merge(portals::signin::routes())
        .merge(portals::sso::routes())
        .merge(portals::registration::routes())
        .merge(portals::account::routes())
        .merge(portals::privacy::routes())
        .merge(portals::erasure::routes())
        .merge(portals::factors::routes())
        .merge(helpdesk::tickets::portal_routes())
        .fallback(nothing)
        .method_not_allowed_fallback(nothing)
        .layer(middleware::from_fn(ours_or_a_provider))
        .layer(middleware::from_fn_with_state(
            members::Door::new(app.clone()),
            members::layer,
        ))
        .with_state(app.clone())
}

/// A form that another site sends changes nothing [X7].
async fn ours_only(request: Request, next: Next) -> Response {
    if web::origin::is_ours(request.method(), request.headers()) {
        next.run(request).await
    } else {
        Error::Foreign.into_response()
    }
}

/// The same, but a response of an identity provider is posted from its own site: it is signed, and counts only in the browser that
/// asked for it [X6].
async fn ours_or_a_provider(request: Request, next: Next) -> Response {
    if request.uri().path() == base::sso::ACS {
        next.run(request).await
    } else {
        ours_only(request, next).await
    }
}

async fn nothing() -> Error {
    Error::NotFound
}

async fn asset(State(app): State<App>, uri: Uri, headers: http::HeaderMap) -> Response {
    app.views.assets.serve(uri.path(), &headers)
}

/// Whether requests can be answered: the database is there, and has room.
async fn ready(State(app): State<App>) -> Response {
    let pending = async {
        app.db.check().await?;
        jobs::pending(&app.db).await
    };
    match pending.await {
        Ok(jobs) => Json(serde_json::json!({ "ready": true, "jobs": jobs })).into_response(),
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                Json(serde_json::json!({ "ready": false })),
            )
                .into_response()
        }
    }
}

/// For Prometheus, in its text format, and on this machine only: how many statements a request took tells strangers what it found
/// [A12].
async fn metrics(State(app): State<App>, request: Request) -> Result<String, Error> {
    let peer = request
        .extensions()
        .get::<axum::extract::ConnectInfo<std::net::SocketAddr>>();
    let is_near = peer.is_none_or(|peer| peer.0.ip().to_canonical().is_loopback());
    let is_passed_on = ["forwarded", "x-forwarded-for", "via"]
        .iter()
        .any(|name| request.headers().contains_key(*name));
    if !is_near || is_passed_on {
        return Err(Error::NotFound);
    }
    let jobs = jobs::pending(&app.db).await.unwrap_or(-1);
    Ok(format!(
        "# TYPE portico_sql_statements_total counter\nportico_sql_statements_total {}\n\
         # TYPE portico_jobs_pending gauge\nportico_jobs_pending {jobs}\n",
        app.db.statements()
    ))
}

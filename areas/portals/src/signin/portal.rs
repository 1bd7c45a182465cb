//! The pages of signing in and out, and the account page.

use axum::Router;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::form::Posted;
use base::view::{Go, local_path};
use base::{App, Error, Problems, Result, View, sessions};
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};

use crate::members::{Member, Visit};

/// Where these pages stand on a domain.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(new).post(create))
        .route("/sign-out", get(out).post(end))
        .route("/account", get(account))
}

#[derive(Serialize)]
struct SignIn<'a> {
    next: &'a str,
    email: &'a str,
    timed_out: bool,
    problems: Option<&'a Problems>,
}

impl SignIn<'_> {
    fn view(&self) -> View {
        View::new("signin/sign_in.html", self)
    }
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

async fn new(visit: Visit, Query(query): Query<Next>) -> Response {
    let next = local_path(&query.next).unwrap_or_default();
    if visit.member.is_some() {
        return Go::to(landing(&visit, next)).into_response();
    }
    SignIn {
        next,
        email: "",
        timed_out: visit.timed_out,
        problems: None,
    }
    .view()
    .into_response()
}

fn landing(visit: &Visit, next: &str) -> String {
    if next.is_empty() {
        format!("/{}", visit.site.settings.slug)
    } else {
        next.to_owned()
    }
}

async fn create(app: App, visit: Visit, headers: HeaderMap, form: Posted) -> Result<Response> {
    let (email, next) = (
        form.text("email"),
        local_path(form.text("next")).unwrap_or_default(),
    );
    let word = form.text("password").to_owned();
    match super::by_password(
        &app,
        &visit.site,
        email,
        word,
        form.has("remember"),
        &headers,
    )
    .await
    {
        Ok(cookie) => {
            let secure = app.config.secure_cookies();
            let age = form.has("remember").then_some(30 * 24 * 60 * 60);
            let cookie = web::cookie::write(sessions::cookie_name(secure), &cookie, secure, age);
            Ok(Go::to(landing(&visit, next)).cookie(cookie).into_response())
        }
        Err(Error::Invalid(problems)) => {
            let page = SignIn {
                next,
                email,
                timed_out: false,
                problems: Some(&problems),
            };
            Ok(page
                .view()
                .status(StatusCode::UNPROCESSABLE_ENTITY)
                .into_response())
        }
        Err(other) => Err(other),
    }
}

/// Leaving is a form's work; who opens its address by hand is asked.
async fn out() -> View {
    View::new("signin/sign_out.html", ())
}

async fn end(app: App, headers: HeaderMap) -> Result<Go> {
    let secure = app.config.secure_cookies();
    let name = sessions::cookie_name(secure);
    if let Some(cookie) = web::cookie::read(&headers, name) {
        let tx = app.db.begin().await?;
        sessions::end(&tx, cookie).await?;
        tx.commit().await?;
    }
    Ok(Go::to("/sign-in")
        .flash("signin-out")
        .cookie(web::cookie::write(name, "", secure, Some(0))))
}

async fn account(_: Member) -> View {
    View::new("signin/account.html", ())
}

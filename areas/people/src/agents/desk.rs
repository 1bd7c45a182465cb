//! The desk's own pages: signing in with one or two factors, signing out, one's account, and the list of keys.

use axum::Router;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base::form::Posted;
use base::sessions::{self, Kind, Method, attempts};
use base::view::{Go, encode, local_path};
use base::{Actor, App, Error, Event, Problems, Result, View, event, password};
use db::Tx;
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};

use super::{Agent, factor, me, store};

/// Where these pages stand on the desk's host.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home))
        .route("/sign-in", get(new).post(create))
        .route("/sign-in/code", get(code).post(check))
        .route("/sign-out", get(out).post(end))
        .route("/me", get(me::me))
        .route("/me/factor", get(me::begin).post(me::confirm))
        .route("/me/factor/off", post(me::off))
        .route("/keys", get(keys))
}

async fn home() -> Go {
    Go::to("/inbox")
}

async fn keys(_: Agent) -> View {
    View::new("agents/keys.html", ())
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Next {
    next: String,
}

#[derive(Serialize)]
struct SignIn<'a> {
    next: &'a str,
    email: &'a str,
    problems: Option<&'a Problems>,
}

impl SignIn<'_> {
    fn view(&self) -> View {
        View::new("agents/sign_in.html", self)
    }

    fn code(&self) -> View {
        View::new("agents/code.html", self)
    }
}

/// The page again, with what was wrong.
pub(super) fn refused(view: View) -> Response {
    view.status(StatusCode::UNPROCESSABLE_ENTITY)
        .into_response()
}

fn landing(next: &str) -> &str {
    local_path(next).unwrap_or("/inbox")
}

async fn new(agent: Result<Agent>, Query(query): Query<Next>) -> Response {
    match agent {
        Ok(_) => Go::to(landing(&query.next)).into_response(),
        Err(_) => SignIn {
            next: &query.next,
            email: "",
            problems: None,
        }
        .view()
        .into_response(),
    }
}

/// The first factor.
async fn create(app: App, headers: HeaderMap, form: Posted) -> Result<Response> {
    let (email, next) = (form.text("email"), form.text("next"));
    let found = match by_password(&app, email, form.text("password").to_owned()).await {
        Err(Error::Invalid(problems)) => {
            return Ok(refused(
                SignIn {
                    next,
                    email,
                    problems: Some(&problems),
                }
                .view(),
            ));
        }
        found => found?,
    };
    let has_factor = found.totp_secret.is_some();
    let kind = if has_factor { Kind::Half } else { Kind::Agent };
    let to = if has_factor {
        format!("/sign-in/code?next={}", encode(next))
    } else {
        landing(next).to_owned()
    };
    let tx = app.db.begin().await?;
    let cookie = enter(&tx, &app, &headers, kind, found.account_id, found.id).await?;
    tx.commit().await?;
    Ok(Go::to(to).cookie(cookie).into_response())
}

/// Whose address and password these are. Known and unknown addresses get the same answer, at the same cost [A12].
pub(super) async fn by_password(
    app: &App,
    email: &str,
    word: String,
) -> Result<store::Credentials> {
    let address = mail::address::normal(email).unwrap_or_else(|| email.trim().to_lowercase());
    // whose account it is shows only after the password: tries are counted under none
    let key = format!("agent {}", base::keys::hash(&address));
    attempts::check(&app.db, app, 0, &key, 1).await?;
    let found = store::credentials(&app.db, &address).await?;
    let stored = found.as_ref().map(|found| found.password_hash.clone());
    let fits = password::fits(word, stored).await?;
    let Some(found) = found.filter(|_| fits) else {
        attempts::failed(app, 0, &key).await?;
        return Err(Error::invalid("email", "signin-bad"));
    };
    let tx = app.db.begin().await?;
    attempts::forget(&tx, 0, &key).await?;
    tx.commit().await?;
    Ok(found)
}

/// Ends the session that came with the request and begins one of this kind; answers its cookie.
async fn enter(
    tx: &Tx,
    app: &App,
    headers: &HeaderMap,
    kind: Kind,
    account_id: i64,
    id: i64,
) -> Result<String> {
    let secure = app.config.secure_cookies();
    let name = sessions::cookie_name(secure);
    if let Some(before) = web::cookie::read(headers, name) {
        sessions::end(tx, before).await?;
    }
    let new = sessions::New {
        account_id,
        kind,
        person_id: id,
        method: Method::Password,
        connection_id: None,
        remember: false,
    };
    let value = sessions::begin(tx, app, &new, headers).await?;
    if kind == Kind::Agent {
        let agent = store::find(tx, account_id, id).await?;
        let by = Actor::agent(id, agent.name());
        event::record(tx, app, account_id, &by, Event::SignedIn { person_id: id }).await?;
    }
    Ok(web::cookie::write(name, &value, secure, None))
}

/// Who gave the password and still owes the code.
async fn half(app: &App, headers: &HeaderMap) -> Result<(i64, i64)> {
    let name = sessions::cookie_name(app.config.secure_cookies());
    let cookie = web::cookie::read(headers, name).ok_or(Error::SignIn)?;
    store::half(&app.db, app.now(), &base::keys::hash(cookie))
        .await?
        .ok_or(Error::SignIn)
}

async fn code(app: App, headers: HeaderMap, Query(query): Query<Next>) -> Response {
    match half(&app, &headers).await {
        Ok(_) => SignIn {
            next: &query.next,
            email: "",
            problems: None,
        }
        .code()
        .into_response(),
        Err(Error::SignIn) => {
            Go::to(format!("/sign-in?next={}", encode(&query.next))).into_response()
        }
        Err(other) => other.into_response(),
    }
}

/// The second factor: a right code works once.
async fn check(app: App, headers: HeaderMap, form: Posted) -> Result<Response> {
    let next = form.text("next");
    let (account_id, id) = match half(&app, &headers).await {
        Err(Error::SignIn) => {
            return Ok(Go::to(format!("/sign-in?next={}", encode(next))).into_response());
        }
        found => found?,
    };
    let key = format!("factor {id}");
    attempts::check(&app.db, &app, account_id, &key, 1).await?;
    let tx = app.db.begin().await?;
    if !factor::use_up(&tx, &app, account_id, id, form.text("code")).await? {
        drop(tx);
        attempts::failed(&app, account_id, &key).await?;
        let mut problems = Problems::default();
        problems.add("code", "error-code");
        return Ok(refused(
            SignIn {
                next,
                email: "",
                problems: Some(&problems),
            }
            .code(),
        ));
    }
    attempts::forget(&tx, account_id, &key).await?;
    let cookie = enter(&tx, &app, &headers, Kind::Agent, account_id, id).await?;
    tx.commit().await?;
    Ok(Go::to(landing(next)).cookie(cookie).into_response())
}

/// Leaving is a form's work; who opens its address by hand is asked.
async fn out() -> View {
    View::new("agents/sign_out.html", ())
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

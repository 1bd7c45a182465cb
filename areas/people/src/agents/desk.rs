//! The desk's own pages: signing in with one or two factors, signing out, one's account, and the list of keys.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base::factors::{Whose, pages, passkey_pages, passkeys};
use base::form::Posted;
use base::network::Network;
use base::path::Query;
use base::sessions::attempts::Tries;
use base::sessions::{self, Kind, Method};
use base::sso::Button;
use base::view::{Go, encode, local_path};
use base::{Actor, App, Error, Event, Problems, Result, View, event, password};
use db::Tx;
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};

use super::me::{self, Myself};
use super::{Agent, second, security, sso, store, whose};

/// Where these pages stand on the desk's host.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home))
        .route("/sign-in", get(new).post(create))
        .route("/sign-in/code", get(second::code).post(second::check))
        .route("/sign-in/code/options", post(second::options))
        .route("/sign-in/passkey", post(second::enter_by_passkey))
        .route("/sign-in/passkey/options", post(second::passkey_options))
        .route("/sign-out", get(out).post(end))
        .route("/me", get(me::me).post(me::save))
        .route("/me/password", post(me::change_password))
        .route("/me/sessions", post(me::end_others))
        .route("/me/sessions/{id}", post(me::end_one))
        .merge(factor_routes())
        .merge(sso::routes())
        .route(
            "/settings/security",
            get(security::show).post(security::save),
        )
        .route(
            "/settings/security/{id}/reset",
            get(security::ask).post(security::reset),
        )
        .route("/keys", get(keys))
}

/// One's own second factor and passkeys.
#[rustfmt::skip] // a route is one line
fn factor_routes() -> Router<App> {
    Router::new()
        .route("/me/factor", get(pages::factor::<Myself>).post(pages::turn_on::<Myself>))
        .route("/me/factor/off", get(pages::ask_off::<Myself>).post(pages::turn_off::<Myself>))
        .route("/me/factor/codes", get(pages::ask_codes::<Myself>).post(pages::renew::<Myself>))
        .route("/me/passkeys", get(passkey_pages::passkeys::<Myself>).post(passkey_pages::add::<Myself>))
        .route("/me/passkeys/options", post(passkey_pages::options::<Myself>))
        .route("/me/passkeys/{id}", get(passkey_pages::passkey::<Myself>).post(passkey_pages::rename::<Myself>))
        .route("/me/passkeys/{id}/remove", get(passkey_pages::ask_remove::<Myself>).post(passkey_pages::remove::<Myself>))
        .route("/me/confirm", get(pages::confirm::<Myself>).post(pages::confirmed::<Myself>))
        .route("/me/prove", post(passkey_pages::prove_options::<Myself>))
}

async fn home() -> Go {
    Go::to("/inbox")
}

async fn keys(_: Agent) -> View {
    View::new("agents/keys.html", ())
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Next {
    pub(super) next: String,
}

#[derive(Serialize)]
struct SignIn<'a> {
    next: &'a str,
    email: &'a str,
    can_passkeys: bool,
    buttons: Vec<Button>,
    problems: Option<&'a Problems>,
}

/// The page of the first step.
pub(super) async fn sign_in(
    app: &App,
    next: &str,
    email: &str,
    problems: Option<&Problems>,
) -> Result<View> {
    let page = SignIn {
        next,
        email,
        can_passkeys: passkeys::can(&app.config.app_url),
        buttons: sso::buttons(app).await?,
        problems,
    };
    Ok(View::new("agents/sign_in.html", page))
}

/// The page again, with what was wrong.
pub(super) fn refused(view: View) -> Response {
    view.status(StatusCode::UNPROCESSABLE_ENTITY)
        .into_response()
}

pub(super) fn landing(next: &str) -> &str {
    local_path(next).unwrap_or("/inbox")
}

async fn new(app: App, me: Result<Myself>, Query(query): Query<Next>) -> Result<Response> {
    match me {
        Ok(_) => Ok(Go::to(landing(&query.next)).into_response()),
        Err(_) => Ok(sign_in(&app, &query.next, "", None).await?.into_response()),
    }
}

/// The first factor.
async fn create(app: App, network: Network, headers: HeaderMap, form: Posted) -> Result<Response> {
    let (email, next) = (form.text("email"), form.text("next"));
    let found = match by_password(&app, network, email, form.text("password").to_owned()).await {
        Err(Error::Invalid(problems)) => {
            return Ok(refused(sign_in(&app, next, email, Some(&problems)).await?));
        }
        found => found?,
    };
    let second = second::is_owed(&app, &found).await?;
    let kind = if second { Kind::Half } else { Kind::Agent };
    let to = if second {
        format!("/sign-in/code?next={}", encode(next))
    } else {
        landing(next).to_owned()
    };
    let tx = app.db.begin().await?;
    let entrant = Entrant {
        whose: whose(found.account_id, found.id),
        kind,
        method: Method::Password,
        connection_id: None,
    };
    let cookie = enter(&tx, &app, &headers, entrant).await?;
    tx.commit().await?;
    Ok(Go::to(to).cookie(cookie).into_response())
}

/// Whose address and password these are. Known and unknown addresses get the same answer, at the same cost [A12].
async fn by_password(
    app: &App,
    network: Network,
    email: &str,
    word: String,
) -> Result<store::Credentials> {
    let address = mail::address::normal(email).unwrap_or_else(|| email.trim().to_lowercase());
    // whose account it is shows only after the password: tries are counted under none
    let whom = format!("agent {}", base::keys::hash(&address));
    let tries = Tries::new(app, 0, whom, &network);
    tries.check().await?;
    let found = store::credentials(&app.db, &address).await?;
    let stored = found.as_ref().map(|found| found.password_hash.clone());
    let fits = password::fits(word, stored).await?;
    let Some(found) = found.filter(|_| fits) else {
        tries.failed().await?;
        return Err(Error::invalid("email", "signin-bad"));
    };
    let tx = app.db.begin().await?;
    tries.forgive(&tx).await?;
    tx.commit().await?;
    Ok(found)
}

/// Somebody who comes in.
pub(super) struct Entrant {
    pub(super) whose: Whose,
    pub(super) kind: Kind,
    pub(super) method: Method,
    /// Which identity provider vouched for them.
    pub(super) connection_id: Option<i64>,
}

/// Ends the session that came with the request and begins one; answers its cookie.
pub(super) async fn enter(tx: &Tx, app: &App, headers: &HeaderMap, who: Entrant) -> Result<String> {
    let (account_id, id) = (who.whose.account_id, who.whose.person_id);
    let secure = app.config.secure_cookies();
    let name = sessions::cookie_name(secure);
    if let Some(before) = web::cookie::read(headers, name) {
        sessions::end(tx, before).await?;
    }
    let new = sessions::New {
        account_id,
        kind: who.kind,
        person_id: id,
        method: who.method,
        connection_id: who.connection_id,
        remember: false,
    };
    let value = sessions::begin(tx, app, &new, headers).await?;
    if who.kind == Kind::Agent {
        let agent = store::find(tx, account_id, id).await?;
        let by = Actor::agent(id, agent.name());
        event::record(tx, app, account_id, &by, Event::SignedIn { person_id: id }).await?;
    }
    Ok(web::cookie::write(name, &value, secure, None))
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

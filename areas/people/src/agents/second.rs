//! The second step of signing in to the desk, and signing in with a passkey, which is both steps in one.

use axum::Json;
use axum::response::{IntoResponse, Response};
use base::factors::passkeys::{self, Answer, Begun, Door};
use base::factors::{self, Held, Kind as Person, Used, Whose};
use base::form::Posted;
use base::network::Network;
use base::path::Query;
use base::sessions::attempts::{self, Tries};
use base::sessions::{self, Kind, Method};
use base::view::{Go, encode};
use base::{Actor, App, Error, Problems, Result, View};
use http::HeaderMap;
use serde::Serialize;

use super::desk::{Entrant, Next, enter, landing, refused, sign_in};
use super::{store, whose};

/// Whether the password alone is not enough: they have codes of an app, or the account wants a second factor and theirs is a passkey.
pub(super) async fn is_owed(app: &App, found: &store::Credentials) -> Result<bool> {
    let whose = whose(found.account_id, found.id);
    let held = factors::held(&app.db, whose, app.config.desk_host()).await?;
    Ok(held.totp || (found.require_factor && held.passkeys > 0))
}

/// Who gave the password and still owes the second step.
async fn half(app: &App, headers: &HeaderMap) -> Result<Whose> {
    let name = sessions::cookie_name(app.config.secure_cookies());
    let cookie = web::cookie::read(headers, name).ok_or(Error::SignIn)?;
    let found = store::half(&app.db, app.now(), &base::keys::hash(cookie)).await?;
    let (account_id, id) = found.ok_or(Error::SignIn)?;
    Ok(whose(account_id, id))
}

#[derive(Serialize)]
struct Code<'a> {
    next: &'a str,
    remember: bool,
    held: Held,
    problems: Option<&'a Problems>,
}

async fn page(app: &App, whose: Whose, next: &str, problems: Option<&Problems>) -> Result<View> {
    let held = factors::held(&app.db, whose, app.config.desk_host()).await?;
    let page = Code {
        next,
        remember: false,
        held,
        problems,
    };
    Ok(View::new("factors/code.html", page))
}

fn again(next: &str) -> Response {
    Go::to(format!("/sign-in?next={}", encode(next))).into_response()
}

/// Asks for it.
pub(super) async fn code(
    app: App,
    headers: HeaderMap,
    Query(query): Query<Next>,
) -> Result<Response> {
    match half(&app, &headers).await {
        Ok(whose) => Ok(page(&app, whose, &query.next, None).await?.into_response()),
        Err(Error::SignIn) => Ok(again(&query.next)),
        Err(other) => Err(other),
    }
}

/// A right code works once; a passkey does as well.
pub(super) async fn check(
    app: App,
    network: Network,
    headers: HeaderMap,
    form: Posted,
) -> Result<Response> {
    let next = form.text("next");
    let whose = match half(&app, &headers).await {
        Err(Error::SignIn) => return Ok(again(next)),
        found => found?,
    };
    let tries = Tries::new(&app, 0, format!("factor {}", whose.person_id), &network);
    tries.check().await?;
    match finish(&app, &headers, whose, &form, &tries).await {
        Ok((cookie, used)) => {
            let go = Go::to(landing(next)).cookie(cookie);
            let go = match used {
                Used::App => go,
                Used::Recovery => go.flash("recovery-used"),
            };
            Ok(go.into_response())
        }
        Err(Error::Invalid(problems)) => {
            tries.failed().await?;
            Ok(refused(page(&app, whose, next, Some(&problems)).await?))
        }
        Err(other) => Err(other),
    }
}

async fn finish(
    app: &App,
    headers: &HeaderMap,
    whose: Whose,
    form: &Posted,
    tries: &Tries<'_>,
) -> Result<(String, Used)> {
    let by_passkey = form.has("passkey");
    if by_passkey {
        passkeys::finish_using(app, &door(app, whose.account_id), Some(whose), answer(form))
            .await?;
    }
    let tx = app.db.begin().await?;
    let used = if by_passkey {
        Used::App
    } else {
        let agent = store::find(&tx, whose.account_id, whose.person_id).await?;
        let by = Actor::agent(whose.person_id, agent.name());
        let used = factors::use_code(&tx, app, &by, whose, form.text("code")).await?;
        used.ok_or_else(|| Error::invalid("code", "error-code"))?
    };
    tries.forgive(&tx).await?;
    let method = if by_passkey {
        Method::Passkey
    } else {
        Method::Password
    };
    let cookie = enter(&tx, app, headers, agent(whose, method)).await?;
    tx.commit().await?;
    Ok((cookie, used))
}

fn agent(whose: Whose, method: Method) -> Entrant {
    Entrant {
        whose,
        kind: Kind::Agent,
        method,
        connection_id: None,
    }
}

fn door(app: &App, account_id: i64) -> Door<'_> {
    Door {
        origin: &app.config.app_url,
        kind: Person::Agent,
        account_id,
    }
}

fn answer(form: &Posted) -> Answer<'_> {
    Answer {
        ceremony: form.text("ceremony"),
        passkey: form.text("passkey"),
    }
}

/// What a browser needs to take the second step with a passkey.
pub(super) async fn options(app: App, headers: HeaderMap) -> Result<Json<Begun>> {
    let whose = half(&app, &headers).await?;
    let begun = passkeys::begin_using(&app, &door(&app, whose.account_id), Some(whose)).await?;
    Ok(Json(begun))
}

/// What a browser needs to sign somebody in with a passkey, whoever they are.
pub(super) async fn passkey_options(app: App, network: Network) -> Result<Json<Begun>> {
    attempts::knock(&app, 0, &network).await?;
    Ok(Json(
        passkeys::begin_using(&app, &door(&app, 0), None).await?,
    ))
}

/// Signs in whoever holds the passkey: it checked who they are, so nothing else is asked for.
pub(super) async fn enter_by_passkey(
    app: App,
    network: Network,
    headers: HeaderMap,
    form: Posted,
) -> Result<Response> {
    let tries = Tries::new(&app, 0, String::new(), &network);
    tries.check().await?;
    let next = form.text("next");
    let found = match by_passkey(&app, &form).await {
        Err(Error::Invalid(problems)) => {
            tries.failed().await?;
            return Ok(refused(sign_in(&app, next, "", Some(&problems)).await?));
        }
        found => found?,
    };
    let tx = app.db.begin().await?;
    let cookie = enter(&tx, &app, &headers, agent(found, Method::Passkey)).await?;
    tx.commit().await?;
    Ok(Go::to(landing(next)).cookie(cookie).into_response())
}

async fn by_passkey(app: &App, form: &Posted) -> Result<Whose> {
    let found = passkeys::finish_using(app, &door(app, 0), None, answer(form)).await?;
    if store::is_enabled(&app.db, found.account_id, found.person_id).await? {
        Ok(found)
    } else {
        Err(Error::invalid("", "passkey-bad"))
    }
}

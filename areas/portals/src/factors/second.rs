//! The second step of signing in to a portal, and signing in with a passkey, which is both steps in one.

use axum::Json;
use axum::response::{IntoResponse, Response};
use base::factors::passkeys::{self, Answer, Begun, Door};
use base::factors::{self, Held, Kind as Person, Used, Whose};
use base::form::Posted;
use base::network::Network;
use base::path::Query;
use base::sessions::attempts::{self, Tries};
use base::sessions::{self, Kind, Method};
use base::view::{Go, encode, local_path};
use base::{Actor, App, Error, Problems, Result, View};
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};

use super::whose;
use crate::members::{self, Site, Visit};
use crate::signin::portal::SignIn;
use crate::signin::{self, Entrant};

/// Whether this member's password, link or identity provider alone is not enough (security.md B8).
pub async fn is_owed(app: &App, site: &Site, contact_id: i64) -> Result<bool> {
    Ok(held(app, site, whose(site.account_id, contact_id))
        .await?
        .totp)
}

async fn held(app: &App, site: &Site, whose: Whose) -> Result<Held> {
    factors::held(&app.db, whose, base::config::host_of(&site.origin)).await
}

/// Lets somebody in half way: they owe the second step. What follows it goes along in the address.
pub async fn half(
    app: &App,
    visit: &Visit,
    who: Entrant,
    next: &str,
    headers: &HeaderMap,
) -> Result<Response> {
    let tx = app.db.begin().await?;
    let account_id = visit.site.account_id;
    let cookie = signin::begin(&tx, app, account_id, Kind::HalfMember, who, headers).await?;
    tx.commit().await?;
    let remember = if who.remember { "&remember=1" } else { "" };
    let to = format!("/sign-in/code?next={}{remember}", encode(next));
    Ok(Go::to(to).cookie(cookie).into_response())
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Then {
    next: String,
    remember: String,
}

#[derive(Serialize)]
struct Code<'a> {
    next: &'a str,
    remember: bool,
    held: Held,
    problems: Option<&'a Problems>,
}

async fn page(
    app: &App,
    site: &Site,
    whose: Whose,
    then: &Then,
    problems: Option<&Problems>,
) -> Result<View> {
    let page = Code {
        next: local_path(&then.next).unwrap_or_default(),
        remember: !then.remember.is_empty(),
        held: held(app, site, whose).await?,
        problems,
    };
    Ok(View::new("factors/code.html", page))
}

/// Who came in half way, how, and which identity provider vouched for them.
async fn halfway(
    app: &App,
    site: &Site,
    headers: &HeaderMap,
) -> Result<(Whose, Method, Option<i64>)> {
    let name = sessions::cookie_name(app.config.secure_cookies());
    let cookie = web::cookie::read(headers, name).ok_or(Error::SignIn)?;
    let session = base::keys::hash(cookie);
    let found = members::half(&app.db, app.now(), site.account_id, &session).await?;
    let (contact_id, method, connection_id) = found.ok_or(Error::SignIn)?;
    Ok((whose(site.account_id, contact_id), method, connection_id))
}

fn again(next: &str) -> Response {
    Go::to(format!("/sign-in?next={}", encode(next))).into_response()
}

/// Asks for it.
pub(super) async fn code(
    app: App,
    visit: Visit,
    headers: HeaderMap,
    Query(then): Query<Then>,
) -> Result<Response> {
    match halfway(&app, &visit.site, &headers).await {
        Ok((whose, ..)) => {
            let page = page(&app, &visit.site, whose, &then, None).await?;
            Ok(page.into_response())
        }
        Err(Error::SignIn) => Ok(again(&then.next)),
        Err(other) => Err(other),
    }
}

/// A right code works once; a passkey does as well.
pub(super) async fn check(
    app: App,
    visit: Visit,
    network: Network,
    headers: HeaderMap,
    form: Posted,
) -> Result<Response> {
    let site = &visit.site;
    let then = Then {
        next: form.text("next").to_owned(),
        remember: form.text("remember").to_owned(),
    };
    let (whose, method, connection_id) = match halfway(&app, site, &headers).await {
        Err(Error::SignIn) => return Ok(again(&then.next)),
        found => found?,
    };
    let whom = format!("factor member {}", whose.person_id);
    let tries = Tries::new(&app, whose.account_id, whom, &network);
    tries.check().await?;
    match prove(&app, site, whose, &form).await {
        Ok(used) => {
            let tx = app.db.begin().await?;
            tries.forgive(&tx).await?;
            tx.commit().await?;
            let who = Entrant {
                contact_id: whose.person_id,
                method,
                connection_id,
                remember: !then.remember.is_empty(),
            };
            let go = signin::admit(&app, &visit, who, &then.next, &headers).await?;
            let go = match used {
                Used::App => go,
                Used::Recovery => go.flash("recovery-used"),
            };
            Ok(go.into_response())
        }
        Err(Error::Invalid(problems)) => {
            tries.failed().await?;
            let page = page(&app, site, whose, &then, Some(&problems)).await?;
            Ok(refused(page))
        }
        Err(other) => Err(other),
    }
}

fn refused(view: View) -> Response {
    view.status(StatusCode::UNPROCESSABLE_ENTITY)
        .into_response()
}

async fn prove(app: &App, site: &Site, whose: Whose, form: &Posted) -> Result<Used> {
    if form.has("passkey") {
        passkeys::finish_using(app, &door(site), Some(whose), answer(form)).await?;
        return Ok(Used::App);
    }
    let tx = app.db.begin().await?;
    let contact = people::contacts::find(&tx, whose.account_id, whose.person_id).await?;
    let by = Actor::contact(whose.person_id, contact.name());
    let used = factors::use_code(&tx, app, &by, whose, form.text("code")).await?;
    let used = used.ok_or_else(|| Error::invalid("code", "error-code"))?;
    tx.commit().await?;
    Ok(used)
}

fn door(site: &Site) -> Door<'_> {
    Door {
        origin: &site.origin,
        kind: Person::Member,
        account_id: site.account_id,
    }
}

fn answer(form: &Posted) -> Answer<'_> {
    Answer {
        ceremony: form.text("ceremony"),
        passkey: form.text("passkey"),
    }
}

/// What a browser needs to take the second step with a passkey.
pub(super) async fn options(app: App, visit: Visit, headers: HeaderMap) -> Result<Json<Begun>> {
    let (whose, ..) = halfway(&app, &visit.site, &headers).await?;
    let begun = passkeys::begin_using(&app, &door(&visit.site), Some(whose)).await?;
    Ok(Json(begun))
}

/// Passkeys are a login of the portal's own: where only the identity provider opens it, they do not (security.md C7).
fn own_logins(visit: &Visit) -> Result<()> {
    if visit.site.settings.access.has_own_logins() {
        Ok(())
    } else {
        Err(Error::Forbidden("signin-sso-only"))
    }
}

/// What a browser needs to sign somebody in with a passkey, whoever they are.
pub(super) async fn passkey_options(
    app: App,
    visit: Visit,
    network: Network,
) -> Result<Json<Begun>> {
    own_logins(&visit)?;
    attempts::knock(&app, visit.site.account_id, &network).await?;
    let begun = passkeys::begin_using(&app, &door(&visit.site), None).await?;
    Ok(Json(begun))
}

/// Signs in whoever holds the passkey: it checked who they are, so no code is asked for.
pub(super) async fn enter_by_passkey(
    app: App,
    visit: Visit,
    network: Network,
    headers: HeaderMap,
    form: Posted,
) -> Result<Response> {
    own_logins(&visit)?;
    let tries = Tries::new(&app, visit.site.account_id, String::new(), &network);
    tries.check().await?;
    let next = form.text("next");
    let found = passkeys::finish_using(&app, &door(&visit.site), None, answer(&form)).await;
    match found {
        Ok(whose) => {
            let who = Entrant {
                contact_id: whose.person_id,
                method: Method::Passkey,
                connection_id: None,
                remember: false,
            };
            signin::enter(&app, &visit, who, next, &headers).await
        }
        Err(Error::Invalid(problems)) => {
            tries.failed().await?;
            Ok(SignIn::new(&visit, next, "", Some(&problems)).refused())
        }
        Err(other) => Err(other),
    }
}

//! The pages about codes of an app and recovery codes, for whoever is signed in. Where they stand is said by each area's routes.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::{Held, Owner, changed, passkeys, proof, recovery, store, totp};
use crate::event::Credential;
use crate::form::Posted;
use crate::path::Query;
use crate::view::Go;
use crate::{App, Error, Problems, Result, View};

/// The page again, with what was wrong.
pub(super) fn refused(view: View) -> Response {
    view.status(StatusCode::UNPROCESSABLE_ENTITY)
        .into_response()
}

/// The path of one of an owner's pages.
pub(super) fn path<O: Owner>(rest: &str) -> String {
    format!("{}/{rest}", O::AT)
}

#[derive(Serialize)]
struct Factor {
    at: &'static str,
    home: &'static str,
    held: Held,
}

#[derive(Serialize)]
struct Setting<'a> {
    at: &'static str,
    home: &'static str,
    factor: totp::Setup,
    pass: String,
    owed: bool,
    can_passkeys: bool,
    problems: Option<&'a Problems>,
}

fn setting<O: Owner>(
    me: &O,
    factor: totp::Setup,
    pass: String,
    problems: Option<&Problems>,
) -> View {
    let person = me.person();
    let page = Setting {
        at: O::AT,
        home: O::HOME,
        factor,
        pass,
        owed: person.owes,
        can_passkeys: passkeys::can(&person.origin),
        problems,
    };
    View::new("factors/set_up.html", page)
}

/// How it stands; while it is off, a secret to set it up with, for whoever has just proved who they are.
pub async fn factor<O: Owner>(app: App, me: O) -> Result<Response> {
    let person = me.person();
    let held = person.held(&app.db).await?;
    if !held.totp && !person.is_fresh(&app) {
        return Ok(confirm_first::<O>("factor"));
    }
    if !held.totp {
        let (factor, pass) = (totp::begin(&app, person)?, person.pass(&app));
        return Ok(setting(&me, factor, pass, None).into_response());
    }
    let page = Factor {
        at: O::AT,
        home: O::HOME,
        held,
    };
    Ok(View::new("factors/factor.html", page).into_response())
}

#[derive(Serialize)]
struct Kept {
    codes: Vec<String>,
    /// Where to go on.
    next: String,
}

/// Recovery codes are shown in the answer to the form that made them: they are nowhere else.
fn codes(codes: Vec<String>, next: String) -> Response {
    let page = Kept { codes, next };
    View::new("factors/codes.html", page).into_response()
}

/// Turns it on with a right code. One that is on stays as it is.
pub async fn turn_on<O: Owner>(app: App, me: O, form: Posted) -> Result<Response> {
    let person = me.person();
    let held = person.held(&app.db).await?;
    if held.totp {
        return Ok(Go::to(path::<O>("factor")).into_response());
    }
    if !person.may_add(&app, form.text("pass")) {
        return Ok(confirm_first::<O>("factor"));
    }
    let setup = form.text("setup");
    match totp::confirm(&app, person, setup, form.text("code")).await {
        Ok(made) => {
            let next = if person.owes {
                "/".to_owned()
            } else {
                path::<O>("factor")
            };
            Ok(codes(made, next))
        }
        Err(Error::Invalid(problems)) => {
            let factor = totp::again(&app, person, setup)?;
            let pass = form.text("pass").to_owned();
            Ok(refused(setting(&me, factor, pass, Some(&problems))))
        }
        Err(other) => Err(other),
    }
}

/// A page that asks for a proof before something is given up.
#[derive(Serialize)]
pub(super) struct Prove<'a> {
    at: &'static str,
    /// `off`, `codes`, `remove` or `add`: what the texts say.
    act: &'static str,
    action: String,
    back: String,
    name: &'a str,
    has_password: bool,
    held: Held,
    problems: Option<&'a Problems>,
}

/// What is to be given up.
#[derive(Clone, Copy)]
pub(super) struct Act<'a> {
    pub(super) key: &'static str,
    pub(super) action: &'a str,
    pub(super) back: &'a str,
    /// Of what, where there are several.
    pub(super) name: &'a str,
}

pub(super) async fn prove<O: Owner>(
    app: &App,
    me: &O,
    act: Act<'_>,
    problems: Option<&Problems>,
) -> Result<View> {
    let page = Prove {
        at: O::AT,
        act: act.key,
        action: path::<O>(act.action),
        // whoever adds something would be asked again
        back: if act.key == "add" {
            O::HOME.to_owned()
        } else {
            path::<O>(act.back)
        },
        name: act.name,
        has_password: me.password_hash(app).await?.is_some(),
        held: me.person().held(&app.db).await?,
        problems,
    };
    Ok(View::new("factors/prove.html", page))
}

/// The proof, or the page again with what was wrong with it.
pub(super) async fn proved<O: Owner>(
    app: &App,
    me: &O,
    act: Act<'_>,
    form: &Posted,
) -> Result<Option<Response>> {
    match proof::check(app, me, form).await {
        Ok(()) => Ok(None),
        Err(Error::Invalid(problems)) => {
            let page = prove(app, me, act, Some(&problems)).await?;
            Ok(Some(refused(page)))
        }
        Err(other) => Err(other),
    }
}

/// Whoever must have something keeps the last thing that they have.
pub(super) async fn last_of<O: Owner>(
    app: &App,
    me: &O,
    act: Act<'_>,
    rest: impl FnOnce(Held) -> Held,
) -> Result<Option<Response>> {
    let person = me.person();
    if !person.must || rest(person.held(&app.db).await?).any() {
        return Ok(None);
    }
    let mut problems = Problems::default();
    problems.add("", "factor-last");
    Ok(Some(refused(prove(app, me, act, Some(&problems)).await?)))
}

/// Sends whoever has not proved who they are for a while to do so before they add something.
fn confirm_first<O: Owner>(then: &str) -> Response {
    Go::to(path::<O>(&format!("confirm?to={then}"))).into_response()
}

/// Where to go after a proof.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Then {
    to: String,
}

impl Then {
    /// Only these pages ask for it.
    fn act(&self) -> Act<'static> {
        let (action, back) = match self.to.as_str() {
            "passkeys" => ("confirm?to=passkeys", "passkeys"),
            _ => ("confirm?to=factor", "factor"),
        };
        Act {
            key: "add",
            action,
            back,
            name: "",
        }
    }
}

/// Asks for a proof before a new way in is added.
pub async fn confirm<O: Owner>(app: App, me: O, Query(then): Query<Then>) -> Result<View> {
    prove(&app, &me, then.act(), None).await
}

/// A proof is enough for some minutes.
pub async fn confirmed<O: Owner>(
    app: App,
    me: O,
    Query(then): Query<Then>,
    form: Posted,
) -> Result<Response> {
    let act = then.act();
    let refused = proved(&app, &me, act, &form).await?;
    Ok(refused.unwrap_or_else(|| Go::to(path::<O>(act.back)).into_response()))
}

const OFF: Act<'_> = Act {
    key: "off",
    action: "factor/off",
    back: "factor",
    name: "",
};
const RENEW: Act<'_> = Act {
    key: "codes",
    action: "factor/codes",
    back: "factor",
    name: "",
};

async fn ask<O: Owner>(app: App, me: O, act: Act<'_>) -> Result<Response> {
    if !me.person().held(&app.db).await?.totp {
        return Ok(Go::to(path::<O>("factor")).into_response());
    }
    Ok(prove(&app, &me, act, None).await?.into_response())
}

/// Asks for a proof before it is turned off.
pub async fn ask_off<O: Owner>(app: App, me: O) -> Result<Response> {
    ask(app, me, OFF).await
}

/// Turns it off.
pub async fn turn_off<O: Owner>(app: App, me: O, form: Posted) -> Result<Response> {
    let without = |held| Held {
        totp: false,
        ..held
    };
    if let Some(refused) = last_of(&app, &me, OFF, without).await? {
        return Ok(refused);
    }
    if let Some(refused) = proved(&app, &me, OFF, &form).await? {
        return Ok(refused);
    }
    let person = me.person();
    let tx = app.db.begin().await?;
    if store::forget_app(&tx, person.whose).await? {
        changed(
            &tx,
            &app,
            &person.actor(),
            person.whose,
            Credential::FactorOff,
        )
        .await?;
    }
    tx.commit().await?;
    Ok(Go::to(path::<O>("factor"))
        .flash("factor-off-done")
        .into_response())
}

/// Asks for a proof before the recovery codes are replaced.
pub async fn ask_codes<O: Owner>(app: App, me: O) -> Result<Response> {
    ask(app, me, RENEW).await
}

/// Makes new recovery codes; the old ones work no more.
pub async fn renew<O: Owner>(app: App, me: O, form: Posted) -> Result<Response> {
    let person = me.person();
    if !person.held(&app.db).await?.totp {
        return Ok(Go::to(path::<O>("factor")).into_response());
    }
    if let Some(refused) = proved(&app, &me, RENEW, &form).await? {
        return Ok(refused);
    }
    let tx = app.db.begin().await?;
    let made = recovery::renew(&tx, &app, person.whose).await?;
    changed(
        &tx,
        &app,
        &person.actor(),
        person.whose,
        Credential::RecoveryRenewed,
    )
    .await?;
    tx.commit().await?;
    Ok(codes(made, path::<O>("factor")))
}

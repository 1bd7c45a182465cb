//! The pages about passkeys, for whoever is signed in: the list, adding, renaming, removing.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::pages::{Act, last_of, path, prove, proved, refused};
use super::passkeys::{self, Answer, Begun};
use super::{Held, Listed, Owner, changed, list, store};
use crate::config::host_of;
use crate::event::Credential;
use crate::form::Posted;
use crate::path::{Path, Query};
use crate::view::Go;
use crate::{App, Error, Problems, Result, View};

/// The longest name of a passkey, characters.
const NAME: usize = 60;

#[derive(Serialize)]
struct All<'a> {
    at: &'static str,
    home: &'static str,
    passkeys: Vec<Listed>,
    can_passkeys: bool,
    /// They have just proved who they are: to be brought back.
    pass: Option<String>,
    owed: bool,
    name: &'a str,
    problems: Option<&'a Problems>,
}

async fn page<O: Owner>(
    app: &App,
    me: &O,
    name: &str,
    problems: Option<&Problems>,
) -> Result<View> {
    let person = me.person();
    let page = All {
        at: O::AT,
        home: O::HOME,
        passkeys: list(&app.db, person.whose, host_of(&person.origin)).await?,
        can_passkeys: passkeys::can(&person.origin),
        pass: person.is_fresh(app).then(|| person.pass(app)),
        owed: person.owes,
        name,
        problems,
    };
    Ok(View::new("factors/passkeys.html", page))
}

/// The list.
pub async fn passkeys<O: Owner>(app: App, me: O) -> Result<View> {
    page(&app, &me, "", None).await
}

/// What the page brings back.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Shown {
    pass: String,
}

/// What a browser needs to make one, for whoever has just proved who they are: the answer adds it.
pub async fn options<O: Owner>(app: App, me: O, Query(shown): Query<Shown>) -> Result<Json<Begun>> {
    if !me.person().may_add(&app, &shown.pass) {
        return Err(Error::Forbidden("prove-add-text"));
    }
    Ok(Json(passkeys::begin_adding(&app, me.person()).await?))
}

/// What a browser needs to prove its owner once more.
pub async fn prove_options<O: Owner>(app: App, me: O) -> Result<Json<Begun>> {
    let person = me.person();
    Ok(Json(
        passkeys::begin_using(&app, &person.door(), Some(person.whose)).await?,
    ))
}

/// Adds the one that the browser made.
pub async fn add<O: Owner>(app: App, me: O, mut form: Posted) -> Result<Response> {
    let name = form.optional("name", NAME);
    let answer = Answer {
        ceremony: form.text("ceremony"),
        passkey: form.text("passkey"),
    };
    let person = me.person();
    let added = match form.problems.clone().check() {
        Ok(()) => passkeys::finish_adding(&app, person, answer, &name).await,
        Err(wrong) => Err(wrong),
    };
    match added {
        Ok(_) => {
            let next = if person.owes {
                "/".to_owned()
            } else {
                path::<O>("passkeys")
            };
            Ok(Go::to(next).flash("passkey-added").into_response())
        }
        Err(Error::Invalid(problems)) => {
            Ok(refused(page(&app, &me, &name, Some(&problems)).await?))
        }
        Err(other) => Err(other),
    }
}

#[derive(Serialize)]
struct One<'a> {
    at: &'static str,
    passkey: Listed,
    problems: Option<&'a Problems>,
}

fn one<O: Owner>(passkey: Listed, problems: Option<&Problems>) -> View {
    let page = One {
        at: O::AT,
        passkey,
        problems,
    };
    View::new("factors/passkey.html", page)
}

/// One of them, to be renamed or removed.
pub async fn passkey<O: Owner>(app: App, me: O, Path(id): Path<i64>) -> Result<View> {
    let passkey = store::passkey(&app.db, me.person().whose, id).await?;
    Ok(one::<O>(passkey, None))
}

/// Gives it another name.
pub async fn rename<O: Owner>(
    app: App,
    me: O,
    Path(id): Path<i64>,
    mut form: Posted,
) -> Result<Response> {
    let person = me.person();
    let name = form.required("name", NAME);
    let passkey = store::passkey(&app.db, person.whose, id).await?;
    if let Err(Error::Invalid(problems)) = form.problems.check() {
        let typed = Listed { name, ..passkey };
        return Ok(refused(one::<O>(typed, Some(&problems))));
    }
    let tx = app.db.begin().await?;
    if store::rename(&tx, person.whose, id, &name).await? {
        let what = Credential::PasskeyRenamed;
        changed(&tx, &app, &person.actor(), person.whose, what).await?;
    }
    tx.commit().await?;
    Ok(Go::to(path::<O>("passkeys"))
        .flash("common-saved")
        .into_response())
}

/// Asks for a proof before it is removed.
pub async fn ask_remove<O: Owner>(app: App, me: O, Path(id): Path<i64>) -> Result<View> {
    let passkey = store::passkey(&app.db, me.person().whose, id).await?;
    let action = format!("passkeys/{id}/remove");
    prove(&app, &me, removing(&action, &passkey.name), None).await
}

fn removing<'a>(action: &'a str, name: &'a str) -> Act<'a> {
    Act {
        key: "remove",
        action,
        back: "passkeys",
        name,
    }
}

/// Removes it.
pub async fn remove<O: Owner>(
    app: App,
    me: O,
    Path(id): Path<i64>,
    form: Posted,
) -> Result<Response> {
    let person = me.person();
    let passkey = store::passkey(&app.db, person.whose, id).await?;
    let action = format!("passkeys/{id}/remove");
    let act = removing(&action, &passkey.name);
    let without = |held: Held| Held {
        passkeys: held.passkeys - 1,
        ..held
    };
    if let Some(refused) = last_of(&app, &me, act, without).await? {
        return Ok(refused);
    }
    if let Some(refused) = proved(&app, &me, act, &form).await? {
        return Ok(refused);
    }
    let tx = app.db.begin().await?;
    if store::remove(&tx, person.whose, id).await? {
        let what = Credential::PasskeyRemoved;
        changed(&tx, &app, &person.actor(), person.whose, what).await?;
    }
    tx.commit().await?;
    Ok(Go::to(path::<O>("passkeys"))
        .flash("passkey-removed")
        .into_response())
}

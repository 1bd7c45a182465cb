//! An agent's own account, and its second factor.

use axum::response::{IntoResponse, Response};
use base::form::Posted;
use base::view::Go;
use base::{App, Error, Problems, Result, View};
use serde::Serialize;

use super::desk::{by_password, refused};
use super::{Agent, factor, store};

#[derive(Serialize)]
struct Me<'a> {
    has_factor: bool,
    problems: Option<&'a Problems>,
}

async fn has_factor(app: &App, agent: &Agent) -> Result<bool> {
    Ok(store::totp_secret(&app.db, agent.account_id, agent.id)
        .await?
        .is_some())
}

/// The page of one's own account.
pub(super) async fn me(app: App, agent: Agent) -> Result<View> {
    let has_factor = has_factor(&app, &agent).await?;
    Ok(View::new(
        "agents/me.html",
        Me {
            has_factor,
            problems: None,
        },
    ))
}

#[derive(Serialize)]
struct Setting<'a> {
    factor: factor::Setup,
    problems: Option<&'a Problems>,
}

/// Shows a new secret to set the second factor up with.
pub(super) async fn begin(app: App, agent: Agent) -> Result<Response> {
    if has_factor(&app, &agent).await? {
        return Ok(Go::to("/me").into_response());
    }
    let factor = factor::begin(&app, &agent)?;
    Ok(View::new(
        "agents/factor.html",
        Setting {
            factor,
            problems: None,
        },
    )
    .into_response())
}

/// Without a code it begins; with a right one the second factor is on. One that is on stays as it is.
pub(super) async fn confirm(app: App, agent: Agent, form: Posted) -> Result<Response> {
    if !form.has("setup") || has_factor(&app, &agent).await? {
        return begin(app, agent).await;
    }
    let setup = form.text("setup");
    match factor::confirm(&app, &agent, setup, form.text("code")).await {
        Ok(()) => Ok(Go::to("/me").flash("common-saved").into_response()),
        Err(Error::Invalid(problems)) => {
            let page = Setting {
                factor: factor::again(&app, &agent, setup)?,
                problems: Some(&problems),
            };
            Ok(refused(View::new("agents/factor.html", page)))
        }
        Err(other) => Err(other),
    }
}

/// Turning it off takes the password: a session alone is not enough.
pub(super) async fn off(app: App, agent: Agent, form: Posted) -> Result<Response> {
    match by_password(&app, &agent.email, form.text("password").to_owned()).await {
        Ok(found) if (found.account_id, found.id) == (agent.account_id, agent.id) => {
            let tx = app.db.begin().await?;
            store::set_totp(&tx, agent.account_id, agent.id, None).await?;
            tx.commit().await?;
            Ok(Go::to("/me").flash("common-saved").into_response())
        }
        Ok(_) | Err(Error::Invalid(_)) => {
            let mut problems = Problems::default();
            problems.add("password", "error-password");
            let has_factor = has_factor(&app, &agent).await?;
            Ok(refused(View::new(
                "agents/me.html",
                Me {
                    has_factor,
                    problems: Some(&problems),
                },
            )))
        }
        Err(other) => Err(other),
    }
}

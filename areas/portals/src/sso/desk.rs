//! The settings pages of single sign-on [A7] [A8] [A9] [A15]. Connections of portals are for agents who may change portals, those of
//! the desk for agents who may change agents: whoever connects a provider there decides who is an administrator.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base::form::{Posted, TakesFiles};
use base::path::{Path, Query};
use base::sso::{self, Connection, Kind, New, Settings};
use base::view::Go;
use base::{App, Error, Problems, Result, View};
use db::Json;
use people::agents::Agent;
use serde::{Deserialize, Serialize};

use super::edit;
use super::page::{Page, Spot, right, shown, spots};

/// Where these pages stand on the desk's host.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/sso", get(index))
        .route("/settings/sso/new", get(new).post(create))
        .route("/settings/sso/{id}", get(show).post(change))
        .route("/settings/sso/{id}/switch", post(switch))
        .route("/settings/sso/{id}/remove", get(ask).post(remove))
}

#[derive(Serialize)]
struct Line {
    id: i64,
    host: String,
    name: String,
    kind: Kind,
    enabled: bool,
    verified_at: Option<i64>,
    /// A certificate has ended, or ends within 30 days.
    ends: Option<i64>,
}

/// Fails unless there are connections that they may change.
fn needs_any(agent: &Agent) -> Result<()> {
    if agent.may(right(true)) {
        Ok(())
    } else {
        agent.needs(right(false))
    }
}

/// A connection that they may change.
async fn find(app: &App, agent: &Agent, id: i64) -> Result<Connection> {
    needs_any(agent)?;
    let it = sso::find(&app.db, agent.account_id, id).await?;
    agent.needs(right(it.is_of_desk()))?;
    Ok(it)
}

#[derive(Serialize)]
struct All {
    connections: Vec<Line>,
    presets: Vec<(&'static str, &'static str)>,
    /// Whether they may connect providers of portals.
    portals: bool,
}

async fn index(app: App, agent: Agent) -> Result<View> {
    needs_any(&agent)?;
    let line = |it: Connection| Line {
        ends: shown(&it.settings.0, app.now())
            .into_iter()
            .filter(|one| one.ends_soon)
            .map(|one| one.certificate.until)
            .min(),
        kind: it.kind(),
        id: it.id,
        host: it.host,
        name: it.name,
        enabled: it.enabled,
        verified_at: it.verified_at,
    };
    let all = All {
        connections: sso::list(&app.db, agent.account_id)
            .await?
            .into_iter()
            .filter(|it| agent.may(right(it.is_of_desk())))
            .map(line)
            .collect(),
        portals: agent.may(right(false)),
        presets: edit::PRESETS.map(|(key, name, _)| (key, name)).to_vec(),
    };
    Ok(View::new("sso/list.html", all))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    kind: String,
    preset: String,
}

async fn new(app: App, agent: Agent, Query(wanted): Query<Wanted>) -> Result<Response> {
    needs_any(&agent)?;
    let kind = Kind::named(&wanted.kind).ok_or(Error::NotFound)?;
    if kind != Kind::Oidc {
        agent.needs(right(false))?;
    }
    let (name, settings) = edit::blank(kind, &wanted.preset);
    let draft = draft(first(&spots(&app, &agent, kind).await?), name, settings);
    Ok(Page::new(&app, &agent, &draft, Problems::default())
        .await?
        .view()
        .into_response())
}

/// What the form of a new connection offers first.
fn first(spots: &[Spot]) -> String {
    spots.first().map_or_else(String::new, |it| it.host.clone())
}

/// A connection that is not there yet.
fn draft(host: String, name: String, settings: Settings) -> Connection {
    Connection {
        id: 0,
        host,
        name,
        enabled: false,
        verified_at: None,
        settings: Json(settings),
    }
}

async fn create(app: App, agent: Agent, _: TakesFiles, form: Posted) -> Result<Response> {
    needs_any(&agent)?;
    let kind = Kind::named(form.text("kind")).ok_or(Error::NotFound)?;
    let wanted = form.text("host");
    let of_desk = wanted == app.config.desk_host();
    agent.needs(right(of_desk))?;
    let spots = spots(&app, &agent, kind).await?;
    let mut problems = Problems::default();
    let host = if let Some(spot) = spots.iter().find(|spot| spot.value == wanted) {
        spot.host.clone()
    } else if of_desk {
        problems.add("host", "sso-error-desk-kind");
        first(&spots)
    } else {
        problems.add("host", "error-required");
        first(&spots)
    };
    let settings = Settings {
        kind,
        ..Settings::default()
    };
    keep(
        &app,
        &agent,
        form,
        draft(host, String::new(), settings),
        problems,
    )
    .await
}

async fn show(app: App, agent: Agent, Path(id): Path<i64>) -> Result<View> {
    let connection = find(&app, &agent, id).await?;
    Ok(Page::new(&app, &agent, &connection, Problems::default())
        .await?
        .view())
}

async fn change(
    app: App,
    agent: Agent,
    _: TakesFiles,
    Path(id): Path<i64>,
    form: Posted,
) -> Result<Response> {
    let connection = find(&app, &agent, id).await?;
    keep(&app, &agent, form, connection, Problems::default()).await
}

/// Keeps what was typed of a connection that is there, or of a draft.
async fn keep(
    app: &App,
    agent: &Agent,
    mut form: Posted,
    it: Connection,
    mut problems: Problems,
) -> Result<Response> {
    let name = form.required("name", 100);
    let (settings, wrong) = edit::read(app, &mut form, &it).await?;
    wrong
        .iter()
        .for_each(|problem| problems.push(problem.clone()));
    let typed = Connection {
        name: name.clone(),
        settings: Json(settings.clone()),
        ..it.clone()
    };
    if !problems.is_empty() {
        return Ok(Page::new(app, agent, &typed, problems).await?.refused());
    }
    let new = New {
        host: it.host.clone(),
        name,
        enabled: it.enabled,
        settings,
    };
    let known = Some(&it).filter(|it| it.id != 0);
    let tx = app.db.begin().await?;
    match sso::save(&tx, app, agent.account_id, &agent.actor(), known, new).await {
        Ok(saved) => {
            tx.commit().await?;
            Ok(Go::to(format!("/settings/sso/{}", saved.id))
                .flash("sso-saved")
                .into_response())
        }
        Err(Error::Conflict(key)) => {
            problems.add("name", key);
            drop(tx);
            Ok(Page::new(app, agent, &typed, problems).await?.refused())
        }
        Err(other) => Err(other),
    }
}

/// On only after a sign-in was tried out with the settings as they are; off at any time.
async fn switch(app: App, agent: Agent, Path(id): Path<i64>, form: Posted) -> Result<Go> {
    let known = find(&app, &agent, id).await?;
    let enabled = form.text("to") == "on";
    if enabled && known.verified_at.is_none() {
        return Err(Error::Conflict("sso-error-not-tried"));
    }
    let new = New {
        host: known.host.clone(),
        name: known.name.clone(),
        enabled,
        settings: known.settings.0.clone(),
    };
    let tx = app.db.begin().await?;
    sso::save(
        &tx,
        &app,
        agent.account_id,
        &agent.actor(),
        Some(&known),
        new,
    )
    .await?;
    tx.commit().await?;
    let flash = if enabled {
        "sso-switched-on"
    } else {
        "sso-switched-off"
    };
    Ok(Go::to(format!("/settings/sso/{id}")).flash(flash))
}

#[derive(Serialize)]
struct Asked {
    id: i64,
    name: String,
    host: String,
}

async fn ask(app: App, agent: Agent, Path(id): Path<i64>) -> Result<View> {
    let it = find(&app, &agent, id).await?;
    let asked = Asked {
        id,
        name: it.name,
        host: it.host,
    };
    Ok(View::new("sso/remove.html", asked))
}

async fn remove(app: App, agent: Agent, Path(id): Path<i64>) -> Result<Go> {
    let it = find(&app, &agent, id).await?;
    let tx = app.db.begin().await?;
    sso::remove(&tx, &app, agent.account_id, &agent.actor(), &it).await?;
    tx.commit().await?;
    Ok(Go::to("/settings/sso").flash("sso-removed"))
}

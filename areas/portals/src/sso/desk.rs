//! The settings pages of single sign-on [A7] [A8] [A9]: for agents who may change portals.

use ::sso::jwt::Algorithm;
use ::sso::saml::{self, Certificate};
use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base::form::Posted;
use base::path::{Path, Query};
use base::sso::trial;
use base::sso::{self, Connection, Kind, New, Ours, Place, Settings};
use base::view::Go;
use base::{App, Error, Problems, Result, View};
use db::Json;
use http::StatusCode;
use people::agents::{Agent, Permission};
use serde::{Deserialize, Serialize};

use super::edit;
use crate::domains::{self, Domain};

/// Where these pages stand on the desk's host.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/sso", get(index))
        .route("/settings/sso/new", get(new).post(create))
        .route("/settings/sso/{id}", get(show).post(change))
        .route("/settings/sso/{id}/switch", post(switch))
        .route("/settings/sso/{id}/remove", get(ask).post(remove))
}

/// Certificates are warned of so early.
const SOON_MS: i64 = 30 * 24 * 60 * 60 * 1000;

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

#[derive(Serialize)]
struct All {
    connections: Vec<Line>,
    presets: Vec<(&'static str, &'static str)>,
}

async fn index(app: App, agent: Agent) -> Result<View> {
    agent.needs(Permission::PortalSettings)?;
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
            .map(line)
            .collect(),
        presets: edit::PRESETS.map(|(key, name, _)| (key, name)).to_vec(),
    };
    Ok(View::new("sso/list.html", all))
}

#[derive(Serialize)]
struct Shown {
    certificate: Certificate,
    ends_soon: bool,
}

fn shown(settings: &Settings, now: i64) -> Vec<Shown> {
    let all = settings
        .certificates
        .iter()
        .filter_map(|pem| saml::describe(pem).ok());
    all.map(|certificate| Shown {
        ends_soon: certificate.until < now + SOON_MS,
        certificate,
    })
    .collect()
}

/// The page of one connection, as it is stored or as it was typed.
#[derive(Serialize)]
struct Page {
    id: i64,
    host: String,
    hosts: Vec<String>,
    name: String,
    kind: Kind,
    enabled: bool,
    verified_at: Option<i64>,
    test: String,
    settings: Settings,
    has_secret: bool,
    certificates: Vec<Shown>,
    pem: String,
    domains: String,
    ours: Option<Ours>,
    algorithms: [&'static str; 5],
    problems: Problems,
}

impl Page {
    async fn new(app: &App, agent: &Agent, it: &Connection, problems: Problems) -> Result<Page> {
        let all: Vec<Domain> = domains::list(&app.db, agent.account_id).await?;
        let of = all.iter().find(|domain| domain.host == it.host);
        let mut settings = it.settings.0.clone();
        let has_secret = !settings.client_secret.is_empty() || !settings.key.is_empty();
        // secrets do not leave the server, sealed or not
        settings.client_secret = base::secret::Secret::default();
        settings.key = base::secret::Secret::default();
        settings.own_key = base::secret::Secret::default();
        Ok(Page {
            test: of.filter(|_| it.id != 0).map_or_else(String::new, |of| {
                let place = Place {
                    account_id: agent.account_id,
                    host: &of.host,
                    origin: &of.origin,
                };
                trial::link(app, &place, it, agent.id)
            }),
            ours: of.or(all.first()).map(|domain| Ours::of(&domain.origin)),
            hosts: all.iter().map(|domain| domain.host.clone()).collect(),
            id: it.id,
            host: it.host.clone(),
            name: it.name.clone(),
            kind: it.kind(),
            enabled: it.enabled,
            verified_at: it.verified_at,
            has_secret,
            certificates: shown(&settings, app.now()),
            pem: settings.certificates.concat(),
            domains: settings.email_domains.join(" "),
            settings,
            algorithms: Algorithm::ALL.map(Algorithm::as_str),
            problems,
        })
    }

    fn view(&self) -> View {
        View::new("sso/edit.html", self)
    }

    fn refused(&self) -> Response {
        self.view()
            .status(StatusCode::UNPROCESSABLE_ENTITY)
            .into_response()
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    kind: String,
    preset: String,
}

async fn new(app: App, agent: Agent, Query(wanted): Query<Wanted>) -> Result<Response> {
    agent.needs(Permission::PortalSettings)?;
    let kind = Kind::named(&wanted.kind).ok_or(Error::NotFound)?;
    let (name, settings) = edit::blank(kind, &wanted.preset);
    let draft = draft(String::new(), name, settings);
    Ok(Page::new(&app, &agent, &draft, Problems::default())
        .await?
        .view()
        .into_response())
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

async fn create(app: App, agent: Agent, mut form: Posted) -> Result<Response> {
    agent.needs(Permission::PortalSettings)?;
    let kind = Kind::named(form.text("kind")).ok_or(Error::NotFound)?;
    keep(&app, &agent, &mut form, kind, None).await
}

async fn show(app: App, agent: Agent, Path(id): Path<i64>) -> Result<View> {
    agent.needs(Permission::PortalSettings)?;
    let connection = sso::find(&app.db, agent.account_id, id).await?;
    Ok(Page::new(&app, &agent, &connection, Problems::default())
        .await?
        .view())
}

async fn change(app: App, agent: Agent, Path(id): Path<i64>, mut form: Posted) -> Result<Response> {
    agent.needs(Permission::PortalSettings)?;
    let connection = sso::find(&app.db, agent.account_id, id).await?;
    keep(&app, &agent, &mut form, connection.kind(), Some(connection)).await
}

async fn keep(
    app: &App,
    agent: &Agent,
    form: &mut Posted,
    kind: Kind,
    known: Option<Connection>,
) -> Result<Response> {
    let name = form.required("name", 100);
    let host = known
        .as_ref()
        .map_or_else(|| form.text("host").to_owned(), |known| known.host.clone());
    let (settings, mut problems) = edit::read(app, form, kind, known.as_ref()).await?;
    let hosts = domains::list(&app.db, agent.account_id).await?;
    if !hosts.iter().any(|domain| domain.host == host) {
        problems.add("host", "error-required");
    }
    let mut typed = known
        .clone()
        .unwrap_or_else(|| draft(host.clone(), name.clone(), settings.clone()));
    typed.name.clone_from(&name);
    typed.settings = Json(settings.clone());
    if !problems.is_empty() {
        return Ok(Page::new(app, agent, &typed, problems).await?.refused());
    }
    let new = New {
        host,
        name,
        enabled: known.as_ref().is_some_and(|known| known.enabled),
        settings,
    };
    let tx = app.db.begin().await?;
    match sso::save(
        &tx,
        app,
        agent.account_id,
        &agent.actor(),
        known.as_ref(),
        new,
    )
    .await
    {
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
    agent.needs(Permission::PortalSettings)?;
    let known = sso::find(&app.db, agent.account_id, id).await?;
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
    agent.needs(Permission::PortalSettings)?;
    let it = sso::find(&app.db, agent.account_id, id).await?;
    let asked = Asked {
        id,
        name: it.name,
        host: it.host,
    };
    Ok(View::new("sso/remove.html", asked))
}

async fn remove(app: App, agent: Agent, Path(id): Path<i64>) -> Result<Go> {
    agent.needs(Permission::PortalSettings)?;
    let it = sso::find(&app.db, agent.account_id, id).await?;
    let tx = app.db.begin().await?;
    sso::remove(&tx, &app, agent.account_id, &agent.actor(), &it).await?;
    tx.commit().await?;
    Ok(Go::to("/settings/sso").flash("sso-removed"))
}

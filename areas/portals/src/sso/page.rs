//! The page of one connection, and where there can be one.

use ::sso::jwt::Algorithm;
use ::sso::saml::{self, Certificate};
use axum::response::{IntoResponse, Response};
use base::sso::trial;
use base::sso::{Connection, Kind, Ours, Place, Settings};
use base::{App, Problems, Result, View};
use http::StatusCode;
use people::agents::{Agent, Permission};
use serde::Serialize;

use crate::domains::{self, Domain};

/// Certificates are warned of so early.
const SOON_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// The right that a connection of the desk, or of a portal, needs.
pub(super) fn right(of_desk: bool) -> Permission {
    if of_desk {
        Permission::Agents
    } else {
        Permission::PortalSettings
    }
}

#[derive(Serialize)]
pub(super) struct Shown {
    pub(super) certificate: Certificate,
    pub(super) ends_soon: bool,
}

pub(super) fn shown(settings: &Settings, now: i64) -> Vec<Shown> {
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

/// Where a connection may be.
#[derive(Serialize)]
pub(super) struct Spot {
    /// As connections keep it: the desk has none.
    #[serde(skip)]
    pub(super) host: String,
    /// As the form says it.
    pub(super) value: String,
    #[serde(skip)]
    origin: String,
    ours: Ours,
    is_desk: bool,
}

/// Where they may have a connection of this kind: on domains, and agents' OpenID at the desk.
pub(super) async fn spots(app: &App, agent: &Agent, kind: Kind) -> Result<Vec<Spot>> {
    let mut all = Vec::new();
    if agent.may(right(false)) {
        let domains: Vec<Domain> = domains::list(&app.db, agent.account_id).await?;
        all.extend(domains.into_iter().map(|domain| Spot {
            host: domain.host.clone(),
            value: domain.host,
            ours: Ours::of(&domain.origin),
            origin: domain.origin,
            is_desk: false,
        }));
    }
    if kind == Kind::Oidc && agent.may(right(true)) {
        let origin = app.config.app_url.clone();
        all.push(Spot {
            host: String::new(),
            value: app.config.desk_host().to_owned(),
            ours: Ours::of(&origin),
            origin,
            is_desk: true,
        });
    }
    Ok(all)
}

/// The page of one connection, as it is stored or as it was typed.
#[derive(Serialize)]
pub(super) struct Page {
    id: i64,
    host: String,
    is_desk: bool,
    spots: Vec<Spot>,
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
    algorithms: [&'static str; 5],
    problems: Problems,
}

impl Page {
    pub(super) async fn new(
        app: &App,
        agent: &Agent,
        it: &Connection,
        problems: Problems,
    ) -> Result<Page> {
        let mut spots = spots(app, agent, it.kind()).await?;
        let mut test = String::new();
        if it.id != 0 {
            spots.retain(|spot| spot.host == it.host);
            if let Some(spot) = spots.first() {
                let place = Place {
                    account_id: agent.account_id,
                    host: &spot.host,
                    origin: &spot.origin,
                };
                test = trial::link(app, &place, it, agent.id);
            }
        }
        let mut settings = it.settings.0.clone();
        let has_secret = !settings.client_secret.is_empty() || !settings.key.is_empty();
        // secrets do not leave the server, sealed or not
        settings.client_secret = base::secret::Secret::default();
        settings.key = base::secret::Secret::default();
        settings.own_key = base::secret::Secret::default();
        Ok(Page {
            test,
            spots,
            id: it.id,
            host: it.host.clone(),
            is_desk: it.is_of_desk(),
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

    pub(super) fn view(&self) -> View {
        View::new("sso/edit.html", self)
    }

    pub(super) fn refused(&self) -> Response {
        self.view()
            .status(StatusCode::UNPROCESSABLE_ENTITY)
            .into_response()
    }
}

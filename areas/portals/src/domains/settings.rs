//! The administrator's page of how a domain signs its members in: when they are signed out, and what they are asked to agree to.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::form::Posted;
use base::path::Path;
use base::view::Go;
use base::{App, Error, Event, Problems, Result, View, event};
use db::Json;
use http::StatusCode;
use people::agents::{Agent, Permission};
use serde::Serialize;

use super::{Domain, find, list, save};
use crate::consent::{Terms, Words};

/// Where these pages stand on the desk's host.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/domains", get(index))
        .route("/settings/domains/{host}", get(show).post(change))
}

/// The idle time-outs that can be chosen, minutes [A11].
const IDLE: [i64; 5] = [0, 20, 40, 60, 24 * 60];

#[derive(Serialize)]
struct All {
    domains: Vec<Domain>,
}

async fn index(app: App, agent: Agent) -> Result<View> {
    agent.needs(Permission::PortalSettings)?;
    let domains = list(&app.db, agent.account_id).await?;
    Ok(View::new("domains/list.html", All { domains }))
}

#[derive(Serialize)]
struct Asked {
    language: String,
    text_name: String,
    label_name: String,
    words: Words,
}

#[derive(Serialize)]
struct Page<'a> {
    host: &'a str,
    idle: Vec<i64>,
    idle_minutes: i64,
    asks: bool,
    terms: &'a Terms,
    texts: Vec<Asked>,
    problems: Option<&'a Problems>,
}

fn languages(app: &App) -> impl Iterator<Item = &'static str> {
    let tags = app.views.locales.tags().into_iter();
    tags.filter(|tag| *tag != locale::PSEUDO)
}

fn page(app: &App, domain: &Domain, terms: Option<&Terms>, problems: Option<&Problems>) -> View {
    let none = Terms::default();
    let terms_shown = terms.unwrap_or(&none);
    let text = |language: &str| Asked {
        language: language.to_owned(),
        text_name: format!("text_{language}"),
        label_name: format!("label_{language}"),
        words: terms_shown.texts.get(language).cloned().unwrap_or_default(),
    };
    let mut idle = IDLE.to_vec();
    if !idle.contains(&domain.idle_minutes) {
        idle.push(domain.idle_minutes);
    }
    let page = Page {
        host: &domain.host,
        idle,
        idle_minutes: domain.idle_minutes,
        asks: terms.is_some(),
        terms: terms_shown,
        texts: languages(app).map(text).collect(),
        problems,
    };
    View::new("domains/show.html", page)
}

async fn show(app: App, agent: Agent, Path(host): Path<String>) -> Result<View> {
    agent.needs(Permission::PortalSettings)?;
    let domain = find(&app.db, agent.account_id, &host).await?;
    let terms = domain.consent.as_ref().map(|Json(terms)| terms);
    Ok(page(&app, &domain, terms, None))
}

/// The consent that the form says; none when the box is not ticked.
fn read(app: &App, domain: &Domain, form: &mut Posted) -> Option<Terms> {
    if !form.has("asks") {
        return None;
    }
    let mut terms = Terms {
        required: form.has("required"),
        ask_again: form.has("ask_again"),
        ..Terms::default()
    };
    for language in languages(app) {
        let words = Words {
            text: form.text(&format!("text_{language}")).to_owned(),
            label: form.text(&format!("label_{language}")).to_owned(),
        };
        if !words.label.is_empty() {
            terms.texts.insert(language.to_owned(), words);
        } else if !words.text.is_empty() || language == domain.language {
            form.problems.add("labels", "consent-need-label");
        }
    }
    Some(terms)
}

async fn change(
    app: App,
    agent: Agent,
    Path(host): Path<String>,
    mut form: Posted,
) -> Result<Response> {
    agent.needs(Permission::PortalSettings)?;
    let tx = app.db.begin().await?;
    let before = find(&tx, agent.account_id, &host).await?;
    let mut domain = before.clone();
    match form.number("idle_minutes") {
        Some(minutes) if IDLE.contains(&minutes) || minutes == before.idle_minutes => {
            domain.idle_minutes = minutes;
        }
        _ => form.problems.add("idle_minutes", "error-choose"),
    }
    let terms = read(&app, &domain, &mut form);
    if !form.problems.is_empty() {
        let view = page(&app, &domain, terms.as_ref(), Some(&form.problems));
        return Ok(view
            .status(StatusCode::UNPROCESSABLE_ENTITY)
            .into_response());
    }
    domain.consent = terms.map(Json);
    save(&tx, &app, agent.account_id, &domain).await?;
    let said = |domain: &Domain| {
        let consent = domain.consent.as_ref().map(|Json(terms)| terms);
        serde_json::to_string(&(domain.idle_minutes, consent)).map_err(Error::internal)
    };
    let what = format!(
        "domain {host:?}: idle minutes and consent {} → {}",
        said(&before)?,
        said(&domain)?
    );
    let changed = Event::SettingsChanged { what };
    event::record(&tx, &app, agent.account_id, &agent.actor(), changed).await?;
    tx.commit().await?;
    Ok(Go::to(format!("/settings/domains/{host}"))
        .flash("common-saved")
        .into_response())
}

//! The audit log [S6]: what happened, newest first, for administrators. Every change that a person makes has written its event
//! ([`base::event::record`]); here they are looked up by their kind and by whoever did them or whom they are about.

mod store;

pub use store::{Filter, statement};

use std::collections::HashMap;

use axum::Router;
use axum::routing::get;
use base::event::KINDS;
use base::path::Query;
use base::{App, Event, Result, View, sessions};
use serde::{Deserialize, Serialize};
use web::keyset::{Page, Place};

use crate::agents::{Agent, Permission};
use store::Row;

/// Where the page stands on the desk's host.
pub fn routes() -> Router<App> {
    Router::new().route("/settings/audit", get(index))
}

/// Rows a page.
pub const SIZE: usize = 50;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Ask {
    kind: String,
    who: String,
    at: String,
}

#[derive(Serialize)]
struct Line {
    id: i64,
    at: i64,
    kind: String,
    /// The key of a text that says it more closely.
    more: Option<String>,
    /// The same in words of its own.
    detail: String,
    ticket_id: Option<i64>,
    /// Who did it: `agent`, `contact` or `system`.
    actor: String,
    actor_id: i64,
    by: String,
    about: Option<About>,
}

/// Whom it is about.
#[derive(Serialize)]
struct About {
    who: String,
    name: String,
}

#[derive(Serialize)]
struct Index<'a> {
    page: Page<Line>,
    kinds: &'static [&'static str],
    kind: &'a str,
    who: &'a str,
    /// The rest of an address of another page.
    rest: String,
}

async fn index(app: App, agent: Agent, Query(ask): Query<Ask>) -> Result<View> {
    agent.needs(Permission::Agents)?;
    let account_id = agent.account_id;
    let kind = KINDS.iter().find(|kind| **kind == ask.kind).copied();
    let filter = Filter {
        kind,
        people: store::people(&app.db, account_id, ask.who.trim()).await?,
    };
    let place = Place::from_text(&ask.at, 1);
    let rows: Vec<Row> = statement(account_id, &filter, place.as_ref())
        .all(&app.db)
        .await?;
    let names = store::names(&app.db, account_id, &rows).await?;
    let lines = rows.into_iter().map(|row| line(row, &names)).collect();
    let index = Index {
        page: Page::new(lines, SIZE, place.as_ref(), |it| vec![it.id]),
        kinds: KINDS,
        kind: kind.unwrap_or_default(),
        who: &ask.who,
        rest: format!(
            "&kind={}&who={}",
            kind.unwrap_or_default(),
            base::view::encode(ask.who.trim())
        ),
    };
    Ok(View::new("audit/list.html", index))
}

fn line(row: Row, names: &HashMap<i64, String>) -> Line {
    let event: Option<Event> = serde_json::from_str(&row.event).ok();
    let (more, mut detail) = event.as_ref().map_or_else(Default::default, told);
    if let Some(Event::SignInRefused { connection_id, .. }) = &event
        && let Some(provider) = connection_id.and_then(|id| names.get(&id))
    {
        detail = format!("{provider}: {detail}");
    }
    let about = row.subject.map(|who| {
        let name = who.parse().ok().and_then(|id: i64| names.get(&id)).cloned();
        let name = name.unwrap_or_else(|| who.clone());
        About { who, name }
    });
    Line {
        id: row.id,
        at: row.created_at,
        kind: row.kind,
        more,
        detail,
        ticket_id: row.ticket_id,
        actor: row.actor_kind,
        actor_id: row.actor_id,
        by: row.actor_name,
        about,
    }
}

/// What an event says beyond its kind and whom it is about: the key of a text, and words of its own.
fn told(event: &Event) -> (Option<String>, String) {
    let plain = |text: &str| (None, text.to_owned());
    match event {
        Event::SettingsChanged { what } => plain(what),
        Event::NewDevice { user_agent, .. } => (None, sessions::device(user_agent)),
        Event::SignInRefused { check, detail, .. } => plain(&format!("{check}: {detail}")),
        Event::TicketClosed { stage, .. }
        | Event::TicketReopened { stage, .. }
        | Event::StageChanged { stage, .. } => plain(stage),
        Event::TicketAssigned { owner, .. } => plain(owner),
        Event::TicketEdited { property, .. } => plain(property),
        Event::MemberDisabled { disabled, .. } => {
            let key = if *disabled { "off" } else { "on" };
            (Some(format!("audit-login-{key}")), String::new())
        }
        Event::ConsentGiven {
            withdrawn: Some(withdrawn),
            ..
        } => {
            let key = if *withdrawn { "withdrawn" } else { "given" };
            (Some(format!("audit-consent-{key}-now")), String::new())
        }
        Event::CredentialChanged { what, .. } => {
            let name = serde_json::to_value(what).unwrap_or_default();
            let name = name.as_str().unwrap_or_default().replace('_', "-");
            (Some(format!("audit-credential-{name}")), String::new())
        }
        _ => (None, String::new()),
    }
}

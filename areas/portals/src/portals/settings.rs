//! The administrator's pages of who may enter a portal, and of the mail that invites them [A1] [A2].

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::form::Posted;
use base::path::Path;
use base::view::Go;
use base::{App, Error, Event, Problems, Result, View, event};
use http::StatusCode;
use people::agents::{Agent, Permission};
use people::lists;
use serde::Serialize;

use super::{Access, Entry, Invitation, Portal, Settings, find, list, save};
use crate::domains;

/// Where these pages stand on the desk's host.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings", get(index))
        .route("/settings/access", get(index))
        .route("/settings/access/{id}", get(access).post(set_access))
        .route(
            "/settings/access/{id}/invitation",
            get(invitation).post(set_invitation),
        )
}

/// The one portal that most accounts have, or the first of several.
async fn index(app: App, agent: Agent) -> Result<Go> {
    agent.needs(Permission::PortalSettings)?;
    let portal = super::first(&app.db, agent.account_id).await?;
    let portal = portal.ok_or(Error::NotFound)?;
    Ok(Go::to(format!("/settings/access/{}", portal.id)))
}

#[derive(Serialize)]
struct Choice<'a> {
    name: &'a str,
    people: i64,
    is_chosen: bool,
}

#[derive(Serialize)]
struct Page<'a> {
    id: i64,
    portals: Vec<(i64, &'a str)>,
    kind: &'a str,
    magic_link: bool,
    groups: Vec<Choice<'a>>,
    problems: Option<&'a Problems>,
}

const KINDS: [(&str, Entry); 4] = [
    ("members", Entry::Members),
    ("groups", Entry::Groups),
    ("registration", Entry::Registration),
    ("sso", Entry::Sso),
];

async fn page(
    app: &App,
    agent: &Agent,
    id: i64,
    access: &Access,
    problems: Option<&Problems>,
) -> Result<View> {
    let portals = list(&app.db, agent.account_id).await?;
    let lists = lists::list(&app.db, agent.account_id).await?;
    let kind = KINDS.iter().find(|(_, kind)| *kind == access.kind);
    let page = Page {
        id,
        portals: portals.iter().map(|it| (it.id, it.name.as_str())).collect(),
        kind: kind.map_or("members", |(name, _)| name),
        magic_link: access.magic_link,
        groups: lists
            .iter()
            .map(|it| Choice {
                name: &it.name,
                people: it.people,
                is_chosen: access.groups.contains(&it.name),
            })
            .collect(),
        problems,
    };
    Ok(View::new("portals/access.html", page))
}

async fn access(app: App, agent: Agent, Path(id): Path<i64>) -> Result<View> {
    agent.needs(Permission::PortalSettings)?;
    let portal = find(&app.db, agent.account_id, id).await?;
    page(&app, &agent, id, &portal.settings.0.access, None).await
}

/// Groups stay chosen only where they mean something: nobody is let in by a choice that is out of sight.
fn read(form: &mut Posted) -> Access {
    let named = KINDS.iter().find(|(name, _)| *name == form.text("kind"));
    if named.is_none() {
        form.problems.add("kind", "error-choose");
    }
    let kind = named.map_or(Entry::Members, |(_, kind)| *kind);
    let takes_groups = matches!(kind, Entry::Groups | Entry::Sso);
    let groups = if takes_groups {
        form.all("groups").to_vec()
    } else {
        Vec::new()
    };
    if kind == Entry::Groups && groups.is_empty() {
        form.problems.add("groups", "access-need-group");
    }
    Access {
        kind,
        groups,
        magic_link: form.has("magic_link"),
    }
}

async fn set_access(
    app: App,
    agent: Agent,
    Path(id): Path<i64>,
    mut form: Posted,
) -> Result<Response> {
    agent.needs(Permission::PortalSettings)?;
    let chosen = read(&mut form);
    if !form.problems.is_empty() {
        let view = page(&app, &agent, id, &chosen, Some(&form.problems)).await?;
        return Ok(view
            .status(StatusCode::UNPROCESSABLE_ENTITY)
            .into_response());
    }
    change(&app, &agent, id, |settings| settings.access = chosen).await?;
    Ok(Go::to(format!("/settings/access/{id}"))
        .flash("common-saved")
        .into_response())
}

/// Changes a portal's settings, and writes down what was before and after [S6].
async fn change(
    app: &App,
    agent: &Agent,
    id: i64,
    change: impl FnOnce(&mut Settings),
) -> Result<()> {
    let tx = app.db.begin().await?;
    let portal = find(&tx, agent.account_id, id).await?;
    let before = portal.settings.0;
    let mut after = before.clone();
    change(&mut after);
    if after == before {
        return Ok(());
    }
    save(&tx, app, agent.account_id, &portal.name, &after).await?;
    let said = |settings: &Settings| {
        serde_json::to_string(&(&settings.access, &settings.invitation)).map_err(Error::internal)
    };
    let what = format!(
        "portal {:?}: access and invitation {} → {}",
        portal.name,
        said(&before)?,
        said(&after)?
    );
    let changed = Event::SettingsChanged { what };
    event::record(&tx, app, agent.account_id, &agent.actor(), changed).await?;
    tx.commit().await?;
    Ok(())
}

#[derive(Serialize)]
struct Inviting<'a> {
    id: i64,
    words: &'a Invitation,
    portal: &'a str,
    company: &'a str,
    language: String,
    problems: Option<&'a Problems>,
}

async fn words(
    app: &App,
    agent: &Agent,
    portal: &Portal,
    words: &Invitation,
    problems: Option<&Problems>,
) -> Result<View> {
    let all = domains::list(&app.db, agent.account_id).await?;
    let domain = all.iter().find(|domain| domain.portal_id == portal.id);
    let page = Inviting {
        id: portal.id,
        words,
        portal: &portal.settings.0.title,
        company: &agent.company,
        language: domain.map_or_else(|| agent.language.clone(), |it| it.language.clone()),
        problems,
    };
    Ok(View::new("portals/invitation.html", page))
}

async fn invitation(app: App, agent: Agent, Path(id): Path<i64>) -> Result<View> {
    agent.needs(Permission::PortalSettings)?;
    let portal = find(&app.db, agent.account_id, id).await?;
    words(&app, &agent, &portal, &portal.settings.0.invitation, None).await
}

async fn set_invitation(
    app: App,
    agent: Agent,
    Path(id): Path<i64>,
    mut form: Posted,
) -> Result<Response> {
    agent.needs(Permission::PortalSettings)?;
    let new = if form.has("restore") {
        Invitation::default()
    } else {
        Invitation {
            subject: form.optional("subject", 200),
            text: form.optional("text", 5_000),
            sender_name: form.optional("sender_name", 100),
        }
    };
    let portal = find(&app.db, agent.account_id, id).await?;
    if !form.problems.is_empty() {
        let view = words(&app, &agent, &portal, &new, Some(&form.problems)).await?;
        return Ok(view
            .status(StatusCode::UNPROCESSABLE_ENTITY)
            .into_response());
    }
    if form.has("preview") {
        return Ok(words(&app, &agent, &portal, &new, None)
            .await?
            .into_response());
    }
    change(&app, &agent, id, |settings| settings.invitation = new).await?;
    Ok(Go::to(format!("/settings/access/{id}/invitation"))
        .flash("common-saved")
        .into_response())
}

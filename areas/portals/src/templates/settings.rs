//! The administrator's pages where other pages are written: which there are, one's source with its preview, the way back [L2].

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::form::Posted;
use base::path::Path;
use base::view::Go;
use base::view::custom::Fault;
use base::{App, Error, Event, Result, View, event, view};
use http::StatusCode;
use people::agents::{Agent, Permission};
use serde::Serialize;

use super::{PAGES, Page, example_shell, judge, list, named, sample, save};
use crate::domains;
use crate::portals::{self, Portal};

/// Where these pages stand on the desk's host.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/pages", get(first))
        .route("/settings/pages/{id}", get(index))
        .route("/settings/pages/{id}/{name}", get(edit).post(change))
}

async fn first(app: App, agent: Agent) -> Result<Go> {
    agent.needs(Permission::PortalSettings)?;
    let portal = portals::first(&app.db, agent.account_id).await?;
    let portal = portal.ok_or(Error::NotFound)?;
    Ok(Go::to(format!("/settings/pages/{}", portal.id)))
}

#[derive(Serialize)]
struct Row {
    name: &'static str,
    is_changed: bool,
    failed_at: Option<i64>,
    error: Option<Fault>,
}

#[derive(Serialize)]
struct All {
    id: i64,
    portals: Vec<(i64, String)>,
    pages: Vec<Row>,
}

async fn index(app: App, agent: Agent, Path(id): Path<i64>) -> Result<View> {
    agent.needs(Permission::PortalSettings)?;
    let all = portals::list(&app.db, agent.account_id).await?;
    if !all.iter().any(|portal| portal.id == id) {
        return Err(Error::NotFound);
    }
    let stored = list(&app.db, agent.account_id, id).await?;
    let row = |page: &Page| {
        let own = stored.iter().find(|own| own.name == page.name);
        Row {
            name: page.name,
            is_changed: own.is_some(),
            failed_at: own.and_then(|own| own.failed_at),
            error: own
                .and_then(|own| own.error.as_ref())
                .map(|it| it.0.clone()),
        }
    };
    let page = All {
        id,
        portals: all.into_iter().map(|it| (it.id, it.name)).collect(),
        pages: PAGES.iter().map(row).collect(),
    };
    Ok(View::new("templates/list.html", page))
}

#[derive(Serialize)]
struct Variable {
    name: String,
    example: String,
}

#[derive(Serialize)]
struct Editor<'a> {
    id: i64,
    portal: &'a str,
    name: &'static str,
    source: &'a str,
    is_changed: bool,
    variables: Vec<Variable>,
    fault: Option<&'a Fault>,
    /// Says that something is wrong in the page's title.
    problems: bool,
    preview: Option<String>,
    language: &'a str,
}

/// A page of a portal that is being written.
struct Desk<'a> {
    app: &'a App,
    portal: Portal,
    page: &'static Page,
    language: String,
    company: &'a str,
}

impl<'a> Desk<'a> {
    async fn new(app: &'a App, agent: &'a Agent, id: i64, name: &str) -> Result<Desk<'a>> {
        agent.needs(Permission::PortalSettings)?;
        let page = named(name).ok_or(Error::NotFound)?;
        let portal = portals::find(&app.db, agent.account_id, id).await?;
        let all = domains::list(&app.db, agent.account_id).await?;
        let domain = all.into_iter().find(|domain| domain.portal_id == portal.id);
        Ok(Desk {
            app,
            portal,
            page,
            language: domain.map_or_else(|| agent.language.clone(), |it| it.language),
            company: &agent.company,
        })
    }

    fn shell(&self) -> view::Shell {
        let settings = &self.portal.settings.0;
        example_shell(self.page, self.company, &self.language, settings)
    }

    /// The values in reach, each with its example.
    fn variables(&self) -> Vec<Variable> {
        let data = sample::data(self.page, false);
        let values = view::example(self.app, &self.shell(), sample::path(self.page), data);
        let names = values.try_iter().into_iter().flatten();
        names
            .filter_map(|name| {
                let value = values.get_item(&name).ok()?;
                let example = match value.as_str() {
                    Some(text) => text.to_owned(),
                    None => format!("{value:?}"),
                };
                let name = name.to_string();
                (!matches!(name.as_str(), "theme" | "flash" | "undo"))
                    .then_some(Variable { name, example })
            })
            .collect()
    }

    fn editor(&self, source: &str, is_changed: bool) -> View {
        let judged = judge(self.app, &self.shell(), self.page, source);
        let (preview, fault) = match judged {
            Ok(html) => (Some(without_scripts(&html)), None),
            Err(fault) => (None, Some(fault)),
        };
        let editor = Editor {
            id: self.portal.id,
            portal: &self.portal.name,
            name: self.page.name,
            source,
            is_changed,
            variables: self.variables(),
            fault: fault.as_ref(),
            problems: fault.is_some(),
            preview,
            language: &self.language,
        };
        let view = View::new("templates/edit.html", editor);
        match fault {
            Some(_) => view.status(StatusCode::UNPROCESSABLE_ENTITY),
            None => view,
        }
    }
}

/// The frame of the preview runs no scripts; without them it does not complain of that either.
fn without_scripts(html: &str) -> String {
    let mut parts = html.split("<script");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| {
        all + part.split_once("</script>").map_or("", |(_, rest)| rest)
    })
}

async fn edit(app: App, agent: Agent, Path((id, name)): Path<(i64, String)>) -> Result<View> {
    let desk = Desk::new(&app, &agent, id, &name).await?;
    let stored = list(&app.db, agent.account_id, id).await?;
    let own = stored.into_iter().find(|own| own.name == desk.page.name);
    let is_changed = own.is_some();
    let source = own.map_or_else(|| desk.page.original(&app), |own| own.source);
    // a source that has ceased to do is shown with what is wrong, but it is no answer to a form
    Ok(desk.editor(&source, is_changed).status(StatusCode::OK))
}

async fn change(
    app: App,
    agent: Agent,
    Path((id, name)): Path<(i64, String)>,
    form: Posted,
) -> Result<Response> {
    let desk = Desk::new(&app, &agent, id, &name).await?;
    let source = if form.has("restore") {
        desk.page.original(&app)
    } else {
        form.text("source").to_owned()
    };
    let refused = judge(&app, &desk.shell(), desk.page, &source).is_err();
    if refused || form.has("preview") {
        return Ok(desk.editor(&source, true).into_response());
    }
    let tx = app.db.begin().await?;
    if save(&tx, &app, agent.account_id, id, desk.page, &source).await? {
        let deed = if form.has("restore") {
            "restored"
        } else {
            "changed"
        };
        let what = format!(
            "portal {:?}, page {}: {deed}",
            desk.portal.name, desk.page.name
        );
        let changed = Event::SettingsChanged { what };
        event::record(&tx, &app, agent.account_id, &agent.actor(), changed).await?;
    }
    tx.commit().await?;
    Ok(Go::to(format!("/settings/pages/{id}/{name}"))
        .flash("common-saved")
        .into_response())
}

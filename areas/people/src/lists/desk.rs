//! The agents' pages of lists: all of them, and one with who is in it. Changing one takes a permission; everybody else reads.

use std::pin::Pin;

use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use base::form::Posted;
use base::path::{Path, Query};
use base::view::Go;
use base::{App, Error, Result, View};
use http::StatusCode;
use serde::Serialize;
use web::keyset::{Page, Place};

use super::{List, Pasted, edit, paste};
use crate::agents::{Agent, Permission};
use crate::contacts::PAGE;
use crate::contacts::{Ask, Line, line};

/// What rests on the lists of an account: pairs of a list and the name of what does.
pub type Resting = Pin<Box<dyn Future<Output = Result<Vec<(i64, String)>>> + Send>>;

/// Who knows what rests on lists. Portals are above this area: the root says where to ask.
#[derive(Clone, Copy)]
pub struct Uses(pub fn(App, i64) -> Resting);

/// Where these pages stand on the desk's host.
pub fn routes(uses: Uses) -> Router<App> {
    Router::new()
        .route("/lists", get(index))
        .route("/lists/new", get(edit::new).post(edit::create))
        .route("/lists/{id}", get(show))
        .route("/lists/{id}/edit", get(edit::edit).post(edit::change))
        .route("/lists/{id}/members", post(add))
        .route("/lists/{id}/members/remove", post(take))
        .route("/lists/{id}/remove", get(ask).post(remove))
        .layer(Extension(uses))
}

#[derive(Serialize)]
struct All {
    lists: Vec<Used>,
    may_change: bool,
}

/// A list, and where it is used.
#[derive(Serialize)]
struct Used {
    list: List,
    by: Vec<String>,
}

async fn index(app: App, agent: Agent, Extension(uses): Extension<Uses>) -> Result<View> {
    let resting = (uses.0)(app.clone(), agent.account_id).await?;
    let with_uses = |list: List| Used {
        by: resting
            .iter()
            .filter(|(id, _)| *id == list.id)
            .map(|(_, name)| name.clone())
            .collect(),
        list,
    };
    let lists = super::list(&app.db, agent.account_id).await?;
    let all = All {
        lists: lists.into_iter().map(with_uses).collect(),
        may_change: agent.may(Permission::Lists),
    };
    Ok(View::new("lists/list.html", all))
}

/// The field for addresses, and what became of those that were in it.
#[derive(Default, Serialize)]
struct Adding {
    addresses: String,
    makes_contacts: bool,
    added: usize,
    unknown: Vec<String>,
    ours: Vec<String>,
    wrong: Vec<String>,
    too_many: bool,
}

#[derive(Serialize)]
struct Shown {
    list: List,
    may_change: bool,
    ask: Ask,
    rows: Vec<Line>,
    next: Option<String>,
    previous: Option<String>,
    adding: Adding,
}

async fn page(app: &App, agent: &Agent, id: i64, ask: Ask, adding: Adding) -> Result<View> {
    let account_id = agent.account_id;
    let list = super::find(&app.db, account_id, id).await?;
    let place = Place::from_text(&ask.at, 2);
    let rows = super::members(&app.db, account_id, id, &ask.q, place.as_ref()).await?;
    let page = Page::new(rows, PAGE, place.as_ref(), |row| vec![row.since, row.id]);
    let to = |at: Option<String>| at.map(|at| ask.address(&at));
    let shown = Shown {
        may_change: agent.may(Permission::Lists),
        next: to(page.next),
        previous: to(page.previous),
        rows: page.rows.into_iter().map(line).collect(),
        list,
        ask,
        adding,
    };
    Ok(View::new("lists/show.html", shown))
}

async fn show(app: App, agent: Agent, Path(id): Path<i64>, Query(ask): Query<Ask>) -> Result<View> {
    page(&app, &agent, id, ask, Adding::default()).await
}

/// Adds the contacts of pasted addresses. What could not be added stays in the field, with why.
async fn add(app: App, agent: Agent, Path(id): Path<i64>, form: Posted) -> Result<Response> {
    agent.needs(Permission::Lists)?;
    let text = form.text("addresses");
    let addresses = paste::split(text);
    let makes_contacts = form.has("makes_contacts");
    if addresses.is_empty() || addresses.len() > paste::ADDRESSES {
        let adding = Adding {
            addresses: text.to_owned(),
            makes_contacts,
            too_many: !addresses.is_empty(),
            ..Adding::default()
        };
        return again(&app, &agent, id, adding).await;
    }
    let tx = app.db.begin().await?;
    let (account_id, by) = (agent.account_id, agent.actor());
    let pasted =
        super::add_addresses(&tx, &app, account_id, &by, id, &addresses, makes_contacts).await?;
    tx.commit().await?;
    if pasted.unknown.is_empty() && pasted.ours.is_empty() && pasted.wrong.is_empty() {
        let done = Go::to(format!("/lists/{id}")).flash("lists-added");
        return Ok(done.into_response());
    }
    let Pasted {
        added,
        unknown,
        ours,
        wrong,
        ..
    } = pasted;
    let adding = Adding {
        addresses: [unknown.as_slice(), &ours, &wrong].concat().join("\n"),
        makes_contacts,
        added: added.len(),
        unknown,
        ours,
        wrong,
        too_many: false,
    };
    again(&app, &agent, id, adding).await
}

async fn again(app: &App, agent: &Agent, id: i64, adding: Adding) -> Result<Response> {
    let view = page(app, agent, id, Ask::default(), adding).await?;
    Ok(view
        .status(StatusCode::UNPROCESSABLE_ENTITY)
        .into_response())
}

async fn take(app: App, agent: Agent, Path(id): Path<i64>, form: Posted) -> Result<Go> {
    agent.needs(Permission::Lists)?;
    let contact_id = form.number("contact").ok_or(Error::NotFound)?;
    let tx = app.db.begin().await?;
    let by = agent.actor();
    super::remove_member(&tx, &app, agent.account_id, &by, id, contact_id).await?;
    tx.commit().await?;
    Ok(Go::to(format!("/lists/{id}")).flash("lists-member-removed"))
}

async fn ask(app: App, agent: Agent, Path(id): Path<i64>) -> Result<View> {
    agent.needs(Permission::Lists)?;
    let list = super::find(&app.db, agent.account_id, id).await?;
    Ok(View::new("lists/remove.html", list))
}

async fn remove(app: App, agent: Agent, Path(id): Path<i64>) -> Result<Go> {
    agent.needs(Permission::Lists)?;
    let tx = app.db.begin().await?;
    super::remove(&tx, &app, agent.account_id, &agent.actor(), id).await?;
    tx.commit().await?;
    Ok(Go::to("/lists").flash("lists-removed"))
}

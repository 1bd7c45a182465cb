//! The customer's pages: the list, a ticket, a new one. Tickets are found only through the member who asks.

mod compose;
mod export;
mod live;
mod show;

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use base::form::{self, TakesFiles};
use base::path::{Path, Query};
use base::view::{Go, encode};
use base::{App, Error, Result, View, draft};
use http::StatusCode;
use http::request::Parts;
use people::contacts::shown_name;
use portals::members::{self, Member, Visit};
use serde::Serialize;

use super::access::{self, has_organisation};
use super::filter::Filter;
use super::list::{self, Row};
use crate::pipelines::{self, Told};

/// Where these pages stand on a domain. The first part of the path is the portal's slug [U3].
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home))
        .route("/{slug}", get(index))
        .route("/{slug}/export.csv", get(export::export))
        .route("/{slug}/new", get(compose::new).post(compose::create))
        .route("/{slug}/uploads", post(compose::upload))
        .route("/{slug}/{id}", get(show::show))
        .route("/{slug}/{id}/reply", post(compose::reply))
        .route("/{slug}/{id}/close", post(show::close))
        .route("/{slug}/{id}/reopen", post(show::reopen))
        .route("/{slug}/{id}/draft", post(keep_draft))
        .route("/{slug}/{id}/live", get(live::live))
        .route("/files/{id}/{name}", get(file))
        .layer(DefaultBodyLimit::disable()) // forms with files have limits of their own
}

/// A member inside the portal: the path begins with its slug. Any other path is no page, signed in or not.
pub(super) struct Inside(pub(super) Member);

impl FromRequestParts<App> for Inside {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Inside> {
        let visit = Visit::from_request_parts(parts, app).await?;
        let slug = parts.uri.path().split('/').nth(1).unwrap_or_default();
        if slug != visit.site.settings.slug {
            return Err(Error::NotFound);
        }
        visit.inside().map(Inside)
    }
}

/// Whoever sends a text: a member inside, or one who was signed out while they wrote, whose text is not lost [A11].
pub(super) struct Writer(pub(super) Result<Member, Late>);

/// Somebody who was signed out.
pub(super) struct Late {
    account_id: i64,
    /// Who, where the session ended by itself. One that was ended, here or elsewhere, tells nothing any more.
    contact_id: Option<i64>,
    home: String,
}

impl FromRequestParts<App> for Writer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Writer> {
        match Inside::from_request_parts(parts, app).await {
            Ok(Inside(member)) => {
                TakesFiles::allow(parts);
                Ok(Writer(Ok(member)))
            }
            Err(Error::SignIn) => {
                let visit = Visit::from_request_parts(parts, app).await?;
                let contact_id = members::idle(app, &visit, &parts.headers).await?;
                let late = Late {
                    account_id: visit.site.account_id,
                    contact_id,
                    home: format!("/{}", visit.site.settings.slug),
                };
                Ok(Writer(Err(late)))
            }
            Err(other) => Err(other),
        }
    }
}

impl Late {
    /// Keeps the text as a draft about a ticket (0: a new one), and leads by the sign-in page to where it is gone on with. Where
    /// nobody knows whose it is, it goes back to whoever sent it.
    pub(super) async fn keep(
        &self,
        app: &App,
        about_id: i64,
        text: &str,
        path: &str,
    ) -> Result<Response> {
        let next = encode(&format!("{}{path}", self.home));
        let sign_in = Go::to(format!("/sign-in?next={next}"));
        if text.trim().is_empty() {
            return Ok(sign_in.into_response());
        }
        let fits = text.len() <= draft::LONGEST;
        let Some(contact_id) = self.contact_id.filter(|_| fits) else {
            return Ok(form::unsent(text, &next).into_response());
        };
        draft::keep(app, self.account_id, contact_id, about_id, text).await?;
        Ok(sign_in.flash("signin-kept").into_response())
    }
}

async fn home(visit: Visit) -> Redirect {
    Redirect::to(&format!("/{}", visit.site.settings.slug))
}

#[derive(Serialize)]
struct Index<'a> {
    filter: &'a Filter,
    home: String,
    organisation: bool,
    mine: bool,
    narrow: bool,
    rows: Vec<Shown>,
    next: Option<String>,
    previous: Option<String>,
    tabs: [String; 2],
    clear: String,
}

/// A row as the page shows it.
#[derive(Serialize)]
struct Shown {
    id: i64,
    number: String,
    subject: String,
    closed: bool,
    stage: String,
    tone: String,
    created_at: i64,
    last_activity_at: i64,
    requester: String,
    owner: String,
    unread: bool,
    snippet: Option<Vec<(bool, String)>>,
}

impl Shown {
    fn new(
        member: &Member,
        row: Row,
        stages: &Stages,
        snippet: Option<Vec<(bool, String)>>,
    ) -> Shown {
        let stage = stages.get(&row.stage_id).cloned().unwrap_or_default();
        Shown {
            tone: pipelines::tone(&stage.tone, row.closed).to_owned(),
            id: row.id,
            number: row.number.to_string(),
            subject: row.subject,
            closed: row.closed,
            stage: stage.name,
            created_at: row.created_at,
            last_activity_at: row.last_activity_at,
            requester: match row.requester_id {
                Some(id) if id == member.contact_id => member.name.clone(),
                _ => shown_name(
                    row.requester_first,
                    row.requester_last,
                    row.requester_email.as_deref(),
                ),
            },
            owner: shown_name(row.owner_first, row.owner_last, None),
            unread: row
                .read_at
                .is_none_or(|read_at| read_at < row.last_activity_at),
            snippet,
        }
    }
}

type Stages = BTreeMap<i64, Told>;

/// The stages as this member sees them: none where the portal says open or closed only.
async fn stages(app: &App, member: &Member) -> Result<Stages> {
    if member.settings.show_stages {
        let (own, account) = (&member.language, &member.account_language);
        pipelines::for_customers(&app.db, member.account_id, own, account).await
    } else {
        Ok(Stages::new())
    }
}

async fn index(app: App, Inside(member): Inside, Query(filter): Query<Filter>) -> Result<View> {
    let page = list::list(&app.db, &member, &filter, list::PAGE).await?;
    let mut snippets = match filter.q.trim() {
        "" => BTreeMap::new(),
        asked => list::snippets(&app.db, &member, &page.rows, asked).await?,
    };
    let stages = stages(&app, &member).await?;
    let rows = page.rows.into_iter().map(|row| {
        let snippet = snippets.remove(&row.id);
        Shown::new(&member, row, &stages, snippet)
    });
    let organisation = has_organisation(&member);
    Ok(View::new(
        "tickets/portal_list.html",
        Index {
            home: member.path(""),
            organisation,
            mine: organisation && filter.whose() == access::Whose::Mine,
            narrow: filter.is_narrow(),
            rows: rows.collect(),
            next: page.next.map(|place| filter.with("at", &place)),
            previous: page.previous.map(|place| filter.with("at", &place)),
            tabs: [filter.with("view", "mine"), filter.with("view", "org")],
            clear: Filter {
                view: filter.view.clone(),
                ..Filter::default()
            }
            .with("", ""),
            filter: &filter,
        },
    ))
}

async fn keep_draft(
    app: App,
    Inside(member): Inside,
    Path((_, id)): Path<(String, i64)>,
    form: base::form::Posted,
) -> Result<StatusCode> {
    let about = if id == 0 {
        0
    } else {
        access::find(&app.db, &member, id).await?.id
    };
    let body = form.text("body");
    draft::keep(&app, member.account_id, member.contact_id, about, body).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn file(app: App, member: Member, Path((id, _)): Path<(i64, String)>) -> Result<Response> {
    let attachment = access::find_file(&app.db, &member, id).await?;
    app.files.serve(&attachment).await
}

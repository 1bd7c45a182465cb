//! The agents' pages of contacts: the table, a new one, and one with what belongs to it.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::form::Posted;
use base::path::{Path, Query};
use base::view::{Go, encode};
use base::{Actor, App, Error, Problems, Result, View};
use db::Tx;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use web::keyset::{Page, Place};

use super::{Contact, Details, NAME, PAGE, PHONE, Row, full_name};
use crate::agents::Agent;
use crate::companies::{self, Company};
use crate::lists::{self, Named};

/// Where these pages stand on the desk's host.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/contacts", get(index))
        .route("/contacts/new", get(new).post(create))
        .route("/contacts/{id}", get(show).post(change))
}

/// What is asked of a table of contacts.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Ask {
    /// Beginnings of words.
    pub(crate) q: String,
    /// A place in the table.
    pub(crate) at: String,
}

impl Ask {
    /// The query part of this table's page at a place.
    pub(crate) fn address(&self, at: &str) -> String {
        format!("?q={}&at={at}", encode(self.q.trim()))
    }
}

/// A contact in a table.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    id: i64,
    name: String,
    email: String,
    company: String,
    since: i64,
}

/// A row as tables show it.
pub(crate) fn line(row: Row) -> Line {
    Line {
        id: row.id,
        name: full_name(&row.first_name, &row.last_name, row.email.as_deref()),
        email: row.email.unwrap_or_default(),
        company: row.company.unwrap_or_default(),
        since: row.since,
    }
}

#[derive(Serialize)]
struct Table {
    ask: Ask,
    rows: Vec<Line>,
    next: Option<String>,
    previous: Option<String>,
}

async fn index(app: App, agent: Agent, Query(ask): Query<Ask>) -> Result<View> {
    let place = Place::from_text(&ask.at, 1);
    let rows = super::list(&app.db, agent.account_id, &ask.q, place.as_ref()).await?;
    let page = Page::new(rows, PAGE, place.as_ref(), |row| vec![row.id]);
    let to = |at: Option<String>| at.map(|at| ask.address(&at));
    let table = Table {
        next: to(page.next),
        previous: to(page.previous),
        rows: page.rows.into_iter().map(line).collect(),
        ask,
    };
    Ok(View::new("contacts/list.html", table))
}

/// The form as it was filled in.
#[derive(Clone, Debug, Default, Serialize)]
struct Form {
    email: String,
    first_name: String,
    last_name: String,
    phone: String,
    company: String,
    problems: Problems,
}

impl Form {
    fn read(mut posted: Posted) -> Form {
        Form {
            email: posted.text("email").to_owned(),
            first_name: posted.optional("first_name", NAME),
            last_name: posted.optional("last_name", NAME),
            phone: posted.optional("phone", PHONE),
            company: posted.optional("company", companies::NAME),
            problems: posted.problems,
        }
    }

    /// What stands in the database.
    fn stored(contact: &Contact, company: Option<&Company>) -> Form {
        Form {
            email: contact.email.clone().unwrap_or_default(),
            first_name: contact.first_name.clone(),
            last_name: contact.last_name.clone(),
            phone: contact.phone.clone(),
            company: company.map(|it| it.name.clone()).unwrap_or_default(),
            problems: Problems::default(),
        }
    }

    /// What is written where a colleague has changed something since the page was drawn: their change stays where this form has none.
    fn merged(mut self, was: &[Option<String>; 4], now: Form) -> Form {
        let mine = [
            &mut self.first_name,
            &mut self.last_name,
            &mut self.phone,
            &mut self.company,
        ];
        let now = [now.first_name, now.last_name, now.phone, now.company];
        for ((mine, was), now) in mine.into_iter().zip(was).zip(now) {
            if was.as_ref() == Some(mine) {
                *mine = now;
            }
        }
        self
    }

    fn details(&self) -> Details<'_> {
        Details {
            first_name: &self.first_name,
            last_name: &self.last_name,
            phone: &self.phone,
        }
    }
}

async fn new(_: Agent) -> View {
    View::new("contacts/new.html", Form::default())
}

async fn create(app: App, agent: Agent, posted: Posted) -> Result<Response> {
    let mut form = Form::read(posted);
    let email = mail::address::normal(&form.email);
    if email.is_none() && !form.email.is_empty() {
        form.problems.add("email", "error-email");
    } else if form.email.is_empty() && form.first_name.is_empty() && form.last_name.is_empty() {
        form.problems.add("email", "error-contact-empty");
    }
    match add(&app, &agent, &form, email.as_deref()).await {
        Ok(id) => Ok(Go::to(format!("/contacts/{id}"))
            .flash("common-saved")
            .into_response()),
        Err(Error::Invalid(problems)) => {
            form.problems = problems;
            Ok(refused(View::new("contacts/new.html", form)))
        }
        Err(other) => Err(other),
    }
}

fn refused(view: View) -> Response {
    view.status(StatusCode::UNPROCESSABLE_ENTITY)
        .into_response()
}

async fn add(app: &App, agent: &Agent, form: &Form, email: Option<&str>) -> Result<i64> {
    form.problems.clone().check()?;
    let (account_id, by) = (agent.account_id, agent.actor());
    let tx = app.db.begin().await?;
    let contact = super::create(&tx, app, account_id, &by, email, &form.details()).await?;
    belong(&tx, app, account_id, &by, contact.id, &form.company).await?;
    tx.commit().await?;
    Ok(contact.id)
}

/// Makes the company of this name a contact's primary one, or none; nothing when it is so already.
async fn belong(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    contact_id: i64,
    name: &str,
) -> Result<()> {
    let known = companies::primary_of(tx, account_id, contact_id).await?;
    match (known, name) {
        (None, "") => Ok(()),
        (Some(company), name) if company.name == name => Ok(()),
        (Some(_), "") => companies::make_none_primary(tx, app, account_id, by, contact_id).await,
        (_, name) => {
            let id = companies::of_name(tx, app, account_id, name).await?;
            companies::make_primary(tx, app, account_id, by, contact_id, id).await
        }
    }
}

#[derive(Serialize)]
struct Record {
    id: i64,
    name: String,
    form: Form,
    /// What the form began with.
    was: Form,
    company: Option<Company>,
    lists: Vec<Named>,
}

async fn record(app: &App, agent: &Agent, contact: Contact, form: Option<Form>) -> Result<View> {
    let account_id = agent.account_id;
    let company = companies::primary_of(&app.db, account_id, contact.id).await?;
    let stored = Form::stored(&contact, company.as_ref());
    let record = Record {
        id: contact.id,
        name: contact.name(),
        lists: lists::of_contact(&app.db, account_id, contact.id).await?,
        company,
        form: match form {
            Some(form) => Form {
                email: stored.email.clone(),
                ..form
            },
            None => stored.clone(),
        },
        was: stored,
    };
    Ok(View::new("contacts/show.html", record))
}

async fn show(app: App, agent: Agent, Path(id): Path<i64>) -> Result<View> {
    let contact = super::find(&app.db, agent.account_id, id).await?;
    record(&app, &agent, contact, None).await
}

async fn change(app: App, agent: Agent, Path(id): Path<i64>, posted: Posted) -> Result<Response> {
    let (account_id, by) = (agent.account_id, agent.actor());
    let contact = super::find(&app.db, account_id, id).await?;
    let was = ["first_name", "last_name", "phone", "company"]
        .map(|name| posted.all(&format!("was_{name}")).first().cloned());
    let form = Form::read(posted);
    if !form.problems.is_empty() {
        let company = companies::primary_of(&app.db, account_id, id).await?;
        let form = form.merged(&was, Form::stored(&contact, company.as_ref()));
        return Ok(refused(record(&app, &agent, contact, Some(form)).await?));
    }
    let tx = app.db.begin().await?;
    let contact = super::find(&tx, account_id, id).await?;
    let company = companies::primary_of(&tx, account_id, id).await?;
    let form = form.merged(&was, Form::stored(&contact, company.as_ref()));
    super::change(&tx, &app, account_id, &by, id, &form.details()).await?;
    belong(&tx, &app, account_id, &by, id, &form.company).await?;
    tx.commit().await?;
    Ok(Go::to(format!("/contacts/{id}"))
        .flash("common-saved")
        .into_response())
}

//! Trying a connection out before it is switched on [A7]: a real sign-in of an agent, that ends in a page with what the provider sent
//! and each check, and lets nobody in. An agent is signed in at the desk's host only, so that the link to the domain carries who
//! tries what, until when, under our key.

use ::sso::{Accepted, Check, Refused};
use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::path::Query;
use base::{Actor, App, Event, Result, View, event};
use db::params;
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};

use super::arrival::refuse;
use super::settings::Kind;
use super::store::{self, Connection};
use super::{portal, token};
use crate::members::Visit;

/// How long a link of a settings page works.
const LIFE_MS: i64 = 60 * 60 * 1000;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/sso/test", get(begin))
}

/// The link that an agent opens to try a connection out.
pub(super) fn link(
    app: &App,
    account_id: i64,
    connection: &Connection,
    agent_id: i64,
    origin: &str,
) -> String {
    let until = app.now() + LIFE_MS;
    let mark = mark(app, account_id, connection.id, agent_id, until);
    let origin = origin.trim_end_matches('/');
    format!(
        "{origin}/sso/test?connection={}&agent={agent_id}&until={until}&mark={mark}",
        connection.id
    )
}

fn mark(app: &App, account_id: i64, connection_id: i64, agent_id: i64, until: i64) -> String {
    let purpose = format!("sso test of {account_id} {connection_id} by {agent_id} until {until}");
    web::hex(app.keys.derive(&purpose))
}

#[derive(Deserialize)]
struct Ticket {
    connection: i64,
    agent: i64,
    until: i64,
    mark: String,
}

async fn begin(
    app: App,
    visit: Visit,
    headers: HeaderMap,
    ticket: std::result::Result<Query<Ticket>, base::Error>,
) -> Result<Response> {
    let account_id = visit.site.account_id;
    let fits = |it: &Ticket| {
        it.until > app.now() && it.mark == mark(&app, account_id, it.connection, it.agent, it.until)
    };
    let Some(ticket) = ticket.ok().map(|Query(ticket)| ticket).filter(fits) else {
        let old = Refused::new(Check::Request, "the link of this test is too old");
        return refuse(&app, &visit, None, &old, "").await;
    };
    let connection = store::find(&app.db, account_id, ticket.connection).await?;
    if connection.host != visit.site.host {
        return Err(base::Error::NotFound);
    }
    match connection.kind() {
        Kind::Jwt => token::leave(&app, &visit, &connection, ticket.agent, &headers).await,
        Kind::Saml | Kind::Oidc => {
            portal::leave(&app, &visit, &connection, "", Some(ticket.agent), &headers).await
        }
    }
}

#[derive(Serialize)]
struct Row {
    check: &'static str,
    holds: bool,
}

#[derive(Serialize)]
struct Page<'a> {
    name: &'a str,
    holds: bool,
    /// The test counts for the settings as they are.
    counted: bool,
    rows: Vec<Row>,
    detail: &'a str,
    claims: &'a [(String, String)],
}

impl Page<'_> {
    fn response(&self) -> Response {
        let status = if self.holds {
            StatusCode::OK
        } else {
            StatusCode::FORBIDDEN
        };
        View::new("sso/result.html", self)
            .status(status)
            .into_response()
    }
}

/// What is checked of each kind, in the order in which people read it.
fn checks(kind: Kind) -> &'static [Check] {
    use Check::{
        Algorithm, Audience, Email, Form, Issuer, Once, Provider, Reach, Recipient, Request,
        Signature, Time,
    };
    match kind {
        Kind::Saml => &[
            Provider, Form, Algorithm, Signature, Issuer, Audience, Recipient, Request, Time, Once,
            Email,
        ],
        Kind::Oidc => &[
            Reach, Provider, Form, Algorithm, Signature, Issuer, Audience, Request, Time, Once,
            Email,
        ],
        Kind::Jwt => &[
            Form, Algorithm, Signature, Issuer, Audience, Time, Once, Email,
        ],
    }
}

/// The page of a sign-in that did not hold.
pub(super) fn failed(connection: &Connection, refused: &Refused) -> Response {
    Page {
        name: &connection.name,
        holds: false,
        counted: false,
        rows: vec![Row {
            check: refused.check.as_str(),
            holds: false,
        }],
        detail: &refused.detail,
        claims: &[],
    }
    .response()
}

/// Whether the person could come in: the provider may speak for the address.
fn may_come(connection: &Connection, accepted: &Accepted) -> bool {
    let identity = &accepted.identity;
    mail::address::normal(&identity.email).is_some_and(|email| {
        connection
            .settings
            .0
            .speaks_for(&email, identity.email_verified)
    })
}

fn page<'a>(connection: &'a Connection, accepted: &'a Accepted, counted: bool) -> Page<'a> {
    let holds = may_come(connection, accepted);
    let row = |check: &Check| Row {
        check: check.as_str(),
        holds: true,
    };
    let mut rows: Vec<Row> = checks(connection.kind()).iter().map(row).collect();
    rows.push(Row {
        check: "address",
        holds,
    });
    Page {
        name: &connection.name,
        holds,
        counted: counted && holds,
        rows,
        detail: "",
        claims: &accepted.claims,
    }
}

/// The page of a sign-in that held, for whoever holds the token.
pub(super) fn shown(connection: &Connection, accepted: &Accepted) -> Response {
    page(connection, accepted, false).response()
}

/// The page of an agent's sign-in that held: from now on the connection may be switched on.
pub(super) async fn held(
    app: &App,
    account_id: i64,
    connection: &Connection,
    accepted: &Accepted,
    tester_id: i64,
) -> Result<Response> {
    let mut counted = false;
    if may_come(connection, accepted) {
        let tx = app.db.begin().await?;
        let names: Option<(String, String)> = tx
            .maybe(
                "select first_name, last_name from agents where account_id = $1 and id = $2",
                params![account_id, tester_id],
            )
            .await?;
        let name = names.map_or_else(String::new, |(first, last)| format!("{first} {last}"));
        counted = store::verified(&tx, account_id, connection, app.now()).await?;
        let what = format!(
            "sso {:?} on {}: tried out",
            connection.name, connection.host
        );
        let by = Actor::agent(tester_id, name.trim());
        event::record(&tx, app, account_id, &by, Event::SettingsChanged { what }).await?;
        tx.commit().await?;
    }
    Ok(page(connection, accepted, counted).response())
}

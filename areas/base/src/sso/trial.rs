//! Trying a connection out before it is switched on [A7]: a real sign-in of an agent, that ends in a page with what the provider sent
//! and each check, and lets nobody in. An agent is signed in at the desk's host only, so that the link to the domain carries who
//! tries what, until when, under our key.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use sso::{Accepted, Check, Refused};

use super::store::{self, Connection};
use super::{Kind, Place};
use crate::{Actor, App, Event, Result, View, event};

/// How long a link of a settings page works.
const LIFE_MS: i64 = 60 * 60 * 1000;

/// The link that an agent opens to try a connection out.
pub fn link(app: &App, place: &Place<'_>, connection: &Connection, agent_id: i64) -> String {
    let until = app.now() + LIFE_MS;
    let mark = mark(app, place.account_id, connection.id, agent_id, until);
    let origin = place.origin.trim_end_matches('/');
    format!(
        "{origin}/sso/test?connection={}&agent={agent_id}&until={until}&mark={mark}",
        connection.id
    )
}

fn mark(app: &App, account_id: i64, connection_id: i64, agent_id: i64, until: i64) -> String {
    let purpose = format!("sso test of {account_id} {connection_id} by {agent_id} until {until}");
    web::hex(app.keys.derive(&purpose))
}

/// What such a link says.
#[derive(Debug, Deserialize)]
pub struct Ticket {
    /// What is tried out.
    pub connection: i64,
    /// By whom.
    pub agent: i64,
    until: i64,
    mark: String,
}

impl Ticket {
    /// Whether we made it, and it still works.
    ///
    /// # Errors
    /// Why it does not.
    pub fn check(&self, app: &App, account_id: i64) -> sso::Result<()> {
        let mark = mark(app, account_id, self.connection, self.agent, self.until);
        if self.until > app.now() && self.mark == mark {
            Ok(())
        } else {
            Err(too_old())
        }
    }
}

/// Why a link begins nothing.
pub fn too_old() -> Refused {
    Refused::new(Check::Request, "the link of this test is too old")
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
pub fn failed(connection: &Connection, refused: &Refused) -> Response {
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

/// The page of a sign-in that held; `verdict` is whether the person could come in.
pub fn shown(
    connection: &Connection,
    accepted: &Accepted,
    verdict: &sso::Result<()>,
    counted: bool,
) -> Response {
    let row = |check: &Check| Row {
        check: check.as_str(),
        holds: true,
    };
    let mut rows: Vec<Row> = checks(connection.kind()).iter().map(row).collect();
    rows.push(Row {
        check: "address",
        holds: verdict.is_ok(),
    });
    Page {
        name: &connection.name,
        holds: verdict.is_ok(),
        counted,
        rows,
        detail: verdict
            .as_ref()
            .map_or_else(|refused| refused.detail.as_str(), |()| ""),
        claims: &accepted.claims,
    }
    .response()
}

/// The page of an agent's sign-in that held: if the person could come in, the connection may be switched on from now on.
pub async fn held(
    app: &App,
    account_id: i64,
    connection: &Connection,
    accepted: &Accepted,
    verdict: sso::Result<()>,
    by: &Actor,
) -> Result<Response> {
    let mut counted = false;
    if verdict.is_ok() {
        let tx = app.db.begin().await?;
        counted = store::verified(&tx, account_id, connection, app.now()).await?;
        let what = format!("{}: tried out", connection.title());
        event::record(&tx, app, account_id, by, Event::SettingsChanged { what }).await?;
        tx.commit().await?;
    }
    Ok(shown(connection, accepted, &verdict, counted))
}

//! Trying a connection of a domain out.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use base::path::Query;
use base::sso::trial::{self, Ticket};
use base::sso::{self, Connection, Kind, refuse};
use base::{Actor, App, Error, Result};
use http::HeaderMap;
use people::agents;

use super::{place, portal, token};
use crate::members::Visit;
use ::sso::Accepted;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/sso/test", get(begin))
}

async fn begin(
    app: App,
    visit: Visit,
    headers: HeaderMap,
    ticket: Result<Query<Ticket>>,
) -> Result<Response> {
    let account_id = visit.site.account_id;
    let ticket = match ticket {
        Ok(Query(ticket)) => ticket.check(&app, account_id).map(|()| ticket),
        Err(_) => Err(trial::too_old()),
    };
    let ticket = match ticket {
        Ok(ticket) => ticket,
        Err(old) => return refuse(&app, &place(&visit), None, &old, "").await,
    };
    let connection = sso::find(&app.db, account_id, ticket.connection).await?;
    if connection.host != visit.site.host {
        return Err(Error::NotFound);
    }
    match connection.kind() {
        Kind::Jwt => token::leave(&app, &visit, &connection, ticket.agent, &headers).await,
        Kind::Saml | Kind::Oidc => {
            portal::leave(&app, &visit, &connection, "", Some(ticket.agent), &headers).await
        }
    }
}

/// The page of an agent's sign-in that held.
pub(super) async fn held(
    app: &App,
    visit: &Visit,
    connection: &Connection,
    accepted: &Accepted,
    tester_id: i64,
) -> Result<Response> {
    let account_id = visit.site.account_id;
    let tester = agents::find(&app.db, account_id, tester_id).await?;
    let by = Actor::agent(tester_id, tester.name());
    let verdict = verdict(connection, accepted);
    trial::held(app, account_id, connection, accepted, verdict, &by).await
}

/// Whether the person could come in: the provider may speak for the address.
pub(super) fn verdict(connection: &Connection, accepted: &Accepted) -> ::sso::Result<()> {
    let vouched = connection.settings.0.vouched(&accepted.identity);
    vouched.map(|_| ())
}

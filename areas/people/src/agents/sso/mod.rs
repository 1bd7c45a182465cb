//! Signing in to the desk by an identity provider of the company [A15]: OpenID Connect, there and back as members go it
//! ([`base::sso`]), with rules of its own about who comes in ([`arrival`]). The desk has one address for all accounts: whose it is
//! comes from the connection, whose id the state carries.

mod arrival;
mod store;

pub(super) use store::{Provider, forget, providers, providers_of};

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::network::Network;
use base::path::Query;
use base::sessions::attempts::Tries;
use base::sessions::{Kind, Method};
use base::sso::oidc::{self, Back, Wish};
use base::sso::pending::Leaving;
use base::sso::trial::{self, Ticket};
use base::sso::{self, Button, Connection, Place, refuse, stranger};
use base::view::Go;
use base::{Actor, App, Error, Result};
use http::HeaderMap;
use serde::Deserialize;

use super::desk::{Entrant, enter, landing};
use super::{Agent, Permission, whose};
use ::sso::oidc::Callback;
use ::sso::{Accepted, Check, Refused};

/// Where these pages stand on the desk's host.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sso/oidc/login", get(login))
        .route("/sso/oidc/callback", get(callback))
        .route("/sso/test", get(test))
}

/// The providers that are switched on.
pub(super) async fn buttons(app: &App) -> Result<Vec<Button>> {
    let all = sso::of_desk(&app.db).await?;
    Ok(all.into_iter().map(Button::of).collect())
}

/// A connection of the desk and whose it is.
async fn connection(app: &App, id: &str) -> Result<Option<(i64, Connection)>> {
    let Ok(id) = id.parse() else {
        return Ok(None);
    };
    let Some(account_id) = sso::account_of_desk(&app.db, id).await? else {
        return Ok(None);
    };
    let connection = sso::find(&app.db, account_id, id).await?;
    Ok(Some((account_id, connection)))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    provider: String,
    next: String,
}

async fn login(app: App, headers: HeaderMap, Query(wanted): Query<Wanted>) -> Result<Response> {
    let found = connection(&app, &wanted.provider).await?;
    let (account_id, connection) = found
        .filter(|(_, connection)| connection.enabled)
        .ok_or(Error::NotFound)?;
    let wish = Wish {
        next: &wanted.next,
        tester_id: None,
    };
    leave(&app, account_id, &connection, wish, &headers).await
}

/// An administrator tries a connection out, signed in as who they are.
async fn test(
    app: App,
    agent: Agent,
    headers: HeaderMap,
    Query(ticket): Query<Ticket>,
) -> Result<Response> {
    agent.needs(Permission::Agents)?;
    let connection = sso::find(&app.db, agent.account_id, ticket.connection).await?;
    if !connection.is_of_desk() || ticket.agent != agent.id {
        return Err(Error::NotFound);
    }
    if let Err(old) = ticket.check(&app, agent.account_id) {
        return Ok(trial::failed(&connection, &old));
    }
    let wish = Wish {
        next: "",
        tester_id: Some(agent.id),
    };
    leave(&app, agent.account_id, &connection, wish, &headers).await
}

async fn leave(
    app: &App,
    account_id: i64,
    connection: &Connection,
    wish: Wish<'_>,
    headers: &HeaderMap,
) -> Result<Response> {
    let place = Place::desk(app, account_id);
    let mut leaving = Leaving::new(app, headers);
    leaving.state = format!("{}.{}", connection.id, leaving.state);
    match oidc::leave(app, &place, connection, &leaving, wish).await? {
        Ok(response) => Ok(response),
        Err(refused) if wish.tester_id.is_some() => Ok(trial::failed(connection, &refused)),
        Err(refused) => refuse(app, &place, Some(connection), &refused, wish.next).await,
    }
}

/// Back from a provider. Whoever does not come in has used up one of their network's tries.
async fn callback(
    app: App,
    network: Network,
    headers: HeaderMap,
    Query(callback): Query<Callback>,
) -> Result<Response> {
    let tries = Tries::new(&app, 0, String::new(), &network);
    tries.check().await?;
    let id = callback.state.split('.').next().unwrap_or_default();
    let Some((account_id, named)) = connection(&app, id).await? else {
        tries.failed().await?;
        return Ok(sso::refusal(&Place::desk(&app, 0), &stranger(), ""));
    };
    let place = Place::desk(&app, account_id);
    let Some(back) = oidc::back(&app, &place, &callback, &headers).await? else {
        tries.failed().await?;
        return refuse(&app, &place, Some(&named), &stranger(), "").await;
    };
    let Back {
        begun,
        connection,
        answer,
    } = back;
    let refused = match (answer, begun.tester_id) {
        (Ok(accepted), Some(tester_id)) => {
            return tried(&app, account_id, &connection, &accepted, tester_id).await;
        }
        (Err(refused), Some(_)) => return Ok(trial::failed(&connection, &refused)),
        (Err(refused), None) => refused,
        (Ok(accepted), None) => {
            match come(&app, account_id, &connection, &accepted, &headers).await? {
                Ok(cookie) => {
                    return Ok(Go::to(landing(&begun.next)).cookie(cookie).into_response());
                }
                Err(refused) => refused,
            }
        }
    };
    tries.failed().await?;
    refuse(&app, &place, Some(&connection), &refused, &begun.next).await
}

/// The end of a trial: whether the person could come in. It lets nobody in.
async fn tried(
    app: &App,
    account_id: i64,
    connection: &Connection,
    accepted: &Accepted,
    tester_id: i64,
) -> Result<Response> {
    let tester = super::find(&app.db, account_id, tester_id).await?;
    let by = Actor::agent(tester_id, tester.name());
    let found = arrival::find(&app.db, account_id, connection, &accepted.identity).await?;
    let verdict = found.map(|_| ());
    trial::held(app, account_id, connection, accepted, verdict, &by).await
}

/// Begins the session of whoever the provider vouches for. It has seen to a second step if the company wants one, as with a passkey.
async fn come(
    app: &App,
    account_id: i64,
    connection: &Connection,
    accepted: &Accepted,
    headers: &HeaderMap,
) -> Result<Result<String, Refused>> {
    let tx = app.db.begin().await?;
    // it may have been switched off since they left
    let connection = sso::find(&tx, account_id, connection.id).await?;
    if !connection.enabled {
        let what = "the connection was switched off";
        return Ok(Err(Refused::new(Check::Request, what)));
    }
    let met = arrival::meet(&tx, app, account_id, &connection, &accepted.identity).await?;
    let agent_id = match met {
        Ok(agent_id) => agent_id,
        Err(refused) => return Ok(Err(refused)),
    };
    let entrant = Entrant {
        whose: whose(account_id, agent_id),
        kind: Kind::Agent,
        method: Method::Sso,
        connection_id: Some(connection.id),
    };
    let cookie = enter(&tx, app, headers, entrant).await?;
    tx.commit().await?;
    Ok(Ok(cookie))
}

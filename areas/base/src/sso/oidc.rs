//! To an OpenID provider and back.

use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use sso::oidc::Callback;
use sso::{Accepted, Refused, oidc};

use super::pending::{self, Leaving, Pending};
use super::settings::egress;
use super::store::{self, Connection};
use super::{Kind, Ours, Place, once, stranger};
use crate::view::Go;
use crate::{App, Error, Result};

/// Somebody who leaves for a provider.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// The page that they want.
    pub next: &'a str,
    /// The agent who tries the connection out.
    pub tester_id: Option<i64>,
}

/// Sends the browser to the provider; answers why not where it cannot be asked.
pub async fn leave(
    app: &App,
    place: &Place<'_>,
    connection: &Connection,
    leaving: &Leaving,
    wish: Wish<'_>,
) -> Result<Result<Response, Refused>> {
    let (settings, ours) = (&connection.settings.0, Ours::of(place.origin));
    let secret = settings.client_secret.open(&app.keys)?;
    let egress = match egress(app) {
        Ok(egress) => egress,
        Err(refused) => return Ok(Err(refused)),
    };
    let provider = ours.provider(settings, &secret);
    match oidc::begin(&egress, &provider, &leaving.state).await {
        Ok((url, detail)) => {
            let Wish { next, tester_id } = wish;
            let cookie = leaving
                .keep(app, place.account_id, connection, next, tester_id, &detail)
                .await?;
            Ok(Ok(Go::to(url).cookie(cookie).into_response()))
        }
        Err(refused) => Ok(Err(refused)),
    }
}

/// Somebody whom a provider sent back.
#[derive(Debug)]
pub struct Back {
    /// What they began.
    pub begun: Pending,
    /// By which connection.
    pub connection: Connection,
    /// Whom the provider let in, for the first time.
    pub answer: sso::Result<Accepted>,
}

/// Who comes back, if this browser began it. The kept part is taken away before anything is asked: a code is tried once.
pub async fn back(
    app: &App,
    place: &Place<'_>,
    callback: &Callback,
    headers: &HeaderMap,
) -> Result<Option<Back>> {
    let account_id = place.account_id;
    let Some(begun) = pending::take(app, account_id, &callback.state, headers).await? else {
        return Ok(None);
    };
    let connection = store::find(&app.db, account_id, begun.connection_id).await?;
    let answer = match exchanged(app, place, &connection, &begun, callback).await? {
        Ok(accepted) => once(app, account_id, &connection, accepted).await?,
        Err(refused) => Err(refused),
    };
    Ok(Some(Back {
        begun,
        connection,
        answer,
    }))
}

async fn exchanged(
    app: &App,
    place: &Place<'_>,
    connection: &Connection,
    begun: &Pending,
    callback: &Callback,
) -> Result<sso::Result<Accepted>> {
    if connection.kind() != Kind::Oidc || connection.host != place.host {
        return Ok(Err(stranger()));
    }
    let kept = serde_json::from_str(&begun.detail).map_err(Error::internal)?;
    let (settings, ours) = (&connection.settings.0, Ours::of(place.origin));
    let secret = settings.client_secret.open(&app.keys)?;
    let egress = match egress(app) {
        Ok(egress) => egress,
        Err(refused) => return Ok(Err(refused)),
    };
    let provider = ours.provider(settings, &secret);
    Ok(oidc::finish(&egress, &provider, &kept, callback, app.now()).await)
}

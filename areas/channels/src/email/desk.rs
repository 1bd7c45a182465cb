//! The desk's page of mail that was set aside: what is wrong with each, try again, or be done with it.

use std::collections::BTreeMap;

use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use base::path::Path;
use base::view::Go;
use base::{App, Error, Result, View};
use people::agents::Agent;
use serde::Serialize;

use super::raw::{self, RawMail};
use super::receive::RECEIVE;
use super::{poll, store};

/// Where these pages stand at the desk.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/set-aside", get(list))
        .route("/set-aside/{id}/raw", get(source))
        .route("/set-aside/{id}/retry", post(retry))
        .route("/set-aside/{id}/delete", post(delete))
}

#[derive(Serialize)]
struct SetAside {
    mails: Vec<RawMail>,
    /// The connected addresses by id: a mail that was not fetched is still in its mailbox.
    addresses: BTreeMap<i64, String>,
    /// The largest mail that is fetched, bytes.
    largest: i64,
}

async fn list(app: App, agent: Agent) -> Result<View> {
    let channels = store::list(&app.db, agent.account_id).await?;
    let page = SetAside {
        mails: raw::aside(&app.db, agent.account_id).await?,
        addresses: channels.into_iter().map(|it| (it.id, it.address)).collect(),
        largest: poll::LARGEST.into(),
    };
    Ok(View::new("email/set_aside.html", page))
}

async fn source(app: App, agent: Agent, Path(id): Path<i64>) -> Result<Response> {
    let mail = raw::find(&app.db, agent.account_id, id)
        .await?
        .filter(|mail| mail.state == "aside" && !mail.sha256.is_empty());
    let mail = mail.ok_or(Error::NotFound)?;
    Ok(crate::raw_mail(app.files.read(&mail.sha256).await?, id))
}

async fn retry(app: App, agent: Agent, Path(id): Path<i64>) -> Result<Go> {
    let tx = app.db.begin().await?;
    if !raw::renew(&tx, agent.account_id, id).await? {
        return Err(Error::NotFound);
    }
    jobs::enqueue(
        &tx,
        agent.account_id,
        app.id(),
        RECEIVE,
        &id,
        app.now(),
        None,
    )
    .await?;
    tx.commit().await?;
    Ok(Go::to("/set-aside").flash("set-aside-retry-queued"))
}

async fn delete(app: App, agent: Agent, Path(id): Path<i64>) -> Result<Go> {
    let tx = app.db.begin().await?;
    if !raw::forget(&tx, agent.account_id, id).await? {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    Ok(Go::to("/set-aside").flash("set-aside-deleted"))
}

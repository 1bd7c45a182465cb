//! The member's page: what is erased and what stays, asking with a proof of who they are, and the receipt.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base::form::Posted;
use base::network::Network;
use base::path::Path;
use base::view::Go;
use base::{App, Problems, Result, View};
use http::{HeaderMap, StatusCode};
use serde::Serialize;

use super::{Erasure, store};
use crate::asks::{self, Asker, Detail, Purpose};
use crate::members::{self, Member, Subject, Visit};
use crate::signin::{check_mail, gives_password, opened_by};

/// Where these pages stand on a domain.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/account/erasure", get(show).post(ask))
        .route("/account/erasure/withdraw", post(withdraw))
        .route("/account/erasure/{token}", get(asked).post(confirm))
}

#[derive(Serialize)]
struct Page<'a> {
    request: Option<Erasure>,
    has_password: bool,
    problems: Option<&'a Problems>,
}

/// Whether they can prove themselves by a password here; a link is mailed to whoever cannot.
async fn has_password(app: &App, visit: &Visit, member: &Member) -> Result<bool> {
    let (account_id, id) = (member.account_id, member.contact_id);
    let stored = members::password_hash(&app.db, account_id, id).await?;
    Ok(visit.site.settings.access.has_own_logins() && stored.is_some())
}

async fn page(
    app: &App,
    visit: &Visit,
    member: &Member,
    problems: Option<&Problems>,
) -> Result<View> {
    let page = Page {
        request: store::latest(&app.db, member.account_id, member.contact_id).await?,
        has_password: has_password(app, visit, member).await?,
        problems,
    };
    Ok(View::new("erasure/erasure.html", page))
}

async fn show(app: App, visit: Visit, Subject(member): Subject) -> Result<View> {
    page(&app, &visit, &member, None).await
}

fn received() -> Response {
    Go::to("/account/erasure")
        .flash("erasure-asked")
        .into_response()
}

/// Asks, with the password; a link by mail goes to whoever has none.
async fn ask(
    app: App,
    visit: Visit,
    Subject(member): Subject,
    network: Network,
    headers: HeaderMap,
    mut form: Posted,
) -> Result<Response> {
    if !has_password(&app, &visit, &member).await? {
        return mail_link(&app, &visit, &member, &network).await;
    }
    let word = form.text("password").to_owned();
    if !gives_password(&app, &visit, &network, &headers, &member, word).await? {
        form.problems.add("password", "error-password");
        let view = page(&app, &visit, &member, Some(&form.problems)).await?;
        return Ok(view
            .status(StatusCode::UNPROCESSABLE_ENTITY)
            .into_response());
    }
    let tx = app.db.begin().await?;
    super::ask(&tx, &app, &member).await?;
    tx.commit().await?;
    Ok(received())
}

async fn mail_link(
    app: &App,
    visit: &Visit,
    member: &Member,
    network: &Network,
) -> Result<Response> {
    let new = asks::New {
        purpose: Purpose::Erasure,
        host: &visit.site.host,
        email: &member.email,
        contact_id: Some(member.contact_id),
        detail: Detail::default(),
    };
    let asker = Asker {
        network,
        at_home: true,
    };
    let cookie = asks::begin(app, member.account_id, &asker, new).await?;
    Ok(check_mail(cookie))
}

#[derive(Serialize)]
struct Confirm<'a> {
    token: &'a str,
}

async fn asked(
    app: App,
    visit: Visit,
    Subject(member): Subject,
    Path(token): Path<String>,
) -> Result<Response> {
    Ok(
        match opened_by(&app, &visit, &member, Purpose::Erasure, &token).await? {
            Ok(_) => View::new("erasure/confirm.html", Confirm { token: &token }).into_response(),
            Err(page) => page,
        },
    )
}

async fn confirm(
    app: App,
    visit: Visit,
    Subject(member): Subject,
    Path(token): Path<String>,
) -> Result<Response> {
    let ask = match opened_by(&app, &visit, &member, Purpose::Erasure, &token).await? {
        Ok(ask) => ask,
        Err(page) => return Ok(page),
    };
    let tx = app.db.begin().await?;
    asks::use_up(&tx, &app, member.account_id, &ask).await?;
    super::ask(&tx, &app, &member).await?;
    tx.commit().await?;
    Ok(received())
}

async fn withdraw(app: App, Subject(member): Subject) -> Result<Go> {
    let tx = app.db.begin().await?;
    super::withdraw(&tx, &app, &member).await?;
    tx.commit().await?;
    Ok(Go::to("/account/erasure").flash("erasure-withdrawn"))
}

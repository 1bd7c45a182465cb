//! The first page of one's own account: who one is, and what one is sent.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base::form::Posted;
use base::view::Go;
use base::{App, Problems, Result, View};
use http::StatusCode;
use serde::Serialize;

use super::{Address, MAILS, Profile, addresses, store};
use crate::members::Member;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account", get(show).post(save))
        .route("/account/mails", post(mails))
        .route("/account/addresses", post(addresses::ask))
        .route("/account/addresses/remove", post(addresses::remove))
        .route(
            "/account/addresses/{token}",
            get(addresses::show).post(addresses::prove),
        )
}

#[derive(Serialize)]
struct Page<'a> {
    first_name: &'a str,
    last_name: &'a str,
    chosen_language: &'a str,
    chosen_zone: &'a str,
    languages: Vec<(&'static str, String)>,
    zones: &'static [String],
    mails: Vec<(&'static str, bool)>,
    addresses: Vec<Address>,
    address: &'a str,
    problems: Option<&'a Problems>,
}

async fn page(app: &App, member: &Member, form: Option<&Posted>) -> Result<View> {
    let row = store::find(&app.db, member).await?;
    let typed = |name: &'static str, stored: &str| -> String {
        form.filter(|form| form.has(name))
            .map_or_else(|| stored.to_owned(), |form| form.text(name).to_owned())
    };
    let page = Page {
        first_name: &typed("first_name", &row.first_name),
        last_name: &typed("last_name", &row.last_name),
        chosen_language: &typed("language", &row.language),
        chosen_zone: &typed("time_zone", &member.zone),
        languages: app.views.languages(),
        zones: locale::zones(),
        mails: MAILS
            .iter()
            .map(|mail| (*mail, row.mails.split(' ').any(|one| one == *mail)))
            .collect(),
        addresses: store::addresses(&app.db, member).await?,
        address: form.map_or("", |form| form.text("address")),
        problems: form.map(|form| &form.problems),
    };
    Ok(View::new("account/account.html", page))
}

async fn show(app: App, member: Member) -> Result<View> {
    page(&app, &member, None).await
}

/// The page again, with what was wrong.
pub(super) async fn again(app: &App, member: &Member, form: &Posted) -> Result<Response> {
    let view = page(app, member, Some(form)).await?;
    Ok(view
        .status(StatusCode::UNPROCESSABLE_ENTITY)
        .into_response())
}

fn saved() -> Response {
    Go::to("/account").flash("common-saved").into_response()
}

async fn save(app: App, member: Member, mut form: Posted) -> Result<Response> {
    let first_name = form.required("first_name", 100);
    let last_name = form.optional("last_name", 100);
    let (language, zone) = (
        form.text("language").to_owned(),
        form.text("time_zone").to_owned(),
    );
    if !language.is_empty() && !app.views.offers(&language) {
        form.problems.add("language", "error-choose");
    }
    if !locale::is_zone(&zone) {
        form.problems.add("time_zone", "error-choose");
    }
    if !form.problems.is_empty() {
        return again(&app, &member, &form).await;
    }
    let profile = Profile {
        first_name: &first_name,
        last_name: &last_name,
        language: &language,
        time_zone: &zone,
    };
    let tx = app.db.begin().await?;
    super::change(&tx, &app, &member, &profile).await?;
    tx.commit().await?;
    Ok(saved())
}

async fn mails(app: App, member: Member, form: Posted) -> Result<Response> {
    let wanted: Vec<&str> = MAILS.into_iter().filter(|mail| form.has(mail)).collect();
    let tx = app.db.begin().await?;
    super::choose_mails(&tx, &app, &member, &wanted.join(" ")).await?;
    tx.commit().await?;
    Ok(saved())
}

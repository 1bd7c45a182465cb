//! A sign-in that did not hold: what the person reads, and what is written down.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Serialize;
use sso::{Check, Refused};

use super::{Connection, Place};
use crate::sessions::attempts;
use crate::view::local_path;
use crate::{Actor, App, Event, Result, View, event};

/// What a person reads who does not come in. Nothing of it helps to forge.
#[derive(Serialize)]
struct Page<'a> {
    text: &'static str,
    next: &'a str,
}

/// So many tens of refusals by one check in a quarter of an hour are written down one by one; a flood is not, and hides nothing else.
const WRITTEN: i64 = 20;

/// Says no, and writes it down.
pub async fn refuse(
    app: &App,
    place: &Place<'_>,
    connection: Option<&Connection>,
    refused: &Refused,
    next: &str,
) -> Result<Response> {
    tracing::info!(
        check = refused.check.as_str(),
        detail = refused.detail,
        host = place.host,
        "a sign-in was refused"
    );
    let account_id = place.account_id;
    let key = format!("sso {} {}", place.host, refused.check.as_str());
    if has_room(app, account_id, &key).await {
        attempts::failed(app, account_id, &key).await?;
        let mut detail: String = refused.detail.chars().take(300).collect();
        if !has_room(app, account_id, &key).await {
            detail.push_str("; more like this are not written down for a while");
        }
        let tx = app.db.begin().await?;
        let event = Event::SignInRefused {
            connection_id: connection.map(|connection| connection.id),
            check: refused.check.as_str().to_owned(),
            detail,
        };
        event::record(&tx, app, account_id, &Actor::system(), event).await?;
        tx.commit().await?;
    }
    Ok(refusal(place, refused, next))
}

async fn has_room(app: &App, account_id: i64, key: &str) -> bool {
    let room = attempts::check(app, account_id, key, WRITTEN).await;
    room.is_ok()
}

/// The page alone.
pub fn refusal(place: &Place<'_>, refused: &Refused, next: &str) -> Response {
    let page = Page {
        text: text(refused.check, place.host.is_empty()),
        next: local_path(next).unwrap_or_default(),
    };
    let status = match refused.check {
        Check::Form => StatusCode::BAD_REQUEST,
        _ => StatusCode::FORBIDDEN,
    };
    View::new("sso/refused.html", page)
        .status(status)
        .into_response()
}

fn text(check: Check, at_desk: bool) -> &'static str {
    match check {
        Check::Time | Check::Request | Check::Once => "sso-refused-again",
        Check::Email if at_desk => "sso-refused-agent",
        Check::Email => "sso-refused-address",
        Check::Provider => "sso-refused-provider",
        Check::Reach => "sso-refused-reach",
        _ if at_desk => "sso-refused-desk",
        _ => "sso-refused-text",
    }
}

/// Why nobody comes in with a sign-in that this browser did not begin.
pub fn stranger() -> Refused {
    Refused::new(
        Check::Request,
        "another browser began this sign-in, or it has ended",
    )
}

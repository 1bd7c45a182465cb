//! Becoming a member: by oneself where the portal lets anyone register [A3], or by an invitation [A2]. Nobody sees anything under an
//! address before a link that was mailed to it was opened (security.md A2), and a password that was chosen before that proof counts
//! only for whoever chose it.

mod invited;
mod portal;

use axum::Router;
use axum::response::Response;
use base::sessions::Method;
use base::{Actor, App, Problems, Result, password_rules};
use db::Tx;
use http::HeaderMap;
use people::contacts::{self, Contact};

use crate::asks::{self, Ask};
use crate::consent::{self, Choice};
use crate::members::{self, Visit};
use crate::signin::{Entrant, enter};

/// Where these pages stand on a domain.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(portal::routes())
        .merge(invited::routes())
}

/// Makes the contact of an ask a member and lets them in.
async fn complete(
    app: &App,
    visit: &Visit,
    ask: &Ask,
    new: &NewMember<'_>,
    headers: &HeaderMap,
) -> Result<Response> {
    let account_id = visit.site.account_id;
    let tx = app.db.begin().await?;
    asks::use_up(&tx, app, account_id, ask).await?;
    let contact = named(&tx, app, account_id, ask, new).await?;
    members::register(&tx, app, account_id, &contact, new.password_hash).await?;
    if let Some(choice) = new.consent {
        let by = Actor::contact(contact.id, contact.name());
        consent::keep(&tx, app, account_id, &by, &ask.host, choice).await?;
    }
    tx.commit().await?;
    let who = Entrant {
        contact_id: contact.id,
        method: new.method,
        connection_id: None,
        remember: false,
    };
    enter(app, visit, who, &ask.detail().next, headers).await
}

/// What makes a contact a member.
struct NewMember<'a> {
    method: Method,
    first_name: &'a str,
    last_name: &'a str,
    password_hash: &'a str,
    consent: Option<&'a Choice>,
}

/// The contact of the address; one whom nobody knew is called as they said.
async fn named(
    tx: &Tx,
    app: &App,
    account_id: i64,
    ask: &Ask,
    new: &NewMember<'_>,
) -> Result<Contact> {
    if let Some(known) = contacts::by_email(tx, account_id, &ask.email).await? {
        return Ok(known);
    }
    contacts::add(
        tx,
        app,
        account_id,
        Some(&ask.email),
        new.first_name,
        new.last_name,
    )
    .await
}

/// Adds what is wrong with a new password.
fn judge(problems: &mut Problems, password: &str, about: &[&str]) {
    if password.is_empty() {
        problems.add("password", "error-required");
    } else if let Some(key) = password_rules::fault(password, about) {
        problems.add("password", key);
    }
}

//! A member's own account [P8]: how they are called, what they are sent, where they are signed in, how they prove who they are.

mod addresses;
mod portal;
mod privacy;
mod security;
mod store;

pub use store::Address;

use axum::Router;

use base::{App, Event, Result, event};
use db::Tx;
use people::contacts;

use crate::members::Member;

/// Where these pages stand on a domain.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(portal::routes())
        .merge(security::routes())
        .merge(privacy::routes())
}

/// The mails that a member can do without [P13].
pub const MAILS: [&str; 3] = ["opened", "replied", "closed"];

/// What a member says of themselves.
#[derive(Clone, Debug)]
pub struct Profile<'a> {
    /// First name.
    pub first_name: &'a str,
    /// Last name.
    pub last_name: &'a str,
    /// Their language; empty: the portal's.
    pub language: &'a str,
    /// Their time zone.
    pub time_zone: &'a str,
}

/// Changes how a member is called and shown things.
pub async fn change(tx: &Tx, app: &App, by: &Member, profile: &Profile<'_>) -> Result<()> {
    let contact = contacts::find(tx, by.account_id, by.contact_id).await?;
    let details = contacts::Details {
        first_name: profile.first_name,
        last_name: profile.last_name,
        phone: &contact.phone,
    };
    contacts::change(tx, app, by.account_id, &by.actor(), by.contact_id, &details).await?;
    store::set_profile(tx, by, profile).await?;
    changed(tx, app, by).await
}

/// Changes which mails a member gets.
pub async fn choose_mails(tx: &Tx, app: &App, by: &Member, mails: &str) -> Result<()> {
    store::set_mails(tx, by, mails).await?;
    changed(tx, app, by).await
}

async fn changed(tx: &Tx, app: &App, by: &Member) -> Result<()> {
    let changed = Event::ProfileChanged {
        contact_id: by.contact_id,
    };
    event::record(tx, app, by.account_id, &by.actor(), changed).await?;
    Ok(())
}

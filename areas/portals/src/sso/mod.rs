//! Single sign-on of members: a customer's own identity provider says who comes in [A7] [A8] [A9]. A connection belongs to a
//! domain ([`base::sso`]). Whom it lets in is decided by the rules of [`arrival`]; where single sign-on is switched off or broken, a
//! portal that stands on it is closed [A10].

mod arrival;
mod desk;
mod edit;
mod moved;
mod page;
mod portal;
mod store;
mod token;
mod trial;

pub use desk::routes as desk_routes;

use axum::Router;
use base::sso::{self, Button, Place};
use base::{App, Result};
use db::Db;

use crate::members::Visit;

/// Where these pages stand on a domain.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(portal::routes())
        .merge(token::routes())
        .merge(trial::routes())
        .merge(moved::routes())
}

/// The ways to sign in on a domain that are switched on.
pub async fn buttons(db: &Db, account_id: i64, host: &str) -> Result<Vec<Button>> {
    let all = sso::of_host(db, account_id, host).await?;
    let on = all.into_iter().filter(|it| it.enabled);
    Ok(on.map(Button::of).collect())
}

fn place(visit: &Visit) -> Place<'_> {
    Place {
        account_id: visit.site.account_id,
        host: &visit.site.host,
        origin: &visit.site.origin,
    }
}

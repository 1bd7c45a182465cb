//! A member's second factor and passkeys, if they want them [A6]: their pages, the second step of signing in, and signing in with a
//! passkey alone. What is the same for agents is [`base::factors`].

mod second;

pub use second::{half, is_owed};

use axum::Router;
use axum::extract::FromRequestParts;
use axum::routing::{get, post};
use base::factors::{Kind, Owner, Person, Whose, pages, passkey_pages};
use base::{App, Error, Result};
use http::request::Parts;

use crate::members::{self, Member, Site, Visit};

/// Where these pages stand on a domain.
#[rustfmt::skip] // a route is one line
pub fn routes() -> Router<App> {
    Router::new()
        .route("/account/factor", get(pages::factor::<Myself>).post(pages::turn_on::<Myself>))
        .route("/account/factor/off", get(pages::ask_off::<Myself>).post(pages::turn_off::<Myself>))
        .route("/account/factor/codes", get(pages::ask_codes::<Myself>).post(pages::renew::<Myself>))
        .route("/account/passkeys", get(passkey_pages::passkeys::<Myself>).post(passkey_pages::add::<Myself>))
        .route("/account/passkeys/options", post(passkey_pages::options::<Myself>))
        .route("/account/passkeys/{id}", get(passkey_pages::passkey::<Myself>).post(passkey_pages::rename::<Myself>))
        .route("/account/passkeys/{id}/remove", get(passkey_pages::ask_remove::<Myself>).post(passkey_pages::remove::<Myself>))
        .route("/account/confirm", get(pages::confirm::<Myself>).post(pages::confirmed::<Myself>))
        .route("/account/prove", post(passkey_pages::prove_options::<Myself>))
        .route("/sign-in/code", get(second::code).post(second::check))
        .route("/sign-in/code/options", post(second::options))
        .route("/sign-in/passkey", post(second::enter_by_passkey))
        .route("/sign-in/passkey/options", post(second::passkey_options))
}

/// A member as the owner of credentials.
pub fn whose(account_id: i64, contact_id: i64) -> Whose {
    Whose {
        account_id,
        kind: Kind::Member,
        person_id: contact_id,
    }
}

/// A member on the pages about their own credentials.
pub struct Myself(Person);

impl Myself {
    pub(crate) fn new(member: &Member, site: &Site) -> Myself {
        Myself(Person {
            whose: whose(member.account_id, member.contact_id),
            name: member.name.clone(),
            email: member.email.clone(),
            place: site.settings.title.clone(),
            origin: site.origin.clone(),
            must: false,
            owes: false,
            session: member.session().to_owned(),
            proved_at: member.proved_at(),
        })
    }
}

impl FromRequestParts<App> for Myself {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Myself> {
        let member = Member::from_request_parts(parts, app).await?;
        let visit = Visit::from_request_parts(parts, app).await?;
        Ok(Myself::new(&member, &visit.site))
    }
}

impl Owner for Myself {
    const AT: &'static str = "/account";
    const HOME: &'static str = "/account/security";

    fn person(&self) -> &Person {
        &self.0
    }

    async fn password_hash(&self, app: &App) -> Result<Option<String>> {
        let whose = self.0.whose;
        members::password_hash(&app.db, whose.account_id, whose.person_id).await
    }
}

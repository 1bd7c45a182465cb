//! An agent's own account: what stands on its page, and the agent as the owner of credentials.

use axum::extract::FromRequestParts;
use base::factors::{Held, Owner, Person};
use base::{App, Error, Result, View};
use http::request::Parts;
use serde::Serialize;

use super::{Agent, door, sso, store, whose};

/// An agent on the pages about their own credentials: the only ones that are open to those who owe a second factor.
pub(super) struct Myself(Person);

impl FromRequestParts<App> for Myself {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Myself> {
        let agent = door::signed_in(parts)?;
        Ok(Myself(Person {
            whose: whose(agent.account_id, agent.id),
            name: agent.name.clone(),
            email: agent.email.clone(),
            place: agent.company.clone(),
            origin: app.config.app_url.clone(),
            must: agent.must_have_factor,
            owes: agent.owes_factor,
            session: agent.session.clone(),
            proved_at: agent.proved_at,
        }))
    }
}

impl Owner for Myself {
    const AT: &'static str = "/me";
    const HOME: &'static str = "/me";

    fn person(&self) -> &Person {
        &self.0
    }

    async fn password_hash(&self, app: &App) -> Result<Option<String>> {
        let whose = self.0.whose;
        store::password_hash(&app.db, whose.account_id, whose.person_id)
            .await
            .map(Some)
    }
}

#[derive(Serialize)]
struct Me {
    held: Held,
    /// By whom they have signed in.
    providers: Vec<sso::Provider>,
}

/// The page of one's own account.
pub(super) async fn me(app: App, _: Agent, me: Myself) -> Result<View> {
    let person = me.person();
    let page = Me {
        held: person.held(&app.db).await?,
        providers: sso::providers_of(&app.db, person.whose.account_id, person.whose.person_id)
            .await?,
    };
    Ok(View::new("agents/me.html", page))
}

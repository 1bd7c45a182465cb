//! An agent's own account: what stands on its page, and the agent as the owner of credentials.

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use base::event::Credential;
use base::factors::{self, Held, Owner, Person};
use base::form::Posted;
use base::network::Network;
use base::path::Path;
use base::sessions::attempts::Tries;
use base::sessions::{self, Kind, Session};
use base::view::Go;
use base::{App, Error, Event, Problems, Result, View, event, password, password_rules};
use db::Tx;
use http::request::Parts;
use serde::Serialize;

use super::desk::refused;
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
    first_name: String,
    last_name: String,
    language: String,
    languages: Vec<(&'static str, String)>,
    has_password: bool,
    held: Held,
    /// By whom they have signed in.
    providers: Vec<sso::Provider>,
    sessions: Vec<Session>,
    problems: Option<Problems>,
}

impl Me {
    async fn of(app: &App, agent: &Agent, me: &Myself) -> Result<Me> {
        let (db, account_id, id) = (&app.db, agent.account_id, agent.id);
        let known = store::find(db, account_id, id).await?;
        Ok(Me {
            first_name: known.first_name,
            last_name: known.last_name,
            language: known.language,
            languages: app.views.languages(),
            has_password: !store::password_hash(db, account_id, id).await?.is_empty(),
            held: me.person().held(db).await?,
            providers: sso::providers_of(db, account_id, id).await?,
            sessions: sessions::list(db, account_id, Kind::Agent, id, &agent.session, app.now())
                .await?,
            problems: None,
        })
    }
}

fn page(me: Me) -> View {
    View::new("agents/me.html", me)
}

/// The page of one's own account.
pub(super) async fn me(app: App, agent: Agent, me: Myself) -> Result<View> {
    Ok(page(Me::of(&app, &agent, &me).await?))
}

/// Another name or language.
pub(super) async fn save(app: App, agent: Agent, me: Myself, mut form: Posted) -> Result<Response> {
    let names = (
        form.required("first_name", 100),
        form.optional("last_name", 100),
    );
    let language = form.text("language").to_owned();
    if !app.views.offers(&language) {
        form.problems.add("language", "error-choose");
    }
    if !form.problems.is_empty() {
        let typed = Me {
            first_name: names.0,
            last_name: names.1,
            problems: Some(form.problems),
            ..Me::of(&app, &agent, &me).await?
        };
        return Ok(refused(page(typed)));
    }
    let tx = app.db.begin().await?;
    let names = (names.0.as_str(), names.1.as_str());
    store::rename(&tx, agent.account_id, agent.id, names, &language).await?;
    let what = format!("agent {:?}: first_name, last_name, language", agent.email);
    let event = Event::SettingsChanged { what };
    event::record(&tx, &app, agent.account_id, &agent.actor(), event).await?;
    tx.commit().await?;
    Ok(saved("common-saved"))
}

/// A new password takes the old one: a session alone is not enough. All other devices are signed out.
pub(super) async fn change_password(
    app: App,
    agent: Agent,
    me: Myself,
    network: Network,
    mut form: Posted,
) -> Result<Response> {
    let (account_id, id) = (agent.account_id, agent.id);
    let whom = format!("prove agent {id}");
    let tries = Tries::new(&app, account_id, whom, &network);
    tries.check().await?;
    let stored = store::password_hash(&app.db, account_id, id).await?;
    let stored = Some(stored).filter(|hash| !hash.is_empty());
    if !password::fits(form.text("old_password").to_owned(), stored).await? {
        tries.failed().await?;
        form.problems.add("old_password", "error-password");
    }
    let word = form.text("password").to_owned();
    if let Some(key) = password_rules::fault(&word, &[&agent.email, &agent.name]) {
        form.problems.add("password", key);
    }
    if !form.problems.is_empty() {
        let again = Me {
            problems: Some(form.problems),
            ..Me::of(&app, &agent, &me).await?
        };
        return Ok(refused(page(again)));
    }
    let hash = password::hash(word).await?;
    let tx = app.db.begin().await?;
    tries.forgive(&tx).await?;
    store::set_password(&tx, account_id, id, &hash).await?;
    sessions::end_others(&tx, account_id, Kind::Agent, id, &agent.session).await?;
    sessions::end_all(&tx, account_id, Kind::Half, id).await?;
    let whose = whose(account_id, id);
    let what = Credential::PasswordChanged;
    factors::changed(&tx, &app, &agent.actor(), whose, what).await?;
    tx.commit().await?;
    Ok(saved("desk-me-password-changed"))
}

/// Signs out one other device.
pub(super) async fn end_one(app: App, agent: Agent, Path(id): Path<i64>) -> Result<Response> {
    let tx = app.db.begin().await?;
    sessions::end_one(&tx, agent.account_id, Kind::Agent, agent.id, id).await?;
    ended(tx, &app, &agent).await
}

/// Signs out all other devices.
pub(super) async fn end_others(app: App, agent: Agent) -> Result<Response> {
    let (account_id, id) = (agent.account_id, agent.id);
    let tx = app.db.begin().await?;
    sessions::end_others(&tx, account_id, Kind::Agent, id, &agent.session).await?;
    ended(tx, &app, &agent).await
}

async fn ended(tx: Tx, app: &App, agent: &Agent) -> Result<Response> {
    let ended = Event::SessionsEnded {
        person_id: agent.id,
    };
    event::record(&tx, app, agent.account_id, &agent.actor(), ended).await?;
    tx.commit().await?;
    Ok(saved("common-saved"))
}

fn saved(flash: &'static str) -> Response {
    Go::to("/me").flash(flash).into_response()
}

//! The door of the desk: who stands behind a request to the desk's host, found once, and the shell of its pages.

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use base::view::{self, Asked, Shell};
use base::{Actor, App, Error, Result, keys, sessions};
use db::params;
use http::HeaderMap;
use http::request::Parts;
use minijinja::context;
use serde::Deserialize;

use super::Permission;

/// An agent who is signed in and owes nothing. A handler that takes one is closed to everybody else.
#[derive(Clone, Debug)]
pub struct Agent {
    /// Their account.
    pub account_id: i64,
    /// Their id.
    pub id: i64,
    /// What they are called.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their language.
    pub language: String,
    /// The account's time zone.
    pub zone: String,
    /// The company's name.
    pub company: String,
    pub(super) must_have_factor: bool,
    /// They must have a second factor or a passkey and have none: only the pages for setting one up are open to them.
    pub(super) owes_factor: bool,
    permissions: String,
    pub(super) session: String,
    pub(super) proved_at: i64,
}

impl Agent {
    /// Whether they have a right.
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions
            .split(' ')
            .any(|right| right == permission.as_str())
    }

    /// Fails unless they have a right.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn needs(&self, permission: Permission) -> Result<()> {
        if self.may(permission) {
            Ok(())
        } else {
            Err(Error::Forbidden("failure-403-permission"))
        }
    }

    /// As who acts.
    pub fn actor(&self) -> Actor {
        Actor::agent(self.id, &self.name)
    }

    /// Whether their session still stands: asked by streams, which outlive a request.
    pub async fn still(&self, app: &App) -> Result<bool> {
        Ok(find(app, &self.session)
            .await?
            .is_some_and(|found| found.id == self.id && !found.owes_factor))
    }
}

#[derive(Deserialize)]
struct Row {
    account_id: i64,
    id: i64,
    email: String,
    first_name: String,
    last_name: String,
    permissions: String,
    language: String,
    company: String,
    zone: String,
    require_factor: bool,
    owes_factor: bool,
    last_seen_at: i64,
    proved_at: i64,
}

/// Sign out at the desk after a day without a request.
const IDLE_MS: i64 = 24 * 60 * 60 * 1000;

async fn find(app: &App, session: &str) -> Result<Option<Row>> {
    let sql = "select g.account_id, g.id, g.email, g.first_name, g.last_name, g.permissions, g.language,
                 a.name as company, a.time_zone as zone, s.last_seen_at, a.require_factor,
                 coalesce(s.proved_at, s.created_at) as proved_at,
                 a.require_factor and s.method <> 'sso'
                   and not exists(select 1 from totp t where t.account_id = g.account_id and t.kind = 'agent' and t.person_id = g.id)
                   and not exists(select 1 from passkeys k where k.account_id = g.account_id and k.kind = 'agent' and k.person_id = g.id
                     and k.host = $4) as owes_factor
               from sessions s
               join agents g on g.account_id = s.account_id and g.id = s.person_id and g.disabled_at is null
               join accounts a on a.id = s.account_id
               where s.id_hash = $1 and s.kind = 'agent' and s.expires_at > $2 and s.last_seen_at > $3
                 and (s.connection_id is null or exists(select 1 from sso_connections c
                   where c.account_id = s.account_id and c.id = s.connection_id and c.enabled))";
    let (now, host) = (app.now(), app.config.desk_host());
    let args = params![session, now, now - IDLE_MS, host];
    Ok(app.db.maybe(sql, args).await?)
}

async fn enter(app: &App, headers: &HeaderMap) -> Result<Option<Agent>> {
    let name = sessions::cookie_name(app.config.secure_cookies());
    let Some(cookie) = web::cookie::read(headers, name) else {
        return Ok(None);
    };
    let session = keys::hash(cookie);
    let Some(row) = find(app, &session).await? else {
        return Ok(None);
    };
    sessions::touch(&app.db, app.now(), &session, row.last_seen_at).await?;
    Ok(Some(Agent {
        account_id: row.account_id,
        id: row.id,
        name: crate::contacts::full_name(&row.first_name, &row.last_name, Some(&row.email)),
        email: row.email,
        language: row.language,
        zone: row.zone,
        company: row.company,
        must_have_factor: row.require_factor,
        owes_factor: row.owes_factor,
        permissions: row.permissions,
        session,
        proved_at: row.proved_at,
    }))
}

/// Finds out who asks, and draws what the handler answers in the desk's shell.
pub async fn layer(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let asked = Asked::new(&request);
    let accepted = request
        .headers()
        .get("accept-language")
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let offered = app.views.locales.tags();
    let spoken = app
        .views
        .locales
        .negotiate(accepted, &offered)
        .unwrap_or_else(|| "en".to_owned());
    let found = enter(&app, request.headers()).await;
    let me = found.as_ref().ok().and_then(Option::as_ref);
    let shell = Shell {
        lang: me.map_or(spoken, |me| me.language.clone()),
        zone: me.map_or("UTC".to_owned(), |me| me.zone.clone()),
        layout: "agents/desk.html",
        data: context! {
            me => me.map(|me| context! { id => me.id, name => &me.name, email => &me.email, company => &me.company,
                may_set => me.may(Permission::PortalSettings) })
        },
    };
    let answer = match found {
        Ok(None) if writes(&request) => base::form::signed_out(&app, request).await,
        Ok(agent) => {
            if let Some(agent) = agent {
                request.extensions_mut().insert(agent);
            }
            next.run(request).await
        }
        Err(error) => base::form::refused(&app, request, error).await,
    };
    view::draw(&app, &shell, &asked, answer)
}

/// Whether it brings what an agent wrote at work; all of these need somebody who is signed in.
fn writes(request: &Request) -> bool {
    let path = request.uri().path();
    let at_work = ["/inbox/", "/tickets/"];
    request.method() == http::Method::POST && at_work.iter().any(|start| path.starts_with(start))
}

/// Who is signed in, also when they owe a second factor.
pub(super) fn signed_in(parts: &Parts) -> Result<&Agent> {
    parts.extensions.get::<Agent>().ok_or(Error::SignIn)
}

impl FromRequestParts<App> for Agent {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Agent> {
        let agent = signed_in(parts)?;
        if agent.owes_factor {
            return Err(Error::First("/me/factor"));
        }
        Ok(agent.clone())
    }
}

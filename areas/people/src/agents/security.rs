//! How agents must sign in, and who has what: for administrators.

use axum::response::{IntoResponse, Response};
use base::event::record;
use base::factors::{self, Held};
use base::form::Posted;
use base::path::Path;
use base::view::Go;
use base::{App, Event, Result, View};
use serde::Serialize;

use super::{Agent, Permission, Person, sso, store};

#[derive(Serialize)]
struct Row {
    id: i64,
    name: String,
    email: String,
    held: Held,
    providers: Vec<sso::Provider>,
}

#[derive(Serialize)]
struct Security {
    require: bool,
    agents: Vec<Row>,
}

/// The switch, and who has which factor.
pub(super) async fn show(app: App, agent: Agent) -> Result<View> {
    agent.needs(Permission::Agents)?;
    let (account_id, host) = (agent.account_id, app.config.desk_host());
    let mut held = factors::held_by_all(&app.db, account_id, factors::Kind::Agent, host).await?;
    let mut providers = sso::providers(&app.db, account_id).await?;
    let row = |person: Person| Row {
        id: person.id,
        name: person.name(),
        held: held.remove(&person.id).unwrap_or_default(),
        providers: providers.remove(&person.id).unwrap_or_default(),
        email: person.email,
    };
    let agents = store::list(&app.db, account_id).await?;
    let page = Security {
        require: store::requires_factor(&app.db, account_id).await?,
        agents: agents.into_iter().map(row).collect(),
    };
    Ok(View::new("agents/security.html", page))
}

/// Turns the switch.
pub(super) async fn save(app: App, agent: Agent, form: Posted) -> Result<Go> {
    agent.needs(Permission::Agents)?;
    let on = form.has("require");
    let tx = app.db.begin().await?;
    if store::require_factor(&tx, agent.account_id, on).await? {
        let what = format!("account {:?}: require_factor {} → {on}", agent.company, !on);
        let event = Event::SettingsChanged { what };
        record(&tx, &app, agent.account_id, &agent.actor(), event).await?;
    }
    tx.commit().await?;
    Ok(Go::to("/settings/security").flash("common-saved"))
}

#[derive(Serialize)]
struct Reset {
    id: i64,
    name: String,
}

/// Asks before somebody's factors are taken away.
pub(super) async fn ask(app: App, agent: Agent, Path(id): Path<i64>) -> Result<View> {
    agent.needs(Permission::Agents)?;
    let person = store::find(&app.db, agent.account_id, id).await?;
    let page = Reset {
        id,
        name: person.name(),
    };
    Ok(View::new("agents/reset.html", page))
}

/// Takes away from an agent what they have lost, or what others have.
pub(super) async fn reset(app: App, agent: Agent, Path(id): Path<i64>) -> Result<Response> {
    agent.needs(Permission::Agents)?;
    store::find(&app.db, agent.account_id, id).await?;
    let tx = app.db.begin().await?;
    super::reset(&tx, &app, agent.account_id, &agent.actor(), id).await?;
    tx.commit().await?;
    Ok(Go::to("/settings/security")
        .flash("security-reset-done")
        .into_response())
}

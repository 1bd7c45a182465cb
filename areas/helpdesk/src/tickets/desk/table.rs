//! The table of all tickets of the account, by last activity. Whatever an address says, it is some table.

use base::path::Query;
use base::view::encode;
use base::{App, Result, View};
use people::agents::{self, Agent};
use people::contacts::shown_name;
use serde::{Deserialize, Serialize};
use web::keyset::{self, Page, Place};

use super::store::{self, Row};
use crate::pipelines::{self, Pipeline};
use crate::tickets::PAGE;
use crate::tickets::access::priority_name;

/// What is asked of the table.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Ask {
    /// Words, a number or an address.
    pub(super) q: String,
    /// A stage's id.
    stage: String,
    /// An agent's id, `me`, or `none`.
    owner: String,
    /// A place in the table.
    at: String,
    #[serde(skip)]
    me: i64,
}

impl Ask {
    /// Only tickets in this stage.
    pub(super) fn stage_id(&self) -> Option<i64> {
        self.stage.parse().ok()
    }

    /// Only tickets that nobody owns.
    pub(super) fn is_unowned(&self) -> bool {
        self.owner == "none"
    }

    /// Only tickets of this agent.
    pub(super) fn owner_id(&self) -> Option<i64> {
        if self.owner == "me" {
            Some(self.me)
        } else {
            self.owner.parse().ok()
        }
    }

    fn address(&self, at: &str) -> String {
        let parts = [
            ("q", self.q.trim()),
            ("stage", &self.stage),
            ("owner", &self.owner),
            ("at", at),
        ];
        let parts = parts.iter().filter(|(_, value)| !value.is_empty());
        let parts: Vec<String> = parts
            .map(|(name, value)| format!("{name}={}", encode(value)))
            .collect();
        format!("?{}", parts.join("&"))
    }
}

#[derive(Serialize)]
struct Table {
    ask: Ask,
    rows: Vec<Line>,
    next: Option<String>,
    previous: Option<String>,
    pipelines: Vec<Pipeline>,
    agents: Vec<Colleague>,
}

#[derive(Serialize)]
struct Line {
    id: i64,
    number: String,
    subject: String,
    priority: &'static str,
    stage: String,
    tone: String,
    requester: String,
    owner: String,
    last_activity_at: i64,
}

#[derive(Serialize)]
pub(super) struct Colleague {
    pub(super) id: i64,
    pub(super) name: String,
}

/// The agents of the account, for choices.
pub(super) async fn colleagues(app: &App, account_id: i64) -> Result<Vec<Colleague>> {
    let agents = agents::list(&app.db, account_id).await?;
    Ok(agents
        .into_iter()
        .map(|agent| Colleague {
            id: agent.id,
            name: agent.name(),
        })
        .collect())
}

fn line(row: Row, language: &str) -> Line {
    Line {
        id: row.id,
        number: row.number.to_string(),
        subject: row.subject,
        priority: priority_name(row.priority),
        stage: pipelines::said(&row.stage, &row.labels, language).to_owned(),
        tone: pipelines::tone(&row.tone, row.closed).to_owned(),
        requester: shown_name(row.first_name, row.last_name, row.email.as_deref()),
        owner: shown_name(row.owner_first, row.owner_last, row.owner_email.as_deref()),
        last_activity_at: row.last_activity_at,
    }
}

/// The page.
pub(super) async fn index(app: App, agent: Agent, Query(ask): Query<Ask>) -> Result<View> {
    let ask = Ask {
        me: agent.id,
        ..ask
    };
    let place = Place::from_text(&ask.at, 2);
    let most = keyset::most(PAGE);
    let rows = store::page(&app.db, agent.account_id, &ask, place.as_ref(), most).await?;
    let page = Page::new(rows, PAGE, place.as_ref(), |row| {
        vec![row.last_activity_at, row.id]
    });
    let to = |at: Option<String>| at.map(|at| ask.address(&at));
    let line = |row| line(row, &agent.language);
    let known = pipelines::list(&app.db, agent.account_id).await?;
    let table = Table {
        rows: page.rows.into_iter().map(line).collect(),
        next: to(page.next),
        previous: to(page.previous),
        pipelines: pipelines::spoken(known, &agent.language),
        agents: colleagues(&app, agent.account_id).await?,
        ask,
    };
    Ok(View::new("tickets/desk_table.html", table))
}

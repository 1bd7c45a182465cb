//! The list of conversations: views, a page of one, and the way to the next conversation.

use base::view::encode;
use base::{App, Result};
use people::agents::Agent;
use people::contacts::full_name;
use serde::{Deserialize, Serialize};
use web::keyset::{self, Place};

use super::mails::Silent;
use super::store::{self, Row};
use crate::conversations::internal::Kind;
use crate::pipelines;

/// Conversations a page.
const PAGE: usize = 25;

/// A view of the inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shelf {
    /// Open, assigned to whoever looks.
    Mine,
    /// Open, assigned to nobody.
    Unassigned,
    /// All that is open.
    Open,
    /// All that is closed.
    Closed,
    /// Put aside.
    Spam,
    /// Everything but spam: where words are searched for.
    All,
}

impl Shelf {
    /// Which conversations stand in it; each status is a range of the index.
    pub(super) fn statuses(self) -> &'static [&'static str] {
        match self {
            Shelf::Mine | Shelf::Unassigned | Shelf::Open => &["OPEN"],
            Shelf::Closed => &["CLOSED"],
            Shelf::Spam | Shelf::All => &["OPEN", "CLOSED"],
        }
    }

    /// As addresses say it.
    fn name(self) -> &'static str {
        match self {
            Shelf::Mine => "mine",
            Shelf::Unassigned => "unassigned",
            Shelf::Open => "open",
            Shelf::Closed => "closed",
            Shelf::Spam => "spam",
            Shelf::All => "all",
        }
    }

    /// The keys that lead there.
    fn key(self) -> &'static str {
        match self {
            Shelf::Mine => "g i",
            Shelf::Unassigned => "g u",
            Shelf::Open => "g a",
            Shelf::Closed | Shelf::Spam | Shelf::All => "",
        }
    }
}

/// What an address of the inbox says. Whatever it says, it is some list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    /// The view.
    pub(super) view: String,
    /// Words to search for.
    pub(super) q: String,
    /// A place in the list.
    pub(super) at: String,
    /// Which pane a small screen shows.
    pub(super) show: String,
    /// Every message of the thread, also the early ones.
    pub(super) all: String,
}

impl Ask {
    /// Which view: all open conversations where the address does not say.
    pub(super) fn shelf(&self) -> Shelf {
        match self.view.as_str() {
            "mine" => Shelf::Mine,
            "unassigned" => Shelf::Unassigned,
            "closed" => Shelf::Closed,
            "spam" => Shelf::Spam,
            "all" => Shelf::All,
            _ => Shelf::Open,
        }
    }

    fn address(&self, view: Shelf, at: &str) -> String {
        let mut query = format!("?view={}", view.name());
        for (name, value) in [("q", self.q.trim()), ("at", at)] {
            if !value.is_empty() {
                query.extend(["&", name, "=", &encode(value).replace('/', "%2F")]);
            }
        }
        query
    }

    /// The list as a query, to hang on every address of the workspace.
    pub(super) fn query(&self) -> String {
        self.address(self.shelf(), &self.at)
    }

    fn place(&self) -> Option<Place> {
        Place::from_text(&self.at, 2)
    }
}

/// A view's link.
#[derive(Debug, Serialize)]
pub(super) struct Tab {
    name: &'static str,
    href: String,
    current: bool,
    key: &'static str,
    count: i64,
}

/// A conversation in the list.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    id: i64,
    subject: String,
    latest_text: String,
    latest_at: i64,
    is_today: bool,
    unread: bool,
    closed: bool,
    name: String,
    /// The sender of a conversation that is nobody's was not verified, or is a machine.
    said: &'static str,
    number: Option<String>,
    stage: Option<String>,
    tone: String,
}

/// What the two left panes show.
#[derive(Debug, Serialize)]
pub(super) struct List {
    view: &'static str,
    q: String,
    query: String,
    tabs: Vec<Tab>,
    rows: Vec<Line>,
    next: Option<String>,
    previous: Option<String>,
    /// More than this is "more".
    counted: i64,
    /// Team addresses whose mail does not come in now; beside a conversation there is no room for them.
    pub(super) silent: Vec<Silent>,
}

/// Draws up the views and the page of the one that is asked for.
pub(super) async fn list(app: &App, agent: &Agent, ask: &Ask) -> Result<List> {
    let shelf = ask.shelf();
    let page = page(app, agent, ask, ask.place().as_ref(), PAGE).await?;
    let now = app.now();
    let to = |at: Option<String>| at.map(|at| ask.address(shelf, &at));
    Ok(List {
        view: shelf.name(),
        q: ask.q.trim().to_owned(),
        query: ask.query(),
        tabs: tabs(app, agent, ask).await?,
        next: to(page.next),
        previous: to(page.previous),
        rows: page
            .rows
            .into_iter()
            .map(|row| line(row, agent, now))
            .collect(),
        counted: store::COUNTED - 1,
        silent: Vec::new(),
    })
}

async fn page(
    app: &App,
    agent: &Agent,
    ask: &Ask,
    place: Option<&Place>,
    size: usize,
) -> Result<keyset::Page<Row>> {
    let most = keyset::most(size);
    let rows = store::page(&app.db, agent, ask, place, most).await?;
    Ok(keyset::Page::new(rows, size, place, |row| {
        vec![row.latest_at, row.id]
    }))
}

async fn tabs(app: &App, agent: &Agent, ask: &Ask) -> Result<Vec<Tab>> {
    let counts = store::counts(&app.db, agent).await?;
    let tab = |(shelf, count): (Shelf, i64)| Tab {
        name: shelf.name(),
        href: ask.address(shelf, ""),
        current: shelf == ask.shelf(),
        key: shelf.key(),
        count,
    };
    let all = [
        (Shelf::All, 0),
        (Shelf::Mine, counts.mine),
        (Shelf::Unassigned, counts.unassigned),
        (Shelf::Open, counts.open),
        (Shelf::Closed, counts.closed),
        (Shelf::Spam, counts.spam),
    ];
    let is_search = ask.shelf() == Shelf::All || !ask.q.trim().is_empty();
    Ok(all
        .into_iter()
        .filter(|(shelf, _)| is_search || *shelf != Shelf::All)
        .map(tab)
        .collect())
}

fn line(row: Row, agent: &Agent, now: i64) -> Line {
    let (first, last) = (
        row.first_name.unwrap_or_default(),
        row.last_name.unwrap_or_default(),
    );
    let (closed, labels) = (row.status == "CLOSED", row.labels.unwrap_or_default());
    let stage = row.stage.as_deref();
    let said = match row.said_kind {
        Some(Kind::Unverified) => "desk-unverified",
        Some(_) => "desk-automatic",
        None => "",
    };
    let name = match row.said_name {
        Some(name) => name,
        None => full_name(&first, &last, row.email.as_deref()),
    };
    Line {
        id: row.id,
        subject: row.subject,
        latest_text: row.latest_text,
        latest_at: row.latest_at,
        is_today: locale::is_same_day(row.latest_at, now, &agent.zone),
        unread: row.unread,
        closed,
        name,
        said,
        number: row.number.map(|number| number.to_string()),
        stage: stage.map(|stage| pipelines::said(stage, &labels, &agent.language).to_owned()),
        tone: pipelines::tone(row.tone.as_deref().unwrap_or_default(), closed).to_owned(),
    }
}

/// Where to go on after a conversation is done: the next one of the view, else its first, else the view itself.
pub(super) async fn next(
    app: &App,
    agent: &Agent,
    ask: &Ask,
    thread_id: i64,
    latest_at: i64,
) -> Result<String> {
    let here = Place {
        back: false,
        keys: vec![latest_at, thread_id],
    };
    let after = page(app, agent, ask, Some(&here), 1).await?.rows;
    let first = if after.is_empty() {
        page(app, agent, ask, None, 2).await?.rows
    } else {
        after
    };
    let next = first.iter().find(|row| row.id != thread_id);
    Ok(match next {
        Some(row) => format!("/inbox/{}{}", row.id, ask.query()),
        None => format!("/inbox{}", ask.query()),
    })
}

//! A conversation as agents see it: what customers read, what only the team sees, and what happened, in the order of time; and
//! beside it the ticket, the contact and what the portal shows.

use base::upload::Upload;
use base::{App, Problems, Result, View, config, error, keys};
use people::agents::{self, Agent};
use serde::Serialize;

use super::items::{self, Item};
use super::list::{self, Ask, List};
use super::{mails, store};
use crate::conversations::internal::SaidFrom;
use crate::pipelines::{self, Pipeline};
use crate::tickets::proposals::{self, Proposal};
use crate::tickets::{self, EventWords, Ticket};

/// Messages that a page shows at first; earlier ones are a link away.
const MESSAGES: i64 = 50;

/// What is being written.
#[derive(Debug, Default, Serialize)]
pub(super) struct Draft {
    /// `reply` or `comment`.
    pub(super) kind: &'static str,
    pub(super) body: String,
    pub(super) uploads: Vec<Upload>,
    pub(super) problems: Problems,
}

/// What the upload zone allows.
#[derive(Serialize)]
struct Limits {
    bytes: u64,
    files: usize,
}

/// The workspace.
#[derive(Serialize)]
struct Workspace {
    show: String,
    list: List,
    thread: Option<Open>,
}

/// The conversation that is open.
#[derive(Serialize)]
struct Open {
    id: i64,
    subject: String,
    closed: bool,
    spam: bool,
    inbox: String,
    owner_id: Option<i64>,
    owner: String,
    items: Vec<Item>,
    earlier: i64,
    last: i64,
    ticket: Option<Record>,
    contact: Option<Person>,
    /// Whom the mail that began a conversation of nobody says it is from.
    said_from: Option<SaidFrom>,
    agents: Vec<Colleague>,
    pipelines: Vec<Pipeline>,
    others: Vec<Other>,
    /// Nobody would read a reply.
    of_nobody: bool,
    /// Who gets a reply as a mail.
    readers: String,
    /// Who sees it in the portal only.
    unmailed: String,
    /// Who could be made one of them.
    proposals: Vec<Proposal>,
    draft: Draft,
    once: String,
    limits: Limits,
}

/// The conversation's ticket.
#[derive(Serialize)]
struct Record {
    id: i64,
    number: String,
    closed: bool,
    stage_id: i64,
    stage: String,
    tone: String,
    priority: i64,
    source: String,
    created_at: i64,
    is_original: bool,
    shows_all: bool,
}

/// The contact.
#[derive(Serialize)]
struct Person {
    id: Option<i64>,
    name: String,
    email: Option<String>,
    phone: String,
    company: Option<String>,
}

/// Who a conversation can be assigned to.
#[derive(Serialize)]
struct Colleague {
    id: i64,
    name: String,
}

/// Another ticket of the contact.
#[derive(Serialize)]
struct Other {
    id: i64,
    number: String,
    subject: String,
    closed: bool,
}

/// The workspace without a conversation.
pub(super) async fn none(app: &App, agent: &Agent, ask: &Ask) -> Result<View> {
    let show = if ask.show == "views" { "views" } else { "list" };
    let mut list = list::list(app, agent, ask).await?;
    list.silent = mails::silent(&app.db, agent.account_id).await?;
    Ok(View::new(
        "conversations/desk_inbox.html",
        Workspace {
            show: show.into(),
            list,
            thread: None,
        },
    ))
}

/// The workspace with a conversation, and with what was being written where that comes back with a mistake.
pub(super) async fn one(
    app: &App,
    agent: &Agent,
    thread_id: i64,
    ask: &Ask,
    draft: Option<Draft>,
) -> Result<View> {
    let open = open(app, agent, thread_id, !ask.all.is_empty(), draft).await?;
    let list = list::list(app, agent, ask).await?;
    let show = if ask.show == "side" { "side" } else { "thread" };
    Ok(View::new(
        "conversations/desk_inbox.html",
        Workspace {
            show: show.into(),
            list,
            thread: Some(open),
        },
    ))
}

async fn open(
    app: &App,
    agent: &Agent,
    thread_id: i64,
    all: bool,
    draft: Option<Draft>,
) -> Result<Open> {
    let account_id = agent.account_id;
    let thread = read(app, agent, thread_id).await?;
    let known = pipelines::list(&app.db, account_id).await?;
    let words = EventWords {
        pipelines: &known,
        language: &agent.language,
    };
    let of = (thread.id, thread.ticket_id);
    let most = if all { i64::MAX } else { MESSAGES };
    let (items, earlier) = items::of(app, account_id, of, most, words).await?;
    let pipelines = pipelines::spoken(known, &agent.language);
    let agents = agents::list(&app.db, account_id).await?;
    let owner = agents
        .iter()
        .find(|agent| Some(agent.id) == thread.assigned_to)
        .map(agents::Person::name);
    let proposals = match thread.ticket_id {
        Some(ticket_id) => proposals::of(&app.db, account_id, ticket_id).await?,
        None => Vec::new(),
    };
    let (readers, unmailed) = thread.readers();
    let said = items.iter().filter(|item| item.is_said());
    let said_from = match thread.contact_id {
        Some(_) => None,
        None => items.iter().find_map(Item::said_from).cloned(),
    };
    Ok(Open {
        id: thread.id,
        closed: thread.status == "CLOSED",
        spam: thread.spam,
        of_nobody: thread.is_of_nobody(),
        readers,
        unmailed,
        proposals,
        owner_id: thread.assigned_to,
        owner: owner.unwrap_or_default(),
        last: said.map(|item| item.id).max().unwrap_or_default(),
        said_from,
        items,
        earlier,
        contact: thread.contact().map(|it| person(thread.contact_id, it)),
        others: others(app, account_id, &thread).await?,
        ticket: thread
            .ticket()
            .map(|ticket| record(ticket, &pipelines, thread.shows_all())),
        agents: agents.iter().map(colleague).collect(),
        pipelines,
        draft: draft.unwrap_or_else(|| kept(&thread)),
        subject: thread.subject,
        inbox: thread.inbox,
        once: keys::random_text(),
        limits: Limits {
            bytes: config::FILE_BYTES,
            files: config::FILES_AT_ONCE,
        },
    })
}

fn colleague(agent: &agents::Person) -> Colleague {
    Colleague {
        id: agent.id,
        name: agent.name(),
    }
}

/// Marks the conversation read, now that an agent looks at it; answers what belongs to it.
async fn read(app: &App, agent: &Agent, thread_id: i64) -> Result<store::Beside> {
    let beside = store::beside(&app.db, agent, thread_id).await?;
    if beside.unread {
        error::unless_full(mark_read(app, agent.account_id, thread_id).await)?;
    }
    Ok(beside)
}

async fn mark_read(app: &App, account_id: i64, thread_id: i64) -> Result<()> {
    let tx = app.db.begin().await?;
    store::set_read(&tx, account_id, thread_id).await?;
    Ok(tx.commit().await?)
}

/// What the agent was writing. A comment is kept apart from a reply, so that it never comes back as one.
fn kept(beside: &store::Beside) -> Draft {
    let (kind, body) = beside.draft();
    Draft {
        kind,
        body,
        ..Draft::default()
    }
}

fn record(ticket: store::OfTicket, pipelines: &[Pipeline], shows_all: bool) -> Record {
    let mut stages = pipelines.iter().flat_map(|pipeline| &pipeline.stages);
    let stage = stages.find(|stage| stage.id == ticket.stage_id);
    let own = stage.map_or("", |stage| &stage.tone);
    Record {
        id: ticket.id,
        number: ticket.number.to_string(),
        closed: ticket.closed,
        stage_id: ticket.stage_id,
        stage: stage.map(|stage| stage.label.clone()).unwrap_or_default(),
        tone: pipelines::tone(own, ticket.closed).to_owned(),
        priority: ticket.priority,
        source: ticket.source,
        created_at: ticket.created_at,
        is_original: ticket.is_original,
        shows_all,
    }
}

fn person(id: Option<i64>, contact: (String, Option<String>, String, Option<String>)) -> Person {
    let (name, email, phone, company) = contact;
    Person {
        id,
        name,
        email,
        phone,
        company,
    }
}

async fn others(app: &App, account_id: i64, thread: &store::Beside) -> Result<Vec<Other>> {
    let Some(contact_id) = thread.contact_id else {
        return Ok(Vec::new());
    };
    let recent = tickets::recent_of(&app.db, account_id, contact_id).await?;
    let other = |ticket: Ticket| Other {
        id: ticket.id,
        number: ticket.number.to_string(),
        subject: ticket.subject,
        closed: ticket.closed,
    };
    Ok(recent
        .into_iter()
        .filter(|ticket| Some(ticket.id) != thread.ticket_id)
        .map(other)
        .collect())
}

//! A ticket's record: its properties, what it is connected with, and everything that was said and done, in the order of time.

use axum::response::{IntoResponse, Response};
use base::path::Path;
use base::{App, Error, Problems, Result, View, keys};
use http::StatusCode;
use people::agents::Agent;
use serde::Serialize;

use super::events::{self, EventWords, Line};
use super::store::{self, Tie};
use super::table::{Colleague, colleagues};
use crate::conversations::internal::{Entry, SaidFrom};
use crate::conversations::{self, PublicMessage, Thread};
use crate::inboxes;
use crate::pipelines::{self, Pipeline};
use crate::tickets::proposals::{self, Proposal};
use crate::tickets::{self, Ticket};

/// Messages of a thread that the timeline shows: the newest.
const MESSAGES: i64 = 200;

/// What was typed into one of the record's forms and came back with a mistake.
#[derive(Debug, Default, Serialize)]
pub(super) struct Typed {
    pub(super) subject: Option<String>,
    pub(super) email: String,
    pub(super) note: String,
    pub(super) problems: Problems,
}

#[derive(Serialize)]
struct Record<'a> {
    ticket: &'a Ticket,
    number: String,
    stage: String,
    tone: String,
    owner: String,
    pipelines: Vec<Pipeline>,
    agents: Vec<Colleague>,
    ties: Vec<Tie>,
    proposals: Vec<Proposal>,
    threads: Vec<Card>,
    /// Where the first reply of a ticket without a conversation will land.
    inbox: String,
    timeline: Vec<Item>,
    typed: Typed,
    once: String,
}

/// A conversation of the ticket.
#[derive(Serialize)]
struct Card {
    id: i64,
    subject: String,
    inbox: String,
    closed: bool,
    created_at: i64,
    /// `shown`: the oldest one; `all`: the portal shows every one; `other`: not shown; `spam`.
    portal: &'static str,
}

/// One thing in the timeline.
#[derive(Serialize)]
struct Item {
    id: i64,
    message: Option<PublicMessage>,
    entry: Option<Entry>,
    event: Option<Line>,
    call: Option<Call>,
    /// Whom an entry that was a mail says it is from.
    from: Option<SaidFrom>,
    /// Whom a message was mailed to, with commas between.
    to: String,
}

/// What is known of a call beside its notes.
#[derive(Serialize, serde::Deserialize)]
struct Call {
    direction: String,
    minutes: i64,
}

/// The page.
pub(super) async fn show(app: App, agent: Agent, Path(id): Path<i64>) -> Result<View> {
    page(&app, &agent, id, Typed::default()).await
}

/// The page again, with what was typed and what is wrong with it.
pub(super) async fn again(
    app: &App,
    agent: &Agent,
    id: i64,
    mut typed: Typed,
    error: Error,
) -> Result<Response> {
    let Error::Invalid(problems) = error else {
        return Err(error);
    };
    typed.problems = problems;
    let view = page(app, agent, id, typed).await?;
    Ok(view
        .status(StatusCode::UNPROCESSABLE_ENTITY)
        .into_response())
}

async fn page(app: &App, agent: &Agent, id: i64, typed: Typed) -> Result<View> {
    let account_id = agent.account_id;
    let ticket = tickets::by_id(&app.db, account_id, id).await?;
    let threads = conversations::of_ticket(&app.db, account_id, id).await?;
    let known = pipelines::list(&app.db, account_id).await?;
    let words = EventWords {
        pipelines: &known,
        language: &agent.language,
    };
    let timeline = timeline(app, account_id, id, &threads, words).await?;
    let pipelines = pipelines::spoken(known, &agent.language);
    let mut stages = pipelines.iter().flat_map(|pipeline| &pipeline.stages);
    let stage = stages.find(|stage| stage.id == ticket.stage_id);
    let own = stage.map_or("", |stage| &stage.tone);
    let tone = pipelines::tone(own, ticket.closed).to_owned();
    let stage = stage.map(|stage| stage.label.clone());
    let owner = match ticket.owner_id {
        Some(owner_id) => people::agents::find(&app.db, account_id, owner_id)
            .await?
            .name(),
        None => String::new(),
    };
    let (threads, inbox) = cards(app, account_id, &ticket, threads).await?;
    let record = Record {
        number: ticket.number.to_string(),
        stage: stage.unwrap_or_default(),
        tone,
        agents: colleagues(app, account_id).await?,
        ties: store::ties(&app.db, account_id, id).await?,
        proposals: proposals::of(&app.db, account_id, id).await?,
        ticket: &ticket,
        owner,
        pipelines,
        threads,
        inbox,
        timeline,
        typed,
        once: keys::random_text(),
    };
    Ok(View::new("tickets/desk_record.html", record))
}

async fn timeline(
    app: &App,
    account_id: i64,
    ticket_id: i64,
    threads: &[Thread],
    words: EventWords<'_>,
) -> Result<Vec<Item>> {
    let item = |id| Item {
        id,
        message: None,
        entry: None,
        event: None,
        call: None,
        from: None,
        to: String::new(),
    };
    let mut items: Vec<Item> = Vec::new();
    for thread in threads {
        let (messages, _) = conversations::public(&app.db, account_id, thread.id, MESSAGES).await?;
        items.extend(messages.into_iter().map(|message| Item {
            message: Some(message.clone()),
            ..item(message.id())
        }));
    }
    let sent = items.iter().filter_map(|item| item.message.as_ref());
    let sent = sent.filter(|message| message.is_outgoing());
    let sent: Vec<i64> = sent.map(PublicMessage::id).collect();
    let mut receivers = store::receivers(&app.db, account_id, &sent).await?;
    for item in &mut items {
        item.to = receivers.remove(&item.id).unwrap_or_default().join(", ");
    }
    for entry in store::entries(&app.db, account_id, ticket_id, threads).await? {
        let call = serde_json::from_str(&entry.detail).ok();
        items.push(Item {
            call,
            from: entry.said_from(),
            entry: Some(entry.clone()),
            ..item(entry.id)
        });
    }
    let lines = events::lines(app, account_id, ticket_id, words).await?;
    items.extend(lines.into_iter().map(|line| Item {
        event: Some(line.clone()),
        ..item(line.id)
    }));
    // a ticket is opened with its first message, whose id is the smaller one
    items.sort_by_key(|item| (!item.event.as_ref().is_some_and(Line::is_opening), item.id));
    Ok(items)
}

/// The conversations, each with what the portal makes of it [V4], and where a first reply would land [V7].
async fn cards(
    app: &App,
    account_id: i64,
    ticket: &Ticket,
    threads: Vec<Thread>,
) -> Result<(Vec<Card>, String)> {
    let portal = portals::portals::first(&app.db, account_id)
        .await?
        .map(|portal| portal.settings.0)
        .unwrap_or_default();
    let inboxes = inboxes::list(&app.db, account_id).await?;
    let named = |id: i64| {
        inboxes
            .iter()
            .find(|inbox| inbox.id == id)
            .map(|inbox| inbox.name.clone())
    };
    let card = |thread: Thread| Card {
        id: thread.id,
        inbox: named(thread.inbox_id).unwrap_or_default(),
        closed: thread.status == "CLOSED",
        created_at: thread.created_at,
        portal: match () {
            () if thread.spam => "spam",
            () if ticket.original_thread_id == Some(thread.id) => "shown",
            () if portal.show_all_threads => "all",
            () => "other",
        },
        subject: thread.subject,
    };
    let cards = threads.into_iter().map(card).collect();
    let default = inboxes::named(&app.db, account_id, &portal.default_inbox).await?;
    Ok((cards, default.map(|inbox| inbox.name).unwrap_or_default()))
}

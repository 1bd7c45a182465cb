//! What agents do with a conversation besides writing in it. Where it has a ticket, the ticket's verbs do it.

use axum::extract::{Path, Query};
use base::form::Posted;
use base::view::Go;
use base::{Actor, App, Error, Event, Result, event, live};
use db::Tx;
use people::agents::{self, Agent};
use people::contacts;

use super::list::Ask;
use super::{compose, here, store};
use crate::conversations::internal::{self, Entry, Kind};
use crate::conversations::{self, Body, Direction, FilesSent, Posted as Message, Said, Thread, Via};
use crate::pipelines::{self, State};
use crate::tickets::{self, Ticket};

/// Wakes open pages about a conversation that has no ticket and so no event.
fn wake(tx: &Tx, agent: &Agent, thread: &Thread) {
    live::wake(tx, agent.account_id, thread.ticket_id, Some(thread.id));
}

/// Assigns to the agent of this id, to `me`, or to nobody.
pub(super) async fn assign(app: App, agent: Agent, Path(id): Path<i64>, Query(ask): Query<Ask>, form: Posted) -> Result<Go> {
    let owner_id = match form.text("owner_id") {
        "me" => Some(agent.id),
        "" => None,
        id => Some(id.parse().map_err(|_| Error::invalid("owner_id", "error-agent"))?),
    };
    let tx = app.db.begin().await?;
    let thread = conversations::find(&tx, agent.account_id, id).await?;
    if let Some(owner_id) = owner_id {
        let colleagues = agents::list(&tx, agent.account_id).await?;
        colleagues.iter().find(|agent| agent.id == owner_id).ok_or_else(|| Error::invalid("owner_id", "error-agent"))?;
    }
    match thread.ticket_id {
        Some(ticket_id) => tickets::assign(&tx, &app, agent.account_id, &agent.actor(), ticket_id, owner_id).await?,
        None => {
            store::set_assigned(&tx, agent.account_id, id, owner_id).await?;
            wake(&tx, &agent, &thread);
        }
    }
    tx.commit().await?;
    let flash = if owner_id.is_some() { "desk-flash-assigned" } else { "desk-flash-unassigned" };
    Ok(Go::to(here(&thread, &ask)).flash(flash))
}

async fn ticket_of(tx: &Tx, agent: &Agent, thread: &Thread) -> Result<Ticket> {
    tickets::by_id(tx, agent.account_id, thread.ticket_id.ok_or(Error::Conflict("error-action"))?).await
}

/// Moves the ticket to a stage.
pub(super) async fn stage(app: App, agent: Agent, Path(id): Path<i64>, Query(ask): Query<Ask>, form: Posted) -> Result<Go> {
    let stage_id = form.number("stage_id").ok_or_else(|| Error::invalid("stage_id", "error-choose"))?;
    let tx = app.db.begin().await?;
    let thread = conversations::find(&tx, agent.account_id, id).await?;
    let ticket = ticket_of(&tx, &agent, &thread).await?;
    tickets::move_to(&tx, &app, agent.account_id, &agent.actor(), &ticket, stage_id).await?;
    tx.commit().await?;
    Ok(Go::to(here(&thread, &ask)).flash("desk-flash-stage"))
}

/// Sets the ticket's priority.
pub(super) async fn priority(app: App, agent: Agent, Path(id): Path<i64>, Query(ask): Query<Ask>, form: Posted) -> Result<Go> {
    let priority = form.number("priority").ok_or_else(|| Error::invalid("priority", "error-choose"))?;
    let tx = app.db.begin().await?;
    let thread = conversations::find(&tx, agent.account_id, id).await?;
    let ticket = ticket_of(&tx, &agent, &thread).await?;
    tickets::prioritise(&tx, &app, agent.account_id, &agent.actor(), ticket.id, priority).await?;
    tx.commit().await?;
    Ok(Go::to(here(&thread, &ask)).flash("desk-flash-priority"))
}

/// Closes: the ticket moves to the first closed stage of its pipeline, and its conversations close with it.
pub(super) async fn close_now(tx: &Tx, app: &App, agent: &Agent, thread: &Thread) -> Result<()> {
    if thread.ticket_id.is_none() {
        store::set_status(tx, agent.account_id, thread.id, true).await?;
        wake(tx, agent, thread);
        return Ok(());
    }
    let ticket = ticket_of(tx, agent, thread).await?;
    if ticket.closed {
        // a reply had opened only the conversation again
        store::set_status(tx, agent.account_id, thread.id, true).await?;
        wake(tx, agent, thread);
        return Ok(());
    }
    move_to_first(tx, app, agent, &ticket, State::Closed).await
}

async fn move_to_first(tx: &Tx, app: &App, agent: &Agent, ticket: &Ticket, state: State) -> Result<()> {
    let stages = pipelines::stages_in(tx, agent.account_id, ticket.pipeline_id, state).await?;
    let stage = stages.first().ok_or(Error::Conflict("error-action"))?;
    tickets::move_to(tx, app, agent.account_id, &agent.actor(), ticket, stage.id).await
}

/// Closes the conversation and goes on to the next one of the view.
pub(super) async fn close(app: App, agent: Agent, Path(id): Path<i64>, Query(ask): Query<Ask>) -> Result<Go> {
    let thread = conversations::find(&app.db, agent.account_id, id).await?;
    let next = compose::next(&app, &agent, &ask, &thread).await?;
    let tx = app.db.begin().await?;
    close_now(&tx, &app, &agent, &conversations::find(&tx, agent.account_id, id).await?).await?;
    tx.commit().await?;
    Ok(Go::to(next).flash("desk-flash-closed"))
}

/// Opens it again, in the first open stage of its pipeline.
pub(super) async fn reopen(app: App, agent: Agent, Path(id): Path<i64>, Query(ask): Query<Ask>) -> Result<Go> {
    let tx = app.db.begin().await?;
    let thread = conversations::find(&tx, agent.account_id, id).await?;
    match thread.ticket_id {
        Some(ticket_id) => {
            let ticket = tickets::by_id(&tx, agent.account_id, ticket_id).await?;
            if ticket.closed {
                move_to_first(&tx, &app, &agent, &ticket, State::Open).await?;
            }
        }
        None => wake(&tx, &agent, &thread),
    }
    store::set_status(&tx, agent.account_id, id, false).await?;
    tx.commit().await?;
    Ok(Go::to(here(&thread, &ask)).flash("desk-flash-reopened"))
}

/// Puts it aside as spam, or (with `undo`) takes it back.
pub(super) async fn spam(app: App, agent: Agent, Path(id): Path<i64>, Query(ask): Query<Ask>, form: Posted) -> Result<Go> {
    let is_spam = !form.has("undo");
    let thread = conversations::find(&app.db, agent.account_id, id).await?;
    let next = compose::next(&app, &agent, &ask, &thread).await?;
    let tx = app.db.begin().await?;
    store::set_spam(&tx, agent.account_id, id, is_spam).await?;
    match thread.ticket_id {
        Some(ticket_id) => {
            let event = Event::TicketEdited { ticket_id, property: "spam".into() };
            event::record(&tx, &app, agent.account_id, &agent.actor(), event).await?;
        }
        None => wake(&tx, &agent, &thread),
    }
    tx.commit().await?;
    Ok(if is_spam { Go::to(next).flash("desk-flash-spam") } else { Go::to(here(&thread, &ask)) })
}

/// An agent vouches for a mail whose sender was not proved: it becomes a message of its contact, which customers read.
pub(super) async fn accept(
    app: App,
    agent: Agent,
    Path((id, entry_id)): Path<(i64, i64)>,
    Query(ask): Query<Ask>,
) -> Result<Go> {
    let tx = app.db.begin().await?;
    let thread = conversations::find(&tx, agent.account_id, id).await?;
    let entry = internal::find(&tx, agent.account_id, entry_id).await?;
    if entry.thread_id != Some(id) || entry.kind != Kind::Unverified {
        return Err(Error::NotFound);
    }
    let ticket_id = tickets::adopt(&tx, &app, agent.account_id, &agent.actor(), &thread).await?;
    take(&tx, &app, &agent, ticket_id, &thread, &entry).await?;
    tx.commit().await?;
    Ok(Go::to(here(&thread, &ask)).flash("desk-flash-accepted"))
}

/// What of an unverified mail stands in its entry's detail.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Mail {
    address: String,
    quoted_html: String,
}

async fn take(tx: &Tx, app: &App, agent: &Agent, ticket_id: i64, thread: &Thread, entry: &Entry) -> Result<()> {
    let account_id = agent.account_id;
    let mail: Mail = serde_json::from_str(&entry.detail).unwrap_or_default();
    let sender_id = match entry.author_id {
        Some(id) => Some(id),
        None if mail.address.is_empty() => thread.contact_id,
        None => Some(contacts::of_email(tx, app, account_id, &mail.address, &entry.author_name).await?.id),
    };
    let body = Body { text: entry.text.clone(), html: entry.html.clone(), quoted_html: mail.quoted_html };
    let said = Said {
        direction: Direction::Incoming,
        sender_id,
        sender_name: &entry.author_name,
        via: Via::Email,
        body: &body,
        mail_id: entry.mail_id.as_deref(),
        verdict: "accepted",
        once_key: None,
        files: FilesSent::None,
    };
    internal::remove(tx, account_id, entry.id).await?;
    let by = Actor::contact(sender_id.unwrap_or_default(), entry.author_name.as_str());
    let posted = tickets::receive(tx, app, account_id, &by, ticket_id, thread.id, &said).await?;
    let (Message::New(message_id) | Message::Already(message_id)) = posted;
    store::move_files(tx, account_id, entry.id, message_id).await
}

//! What agents do with a conversation besides writing in it. Where it has a ticket, the ticket's verbs do it.

use base::form::Posted;
use base::path::{Path, Query};
use base::view::Go;
use base::{App, Error, Event, Result, event, live};
use db::Tx;
use people::agents::{self, Agent};

use super::list::Ask;
use super::{compose, here, store};
use crate::conversations::{self, Thread};
use crate::pipelines::{self, State};
use crate::tickets::{self, Ticket};

/// Wakes open pages about a conversation that has no ticket and so no event.
fn wake(tx: &Tx, agent: &Agent, thread: &Thread) {
    live::wake(tx, agent.account_id, thread.ticket_id, Some(thread.id));
}

/// Assigns to the agent of this id, to `me`, or to nobody.
pub(super) async fn assign(
    app: App,
    agent: Agent,
    Path(id): Path<i64>,
    Query(ask): Query<Ask>,
    form: Posted,
) -> Result<Go> {
    let tx = app.db.begin().await?;
    let thread = conversations::find(&tx, agent.account_id, id).await?;
    let owner_id = agents::chosen(&tx, &agent, form.text("owner_id")).await?;
    if let Some(ticket_id) = thread.ticket_id {
        tickets::assign(
            &tx,
            &app,
            agent.account_id,
            &agent.actor(),
            ticket_id,
            owner_id,
        )
        .await?;
    } else {
        store::set_assigned(&tx, agent.account_id, id, owner_id).await?;
        wake(&tx, &agent, &thread);
    }
    tx.commit().await?;
    let flash = if owner_id.is_some() {
        "desk-flash-assigned"
    } else {
        "desk-flash-unassigned"
    };
    Ok(Go::to(here(&thread, &ask)).flash(flash))
}

async fn ticket_of(tx: &Tx, agent: &Agent, thread: &Thread) -> Result<Ticket> {
    tickets::held(
        tx,
        agent.account_id,
        thread.ticket_id.ok_or(Error::Conflict("error-action"))?,
    )
    .await
}

/// Moves the ticket to a stage.
pub(super) async fn stage(
    app: App,
    agent: Agent,
    Path(id): Path<i64>,
    Query(ask): Query<Ask>,
    form: Posted,
) -> Result<Go> {
    let stage_id = form
        .number("stage_id")
        .ok_or_else(|| Error::invalid("stage_id", "error-choose"))?;
    let tx = app.db.begin().await?;
    let thread = conversations::find(&tx, agent.account_id, id).await?;
    let ticket = ticket_of(&tx, &agent, &thread).await?;
    tickets::move_to(
        &tx,
        &app,
        agent.account_id,
        &agent.actor(),
        &ticket,
        stage_id,
    )
    .await?;
    tx.commit().await?;
    Ok(Go::to(here(&thread, &ask)).flash("desk-flash-stage"))
}

/// Sets the ticket's priority.
pub(super) async fn priority(
    app: App,
    agent: Agent,
    Path(id): Path<i64>,
    Query(ask): Query<Ask>,
    form: Posted,
) -> Result<Go> {
    let priority = form
        .number("priority")
        .ok_or_else(|| Error::invalid("priority", "error-choose"))?;
    let tx = app.db.begin().await?;
    let thread = conversations::find(&tx, agent.account_id, id).await?;
    let ticket = ticket_of(&tx, &agent, &thread).await?;
    tickets::prioritise(
        &tx,
        &app,
        agent.account_id,
        &agent.actor(),
        ticket.id,
        priority,
    )
    .await?;
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

async fn move_to_first(
    tx: &Tx,
    app: &App,
    agent: &Agent,
    ticket: &Ticket,
    state: State,
) -> Result<()> {
    let stages = pipelines::stages_in(tx, agent.account_id, ticket.pipeline_id, state).await?;
    let first = stages.first().ok_or(Error::Conflict("error-action"))?;
    tickets::move_to(tx, app, agent.account_id, &agent.actor(), ticket, first.id).await
}

/// Closes the conversation and goes on to the next one of the view.
pub(super) async fn close(
    app: App,
    agent: Agent,
    Path(id): Path<i64>,
    Query(ask): Query<Ask>,
) -> Result<Go> {
    let thread = conversations::find(&app.db, agent.account_id, id).await?;
    let next = compose::next(&app, &agent, &ask, &thread).await?;
    let tx = app.db.begin().await?;
    close_now(
        &tx,
        &app,
        &agent,
        &conversations::find(&tx, agent.account_id, id).await?,
    )
    .await?;
    tx.commit().await?;
    Ok(Go::to(next).flash("desk-flash-closed").undo(id))
}

/// Opens it again, in the first open stage of its pipeline.
pub(super) async fn reopen(
    app: App,
    agent: Agent,
    Path(id): Path<i64>,
    Query(ask): Query<Ask>,
) -> Result<Go> {
    let tx = app.db.begin().await?;
    let thread = conversations::find(&tx, agent.account_id, id).await?;
    match thread.ticket_id {
        Some(ticket_id) => {
            let ticket = tickets::held(&tx, agent.account_id, ticket_id).await?;
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
pub(super) async fn spam(
    app: App,
    agent: Agent,
    Path(id): Path<i64>,
    Query(ask): Query<Ask>,
    form: Posted,
) -> Result<Go> {
    let is_spam = !form.has("undo");
    let thread = conversations::find(&app.db, agent.account_id, id).await?;
    let next = compose::next(&app, &agent, &ask, &thread).await?;
    let tx = app.db.begin().await?;
    conversations::set_spam(&tx, agent.account_id, id, is_spam).await?;
    match thread.ticket_id {
        Some(ticket_id) => {
            let event = Event::TicketEdited {
                ticket_id,
                property: "spam".into(),
            };
            event::record(&tx, &app, agent.account_id, &agent.actor(), event).await?;
        }
        None => wake(&tx, &agent, &thread),
    }
    tx.commit().await?;
    Ok(if is_spam {
        Go::to(next).flash("desk-flash-spam")
    } else {
        Go::to(here(&thread, &ask))
    })
}

/// Makes somebody a participant who stood in copy of a mail of this conversation [P12].
pub(super) async fn add_participant(
    app: App,
    agent: Agent,
    Path(id): Path<i64>,
    Query(ask): Query<Ask>,
    form: Posted,
) -> Result<Go> {
    let tx = app.db.begin().await?;
    let thread = conversations::find(&tx, agent.account_id, id).await?;
    let ticket = ticket_of(&tx, &agent, &thread).await?;
    let who = (form.text("email"), form.text("name"));
    tickets::invite(&tx, &app, agent.account_id, &agent.actor(), ticket.id, who).await?;
    tx.commit().await?;
    Ok(Go::to(here(&thread, &ask)).flash("desk-flash-participant"))
}

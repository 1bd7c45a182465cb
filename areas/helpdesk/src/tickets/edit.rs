//! What only agents do with a ticket: make one out of a conversation, give it another subject.

use base::{Actor, App, Error, Event, Result, event};
use db::{Hold, Tx};

use super::{NewTicket, desk, hold, index_anew, open, store};
use crate::conversations::{self, Thread};
use crate::pipelines::{self, State};

/// The ticket of a conversation; one that has none becomes one, in the first open stage of the default pipeline, with all that
/// was said in it. Its customers were told nothing of a ticket and are not told now: they get what is written to them.
///
/// # Errors
/// [`Error::Conflict`] when it is nobody's: no customer would ever see the ticket.
pub async fn adopt(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    thread: &Thread,
) -> Result<i64> {
    if let Some(ticket_id) = thread.ticket_id {
        return Ok(ticket_id);
    }
    hold_conversation(tx, thread).await?;
    if let Some(ticket_id) = conversations::find(tx, account_id, thread.id)
        .await?
        .ticket_id
    {
        return Ok(ticket_id);
    }
    if thread.contact_id.is_none() {
        return Err(Error::Conflict("desk-reply-nobody"));
    }
    let new = NewTicket {
        subject: &thread.subject,
        stage_id: first_open_stage(tx, account_id).await?,
        requester_id: thread.contact_id,
        source: "EMAIL",
        priority: 0,
        category: "",
        owner_id: thread.assigned_to,
        follows_ticket_id: None,
        once_key: None,
    };
    let ticket_id = open(tx, app, account_id, by, &new, None).await?.ticket_id;
    desk::store::tie_thread(tx, account_id, thread.id, ticket_id).await?;
    store::set_original_thread(tx, account_id, ticket_id, thread.id).await?;
    index_anew(tx, account_id, ticket_id).await?;
    Ok(ticket_id)
}

/// Holds a conversation's ticket; the conversation itself where it has none yet, so that two agents who answer at once make one
/// ticket of it.
pub async fn hold_conversation(tx: &Tx, thread: &Thread) -> Result<()> {
    match thread.ticket_id {
        Some(ticket_id) => hold(tx, ticket_id).await,
        None => Ok(tx.lock("conversation", thread.id, Hold::Alone).await?),
    }
}

/// Where a ticket begins that an agent makes: the first open stage of the default pipeline.
pub(super) async fn first_open_stage(tx: &Tx, account_id: i64) -> Result<i64> {
    let stages = pipelines::stages_in(tx, account_id, pipelines::DEFAULT, State::Open).await?;
    stages
        .first()
        .map(|stage| stage.id)
        .ok_or(Error::Conflict("error-action"))
}

/// Gives a ticket another subject, which customers see.
pub async fn rename(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    ticket_id: i64,
    subject: &str,
) -> Result<()> {
    hold(tx, ticket_id).await?;
    desk::store::set_subject(tx, account_id, ticket_id, subject).await?;
    index_anew(tx, account_id, ticket_id).await?;
    event::record(
        tx,
        app,
        account_id,
        by,
        Event::TicketEdited {
            ticket_id,
            property: "subject".into(),
        },
    )
    .await?;
    Ok(())
}

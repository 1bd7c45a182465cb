//! What a customer may do with a ticket in the portal: reply, ask, close, open again.

use base::{App, Error, Event, Result, event};
use db::{Db, Hold, Tx};
use portals::members::Member;

use super::edit::first_open_stage;
use super::{First, NewTicket, Opened, Ticket, move_to, open, say, store};
use crate::conversations::{self, NewThread, Posted, Said};
use crate::pipelines::{self, State};

/// Whether a member may write on this ticket now [P5].
pub fn may_reply(member: &Member, ticket: &Ticket) -> bool {
    !ticket.closed || member.settings.reply_to_closed
}

fn closed_key(member: &Member) -> &'static str {
    if member.settings.calls_tickets() {
        "error-reply-closed"
    } else {
        "error-reply-closed-neutral"
    }
}

/// The customer writes on their ticket, in the thread that the portal shows, or in a new one in the portal's default inbox
/// when there is none yet [V7]. A closed ticket moves to the pipeline's reopen stage, where the portal has one [P5].
///
/// # Errors
/// [`Error::Conflict`] when the ticket is closed and the portal takes no replies to closed tickets.
pub async fn reply(
    tx: &Tx,
    app: &App,
    by: &Member,
    ticket: &Ticket,
    thread_id: Option<i64>,
    said: &Said<'_>,
) -> Result<Posted> {
    let thread_id = thread_id.or(ticket.original_thread_id);
    if !may_reply(by, ticket) && !was_said(tx, by, thread_id, said).await? {
        return Err(Error::Conflict(closed_key(by)));
    }
    let thread_id = match thread_id {
        Some(thread_id) => thread_id,
        None => begin_thread(tx, app, by, ticket).await?,
    };
    let posted = say(tx, app, by.account_id, ticket.id, thread_id, said).await?;
    if let Posted::New(message_id) = posted {
        // whoever is signed in and writes sends no spam
        conversations::set_spam(tx, by.account_id, thread_id, false).await?;
        if ticket.closed
            && let Some(stage_id) = by.settings.reopen_stage(ticket.pipeline_id)
        {
            move_to(tx, app, by.account_id, &by.actor(), ticket, stage_id).await?;
        }
        let event = Event::TicketReplied {
            ticket_id: ticket.id,
            thread_id,
            message_id,
        };
        event::record(tx, app, by.account_id, &by.actor(), event).await?;
    }
    Ok(posted)
}

/// Whether the same form came before: it may have closed the ticket itself.
async fn was_said(db: &Db, by: &Member, thread_id: Option<i64>, said: &Said<'_>) -> Result<bool> {
    match (thread_id, said.once_key) {
        (Some(thread_id), Some(once)) => {
            conversations::was_said(db, by.account_id, thread_id, once).await
        }
        _ => Ok(false),
    }
}

async fn begin_thread(tx: &Tx, app: &App, by: &Member, ticket: &Ticket) -> Result<i64> {
    let (inbox, contact) = (&by.settings.default_inbox, Some(by.contact_id));
    begin(tx, app, by.account_id, ticket, inbox, contact).await
}

/// An agent begins to write on a ticket that has no conversation yet [V7], such as that of a logged call; nothing new where there is one.
pub async fn begin_conversation(
    tx: &Tx,
    app: &App,
    account_id: i64,
    ticket_id: i64,
) -> Result<i64> {
    let ticket = super::held(tx, account_id, ticket_id).await?;
    if let Some(thread_id) = ticket.original_thread_id {
        return Ok(thread_id);
    }
    let portal = portals::portals::first(tx, account_id).await?;
    let inbox = portal.map(|it| it.settings.0.default_inbox);
    let inbox = inbox.unwrap_or_default();
    begin(tx, app, account_id, &ticket, &inbox, ticket.requester_id).await
}

async fn begin(
    tx: &Tx,
    app: &App,
    account_id: i64,
    ticket: &Ticket,
    inbox: &str,
    contact_id: Option<i64>,
) -> Result<i64> {
    let inbox = crate::inboxes::named(tx, account_id, inbox).await?;
    let inbox = inbox.ok_or(Error::Conflict("error-no-inbox"))?;
    let thread = NewThread {
        inbox_id: inbox.id,
        channel_account_id: store::channel_of_inbox(tx, account_id, inbox.id).await?,
        ticket_id: Some(ticket.id),
        contact_id,
        subject: &ticket.subject,
        assigned_to: ticket.owner_id,
    };
    let thread_id = conversations::open(tx, app, account_id, &thread).await?;
    store::set_original_thread(tx, account_id, ticket.id, thread_id).await?;
    Ok(thread_id)
}

/// A customer opens a ticket from the portal: in the default inbox, in the first open stage of the default pipeline.
pub async fn ask(
    tx: &Tx,
    app: &App,
    by: &Member,
    subject: &str,
    follows: Option<i64>,
    said: &Said<'_>,
) -> Result<Opened> {
    // the same form may come twice at once
    tx.lock("ask", by.contact_id, Hold::Alone).await?;
    if let Some(ticket_id) = store::asked_before(tx, by, said.once_key).await? {
        return Ok(Opened {
            ticket_id,
            thread_id: None,
            message_id: None,
        });
    }
    let inbox = crate::inboxes::named(tx, by.account_id, &by.settings.default_inbox).await?;
    let inbox = inbox.ok_or(Error::Conflict("error-no-inbox"))?;
    let new = NewTicket {
        subject,
        stage_id: first_open_stage(tx, by.account_id).await?,
        requester_id: Some(by.contact_id),
        source: "PORTAL",
        priority: 0,
        category: "",
        owner_id: None,
        follows_ticket_id: follows,
        once_key: said.once_key,
    };
    let channel_account_id = store::channel_of_inbox(tx, by.account_id, inbox.id).await?;
    open(
        tx,
        app,
        by.account_id,
        &by.actor(),
        &new,
        Some(&First {
            inbox_id: inbox.id,
            channel_account_id,
            said,
        }),
    )
    .await
}

/// Where a member's closing moves a ticket: the portal's closing stage of its pipeline, or its only closed stage [P6]. None where
/// customers may not close.
pub async fn closing_stage(db: &Db, member: &Member, ticket: &Ticket) -> Result<Option<i64>> {
    if !member.settings.allow_close || ticket.closed {
        return Ok(None);
    }
    if let Some(stage_id) = member.settings.closing_stage(ticket.pipeline_id) {
        return Ok(Some(stage_id));
    }
    let closed =
        pipelines::stages_in(db, member.account_id, ticket.pipeline_id, State::Closed).await?;
    Ok(if closed.len() == 1 {
        closed.first().map(|stage| stage.id)
    } else {
        None
    })
}

/// The customer closes their ticket [P6].
///
/// # Errors
/// [`Error::Forbidden`] where the portal does not let customers close; a ticket closed already stays as it is.
pub async fn close(tx: &Tx, app: &App, by: &Member, ticket: &Ticket) -> Result<()> {
    if ticket.closed {
        return Ok(());
    }
    let stage_id = closing_stage(tx, by, ticket)
        .await?
        .ok_or(Error::Forbidden(if by.settings.calls_tickets() {
            "error-close-refused"
        } else {
            "error-close-refused-neutral"
        }))?;
    move_to(tx, app, by.account_id, &by.actor(), ticket, stage_id).await
}

/// Where a member's reopening moves a ticket [P5]: the pipeline's reopen stage, in a portal that takes replies to closed tickets.
pub fn reopen_stage(member: &Member, ticket: &Ticket) -> Option<i64> {
    let stage = member.settings.reopen_stage(ticket.pipeline_id);
    stage.filter(|_| ticket.closed && member.settings.reply_to_closed)
}

/// The customer opens their closed ticket again [P5].
pub async fn reopen(tx: &Tx, app: &App, by: &Member, ticket: &Ticket) -> Result<()> {
    if !ticket.closed {
        return Ok(());
    }
    let stage_id = reopen_stage(by, ticket).ok_or(Error::Forbidden(closed_key(by)))?;
    move_to(tx, app, by.account_id, &by.actor(), ticket, stage_id).await
}

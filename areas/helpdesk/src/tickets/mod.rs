//! A ticket: a customer's request, in one stage of one pipeline. Customers *reply*, agents *answer*, mail is *received*: three
//! verbs, since their rules differ, over one way for a message to come into being ([`conversations::say`]). Who may see a
//! ticket is one rule, in [`access`].

pub mod access;
mod desk;
mod edit;
pub mod filter;
mod list;
mod portal;
mod store;

use base::{Actor, App, Error, Event, Result, event, search};
use db::{Db, Tx};
use portals::members::Member;
use serde::{Deserialize, Serialize};

use crate::conversations::{self, NewThread, Posted, Said};
use crate::pipelines::{self, Stage, State};
pub use access::{Whose, find, find_file};
pub use desk::routes as desk_routes;
pub(crate) use desk::{EventLine, event_lines};
pub use edit::{adopt, rename};
pub use list::{PAGE, list, snippets, statement};
pub use portal::routes as portal_routes;
pub use store::{Ticket, by_id, by_number, contacts_of, recent_of, seen_at};

/// What a new ticket is made of.
#[derive(Clone, Debug)]
pub struct NewTicket<'a> {
    /// One line.
    pub subject: &'a str,
    /// The stage that it begins in.
    pub stage_id: i64,
    /// The contact who raised it.
    pub requester_id: Option<i64>,
    /// `EMAIL`, `PORTAL`, `FORM`, `CHAT` or `PHONE`.
    pub source: &'a str,
    /// 0 none, 1 low, 2 medium, 3 high, 4 urgent.
    pub priority: i64,
    /// HubSpot's category, or empty.
    pub category: &'a str,
    /// The agent responsible.
    pub owner_id: Option<i64>,
    /// The closed ticket that it goes on with [P5].
    pub follows_ticket_id: Option<i64>,
    /// The form's own key: sending it twice makes one ticket.
    pub once_key: Option<&'a str>,
}

/// Where a ticket's first message goes.
#[derive(Clone, Debug)]
pub struct First<'a> {
    /// The inbox of its thread.
    pub inbox_id: i64,
    /// The connected address that it came to.
    pub channel_account_id: Option<i64>,
    /// What was said.
    pub said: &'a Said<'a>,
}

/// What opening made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The ticket.
    pub ticket_id: i64,
    /// Its thread, if something was said.
    pub thread_id: Option<i64>,
    /// What was said.
    pub message_id: Option<i64>,
}

/// Opens a ticket, with its first message or (a call that was logged) without a thread [V7].
pub async fn open(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    new: &NewTicket<'_>,
    first: Option<&First<'_>>,
) -> Result<Opened> {
    let stage = pipelines::stage(tx, account_id, new.stage_id).await?;
    let ticket = store::insert(tx, app, account_id, new, &stage).await?;
    let viewers = store::viewers_of(tx, account_id, ticket.id).await?;
    let words = format!("{} {}", ticket.number, ticket.subject);
    search::put(tx, account_id, ticket.id, ticket.id, &words, &viewers).await?;
    let mut opened = Opened {
        ticket_id: ticket.id,
        thread_id: None,
        message_id: None,
    };
    if let Some(first) = first {
        let thread = NewThread {
            inbox_id: first.inbox_id,
            channel_account_id: first.channel_account_id,
            ticket_id: Some(ticket.id),
            contact_id: new.requester_id,
            subject: new.subject,
            assigned_to: new.owner_id,
        };
        let thread_id = conversations::open(tx, app, account_id, &thread).await?;
        store::set_original_thread(tx, account_id, ticket.id, thread_id).await?;
        opened.thread_id = Some(thread_id);
        if let Posted::New(id) = say(tx, app, account_id, ticket.id, thread_id, first.said).await? {
            opened.message_id = Some(id);
        }
    }
    let Opened {
        ticket_id,
        thread_id,
        message_id,
    } = opened;
    event::record(
        tx,
        app,
        account_id,
        by,
        Event::TicketOpened {
            ticket_id,
            thread_id,
            message_id,
        },
    )
    .await?;
    Ok(opened)
}

/// Says something in a thread of a ticket, makes it findable and the ticket's newest activity.
async fn say(
    tx: &Tx,
    app: &App,
    account_id: i64,
    ticket_id: i64,
    thread_id: i64,
    said: &Said<'_>,
) -> Result<Posted> {
    let posted = conversations::say(tx, app, account_id, thread_id, said).await?;
    if let Posted::New(message_id) = posted {
        let viewers = store::viewers_of(tx, account_id, ticket_id).await?;
        let files = base::files::of(tx, account_id, message_id).await?;
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        let words = format!("{} {}", said.body.text, names.join(" "));
        search::put(tx, account_id, message_id, ticket_id, &words, &viewers).await?;
        store::touch(tx, account_id, ticket_id, app.now()).await?;
    }
    Ok(posted)
}

/// Whether a member may write on this ticket now [P5].
pub fn may_reply(member: &Member, ticket: &Ticket) -> bool {
    !ticket.closed || member.settings.reply_to_closed
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
    if !may_reply(by, ticket) {
        return Err(Error::Conflict("error-reply-closed"));
    }
    let thread_id = match thread_id.or(ticket.original_thread_id) {
        Some(thread_id) => thread_id,
        None => begin_thread(tx, app, by, ticket).await?,
    };
    let posted = say(tx, app, by.account_id, ticket.id, thread_id, said).await?;
    if let Posted::New(message_id) = posted {
        if ticket.closed
            && let Some(stage_id) = by
                .settings
                .reopen_stages
                .get(&ticket.pipeline_id.to_string())
        {
            move_to(tx, app, by.account_id, &by.actor(), ticket, *stage_id).await?;
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

async fn begin_thread(tx: &Tx, app: &App, by: &Member, ticket: &Ticket) -> Result<i64> {
    let inbox = crate::inboxes::named(tx, by.account_id, &by.settings.default_inbox).await?;
    let inbox = inbox.ok_or(Error::Conflict("error-no-inbox"))?;
    let thread = NewThread {
        inbox_id: inbox.id,
        channel_account_id: store::channel_of_inbox(tx, by.account_id, inbox.id).await?,
        ticket_id: Some(ticket.id),
        contact_id: Some(by.contact_id),
        subject: &ticket.subject,
        assigned_to: ticket.owner_id,
    };
    let thread_id = conversations::open(tx, app, by.account_id, &thread).await?;
    store::set_original_thread(tx, by.account_id, ticket.id, thread_id).await?;
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
    if let Some(ticket_id) = store::asked_before(tx, by, said.once_key).await? {
        return Ok(Opened {
            ticket_id,
            thread_id: None,
            message_id: None,
        });
    }
    let inbox = crate::inboxes::named(tx, by.account_id, &by.settings.default_inbox).await?;
    let inbox = inbox.ok_or(Error::Conflict("error-no-inbox"))?;
    let stages = pipelines::stages_in(tx, by.account_id, pipelines::DEFAULT, State::Open).await?;
    let stage = stages.first().ok_or(Error::Conflict("error-no-inbox"))?;
    let new = NewTicket {
        subject,
        stage_id: stage.id,
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

/// An agent writes to the customer in a thread.
pub async fn answer(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    ticket_id: i64,
    thread_id: i64,
    said: &Said<'_>,
) -> Result<Posted> {
    let posted = say(tx, app, account_id, ticket_id, thread_id, said).await?;
    if let Posted::New(message_id) = posted {
        event::record(
            tx,
            app,
            account_id,
            by,
            Event::TicketAnswered {
                ticket_id,
                thread_id,
                message_id,
            },
        )
        .await?;
    }
    Ok(posted)
}

/// A mail that passed the sender check came in for a thread of a ticket. On a closed one the conversation opens again for
/// agents, and the ticket moves to the reopen stage where the portal has one.
pub async fn receive(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    ticket_id: i64,
    thread_id: i64,
    said: &Said<'_>,
) -> Result<Posted> {
    let posted = say(tx, app, account_id, ticket_id, thread_id, said).await?;
    if let Posted::New(message_id) = posted {
        let ticket = by_id(tx, account_id, ticket_id).await?;
        let portal = portals::portals::first(tx, account_id).await?;
        let reopen = portal.and_then(|portal| {
            portal
                .settings
                .0
                .reopen_stages
                .get(&ticket.pipeline_id.to_string())
                .copied()
        });
        if ticket.closed
            && let Some(stage_id) = reopen
        {
            move_to(tx, app, account_id, by, &ticket, stage_id).await?;
        }
        event::record(
            tx,
            app,
            account_id,
            by,
            Event::TicketReplied {
                ticket_id,
                thread_id,
                message_id,
            },
        )
        .await?;
    }
    Ok(posted)
}

/// Where a member's closing moves a ticket: the portal's closing stage of its pipeline, or its only closed stage [P6]. None where
/// customers may not close.
pub async fn closing_stage(db: &Db, member: &Member, ticket: &Ticket) -> Result<Option<i64>> {
    if !member.settings.allow_close || ticket.closed {
        return Ok(None);
    }
    if let Some(stage_id) = member
        .settings
        .closing_stages
        .get(&ticket.pipeline_id.to_string())
    {
        return Ok(Some(*stage_id));
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
        .ok_or(Error::Forbidden("error-close-refused"))?;
    move_to(tx, app, by.account_id, &by.actor(), ticket, stage_id).await
}

/// Where a member's reopening moves a ticket [P5]: the pipeline's reopen stage, in a portal that takes replies to closed tickets.
pub fn reopen_stage(member: &Member, ticket: &Ticket) -> Option<i64> {
    let stage = member
        .settings
        .reopen_stages
        .get(&ticket.pipeline_id.to_string());
    stage
        .copied()
        .filter(|_| ticket.closed && member.settings.reply_to_closed)
}

/// The customer opens their closed ticket again [P5].
pub async fn reopen(tx: &Tx, app: &App, by: &Member, ticket: &Ticket) -> Result<()> {
    if !ticket.closed {
        return Ok(());
    }
    let stage_id = reopen_stage(by, ticket).ok_or(Error::Forbidden("error-reply-closed"))?;
    move_to(tx, app, by.account_id, &by.actor(), ticket, stage_id).await
}

/// Moves a ticket to a stage, whoever asks; its threads open and close with it.
pub async fn move_to(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    ticket: &Ticket,
    stage_id: i64,
) -> Result<()> {
    if ticket.stage_id == stage_id {
        return Ok(());
    }
    let stage = pipelines::stage(tx, account_id, stage_id).await?;
    store::set_stage(tx, app.now(), account_id, ticket.id, &stage).await?;
    let ticket_id = ticket.id;
    let label = stage.label.clone();
    let event = match (ticket.closed, stage.is_closed()) {
        (false, true) => Event::TicketClosed {
            ticket_id,
            stage: label,
        },
        (true, false) => Event::TicketReopened {
            ticket_id,
            stage: label,
        },
        _ => Event::StageChanged {
            ticket_id,
            stage: label,
        },
    };
    event::record(tx, app, account_id, by, event).await?;
    Ok(())
}

/// Makes an agent responsible for a ticket and its conversations, or nobody.
pub async fn assign(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    ticket_id: i64,
    owner_id: Option<i64>,
) -> Result<()> {
    let owner = match owner_id {
        Some(id) => people::agents::find(tx, account_id, id).await?.name(),
        None => String::new(),
    };
    store::set_owner(tx, account_id, ticket_id, owner_id).await?;
    event::record(
        tx,
        app,
        account_id,
        by,
        Event::TicketAssigned { ticket_id, owner },
    )
    .await?;
    Ok(())
}

/// Sets the priority, 0 to 4.
pub async fn prioritise(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    ticket_id: i64,
    priority: i64,
) -> Result<()> {
    if !(0..=4).contains(&priority) {
        return Err(Error::invalid("priority", "error-choose"));
    }
    store::set_priority(tx, account_id, ticket_id, priority).await?;
    event::record(
        tx,
        app,
        account_id,
        by,
        Event::TicketEdited {
            ticket_id,
            property: "priority".into(),
        },
    )
    .await?;
    Ok(())
}

/// Makes a contact a participant: they see the ticket and get its mail [P12]. Only an agent or the requester calls this.
pub async fn add_participant(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    ticket_id: i64,
    contact_id: i64,
) -> Result<()> {
    store::insert_viewer(tx, account_id, ticket_id, contact_id, "participant").await?;
    index_anew(tx, account_id, ticket_id).await?;
    event::record(
        tx,
        app,
        account_id,
        by,
        Event::ParticipantAdded {
            ticket_id,
            contact_id,
        },
    )
    .await?;
    Ok(())
}

/// Puts all public words of a ticket into the search anew, for its viewers as they are now.
async fn index_anew(tx: &Tx, account_id: i64, ticket_id: i64) -> Result<()> {
    search::forget(tx, account_id, ticket_id).await?;
    let viewers = store::viewers_of(tx, account_id, ticket_id).await?;
    let ticket = by_id(tx, account_id, ticket_id).await?;
    let words = format!("{} {}", ticket.number, ticket.subject);
    search::put(tx, account_id, ticket_id, ticket_id, &words, &viewers).await?;
    for thread in conversations::of_ticket(tx, account_id, ticket_id).await? {
        for message in conversations::public(tx, account_id, thread.id, i64::MAX)
            .await?
            .0
        {
            search::put(
                tx,
                account_id,
                message.id(),
                ticket_id,
                message.text(),
                &viewers,
            )
            .await?;
        }
    }
    Ok(())
}

/// A person a ticket is of, for mails.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reader {
    /// The contact.
    pub contact_id: i64,
    /// Their address.
    pub email: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// `contact` or `participant`.
    pub role: String,
}

/// Whether a stage shows as Open/Closed or by its own name is the portal's choice [P2].
pub fn stage_words<'a>(stage: &'a Stage, language: &str) -> &'a str {
    stage
        .customer_labels
        .0
        .get(language)
        .map_or(stage.label.as_str(), String::as_str)
}

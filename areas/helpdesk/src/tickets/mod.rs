//! A ticket: a customer's request, in one stage of one pipeline. Customers *reply*, agents *answer*, mail is *received*: three
//! verbs, since their rules differ, over one way for a message to come into being ([`conversations::say`]). Who may see a
//! ticket is one rule, in [`access`].

pub mod access;
mod customer;
mod desk;
mod edit;
mod erase;
pub mod filter;
mod list;
mod portable;
mod portal;
pub mod proposals;
mod store;

use base::{Actor, App, Error, Event, Result, event, search};
use db::{Hold, Tx};
use people::{contacts, team};
use serde::{Deserialize, Serialize};

use crate::conversations::{self, NewThread, Posted, Said};
use crate::pipelines;
pub use access::{Whose, find, find_file};
pub use customer::{
    ask, begin_conversation, close, closing_stage, may_reply, reopen, reopen_stage, reply,
};
pub use desk::routes as desk_routes;
pub(crate) use desk::{EventLine, EventWords, event_lines};
pub use edit::{adopt, hold_conversation, rename};
pub use erase::erase;
pub use list::{PAGE, list, snippets, statement};
pub use portable::portable;
pub use portal::routes as portal_routes;
pub use store::{Ticket, by_id, contacts_of, recent_of, seen_at};

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

/// Keeps everybody else from changing a ticket until the transaction ends. Whatever changes one holds it first, so that no two
/// changes wait for each other, and its messages and events have their order by id.
pub async fn hold(tx: &Tx, ticket_id: i64) -> Result<()> {
    Ok(tx.lock("ticket", ticket_id, Hold::Alone).await?)
}

/// A ticket to change, as it stands now that nobody else can change it.
pub async fn held(tx: &Tx, account_id: i64, ticket_id: i64) -> Result<Ticket> {
    hold(tx, ticket_id).await?;
    by_id(tx, account_id, ticket_id).await
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
    hold(tx, ticket_id).await?;
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
        let reopen = portal.and_then(|it| it.settings.0.reopen_stage(ticket.pipeline_id));
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
    hold(tx, ticket.id).await?;
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
    hold(tx, ticket_id).await?;
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
    hold(tx, ticket_id).await?;
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

/// Makes the contact of an address a participant; one who is not known becomes a contact, with this name.
///
/// # Errors
/// [`Error::Invalid`] when it is no address, or one that people write to us at (security.md A2).
pub async fn invite(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    ticket_id: i64,
    (email, name): (&str, &str),
) -> Result<()> {
    let normal = mail::address::normal(email).unwrap_or_default();
    if team::is_ours(tx, account_id, &normal).await? {
        return Err(Error::invalid("email", "error-email-team"));
    }
    let contact = contacts::of_email(tx, app, account_id, email, name).await?;
    add_participant(tx, app, account_id, by, ticket_id, contact.id).await
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
    hold(tx, ticket_id).await?;
    if !store::insert_viewer(tx, account_id, ticket_id, contact_id, "participant").await? {
        return Ok(());
    }
    index_anew(tx, account_id, ticket_id).await?;
    let name = contacts::find(tx, account_id, contact_id).await?.name();
    let added = Event::ParticipantAdded {
        ticket_id,
        contact_id,
        name,
    };
    event::record(tx, app, account_id, by, added).await?;
    Ok(())
}

/// Takes a participant off: they see the ticket no more, get none of its mail, and what they write in answer to an earlier one is a
/// stranger's. Whoever raised the ticket stays its contact.
///
/// # Errors
/// [`Error::NotFound`] when they are no participant.
pub async fn remove_participant(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    ticket_id: i64,
    contact_id: i64,
) -> Result<()> {
    hold(tx, ticket_id).await?;
    if !store::delete_participant(tx, account_id, ticket_id, contact_id).await? {
        return Err(Error::NotFound);
    }
    index_anew(tx, account_id, ticket_id).await?;
    let name = contacts::find(tx, account_id, contact_id).await?.name();
    let removed = Event::ParticipantRemoved {
        ticket_id,
        contact_id,
        name,
    };
    event::record(tx, app, account_id, by, removed).await?;
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
            let names = message.files().iter().map(|file| file.name.as_str());
            let words: Vec<&str> = std::iter::once(message.text()).chain(names).collect();
            let (id, words) = (message.id(), words.join(" "));
            search::put(tx, account_id, id, ticket_id, &words, &viewers).await?;
        }
    }
    Ok(())
}

/// Puts the tickets into the search anew that a version before had put in otherwise. Runs before anything is served.
pub async fn upgrade(app: &App) -> Result<()> {
    loop {
        let tx = app.db.begin().await?;
        let stale = store::stale(&tx).await?;
        for (account_id, ticket_id) in &stale {
            index_anew(&tx, *account_id, *ticket_id).await?;
            store::settle(&tx, *account_id, *ticket_id).await?;
        }
        tx.commit().await?;
        if stale.is_empty() {
            return Ok(());
        }
    }
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

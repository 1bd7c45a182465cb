//! Mails to customers: the ticket was opened, an agent answered, it was closed [P13]. Each reader gets a mail and a reply token of
//! their own. A mail says nothing that was written before its reader came along, and nothing of what only agents see: the answer
//! is drawn from a public message [V5].

mod about;
mod letter;
mod thread;

use base::event::React;
use base::outbox::{self, Budget, Envelope};
use base::{Actor, App, Result, actor};
use channels::email;
use db::Tx;
use helpdesk::conversations;
use helpdesk::tickets::{self, Reader};
use portals::members;

use about::About;
use letter::{Answer, Kind};

/// A ticket was opened: tells its readers that we have it. Nothing that the sender wrote stands in it, since nobody may have
/// proved that address (security.md A5); a machine gets no answer (A6), and when an agent logged a call the customer knows.
pub async fn opened(
    tx: &Tx,
    app: &App,
    account_id: i64,
    react: &React,
    ticket_id: i64,
    thread_id: i64,
    message_id: i64,
) -> Result<()> {
    if react.by.kind != actor::Kind::Contact
        || email::came_from_machine(tx, account_id, message_id).await?
    {
        return Ok(());
    }
    let about = About::load(tx, account_id, ticket_id, Some(thread_id)).await?;
    if !about.portal.mails.opened {
        return Ok(());
    }
    // who is signed in has proved who they are: their tickets are no anonymous trigger, and use up no budget of such
    let kind = if about.ticket.source == "PORTAL" {
        Kind::Confirmed
    } else {
        Kind::Opened
    };
    for reader in readers(tx, &about, kind).await? {
        if kind == Kind::Confirmed
            || outbox::may_acknowledge(tx, app.now(), account_id, &reader.email).await?
        {
            write(tx, app, &about, react, &reader, kind, None).await?;
        }
    }
    Ok(())
}

/// An agent answered: the text goes to everybody who reads the ticket.
pub async fn answered(
    tx: &Tx,
    app: &App,
    account_id: i64,
    react: &React,
    ticket_id: i64,
    thread_id: i64,
    message_id: i64,
) -> Result<()> {
    let about = About::load(tx, account_id, ticket_id, Some(thread_id)).await?;
    if !about.portal.mails.replied {
        return Ok(());
    }
    let messages = conversations::public_after(tx, account_id, thread_id, message_id - 1).await?;
    let Some(message) = messages
        .into_iter()
        .find(|message| message.id() == message_id)
    else {
        return Ok(());
    };
    let answer = Answer::new(tx, account_id, &react.by.name, message).await?;
    for reader in readers(tx, &about, Kind::Answered).await? {
        write(
            tx,
            app,
            &about,
            react,
            &reader,
            Kind::Answered,
            Some(&answer),
        )
        .await?;
    }
    Ok(())
}

/// A ticket was closed: tells its readers, but not the one who closed it.
pub async fn closed(
    tx: &Tx,
    app: &App,
    account_id: i64,
    react: &React,
    ticket_id: i64,
) -> Result<()> {
    let about = About::load(tx, account_id, ticket_id, None).await?;
    if !about.portal.mails.closed {
        return Ok(());
    }
    let closed_it =
        |reader: &Reader, by: &Actor| by.kind == actor::Kind::Contact && by.id == reader.contact_id;
    for reader in readers(tx, &about, Kind::Closed)
        .await?
        .iter()
        .filter(|reader| !closed_it(reader, &react.by))
    {
        write(tx, app, &about, react, reader, Kind::Closed, None).await?;
    }
    Ok(())
}

/// Who gets this mail: contacts and participants who want it, never one of our own addresses.
async fn readers(tx: &Tx, about: &About, kind: Kind) -> Result<Vec<Reader>> {
    let own = email::own_addresses(tx, about.account_id).await?;
    let mut readers = Vec::new();
    for reader in tickets::contacts_of(tx, about.account_id, about.ticket.id).await? {
        if !own.contains(&reader.email)
            && members::wants(tx, about.account_id, reader.contact_id, kind.wanted_as()).await?
        {
            readers.push(reader);
        }
    }
    Ok(readers)
}

async fn write(
    tx: &Tx,
    app: &App,
    about: &About,
    react: &React,
    reader: &Reader,
    kind: Kind,
    answer: Option<&Answer>,
) -> Result<()> {
    let about = &about.to(tx, reader.contact_id).await?;
    let letter = letter::compose(tx, app, about, reader, kind, answer).await?;
    let key = format!("{} {} {}", kind.key(), react.event_id, reader.contact_id);
    let envelope = Envelope {
        channel_account_id: about.channel.as_ref().map(|channel| channel.id),
        to_email: &reader.email,
        ticket_id: Some(about.ticket.id),
        message_id: answer.map(Answer::message_id),
        automatic: kind != Kind::Answered,
        budget: if kind == Kind::Answered {
            Budget::Free
        } else {
            Budget::Tickets
        },
        secret: false,
        unique_key: &key,
    };
    outbox::queue(tx, app, about.account_id, &envelope, &letter).await?;
    Ok(())
}

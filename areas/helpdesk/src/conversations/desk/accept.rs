//! Accepting a mail whose sender was not proved.

use base::path::{Path, Query};
use base::view::Go;
use base::{Actor, App, Error, Result};
use db::Tx;
use people::agents::Agent;
use people::{contacts, team};

use super::list::Ask;
use super::{here, store};
use crate::conversations::internal::{self, Entry, Kind, Mail};
use crate::conversations::{self, Body, Direction, FilesSent, Posted as Message, Said, Via};
use crate::tickets::{self, proposals};

/// An agent vouches for a mail whose sender was not proved: it becomes a message of its contact, which customers read.
pub(super) async fn accept(
    app: App,
    agent: Agent,
    Path((id, entry_id)): Path<(i64, i64)>,
    Query(ask): Query<Ask>,
) -> Result<Go> {
    let tx = app.db.begin().await?;
    let entry = internal::find(&tx, agent.account_id, entry_id).await?;
    if entry.thread_id != Some(id) || entry.kind != Kind::Unverified {
        return Err(Error::NotFound);
    }
    tickets::hold_conversation(&tx, &conversations::find(&tx, agent.account_id, id).await?).await?;
    let mail = entry.mail();
    let sender_id = sender(&tx, &app, agent.account_id, &entry, &mail).await?;
    // a conversation that began with this mail is its sender's
    store::set_contact(&tx, agent.account_id, id, sender_id).await?;
    let thread = conversations::find(&tx, agent.account_id, id).await?;
    let ticket_id = tickets::adopt(&tx, &app, agent.account_id, &agent.actor(), &thread).await?;
    let message_id = take(
        &tx,
        &app,
        ticket_id,
        &agent,
        &entry,
        mail.quoted_html,
        sender_id,
    )
    .await?;
    for email in mail.cc.split(", ") {
        proposals::add(&tx, agent.account_id, id, message_id, email, "").await?;
    }
    tx.commit().await?;
    Ok(Go::to(here(&thread, &ask)).flash("desk-flash-accepted"))
}

/// Who it is from, now that an agent believes it: a contact we know, or a new one. The team is no contact: a form of a website that
/// sends from its address says in `Reply-To` whose words it brings.
async fn sender(
    tx: &Tx,
    app: &App,
    account_id: i64,
    entry: &Entry,
    mail: &Mail,
) -> Result<Option<i64>> {
    if entry.author_id.is_some() {
        return Ok(entry.author_id);
    }
    for (said, name) in [(&mail.address, &*entry.author_name), (&mail.reply_to, "")] {
        if let Some(address) = mail::address::normal(said)
            && !team::is_ours(tx, account_id, &address).await?
        {
            let contact = contacts::of_email(tx, app, account_id, &address, name).await?;
            return Ok(Some(contact.id));
        }
    }
    Ok(None)
}

async fn take(
    tx: &Tx,
    app: &App,
    ticket_id: i64,
    agent: &Agent,
    entry: &Entry,
    quoted_html: String,
    sender_id: Option<i64>,
) -> Result<i64> {
    let (account_id, thread_id) = (agent.account_id, entry.thread_id.ok_or(Error::NotFound)?);
    let body = Body {
        text: entry.text.clone(),
        html: entry.html.clone(),
        quoted_html,
    };
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
    let posted = tickets::receive(tx, app, account_id, &by, ticket_id, thread_id, &said).await?;
    let (Message::New(message_id) | Message::Already(message_id)) = posted;
    store::move_files(tx, account_id, entry.id, message_id).await?;
    Ok(message_id)
}

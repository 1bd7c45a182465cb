//! What stands in a conversation: messages, internal entries and events, merged by time.

use base::files::Attachment;
use base::{App, Result};
use serde::Serialize;

use super::{mails, store};
use crate::conversations::internal::{Entry, Kind, SaidFrom};
use crate::conversations::{self, PublicMessage};
use crate::tickets::{self, EventLine, EventWords};

/// One thing in a conversation; drawn by `conversations/_item.html`, in the page and in its stream.
#[derive(Debug, Serialize)]
pub(super) struct Item {
    /// Its id: ids of all kinds sort by time.
    pub(super) id: i64,
    /// `message`, `comment`, `unverified`, `automatic`, `note`, `call` or `event`.
    kind: &'static str,
    message: Option<PublicMessage>,
    entry: Option<Entry>,
    /// Of an entry that was a mail.
    from: Option<SaidFrom>,
    event: Option<EventLine>,
    /// Of an entry; a message has its own.
    files: Vec<Attachment>,
    /// Whom a message has not reached, and why.
    undelivered: Vec<Undelivered>,
}

#[derive(Debug, Serialize)]
struct Undelivered {
    id: i64,
    email: String,
    /// Whether it is tried again by itself.
    waits: bool,
    why: String,
}

impl Item {
    fn new(id: i64, kind: &'static str) -> Item {
        Item {
            id,
            kind,
            message: None,
            entry: None,
            from: None,
            event: None,
            files: Vec::new(),
            undelivered: Vec::new(),
        }
    }

    /// Whom it says it is from, if it was a mail that nothing proves.
    pub(super) fn said_from(&self) -> Option<&SaidFrom> {
        self.from.as_ref()
    }

    /// Whether somebody wrote it: what a stream goes on from.
    pub(super) fn is_said(&self) -> bool {
        self.event.is_none()
    }
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Comment => "comment",
        Kind::Unverified => "unverified",
        Kind::Automatic => "automatic",
        Kind::Note => "note",
        Kind::Call => "call",
    }
}

/// The last `most` messages of a thread and all that stands between them, and how many messages are before.
pub(super) async fn of(
    app: &App,
    account_id: i64,
    (thread_id, ticket_id): (i64, Option<i64>),
    most: i64,
    words: EventWords<'_>,
) -> Result<(Vec<Item>, i64)> {
    let (messages, total) = conversations::public(&app.db, account_id, thread_id, most).await?;
    let earlier = total - i64::try_from(messages.len()).unwrap_or(total);
    let since = if earlier > 0 {
        messages.first().map_or(0, PublicMessage::id)
    } else {
        0
    };
    let mut items = said(app, account_id, thread_id, since, messages).await?;
    if let Some(ticket_id) = ticket_id {
        let lines = tickets::event_lines(app, account_id, ticket_id, words).await?;
        let later = lines
            .into_iter()
            .filter(|line| line.id > since && !line.is_opening());
        items.extend(later.map(|line| Item {
            event: Some(line.clone()),
            ..Item::new(line.id, "event")
        }));
    }
    items.sort_by_key(|item| item.id);
    Ok((items, earlier))
}

/// What was said in a thread after this id, oldest first: what an open page may not show yet.
pub(super) async fn after(
    app: &App,
    account_id: i64,
    thread_id: i64,
    after: i64,
) -> Result<Vec<Item>> {
    let messages = conversations::public_after(&app.db, account_id, thread_id, after).await?;
    let mut items = said(app, account_id, thread_id, after, messages).await?;
    items.sort_by_key(|item| item.id);
    Ok(items)
}

async fn said(
    app: &App,
    account_id: i64,
    thread_id: i64,
    since: i64,
    messages: Vec<PublicMessage>,
) -> Result<Vec<Item>> {
    let entries = store::entries(&app.db, account_id, thread_id, since).await?;
    let owners: Vec<i64> = entries.iter().map(|entry| entry.id).collect();
    let mut files = store::files(&app.db, account_id, &owners).await?;
    let sent = messages.iter().filter(|message| message.is_outgoing());
    let ids: Vec<i64> = sent.map(PublicMessage::id).collect();
    let undelivered = mails::undelivered(&app.db, account_id, &ids).await?;
    let message = |message: PublicMessage| {
        let undelivered = undelivered
            .iter()
            .filter(|mail| mail.message_id == message.id());
        let undelivered = undelivered.map(|mail| Undelivered {
            id: mail.id,
            email: mail.to_email.clone(),
            waits: mail.waits,
            why: mail.error.clone().unwrap_or_default(),
        });
        Item {
            undelivered: undelivered.collect(),
            message: Some(message.clone()),
            ..Item::new(message.id(), "message")
        }
    };
    let mut items: Vec<Item> = messages.into_iter().map(message).collect();
    items.extend(entries.into_iter().map(|entry| Item {
        files: files.remove(&entry.id).unwrap_or_default(),
        from: entry.said_from(),
        entry: Some(entry.clone()),
        ..Item::new(entry.id, name(entry.kind))
    }));
    Ok(items)
}

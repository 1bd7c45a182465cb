//! A conversation is a thread of messages. There is one way for a message to come into being, [`say`], whoever speaks and
//! however it came. What customers may read is a [`PublicMessage`], and only the query over public messages makes one;
//! comments, notes, calls and mail from unverified senders are of another table and another type ([`internal`]) [V5].

mod desk;
mod erase;
pub mod internal;
mod store;

use base::files::{self, Attachment, Stored};
use base::{App, Error, Result, upload};
use db::{Db, Tx};
use serde::{Deserialize, Serialize};

pub use desk::routes as desk_routes;
pub(crate) use erase::{erase, erase_from_notes};
pub use store::{PublicMessage, Thread, Threads, find, of_ticket};

/// Who speaks to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Direction {
    /// The customer to us.
    Incoming,
    /// We to the customer.
    Outgoing,
}

/// How a message came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the variants are what they say")]
pub enum Via {
    Email,
    Portal,
    Form,
    Chat,
    Desk,
}

impl Via {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Via::Email => "EMAIL",
            Via::Portal => "PORTAL",
            Via::Form => "FORM",
            Via::Chat => "CHAT",
            Via::Desk => "DESK",
        }
    }
}

/// What was said: as text for mails and search, as sanitised HTML for pages, and the history quoted below it.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// Plain text.
    pub text: String,
    /// Sanitised.
    pub html: String,
    /// Sanitised; empty when nothing was quoted.
    pub quoted_html: String,
}

impl Body {
    /// What somebody typed: a subset of Markdown [P4].
    pub fn typed(text: &str) -> Body {
        Body {
            text: text.to_owned(),
            html: html::markdown(text),
            quoted_html: String::new(),
        }
    }
}

/// Files that come with a message.
#[derive(Clone, Debug)]
pub enum FilesSent<'a> {
    /// None.
    None,
    /// Sent beforehand by this person.
    Uploads {
        /// Whose.
        person_id: i64,
        /// Which.
        ids: &'a [String],
    },
    /// Stored by us, with their names.
    Stored(&'a [(String, Stored)]),
}

/// A message to be.
#[derive(Clone, Debug)]
pub struct Said<'a> {
    /// To whom.
    pub direction: Direction,
    /// The contact or agent.
    pub sender_id: Option<i64>,
    /// Their name at the time.
    pub sender_name: &'a str,
    /// How it came.
    pub via: Via,
    /// What.
    pub body: &'a Body,
    /// The Message-ID, of a mail.
    pub mail_id: Option<&'a str>,
    /// What the sender check said, of a mail.
    pub verdict: &'a str,
    /// The form's own key: sending it twice makes one message.
    pub once_key: Option<&'a str>,
    /// Its files.
    pub files: FilesSent<'a>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posted {
    /// A new message.
    New(i64),
    /// The same form was sent before, and this is its message.
    Already(i64),
}

/// A thread to be.
#[derive(Clone, Debug)]
pub struct NewThread<'a> {
    /// Where it stands.
    pub inbox_id: i64,
    /// The connected address that it came to.
    pub channel_account_id: Option<i64>,
    /// Its ticket.
    pub ticket_id: Option<i64>,
    /// Whose it is.
    pub contact_id: Option<i64>,
    /// What it is about.
    pub subject: &'a str,
    /// Who answers.
    pub assigned_to: Option<i64>,
}

/// Opens a thread.
pub async fn open(tx: &Tx, app: &App, account_id: i64, new: &NewThread<'_>) -> Result<i64> {
    store::insert_thread(tx, app, account_id, new).await
}

/// Says something in a thread, with its files.
///
/// # Errors
/// [`Error::Conflict`] when a form's key comes again with another text.
pub async fn say(
    tx: &Tx,
    app: &App,
    account_id: i64,
    thread_id: i64,
    said: &Said<'_>,
) -> Result<Posted> {
    let message_id = app.id();
    if !store::insert_message(tx, app.now(), account_id, thread_id, message_id, said).await? {
        let (id, text) =
            store::said_before(tx, account_id, thread_id, said.once_key.unwrap_or_default())
                .await?;
        return if text == said.body.text {
            Ok(Posted::Already(id))
        } else {
            Err(Error::Conflict("error-duplicate"))
        };
    }
    match &said.files {
        FilesSent::None => {}
        FilesSent::Uploads { person_id, ids } => {
            upload::claim(tx, app, account_id, *person_id, ids, message_id).await?;
        }
        FilesSent::Stored(stored) => {
            for (name, content) in *stored {
                files::attach(tx, app, account_id, message_id, name, content).await?;
            }
        }
    }
    let incoming = said.direction == Direction::Incoming;
    store::touch_thread(
        tx,
        app.now(),
        account_id,
        thread_id,
        &html::snippet(&html::to_text(&said.body.html), 140),
        incoming,
    )
    .await?;
    Ok(Posted::New(message_id))
}

/// An answer did not arrive: its conversation is open and unread again, so that somebody sees it.
pub async fn recall(tx: &Tx, account_id: i64, message_id: i64) -> Result<()> {
    store::reopen(tx, account_id, message_id).await
}

/// Whether a form's key was used in this thread.
pub async fn was_said(db: &Db, account_id: i64, thread_id: i64, once_key: &str) -> Result<bool> {
    match store::said_before(db, account_id, thread_id, once_key).await {
        Ok(_) => Ok(true),
        Err(Error::NotFound) => Ok(false),
        Err(other) => Err(other),
    }
}

/// The public messages of a thread, oldest first: the last `most` of them, with how many there are.
pub async fn public(
    db: &Db,
    account_id: i64,
    thread_id: i64,
    most: i64,
) -> Result<(Vec<PublicMessage>, i64)> {
    store::public(db, account_id, thread_id, store::Which::Last, most).await
}

/// The first thousand public messages after one, oldest first: what an open page has not shown yet.
pub async fn public_after(
    db: &Db,
    account_id: i64,
    thread_id: i64,
    after: i64,
) -> Result<Vec<PublicMessage>> {
    Ok(
        store::public(db, account_id, thread_id, store::Which::After(after), 1_000)
            .await?
            .0,
    )
}

/// An attachment with the thread that it is public in, if it is.
pub async fn public_file(
    db: &Db,
    account_id: i64,
    attachment_id: i64,
) -> Result<(Attachment, i64)> {
    store::public_file(db, account_id, attachment_id).await
}

/// Puts a thread aside as spam, or takes it back.
pub async fn set_spam(tx: &Tx, account_id: i64, thread_id: i64, spam: bool) -> Result<()> {
    store::set_spam(tx, account_id, thread_id, spam).await
}

//! E-mail: connected addresses, which receive by IMAP and send by SMTP [C1]. A mail that comes is first kept as it is
//! ([`watch`]), then read and filed ([`receive`]); who wrote it and where it belongs is decided in one place ([`origin`]). A mail
//! that leaves is a row of the outbox, sent at least once with one Message-ID ([`send`]).

mod bounce;
mod check;
mod desk;
mod erase;
mod file;
pub mod origin;
mod poll;
mod raw;
mod read;
mod receive;
mod send;
mod settings;
mod store;
mod tokens;

pub use crate::caught::routes as caught_routes;
pub use base::secret::Secret;
pub use check::check;
pub use desk::routes as desk_routes;
pub use erase::{erase, forget_tokens, threads_of};
pub use poll::watch;
pub use raw::came_from_machine;
pub use receive::{RECEIVE, receive};
pub use send::{goes_along, send};
pub use settings::{Imap, Protection, Settings, Smtp};
pub use store::{by_address, find, for_inbox, list, own_addresses};
pub use tokens::of_reader;

use base::{App, Error, Result};
use db::{Json, Tx};
use serde::{Deserialize, Serialize};

/// A connected address.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChannelAccount {
    /// Whose.
    pub account_id: i64,
    /// Its id.
    pub id: i64,
    /// Where its conversations stand.
    pub inbox_id: i64,
    /// What agents call it.
    pub name: String,
    /// The team address, in its normal form.
    pub address: String,
    /// Its servers; passwords are sealed.
    pub settings: Json<Settings>,
    /// Whether a new conversation is a ticket, also where the inbox is not a help desk [C5].
    pub makes_ticket: bool,
    /// The pipeline of such a ticket.
    pub pipeline_id: i64,
    /// Its first stage.
    pub stage_id: i64,
    /// Whether mail is read and sent.
    pub active: bool,
    /// The numbering of the mailbox that `last_uid` belongs to.
    pub uid_validity: i64,
    /// Up to where the mailbox has been read.
    pub last_uid: i64,
    /// Why it cannot be read now.
    pub last_error: Option<String>,
    /// When it was last looked into.
    pub checked_at: Option<i64>,
}

/// A connected address as an administrator or a settings file gives it.
#[derive(Clone, Debug)]
pub struct Account {
    /// Where its conversations stand.
    pub inbox_id: i64,
    /// What agents call it.
    pub name: String,
    /// The team address; recognised by it.
    pub address: String,
    /// Its servers; passwords plain, or sealed as exported.
    pub settings: Settings,
    /// Whether a new conversation is a ticket.
    pub makes_ticket: bool,
    /// The pipeline of such a ticket.
    pub pipeline_id: i64,
    /// Its first stage.
    pub stage_id: i64,
    /// Whether mail is read and sent.
    pub active: bool,
}

/// Connects an address, or changes how it is connected. The same again changes nothing. Another mailbox is read from its beginning.
///
/// # Errors
/// [`Error::Invalid`] when it is not an address that replies can be told apart from.
pub async fn save(tx: &Tx, app: &App, account_id: i64, account: &Account) -> Result<i64> {
    let address = mail::address::normal(&account.address)
        .filter(|address| mail::token::split_address(address).is_none());
    let address = address.ok_or_else(|| Error::invalid("address", "error-email"))?;
    let before = by_address(tx, account_id, &address).await?;
    let known = before.as_ref().map(|before| &before.settings.0);
    let settings = account.settings.sealed(&app.keys, known)?;
    let moved = known.is_some_and(|known| known.mailbox() != settings.mailbox());
    let id = store::upsert(tx, app, account_id, &address, account, &settings).await?;
    if moved {
        store::forget_place(tx, account_id, id).await?;
    }
    Ok(id)
}

/// An error with its causes on one line, for people.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
        .chars()
        .take(500)
        .collect()
}

/// A fault of ours in words.
fn told(error: &Error) -> String {
    match error {
        Error::Internal(cause) | Error::Unavailable(cause) => chain(&**cause),
        Error::Full => "the disk is full".to_owned(),
        other => format!("{other:?}"),
    }
}

/// What strangers wrote as one line of at most `most` characters, without characters that act (PostgreSQL stores no NUL).
fn line(text: &str, most: usize) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    plain
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(most)
        .collect()
}

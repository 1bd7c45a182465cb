//! What customers never see: comments, notes, calls, and mail that did not pass the sender check [V5]. No portal module names
//! this one.

use base::files::{self, Stored};
use base::{Actor, App, Event, Result, event};
use db::{Db, Tx, params};
use serde::{Deserialize, Serialize};

use super::Body;

/// What sort of internal entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Kind {
    /// Of a thread, between colleagues.
    Comment,
    /// A mail whose sender was not proved; an agent may accept it.
    Unverified,
    /// An auto-reply or bounce: kept, never answered.
    Automatic,
    /// Of a record.
    Note,
    /// A telephone call that was logged.
    Call,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Kind::Comment => "COMMENT",
            Kind::Unverified => "UNVERIFIED",
            Kind::Automatic => "AUTOMATIC",
            Kind::Note => "NOTE",
            Kind::Call => "CALL",
        }
    }
}

/// An internal entry.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// Its id.
    pub id: i64,
    /// Its thread.
    pub thread_id: Option<i64>,
    /// Its ticket.
    pub ticket_id: Option<i64>,
    /// What sort.
    pub kind: Kind,
    /// The agent, or the contact that a mail says it is from.
    pub author_id: Option<i64>,
    /// Their name, or what the mail says.
    pub author_name: String,
    /// Plain text.
    pub text: String,
    /// Sanitised.
    pub html: String,
    /// JSON: direction and minutes of a call; address, verdict and quoted history of a mail.
    pub detail: String,
    /// The Message-ID, of a mail.
    pub mail_id: Option<String>,
    /// When.
    pub created_at: i64,
}

impl Entry {
    /// What is kept of the mail that it was; empty for what was none.
    pub(crate) fn mail(&self) -> Mail {
        serde_json::from_str(&self.detail).unwrap_or_default()
    }

    /// Whom the mail says it is from, and why that is not believed.
    pub(crate) fn said_from(&self) -> Option<SaidFrom> {
        let (Kind::Unverified | Kind::Automatic) = self.kind else {
            return None;
        };
        let mail = self.mail();
        Some(SaidFrom {
            name: self.author_name.clone(),
            email: mail.address,
            reply_to: mail.reply_to,
            doubt: doubt(&mail.why),
        })
    }
}

/// What an entry's detail keeps of a mail.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Mail {
    /// The address that it says it is from.
    pub(crate) address: String,
    /// Where it says that answers should go, may be empty.
    pub(crate) reply_to: String,
    /// Who else it names, with commas between.
    pub(crate) cc: String,
    /// The history quoted in it.
    pub(crate) quoted_html: String,
    why: String,
}

/// Whom a mail says it is from: the address, too, since the name is whatever its writer liked (security.md A9).
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SaidFrom {
    name: String,
    email: String,
    reply_to: String,
    /// The key of a text that says what speaks against them.
    doubt: &'static str,
}

fn doubt(why: &str) -> &'static str {
    match why {
        "author" => "desk-doubt-author",
        "verdict" => "desk-doubt-verdict",
        "no-verdict" => "desk-doubt-no-verdict",
        "other-sender" => "desk-doubt-other-sender",
        "no-reader" => "desk-doubt-no-reader",
        "team" => "desk-doubt-team",
        _ => "",
    }
}

/// What an entry's detail keeps of the form that it came by: sent twice, it is one.
pub(crate) fn of_form(once: &str) -> String {
    if once.is_empty() {
        "{}".to_owned()
    } else {
        serde_json::json!({ "once": once }).to_string()
    }
}

/// An entry to be.
#[derive(Clone, Debug)]
pub struct NewEntry<'a> {
    /// Its thread.
    pub thread_id: Option<i64>,
    /// Its ticket.
    pub ticket_id: Option<i64>,
    /// What sort.
    pub kind: Kind,
    /// The agent, or the contact that a mail says it is from.
    pub author_id: Option<i64>,
    /// Their name, or what the mail says.
    pub author_name: &'a str,
    /// What.
    pub body: &'a Body,
    /// JSON.
    pub detail: &'a str,
    /// The Message-ID, of a mail.
    pub mail_id: Option<&'a str>,
    /// Its files.
    pub files: &'a [(String, Stored)],
}

/// Adds an entry and its event.
pub async fn add(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    new: &NewEntry<'_>,
) -> Result<i64> {
    let id = app.id();
    tx.run(
        "insert into internal_entries (account_id, id, thread_id, ticket_id, kind, author_id, author_name, text, html, detail,
           mail_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        params![
            account_id,
            id,
            new.thread_id,
            new.ticket_id,
            new.kind.as_str(),
            new.author_id,
            new.author_name,
            &new.body.text,
            &new.body.html,
            new.detail,
            new.mail_id,
            app.now()
        ],
    )
    .await?;
    for (name, content) in new.files {
        files::attach(tx, app, account_id, id, name, content).await?;
    }
    if new.kind == Kind::Unverified
        && let Some(thread_id) = new.thread_id
    {
        let sql =
            "update threads set unread = $3, latest_at = $4 where account_id = $1 and id = $2";
        tx.run(sql, params![account_id, thread_id, true, app.now()])
            .await?;
    }
    let event = Event::EntryAdded {
        ticket_id: new.ticket_id,
        thread_id: new.thread_id,
        entry_id: id,
    };
    event::record(tx, app, account_id, by, event).await?;
    Ok(id)
}

const COLUMNS: &str = "id, thread_id, ticket_id, kind, author_id, author_name, text, html, detail, mail_id, created_at";

/// The entries of a thread, oldest first.
pub async fn of_thread(db: &Db, account_id: i64, thread_id: i64) -> Result<Vec<Entry>> {
    let sql = format!(
        "select {COLUMNS} from internal_entries where account_id = $1 and thread_id = $2 order by id"
    );
    Ok(db.all(&sql, params![account_id, thread_id]).await?)
}

/// The entries of a ticket, oldest first.
pub async fn of_ticket(db: &Db, account_id: i64, ticket_id: i64) -> Result<Vec<Entry>> {
    let sql = format!(
        "select {COLUMNS} from internal_entries where account_id = $1 and ticket_id = $2 order by id"
    );
    Ok(db.all(&sql, params![account_id, ticket_id]).await?)
}

/// One entry.
pub async fn find(db: &Db, account_id: i64, id: i64) -> Result<Entry> {
    let sql = format!("select {COLUMNS} from internal_entries where account_id = $1 and id = $2");
    Ok(db.one(&sql, params![account_id, id]).await?)
}

/// Takes an entry away: a mail that an agent accepted becomes a message.
pub async fn remove(tx: &Tx, account_id: i64, id: i64) -> Result<()> {
    tx.run(
        "delete from internal_entries where account_id = $1 and id = $2",
        params![account_id, id],
    )
    .await?;
    Ok(())
}

use base::files::Attachment;
use base::{App, Result};
use db::{Both, Db, Tx, params};
use serde::{Deserialize, Serialize};

use super::{Direction, NewThread, Said, Via};

/// A thread as the desk sees it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Thread {
    /// Its id.
    pub id: i64,
    /// Where it stands.
    pub inbox_id: i64,
    /// The connected address that it came to.
    pub channel_account_id: Option<i64>,
    /// Its ticket.
    pub ticket_id: Option<i64>,
    /// Whose it is.
    pub contact_id: Option<i64>,
    /// What it is about.
    pub subject: String,
    /// OPEN or CLOSED.
    pub status: String,
    /// Put aside as spam.
    pub spam: bool,
    /// Who answers.
    pub assigned_to: Option<i64>,
    /// When it began.
    pub created_at: i64,
}

/// Threads, oldest first.
pub type Threads = Vec<Thread>;

const THREAD: &str = "id, inbox_id, channel_account_id, ticket_id, contact_id, subject, status, spam, assigned_to, created_at";

/// Finds a thread of the account.
pub async fn find(db: &Db, account_id: i64, id: i64) -> Result<Thread> {
    let sql = format!("select {THREAD} from threads where account_id = $1 and id = $2");
    Ok(db.one(&sql, params![account_id, id]).await?)
}

/// The threads of a ticket; the first is its original one [V4].
pub async fn of_ticket(db: &Db, account_id: i64, ticket_id: i64) -> Result<Threads> {
    let sql = format!(
        "select {THREAD} from threads where account_id = $1 and ticket_id = $2 order by id"
    );
    Ok(db.all(&sql, params![account_id, ticket_id]).await?)
}

pub(super) async fn insert_thread(
    tx: &Tx,
    app: &App,
    account_id: i64,
    new: &NewThread<'_>,
) -> Result<i64> {
    let id = app.id();
    tx.run(
        "insert into threads (account_id, id, inbox_id, channel_account_id, ticket_id, contact_id, subject, status, spam,
           assigned_to, unread, latest_text, latest_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'OPEN', $8, $9, $8, '', $10, $10)",
        params![
            account_id,
            id,
            new.inbox_id,
            new.channel_account_id,
            new.ticket_id,
            new.contact_id,
            new.subject,
            false,
            new.assigned_to,
            app.now()
        ],
    )
    .await?;
    Ok(id)
}

/// False when the once-key was used in this thread before.
pub(super) async fn insert_message(
    tx: &Tx,
    now: i64,
    account_id: i64,
    thread_id: i64,
    id: i64,
    said: &Said<'_>,
) -> Result<bool> {
    let direction = match said.direction {
        Direction::Incoming => "INCOMING",
        Direction::Outgoing => "OUTGOING",
    };
    let rows = tx
        .run(
            "insert into messages (account_id, id, thread_id, direction, sender_id, sender_name, via, text, html, quoted_html,
               mail_id, verdict, once_key, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict do nothing",
            params![
                account_id,
                id,
                thread_id,
                direction,
                said.sender_id,
                said.sender_name,
                said.via.as_str(),
                &said.body.text,
                &said.body.html,
                &said.body.quoted_html,
                said.mail_id,
                said.verdict,
                said.once_key,
                now
            ],
        )
        .await?;
    Ok(rows > 0)
}

pub(super) async fn said_before(
    db: &Db,
    account_id: i64,
    thread_id: i64,
    once_key: &str,
) -> Result<(i64, String)> {
    let sql =
        "select id, text from messages where account_id = $1 and thread_id = $2 and once_key = $3";
    Ok(db
        .one(sql, params![account_id, thread_id, once_key])
        .await?)
}

pub(super) async fn touch_thread(
    tx: &Tx,
    now: i64,
    account_id: i64,
    thread_id: i64,
    latest: &str,
    incoming: bool,
) -> Result<()> {
    tx.run(
        "update threads set latest_at = $3, latest_text = $4, unread = $5,
           status = case when $5 then 'OPEN' else status end where account_id = $1 and id = $2",
        params![account_id, thread_id, now, latest, incoming],
    )
    .await?;
    Ok(())
}

/// Opens the thread of a message again, as one that nobody has read.
pub(super) async fn reopen(tx: &Tx, account_id: i64, message_id: i64) -> Result<()> {
    let sql = "update threads set status = 'OPEN', unread = $3
               where account_id = $1 and id in (select thread_id from messages where account_id = $1 and id = $2)";
    tx.run(sql, params![account_id, message_id, true]).await?;
    Ok(())
}

/// A message that customers may read. Its fields are private to this module, so nothing but the query over public messages
/// makes one [V5].
#[derive(Clone, Debug, Serialize)]
pub struct PublicMessage {
    id: i64,
    direction: Direction,
    sender_id: Option<i64>,
    sender_name: String,
    via: Via,
    text: String,
    html: String,
    quoted_html: String,
    created_at: i64,
    files: Vec<Attachment>,
}

impl PublicMessage {
    /// Its id: pages know what they have shown by it.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// Whether it is ours to the customer.
    pub(crate) fn is_outgoing(&self) -> bool {
        self.direction == Direction::Outgoing
    }

    /// Its files.
    pub fn files(&self) -> &[Attachment] {
        &self.files
    }

    /// What was said, as text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

#[derive(Deserialize)]
struct Row {
    id: i64,
    direction: Direction,
    sender_id: Option<i64>,
    sender_name: String,
    via: Via,
    text: String,
    html: String,
    quoted_html: String,
    created_at: i64,
    total: i64,
    file_id: Option<i64>,
    file_name: Option<String>,
    media_type: Option<String>,
    size: Option<i64>,
    sha256: Option<String>,
}

impl Row {
    fn file(&mut self) -> Option<Attachment> {
        Some(Attachment {
            owner_id: self.id,
            id: self.file_id.take()?,
            name: self.file_name.take()?,
            media_type: self.media_type.take()?,
            size: self.size.take()?,
            sha256: self.sha256.take()?,
        })
    }
}

/// Which messages of a thread.
#[derive(Clone, Copy)]
pub(super) enum Which {
    /// The newest.
    Last,
    /// The oldest of those after this one.
    After(i64),
}

/// At most `most` messages of a thread with their files, oldest first, in one statement.
pub(super) async fn public(
    db: &Db,
    account_id: i64,
    thread_id: i64,
    which: Which,
    most: i64,
) -> Result<(Vec<PublicMessage>, i64)> {
    let (after, order) = match which {
        Which::Last => (0, "desc"),
        Which::After(id) => (id, "asc"),
    };
    let sql = format!("select m.id, m.direction, m.sender_id, m.sender_name, m.via, m.text, m.html, m.quoted_html, m.created_at,
                 (select count(*) from messages n where n.account_id = $1 and n.thread_id = $2) as total,
                 a.id as file_id, a.name as file_name, a.media_type, a.size, a.sha256
               from (select * from messages where account_id = $1 and thread_id = $2 and id > $3 order by id {order} limit $4) m
               left join attachments a on a.account_id = m.account_id and a.owner_id = m.id
               order by m.id, a.id");
    let rows: Vec<Row> = db
        .all(&sql, params![account_id, thread_id, after, most])
        .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let mut messages: Vec<PublicMessage> = Vec::new();
    for mut row in rows {
        let file = row.file();
        if messages.last().is_none_or(|last| last.id != row.id) {
            messages.push(PublicMessage {
                id: row.id,
                direction: row.direction,
                sender_id: row.sender_id,
                sender_name: row.sender_name,
                via: row.via,
                text: row.text,
                html: row.html,
                quoted_html: row.quoted_html,
                created_at: row.created_at,
                files: Vec::new(),
            });
        }
        if let (Some(message), Some(file)) = (messages.last_mut(), file) {
            message.files.push(file);
        }
    }
    Ok((messages, total))
}

pub(super) async fn public_file(
    db: &Db,
    account_id: i64,
    attachment_id: i64,
) -> Result<(Attachment, i64)> {
    #[derive(Deserialize)]
    struct Of {
        thread_id: i64,
    }
    let sql = "select a.owner_id, a.id, a.name, a.media_type, a.size, a.sha256, m.thread_id
               from attachments a join messages m on m.account_id = a.account_id and m.id = a.owner_id
               where a.account_id = $1 and a.id = $2";
    let Both(file, Of { thread_id }) = db.one(sql, params![account_id, attachment_id]).await?;
    Ok((file, thread_id))
}

pub(super) async fn set_spam(tx: &Tx, account_id: i64, thread_id: i64, spam: bool) -> Result<()> {
    let sql = "update threads set spam = $3 where account_id = $1 and id = $2";
    tx.run(sql, params![account_id, thread_id, spam]).await?;
    Ok(())
}

//! A mail to send is a row and a job, written with the change that asks for it. A key made of the event and the person
//! makes the same consequence go out once; automatic mail has hard budgets (security.md A5, A6).

use db::{Db, Hold, Sql, Tx, params};
use serde::{Deserialize, Serialize};

use crate::erasure::Traces;
use crate::secret::Secret;
use crate::{App, Result, keys};

/// The kind of the job that sends a mail; its payload is the outbox id.
pub const SEND: &str = "send_mail";

const HOUR_MS: i64 = 60 * 60 * 1000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// Automatic mails to one address about one ticket in 24 hours.
const A_TICKET_A_DAY: i64 = 2;
/// Automatic mails to one address about tickets in 24 hours.
const TICKETS_A_DAY: i64 = 10;
/// Links of one kind to one address in 24 hours that one stranger, or a member's own device, asked for.
const ASKED_A_DAY: i64 = 10;
/// The same, whoever asked.
const ASKED_BY_ALL_A_DAY: i64 = 50;

/// A mail: whom it goes to and what it says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Letter {
    /// The name that it comes from; the address is the channel account's.
    pub from_name: String,
    /// The address that it comes from.
    pub from_email: String,
    /// The reader's name.
    pub to_name: String,
    /// Where answers go: the reader's own reply address for the thread.
    pub reply_to: Option<String>,
    /// One line.
    pub subject: String,
    /// The whole as plain text.
    pub text: String,
    /// The whole as HTML.
    pub html: String,
    /// Its Message-ID, without brackets: stays the same however often it is tried.
    pub mail_id: String,
    /// What it answers.
    pub in_reply_to: Option<String>,
    /// The thread so far.
    pub references: Vec<String>,
    /// Whose attachments go along: the message's id.
    pub files_of: Option<i64>,
}

/// What a mail is counted with in its day. What one person sets off must not use up the mails of another, nor those of another kind: or
/// a stranger could keep from somebody that their password was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Budget<'a> {
    /// With nothing: a person wrote it, or it says what was done with the reader's own login.
    Free,
    /// With the automatic mails about tickets.
    Tickets,
    /// With the links that were asked for; by what the unique keys of such mails begin with.
    Asked {
        /// By the same as this one.
        by_them: &'a str,
        /// By anybody; as before where nobody else is counted.
        by_all: &'a str,
    },
}

/// Where a letter goes and why.
#[derive(Clone, Debug)]
pub struct Envelope<'a> {
    /// Whose SMTP server sends it; none only where mail is caught.
    pub channel_account_id: Option<i64>,
    /// The one recipient.
    pub to_email: &'a str,
    /// About which ticket.
    pub ticket_id: Option<i64>,
    /// Which message it carries.
    pub message_id: Option<i64>,
    /// Whether no person wrote it.
    pub automatic: bool,
    /// What it is counted with.
    pub budget: Budget<'a>,
    /// Whether it holds a link that lets somebody in: it is stored sealed, so that a copy of the database opens nothing.
    pub secret: bool,
    /// Event and person.
    pub unique_key: &'a str,
}

/// A queued mail as the sender finds it.
#[derive(Clone, Debug)]
pub struct Queued {
    /// Its id.
    pub id: i64,
    /// Whose SMTP server.
    pub channel_account_id: Option<i64>,
    /// The recipient.
    pub to_email: String,
    /// Whether no person wrote it.
    pub automatic: bool,
    /// The letter.
    pub mail: Letter,
    /// queued, sent or refused.
    pub state: String,
}

/// Queues a letter. One beyond its budget, or any with a key that was used before, is not queued: false.
pub async fn queue(
    tx: &Tx,
    app: &App,
    account_id: i64,
    to: &Envelope<'_>,
    letter: &Letter,
) -> Result<bool> {
    if !has_budget(tx, app.now(), account_id, to).await? {
        tracing::info!(
            account_id,
            "an automatic mail is over its budget and not sent"
        );
        return Ok(false);
    }
    let id = app.id();
    let text = serde_json::to_string(letter).map_err(crate::Error::internal)?;
    let mail = if to.secret {
        Secret::plain(text).sealed(&app.keys, None)?
    } else {
        Secret::plain(text)
    };
    let new = tx
        .run(
            "insert into outbox (account_id, id, channel_account_id, to_email, ticket_id, message_id, automatic, mail, state,
               unique_key, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, 'queued', $9, $10) on conflict (account_id, unique_key) do nothing",
            params![
                account_id,
                id,
                to.channel_account_id,
                to.to_email,
                to.ticket_id,
                to.message_id,
                to.automatic,
                mail.stored(),
                to.unique_key,
                app.now()
            ],
        )
        .await?;
    if new > 0 {
        leave(tx, app, account_id, id, (to.to_email, to.ticket_id)).await?;
    }
    Ok(new > 0)
}

/// Queues the job that sends a mail.
async fn leave(
    tx: &Tx,
    app: &App,
    account_id: i64,
    id: i64,
    (to_email, ticket_id): (&str, Option<i64>),
) -> Result<()> {
    let (job_id, now) = (app.id(), app.now());
    match ticket_id {
        // one person's mails about a ticket go out in their order
        Some(ticket_id) => {
            let line = format!("mail {ticket_id} {}", keys::hash(to_email));
            jobs::enqueue_in_line(tx, account_id, job_id, SEND, &id, now, &line).await?;
        }
        None => jobs::enqueue(tx, account_id, job_id, SEND, &id, now, None).await?,
    }
    Ok(())
}

/// Sends a refused mail about a message once more; false when there is none of this id.
pub async fn again(tx: &Tx, app: &App, account_id: i64, id: i64, message_id: i64) -> Result<bool> {
    let sql = "update outbox set state = 'queued', error = null
               where account_id = $1 and id = $2 and message_id = $3 and state = 'refused' returning to_email, ticket_id";
    let found: Option<(String, Option<i64>)> =
        tx.maybe(sql, params![account_id, id, message_id]).await?;
    let Some((to_email, ticket_id)) = found else {
        return Ok(false);
    };
    leave(tx, app, account_id, id, (&to_email, ticket_id)).await?;
    Ok(true)
}

/// What was spent is counted and spent by one transaction of the account at a time. One lock for all addresses: mails go to several
/// in one transaction, in any order.
async fn hold_budgets(tx: &Tx, account_id: i64) -> Result<()> {
    Ok(tx.lock("budgets", account_id, Hold::Alone).await?)
}

async fn has_budget(tx: &Tx, now: i64, account_id: i64, to: &Envelope<'_>) -> Result<bool> {
    #[derive(Deserialize)]
    struct Spent {
        own: i64,
        whole: i64,
    }
    let of_day = |count: &str| {
        format!(
            "select {count} from outbox where account_id = $1 and to_email = $2 and automatic = $3 and created_at > $4"
        )
    };
    let since = now - DAY_MS;
    match to.budget {
        Budget::Free => Ok(true),
        Budget::Tickets => {
            hold_budgets(tx, account_id).await?;
            let sql = of_day(
                "count(case when ticket_id = $5 then 1 end) as own, count(ticket_id) as whole",
            );
            let ticket_id = to.ticket_id.unwrap_or(0);
            let spent: Spent = tx
                .one(
                    &sql,
                    params![account_id, to.to_email, true, since, ticket_id],
                )
                .await?;
            Ok(spent.own < A_TICKET_A_DAY && spent.whole < TICKETS_A_DAY)
        }
        Budget::Asked { by_them, by_all } => {
            hold_budgets(tx, account_id).await?;
            let sql = of_day(
                "count(case when unique_key like $5 then 1 end) as own, count(case when unique_key like $6 then 1 end) as whole",
            );
            let (them, all) = (format!("{by_them}%"), format!("{by_all}%"));
            let spent: Spent = tx
                .one(
                    &sql,
                    params![account_id, to.to_email, true, since, them, all],
                )
                .await?;
            Ok(spent.own < ASKED_A_DAY && spent.whole < ASKED_BY_ALL_A_DAY)
        }
    }
}

/// Whether an acknowledgement may go to this address: one an hour, three a day, over all channels (security.md A5). Nobody else
/// is told yes until the transaction ends.
pub async fn may_acknowledge(tx: &Tx, now: i64, account_id: i64, email: &str) -> Result<bool> {
    hold_budgets(tx, account_id).await?;
    let times: Vec<i64> = tx
        .all(
            "select created_at from outbox where account_id = $1 and to_email = $2 and automatic = $4 and created_at > $3
             and unique_key like 'opened %'",
            params![account_id, email, now - DAY_MS, true],
        )
        .await?;
    Ok(times.len() < 3 && times.iter().all(|at| *at <= now - HOUR_MS))
}

/// Finds a queued mail.
pub async fn find(app: &App, account_id: i64, id: i64) -> Result<Option<Queued>> {
    #[derive(Deserialize)]
    struct Row {
        id: i64,
        channel_account_id: Option<i64>,
        to_email: String,
        automatic: bool,
        mail: String,
        state: String,
    }
    let sql = "select id, channel_account_id, to_email, automatic, mail, state from outbox where account_id = $1 and id = $2";
    let Some(row) = app.db.maybe::<Row>(sql, params![account_id, id]).await? else {
        return Ok(None);
    };
    let mail = Secret::plain(row.mail).open(&app.keys)?;
    Ok(Some(Queued {
        id: row.id,
        channel_account_id: row.channel_account_id,
        to_email: row.to_email,
        automatic: row.automatic,
        mail: serde_json::from_str(&mail).map_err(crate::Error::internal)?,
        state: row.state,
    }))
}

/// Whether mail to one of these addresses is still to leave.
pub async fn is_leaving(db: &Db, account_id: i64, addresses: &[String]) -> Result<bool> {
    let mut sql = Sql::new("select id from outbox where account_id = ");
    sql.arg(account_id).push(" and to_email in ");
    sql.list(addresses.iter().map(String::as_str));
    sql.push(" and state = 'queued' limit 1");
    Ok(sql.maybe::<i64>(db).await?.is_some())
}

/// Erases mails to an address: who they went to and what they said. What has not left does not leave any more.
pub async fn erase(
    tx: &Tx,
    app: &App,
    account_id: i64,
    address: &str,
    traces: &Traces,
) -> Result<()> {
    let sql = "select id, mail from outbox where account_id = $1 and to_email = $2";
    let mails: Vec<(i64, String)> = tx.all(sql, params![account_id, address]).await?;
    for (id, mail) in mails {
        let mail = Secret::plain(mail).open(&app.keys)?;
        let letter: Letter = serde_json::from_str(&mail).map_err(crate::Error::internal)?;
        let empty = serde_json::to_string(&letter.emptied()).map_err(crate::Error::internal)?;
        tx.run(
            "update outbox set to_email = $3, mail = $4, state = case when state = 'queued' then 'refused' else state end, error = null
             where account_id = $1 and id = $2",
            params![account_id, id, &traces.address, empty],
        )
        .await?;
    }
    Ok(())
}

/// Takes a person out of the mails about a ticket that others got.
pub async fn erase_from(
    tx: &Tx,
    app: &App,
    account_id: i64,
    ticket_id: i64,
    traces: &Traces,
) -> Result<()> {
    let sql = "select id, mail from outbox where account_id = $1 and ticket_id = $2";
    let mails: Vec<(i64, String)> = tx.all(sql, params![account_id, ticket_id]).await?;
    for (id, mail) in mails {
        let mail = Secret::plain(mail).open(&app.keys)?;
        if let Some(mail) = traces.out_of_json(&mail) {
            let sql = "update outbox set mail = $3 where account_id = $1 and id = $2";
            tx.run(sql, params![account_id, id, mail]).await?;
        }
    }
    Ok(())
}

impl Letter {
    /// Nothing but what tells that it was sent.
    fn emptied(self) -> Letter {
        Letter {
            to_name: String::new(),
            reply_to: None,
            subject: String::new(),
            text: String::new(),
            html: String::new(),
            ..self
        }
    }
}

/// Notes what became of it: `sent`, or `refused` with the reason.
pub async fn settle(
    tx: &Tx,
    account_id: i64,
    id: i64,
    state: &str,
    error: Option<&str>,
    now: i64,
) -> Result<()> {
    tx.run(
        "update outbox set state = $3, error = $4, sent_at = $5 where account_id = $1 and id = $2",
        params![account_id, id, state, error, now],
    )
    .await?;
    Ok(())
}

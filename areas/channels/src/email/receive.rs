//! The job that makes something of a mail that came: read, decide, file; all its effects are one transaction. A mail that cannot
//! be read is set aside after three tries, raw, with its error, and never holds up another (security.md, fault 15).

use base::files::Stored;
use base::{App, Error, Result};
use db::{Tx, params};
use jobs::{Failure, Job};
use mail::parse::File;

use super::file::{self, Mail};
use super::raw::{self, Filed, RawMail};
use super::{ChannelAccount, origin, read, store};

/// The kind of the job; its payload is the id of the raw mail.
pub const RECEIVE: &str = "receive_mail";

/// Tries before a mail is set aside.
const TRIES: i64 = 3;
/// Tries while it is not the mail's fault: the disk is full, the database is away.
const PATIENT_TRIES: i64 = 1000;

/// How a try failed.
enum Failed {
    /// The mail is at fault; perhaps for ever.
    Mail { why: String, for_ever: bool },
    /// We are.
    House(String),
}

impl From<Error> for Failed {
    fn from(error: Error) -> Failed {
        match error {
            Error::Full | Error::Unavailable(_) => Failed::House(super::told(&error)),
            other => Failed::Mail {
                why: super::told(&other),
                for_ever: false,
            },
        }
    }
}

impl From<db::Error> for Failed {
    fn from(error: db::Error) -> Failed {
        Error::from(error).into()
    }
}

/// Receives a mail that was kept.
pub async fn receive(app: &App, job: &Job) -> Result<(), Failure> {
    let Ok(id) = job.payload.parse::<i64>() else {
        return Err(Failure::GiveUp("the payload is no id".to_owned()));
    };
    let patient = |error: Error| Failure::Again {
        why: super::told(&error),
        most: PATIENT_TRIES,
    };
    let Some(mut mail) = raw::find(&app.db, job.account_id, id)
        .await
        .map_err(patient)?
        .filter(|mail| mail.state == "new")
    else {
        return Ok(());
    };
    // more claims than noted failures: it stopped the whole program before it could fail
    let failed = if job.attempts > PATIENT_TRIES / 2
        || (job.attempts > TRIES && mail.tries == 0 && mail.error.is_none())
    {
        Failed::Mail {
            why: "it was tried several times without an end".to_owned(),
            for_ever: true,
        }
    } else {
        match attempt(app, job, &mail).await {
            Ok(()) => return Ok(()),
            Err(failed) => failed,
        }
    };
    let (why, for_ever, house) = match failed {
        Failed::House(why) => (why, false, true),
        Failed::Mail { why, for_ever } => (why, for_ever, false),
    };
    mail.error = Some(super::line(&why, 500));
    mail.tries += i64::from(!house);
    let last = for_ever || mail.tries >= TRIES;
    note(app, job, &mut mail, last).await.map_err(patient)?;
    if last {
        Ok(())
    } else {
        Err(Failure::Again {
            why,
            most: PATIENT_TRIES,
        })
    }
}

async fn attempt(app: &App, job: &Job, mail: &RawMail) -> Result<(), Failed> {
    let channel = store::find(&app.db, job.account_id, mail.channel_account_id).await?;
    let bytes = app.files.read(&mail.sha256).await?;
    let read = read::read(bytes, channel.settings.0.trusted_authserv_id.clone()).await;
    let mut read = read.map_err(|unreadable| Failed::Mail {
        why: unreadable.why,
        for_ever: unreadable.for_ever,
    })?;
    let files = keep_files(app, std::mem::take(&mut read.parsed.files)).await?;
    let tx = app.db.begin().await?;
    let outcome = file_once(
        &tx,
        &Mail {
            app,
            channel: &channel,
            read: &read,
            files: &files,
        },
        mail,
    )
    .await?;
    raw::done(&tx, job.account_id, mail.id, &outcome).await?;
    jobs::finish(&tx, job).await?;
    tx.commit().await?;
    Ok(())
}

async fn keep_files(app: &App, files: Vec<File>) -> Result<Vec<(String, Stored)>> {
    let mut kept = Vec::with_capacity(files.len());
    for file in files {
        kept.push((file.name, app.files.put_bytes(file.content).await?));
    }
    Ok(kept)
}

/// Files a mail unless the same was filed before. Mails of an account are filed one after another, so that the same mail at two
/// addresses at once makes one message on every engine.
async fn file_once(tx: &Tx, mail: &Mail<'_>, raw: &RawMail) -> Result<Filed> {
    let ChannelAccount { account_id, .. } = *mail.channel;
    tx.run(
        "update accounts set next_ticket_number = next_ticket_number where id = $1",
        params![account_id],
    )
    .await?;
    let still: Option<RawMail> = raw::find(tx, account_id, raw.id).await?;
    if still.is_none_or(|still| still.state != "new") || raw::is_repeat(tx, account_id, raw).await?
    {
        return Ok(Filed::default());
    }
    let origin = origin::decide(tx, mail.app, mail.channel, mail.read).await?;
    file::file(tx, mail, &origin).await
}

async fn note(app: &App, job: &Job, mail: &mut RawMail, last: bool) -> Result<()> {
    if last {
        let head = app.files.read(&mail.sha256).await.unwrap_or_default();
        let end = head.len().min(256 * 1024);
        (mail.sender, mail.subject) = read::labels(head[..end].to_vec()).await;
        tracing::warn!(
            account_id = job.account_id,
            raw_mail = mail.id,
            error = mail.error,
            "a mail is set aside"
        );
    }
    let tx = app.db.begin().await?;
    raw::failed(&tx, job.account_id, mail, last).await?;
    if last {
        jobs::finish(&tx, job).await?;
    }
    tx.commit().await?;
    Ok(())
}

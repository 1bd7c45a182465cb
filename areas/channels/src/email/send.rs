//! The job that sends a mail of the outbox: at least once, with the Message-ID that it was queued with. Trouble with the server is
//! tried again for days; a refusal is shown to agents beside what they wrote.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use base::files::{self, Attachment};
use base::outbox::{self, Queued};
use base::{App, Error, Result, live};
use db::{Tx, params};
use helpdesk::conversations;
use jobs::{Failure, Job};
use mail::build::{self, Address, Built, File, Outgoing};
use mail::smtp::{SendError, Smtp};

use super::{ChannelAccount, store};

/// Tries in all: with the runner's pauses, which grow to an hour, about five days.
const TRIES: i64 = 136;
/// The largest file that goes along; larger ones are links to the portal.
const FILE_BYTES: i64 = 5_000_000;
/// All files of one mail together.
const FILES_BYTES: i64 = 20_000_000;
/// How long a server that does not answer is left alone.
const REST_MS: i64 = 10_000;

/// Whether each of these files goes along with a mail; the others stay in the portal.
pub fn goes_along(files: &[Attachment]) -> Vec<bool> {
    let mut room = FILES_BYTES;
    let mut fits = |file: &Attachment| {
        let fits = file.size <= FILE_BYTES.min(room);
        room -= if fits { file.size } else { 0 };
        fits
    };
    files.iter().map(&mut fits).collect()
}

/// Sends a queued mail.
pub async fn send(app: &App, job: &Job) -> Result<(), Failure> {
    let Ok(id) = job.payload.parse::<i64>() else {
        return Err(Failure::GiveUp("the payload is no id".to_owned()));
    };
    let again = |error: Error| Failure::Again {
        why: super::told(&error),
        most: TRIES,
    };
    let Some(queued) = outbox::find(app, job.account_id, id)
        .await
        .map_err(again)?
        .filter(|mail| mail.state == "queued")
    else {
        return Ok(());
    };
    let (state, error) = match deliver(app, job.account_id, &queued).await {
        Ok(Done::Caught(raw)) => return catch(app, job, &queued, raw).await.map_err(again),
        Ok(Done::Sent) => ("sent", None),
        Err(SendError::Again(why)) if job.attempts < TRIES => {
            note(app, job, id, &why).await.map_err(again)?;
            return Err(Failure::Again { why, most: TRIES });
        }
        Err(SendError::Again(why) | SendError::Refused(why)) => ("refused", Some(why)),
    };
    settle(app, job, &queued, state, error.as_deref())
        .await
        .map_err(again)
}

/// Notes why a mail still waits, for agents.
async fn note(app: &App, job: &Job, id: i64, why: &str) -> Result<()> {
    let tx = app.db.begin().await?;
    let sql = "update outbox set error = $3 where account_id = $1 and id = $2 and state = 'queued'";
    tx.run(sql, params![job.account_id, id, why]).await?;
    tx.commit().await?;
    Ok(())
}

/// Notes the outcome and ends the job in one transaction, and wakes the pages that show the message.
async fn settle(
    app: &App,
    job: &Job,
    queued: &Queued,
    state: &str,
    error: Option<&str>,
) -> Result<()> {
    let tx = app.db.begin().await?;
    if let Some(why) = error {
        refuse(&tx, app, job.account_id, queued.id, why).await?;
        tracing::warn!(
            account_id = job.account_id,
            mail = queued.id,
            error,
            "a mail was refused"
        );
    } else {
        outbox::settle(&tx, job.account_id, queued.id, state, None, app.now()).await?;
    }
    jobs::finish(&tx, job).await?;
    tx.commit().await?;
    Ok(())
}

/// Notes that a mail was refused. What an agent had answered by it comes back to where agents look.
pub(super) async fn refuse(tx: &Tx, app: &App, account_id: i64, id: i64, why: &str) -> Result<()> {
    outbox::settle(tx, account_id, id, "refused", Some(why), app.now()).await?;
    let sql = "select ticket_id, message_id from outbox where account_id = $1 and id = $2";
    let (ticket_id, message_id): (Option<i64>, Option<i64>) =
        tx.one(sql, params![account_id, id]).await?;
    if let Some(message_id) = message_id {
        conversations::recall(tx, account_id, message_id).await?;
    }
    live::wake(tx, account_id, ticket_id, None);
    Ok(())
}

/// Where mail is not sent but shown: the demo.
async fn catch(app: &App, job: &Job, queued: &Queued, raw: Vec<u8>) -> Result<()> {
    let tx = app.db.begin().await?;
    tx.run(
        "insert into caught_mails (account_id, id, to_email, subject, raw, created_at) values ($1, $2, $3, $4, $5, $6)",
        params![job.account_id, app.id(), &queued.to_email, &queued.mail.subject, raw, app.now()],
    )
    .await?;
    outbox::settle(&tx, job.account_id, queued.id, "sent", None, app.now()).await?;
    jobs::finish(&tx, job).await?;
    tx.commit().await?;
    Ok(())
}

enum Done {
    Caught(Vec<u8>),
    Sent,
}

async fn deliver(app: &App, account_id: i64, queued: &Queued) -> Result<Done, SendError> {
    let later = |error: Error| SendError::Again(super::told(&error));
    let built = write(app, account_id, queued).await?;
    if app.config.catch_mail {
        return Ok(Done::Caught(built.raw));
    }
    let nowhere = || SendError::Refused("no connected address".to_owned());
    let channel = match store::find(
        &app.db,
        account_id,
        queued.channel_account_id.ok_or_else(nowhere)?,
    )
    .await
    {
        Err(Error::NotFound) => return Err(nowhere()),
        channel => channel.map_err(later)?,
    };
    if !channel.active {
        return Err(nowhere());
    }
    hand_over(app, &channel, &built).await?;
    Ok(Done::Sent)
}

async fn write(app: &App, account_id: i64, queued: &Queued) -> Result<Built, SendError> {
    let letter = &queued.mail;
    let named = |name: &str, email: &str| Address {
        name: Some(name.to_owned()).filter(|name| !name.is_empty()),
        email: email.to_owned(),
    };
    let files = match letter.files_of {
        Some(owner_id) => attachments(app, account_id, owner_id)
            .await
            .map_err(|error| SendError::Again(super::told(&error)))?,
        None => Vec::new(),
    };
    let mail = Outgoing {
        from: named(&letter.from_name, &letter.from_email),
        to: vec![named(&letter.to_name, &queued.to_email)],
        cc: Vec::new(),
        reply_to: letter.reply_to.clone(),
        subject: letter.subject.clone(),
        text: letter.text.clone(),
        html: Some(letter.html.clone()).filter(|html| !html.is_empty()),
        message_id: letter.mail_id.clone(),
        in_reply_to: letter.in_reply_to.clone(),
        references: letter.references.clone(),
        automatic: queued.automatic,
        date_ms: app.now(),
        files,
    };
    build::build(&mail).map_err(|error| SendError::Refused(super::chain(&error)))
}

async fn attachments(app: &App, account_id: i64, owner_id: i64) -> Result<Vec<File>> {
    let all = files::of(&app.db, account_id, owner_id).await?;
    let along = goes_along(&all);
    let mut read = Vec::new();
    for (file, _) in all.into_iter().zip(along).filter(|(_, along)| *along) {
        let content = app.files.read(&file.sha256).await?;
        read.push(File {
            name: file.name,
            media_type: file.media_type,
            content_id: None,
            inline: false,
            content,
        });
    }
    Ok(read)
}

/// A server that mail is handed to, with its open connections. While it does not answer, one mail at a time tries it and the others
/// wait in the queue, so that a hanging server holds up nothing else (security.md, fault 8).
struct Line {
    settings: String,
    smtp: Smtp,
    is_down: AtomicBool,
    is_tried: AtomicBool,
    rests_until: AtomicI64,
}

/// The lines of this node, by connected address.
type Lines = HashMap<(i64, i64), Arc<Line>>;

static LINES: LazyLock<Mutex<Lines>> = LazyLock::new(Mutex::default);

fn line(app: &App, channel: &ChannelAccount) -> Result<Arc<Line>, SendError> {
    let smtp = channel
        .settings
        .0
        .smtp
        .as_ref()
        .ok_or_else(|| SendError::Refused("no connected address".to_owned()))?;
    let settings = serde_json::to_string(smtp).unwrap_or_default();
    let mut lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (channel.account_id, channel.id);
    if let Some(line) = lines.get(&key).filter(|line| line.settings == settings) {
        return Ok(line.clone());
    }
    let config = smtp.config(&app.keys).map_err(|error| match error {
        Error::Internal(cause) => SendError::Again(super::chain(&*cause)),
        other => SendError::Again(format!("{other:?}")),
    })?;
    let line = Arc::new(Line {
        settings,
        smtp: Smtp::new(&config)?,
        is_down: AtomicBool::new(false),
        is_tried: AtomicBool::new(false),
        rests_until: AtomicI64::new(0),
    });
    lines.insert(key, line.clone());
    Ok(line)
}

async fn hand_over(app: &App, channel: &ChannelAccount, mail: &Built) -> Result<(), SendError> {
    let line = line(app, channel)?;
    let resting = || SendError::Again("the mail server did not answer a moment ago".to_owned());
    let tries_alone = line.is_down.load(Ordering::Relaxed);
    if tries_alone
        && (app.now() < line.rests_until.load(Ordering::Relaxed)
            || line.is_tried.swap(true, Ordering::AcqRel))
    {
        return Err(resting());
    }
    let sent = line.smtp.send(mail).await.map_err(unless_sign_in);
    if tries_alone {
        line.is_tried.store(false, Ordering::Release);
    }
    let down = matches!(&sent, Err(SendError::Again(why)) if !is_about_this_mail(why));
    line.is_down.store(down, Ordering::Relaxed);
    if down {
        line.rests_until
            .store(app.now() + REST_MS, Ordering::Relaxed);
    }
    sent
}

/// A refused sign-in is a setting to mend, not the mail's end.
fn unless_sign_in(error: SendError) -> SendError {
    match error {
        SendError::Refused(why)
            if ["(530)", "(534)", "(535)", "(538)"]
                .iter()
                .any(|code| why.contains(code)) =>
        {
            SendError::Again(why)
        }
        other => other,
    }
}

/// Whether the server answered, and put off only this mail (a 4xx).
fn is_about_this_mail(why: &str) -> bool {
    ["(450)", "(451)", "(452)", "(455)"]
        .iter()
        .any(|code| why.contains(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(size: i64) -> Attachment {
        Attachment {
            owner_id: 1,
            id: 1,
            name: "a".into(),
            media_type: "application/pdf".into(),
            size,
            sha256: String::new(),
        }
    }

    #[test]
    fn large_files_stay_behind() {
        let sizes = [
            4_000_000, 5_000_001, 5_000_000, 5_000_000, 5_000_000, 2_000_000, 1_000_000,
        ];
        let files: Vec<Attachment> = sizes.into_iter().map(file).collect();
        assert_eq!(
            goes_along(&files),
            [true, false, true, true, true, false, true]
        );
    }

    #[test]
    fn a_refused_sign_in_is_tried_again() {
        let refused = |why: &str| unless_sign_in(SendError::Refused(why.into()));
        assert!(matches!(
            refused("permanent error (535): bad credentials"),
            SendError::Again(_)
        ));
        assert!(matches!(
            refused("permanent error (550): no such person"),
            SendError::Refused(_)
        ));
    }
}

//! The watch over mailboxes: one task for each connected address, none of which can hold up another. A mail that is found is kept
//! raw, with the job that will read it and the place in the mailbox, in one transaction: nothing is lost, nothing comes twice.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use base::{App, Error, keys};
use jobs::Lease;
use mail::imap::{ImapError, Mailbox};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use super::raw::{self, Found};
use super::{ChannelAccount, RECEIVE, read, store};

/// How often the list of connected addresses is looked at.
const LOOK: Duration = Duration::from_secs(2);
/// How long a mailbox belongs to the node that reads it, and how often it says that it still does. A node that dies delays its
/// mailboxes by that much.
const HOLD_MS: i64 = 10_000;
const RENEW: Duration = Duration::from_secs(4);
/// The first pause after an error, and the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// How often a healthy mailbox is noted as looked into.
const NOTE: Duration = Duration::from_mins(1);
/// A mail larger than this is not fetched, bytes.
pub(super) const LARGEST: u32 = 50 * 1024 * 1024;
/// How often a mail that breaks the connection is fetched again before it is set aside.
const STUCK: u32 = 4;

/// Watches the mailboxes of all accounts for ever; dropping it ends the watch. An address that is connected, changed or
/// disconnected is noticed within seconds.
pub async fn watch(app: App) {
    let holder: Arc<str> = keys::random_text().into();
    let mut tasks: HashMap<(i64, i64), Task> = HashMap::new();
    loop {
        match store::active(&app.db).await {
            Ok(accounts) => keep(&app, &holder, &mut tasks, accounts),
            Err(error) => tracing::warn!(?error, "the connected addresses cannot be read"),
        }
        sleep(LOOK).await;
    }
}

/// A mailbox that is being read.
struct Task {
    settings: String,
    handle: JoinHandle<()>,
}

impl Drop for Task {
    fn drop(&mut self) {
        self.handle.abort();
    }
}

fn keep(
    app: &App,
    holder: &Arc<str>,
    tasks: &mut HashMap<(i64, i64), Task>,
    accounts: Vec<ChannelAccount>,
) {
    let mut before = std::mem::take(tasks);
    for account in accounts {
        let Some(imap) = &account.settings.0.imap else {
            continue;
        };
        let settings = serde_json::to_string(imap).unwrap_or_default();
        let key = (account.account_id, account.id);
        let running = before
            .remove(&key)
            .filter(|task| task.settings == settings && !task.handle.is_finished());
        let task = running.unwrap_or_else(|| {
            let lease = Lease::new(
                format!("mailbox {} {}", account.account_id, account.id),
                &**holder,
            );
            Task {
                settings,
                handle: tokio::spawn(Reader::new(app.clone(), account, lease).run()),
            }
        });
        tasks.insert(key, task);
    }
}

/// Why a mailbox could not be read on.
#[derive(Debug)]
enum Trouble {
    Server(ImapError),
    House(Error),
    /// Another node reads it, or it was disconnected.
    NotOurs,
}

impl From<ImapError> for Trouble {
    fn from(error: ImapError) -> Trouble {
        Trouble::Server(error)
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Trouble {
        Trouble::House(error)
    }
}

impl From<db::Error> for Trouble {
    fn from(error: db::Error) -> Trouble {
        Trouble::House(error.into())
    }
}

impl Trouble {
    fn words(&self) -> String {
        match self {
            Trouble::Server(error) => super::chain(error),
            Trouble::House(error) => super::told(error),
            Trouble::NotOurs => String::new(),
        }
    }
}

/// Reads one mailbox.
struct Reader {
    app: App,
    account: ChannelAccount,
    lease: Lease,
    /// Whether the mailbox was open since the last error.
    opened: bool,
    noted: Option<Instant>,
    last_error: Option<String>,
    /// The mail that broke the connection, and how often.
    stuck: (u32, u32),
}

impl Reader {
    fn new(app: App, account: ChannelAccount, lease: Lease) -> Reader {
        let last_error = account.last_error.clone();
        Reader {
            app,
            account,
            lease,
            opened: false,
            noted: None,
            last_error,
            stuck: (0, 0),
        }
    }

    async fn run(mut self) {
        let mut pause = FIRST_PAUSE;
        loop {
            self.opened = false;
            let trouble = self.hold().await;
            pause = if self.opened {
                FIRST_PAUSE
            } else {
                (pause * 2).min(LONGEST_PAUSE)
            };
            if matches!(trouble, Trouble::NotOurs) {
                pause = FIRST_PAUSE;
            } else {
                let words = trouble.words();
                let (account_id, channel_account) = (self.account.account_id, self.account.id);
                // each trouble is told once, however long it lasts
                if self.last_error.as_ref() == Some(&words) {
                    tracing::debug!(
                        account_id,
                        channel_account,
                        words,
                        "a mailbox cannot be read"
                    );
                } else {
                    tracing::warn!(
                        account_id,
                        channel_account,
                        words,
                        "a mailbox cannot be read"
                    );
                }
                self.note(Some(words)).await;
            }
            sleep(pause).await;
        }
    }

    /// Reads while the lease is ours.
    async fn hold(&mut self) -> Trouble {
        let (app, lease) = (self.app.clone(), self.lease.clone());
        match lease.take(&app.db, app.now(), HOLD_MS).await {
            Ok(true) => {}
            Ok(false) => return Trouble::NotOurs,
            Err(error) => return error.into(),
        }
        tokio::select! {
            trouble = self.read() => trouble,
            trouble = renew(&app, &lease) => trouble,
        }
    }

    async fn read(&mut self) -> Trouble {
        match self.session().await {
            Ok(()) => Trouble::NotOurs,
            Err(trouble) => trouble,
        }
    }

    async fn session(&mut self) -> Result<(), Trouble> {
        let Some(imap) = self.account.settings.0.imap.clone() else {
            return Ok(());
        };
        let mut mailbox = Mailbox::connect(&imap.config(&self.app.keys)?).await?;
        self.opened = true;
        loop {
            self.fetch_new(&mut mailbox).await?;
            if self.last_error.is_some() || self.noted.is_none_or(|noted| noted.elapsed() > NOTE) {
                self.note(None).await;
            }
            mailbox.wait(imap.longest_wait(mailbox.has_idle())).await?;
        }
    }

    /// Keeps every mail above the place that was reached; from the beginning when the mailbox was numbered anew.
    async fn fetch_new(&mut self, mailbox: &mut Mailbox) -> Result<(), Trouble> {
        let place = store::place(&self.app.db, self.account.account_id, self.account.id).await;
        let (validity, last) = place.map_err(|error| {
            if matches!(error, Error::NotFound) {
                Trouble::NotOurs
            } else {
                error.into()
            }
        })?;
        let same = validity == i64::from(mailbox.uid_validity());
        let last = if same {
            u32::try_from(last).unwrap_or(0)
        } else {
            0
        };
        for (uid, size) in mailbox.uids_after(last).await? {
            match self.fetch(mailbox, uid, size).await {
                // or deleted by somebody else meanwhile
                Ok(()) | Err(Trouble::Server(ImapError::NoSuchMail(_))) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }

    async fn fetch(&mut self, mailbox: &mut Mailbox, uid: u32, size: u32) -> Result<(), Trouble> {
        let too_large = size > LARGEST;
        let stuck = self.stuck.0 == uid && self.stuck.1 >= STUCK;
        if too_large || stuck {
            let head = if too_large {
                mailbox.fetch_headers(uid).await.unwrap_or_default()
            } else {
                Vec::new()
            };
            let (sender, subject) = read::labels(head).await;
            let aside = Some(if too_large {
                "too large"
            } else {
                "the mail server does not hand it out"
            });
            let found = Found {
                aside,
                size: size.into(),
                sender: &sender,
                subject: &subject,
                ..self.found(mailbox, uid)
            };
            return self.keep(&found).await;
        }
        let raw = match mailbox.fetch(uid).await {
            Ok(raw) => raw,
            Err(error) => {
                let times = if self.stuck.0 == uid {
                    self.stuck.1 + 1
                } else {
                    1
                };
                self.stuck = (uid, times);
                return Err(error.into());
            }
        };
        let stored = self.app.files.put_bytes(raw).await?;
        let found = Found {
            sha256: &stored.sha256,
            size: stored.size,
            ..self.found(mailbox, uid)
        };
        self.keep(&found).await?;
        // for people who look into the mailbox as well; it does not matter when the server refuses
        if let Err(error) = mailbox.mark_seen(uid).await {
            tracing::debug!(%error, "a mail cannot be marked as seen");
        }
        Ok(())
    }

    fn found(&self, mailbox: &Mailbox, uid: u32) -> Found<'static> {
        let uid_validity = mailbox.uid_validity().into();
        Found {
            channel_account_id: self.account.id,
            uid_validity,
            uid: uid.into(),
            ..Found::default()
        }
    }

    /// The mail, the job that reads it and the place in the mailbox: together or not at all.
    async fn keep(&self, found: &Found<'_>) -> Result<(), Trouble> {
        let (app, account_id) = (&self.app, self.account.account_id);
        let tx = app.db.begin().await?;
        let kept = raw::keep(&tx, app, account_id, found).await?;
        if let Some(id) = kept.filter(|_| found.aside.is_none()) {
            jobs::enqueue(&tx, account_id, app.id(), RECEIVE, &id, app.now(), None).await?;
        }
        if !store::move_place(
            &tx,
            account_id,
            self.account.id,
            found.uid_validity,
            found.uid,
        )
        .await?
        {
            return Err(Trouble::NotOurs);
        }
        tx.commit().await?;
        Ok(())
    }

    async fn note(&mut self, error: Option<String>) {
        if error.is_some() && error == self.last_error {
            return;
        }
        match store::note_check(
            &self.app,
            self.account.account_id,
            self.account.id,
            error.as_deref(),
        )
        .await
        {
            Ok(()) => (self.last_error, self.noted) = (error, Some(Instant::now())),
            Err(error) => tracing::warn!(?error, "the state of a mailbox cannot be noted"),
        }
    }
}

/// Says now and then that the mailbox is still read here; ends when it is not ours any more.
async fn renew(app: &App, lease: &Lease) -> Trouble {
    let mut held = Instant::now();
    loop {
        sleep(RENEW).await;
        match lease.take(&app.db, app.now(), HOLD_MS).await {
            Ok(true) => held = Instant::now(),
            Ok(false) => return Trouble::NotOurs,
            // a busy database: still ours until the lease has run out
            Err(error) if held.elapsed().as_millis() > HOLD_MS.unsigned_abs().into() => {
                return error.into();
            }
            Err(_) => {}
        }
    }
}

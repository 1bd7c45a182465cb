//! A mailbox on a server (RFC 9051, RFC 3501): what is new, fetch it, wait for more.
//!
//! Every step has a time-out, so a server that hangs never hangs us. After an error other than [`ImapError::Refused`]
//! and [`ImapError::NoSuchMail`] the connection is gone: make a new [`Mailbox`].

use std::fmt::Debug;
use std::pin::pin;
use std::time::Duration;

use async_imap::types::{Fetch, UnsolicitedResponse};
use async_imap::{Session, extensions::idle::IdleResponse};
use futures_util::{Stream, StreamExt};
use thiserror::Error;
use tokio::time::{Instant, timeout};

pub use crate::Tls;
use crate::imap_wire::{Line, encode_folder, open, within};

/// Longest single IDLE: servers and gateways drop silent connections.
const LONGEST_IDLE: Duration = Duration::from_mins(5);

/// Where a mailbox is.
#[derive(Clone)]
pub struct ImapConfig {
    /// Name or address; the name is what the certificate must be for.
    pub host: String,
    /// Usually 993 for implicit TLS, 143 otherwise.
    pub port: u16,
    /// How the connection is protected.
    pub tls: Tls,
    /// To sign in.
    pub user: String,
    /// Never printed.
    pub password: String,
    /// The folder to read.
    pub folder: String,
    /// For connecting and for every step of the conversation.
    pub step: Duration,
    /// For fetching one mail.
    pub fetch: Duration,
    /// How long [`Mailbox::wait`] waits when the server cannot tell us (no IDLE).
    pub poll: Duration,
    /// One more certificate authority, as PEM.
    pub ca_pem: Option<String>,
}

impl Default for ImapConfig {
    fn default() -> Self {
        Self {
            host: "localhost".to_owned(),
            port: 993,
            tls: Tls::Implicit,
            user: String::new(),
            password: String::new(),
            folder: "INBOX".to_owned(),
            step: Duration::from_secs(30),
            fetch: Duration::from_mins(5),
            poll: Duration::from_secs(30),
            ca_pem: None,
        }
    }
}

impl Debug for ImapConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "ImapConfig({}@{}:{} {:?} {})",
            self.user, self.host, self.port, self.tls, self.folder
        )
    }
}

/// Why something did not work.
#[derive(Debug, Error)]
pub enum ImapError {
    /// The server cannot be reached.
    #[error("cannot connect to the mail server")]
    Connect(#[source] std::io::Error),
    /// The protected connection cannot be set up.
    #[error("cannot set up TLS: {0}")]
    Tls(String),
    /// The server took too long over this step.
    #[error("the mail server took too long: {0}")]
    Timeout(&'static str),
    /// The server said no: wrong password, no such folder.
    #[error("the mail server refused: {0}")]
    Refused(String),
    /// There is no mail of that number (any more).
    #[error("there is no mail {0} in the folder")]
    NoSuchMail(u32),
    /// The connection broke or what came over it made no sense.
    #[error("the connection to the mail server was lost: {0}")]
    Lost(String),
}

impl From<async_imap::error::Error> for ImapError {
    fn from(error: async_imap::error::Error) -> Self {
        use async_imap::error::Error;
        match error {
            Error::No(text) | Error::Bad(text) => Self::Refused(crate::label::line(said(&text))),
            Error::Validate(error) => Self::Refused(error.to_string()),
            other => Self::Lost(other.to_string()),
        }
    }
}

/// The server's own words; the library prints them as Rust does.
fn said(text: &str) -> &str {
    let words = text.split_once("info: Some(\"").map(|(_, words)| words);
    words
        .and_then(|words| words.strip_suffix("\")"))
        .unwrap_or(text)
}

/// What ended a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Woken {
    /// The folder has changed: look for new mail.
    News,
    /// Nothing was heard; looking is still wise now and then.
    Quiet,
}

/// An open folder.
#[derive(Debug)]
pub struct Mailbox {
    session: Option<Session<Line>>,
    validity: u32,
    idle: bool,
    step: Duration,
    fetch: Duration,
    poll: Duration,
}

impl Mailbox {
    /// Connects, signs in and opens the folder.
    pub async fn connect(config: &ImapConfig) -> Result<Self, ImapError> {
        let client = open(config).await?;
        let login = async {
            client
                .login(&config.user, &config.password)
                .await
                .map_err(|(error, _)| error)
        };
        let mut session = within("signing in", config.step, login).await?;
        let capabilities = within("capabilities", config.step, session.capabilities()).await?;
        let folder = within(
            "opening the folder",
            config.step,
            session.select(encode_folder(&config.folder)),
        )
        .await?;
        Ok(Self {
            session: Some(session),
            validity: folder.uid_validity.unwrap_or_default(),
            idle: capabilities.has_str("IDLE"),
            step: config.step,
            fetch: config.fetch,
            poll: config.poll,
        })
    }

    /// Changes when the server has numbered the folder anew: all known numbers are void then (RFC 9051 section 2.3.1.1).
    pub fn uid_validity(&self) -> u32 {
        self.validity
    }

    /// Whether [`Mailbox::wait`] is told by the server rather than polling.
    pub fn has_idle(&self) -> bool {
        self.idle
    }

    /// The mails with a number above `known`, in order, with their sizes in bytes.
    pub async fn uids_after(&mut self, known: u32) -> Result<Vec<(u32, u32)>, ImapError> {
        let mut session = self.take()?;
        heard(&session);
        let set = format!("{}:*", known.saturating_add(1));
        let mut list = Vec::new();
        let step = self.step;
        let result = collect(
            &mut session,
            &set,
            "(UID RFC822.SIZE)",
            "listing",
            step,
            |mail| {
                // "n:*" always names the last mail, even below n
                list.extend(
                    mail.uid
                        .filter(|uid| *uid > known)
                        .map(|uid| (uid, mail.size.unwrap_or_default())),
                );
            },
        );
        let result = result.await;
        self.give_back(session, &result);
        result?;
        list.sort_unstable();
        list.dedup();
        Ok(list)
    }

    /// The whole mail, not marked as seen.
    pub async fn fetch(&mut self, uid: u32) -> Result<Vec<u8>, ImapError> {
        self.get(uid, "(UID BODY.PEEK[])", |mail| {
            mail.body().map(<[u8]>::to_vec)
        })
        .await
    }

    /// Only the header block.
    pub async fn fetch_headers(&mut self, uid: u32) -> Result<Vec<u8>, ImapError> {
        self.get(uid, "(UID BODY.PEEK[HEADER])", |mail| {
            mail.header().map(<[u8]>::to_vec)
        })
        .await
    }

    async fn get(
        &mut self,
        uid: u32,
        what: &str,
        pick: impl Fn(&Fetch) -> Option<Vec<u8>>,
    ) -> Result<Vec<u8>, ImapError> {
        let mut session = self.take()?;
        let mut found = None;
        let limit = self.fetch;
        let set = uid.to_string();
        let all = collect(&mut session, &set, what, "fetching", limit, |mail| {
            if mail.uid == Some(uid) && found.is_none() {
                found = pick(mail);
            }
        });
        let result = timeout(limit, all)
            .await
            .unwrap_or(Err(ImapError::Timeout("fetching")));
        self.give_back(session, &result);
        result?;
        found.ok_or(ImapError::NoSuchMail(uid))
    }

    /// Marks a mail as seen, for people who look into the mailbox as well.
    pub async fn mark_seen(&mut self, uid: u32) -> Result<(), ImapError> {
        let mut session = self.take()?;
        let limit = self.step;
        let store = async {
            let mut changes = pin!(
                within(
                    "marking",
                    limit,
                    session.uid_store(uid.to_string(), "+FLAGS.SILENT (\\Seen)")
                )
                .await?
            );
            while next("marking", limit, &mut changes).await?.is_some() {}
            Ok(())
        };
        let result = store.await;
        self.give_back(session, &result);
        result
    }

    /// Waits until the folder changes, at most `max`; returns at once when it has changed since the last
    /// [`Mailbox::uids_after`]. Without IDLE on the server it returns after the poll interval.
    pub async fn wait(&mut self, max: Duration) -> Result<Woken, ImapError> {
        let session = self.take()?;
        if heard(&session) {
            self.session = Some(session);
            return Ok(Woken::News);
        }
        let (session, woken) = if self.idle {
            self.listen(session, max.min(LONGEST_IDLE)).await?
        } else {
            self.ask(session, max).await?
        };
        self.session = Some(session);
        Ok(woken)
    }

    /// IDLE (RFC 2177).
    async fn listen(
        &self,
        session: Session<Line>,
        max: Duration,
    ) -> Result<(Session<Line>, Woken), ImapError> {
        let unsolicited = session.unsolicited_responses.clone();
        let mut idle = session.idle();
        within("idling", self.step, idle.init()).await?;
        let mut woken = Woken::Quiet;
        let until = Instant::now() + max;
        // what came between the last command and the server's going-ahead is already here
        while let Ok(response) = unsolicited.try_recv() {
            if is_news(&response) {
                woken = Woken::News;
            }
        }
        if woken == Woken::Quiet {
            let (wait, _stop) = idle.wait_with_timeout(max);
            match tokio::time::timeout_at(until, wait).await {
                Ok(Ok(IdleResponse::NewData(_))) => woken = Woken::News,
                Ok(Ok(IdleResponse::Timeout)) | Err(_) => {}
                Ok(Ok(IdleResponse::ManualInterrupt)) => {
                    return Err(ImapError::Lost("closed while idling".to_owned()));
                }
                Ok(Err(error)) => return Err(error.into()),
            }
        }
        Ok((
            within("ending the idle", self.step, idle.done()).await?,
            woken,
        ))
    }

    /// NOOP after a pause.
    async fn ask(
        &self,
        mut session: Session<Line>,
        max: Duration,
    ) -> Result<(Session<Line>, Woken), ImapError> {
        tokio::time::sleep(self.poll.min(max)).await;
        within("asking", self.step, session.noop()).await?;
        let woken = if heard(&session) {
            Woken::News
        } else {
            Woken::Quiet
        };
        Ok((session, woken))
    }

    /// Says goodbye; dropping does as well, less politely.
    pub async fn close(mut self) {
        if let Some(mut session) = self.session.take() {
            timeout(self.step, session.logout()).await.ok();
        }
    }

    fn take(&mut self) -> Result<Session<Line>, ImapError> {
        self.session
            .take()
            .ok_or_else(|| ImapError::Lost("after an earlier error".to_owned()))
    }

    /// Keeps the connection unless it is in an unknown state.
    fn give_back<T>(&mut self, session: Session<Line>, result: &Result<T, ImapError>) {
        if matches!(
            result,
            Ok(_) | Err(ImapError::Refused(_) | ImapError::NoSuchMail(_))
        ) {
            self.session = Some(session);
        }
    }
}

/// Takes all that the server said unasked; whether new mail was among it.
fn heard(session: &Session<Line>) -> bool {
    let mut news = false;
    while let Ok(response) = session.unsolicited_responses.try_recv() {
        news |= is_news(&response);
    }
    news
}

fn is_news(response: &UnsolicitedResponse) -> bool {
    matches!(
        response,
        UnsolicitedResponse::Exists(_) | UnsolicitedResponse::Recent(_)
    )
}

async fn next<T>(
    what: &'static str,
    limit: Duration,
    stream: &mut (impl Stream<Item = Result<T, async_imap::error::Error>> + Unpin),
) -> Result<Option<T>, ImapError> {
    match timeout(limit, stream.next()).await {
        Ok(item) => Ok(item.transpose()?),
        Err(_) => Err(ImapError::Timeout(what)),
    }
}

/// `UID FETCH`, each answer within the time.
async fn collect(
    session: &mut Session<Line>,
    set: &str,
    items: &str,
    what: &'static str,
    limit: Duration,
    mut take: impl FnMut(&Fetch),
) -> Result<(), ImapError> {
    let mut mails = pin!(within(what, limit, session.uid_fetch(set, items)).await?);
    while let Some(mail) = next(what, limit, &mut mails).await? {
        take(&mail);
    }
    Ok(())
}

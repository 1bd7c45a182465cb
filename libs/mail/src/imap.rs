//! A mailbox on a server (RFC 9051, RFC 3501): what is new, fetch it, wait for more.
//!
//! Every step has a time-out, so a server that hangs never hangs us. After an error other than [`ImapError::Refused`]
//! and [`ImapError::NoSuchMail`] the connection is gone: make a new [`Mailbox`].

use std::fmt::Debug;
use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use async_imap::types::{Fetch, UnsolicitedResponse};
use async_imap::{Client, Session, extensions::idle::IdleResponse};
use futures_util::{Stream, StreamExt};
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsConnector;

pub use crate::Tls;
use crate::tls;

/// Longest single IDLE: servers and gateways drop silent connections.
const LONGEST_IDLE: Duration = Duration::from_secs(5 * 60);

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
            fetch: Duration::from_secs(300),
            poll: Duration::from_secs(30),
            ca_pem: None,
        }
    }
}

impl Debug for ImapConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ImapConfig({}@{}:{} {:?} {})", self.user, self.host, self.port, self.tls, self.folder)
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
            Error::No(text) | Error::Bad(text) => Self::Refused(crate::label::line(&text)),
            Error::Validate(error) => Self::Refused(error.to_string()),
            other => Self::Lost(other.to_string()),
        }
    }
}

/// Any connection, protected or not.
trait Wire: AsyncRead + AsyncWrite + Unpin + Send + Sync + Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + Sync + Debug> Wire for T {}
type Line = Box<dyn Wire>;

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

/// Runs a step within its time.
async fn within<T, E>(what: &'static str, limit: Duration, step: impl Future<Output = Result<T, E>>) -> Result<T, ImapError>
where
    ImapError: From<E>,
{
    match timeout(limit, step).await {
        Ok(result) => Ok(result?),
        Err(_) => Err(ImapError::Timeout(what)),
    }
}

impl Mailbox {
    /// Connects, signs in and opens the folder.
    pub async fn connect(config: &ImapConfig) -> Result<Self, ImapError> {
        let client = open(config).await?;
        let login = async { client.login(&config.user, &config.password).await.map_err(|(error, _)| error) };
        let mut session = within("signing in", config.step, login).await?;
        let capabilities = within("capabilities", config.step, session.capabilities()).await?;
        let folder = within("opening the folder", config.step, session.select(encode_folder(&config.folder))).await?;
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

    /// The mails with a number above `last`, in order, with their sizes in bytes.
    pub async fn uids_after(&mut self, last: u32) -> Result<Vec<(u32, u32)>, ImapError> {
        let mut session = self.take()?;
        heard(&session);
        let set = format!("{}:*", last.saturating_add(1));
        let mut list = Vec::new();
        let step = self.step;
        let result = collect(&mut session, &set, "(UID RFC822.SIZE)", "listing", step, |mail| {
            // "n:*" always names the last mail, even below n
            list.extend(mail.uid.filter(|uid| *uid > last).map(|uid| (uid, mail.size.unwrap_or_default())));
        });
        let result = result.await;
        self.give_back(session, &result);
        result?;
        list.sort_unstable();
        list.dedup();
        Ok(list)
    }

    /// The whole mail, not marked as seen.
    pub async fn fetch(&mut self, uid: u32) -> Result<Vec<u8>, ImapError> {
        self.get(uid, "(UID BODY.PEEK[])", |mail| mail.body().map(<[u8]>::to_vec)).await
    }

    /// Only the header block.
    pub async fn fetch_headers(&mut self, uid: u32) -> Result<Vec<u8>, ImapError> {
        self.get(uid, "(UID BODY.PEEK[HEADER])", |mail| mail.header().map(<[u8]>::to_vec)).await
    }

    async fn get(&mut self, uid: u32, what: &str, pick: impl Fn(&Fetch) -> Option<Vec<u8>>) -> Result<Vec<u8>, ImapError> {
        let mut session = self.take()?;
        let mut found = None;
        let limit = self.fetch;
        let set = uid.to_string();
        let all = collect(&mut session, &set, what, "fetching", limit, |mail| {
            if mail.uid == Some(uid) && found.is_none() {
                found = pick(mail);
            }
        });
        let result = timeout(limit, all).await.unwrap_or(Err(ImapError::Timeout("fetching")));
        self.give_back(session, &result);
        result?;
        found.ok_or(ImapError::NoSuchMail(uid))
    }

    /// Marks a mail as seen, for people who look into the mailbox as well.
    pub async fn mark_seen(&mut self, uid: u32) -> Result<(), ImapError> {
        let mut session = self.take()?;
        let limit = self.step;
        let store = async {
            let mut changes = pin!(within("marking", limit, session.uid_store(uid.to_string(), "+FLAGS.SILENT (\\Seen)")).await?);
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
        let (session, woken) = if self.idle { self.listen(session, max.min(LONGEST_IDLE)).await? } else { self.ask(session, max).await? };
        self.session = Some(session);
        Ok(woken)
    }

    /// IDLE (RFC 2177).
    async fn listen(&self, session: Session<Line>, max: Duration) -> Result<(Session<Line>, Woken), ImapError> {
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
                Ok(Ok(IdleResponse::ManualInterrupt)) => return Err(ImapError::Lost("closed while idling".to_owned())),
                Ok(Err(error)) => return Err(error.into()),
            }
        }
        Ok((within("ending the idle", self.step, idle.done()).await?, woken))
    }

    /// NOOP after a pause.
    async fn ask(&self, mut session: Session<Line>, max: Duration) -> Result<(Session<Line>, Woken), ImapError> {
        tokio::time::sleep(self.poll.min(max)).await;
        within("asking", self.step, session.noop()).await?;
        let woken = if heard(&session) { Woken::News } else { Woken::Quiet };
        Ok((session, woken))
    }

    /// Says goodbye; dropping does as well, less politely.
    pub async fn close(mut self) {
        if let Some(mut session) = self.session.take() {
            timeout(self.step, session.logout()).await.ok();
        }
    }

    fn take(&mut self) -> Result<Session<Line>, ImapError> {
        self.session.take().ok_or_else(|| ImapError::Lost("after an earlier error".to_owned()))
    }

    /// Keeps the connection unless it is in an unknown state.
    fn give_back<T>(&mut self, session: Session<Line>, result: &Result<T, ImapError>) {
        if matches!(result, Ok(_) | Err(ImapError::Refused(_) | ImapError::NoSuchMail(_))) {
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
    matches!(response, UnsolicitedResponse::Exists(_) | UnsolicitedResponse::Recent(_))
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

/// Connects and reads the greeting.
async fn open(config: &ImapConfig) -> Result<Client<Line>, ImapError> {
    let tcp = timeout(config.step, TcpStream::connect((config.host.as_str(), config.port))).await;
    let tcp = tcp.map_err(|_| ImapError::Timeout("connecting"))?.map_err(ImapError::Connect)?;
    tcp.set_nodelay(true).ok();
    match config.tls {
        Tls::None => greet(Box::new(tcp), config).await,
        Tls::Implicit => greet(protect(Box::new(tcp), config).await?, config).await,
        Tls::StartTls => {
            let mut client = greet(Box::new(tcp), config).await?;
            within("STARTTLS", config.step, client.run_command_and_check_ok("STARTTLS", None)).await?;
            // whatever was sent in clear after the answer is dropped with the client's buffer
            Ok(Client::new(protect(client.into_inner(), config).await?))
        }
    }
}

async fn greet(line: Line, config: &ImapConfig) -> Result<Client<Line>, ImapError> {
    let mut client = Client::new(line);
    let greeting = timeout(config.step, client.read_response()).await.map_err(|_| ImapError::Timeout("greeting"))?;
    match greeting {
        Ok(Some(_)) => Ok(client),
        Ok(None) => Err(ImapError::Lost("no greeting".to_owned())),
        Err(error) => Err(ImapError::Lost(error.to_string())),
    }
}

async fn protect(line: Line, config: &ImapConfig) -> Result<Line, ImapError> {
    let settings = tls::config(config.ca_pem.as_deref()).map_err(|error| ImapError::Tls(error.to_string()))?;
    let name = rustls::pki_types::ServerName::try_from(config.host.clone()).map_err(|error| ImapError::Tls(error.to_string()))?;
    match timeout(config.step, TlsConnector::from(settings).connect(name, line)).await {
        Ok(Ok(stream)) => Ok(Box::new(stream)),
        Ok(Err(error)) => Err(ImapError::Tls(error.to_string())),
        Err(_) => Err(ImapError::Timeout("TLS")),
    }
}

/// A folder's name in the modified UTF-7 of RFC 3501 section 5.1.3.
fn encode_folder(name: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
    let mut out = String::new();
    let mut rest = name;
    while let Some(c) = rest.chars().next() {
        let foreign = rest.find(|c: char| matches!(c, ' '..='~')).unwrap_or(rest.len());
        if foreign == 0 {
            out.push(c);
            if c == '&' {
                out.push('-');
            }
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let bytes: Vec<u8> = rest[..foreign].encode_utf16().flat_map(u16::to_be_bytes).collect();
        out.push('&');
        for chunk in bytes.chunks(3) {
            let block = (0..3).fold(0u32, |block, at| block << 8 | u32::from(chunk.get(at).copied().unwrap_or(0)));
            for place in (3 - chunk.len()..4).rev().take(chunk.len() + 1) {
                out.push(char::from(DIGITS[(block >> (6 * place) & 63) as usize]));
            }
        }
        out.push('-');
        rest = &rest[foreign..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folder_names_are_encoded() {
        assert_eq!(encode_folder("INBOX"), "INBOX");
        assert_eq!(encode_folder("Entwürfe"), "Entw&APw-rfe");
        assert_eq!(encode_folder("A & B"), "A &- B");
        assert_eq!(encode_folder("台北"), "&U,BTFw-");
    }
}

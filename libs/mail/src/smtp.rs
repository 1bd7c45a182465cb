//! Handing mail to a server (RFC 5321), over a few connections that are kept open.

use std::error::Error;
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls as Protection, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use thiserror::Error;

pub use crate::Tls;
use crate::build::Built;

/// Where outgoing mail goes.
#[derive(Clone)]
pub struct SmtpConfig {
    /// Name or address; the name is what the certificate must be for.
    pub host: String,
    /// Usually 465 for implicit TLS, 587 for STARTTLS, 25 for neither.
    pub port: u16,
    /// How the connection is protected.
    pub tls: Tls,
    /// With `password`, to sign in.
    pub user: Option<String>,
    /// Never printed.
    pub password: Option<String>,
    /// For every step of the conversation.
    pub timeout: Duration,
    /// Most connections at once.
    pub connections: u32,
    /// One more certificate authority, as PEM.
    pub ca_pem: Option<String>,
}

impl Default for SmtpConfig {
    fn default() -> Self {
        Self {
            host: "localhost".to_owned(),
            port: 465,
            tls: Tls::Implicit,
            user: None,
            password: None,
            timeout: Duration::from_secs(30),
            connections: 4,
            ca_pem: None,
        }
    }
}

impl std::fmt::Debug for SmtpConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "SmtpConfig({}@{}:{} {:?})",
            self.user.as_deref().unwrap_or_default(),
            self.host,
            self.port,
            self.tls
        )
    }
}

/// Why a mail was not taken, by what to do next.
#[derive(Debug, Error)]
pub enum SendError {
    /// Try later: a temporary refusal (4xx) or trouble with the network.
    #[error("not sent for now: {0}")]
    Again(String),
    /// Trying again will not help: a permanent refusal (5xx) or a wrong configuration.
    #[error("refused: {0}")]
    Refused(String),
}

/// A server to hand mail to. Cheap to clone; clones share connections.
#[derive(Debug, Clone)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    /// The longest one mail may take in all.
    whole: Duration,
}

impl Smtp {
    /// Prepares; connects only when there is something to send. Must be called within a Tokio runtime. Refused for a
    /// certificate authority or host name that cannot be read.
    pub fn new(config: &SmtpConfig) -> Result<Self, SendError> {
        let protection = || -> Result<TlsParameters, lettre::transport::smtp::Error> {
            let mut parameters = TlsParameters::builder(config.host.clone());
            if let Some(pem) = &config.ca_pem {
                parameters =
                    parameters.add_root_certificate(Certificate::from_pem(pem.as_bytes())?);
            }
            parameters.build_rustls()
        };
        let protection = match config.tls {
            Tls::None => Protection::None,
            Tls::StartTls => Protection::Required(protection().map_err(|error| refused(&error))?),
            Tls::Implicit => Protection::Wrapper(protection().map_err(|error| refused(&error))?),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&config.host)
            .port(config.port)
            .tls(protection)
            .timeout(Some(config.timeout))
            .pool_config(
                PoolConfig::new()
                    .max_size(config.connections.max(1))
                    .idle_timeout(Duration::from_secs(30)),
            );
        if let (Some(user), Some(password)) = (&config.user, &config.password) {
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(Self {
            transport: builder.build(),
            whole: config.timeout.saturating_mul(10),
        })
    }

    /// Hands over one mail, to all recipients or to none: when one is refused, so is the whole, so give mails for
    /// several people singly. Returns when the server has taken responsibility for it.
    pub async fn send(&self, mail: &Built) -> Result<(), SendError> {
        let read = |address: &String| {
            address
                .parse()
                .map_err(|_| SendError::Refused(format!("not an address: {address:?}")))
        };
        let from = mail.envelope_from.as_ref().map(read).transpose()?;
        let to = mail
            .recipients
            .iter()
            .map(read)
            .collect::<Result<Vec<_>, _>>()?;
        let envelope =
            Envelope::new(from, to).map_err(|error| SendError::Refused(error.to_string()))?;
        match tokio::time::timeout(self.whole, self.transport.send_raw(&envelope, &mail.raw)).await
        {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) if error.is_permanent() || error.is_client() => Err(refused(&error)),
            Ok(Err(error)) => Err(SendError::Again(chain(&error))),
            Err(_) => Err(SendError::Again("the server takes too long".to_owned())),
        }
    }

    /// Whether the server answers and accepts us: for a settings page.
    pub async fn check(&self) -> Result<(), SendError> {
        match tokio::time::timeout(self.whole, self.transport.test_connection()).await {
            Ok(Ok(true)) => Ok(()),
            Ok(Err(error)) if error.is_permanent() => Err(refused(&error)),
            Ok(Err(error)) => Err(SendError::Again(chain(&error))),
            Ok(Ok(false)) | Err(_) => {
                Err(SendError::Again("the server does not answer".to_owned()))
            }
        }
    }
}

fn refused(error: &lettre::transport::smtp::Error) -> SendError {
    SendError::Refused(chain(error))
}

/// An error with its causes on one line, for people.
fn chain(error: &dyn Error) -> String {
    let mut out = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !out.contains(&more) {
            out = format!("{out}: {more}");
        }
        cause = error.source();
    }
    crate::label::line(&out).chars().take(500).collect()
}

//! How an address is connected: its servers and its habits, one JSON document.

use std::time::Duration;

use base::Result;
use base::keys::Keys;
use mail::Tls;
use mail::imap::ImapConfig;
use mail::smtp::SmtpConfig;
use serde::{Deserialize, Serialize};

use base::secret::Secret;

/// How long a mail server may take for one step. With the pause of IDLE below, a line that died in silence is made anew within a
/// minute (security.md, fault 9); and a mail is handed over within the time that a job belongs to its runner.
const STEP: Duration = Duration::from_secs(15);
/// How long one mail may take to fetch.
const FETCH: Duration = Duration::from_mins(2);
/// The longest IDLE before we look by ourselves.
const LONGEST_IDLE: Duration = Duration::from_secs(40);

/// The settings of a connected address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Where mail comes from; none: nothing is read.
    pub imap: Option<Imap>,
    /// Where mail goes; none: nothing is sent.
    pub smtp: Option<Smtp>,
    /// The name that mails come from; empty: the company's.
    pub from_name: String,
    /// Whether `local+anything@domain` reaches the mailbox, so that each reader gets a reply address of their own.
    pub plus_addressing: bool,
    /// The name that the receiving server gives itself in `Authentication-Results`: only what it says is believed.
    pub trusted_authserv_id: Option<String>,
}

/// A mailbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Imap {
    /// Name or address.
    pub host: String,
    /// Usually 993, or 143 without implicit TLS.
    pub port: u16,
    /// How the connection is protected.
    #[serde(default)]
    pub tls: Protection,
    /// To sign in.
    pub user: String,
    /// To sign in.
    #[serde(default)]
    pub password: Secret,
    /// The folder.
    #[serde(default = "inbox")]
    pub folder: String,
    /// How often to look where the server cannot tell by itself; at least 1.
    #[serde(default = "a_minute")]
    pub poll_seconds: u64,
    /// One more certificate authority, as PEM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_pem: Option<String>,
}

/// A server that takes mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// Name or address.
    pub host: String,
    /// Usually 465, or 587 for STARTTLS.
    pub port: u16,
    /// How the connection is protected.
    #[serde(default)]
    pub tls: Protection,
    /// To sign in; empty: without.
    #[serde(default)]
    pub user: String,
    /// To sign in.
    #[serde(default)]
    pub password: Secret,
    /// One more certificate authority, as PEM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_pem: Option<String>,
}

/// How a connection is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Protection {
    /// Not at all: for servers on the same machine.
    None,
    /// Plain first, then upgraded.
    StartTls,
    /// From the first byte.
    #[default]
    Implicit,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            imap: None,
            smtp: None,
            from_name: String::new(),
            plus_addressing: true,
            trusted_authserv_id: None,
        }
    }
}

fn inbox() -> String {
    "INBOX".to_owned()
}

fn a_minute() -> u64 {
    60
}

impl From<Protection> for Tls {
    fn from(protection: Protection) -> Tls {
        match protection {
            Protection::None => Tls::None,
            Protection::StartTls => Tls::StartTls,
            Protection::Implicit => Tls::Implicit,
        }
    }
}

impl Settings {
    /// The same with sealed passwords; one that says what `known` says keeps its seal.
    pub(super) fn sealed(&self, keys: &Keys, known: Option<&Settings>) -> Result<Settings> {
        let mut settings = self.clone();
        if let Some(imap) = &mut settings.imap {
            let known = known
                .and_then(|known| known.imap.as_ref())
                .map(|known| &known.password);
            imap.password = imap.password.sealed(keys, known)?;
            imap.poll_seconds = imap.poll_seconds.max(1);
        }
        if let Some(smtp) = &mut settings.smtp {
            let known = known
                .and_then(|known| known.smtp.as_ref())
                .map(|known| &known.password);
            smtp.password = smtp.password.sealed(keys, known)?;
        }
        Ok(settings)
    }

    /// Which mailbox it is: numbers of mails mean something there only.
    pub(super) fn mailbox(&self) -> Option<(&str, u16, &str, &str)> {
        self.imap.as_ref().map(|imap| {
            (
                imap.host.as_str(),
                imap.port,
                imap.user.as_str(),
                imap.folder.as_str(),
            )
        })
    }
}

impl Imap {
    /// For the connection.
    pub(super) fn config(&self, keys: &Keys) -> Result<ImapConfig> {
        Ok(ImapConfig {
            host: self.host.clone(),
            port: self.port,
            tls: self.tls.into(),
            user: self.user.clone(),
            password: self.password.open(keys)?,
            folder: self.folder.clone(),
            step: STEP,
            fetch: FETCH,
            poll: self.poll(),
            ca_pem: self.ca_pem.clone(),
        })
    }

    /// How long to wait for news before looking again.
    pub(super) fn longest_wait(&self, has_idle: bool) -> Duration {
        if has_idle {
            self.poll().min(LONGEST_IDLE)
        } else {
            self.poll()
        }
    }

    fn poll(&self) -> Duration {
        Duration::from_secs(self.poll_seconds.max(1))
    }
}

impl Smtp {
    /// For the connection.
    pub(super) fn config(&self, keys: &Keys) -> Result<SmtpConfig> {
        let signs_in = !self.user.is_empty();
        let password = if signs_in {
            Some(self.password.open(keys)?)
        } else {
            None
        };
        Ok(SmtpConfig {
            host: self.host.clone(),
            port: self.port,
            tls: self.tls.into(),
            user: signs_in.then(|| self.user.clone()),
            password,
            timeout: STEP,
            connections: 4,
            ca_pem: self.ca_pem.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_document_is_enough() {
        let text = r#"{"imap": {"host": "mail.test", "port": 143, "tls": "starttls", "user": "ann", "password": "x"}}"#;
        let settings: Settings = serde_json::from_str(text).unwrap();
        assert!(settings.plus_addressing && settings.smtp.is_none());
        let imap = settings.imap.unwrap();
        assert_eq!(
            (imap.folder.as_str(), imap.poll_seconds, imap.tls),
            ("INBOX", 60, Protection::StartTls)
        );
        assert!(serde_json::from_str::<Settings>(r#"{"impa": {}}"#).is_err());
    }
}

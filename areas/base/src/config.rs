//! What the program is told at start: checked whole, each mistake named, before anything is opened.

use std::path::{Path, PathBuf};

/// The configuration of a node.
#[derive(Clone, Debug)]
pub struct Config {
    /// `sqlite:PATH` or `postgres://…`.
    pub database_url: String,
    /// Address and port to listen on.
    pub listen: String,
    /// Where the desk is, e.g. `https://desk.example.com`.
    pub app_url: String,
    /// The folder of attachments and raw mails.
    pub files: PathBuf,
    /// The folder or file system address of the key: 32 bytes, base64.
    pub secret_key_file: PathBuf,
    /// Keep outgoing mail in the database instead of sending it, and show it at `/mail`: the demo.
    pub catch_mail: bool,
    /// Whether requests come through a proxy on this machine whose `X-Forwarded-For` may be believed.
    pub behind_proxy: bool,
    /// Links that are asked for leave within so many milliseconds, at any moment: what is done for a known address must not slow the
    /// next request, by which it could be told from an unknown one [A12].
    pub ask_spread_ms: i64,
    /// Hosts in private networks that identity providers may stand on; all others are asked on the internet only (security.md F1).
    pub private_hosts: Vec<String>,
}

impl Config {
    /// The host of [`Config::app_url`], lower case, without a port.
    pub fn desk_host(&self) -> &str {
        host_of(&self.app_url)
    }

    /// The file of the embedded database, where it is that one.
    pub fn database_file(&self) -> Option<&Path> {
        let path = self.database_url.strip_prefix("sqlite:")?;
        Some(Path::new(path.trim_start_matches("//")))
    }

    /// Whether cookies must be `Secure`: everywhere but on plain http, which only loopback may use.
    pub fn secure_cookies(&self) -> bool {
        self.app_url.starts_with("https://")
    }
}

/// The host in an origin such as `http://help.localhost:8080`.
pub fn host_of(origin: &str) -> &str {
    let authority = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    let authority = authority.split('/').next().unwrap_or_default();
    without_port(authority)
}

/// The host that a request names, without its port, in lower case; two different ones are none (security.md F4).
pub fn host_asked_for<B>(request: &http::Request<B>) -> Option<String> {
    let mut named = request.headers().get_all(http::header::HOST).iter();
    let header = named.next().and_then(|value| value.to_str().ok());
    let authority = match (request.uri().authority(), header) {
        (Some(authority), Some(header)) if authority.as_str() != header => return None,
        (Some(authority), _) => authority.as_str(),
        (None, header) => header?,
    };
    named
        .next()
        .is_none()
        .then(|| without_port(authority).to_ascii_lowercase())
}

/// `[::1]:80` → `[::1]`, `a.test:80` → `a.test`.
pub fn without_port(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) && !host.ends_with(':') => {
            host
        }
        _ => authority,
    }
}

/// The biggest file of a message, bytes [P4].
pub const FILE_BYTES: u64 = 25 * 1024 * 1024;
/// The most files of a message [P4].
pub const FILES_AT_ONCE: usize = 10;
/// The longest text of a message, bytes.
pub const TEXT_BYTES: usize = 200_000;
/// What of the texts of a form is read, bytes: longer ones than are taken come back with what is wrong with them.
pub const FORM_BYTES: usize = 20 * TEXT_BYTES;

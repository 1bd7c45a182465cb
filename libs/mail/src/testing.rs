//! A real IMAP server as a child process and an SMTP sink, for tests. Only with the feature `testing`.

use std::fmt::Write as _;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use std::{fs, io};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::Tls;
use crate::imap::ImapConfig;

/// Debian's dovecot 2.3 on loopback, with its own folder and configuration; stops when dropped. Works as root and as an
/// ordinary user.
#[derive(Debug)]
pub struct Dovecot {
    child: Child,
    dir: tempfile::TempDir,
    owner: Option<(u32, u32)>,
    /// Plain and STARTTLS.
    pub port: u16,
    /// Implicit TLS.
    pub tls_port: u16,
    /// Any name can sign in; mail is delivered to this one.
    pub user: String,
    /// For every name.
    pub password: String,
    /// The server's certificate, where `openssl` could make one.
    pub ca_pem: Option<String>,
    delivered: AtomicU64,
}

/// Whether dovecot is installed here.
pub fn has_dovecot() -> bool {
    binary().is_some()
}

fn binary() -> Option<&'static Path> {
    ["/usr/sbin/dovecot", "/usr/local/sbin/dovecot"]
        .into_iter()
        .map(Path::new)
        .find(|path| path.exists())
}

/// A port that was free a moment ago.
fn free_port() -> io::Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?
        .local_addr()?
        .port())
}

/// User and group of a name in `/etc/passwd`.
fn ids_of(name: &str) -> Option<(u32, u32)> {
    let table = fs::read_to_string("/etc/passwd").ok()?;
    let line = table
        .lines()
        .find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}

fn output(program: &str, arguments: &[&str]) -> io::Result<String> {
    let output = Command::new(program)
        .args(arguments)
        .stderr(Stdio::null())
        .output()?;
    if !output.status.success() {
        return Err(io::Error::other(format!("{program} failed")));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

impl Dovecot {
    /// Starts the server and waits until it greets.
    pub async fn start() -> io::Result<Self> {
        let program = binary()
            .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "dovecot is not installed"))?;
        let dir = tempfile::tempdir()?;
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755))?;
        let root = output("id", &["-u"])? == "0";
        let owner = if root {
            Some(ids_of("nobody").unwrap_or((65534, 65534)))
        } else {
            None
        };
        for folder in [
            "run",
            "state",
            "home",
            "home/Maildir",
            "home/Maildir/new",
            "home/Maildir/cur",
            "home/Maildir/tmp",
        ] {
            fs::create_dir_all(dir.path().join(folder))?;
            if let Some((uid, gid)) = owner.filter(|_| folder.starts_with("home")) {
                chown(dir.path().join(folder), Some(uid), Some(gid))?;
            }
        }
        let ca_pem = certificate(dir.path()).ok();
        let (port, tls_port) = (free_port()?, free_port()?);
        let config = dir.path().join("dovecot.conf");
        fs::write(
            &config,
            configuration(dir.path(), port, tls_port, root, ca_pem.is_some())?,
        )?;
        let child = Command::new(program)
            .arg("-F")
            .arg("-c")
            .arg(&config)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let server = Self {
            child,
            dir,
            owner,
            port,
            tls_port,
            user: "ann".to_owned(),
            password: "secret".to_owned(),
            ca_pem,
            delivered: AtomicU64::new(0),
        };
        server.greets().await?;
        Ok(server)
    }

    async fn greets(&self) -> io::Result<()> {
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)).await {
                let mut greeting = [0; 4];
                if tokio::time::timeout(Duration::from_secs(5), stream.read_exact(&mut greeting))
                    .await
                    .is_ok_and(|read| read.is_ok())
                {
                    return Ok(());
                }
            }
            if Instant::now() > until {
                return Err(io::Error::other(format!(
                    "dovecot did not start: {}",
                    self.log()
                )));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// How to reach the mailbox that [`Dovecot::deliver`] writes to.
    pub fn config(&self, tls: Tls) -> ImapConfig {
        ImapConfig {
            host: "127.0.0.1".to_owned(),
            port: if tls == Tls::Implicit {
                self.tls_port
            } else {
                self.port
            },
            tls,
            user: self.user.clone(),
            password: self.password.clone(),
            ca_pem: self.ca_pem.clone(),
            step: Duration::from_secs(10),
            ..ImapConfig::default()
        }
    }

    /// Puts a mail into the mailbox, as a delivery agent does.
    pub fn deliver(&self, raw: &[u8]) -> io::Result<()> {
        let number = self.delivered.fetch_add(1, Ordering::Relaxed);
        let maildir = self.dir.path().join("home/Maildir");
        let name = format!(
            "{}.P{}Q{number}.test",
            1_700_000_000 + number,
            std::process::id()
        );
        let written = maildir.join("tmp").join(&name);
        fs::write(&written, raw)?;
        if let Some((uid, gid)) = self.owner {
            chown(&written, Some(uid), Some(gid))?;
        }
        fs::rename(written, maildir.join("new").join(name))
    }

    /// The server's log so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.dir.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // a polite end: the server stops its own children
        let asked = Command::new("kill")
            .arg("-TERM")
            .arg(self.child.id().to_string())
            .status();
        if !asked.is_ok_and(|status| status.success()) {
            self.child.kill().ok();
        }
        self.child.wait().ok();
    }
}

/// A certificate for loopback that vouches for itself.
fn certificate(dir: &Path) -> io::Result<String> {
    let (key, cert) = (dir.join("key.pem"), dir.join("cert.pem"));
    let path = |path: &PathBuf| path.to_string_lossy().into_owned();
    let (key_path, cert_path) = (path(&key), path(&cert));
    output(
        "openssl",
        &[
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-addext",
            "basicConstraints=critical,CA:FALSE",
            "-keyout",
            &key_path,
            "-out",
            &cert_path,
        ],
    )?;
    fs::read_to_string(cert)
}

fn configuration(
    dir: &Path,
    port: u16,
    tls_port: u16,
    root: bool,
    tls: bool,
) -> io::Result<String> {
    let at = dir.display();
    let (internal, login, group) = if root {
        (
            "dovecot".to_owned(),
            "dovenull".to_owned(),
            "dovecot".to_owned(),
        )
    } else {
        let me = output("id", &["-un"])?;
        (me.clone(), me, output("id", &["-gn"])?)
    };
    let (uid, gid) = if root {
        let (uid, gid) = ids_of("nobody").unwrap_or((65534, 65534));
        (uid.to_string(), gid.to_string())
    } else {
        (output("id", &["-u"])?, output("id", &["-g"])?)
    };
    let mut out = format!(
        "base_dir = {at}/run\nstate_dir = {at}/state\nlog_path = {at}/log\nprotocols = imap\nlisten = 127.0.0.1\n\
         disable_plaintext_auth = no\nmail_location = maildir:{at}/home/Maildir\nfirst_valid_uid = 1\nfirst_valid_gid = 1\n\
         mail_max_userip_connections = 200\n\
         default_internal_user = {internal}\ndefault_internal_group = {group}\ndefault_login_user = {login}\n\
         passdb {{\n  driver = static\n  args = password=secret\n}}\n\
         userdb {{\n  driver = static\n  args = uid={uid} gid={gid} home={at}/home\n}}\n\
         service anvil {{\n  chroot =\n}}\nservice stats {{\n  chroot =\n}}\n\
         service imap-login {{\n  chroot =\n  inet_listener imap {{\n    port = {port}\n  }}\n  inet_listener imaps {{\n    port = {}\n    ssl = yes\n  }}\n}}\n",
        if tls { tls_port } else { 0 }
    );
    let ssl = if tls {
        format!("ssl = yes\nssl_cert = <{at}/cert.pem\nssl_key = <{at}/key.pem\n")
    } else {
        "ssl = no\n".to_owned()
    };
    out.write_str(&ssl).map_err(io::Error::other)?;
    Ok(out)
}

/// A mail that the sink took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// `MAIL FROM`; empty for the null sender.
    pub from: String,
    /// Every `RCPT TO`.
    pub to: Vec<String>,
    /// As transferred, without the dots that SMTP adds.
    pub raw: Vec<u8>,
}

#[derive(Debug, Default)]
struct Shared {
    taken: Mutex<Vec<Taken>>,
    refusal: Mutex<Option<String>>,
    connections: AtomicU64,
    news: Notify,
}

impl Shared {
    fn keep(&self, taken: Taken) {
        self.taken
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(taken);
        self.news.notify_waiters();
    }
}

/// An SMTP server on loopback that keeps what it is given. Stops when dropped.
#[derive(Debug)]
pub struct Sink {
    /// Where it listens; no TLS, no sign-in.
    pub port: u16,
    shared: Arc<Shared>,
    task: tokio::task::JoinHandle<()>,
}

impl Sink {
    /// Starts listening on a free port.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Shared::default());
        let for_task = Arc::clone(&shared);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                for_task.connections.fetch_add(1, Ordering::Relaxed);
                let shared = Arc::clone(&for_task);
                tokio::spawn(async move { talk(stream, &shared).await.ok() });
            }
        });
        Ok(Self { port, shared, task })
    }

    /// From now on answers every `RCPT TO` with this line, such as `550 5.1.1 no such user`; none accepts again.
    pub fn refuse(&self, reply: Option<&str>) {
        *self
            .shared
            .refusal
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = reply.map(str::to_owned);
    }

    /// All mails so far.
    pub fn taken(&self) -> Vec<Taken> {
        self.shared
            .taken
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// How often someone connected.
    pub fn connections(&self) -> u64 {
        self.shared.connections.load(Ordering::Relaxed)
    }

    /// Waits until there are `count` mails, at most `max`; gives what there is.
    pub async fn wait_for(&self, count: usize, max: Duration) -> Vec<Taken> {
        let until = Instant::now() + max;
        loop {
            let news = self.shared.news.notified();
            let taken = self.taken();
            if taken.len() >= count || tokio::time::timeout_at(until, news).await.is_err() {
                return taken;
            }
        }
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One conversation.
async fn talk(stream: TcpStream, shared: &Shared) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 sink ESMTP\r\n").await?;
    let (mut from, mut to) = (String::new(), Vec::new());
    let mut line = Vec::new();
    loop {
        line.clear();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        let verb = text.to_ascii_uppercase();
        let path = || bracketed(&text);
        let refusal = shared
            .refusal
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let reply = match verb.split_whitespace().next().unwrap_or_default() {
            "EHLO" => "250-sink\r\n250-8BITMIME\r\n250 PIPELINING".to_owned(),
            "RSET" | "HELO" | "NOOP" => {
                to.clear();
                "250 ok".to_owned()
            }
            "MAIL" => {
                from = path();
                to.clear();
                "250 ok".to_owned()
            }
            "RCPT" => refusal.unwrap_or_else(|| {
                to.push(path());
                "250 ok".to_owned()
            }),
            "DATA" if to.is_empty() => "503 no recipient".to_owned(),
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                let raw = data(&mut stream).await?;
                shared.keep(Taken {
                    from: from.clone(),
                    to: std::mem::take(&mut to),
                    raw,
                });
                "250 taken".to_owned()
            }
            "QUIT" => {
                stream.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => "502 what?".to_owned(),
        };
        stream.write_all(format!("{reply}\r\n").as_bytes()).await?;
    }
}

/// What stands between angle brackets.
fn bracketed(line: &str) -> String {
    let inside = line
        .split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'));
    inside.map_or(String::new(), |(path, _)| path.to_owned())
}

/// The mail up to the line with a dot.
async fn data(stream: &mut BufReader<TcpStream>) -> io::Result<Vec<u8>> {
    let mut raw = Vec::new();
    let mut line = Vec::new();
    loop {
        line.clear();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if line == b".\r\n" {
            return Ok(raw);
        }
        raw.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}

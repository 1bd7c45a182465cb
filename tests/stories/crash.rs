//! The machine stops anywhere: what was acknowledged is there, and once.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{PORTAL, World, world};

const REPLIES: usize = 1_000;
const KILLS: usize = 6;

/// The program itself, on the world's database.
pub(super) struct Server {
    process: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    fn start(w: &World, port: u16) -> Server {
        Server::logging(w, port, "error", Stdio::inherit())
    }

    /// The same with a log of its own.
    pub(super) fn logging(w: &World, port: u16, level: &str, log: Stdio) -> Server {
        let command = Command::new(env!("CARGO_BIN_EXE_portico"));
        Server::of(w, command, port, level, log)
    }

    /// The same where no file can be longer than so many bytes.
    pub(super) fn with_files_of(w: &World, port: u16, bytes: usize) -> Server {
        let mut command = Command::new("sh");
        let script = format!("trap '' XFSZ; exec prlimit --fsize={bytes} \"$0\" \"$@\"");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_portico")]);
        Server::of(w, command, port, "error", Stdio::inherit())
    }

    fn of(w: &World, mut command: Command, port: u16, level: &str, log: Stdio) -> Server {
        let config = &w.it.app.config;
        let process = command
            .arg("serve")
            .env("PORTICO_DATABASE_URL", &config.database_url)
            .env("PORTICO_LISTEN", format!("127.0.0.1:{port}"))
            .env("PORTICO_APP_URL", format!("http://localhost:{port}"))
            .env("PORTICO_FILES", &config.files)
            .env("PORTICO_SECRET_KEY_FILE", &config.secret_key_file)
            .env("PORTICO_LOG", level)
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the program starts");
        let server = Server { process, port };
        let until = Instant::now() + Duration::from_secs(20);
        while server
            .request("GET", "/readyz", "", "")
            .is_none_or(|(status, _)| status != 200)
        {
            assert!(Instant::now() < until, "the program is not ready");
            std::thread::yield_now();
        }
        server
    }

    /// One request on a connection of its own; nothing when it broke before the answer.
    pub(super) fn request(
        &self,
        method: &str,
        path: &str,
        cookie: &str,
        body: &str,
    ) -> Option<(u16, String)> {
        self.send(
            method,
            path,
            cookie,
            "application/x-www-form-urlencoded",
            body,
        )
    }

    /// The same with a body of another kind.
    pub(super) fn send(
        &self,
        method: &str,
        path: &str,
        cookie: &str,
        kind: &str,
        body: &str,
    ) -> Option<(u16, String)> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream
            .set_read_timeout(Some(Duration::from_secs(10)))
            .ok()?;
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {PORTAL}\r\nCookie: {cookie}\r\nConnection: close\r\n\
             Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .ok()?;
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let status = line.split(' ').nth(1)?.parse().ok()?;
        let mut rest = String::new();
        reader.read_to_string(&mut rest).ok()?;
        Some((status, rest))
    }
}

pub(super) fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_acknowledged_reply_is_lost_when_the_program_is_killed_and_none_is_there_twice() {
    let mut w = world().await;
    let path = w.printer();
    let cookie = w.ann.cookie();
    let mut server = Server::start(&w, free_port());
    let mut kills = 0;
    for n in 0..REPLIES {
        let body = format!("once=key{n}&body=Reply+number+{n:04}.");
        if n % (REPLIES / (KILLS + 1)) == 57 && kills < KILLS {
            // killed while the request is under way: sent again with the same key, as a browser's retry would
            kills += 1;
            let (running, target, sent) = (&server, format!("{path}/reply"), body.clone());
            std::thread::scope(|scope| {
                scope.spawn(|| running.request("POST", &target, &cookie, &sent));
                let pid = running.process.id().to_string();
                Command::new("kill")
                    .args(["-9", &pid])
                    .status()
                    .expect("kill runs");
            });
            let port = server.port;
            drop(server);
            server = Server::start(&w, port);
        }
        let answer = server.request("POST", &format!("{path}/reply"), &cookie, &body);
        assert_eq!(answer.map(|(status, _)| status), Some(303), "reply {n}");
    }
    assert_eq!(kills, KILLS);
    let page = w.ann.get(&format!("{path}?all=true")).await;
    for n in 0..REPLIES {
        let text = format!("Reply number {n:04}.");
        assert_eq!(page.body.matches(&text).count(), 1, "{text}");
    }
}

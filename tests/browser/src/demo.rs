//! A running Portico with the demo's account in it.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

/// How somebody of the demo signs in.
#[derive(Clone, Debug)]
pub struct Login {
    /// Their address.
    pub email: String,
    /// Their password.
    pub password: String,
}

/// A `portico demo` of one's own, ended by its drop.
pub struct Demo {
    process: Child,
    _folder: TempDir,
    /// Where agents work.
    pub desk: String,
    /// Where customers look.
    pub portal: String,
    /// Where the mails are that it would have sent.
    pub mail: String,
    /// Agents, the administrator first.
    pub agents: Vec<Login>,
    /// Customers.
    pub members: Vec<Login>,
}

impl Demo {
    /// Starts it on a free port and waits until it serves.
    pub fn start() -> Demo {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut process = Command::new(program())
            .args(["demo", "--listen", "127.0.0.1:0", "--json", "--data"])
            .arg(folder.path().join("demo"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("portico starts");
        let line = first_line(process.stdout.take().expect("its output"), |_| true);
        let said: Value = serde_json::from_str(&line).expect("the first line is JSON");
        let text = |name: &str| {
            said[name]
                .as_str()
                .expect("an address")
                .trim_end_matches('/')
                .to_owned()
        };
        Demo {
            desk: text("desk_url"),
            portal: origin(&text("portal_url")),
            mail: text("mail_url"),
            agents: logins(&said["agents"]),
            members: logins(&said["members"]),
            process,
            _folder: folder,
        }
    }

    /// The port it listens on.
    pub fn port(&self) -> &str {
        self.desk
            .rsplit(':')
            .next()
            .expect("an address with a port")
    }

    /// The member whose address begins so.
    pub fn member(&self, name: &str) -> &Login {
        find(&self.members, name)
    }

    /// The agent whose address begins so.
    pub fn agent(&self, name: &str) -> &Login {
        find(&self.agents, name)
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn origin(url: &str) -> String {
    url::Url::parse(url)
        .expect("an address")
        .origin()
        .ascii_serialization()
}

fn logins(list: &Value) -> Vec<Login> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let login = |one: &Value| Login {
        email: text(&one["email"]),
        password: text(&one["password"]),
    };
    list.as_array().expect("a list").iter().map(login).collect()
}

fn find<'a>(logins: &'a [Login], name: &str) -> &'a Login {
    let found = logins.iter().find(|login| login.email.starts_with(name));
    found.unwrap_or_else(|| panic!("the demo has no {name}: {logins:?}"))
}

/// The program that `cargo build` made, in the folder this test was built in.
fn program() -> PathBuf {
    let test = std::env::current_exe().expect("this test's own path");
    let folder = test
        .parent()
        .and_then(|deps| deps.parent())
        .expect("a target folder");
    let program = folder.join("portico");
    assert!(
        program.exists(),
        "there is no {}: run `cargo build` first",
        program.display()
    );
    program
}

/// The first line that fits; what comes after it is read and dropped, so that the program never waits for a reader.
pub(crate) fn first_line(
    output: ChildStdout,
    fits: impl Fn(&str) -> bool + Send + 'static,
) -> String {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let mut send = Some(send);
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if fits(&line)
                && let Some(send) = send.take()
            {
                let _ = send.send(line);
            }
        }
    });
    receive
        .recv_timeout(Duration::from_secs(90))
        .expect("the program says that it is ready")
}

//! A running Portico with the demo's account in it.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
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
    folder: TempDir,
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
            folder,
        }
    }

    /// An installation without a demo: everything that is set comes from `settings apply`, one administrator and one member from the
    /// command line.
    pub fn applied(settings: impl FnOnce(&str) -> String) -> Demo {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = folder.path().join("demo");
        std::fs::create_dir(&data).expect("a folder");
        let port = free_port();
        let config = format!(
            "database_url = \"sqlite:portico.db\"\nfiles = \"files\"\nsecret_key_file = \"secret.key\"\n\
             listen = \"127.0.0.1:{port}\"\napp_url = \"http://localhost:{port}\"\ncatch_mail = true\n"
        );
        std::fs::write(data.join("portico.toml"), config).expect("a file");
        apply(&data, &settings(&port.to_string()));
        let login = |email: &str| Login {
            email: email.into(),
            password: "correct horse battery staple".into(),
        };
        let (ewa, anna) = (login("ewa@desk.example"), login("anna@customer.example"));
        let agent = [
            "agent",
            "create",
            "--administrator",
            "--name",
            "Ewa",
            "--password-stdin",
            "--email",
            &ewa.email,
        ];
        tell(&data, &agent, &ewa.password);
        let member = [
            "member",
            "create",
            "--name",
            "Anna",
            "--password-stdin",
            "--email",
            &anna.email,
        ];
        tell(&data, &member, &anna.password);
        let process = Command::new(program())
            .args(["serve", "--config"])
            .arg(data.join("portico.toml"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("portico starts");
        Demo {
            desk: format!("http://localhost:{port}"),
            portal: format!("http://help.localhost:{port}"),
            mail: format!("http://localhost:{port}/mail"),
            agents: vec![ewa],
            members: vec![anna],
            process,
            folder,
        }
    }

    /// Sets what a settings file says, while it runs.
    pub fn apply(&self, settings: &str) {
        apply(&self.folder.path().join("demo"), settings);
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

fn apply(data: &Path, settings: &str) {
    let file = data.join("settings.toml");
    std::fs::write(&file, settings).expect("a file");
    let file = file.display().to_string();
    tell(data, &["settings", "apply", &file], "");
}

/// Runs a command of the program to its end, with this on its standard input.
fn tell(data: &Path, arguments: &[&str], input: &str) {
    let mut process = Command::new(program())
        .args(arguments)
        .arg("--config")
        .arg(data.join("portico.toml"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("portico starts");
    let mut stdin = process.stdin.take().expect("its input");
    stdin.write_all(input.as_bytes()).expect("it reads");
    drop(stdin);
    assert!(process.wait().expect("it ends").success(), "{arguments:?}");
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
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

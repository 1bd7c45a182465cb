//! Debian's Chromium, driven through chromedriver.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::ClientBuilder;
use fantoccini::error::CmdError;
use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use url::Url;

use crate::demo::first_line;
use crate::visitor::Visitor;

/// Whether pages may run scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scripts {
    /// As in most browsers.
    On,
    /// As in a text browser, behind a strict proxy, or while a script fails to load.
    Off,
}

/// Starts browsers, each with a fresh profile; all of them end with it.
pub struct Chrome {
    process: Child,
    port: u16,
    _profiles: TempDir,
}

impl Chrome {
    /// Starts chromedriver on a free port.
    pub fn start() -> Chrome {
        let profiles = tempfile::tempdir().expect("a temporary folder");
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .env("TMPDIR", profiles.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts (Debian: apt install chromium chromium-driver)");
        let output = process.stdout.take().expect("its output");
        let line = first_line(output, |line| line.contains("started successfully on port"));
        let digits: String = line.chars().filter(char::is_ascii_digit).collect();
        Chrome {
            port: digits.parse().expect("a port"),
            process,
            _profiles: profiles,
        }
    }

    /// Somebody with a browser of their own, 1280 by 900, at pages below `base`.
    pub async fn visitor(&self, base: &str, scripts: Scripts) -> Visitor {
        let client = ClientBuilder::rustls()
            .expect("a client")
            .capabilities(capabilities(scripts))
            .connect(&format!("http://127.0.0.1:{}", self.port))
            .await
            .expect("a browser starts");
        Visitor::new(client, base)
    }
}

impl Drop for Chrome {
    /// Asks chromedriver to end: it closes its browsers. Their profiles go with the folder.
    fn drop(&mut self) {
        let _ = shut_down(self.port);
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn shut_down(port: u16) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(
        stream,
        "GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    )?;
    stream.read_to_end(&mut Vec::new())?;
    Ok(())
}

fn capabilities(scripts: Scripts) -> Map<String, Value> {
    let content_setting = if scripts == Scripts::Off { 2 } else { 1 };
    let wanted = json!({
        "browserName": "chrome",
        "goog:loggingPrefs": { "browser": "ALL" },
        "goog:chromeOptions": {
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
                "--window-size=1280,900", "--lang=en-GB",
            ],
            "prefs": { "profile.managed_default_content_settings.javascript": content_setting },
        },
    });
    wanted.as_object().expect("an object").clone()
}

/// A command that only Chromium's driver knows.
#[derive(Debug)]
pub(crate) struct Own {
    path: &'static str,
    body: Value,
}

impl Own {
    /// What pages have written to the console since the last time.
    pub(crate) fn console() -> Own {
        Own {
            path: "se/log",
            body: json!({ "type": "browser" }),
        }
    }

    /// A device that makes passkeys and that its owner always unlocks (WebAuthn's extension of WebDriver).
    pub(crate) fn authenticator() -> Own {
        Own {
            path: "webauthn/authenticator",
            body: json!({
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
                "isUserConsenting": true, "isUserVerified": true,
            }),
        }
    }

    /// A command of the browser's own protocol.
    pub(crate) fn devtools(command: &str, parameters: &Value) -> Own {
        Own {
            path: "goog/cdp/execute",
            body: json!({ "cmd": command, "params": parameters }),
        }
    }

    pub(crate) async fn run(self, client: &fantoccini::Client) -> Result<Value, CmdError> {
        client.issue_cmd(self).await
    }
}

impl WebDriverCompatibleCommand for Own {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, url::ParseError> {
        base.join(&format!(
            "session/{}/{}",
            session.unwrap_or_default(),
            self.path
        ))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}

//! Identity providers that others wrote, run by a test on loopback, and a browser that goes there.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use sso::egress::Egress;
use sso::saml::Own;

/// The providers, until dropped.
pub(crate) struct Providers {
    node: Child,
    pub(crate) origin: String,
    pub(crate) own: Own,
}

/// The SAML provider's entity id.
pub(crate) const IDP: &str = "urn:idp.test";

impl Providers {
    /// Starts them for a portal of this origin.
    pub(crate) fn start(portal: &str) -> Providers {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/idp");
        assert!(
            std::path::Path::new(folder).join("node_modules").is_dir(),
            "run `npm ci` in tests/idp first; tests/run does it"
        );
        let own = sso::saml::make_keys("idp").expect("a key pair");
        let mut node = Command::new("node")
            .arg("providers.js")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node runs");
        let config = json!({
            "key": own.key, "certificate": own.certificate, "issuer": IDP,
            "acs": format!("{portal}/sso/saml/acs"), "callback": format!("{portal}/sso/oidc/callback"),
        });
        let mut stdin = node.stdin.take().expect("a pipe");
        writeln!(stdin, "{config}").expect("node reads");
        node.stdin = Some(stdin);
        let mut line = String::new();
        let stdout = node.stdout.take().expect("a pipe");
        BufReader::new(stdout)
            .read_line(&mut line)
            .expect("node answers");
        let said: Value = serde_json::from_str(&line).expect("node started");
        Providers {
            node,
            origin: format!("http://127.0.0.1:{}", said["port"]),
            own,
        }
    }

    /// From now on this person signs in there.
    pub(crate) async fn be(&self, name: &str) {
        let mut browser = Browser::default();
        browser.get(&format!("{}/be/{name}", self.origin)).await;
    }

    /// A browser of its own goes to an address of the provider and follows it until it leads away; answers where to, or the page.
    pub(crate) async fn visit(&self, address: &str) -> Arrived {
        let mut browser = Browser::default();
        let mut at = address.to_owned();
        for _ in 0..10 {
            let (location, body) = browser.get(&at).await;
            match location {
                None => return Arrived { to: at, page: body },
                Some(to) if to.starts_with('/') => at = format!("{}{to}", self.origin),
                Some(to) if to.starts_with(&self.origin) => at = to,
                Some(to) => return Arrived { to, page: body },
            }
        }
        panic!("the provider leads in circles");
    }
}

/// Responses for a portal, honest and forged, by their names: made by `tests/idp/forge.js`.
pub(crate) fn forge(input: &Value) -> Value {
    let mut node = Command::new("node")
        .arg("forge.js")
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/idp"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node runs");
    let mut stdin = node.stdin.take().expect("a pipe");
    stdin
        .write_all(input.to_string().as_bytes())
        .expect("node reads");
    drop(stdin);
    let output = node.wait_with_output().expect("node ends");
    assert!(output.status.success(), "forge.js failed");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

impl Drop for Providers {
    fn drop(&mut self) {
        let _ = self.node.kill();
        let _ = self.node.wait();
    }
}

/// Where a visit of a provider ended.
pub(crate) struct Arrived {
    pub(crate) to: String,
    pub(crate) page: String,
}

impl Arrived {
    /// The value of a field of the form that the provider's page sends on by itself.
    pub(crate) fn field(&self, name: &str) -> String {
        let mark = format!("name=\"{name}\"");
        let rest = self
            .page
            .split(&mark)
            .nth(1)
            .unwrap_or_else(|| panic!("no {name} in {}", self.page));
        let value = rest.split("value=\"").nth(1).unwrap_or_default();
        value
            .split('"')
            .next()
            .unwrap_or_default()
            .replace("&#34;", "\"")
    }
}

#[derive(Default)]
struct Browser {
    cookies: BTreeMap<String, String>,
}

impl Browser {
    async fn get(&mut self, address: &str) -> (Option<String>, String) {
        let egress = Egress::new(&[]).expect("a client");
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = http::Request::get(address).header("cookie", cookies.join("; "));
        let answer = egress
            .send(request.body(Vec::new()).expect("a request"))
            .await
            .expect("an answer");
        for set in answer.headers().get_all("set-cookie") {
            let pair = set
                .to_str()
                .unwrap_or_default()
                .split(';')
                .next()
                .unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let location = answer
            .headers()
            .get("location")
            .and_then(|v| v.to_str().ok())
            .map(str::to_owned);
        (
            location,
            String::from_utf8_lossy(answer.body()).into_owned(),
        )
    }
}

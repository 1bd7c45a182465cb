//! Identity providers that others wrote, on loopback (`tests/idp/providers.js`), and how they stand in a settings file.

use std::io::Write;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use sso::saml::{self, Own};

use crate::demo::first_line;

const SECRET: &str = "a secret of thirty-two bytes, yes";

/// The providers of one portal or of the desk, ended by their drop.
pub struct Providers {
    process: Child,
    /// Where they are.
    pub origin: String,
    keys: Own,
}

impl Providers {
    /// Starts them for a portal of this origin. Whoever comes there is ann@acme.test.
    pub fn start(portal: &str) -> Providers {
        Providers::of(portal, None)
    }

    /// Starts them for the desk. Whoever comes there is this agent.
    pub fn of_desk(desk: &str, agent: &str) -> Providers {
        Providers::of(desk, Some(agent))
    }

    fn of(portal: &str, agent: Option<&str>) -> Providers {
        let keys = saml::make_keys("idp").expect("a key pair");
        let mut process = Command::new("node")
            .arg("providers.js")
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../idp"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node runs");
        let config = json!({
            "key": keys.key, "certificate": keys.certificate, "issuer": "urn:idp.test", "secret": SECRET, "agent": agent,
            "acs": format!("{portal}/sso/saml/acs"), "callback": format!("{portal}/sso/oidc/callback"),
        });
        let mut stdin = process.stdin.take().expect("its input");
        writeln!(stdin, "{config}").expect("node reads");
        process.stdin = Some(stdin);
        let line = first_line(process.stdout.take().expect("its output"), |_| true);
        let said: Value = serde_json::from_str(&line).expect("node started");
        Providers {
            process,
            origin: format!("http://127.0.0.1:{}", said["port"]),
            keys,
        }
    }

    /// The way to sign in to the desk by them, for a settings file.
    pub fn desk_settings(&self) -> String {
        format!(
            "[[sso]]\nhost = \"localhost\"\nname = \"Acme OpenID\"\nkind = \"oidc\"\nissuer = \"{}\"\n\
             client_id = \"portico\"\nclient_secret = \"a secret of the client\"\n",
            self.origin
        )
    }

    /// All three ways to sign in by them, for a settings file.
    pub fn settings(&self, host: &str) -> String {
        let (origin, certificate) = (&self.origin, &self.keys.certificate);
        format!(
            "[[sso]]\nhost = \"{host}\"\nname = \"Acme SAML\"\nkind = \"saml\"\nemail_domains = [\"acme.test\"]\n\
             idp_entity_id = \"urn:idp.test\"\nsso_url = \"{origin}/saml\"\ncertificates = [\"\"\"{certificate}\"\"\"]\n\
             [[sso]]\nhost = \"{host}\"\nname = \"Acme OpenID\"\nkind = \"oidc\"\nissuer = \"{origin}\"\n\
             client_id = \"portico\"\nclient_secret = \"a secret of the client\"\n\
             [[sso]]\nhost = \"{host}\"\nname = \"Acme app\"\nkind = \"jwt\"\nemail_domains = [\"acme.test\"]\n\
             remote_url = \"{origin}/app\"\nalgorithm = \"HS256\"\nkey = \"{SECRET}\"\n"
        )
    }
}

impl Drop for Providers {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

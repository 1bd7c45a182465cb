//! A second SAML provider that others wrote, with another XML library: pysaml2 with xmlsec1 (`tests/idp/pysaml2_idp.py`). It reads our
//! metadata; what it answers is taken, signed or encrypted in any of its ways, by the clock that providers go by.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde::Deserialize;
use serde_json::{Value, json};
use sso::saml::{self, Mapping, Own, Party, Pending, Posted, Provider};
use sso::{Accepted, Check};

const ISSUER: &str = "https://idp.test/metadata";
const ENTITY: &str = "http://help.test/sso/saml/metadata";
const SECOND: i64 = 1000;
/// Its responses live so long.
const LIFE: i64 = 15 * 60 * SECOND;

#[derive(Deserialize)]
struct Said {
    made: i64,
    response: String,
}

struct Stage {
    own: Own,
    provider: Provider,
    pending: Pending,
    said: BTreeMap<String, Said>,
}

fn party(own: &Own) -> Party<'_> {
    Party {
        entity_id: ENTITY,
        acs: "http://help.test/sso/saml/acs",
        own,
    }
}

/// In the middle of a roll-over: the certificate of now and the next one are known.
fn stage() -> Stage {
    let keys: Vec<Own> = (0..4)
        .map(|n| saml::make_keys(&format!("key {n}")).unwrap())
        .collect();
    let [own, now, next, stranger] = &keys[..] else {
        unreachable!()
    };
    let both = [now, next].map(|own| own.certificate.clone()).concat();
    let provider = Provider {
        entity_id: ISSUER.into(),
        sso_url: "https://idp.test/sso".into(),
        certificates: saml::certificates(&both).unwrap(),
        wants_signed_requests: false,
    };
    let (_, pending) = saml::begin(&party(own), &provider, "state").unwrap();
    let request = serde_json::to_value(&pending).unwrap()["request_id"].clone();
    let pair = |own: &Own| json!({ "key": own.key, "certificate": own.certificate });
    let said = ask(&json!({
        "issuer": ISSUER, "audience": ENTITY, "inResponseTo": request, "metadata": saml::metadata(&party(own)).unwrap(),
        "keys": { "now": pair(now), "next": pair(next), "stranger": pair(stranger) },
    }));
    Stage {
        own: own.clone(),
        provider,
        pending,
        said,
    }
}

fn ask(input: &Value) -> BTreeMap<String, Said> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/idp/pysaml2_idp.py");
    let mut python = Command::new("/usr/bin/python3")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 runs");
    let mut stdin = python.stdin.take().unwrap();
    stdin.write_all(input.to_string().as_bytes()).unwrap();
    drop(stdin);
    let output = python.wait_with_output().unwrap();
    let needs = "pysaml2_idp.py failed (Debian: apt install python3-pysaml2 xmlsec1)";
    assert!(output.status.success(), "{needs}");
    serde_json::from_slice(&output.stdout).unwrap()
}

impl Stage {
    /// What becomes of a response so much later than it was made.
    fn finish(&self, name: &str, later: i64) -> sso::Result<Accepted> {
        let said = &self.said[name];
        let posted = Posted {
            response: &said.response,
            relay_state: Some("state"),
            pending: Some(&self.pending),
        };
        let mapping = Mapping::default();
        let (party, now) = (party(&self.own), said.made + later);
        saml::finish(&party, &self.provider, &mapping, &posted, now)
    }

    #[track_caller]
    fn fails(&self, name: &str, later: i64, check: Check) {
        let answer = self.finish(name, later).map_err(|refused| refused.check);
        assert_eq!(answer, Err(check), "{name}");
    }
}

#[test]
fn a_provider_in_python_is_understood_in_all_its_ways() {
    let stage = stage();
    for name in [
        "assertion signed",
        "response signed",
        "both signed",
        "sha-512",
        "next certificate",
        "encrypted",
    ] {
        let accepted = stage
            .finish(name, 0)
            .unwrap_or_else(|e| panic!("{name}: {e}"));
        let who = &accepted.identity;
        assert_eq!(who.subject, "u-1", "{name}");
        assert_eq!(who.email, "ann@acme.test", "{name}");
        assert_eq!((&*who.first_name, &*who.last_name), ("Ann", "Archer"));
    }
    stage.fails("a stranger's", 0, Check::Signature);
    stage.fails("unsigned", 0, Check::Signature);
    stage.fails("encrypted by triple des", 0, Check::Algorithm);
    // clocks differ by up to a minute, either way; its times are of whole seconds
    for name in ["assertion signed", "encrypted"] {
        for later in [-58 * SECOND, LIFE + 58 * SECOND] {
            assert!(stage.finish(name, later).is_ok(), "{name}: {later}");
        }
        for later in [-90 * SECOND, LIFE + 90 * SECOND] {
            stage.fails(name, later, Check::Time);
        }
    }
}

#[test]
fn after_the_roll_over_the_old_certificate_counts_no_more() {
    let mut stage = stage();
    stage.provider.certificates.remove(0);
    assert!(stage.finish("next certificate", 0).is_ok());
    stage.fails("assertion signed", 0, Check::Signature);
}

//! Honest and forged responses, signed and encrypted by libraries that others wrote (`tests/idp/forge.js`): every honest one is
//! taken, no forged one is, and none ever names somebody else than the signed person (security.md C1, C2).
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use rcgen::{CertificateParams, KeyPair};
use serde::Deserialize;
use serde_json::{Value, json};
use sso::Check;
use sso::saml::{self, Mapping, Own, Party, Pending, Posted, Provider};

const NOW: i64 = 1_795_338_000_000;
const ISSUER: &str = "https://idp.test/metadata";
const ENTITY: &str = "http://help.test/sso/saml/metadata";
const ACS: &str = "http://help.test/sso/saml/acs";

#[derive(Deserialize)]
struct Cases {
    good: BTreeMap<String, String>,
    forged: BTreeMap<String, String>,
    started: BTreeMap<String, String>,
    asked: BTreeMap<String, String>,
}

struct Stage {
    own: Own,
    provider: Provider,
    pending: Pending,
    cases: Cases,
}

impl Stage {
    fn party(&self) -> Party<'_> {
        party(&self.own)
    }

    fn finish(&self, response: &str, asked: bool) -> sso::Result<sso::Accepted> {
        let posted = Posted {
            response,
            relay_state: asked.then_some("state"),
            pending: asked.then_some(&self.pending),
        };
        saml::finish(
            &self.party(),
            &self.provider,
            &Mapping::default(),
            &posted,
            NOW,
        )
    }
}

fn party(own: &Own) -> Party<'_> {
    Party {
        entity_id: ENTITY,
        acs: ACS,
        own,
    }
}

fn elliptic() -> Own {
    let pair = KeyPair::generate().unwrap();
    let certificate = CertificateParams::default().self_signed(&pair).unwrap();
    Own {
        key: pair.serialize_pem(),
        certificate: certificate.pem(),
    }
}

fn stage() -> Stage {
    let keys: Vec<Own> = (0..4)
        .map(|n| saml::make_keys(&format!("key {n}")).unwrap())
        .collect();
    let [own, rsa, next, mallory] = &keys[..] else {
        unreachable!()
    };
    let ec = elliptic();
    let text = [rsa, next, &ec].map(|own| own.certificate.clone()).concat();
    let provider = Provider {
        entity_id: ISSUER.into(),
        sso_url: "https://idp.test/sso?tenant=1".into(),
        certificates: saml::certificates(&text).unwrap(),
        wants_signed_requests: false,
    };
    let (url, pending) = saml::begin(&party(own), &provider, "state").unwrap();
    assert!(
        url.starts_with("https://idp.test/sso?tenant=1&SAMLRequest="),
        "{url}"
    );
    let request = serde_json::to_value(&pending).unwrap()["request_id"].clone();
    let pair = |own: &Own| json!({ "key": own.key, "certificate": own.certificate });
    let public = KeyPair::from_pem(&own.key).unwrap().public_key_pem();
    let cases = forge(&json!({
        "keys": {
            "rsa": pair(rsa), "next": pair(next), "mallory": pair(mallory), "ec": pair(&ec),
            "us": { "publicKey": public, "certificate": own.certificate },
        },
        "to": { "now": NOW, "issuer": ISSUER, "audience": ENTITY, "acs": ACS, "inResponseTo": request },
    }));
    Stage {
        own: own.clone(),
        provider,
        pending,
        cases,
    }
}

fn forge(input: &Value) -> Cases {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/idp");
    assert!(
        folder.join("node_modules").is_dir(),
        "run `npm ci` in tests/idp first; tests/run does it"
    );
    let mut node = Command::new("node")
        .arg("forge.js")
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node runs");
    let mut stdin = node.stdin.take().unwrap();
    stdin.write_all(input.to_string().as_bytes()).unwrap();
    drop(stdin);
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success(), "forge.js failed");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Which check the forgeries of one changed field must fail, so that each check is known to be there.
const FAILS: [(&str, Check); 20] = [
    ("unsigned", Check::Signature),
    ("signature taken away", Check::Signature),
    ("text changed", Check::Signature),
    (
        "signed with a key of its own, certificate inside",
        Check::Signature,
    ),
    ("rsa-sha1", Check::Algorithm),
    ("sha-1 digest", Check::Algorithm),
    ("hmac with the certificate as key", Check::Algorithm),
    ("another audience", Check::Audience),
    ("no audience", Check::Audience),
    ("another recipient", Check::Recipient),
    ("another destination", Check::Recipient),
    ("another request", Check::Request),
    ("no request", Check::Request),
    ("another issuer", Check::Issuer),
    ("a response of somebody else", Check::Issuer),
    (
        "encrypted, only the response signed, by a stranger",
        Check::Signature,
    ),
    (
        "encrypted, another text under the response's signature",
        Check::Signature,
    ),
    ("expired", Check::Time),
    ("not yet", Check::Time),
    ("not let in", Check::Provider),
];

#[test]
fn honest_responses_are_taken_and_forged_ones_are_not() {
    let stage = stage();
    let mut wrong = Vec::new();
    for (name, response) in &stage.cases.good {
        match stage.finish(response, true) {
            Ok(accepted) if accepted.identity.email == "ann@acme.test" => {
                assert!(!accepted.once.is_empty() && accepted.identity.issuer == ISSUER);
                assert_eq!(accepted.identity.last_name, "Archer");
            }
            other => wrong.push(format!("honest, {name}: {other:?}")),
        }
    }
    for (name, response) in &stage.cases.forged {
        let begun = Instant::now();
        let answer = stage.finish(response, true);
        let expected = FAILS
            .iter()
            .find(|(of, _)| of == name)
            .map(|(_, check)| *check);
        match answer {
            Ok(accepted) => wrong.push(format!("forged, {name}: {:?}", accepted.identity)),
            Err(refused) if expected.is_some_and(|check| check != refused.check) => {
                wrong.push(format!("forged, {name}: {refused}"));
            }
            Err(_) => {}
        }
        assert!(begun.elapsed().as_millis() < 500, "{name} takes too long");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(stage.cases.good.len() > 10 && stage.cases.forged.len() > 60);
}

/// Whoever can change an encrypted assertion learns from the refusal neither what it says nor how far it was read.
#[test]
fn an_encrypted_assertion_answers_no_questions() {
    let stage = stage();
    assert!(stage.cases.asked.len() > 15);
    let answers: BTreeSet<String> = stage
        .cases
        .asked
        .values()
        .map(|response| match stage.finish(response, true) {
            Ok(accepted) => format!("{:?}", accepted.identity),
            Err(refused) => refused.to_string(),
        })
        .collect();
    assert_eq!(answers.len(), 1, "{answers:?}");
    let refused = stage.finish(&stage.cases.asked["padding changed"], true);
    assert_eq!(refused.unwrap_err().check, Check::Encryption);
}

#[test]
fn a_provider_begins_only_where_that_is_asked_for() {
    let stage = stage();
    let response = &stage.cases.started["provider began"];
    assert_eq!(
        stage.finish(response, true).unwrap_err().check,
        Check::Request
    );
    assert_eq!(
        stage.finish(response, false).unwrap().identity.email,
        "ann@acme.test"
    );
    // an answer to a request is never taken as one that the provider began
    assert!(
        stage
            .finish(&stage.cases.good["assertion signed"], false)
            .is_err()
    );
}

#[test]
fn a_response_is_remembered_by_the_assertion_and_taken_for_one_browser_only() {
    let stage = stage();
    let response = &stage.cases.good["assertion signed"];
    let once = stage.finish(response, true).unwrap().once;
    assert!(
        once.iter()
            .any(|one| one.key == "assertion_id:_a1" && one.until > NOW)
    );
    let (_, other) = saml::begin(&stage.party(), &stage.provider, "state").unwrap();
    let posted = Posted {
        response,
        relay_state: Some("state"),
        pending: Some(&other),
    };
    let answer = saml::finish(
        &stage.party(),
        &stage.provider,
        &Mapping::default(),
        &posted,
        NOW,
    );
    assert_eq!(answer.unwrap_err().check, Check::Request);
}

#[test]
fn our_metadata_is_read_back_and_a_providers_is_understood() {
    let own = saml::make_keys("Portico").unwrap();
    let xml = saml::metadata(&party(&own)).unwrap();
    assert!(xml.contains(ACS) && xml.contains(ENTITY) && xml.contains("use=\"encryption\""));
    let certificate = |own: &Own| {
        own.certificate
            .replace("-----BEGIN CERTIFICATE-----", "")
            .replace("-----END CERTIFICATE-----", "")
    };
    let idp = format!(
        r#"<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="{ISSUER}">
        <md:IDPSSODescriptor WantAuthnRequestsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
        <md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
        <md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
        <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.test/post"/>
        <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.test/redirect"/>
        </md:IDPSSODescriptor></md:EntityDescriptor>"#,
        certificate(&own),
        certificate(&elliptic()),
    );
    let provider = saml::read_metadata(&idp).unwrap();
    assert_eq!(
        (provider.entity_id.as_str(), provider.sso_url.as_str()),
        (ISSUER, "https://idp.test/redirect")
    );
    assert!(provider.wants_signed_requests);
    let kinds: Vec<_> = provider
        .certificates
        .iter()
        .map(|pem| saml::describe(pem).unwrap().key)
        .collect();
    assert_eq!(kinds, ["RSA", "EC"]);
    let (url, _) = saml::begin(&party(&own), &provider, "state").unwrap();
    assert!(
        url.contains("&SigAlg=") && url.contains("&Signature="),
        "{url}"
    );
    for broken in [
        "",
        "<a/>",
        &idp.replace("HTTP-Redirect", "SOAP"),
        &format!("<!DOCTYPE a>{idp}"),
    ] {
        assert_eq!(
            saml::read_metadata(broken).unwrap_err().check,
            Check::Settings
        );
    }
}

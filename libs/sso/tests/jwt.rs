//! Tokens, honest and forged (security.md C4).
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{EncodingKey, Header};
use rcgen::KeyPair;
use serde_json::{Value, json};
use sso::Check;
use sso::jwt::{self, Algorithm, Rules};

const NOW: i64 = 1_795_338_000_000;
const SECRET: &str = "a secret of thirty-two bytes, yes";

fn rules() -> Rules<'static> {
    Rules {
        algorithm: Algorithm::HS256,
        key: SECRET,
        audience: "",
        issuer: "",
    }
}

fn claims(exp: i64) -> Value {
    json!({ "email": "Ann@acme.test", "exp": NOW / 1000 + exp, "given_name": "Ann", "jti": "one" })
}

fn signed(header: &str, claims: &str) -> String {
    let text = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(claims)
    );
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    let signature =
        jsonwebtoken::crypto::sign(text.as_bytes(), &key, jsonwebtoken::Algorithm::HS256).unwrap();
    format!("{text}.{signature}")
}

const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

fn read(claims: &Value) -> sso::Result<sso::Accepted> {
    jwt::read(&signed(HEADER, &claims.to_string()), &rules(), NOW)
}

#[track_caller]
fn fails(answer: sso::Result<sso::Accepted>, check: Check) {
    assert_eq!(answer.map_err(|refused| refused.check), Err(check));
}

#[test]
fn an_honest_token_says_who_came_in() {
    let accepted = read(&claims(300)).unwrap();
    assert_eq!(accepted.identity.email, "Ann@acme.test");
    assert_eq!(accepted.identity.subject, "ann@acme.test");
    assert_eq!(accepted.identity.first_name, "Ann");
    assert_eq!(accepted.once.len(), 1);
    assert!(accepted.once[0].key.starts_with("jti ") && accepted.once[0].until == NOW + 360_000);
    // without an id the token itself is remembered
    let other =
        read(&json!({ "email": "a@acme.test", "exp": NOW / 1000 + 300, "sub": "17" })).unwrap();
    assert!(other.once[0].key.starts_with("token ") && other.identity.subject == "17");
    let numbered = json!({ "email": "a@acme.test", "exp": NOW / 1000 + 300, "sub": 17 });
    assert_eq!(read(&numbered).unwrap().identity.subject, "17");
}

#[test]
fn a_token_lives_for_an_hour_at_most() {
    assert!(read(&claims(3600)).is_ok() && read(&claims(-59)).is_ok());
    fails(read(&claims(3661)), Check::Time);
    fails(read(&claims(-60)), Check::Time);
    fails(read(&json!({ "email": "a@acme.test" })), Check::Time);
    for exp in [
        json!("tomorrow"),
        json!(null),
        json!(i64::MAX),
        json!(1e30),
        json!(-1),
    ] {
        fails(
            read(&json!({ "email": "a@acme.test", "exp": exp })),
            Check::Time,
        );
    }
    for name in ["nbf", "iat"] {
        let mut early = claims(300);
        early[name] = json!(NOW / 1000 + 61);
        fails(read(&early), Check::Time);
    }
}

#[test]
fn an_address_is_needed() {
    fails(read(&json!({ "exp": NOW / 1000 + 60 })), Check::Email);
    fails(
        read(&json!({ "exp": NOW / 1000 + 60, "email": " " })),
        Check::Email,
    );
    fails(
        read(&json!({ "exp": NOW / 1000 + 60, "email": ["a@acme.test"] })),
        Check::Form,
    );
    fails(
        read(&json!({ "exp": NOW / 1000 + 60, "email": "a@acme.test\0" })),
        Check::Form,
    );
}

#[test]
fn the_header_chooses_nothing() {
    let body = claims(300).to_string();
    for header in [
        r#"{"alg":"none"}"#,
        r#"{"alg":"None"}"#,
        r#"{"alg":"HS384"}"#,
        r#"{"alg":"RS256"}"#,
        r#"{"typ":"JWT"}"#,
    ] {
        fails(
            jwt::read(&signed(header, &body), &rules(), NOW),
            Check::Algorithm,
        );
    }
    for header in [
        r#"{"alg":"HS256","crit":["exp"],"exp":1}"#,
        r#"{"alg":"HS256","alg":"HS256"}"#,
        r#"{"alg":"HS256","typ":"at+jwt"}"#,
    ] {
        fails(
            jwt::read(&signed(header, &body), &rules(), NOW),
            Check::Form,
        );
    }
    // keys that a token brings along are not looked at
    let other = format!(
        r#"{{"alg":"HS256","kid":"../../dev/null","jku":"http://evil.test","k":"{SECRET}"}}"#
    );
    assert!(jwt::read(&signed(&other, &body), &rules(), NOW).is_ok());
    let unsigned = signed(HEADER, &body);
    let unsigned = unsigned.rsplit_once('.').unwrap().0;
    fails(
        jwt::read(&format!("{unsigned}."), &rules(), NOW),
        Check::Signature,
    );
    fails(jwt::read(unsigned, &rules(), NOW), Check::Form);
    fails(jwt::read("", &rules(), NOW), Check::Form);
    fails(jwt::read(&"a".repeat(20_000), &rules(), NOW), Check::Form);
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    let twice = format!(
        r#"{{"email":"eve@acme.test","exp":{},"email":"ann@acme.test"}}"#,
        NOW / 1000 + 60
    );
    fails(
        jwt::read(&signed(HEADER, &twice), &rules(), NOW),
        Check::Form,
    );
    let nested = format!(
        r#"{{"email":"eve@acme.test","exp":{},"x":{{"a":1,"a":2}}}}"#,
        NOW / 1000 + 60
    );
    fails(
        jwt::read(&signed(HEADER, &nested), &rules(), NOW),
        Check::Form,
    );
}

#[test]
fn audience_and_issuer_count_where_they_are_configured() {
    let strict = Rules {
        audience: "https://help.test",
        issuer: "https://app.test",
        ..rules()
    };
    let token = |aud: Value, iss: &str| {
        let mut claims = claims(300);
        claims["aud"] = aud;
        claims["iss"] = json!(iss);
        jwt::read(&signed(HEADER, &claims.to_string()), &strict, NOW)
    };
    assert!(token(json!("https://help.test"), "https://app.test").is_ok());
    assert!(token(json!(["x", "https://help.test"]), "https://app.test").is_ok());
    fails(
        token(json!("https://help.test.evil"), "https://app.test"),
        Check::Audience,
    );
    fails(token(json!(null), "https://app.test"), Check::Audience);
    fails(
        token(json!("https://help.test"), "https://app.test/"),
        Check::Issuer,
    );
}

#[test]
fn a_public_key_is_no_secret() {
    let pair = KeyPair::generate().unwrap();
    let public = pair.public_key_pem();
    let elliptic = Rules {
        algorithm: Algorithm::ES256,
        key: &public,
        ..rules()
    };
    let key = EncodingKey::from_ec_pem(pair.serialize_pem().as_bytes()).unwrap();
    let header = Header::new(jsonwebtoken::Algorithm::ES256);
    let honest = jsonwebtoken::encode(&header, &claims(300), &key).unwrap();
    assert!(jwt::read(&honest, &elliptic, NOW).is_ok());
    // signed by HMAC with the public key's text as the secret
    let text = honest
        .rsplit_once('.')
        .unwrap()
        .0
        .split_once('.')
        .unwrap()
        .1
        .to_owned();
    let head = URL_SAFE_NO_PAD.encode(HEADER);
    let message = format!("{head}.{text}");
    let confused = EncodingKey::from_secret(public.as_bytes());
    let signature = jsonwebtoken::crypto::sign(
        message.as_bytes(),
        &confused,
        jsonwebtoken::Algorithm::HS256,
    )
    .unwrap();
    let forged = format!("{message}.{signature}");
    fails(jwt::read(&forged, &elliptic, NOW), Check::Algorithm);
    let careless = Rules {
        key: &public,
        ..rules()
    };
    fails(jwt::read(&forged, &careless, NOW), Check::Settings);
    assert!(
        Rules {
            key: "short",
            ..rules()
        }
        .key()
        .is_err()
    );
    assert!(
        Rules {
            key: SECRET,
            algorithm: Algorithm::RS256,
            ..rules()
        }
        .key()
        .is_err()
    );
}

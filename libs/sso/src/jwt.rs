//! A signed token as a sign-in (RFC 7519), as HubSpot's members use it: an application of their own signs people in and
//! sends them on with a token. Algorithm and key come from the connection alone; the token's header is only compared with them
//! (security.md C4).

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{DecodingKey, Validation};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::{Accepted, Check, Identity, Once, Refused, Result, SKEW_MS};

/// The longest life of a token [A8].
const LIFE_MS: i64 = 60 * 60 * 1000;
/// No honest token is longer.
const LONGEST: usize = 16 * 1024;
/// The shortest shared secret, bytes: 256 bits.
pub const SHORTEST_SECRET: usize = 32;

/// How tokens are signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of RFC 7518")]
pub enum Algorithm {
    #[default]
    HS256,
    HS384,
    HS512,
    RS256,
    ES256,
}

impl Algorithm {
    /// All that are offered; `none` is not.
    pub const ALL: [Algorithm; 5] = [
        Algorithm::HS256,
        Algorithm::HS384,
        Algorithm::HS512,
        Algorithm::RS256,
        Algorithm::ES256,
    ];

    /// Its name in RFC 7518.
    pub fn as_str(self) -> &'static str {
        match self {
            Algorithm::HS256 => "HS256",
            Algorithm::HS384 => "HS384",
            Algorithm::HS512 => "HS512",
            Algorithm::RS256 => "RS256",
            Algorithm::ES256 => "ES256",
        }
    }

    /// The algorithm of this name.
    pub fn named(name: &str) -> Option<Algorithm> {
        Algorithm::ALL.into_iter().find(|one| one.as_str() == name)
    }

    fn library(self) -> jsonwebtoken::Algorithm {
        match self {
            Algorithm::HS256 => jsonwebtoken::Algorithm::HS256,
            Algorithm::HS384 => jsonwebtoken::Algorithm::HS384,
            Algorithm::HS512 => jsonwebtoken::Algorithm::HS512,
            Algorithm::RS256 => jsonwebtoken::Algorithm::RS256,
            Algorithm::ES256 => jsonwebtoken::Algorithm::ES256,
        }
    }
}

/// What a connection says of its tokens.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// The one algorithm.
    pub algorithm: Algorithm,
    /// The shared secret, or the public key as PEM.
    pub key: &'a str,
    /// `aud` must be or hold this; empty: not checked.
    pub audience: &'a str,
    /// `iss` must be this; empty: not checked.
    pub issuer: &'a str,
}

impl Rules<'_> {
    /// The key in the form that its algorithm needs: what an administrator is told before anybody signs in.
    ///
    /// # Errors
    /// [`Check::Settings`] when the secret is too short or the key is no PEM of this kind.
    pub fn key(&self) -> Result<DecodingKey> {
        let bytes = self.key.as_bytes();
        let bad = |error| Refused::new(Check::Settings, format!("the key cannot be read: {error}"));
        match self.algorithm {
            Algorithm::RS256 => DecodingKey::from_rsa_pem(bytes).map_err(bad),
            Algorithm::ES256 => DecodingKey::from_ec_pem(bytes).map_err(bad),
            _ if bytes.len() < SHORTEST_SECRET => Err(Refused::new(
                Check::Settings,
                format!("the secret is shorter than {SHORTEST_SECRET} bytes"),
            )),
            // a public key is no secret: whoever knows it could sign (key confusion)
            _ if self.key.contains("-----BEGIN") => Err(Refused::new(
                Check::Settings,
                "a PEM key is no shared secret",
            )),
            _ => Ok(DecodingKey::from_secret(bytes)),
        }
    }
}

/// Reads a token.
///
/// # Errors
/// Says which check failed.
pub fn read(token: &str, rules: &Rules<'_>, now: i64) -> Result<Accepted> {
    let (header, claims) = parts(token)?;
    check_header(&header, rules.algorithm)?;
    check_signature(token, rules)?;
    let claims = object(claims)?;
    let until = check_time(&claims, now)?;
    check_named(&claims, rules)?;
    let identity = identity(&claims)?;
    let key = match claims.get("jti").map(|id| string(id, "jti")).transpose()? {
        Some(id) if !id.is_empty() => format!("jti {}", digest(id)),
        // the signed part: the signature of ES256 can be rewritten, what it covers cannot
        _ => format!(
            "token {}",
            digest(token.rsplit_once('.').map_or(token, |(signed, _)| signed))
        ),
    };
    Ok(Accepted {
        identity,
        once: vec![Once { key, until }],
        claims: shown(&claims),
    })
}

/// A claims document as people see it, name and value.
pub(crate) fn shown(claims: &Map<String, Value>) -> Vec<(String, String)> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    claims
        .iter()
        .map(|(name, value)| (name.clone(), text(value)))
        .collect()
}

fn digest(text: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    URL_SAFE_NO_PAD.encode(digest)
}

fn form(detail: impl ToString) -> Refused {
    Refused::new(Check::Form, detail)
}

fn parts(token: &str) -> Result<(Map<String, Value>, &str)> {
    if token.len() > LONGEST {
        return Err(form("the token is too long"));
    }
    let pieces: Vec<&str> = token.split('.').collect();
    let [header, claims, _signature] = pieces[..] else {
        return Err(form("a token has three parts"));
    };
    Ok((object(header)?, claims))
}

pub(crate) fn object(encoded: &str) -> Result<Map<String, Value>> {
    let bytes = URL_SAFE_NO_PAD.decode(encoded).map_err(form)?;
    match serde_json::from_slice::<Strict>(&bytes).map_err(form)?.0 {
        Value::Object(map) => Ok(map),
        _ => Err(form("not an object")),
    }
}

/// The header may only repeat what the connection says; keys that it brings or points to are not looked at.
fn check_header(header: &Map<String, Value>, algorithm: Algorithm) -> Result<()> {
    if header.get("alg").and_then(Value::as_str) != Some(algorithm.as_str()) {
        return Err(Refused::new(
            Check::Algorithm,
            format!("the token's alg is not {}", algorithm.as_str()),
        ));
    }
    if header.contains_key("crit") {
        return Err(form("crit names extensions that are not known here"));
    }
    let kind = header
        .get("typ")
        .map(|typ| string(typ, "typ"))
        .transpose()?;
    if kind.is_some_and(|typ| !typ.eq_ignore_ascii_case("JWT")) {
        return Err(form("typ is not JWT"));
    }
    Ok(())
}

fn check_signature(token: &str, rules: &Rules<'_>) -> Result<()> {
    let mut validation = Validation::new(rules.algorithm.library());
    // time, audience and issuer are checked here by the caller's clock and with our own words
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    jsonwebtoken::decode::<Value>(token, &rules.key()?, &validation)
        .map(|_| ())
        .map_err(|error| Refused::new(Check::Signature, error))
}

/// `exp` there, not past and at most an hour ahead; `nbf` and `iat` not in the future. Answers until when it must be remembered.
fn check_time(claims: &Map<String, Value>, now: i64) -> Result<i64> {
    let time = |detail: &str| Refused::new(Check::Time, detail);
    let ms = |name: &str| match claims.get(name) {
        None => Ok(None),
        Some(value) => seconds(value)
            .and_then(|seconds| seconds.checked_mul(1000))
            .map(Some)
            .ok_or_else(|| time(&format!("{name} is not a time"))),
    };
    let exp = ms("exp")?.ok_or_else(|| time("exp is missing"))?;
    if exp <= now.saturating_sub(SKEW_MS) {
        return Err(time("the token has expired"));
    }
    if exp > now.saturating_add(LIFE_MS + SKEW_MS) {
        return Err(time("exp is more than 60 minutes ahead"));
    }
    for name in ["nbf", "iat"] {
        if ms(name)?.is_some_and(|from| from > now.saturating_add(SKEW_MS)) {
            return Err(time(&format!("{name} is in the future")));
        }
    }
    Ok(exp.saturating_add(SKEW_MS))
}

/// A NumericDate; whole seconds, or a fraction cut off (PHP and Python write both).
fn seconds(value: &Value) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "the range was checked")]
    value.as_i64().or_else(|| {
        value
            .as_f64()
            .filter(|number| number.abs() < 1e12)
            .map(|number| number as i64)
    })
}

fn check_named(claims: &Map<String, Value>, rules: &Rules<'_>) -> Result<()> {
    if !rules.issuer.is_empty() && claims.get("iss").and_then(Value::as_str) != Some(rules.issuer) {
        return Err(Refused::new(Check::Issuer, "iss is not the configured one"));
    }
    let named = match claims.get("aud") {
        Some(Value::String(one)) => one == rules.audience,
        Some(Value::Array(many)) => many.iter().any(|one| one.as_str() == Some(rules.audience)),
        _ => false,
    };
    if !rules.audience.is_empty() && !named {
        return Err(Refused::new(Check::Audience, "aud does not name us"));
    }
    Ok(())
}

fn string<'v>(value: &'v Value, name: &str) -> Result<&'v str> {
    value
        .as_str()
        .ok_or_else(|| form(format!("{name} is not a text")))
}

fn identity(claims: &Map<String, Value>) -> Result<Identity> {
    let text = |names: &[&str]| -> Result<String> {
        let found = names
            .iter()
            .find_map(|name| Some((*name, claims.get(*name)?)));
        found.map_or(Ok(String::new()), |(name, value)| match value {
            // many applications number their people
            Value::Number(number) if name == "sub" && !number.is_f64() => Ok(number.to_string()),
            value => {
                let text = string(value, name)?.trim();
                if text.contains(char::is_control) {
                    return Err(form(format!("{name} holds a control character")));
                }
                Ok(text.to_owned())
            }
        })
    };
    let email = text(&["email"])?;
    if email.is_empty() {
        return Err(Refused::new(Check::Email, "email is missing"));
    }
    let subject = text(&["sub"])?;
    Ok(Identity {
        issuer: text(&["iss"])?,
        subject: if subject.is_empty() {
            email.to_lowercase()
        } else {
            subject
        },
        email,
        email_verified: claims.get("email_verified").and_then(Value::as_bool),
        first_name: text(&["given_name", "first_name", "firstname"])?,
        last_name: text(&["family_name", "last_name", "lastname"])?,
    })
}

/// JSON in which no object names the same key twice: two readers would read two tokens.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Strict, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Strict)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without repeated keys")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            all.push(item);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some((key, Strict(value))) = entries.next_entry::<String, Strict>()? {
            if map.contains_key(&key) {
                return Err(serde::de::Error::custom(format!("{key} stands twice")));
            }
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

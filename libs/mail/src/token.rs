//! Reply tokens: a keyed mark in a reply address or Message-ID that only we can make.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::parse::Parsed;

/// Bytes of a token: 160 bits.
const BYTES: usize = 20;
/// Characters of a token.
pub const LENGTH: usize = 32;
/// RFC 4648's base32 alphabet in lower case: survives servers that fold case.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// What stands between the address and the token.
const MARK: &str = "+r.";
/// Most candidates taken from one mail: each costs a look-up.
const MOST: usize = 40;

/// The secret with which tokens are made.
#[derive(Clone)]
pub struct TokenKey([u8; 32]);

impl std::fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenKey")
    }
}

impl TokenKey {
    /// A key of 32 secret random bytes.
    pub fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    fn digest(&self, what: &[i64]) -> [u8; BYTES] {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(b"mail reply token v1");
        mac.update(&(what.len() as u64).to_be_bytes());
        for number in what {
            mac.update(&number.to_be_bytes());
        }
        let full = mac.finalize().into_bytes();
        let mut short = [0; BYTES];
        short.copy_from_slice(&full[..BYTES]);
        short
    }

    /// The token that stands for these numbers: HMAC-SHA-256 cut to 160 bits (RFC 2104 section 5), 32 characters.
    pub fn mint(&self, what: &[i64]) -> String {
        base32(&self.digest(what))
    }

    /// Whether `token` stands for these numbers. Takes the same time whatever differs; nothing but a whole,
    /// lower-case token passes.
    pub fn verify(&self, token: &str, what: &[i64]) -> bool {
        token.len() == LENGTH && bool::from(self.mint(what).as_bytes().ct_eq(token.as_bytes()))
    }
}

fn base32(bytes: &[u8; BYTES]) -> String {
    let mut out = String::with_capacity(LENGTH);
    for chunk in bytes.chunks_exact(5) {
        let block = chunk
            .iter()
            .fold(0u64, |block, &byte| block << 8 | u64::from(byte));
        for place in (0..8).rev() {
            let index = usize::try_from(block >> (5 * place) & 31).expect("five bits");
            out.push(char::from(ALPHABET[index]));
        }
    }
    out
}

fn is_token(text: &str) -> bool {
    text.len() == LENGTH && text.bytes().all(|byte| ALPHABET.contains(&byte))
}

/// `support@x.test` and a token as `support+r.<token>@x.test`. An address that has a `+` part already keeps it.
pub fn reply_address(team: &str, token: &str) -> String {
    match team.rsplit_once('@') {
        Some((local, domain)) => format!("{local}{MARK}{token}@{domain}"),
        None => format!("{team}{MARK}{token}"),
    }
}

/// An address without its token, and the token: the reverse of [`reply_address`]. Both in lower case.
pub fn split_address(address: &str) -> Option<(String, String)> {
    let address = address.trim().to_ascii_lowercase();
    let (local, domain) = address.rsplit_once('@')?;
    let (team, token) = local.rsplit_once(MARK)?;
    (is_token(token) && !team.is_empty()).then(|| (format!("{team}@{domain}"), token.to_owned()))
}

/// A Message-ID with a token, `<unique>.<token>@domain`, without angle brackets.
pub fn message_id(unique: i64, token: &str, domain: &str) -> String {
    format!("{unique}.{token}@{domain}")
}

/// A Message-ID taken apart; says nothing about whether the token is true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnId {
    /// What made the id unique.
    pub unique: i64,
    /// To be verified.
    pub token: String,
    /// Lower-case.
    pub domain: String,
}

/// Reads an id of the format of [`message_id`], with or without angle brackets.
pub fn read_message_id(id: &str) -> Option<OwnId> {
    let id = id
        .trim()
        .trim_start_matches('<')
        .trim_end_matches('>')
        .to_ascii_lowercase();
    let (left, domain) = id.rsplit_once('@')?;
    let (unique, token) = left.split_once('.')?;
    let unique: i64 = unique.parse().ok()?;
    (is_token(token) && !domain.is_empty()).then(|| OwnId {
        unique,
        token: token.to_owned(),
        domain: domain.to_owned(),
    })
}

/// Everything in a mail that looks like a reply token, best first: the addresses it went to, then the ids it answers
/// (newest first). Candidates only: verify each. At most 40.
pub fn tokens_in(parsed: &Parsed) -> Vec<String> {
    let addresses = parsed
        .to
        .iter()
        .chain(&parsed.cc)
        .map(|address| address.email.as_str());
    let addresses = parsed
        .delivered_to
        .iter()
        .map(String::as_str)
        .chain(addresses);
    let from_addresses =
        addresses.filter_map(|address| split_address(address).map(|(_, token)| token));
    let ids = parsed
        .in_reply_to
        .iter()
        .chain(parsed.references.iter().rev());
    let from_ids = ids.filter_map(|id| read_message_id(id).map(|own| own.token));
    let mut out: Vec<String> = Vec::new();
    for token in from_addresses.chain(from_ids) {
        if out.len() < MOST && !out.contains(&token) {
            out.push(token);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_true_for_its_numbers_only() {
        let key = TokenKey::new([7; 32]);
        let token = key.mint(&[1, 2]);
        assert!(is_token(&token));
        assert!(key.verify(&token, &[1, 2]));
        for other in [&[2, 1][..], &[1], &[1, 2, 0], &[]] {
            assert!(!key.verify(&token, other));
        }
        assert!(!TokenKey::new([8; 32]).verify(&token, &[1, 2]));
        for bad in [
            "",
            &token[1..],
            &token.to_uppercase(),
            &format!("{token}a"),
            &format!("{} ", &token[..31]),
        ] {
            assert!(!key.verify(bad, &[1, 2]), "{bad:?}");
        }
    }

    #[test]
    fn base32_is_rfc_4648() {
        assert_eq!(
            base32(b"foobafoobafoobafooba"),
            "mzxw6ytbmzxw6ytbmzxw6ytbmzxw6ytb"
        );
    }

    #[test]
    fn addresses_and_ids_carry_tokens() {
        let token = TokenKey::new([1; 32]).mint(&[5]);
        let address = reply_address("support@x.test", &token);
        assert_eq!(
            split_address(&address.to_uppercase()),
            Some(("support@x.test".into(), token.clone()))
        );
        let id = message_id(42, &token, "x.test");
        assert_eq!(read_message_id(&format!("<{id}>")).unwrap().unique, 42);
        let raw = format!("To: Us <{address}>\nReferences: <a@b> <{id}>\n\nx");
        assert_eq!(
            tokens_in(&crate::parse::parse(raw.as_bytes()).unwrap()),
            [token]
        );
    }
}

//! A secret that must be kept as it is, such as a mail server's password or an authenticator's seed: sealed before it is stored,
//! opened when it is used, never printed.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::keys::{self, Keys};
use crate::{Error, Result};

/// What stands before a sealed text.
const MARK: &str = "sealed:";

/// A secret, plain as somebody gave it or sealed as it is stored.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// A secret as somebody gave it.
    pub fn plain(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    /// As it is stored.
    pub fn stored(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same under the installation's key (AES-256-GCM, a random nonce); `known` is kept when it says the same, so that nothing
    /// changes that did not change.
    ///
    /// # Errors
    /// Only when the cipher itself fails.
    pub fn sealed(&self, keys: &Keys, known: Option<&Secret>) -> Result<Secret> {
        if self.is_empty() || self.0.starts_with(MARK) {
            return Ok(self.clone());
        }
        if let Some(known) = known
            && known.open(keys).is_ok_and(|text| text == self.0)
        {
            return Ok(known.clone());
        }
        let nonce = keys::random::<NONCE_LEN>();
        let mut bytes = self.0.clone().into_bytes();
        let failed = |_| Error::internal("a secret cannot be sealed");
        cipher(keys)?
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::empty(),
                &mut bytes,
            )
            .map_err(failed)?;
        Ok(Secret(format!(
            "{MARK}{}",
            STANDARD.encode([&nonce[..], &bytes].concat())
        )))
    }

    /// The plain text.
    ///
    /// # Errors
    /// When it was sealed under another key, or changed since.
    pub fn open(&self, keys: &Keys) -> Result<String> {
        let Some(sealed) = self.0.strip_prefix(MARK) else {
            return Ok(self.0.clone());
        };
        let failed = || {
            Error::internal(
                "a stored secret cannot be opened: it was sealed with another secret key. Put that key back, or set the secret anew",
            )
        };
        let mut bytes = STANDARD.decode(sealed).map_err(|_| failed())?;
        let (nonce, rest) = bytes.split_at_mut_checked(NONCE_LEN).ok_or_else(failed)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| failed())?;
        let plain = cipher(keys)?
            .open_in_place(nonce, Aad::empty(), rest)
            .map_err(|_| failed())?;
        String::from_utf8(plain.to_vec()).map_err(|_| failed())
    }
}

fn cipher(keys: &Keys) -> Result<LessSafeKey> {
    let key = UnboundKey::new(&AES_256_GCM, &keys.derive("secrets"));
    key.map(LessSafeKey::new)
        .map_err(|_| Error::internal("the key does not fit the cipher"))
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_under_its_own_key_only() {
        let keys = Keys::from_text(&Keys::generate()).unwrap();
        let sealed = Secret::plain("pass").sealed(&keys, None).unwrap();
        assert!(sealed.0.starts_with(MARK) && !sealed.0.contains("pass"));
        assert_eq!(sealed.open(&keys).unwrap(), "pass");
        assert!(
            sealed
                .open(&Keys::from_text(&Keys::generate()).unwrap())
                .is_err()
        );
        assert!(Secret(format!("{}A", sealed.0)).open(&keys).is_err());
        assert!(Secret("sealed:AAAA".into()).open(&keys).is_err());
        assert_eq!(Secret::plain("plain").open(&keys).unwrap(), "plain");
    }

    #[test]
    fn sealing_the_same_again_changes_nothing() {
        let keys = Keys::from_text(&Keys::generate()).unwrap();
        let sealed = Secret::plain("pass").sealed(&keys, None).unwrap();
        assert_eq!(sealed.sealed(&keys, None).unwrap(), sealed);
        assert_eq!(
            Secret::plain("pass").sealed(&keys, Some(&sealed)).unwrap(),
            sealed
        );
        assert_ne!(
            Secret::plain("other").sealed(&keys, Some(&sealed)).unwrap(),
            sealed
        );
        assert!(Secret::default().sealed(&keys, None).unwrap().is_empty());
    }
}

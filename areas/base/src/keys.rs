//! The secret of an installation, and what is derived from it: one key for each use.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// The installation's secret. Never printed.
#[derive(Clone)]
pub struct Keys([u8; 32]);

impl Keys {
    /// Reads 32 bytes from base64 text; the error says what is wrong with it.
    pub fn from_text(text: &str) -> Result<Keys, String> {
        let bytes = STANDARD
            .decode(text.trim())
            .map_err(|_| "the key is not base64".to_owned())?;
        let bytes = bytes
            .try_into()
            .map_err(|_| "the key must be 32 bytes long".to_owned())?;
        Ok(Keys(bytes))
    }

    /// A new secret as the text that [`Keys::from_text`] reads.
    pub fn generate() -> String {
        STANDARD.encode(random::<32>())
    }

    /// The key for one use.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes any key length");
        mac.update(purpose.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

/// Random bytes of the operating system.
pub fn random<const N: usize>() -> [u8; N] {
    use rand::TryRng;
    let mut bytes = [0; N];
    rand::rngs::SysRng
        .try_fill_bytes(&mut bytes)
        .expect("the system has randomness");
    bytes
}

/// A random text of 256 bits for a cookie or a link.
pub fn random_text() -> String {
    URL_SAFE_NO_PAD.encode(random::<32>())
}

/// What is stored of a random text, so that a copy of the database opens nothing.
pub fn hash(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_bytes()))
}

//! Our own key pair of a connection: assertions are encrypted to it, and requests signed with it where the provider wants that.

use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use serde::{Deserialize, Serialize};

use crate::{Check, Refused, Result};

/// A key and its self-signed certificate, both as PEM. The certificate only carries the key; it is pinned by whoever loads it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Own {
    /// The private key, PKCS #8. Secret.
    pub key: String,
    /// The certificate.
    pub certificate: String,
}

impl std::fmt::Debug for Own {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Own(…)")
    }
}

/// Makes a pair: RSA of 3072 bits, since XML encryption to elliptic keys is hardly known to providers.
///
/// # Errors
/// [`Check::Settings`] when the key cannot be made.
pub fn make(name: &str) -> Result<Own> {
    let failed = |error: rcgen::Error| Refused::new(Check::Settings, error);
    let pair = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_3072).map_err(failed)?;
    let mut subject = DistinguishedName::new();
    subject.push(DnType::CommonName, name);
    let mut params = CertificateParams::default();
    params.distinguished_name = subject;
    let certificate = params.self_signed(&pair).map_err(failed)?;
    Ok(Own {
        key: pair.serialize_pem(),
        certificate: certificate.pem(),
    })
}

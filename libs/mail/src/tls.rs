//! TLS towards mail servers: rustls on aws-lc, Mozilla's roots, optionally one more.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Tls {
    /// Not at all: for servers on the same machine.
    None,
    /// Plain first, then upgraded; refused when the server will not (RFC 3207, RFC 9051).
    StartTls,
    /// From the first byte (RFC 8314).
    #[default]
    Implicit,
}

/// The settings for a connection; `extra` is a PEM file of authorities trusted besides Mozilla's.
pub(crate) fn config(extra: Option<&str>) -> Result<Arc<ClientConfig>, rustls::Error> {
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    for certificate in CertificateDer::pem_slice_iter(extra.unwrap_or_default().as_bytes()) {
        let certificate = certificate.map_err(|error| rustls::Error::General(error.to_string()))?;
        roots.add(certificate)?;
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(Arc::new(
        config.with_root_certificates(roots).with_no_client_auth(),
    ))
}

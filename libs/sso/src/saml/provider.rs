//! What is known of an identity provider: read from its metadata or typed by hand, and its certificates.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use saml_rs::constants::{Binding, CertUse};
use saml_rs::metadata::IdpMetadata;
use serde::{Deserialize, Serialize};

use crate::{Check, Refused, Result};

/// The largest metadata that is read, bytes.
const LARGEST: usize = 512 * 1024;

/// An identity provider.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provider {
    /// Its entity id.
    pub entity_id: String,
    /// Where requests go, by the redirect binding.
    pub sso_url: String,
    /// Its signing certificates as PEM: several while it changes from one to the next.
    pub certificates: Vec<String>,
    /// It wants requests to be signed.
    pub wants_signed_requests: bool,
}

/// A certificate as people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// Whose it says it is.
    pub subject: String,
    /// Milliseconds UTC. A provider's certificate is pinned, so its end is a reminder and no check.
    pub until: i64,
    /// SHA-256, to compare by eye.
    pub fingerprint: String,
    /// `RSA` or `EC`.
    pub key: &'static str,
}

/// Reads a provider's metadata. It comes from an administrator's hands, who vouches for it; a signature on it is not looked at.
///
/// # Errors
/// [`Check::Settings`] with what is missing.
pub fn read_metadata(xml: &str) -> Result<Provider> {
    let bad = |detail: &dyn std::fmt::Display| Refused::new(Check::Settings, detail);
    if xml.len() > LARGEST || xml.contains("<!DOCTYPE") || xml.contains("<!ENTITY") {
        return Err(bad(&"the metadata is too large or holds a document type"));
    }
    let metadata =
        IdpMetadata::from_xml(xml.trim_start_matches('\u{feff}')).map_err(|error| bad(&error))?;
    let provider = Provider {
        entity_id: metadata
            .get_entity_id()
            .unwrap_or_default()
            .trim()
            .to_owned(),
        sso_url: metadata
            .get_single_sign_on_service(Binding::Redirect)
            .unwrap_or_default(),
        certificates: metadata
            .x509_certificates(CertUse::Signing)
            .iter()
            .map(|text| pem(text))
            .collect::<Result<_>>()?,
        wants_signed_requests: metadata.is_want_authn_requests_signed(),
    };
    if provider.entity_id.is_empty() {
        return Err(bad(&"the metadata names no provider"));
    }
    if provider.sso_url.is_empty() {
        return Err(bad(&"the metadata has no address for sign-ins by redirect"));
    }
    if provider.certificates.is_empty() {
        return Err(bad(&"the metadata has no signing certificate"));
    }
    Ok(provider)
}

/// The certificates in a text: one or more PEM blocks, or one bare base64 text as metadata holds it.
///
/// # Errors
/// [`Check::Settings`] when one cannot be read.
pub fn certificates(text: &str) -> Result<Vec<String>> {
    const END: &str = "-----END CERTIFICATE-----";
    if !text.contains("-----") {
        return if text.trim().is_empty() {
            Ok(Vec::new())
        } else {
            Ok(vec![pem(text)?])
        };
    }
    let blocks = text
        .split_inclusive(END)
        .filter(|block| !block.trim().is_empty());
    blocks.map(pem).collect()
}

/// One certificate in one form of PEM, so that the same is equal.
fn pem(text: &str) -> Result<String> {
    let body = text
        .split("-----BEGIN CERTIFICATE-----")
        .last()
        .and_then(|rest| rest.split("-----END").next())
        .unwrap_or_default();
    let body: String = body.chars().filter(|c| !c.is_whitespace()).collect();
    let lines: Vec<&str> = body
        .as_bytes()
        .chunks(64)
        .filter_map(|line| std::str::from_utf8(line).ok())
        .collect();
    let pem = format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        lines.join("\n")
    );
    describe(&pem)?;
    Ok(pem)
}

/// What a certificate says.
///
/// # Errors
/// [`Check::Settings`] when it cannot be read, or its key is of a kind that signs nothing here.
pub fn describe(pem: &str) -> Result<Certificate> {
    use x509_parser::oid_registry::{OID_KEY_TYPE_EC_PUBLIC_KEY, OID_PKCS1_RSAENCRYPTION};
    use x509_parser::prelude::{FromDer, X509Certificate};
    let bad = || Refused::new(Check::Settings, "a certificate cannot be read");
    let body: String = pem.lines().filter(|line| !line.contains("-----")).collect();
    let der = STANDARD.decode(body.trim()).map_err(|_| bad())?;
    let (_, certificate) = X509Certificate::from_der(&der).map_err(|_| bad())?;
    let algorithm = &certificate.public_key().algorithm.algorithm;
    let key = if *algorithm == OID_PKCS1_RSAENCRYPTION {
        "RSA"
    } else if *algorithm == OID_KEY_TYPE_EC_PUBLIC_KEY {
        "EC"
    } else {
        return Err(Refused::new(
            Check::Settings,
            "a certificate's key is neither RSA nor EC",
        ));
    };
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &der);
    let hex: Vec<String> = digest
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    Ok(Certificate {
        subject: certificate.subject().to_string(),
        until: certificate
            .validity()
            .not_after
            .timestamp()
            .saturating_mul(1000),
        fingerprint: hex.join(":"),
        key,
    })
}

//! SAML 2.0 as a service provider, Web Browser SSO: requests by the redirect binding, responses by POST. The library verifies
//! with every policy set by hand; [`shape`] has refused before what is not of the one shape, and again what was encrypted, once
//! [`encrypted`] has opened it, so that what is read is what was verified. No state is kept here.

mod encrypted;
mod keys;
mod provider;
mod shape;

pub use keys::{Own, make as make_keys};
pub use provider::{Certificate, Provider, certificates, describe, read_metadata};

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use saml_rs::{
    AcsEndpoint, AlgorithmPolicy, AssertionSignaturePolicy, AudienceValidationPolicy, AuthnRequest,
    AuthnRequestSigningPolicy, BrowserInput, CertificatePem, ClockSkew, Credentials, EntityId,
    FormField, IdpDescriptor, LogoutPolicy, MetadataTrustPolicy, NameIdCreationPolicy,
    PendingAuthnRequest, PendingSnapshot, PrivateKeyPem, RelayStateParam, ReplayCache, ReplayKey,
    ReplayPolicy, ResponseSignaturePolicy, Saml, SamlError, SamlValidationContext, Sp, SpConfig,
    SpValidationPolicy, SsoResponse, SsoSession, StartSso, TemplatePolicy, XmlPolicy,
    XmlSignatureProfile,
};
use serde::{Deserialize, Serialize};

use crate::{Accepted, Check, Identity, Once, Refused, Result, SKEW_MS};

/// No honest response is larger, bytes.
const LARGEST: usize = 256 * 1024;
/// A transient NameID names a session, not a person.
const TRANSIENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";

/// Ourselves, as the provider knows us.
#[derive(Clone, Copy, Debug)]
pub struct Party<'a> {
    /// Our entity id: the address of our metadata.
    pub entity_id: &'a str,
    /// Where responses are posted.
    pub acs: &'a str,
    /// Our keys.
    pub own: &'a Own,
}

/// What must be kept between request and response, bound to the browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    request_id: String,
    relay_state: String,
}

/// Which attributes hold what; empty: the usual names are looked for, and the address in the NameID.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mapping {
    /// The attribute of the address.
    pub email: String,
    /// The attribute of the first name.
    pub first_name: String,
    /// The attribute of the last name.
    pub last_name: String,
}

const EMAIL: [&str; 5] = [
    "email",
    "mail",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    "urn:oid:0.9.2342.19200300.100.1.3",
    "emailAddress",
];
const FIRST_NAME: [&str; 5] = [
    "firstName",
    "givenName",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname",
    "urn:oid:2.5.4.42",
    "first_name",
];
const LAST_NAME: [&str; 6] = [
    "lastName",
    "surname",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname",
    "urn:oid:2.5.4.4",
    "last_name",
    "sn",
];

/// Our metadata, for the provider to load.
///
/// # Errors
/// [`Check::Settings`] when our addresses or keys cannot be used.
pub fn metadata(party: &Party<'_>) -> Result<String> {
    // what the provider reads: we can sign requests, and take what it signs either way
    Ok(service(party, false)?.metadata_xml().to_owned())
}

/// Where to send the browser, and what to keep. `relay_state` is the caller's, at most 80 bytes: what it finds the kept part by.
///
/// # Errors
/// [`Check::Settings`] when a field of the connection cannot be used.
pub fn begin(
    party: &Party<'_>,
    provider: &Provider,
    relay_state: &str,
) -> Result<(String, Pending)> {
    let service = service(party, provider.wants_signed_requests)?;
    let options = StartSso::redirect()
        .relay_state(relay(Some(relay_state))?)
        .apply_web_browser_sso_generation_rules();
    let started = service
        .start_sso(&descriptor(provider)?, options)
        .map_err(settings)?;
    let pending = Pending {
        request_id: started.pending.request_id().as_str().to_owned(),
        relay_state: relay_state.to_owned(),
    };
    let url = started.outbound.redirect_url().map_err(settings)?;
    Ok((url.to_owned(), pending))
}

/// What a response is held against.
#[derive(Clone, Copy, Debug)]
pub struct Posted<'a> {
    /// The form's `SAMLResponse`.
    pub response: &'a str,
    /// The form's `RelayState`.
    pub relay_state: Option<&'a str>,
    /// What this browser's request left behind; none: the provider began, which the caller has allowed.
    pub pending: Option<&'a Pending>,
}

/// Whom the provider let in.
///
/// # Errors
/// Says which check failed.
pub fn finish(
    party: &Party<'_>,
    provider: &Provider,
    mapping: &Mapping,
    posted: &Posted<'_>,
    now: i64,
) -> Result<Accepted> {
    let (response, idp) = readable(party, provider, posted.response)?;
    let service = service(party, false)?;
    let mut seen = Seen::default();
    let context = SamlValidationContext::new(instant(now), ReplayPolicy::RequireCache(&mut seen))
        .with_clock_skew(ClockSkew::from_millis(-SKEW_MS, SKEW_MS));
    let mut fields = vec![FormField::new("SAMLResponse", response)];
    fields.extend(
        posted
            .relay_state
            .map(|state| FormField::new("RelayState", state)),
    );
    let input = BrowserInput::<SsoResponse>::post(fields);
    let session = match posted.pending {
        Some(pending) => {
            service.finish_sso(&idp, &restored(pending, party, provider)?, input, context)
        }
        None => service.accept_unsolicited_sso(&idp, input, context),
    }
    .map_err(|error| refused(&error))?;
    if session.verified_xml_signatures().is_empty() {
        return Err(Refused::new(Check::Signature, "nothing was signed"));
    }
    Ok(Accepted {
        identity: identity(&session, mapping)?,
        claims: claims(&session),
        once: seen.0,
    })
}

/// The response with its assertion in the clear, in base64 again, and whose signatures count for it.
fn readable(
    party: &Party<'_>,
    provider: &Provider,
    response: &str,
) -> Result<(String, IdpDescriptor)> {
    let xml = decoded(response)?;
    let shape = shape::check(&xml)?;
    let issuer = shape.issuer.trim();
    if !issuer.is_empty() && issuer != provider.entity_id {
        return Err(Refused::new(Check::Issuer, format!("it is of {issuer}")));
    }
    if !shape.encrypted {
        return Ok((STANDARD.encode(xml), descriptor(provider)?));
    }
    let opened = encrypted::open(&xml, party.own, &provider.certificates)?;
    let mut provider = provider.clone();
    if opened.sealed {
        provider.certificates = vec![party.own.certificate.clone()];
    }
    Ok((STANDARD.encode(opened.xml), descriptor(&provider)?))
}

fn settings(error: SamlError) -> Refused {
    Refused::new(Check::Settings, error)
}

fn relay(state: Option<&str>) -> Result<RelayStateParam> {
    RelayStateParam::try_from_option(state).map_err(|error| Refused::new(Check::Form, error))
}

fn instant(now: i64) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(now.unsigned_abs())
}

fn decoded(response: &str) -> Result<String> {
    let bad = |detail: &dyn std::fmt::Display| Refused::new(Check::Form, detail);
    if response.len() > 2 * LARGEST {
        return Err(bad(&"the response is too large"));
    }
    let plain: String = response
        .chars()
        .filter(|c| !c.is_ascii_whitespace())
        .collect();
    let bytes = STANDARD.decode(plain).map_err(|error| bad(&error))?;
    if bytes.len() > LARGEST {
        return Err(bad(&"the response is too large"));
    }
    String::from_utf8(bytes).map_err(|error| bad(&error))
}

/// Every policy by hand; the library's presets accept more.
fn service(party: &Party<'_>, sign_requests: bool) -> Result<Saml<Sp>> {
    let validation = SpValidationPolicy {
        // an assertion or the response around it must be signed: the library refuses when neither is
        assertions: AssertionSignaturePolicy::AllowUnsignedForCompatibility,
        // what was encrypted is in the clear when it comes here
        responses: ResponseSignaturePolicy::AllowUnsignedEncryptedCbc,
        // RSA and ECDSA; algorithms, references and transforms are held against our own list
        xml_signatures: XmlSignatureProfile::AllowProviderSupportedForCompatibility,
        authn_requests: if sign_requests {
            AuthnRequestSigningPolicy::Sign
        } else {
            AuthnRequestSigningPolicy::DoNotSignForCompatibility
        },
        audience: AudienceValidationPolicy::Validate,
        name_id_creation: NameIdCreationPolicy::AllowCreate,
        logout: LogoutPolicy::recommended(),
    };
    let certificate = CertificatePem::new(&party.own.certificate);
    let key = PrivateKeyPem::new(&party.own.key);
    let config = SpConfig::builder(EntityId::try_new(party.entity_id).map_err(settings)?)
        .acs_endpoint(AcsEndpoint::post(party.acs).map_err(settings)?)
        .credentials(Credentials {
            signing_key: Some(key.clone()),
            signing_certificate: Some(certificate.clone()),
            encryption_certificate: Some(certificate),
            decryption_key: Some(key),
            ..Credentials::default()
        })
        .validation(validation)
        .algorithms(AlgorithmPolicy::default())
        .xml(XmlPolicy::default())
        .templates(TemplatePolicy::default());
    Saml::sp(config.build().map_err(settings)?).map_err(settings)
}

/// The provider as a metadata document, which is what the library reads; the certificates in it are the only keys that count.
fn descriptor(provider: &Provider) -> Result<IdpDescriptor> {
    let certificate = |pem: &String| {
        let body: String = pem.lines().filter(|line| !line.contains("-----")).collect();
        format!(
            "<KeyDescriptor use=\"signing\"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{body}</ds:X509Certificate>\
             </ds:X509Data></ds:KeyInfo></KeyDescriptor>"
        )
    };
    let certificates: String = provider.certificates.iter().map(certificate).collect();
    let escaped = |text: &str| quick_xml::escape::escape(text).into_owned();
    let xml = format!(
        "<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" \
         entityID=\"{}\"><IDPSSODescriptor WantAuthnRequestsSigned=\"{}\" \
         protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">{certificates}\
         <SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" Location=\"{}\"/>\
         </IDPSSODescriptor></EntityDescriptor>",
        escaped(&provider.entity_id),
        provider.wants_signed_requests,
        escaped(&provider.sso_url),
    );
    let entity = EntityId::try_new(provider.entity_id.as_str()).map_err(settings)?;
    // ours, made a line ago: there is nobody else to trust
    IdpDescriptor::from_metadata_xml_for(
        entity,
        &xml,
        MetadataTrustPolicy::UnsignedForCompatibility,
    )
    .map_err(settings)
}

fn restored(
    pending: &Pending,
    party: &Party<'_>,
    provider: &Provider,
) -> Result<PendingAuthnRequest> {
    let snapshot = PendingSnapshot::<AuthnRequest>::authn_request(
        pending.request_id.as_str(),
        relay(Some(&pending.relay_state))?,
        provider.entity_id.as_str(),
        "post",
        party.acs,
        "post",
    );
    PendingAuthnRequest::from_snapshot(snapshot).map_err(settings)
}

/// Gathers what must be new, for the caller to store in one step.
#[derive(Default)]
struct Seen(Vec<Once>);

impl ReplayCache for Seen {
    fn check_and_store(&mut self, key: ReplayKey, until: SystemTime) -> Result<(), SamlError> {
        let until = until
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .as_millis();
        self.0.push(Once {
            key: key.cache_key(),
            until: i64::try_from(until).unwrap_or(i64::MAX),
        });
        Ok(())
    }
}

fn refused(error: &SamlError) -> Refused {
    use SamlError as E;
    let check = match error {
        E::IssuerMismatch { .. } | E::UnmatchIssuer => Check::Issuer,
        E::DestinationMismatch { .. } | E::UnmatchDestination => Check::Recipient,
        E::InResponseToMismatch { .. } | E::InvalidInResponseTo | E::RelayStateMismatch { .. } => {
            Check::Request
        }
        E::AudienceMismatch { .. } | E::UnmatchAudience => Check::Audience,
        E::StatusNotSuccess { .. } | E::FailedStatus { .. } | E::UndefinedStatus => Check::Provider,
        E::TimeWindowInvalid { .. } | E::ExpiredSession => Check::Time,
        E::SubjectConfirmationInvalid { reason } => confirmation(*reason),
        E::AlgorithmUnsupported => Check::Algorithm,
        E::ReplayDetected { .. } => Check::Once,
        E::SignatureMissing
        | E::SignatureVerification { .. }
        | E::SignedReferenceMismatch
        | E::AssertionSignatureRequired
        | E::ReferenceResolution { .. }
        | E::NoTrustedCertificate
        | E::CertificateMismatch
        | E::PotentialWrappingAttack
        | E::FailedToVerifySignature
        | E::Crypto(_) => Check::Signature,
        _ => Check::Form,
    };
    let detail: String = plainly(&error.to_string())
        .chars()
        .filter(|c| !c.is_control())
        .take(300)
        .collect();
    Refused::new(check, detail)
}

/// The library prints what may be missing as Rust does: `Some("a")`, `None`.
fn plainly(said: &str) -> String {
    let mut parts = said.split("Some(\"");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push('"');
        plain.push_str(&part.replacen("\")", "\"", 1));
    }
    plain.replace("got None", "got nothing")
}

fn confirmation(reason: saml_rs::error::SubjectConfirmationReason) -> Check {
    use saml_rs::error::SubjectConfirmationReason as Reason;
    match reason {
        Reason::RecipientMismatch => Check::Recipient,
        Reason::InResponseToMismatch => Check::Request,
        Reason::MissingNotOnOrAfter | Reason::TimeWindowInvalid => Check::Time,
        _ => Check::Form,
    }
}

/// The values of the first attribute that is there, of the configured name or the usual ones.
fn attribute(session: &SsoSession, configured: &str, usual: &[&str]) -> Option<String> {
    let value = |name: &str| {
        let found = session.attributes().get(name)?.values().first()?;
        Some(found.as_str().trim().to_owned()).filter(|text| !text.is_empty())
    };
    if configured.is_empty() {
        usual.iter().find_map(|name| value(name))
    } else {
        value(configured)
    }
}

fn identity(session: &SsoSession, mapping: &Mapping) -> Result<Identity> {
    let name_id = session.name_id().value().trim().to_owned();
    let email = match attribute(session, &mapping.email, &EMAIL) {
        Some(email) => email,
        None if mapping.email.is_empty() && name_id.contains('@') => name_id.clone(),
        None => return Err(Refused::new(Check::Email, "no attribute holds an address")),
    };
    let format = session
        .name_id()
        .format()
        .map(saml_rs::NameIdFormat::as_uri);
    let lasting = format != Some(TRANSIENT) && !name_id.is_empty();
    Ok(Identity {
        issuer: session.issuer().as_str().to_owned(),
        subject: if lasting {
            name_id
        } else {
            email.to_lowercase()
        },
        email,
        email_verified: None,
        first_name: attribute(session, &mapping.first_name, &FIRST_NAME).unwrap_or_default(),
        last_name: attribute(session, &mapping.last_name, &LAST_NAME).unwrap_or_default(),
    })
}

fn claims(session: &SsoSession) -> Vec<(String, String)> {
    let name_id = ("NameID".to_owned(), session.name_id().value().to_owned());
    let attributes = session.attributes().as_slice().iter().map(|attribute| {
        let values: Vec<&str> = attribute
            .values()
            .iter()
            .map(saml_rs::AttributeValue::as_str)
            .collect();
        (attribute.name().to_owned(), values.join(", "))
    });
    std::iter::once(name_id).chain(attributes).collect()
}

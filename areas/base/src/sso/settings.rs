//! What a connection is set to: one document of all kinds, of which each kind uses its own part, so that form, file and table say the
//! same words.

use ::sso::jwt::{Algorithm, Rules};
use ::sso::saml::{self, Mapping, Own, Party, Provider};
use ::sso::{Check, Identity, Refused};
use ::sso::{egress::Egress, oidc};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::secret::Secret;
use crate::{App, Error, Problems, Result};

/// By which protocol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// SAML 2.0 [A7].
    #[default]
    Saml,
    /// OpenID Connect [A9].
    Oidc,
    /// A token that the customer's application signs [A8].
    Jwt,
}

impl Kind {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Saml => "saml",
            Kind::Oidc => "oidc",
            Kind::Jwt => "jwt",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Kind> {
        [Kind::Saml, Kind::Oidc, Kind::Jwt]
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }
}

/// A connection's settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The protocol; it never changes.
    pub kind: Kind,
    /// The mail domains whose addresses the provider may speak for (security.md C3).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub email_domains: Vec<String>,
    /// The provider may speak for every address; OpenID says itself which ones it has checked.
    #[serde(skip_serializing_if = "is_no")]
    pub trust_email: bool,

    /// SAML: the provider's entity id.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub idp_entity_id: String,
    /// SAML: where requests go.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sso_url: String,
    /// SAML: the provider's signing certificates, as PEM.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<String>,
    /// SAML: requests are signed.
    #[serde(skip_serializing_if = "is_no")]
    pub sign_requests: bool,
    /// SAML: the provider may begin.
    #[serde(skip_serializing_if = "is_no")]
    pub idp_initiated: bool,
    /// SAML: which attribute is the address; empty: the usual ones, or the `NameID`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub email_attribute: String,
    /// SAML: which attribute is the first name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub first_name_attribute: String,
    /// SAML: which attribute is the last name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub last_name_attribute: String,
    /// SAML: our private key. Made when the connection is.
    #[serde(skip_serializing_if = "Secret::is_empty")]
    pub own_key: Secret,
    /// SAML: our certificate.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub own_certificate: String,

    /// OpenID: the issuer. JWT: what `iss` must be; empty: not checked.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub issuer: String,
    /// OpenID: our name at the provider.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub client_id: String,
    /// OpenID: our secret there.
    #[serde(skip_serializing_if = "Secret::is_empty")]
    pub client_secret: Secret,

    /// JWT: the customer's page that signs people in.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub remote_url: String,
    /// JWT: how tokens are signed.
    #[serde(skip_serializing_if = "is_usual")]
    pub algorithm: Algorithm,
    /// JWT: the shared secret, or the public key as PEM.
    #[serde(skip_serializing_if = "Secret::is_empty")]
    pub key: Secret,
    /// JWT: what `aud` must be; empty: not checked.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub audience: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_no(value: &bool) -> bool {
    !value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_usual(algorithm: &Algorithm) -> bool {
    *algorithm == Algorithm::default()
}

impl Settings {
    /// What is wrong, in the order of the form. Secrets must be open or stored ones.
    pub fn problems(&self, app: &App) -> Problems {
        let mut problems = Problems::default();
        match self.kind {
            Kind::Saml => self.check_saml(&mut problems),
            Kind::Oidc => self.check_oidc(&mut problems),
            Kind::Jwt => self.check_jwt(app, &mut problems),
        }
        let fits = |name: &String| mail::address::normal(&format!("a@{name}")).is_some();
        if !self.email_domains.iter().all(fits) {
            problems.add("email_domains", "sso-error-domains");
        }
        if self.kind != Kind::Oidc && self.email_domains.is_empty() && !self.trust_email {
            problems.add("email_domains", "sso-error-trust");
        }
        problems
    }

    fn check_saml(&self, problems: &mut Problems) {
        need(problems, "idp_entity_id", &self.idp_entity_id);
        need_url(problems, "sso_url", &self.sso_url);
        let read = |pem: &String| saml::describe(pem).is_ok();
        if self.certificates.is_empty() || !self.certificates.iter().all(read) {
            problems.add("certificates", "sso-error-certificate");
        }
    }

    fn check_oidc(&self, problems: &mut Problems) {
        need_url(problems, "issuer", &self.issuer);
        need(problems, "client_id", &self.client_id);
    }

    fn check_jwt(&self, app: &App, problems: &mut Problems) {
        need_url(problems, "remote_url", &self.remote_url);
        let key = self.key.open(&app.keys).unwrap_or_default();
        let rules = Rules {
            algorithm: self.algorithm,
            key: &key,
            audience: "",
            issuer: "",
        };
        if rules.key().is_err() {
            problems.add("key", "sso-error-key");
        }
    }

    /// As it is stored: in one form, with sealed secrets and a key pair of our own.
    pub(super) fn ready(
        mut self,
        app: &App,
        before: Option<&Settings>,
        host: &str,
    ) -> Result<Settings> {
        let keys = &app.keys;
        if self.kind == Kind::Saml && self.own_key.is_empty() {
            if let Some(before) = before.filter(|before| !before.own_key.is_empty()) {
                self.own_key = before.own_key.clone();
                self.own_certificate.clone_from(&before.own_certificate);
            } else {
                let own = saml::make_keys(host).map_err(Error::internal)?;
                self.own_key = Secret::plain(own.key);
                self.own_certificate = own.certificate;
            }
        }
        self.own_key = self.own_key.sealed(keys, before.map(|it| &it.own_key))?;
        self.client_secret = self
            .client_secret
            .sealed(keys, before.map(|it| &it.client_secret))?;
        self.key = self.key.sealed(keys, before.map(|it| &it.key))?;
        for name in &mut self.email_domains {
            *name = name.trim().trim_start_matches('@').to_ascii_lowercase();
        }
        Ok(self)
    }

    /// The address that the provider says is somebody's, in its normal form.
    ///
    /// # Errors
    /// Why it is not believed.
    pub fn vouched(&self, identity: &Identity) -> ::sso::Result<String> {
        let no = |detail: String| Err(Refused::new(Check::Email, detail));
        match mail::address::normal(&identity.email) {
            None => no("what stands for the address is none".to_owned()),
            Some(email) if self.speaks_for(&email, identity.email_verified) => Ok(email),
            Some(email) => no(format!("the provider may not speak for {email}")),
        }
    }

    /// Whether the provider is believed when it says that this address, in its normal form, is a person's (security.md C3).
    fn speaks_for(&self, email: &str, verified: Option<bool>) -> bool {
        if self.kind == Kind::Oidc && verified != Some(true) {
            return false;
        }
        let domain = mail::address::domain(email);
        if self.email_domains.is_empty() {
            return self.trust_email || self.kind == Kind::Oidc;
        }
        self.email_domains.iter().any(|named| named == domain)
    }

    /// The SAML provider.
    pub fn provider(&self) -> Provider {
        Provider {
            entity_id: self.idp_entity_id.clone(),
            sso_url: self.sso_url.clone(),
            certificates: self.certificates.clone(),
            wants_signed_requests: self.sign_requests,
        }
    }

    /// Which SAML attributes hold what.
    pub fn mapping(&self) -> Mapping {
        Mapping {
            email: self.email_attribute.clone(),
            first_name: self.first_name_attribute.clone(),
            last_name: self.last_name_attribute.clone(),
        }
    }

    /// Our SAML keys.
    pub fn own(&self, app: &App) -> Result<Own> {
        Ok(Own {
            key: self.own_key.open(&app.keys)?,
            certificate: self.own_certificate.clone(),
        })
    }
}

/// Our addresses on a domain, as a provider must know them: made of the configured origin, never of a request.
#[derive(Clone, Debug, Serialize)]
pub struct Ours {
    /// SAML: our entity id, which is where our metadata are.
    pub entity_id: String,
    /// SAML: where responses are posted.
    pub acs: String,
    /// OpenID: where the provider sends the browser back to.
    pub callback: String,
    /// JWT: where the application sends the browser with its token.
    pub token: String,
}

impl Ours {
    /// Those of an origin.
    pub fn of(origin: &str) -> Ours {
        let at = |path: &str| format!("{}{path}", origin.trim_end_matches('/'));
        Ours {
            entity_id: at("/sso/saml/metadata"),
            acs: at(super::ACS),
            callback: at("/sso/oidc/callback"),
            token: at("/_hcms/mem/jwt"),
        }
    }

    /// Us, as a SAML provider knows us.
    pub fn party<'a>(&'a self, own: &'a Own) -> Party<'a> {
        Party {
            entity_id: &self.entity_id,
            acs: &self.acs,
            own,
        }
    }

    pub(super) fn provider<'a>(
        &'a self,
        settings: &'a Settings,
        secret: &'a str,
    ) -> oidc::Provider<'a> {
        oidc::Provider {
            issuer: &settings.issuer,
            client_id: &settings.client_id,
            client_secret: secret,
            redirect_uri: &self.callback,
        }
    }
}

/// The way out to OpenID providers.
pub(super) fn egress(app: &App) -> ::sso::Result<Egress> {
    Egress::new(&app.config.private_hosts)
}

fn need(problems: &mut Problems, field: &'static str, text: &str) {
    if text.is_empty() {
        problems.add(field, "error-required");
    }
}

/// An address over https, or over http on this machine.
fn need_url(problems: &mut Problems, field: &'static str, text: &str) {
    let fits = Url::parse(text).is_ok_and(|url| {
        let local = url.host_str().is_some_and(|host| {
            host == "localhost"
                || host.ends_with(".localhost")
                || host == "[::1]"
                || host.starts_with("127.")
        });
        url.host().is_some() && (url.scheme() == "https" || (url.scheme() == "http" && local))
    });
    if text.is_empty() {
        problems.add(field, "error-required");
    } else if !fits {
        problems.add(field, "sso-error-url");
    }
}

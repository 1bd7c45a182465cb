//! OpenID Connect by the code flow with PKCE, state and nonce (OpenID Connect Core 1.0, RFC 7636, RFC 9207). The provider is
//! discovered anew for every step: its keys are never older than the sign-in, and nothing is kept between two.

use std::pin::Pin;

use chrono::{DateTime, Utc};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthenticationFlow, CoreClaimName, CoreClaimType, CoreClient,
    CoreClientAuthMethod, CoreGrantType, CoreIdToken, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm,
    CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType, CoreUserInfoClaims,
};
use openidconnect::{
    AccessToken, AdditionalProviderMetadata, AuthType, AuthorizationCode, ClientId, ClientSecret,
    CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl,
    Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, ProviderMetadata, RedirectUrl,
    Scope, SubjectIdentifier, TokenResponse,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::egress::Egress;
use crate::{Accepted, Check, Identity, Once, Refused, Result, SKEW_MS, jwt};

/// What a connection says of its provider.
#[derive(Clone, Copy, Debug)]
pub struct Provider<'a> {
    /// The issuer, whose discovery document is asked for.
    pub issuer: &'a str,
    /// Our name at the provider.
    pub client_id: &'a str,
    /// Our secret there; empty for a public client.
    pub client_secret: &'a str,
    /// Our callback, exactly as the provider knows it.
    pub redirect_uri: &'a str,
}

/// What must be kept between the two halves, bound to the browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    nonce: String,
    verifier: String,
}

/// What the provider's redirect carried.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Callback {
    /// The code to exchange.
    pub code: String,
    /// What we gave along.
    pub state: String,
    /// Who answers (RFC 9207), where the provider says it.
    pub iss: String,
    /// The provider did not let the person in.
    pub error: String,
}

/// Signatures that are taken; what is symmetric or `none` is not among them.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 8] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
];

/// Of the discovery document, what the library does not read.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Extra {
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for Extra {}

type Metadata = ProviderMetadata<
    Extra,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Where to send the browser, and what to keep. `state` is the caller's: what it finds the kept part by.
///
/// # Errors
/// [`Check::Reach`] when the provider cannot be discovered, [`Check::Settings`] when the connection's fields are no addresses.
pub fn begin<'a>(
    egress: &'a Egress,
    provider: &'a Provider<'_>,
    state: &'a str,
) -> Boxed<'a, (String, Pending)> {
    Box::pin(async move {
        let egress = &egress.of(provider.issuer);
        let metadata = discover(egress, provider).await?;
        let authorize = metadata.authorization_endpoint().url().clone();
        egress.check(&authorize)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let state = state.to_owned();
        let (url, _, nonce) = client(provider, metadata)?
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                || CsrfToken::new(state),
                Nonce::new_random,
            )
            .add_scope(Scope::new("email".into()))
            .add_scope(Scope::new("profile".into()))
            .set_pkce_challenge(challenge)
            .url();
        let pending = Pending {
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
        };
        Ok((url.into(), pending))
    })
}

/// Whom the provider let in. The caller has found `pending` by the callback's state and the browser's cookie, and taken it away.
///
/// # Errors
/// Says which check failed.
pub fn finish<'a>(
    egress: &'a Egress,
    provider: &'a Provider<'_>,
    pending: &'a Pending,
    callback: &'a Callback,
    now: i64,
) -> Boxed<'a, Accepted> {
    Box::pin(async move {
        if !callback.error.is_empty() {
            return Err(Refused::new(Check::Provider, plain(&callback.error)));
        }
        if callback.code.is_empty() {
            return Err(Refused::new(Check::Form, "there is no code"));
        }
        let egress = &egress.of(provider.issuer);
        let metadata = discover(egress, provider).await?;
        let says_issuer = metadata
            .additional_metadata()
            .authorization_response_iss_parameter_supported;
        if (says_issuer || !callback.iss.is_empty()) && callback.iss != provider.issuer {
            return Err(Refused::new(
                Check::Issuer,
                "the answer names another issuer",
            ));
        }
        let client = client(provider, metadata)?;
        let tokens = exchange(egress, &client, pending, &callback.code).await?;
        let token = tokens
            .id_token()
            .ok_or_else(|| Refused::new(Check::Form, "the provider sent no ID token"))?;
        let mut claims = verified(&client, token, &pending.nonce, provider.client_id, now)?;
        if !claims.contains_key("email") {
            let more = person(egress, &client, tokens.access_token(), &claims).await?;
            for (name, value) in more {
                claims.entry(name).or_insert(value);
            }
        }
        Ok(Accepted {
            identity: identity(&claims, provider.issuer)?,
            // state, code and nonce are used up with the pending request; the token is remembered as well
            once: vec![Once {
                key: format!("nonce {}", pending.nonce),
                until: now + 60 * 60 * 1000,
            }],
            claims: jwt::shown(&claims),
        })
    })
}

/// The way out in the form that the library takes; it owns what it needs, since its futures cross threads.
fn http(egress: &Egress) -> impl Fn(HttpRequest) -> Sent + use<> {
    let egress = egress.clone();
    move |request| {
        let egress = egress.clone();
        Box::pin(async move { egress.send(request).await })
    }
}

type Sent = Boxed<'static, HttpResponse>;

/// A future in a box, so that whoever awaits it does not compile the library once more.
type Boxed<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// Asks for the discovery document and the keys.
async fn discover(egress: &Egress, provider: &Provider<'_>) -> Result<Metadata> {
    let settings = |error: &dyn std::error::Error| Refused::new(Check::Settings, error);
    let issuer = IssuerUrl::new(provider.issuer.to_owned()).map_err(|error| settings(&error))?;
    let http = http(egress);
    Metadata::discover_async(issuer, &http)
        .await
        .map_err(|error| match error {
            openidconnect::DiscoveryError::Request(refused) => refused,
            openidconnect::DiscoveryError::Validation(why) => Refused::new(Check::Issuer, why),
            openidconnect::DiscoveryError::Response(_, _, why) => Refused::new(Check::Reach, why),
            other => Refused::new(Check::Reach, with_cause(&other)),
        })
}

fn client(provider: &Provider<'_>, metadata: Metadata) -> Result<Client> {
    let redirect = RedirectUrl::new(provider.redirect_uri.to_owned())
        .map_err(|error| Refused::new(Check::Settings, error))?;
    let secret = (!provider.client_secret.is_empty())
        .then(|| ClientSecret::new(provider.client_secret.to_owned()));
    let methods = metadata.token_endpoint_auth_methods_supported();
    let basic = methods.is_none_or(|all| {
        all.contains(&CoreClientAuthMethod::ClientSecretBasic)
            || !all.contains(&CoreClientAuthMethod::ClientSecretPost)
    });
    let client = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new(provider.client_id.to_owned()),
        secret,
    );
    let auth = if basic {
        AuthType::BasicAuth
    } else {
        AuthType::RequestBody
    };
    Ok(client.set_redirect_uri(redirect).set_auth_type(auth))
}

async fn exchange(
    egress: &Egress,
    client: &Client,
    pending: &Pending,
    code: &str,
) -> Result<openidconnect::core::CoreTokenResponse> {
    let http = http(egress);
    client
        .exchange_code(AuthorizationCode::new(code.to_owned()))
        .map_err(|error| Refused::new(Check::Reach, error))?
        .set_pkce_verifier(PkceCodeVerifier::new(pending.verifier.clone()))
        .request_async(&http)
        .await
        .map_err(|error| match error {
            openidconnect::RequestTokenError::Request(refused) => refused,
            openidconnect::RequestTokenError::ServerResponse(answer) => {
                Refused::new(Check::Provider, plain(&answer.to_string()))
            }
            other => Refused::new(Check::Form, with_cause(&other)),
        })
}

/// The token's claims, from the bytes that the signature covers.
fn verified(
    client: &Client,
    token: &CoreIdToken,
    nonce: &str,
    client_id: &str,
    now: i64,
) -> Result<Map<String, Value>> {
    let at = |ms: i64| DateTime::<Utc>::from_timestamp_millis(ms).unwrap_or_default();
    let verifier = client
        .id_token_verifier()
        .set_allowed_algs(ALGORITHMS)
        .set_time_fn(move || at(now - SKEW_MS))
        .set_issue_time_verifier_fn(move |issued| {
            if issued > at(now + SKEW_MS) {
                return Err("the token was issued in the future".into());
            }
            Ok(())
        });
    let nonce = Nonce::new(nonce.to_owned());
    let claims = token
        .claims(&verifier, &nonce)
        .map_err(|error| failed(&error))?;
    let foreign = |party: &ClientId| party.as_str() != client_id;
    if claims.authorized_party().is_some_and(foreign) {
        return Err(Refused::new(Check::Audience, "azp names another client"));
    }
    let text = token.to_string();
    jwt::object(text.split('.').nth(1).unwrap_or_default())
}

fn failed(error: &openidconnect::ClaimsVerificationError) -> Refused {
    use openidconnect::ClaimsVerificationError as Error;
    let check = match error {
        Error::Expired(_) | Error::InvalidAuthTime(_) => Check::Time,
        Error::InvalidAudience(_) => Check::Audience,
        Error::InvalidIssuer(_) => Check::Issuer,
        Error::InvalidNonce(_) => Check::Request,
        Error::SignatureVerification(
            openidconnect::SignatureVerificationError::DisallowedAlg(_)
            | openidconnect::SignatureVerificationError::UnsupportedAlg(_)
            | openidconnect::SignatureVerificationError::NoSignature,
        ) => Check::Algorithm,
        Error::SignatureVerification(_) => Check::Signature,
        _ => Check::Form,
    };
    Refused::new(check, with_cause(error))
}

/// What the provider's page about the person adds; its `sub` must be the token's.
async fn person(
    egress: &Egress,
    client: &Client,
    access: &AccessToken,
    claims: &Map<String, Value>,
) -> Result<Map<String, Value>> {
    let subject = claims
        .get("sub")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let Ok(request) = client.user_info(
        access.clone(),
        Some(SubjectIdentifier::new(subject.to_owned())),
    ) else {
        return Ok(Map::new());
    };
    let http = http(egress);
    let info: CoreUserInfoClaims =
        request
            .request_async(&http)
            .await
            .map_err(|error| match error {
                openidconnect::UserInfoError::Request(refused) => refused,
                other => Refused::new(Check::Form, with_cause(&other)),
            })?;
    match serde_json::to_value(&info) {
        Ok(Value::Object(map)) => Ok(map),
        _ => Err(Refused::new(Check::Form, "the person cannot be read")),
    }
}

fn identity(claims: &Map<String, Value>, issuer: &str) -> Result<Identity> {
    let text = |name: &str| {
        claims
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .trim()
    };
    if text("email").is_empty() {
        return Err(Refused::new(Check::Email, "email is missing"));
    }
    // Entra ID says with xms_edov, and only there, that the address is of a domain that the tenant has proved (security.md C3)
    let verified = truth(claims.get("email_verified")).or_else(|| truth(claims.get("xms_edov")));
    let name =
        (text("given_name").is_empty() && text("family_name").is_empty()).then(|| text("name"));
    Ok(Identity {
        issuer: issuer.to_owned(),
        subject: text("sub").to_owned(),
        email: text("email").to_owned(),
        email_verified: Some(verified.unwrap_or(false)),
        first_name: name.unwrap_or_else(|| text("given_name")).to_owned(),
        last_name: text("family_name").to_owned(),
    })
}

/// Yes or no, as a truth value or as the text or number that some providers write.
fn truth(value: Option<&Value>) -> Option<bool> {
    match value? {
        Value::Bool(yes) => Some(*yes),
        Value::String(text) => Some(text == "true" || text == "1"),
        Value::Number(number) => Some(number.as_i64() == Some(1)),
        _ => None,
    }
}

/// What a stranger wrote, short and without control characters.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}

fn with_cause(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(cause) => plain(&format!("{error}: {cause}")),
        None => plain(&error.to_string()),
    }
}

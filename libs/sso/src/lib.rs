//! Single sign-on as the party that relies on somebody else's word: SAML 2.0, OpenID Connect and signed tokens. Each answers who
//! came in and what must be remembered so that the same word is never taken twice; nothing here keeps state, reads the system's
//! clock or knows what a sign-in leads to.

pub mod egress;
pub mod jwt;
pub mod oidc;
pub mod saml;

use serde::{Deserialize, Serialize};

/// Clocks of two machines may differ by so much (security.md C2, C4).
pub const SKEW_MS: i64 = 60_000;

/// Who came in, in the words of the provider; every field was covered by the signature that was checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Who says so: the SAML entity id, the OpenID issuer, the token's `iss`.
    pub issuer: String,
    /// The person's lasting name at the issuer. Accounts are keyed by it, never by the address (security.md C3).
    pub subject: String,
    /// The address that the issuer claims for them, as it was written.
    pub email: String,
    /// What the issuer says of it; none where the protocol has no word for it.
    pub email_verified: Option<bool>,
    /// First name, may be empty.
    pub first_name: String,
    /// Last name, may be empty.
    pub last_name: String,
}

/// A key that must be stored, and found missing, in one step before the identity counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Once {
    /// Unique in a connection.
    pub key: String,
    /// Milliseconds UTC; afterwards the word is too old to be taken anyway.
    pub until: i64,
}

/// A sign-in that held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// Who.
    pub identity: Identity,
    /// What must be new.
    pub once: Vec<Once>,
    /// What the provider sent, name and value, for people who set a connection up.
    pub claims: Vec<(String, String)>,
}

/// Why a sign-in did not hold: the check that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// The connection itself: its fields cannot be used.
    Settings,
    /// The provider could be reached and answered in time.
    Reach,
    /// The provider let the person in.
    Provider,
    /// The answer is well formed, and of the one shape that is taken.
    Form,
    /// A listed algorithm.
    Algorithm,
    /// Signed with the key that the connection knows.
    Signature,
    /// Encrypted to us, and signed inside; one refusal for both, or those who may change it learn what it says.
    Encryption,
    /// Said by the configured issuer.
    Issuer,
    /// Said to us.
    Audience,
    /// Meant for this address.
    Recipient,
    /// Not too early and not too late.
    Time,
    /// The answer to what this browser asked.
    Request,
    /// Not used before.
    Once,
    /// Names an address.
    Email,
}

impl Check {
    /// As it is stored, and the end of its key in texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Check::Settings => "settings",
            Check::Reach => "reach",
            Check::Provider => "provider",
            Check::Form => "form",
            Check::Algorithm => "algorithm",
            Check::Signature => "signature",
            Check::Encryption => "encryption",
            Check::Issuer => "issuer",
            Check::Audience => "audience",
            Check::Recipient => "recipient",
            Check::Time => "time",
            Check::Request => "request",
            Check::Once => "once",
            Check::Email => "email",
        }
    }
}

/// A sign-in that did not hold.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}: {detail}", check.as_str())]
pub struct Refused {
    /// What failed.
    pub check: Check,
    /// For logs and for people who set a connection up; holds no secret.
    pub detail: String,
}

impl Refused {
    /// A refusal.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "errors are passed as they come"
    )]
    pub fn new(check: Check, detail: impl ToString) -> Refused {
        Refused {
            check,
            detail: detail.to_string(),
        }
    }
}

/// What checking a sign-in answers.
pub type Result<T, E = Refused> = std::result::Result<T, E>;

//! Passkeys (WebAuthn): a key in somebody's device or password manager, unlocked by a finger, a face or a PIN. It is found without
//! a name being typed, and it is bound to the host that it was made on, so that no other site can ask for it.
//!
//! A ceremony has two halves: a challenge is given out, and its answer comes back. What the answer is checked against waits on the
//! server, for minutes, for one answer.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::future::BoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};

use super::store::{self, Ceremony, New};
use super::{Kind, Person, Whose, changed};
use crate::config::host_of;
use crate::event::Credential;
use crate::{App, Error, Result, keys};

/// How long a challenge waits for its answer.
const CHALLENGE_MS: i64 = 10 * 60 * 1000;

/// Where a passkey is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Door<'a> {
    /// The place's origin.
    pub origin: &'a str,
    /// Who comes in by it.
    pub kind: Kind,
    /// Into which account; 0 where that is known only when somebody has come in.
    pub account_id: i64,
}

/// The first half of a ceremony, for the browser: `PublicKeyCredential.parse…OptionsFromJSON` reads `options`.
#[derive(Debug, Serialize)]
pub struct Begun {
    /// What names the ceremony when its answer comes.
    ceremony: String,
    options: Value,
}

/// The second half, as a form brings it.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// Which ceremony.
    pub ceremony: &'a str,
    /// What `PublicKeyCredential.toJSON` made.
    pub passkey: &'a str,
}

/// Whether passkeys can work at an origin: not where the host is an address (WebAuthn, "effective domain").
pub fn can(origin: &str) -> bool {
    relying_party(origin, "").is_ok()
}

fn relying_party(origin: &str, name: &str) -> Result<Webauthn> {
    let cannot = || Error::Conflict("passkey-host");
    let url = Url::parse(origin).map_err(|_| cannot())?;
    let builder = WebauthnBuilder::new(host_of(origin), &url).map_err(|_| cannot())?;
    let builder = if name.is_empty() {
        builder
    } else {
        builder.rp_name(name)
    };
    builder.build().map_err(Error::internal)
}

fn adding(whose: Whose) -> String {
    format!("add {} {}", whose.kind.as_str(), whose.person_id)
}

fn using(kind: Kind, whose: Option<Whose>) -> String {
    whose.map_or_else(
        || format!("enter {}", kind.as_str()),
        |whose| format!("prove {} {}", whose.kind.as_str(), whose.person_id),
    )
}

async fn begin(
    app: &App,
    purpose: (i64, &str, &str),
    state: &impl Serialize,
    options: Value,
) -> Result<Begun> {
    let (account_id, purpose, host) = purpose;
    let ceremony = keys::random_text();
    let it = Ceremony {
        account_id,
        id_hash: &keys::hash(&ceremony),
        purpose,
        host,
    };
    let state = serde_json::to_string(state).map_err(Error::internal)?;
    let tx = app.db.begin().await?;
    let now = app.now();
    store::begin(&tx, now, &it, &state, now + CHALLENGE_MS).await?;
    tx.commit().await?;
    Ok(Begun { ceremony, options })
}

/// What the answer is checked against. It is gone then, also when the answer turns out to be wrong.
async fn take<T: DeserializeOwned>(
    app: &App,
    purpose: (i64, &str, &str),
    ceremony: &str,
) -> Result<T> {
    let (account_id, purpose, host) = purpose;
    let it = Ceremony {
        account_id,
        id_hash: &keys::hash(ceremony),
        purpose,
        host,
    };
    let tx = app.db.begin().await?;
    let state = store::take(&tx, app.now(), &it).await?;
    tx.commit().await?;
    let state = state.ok_or_else(|| Error::invalid("", "passkey-late"))?;
    serde_json::from_str(&state).map_err(Error::internal)
}

fn read<T: DeserializeOwned>(passkey: &str) -> Result<T> {
    serde_json::from_str(passkey).map_err(|_| Error::invalid("", "passkey-bad"))
}

/// A wrong answer is the same to whoever sent it, whatever is wrong with it.
#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
fn refused(error: WebauthnError) -> Error {
    tracing::info!(
        error = &error as &dyn std::error::Error,
        "a passkey was refused"
    );
    Error::invalid("", "passkey-bad")
}

/// Begins adding a passkey: one that is found without a name and that checks who holds it, on a device that has none of theirs yet.
pub fn begin_adding<'a>(app: &'a App, person: &'a Person) -> BoxFuture<'a, Result<Begun>> {
    Box::pin(async move {
        let (whose, host) = (person.whose, host_of(&person.origin));
        let site = relying_party(&person.origin, &person.place)?;
        let known = store::keys(&app.db, whose, host).await?;
        let known = known.iter().map(|key| key.credential.0.cred_id().clone());
        let (options, state) = site
            .start_passkey_registration(
                handle(whose),
                &person.email,
                &person.name,
                Some(known.collect()),
            )
            .map_err(Error::internal)?;
        let mut options = serde_json::to_value(options.public_key).map_err(Error::internal)?;
        options["authenticatorSelection"]["residentKey"] = json!("required");
        options["authenticatorSelection"]["requireResidentKey"] = json!(true);
        let purpose = adding(whose);
        begin(app, (whose.account_id, &purpose, host), &state, options).await
    })
}

/// What a device keeps to say whose a passkey is: ids, no name.
fn handle(whose: Whose) -> Uuid {
    let bits = |id: i64| u64::from_ne_bytes(id.to_ne_bytes());
    Uuid::from_u64_pair(bits(whose.account_id), bits(whose.person_id))
}

/// Adds the passkey that a browser made.
///
/// # Errors
/// [`Error::Invalid`] when the answer is wrong or too late, or the passkey is known already.
pub fn finish_adding<'a>(
    app: &'a App,
    person: &'a Person,
    answer: Answer<'a>,
    name: &'a str,
) -> BoxFuture<'a, Result<i64>> {
    Box::pin(async move {
        let (whose, host) = (person.whose, host_of(&person.origin));
        let purpose = adding(whose);
        let state: PasskeyRegistration =
            take(app, (whose.account_id, &purpose, host), answer.ceremony).await?;
        let made: RegisterPublicKeyCredential = read(answer.passkey)?;
        let passkey = relying_party(&person.origin, &person.place)?
            .finish_passkey_registration(&made, &state)
            .map_err(refused)?;
        let new = New {
            whose,
            host,
            credential_id: &URL_SAFE_NO_PAD.encode(passkey.cred_id()),
            credential: &serde_json::to_string(&passkey).map_err(Error::internal)?,
            name,
        };
        let tx = app.db.begin().await?;
        let id = store::insert(&tx, app, &new).await.map_err(|error| {
            if error.is_unique("passkeys", "credential_id") {
                Error::invalid("", "passkey-known")
            } else {
                error.into()
            }
        })?;
        changed(&tx, app, &person.actor(), whose, Credential::PasskeyAdded).await?;
        tx.commit().await?;
        Ok(id)
    })
}

/// Begins using a passkey: anybody's to come in, or that of the person who is named.
pub fn begin_using<'a>(
    app: &'a App,
    door: &'a Door<'_>,
    whose: Option<Whose>,
) -> BoxFuture<'a, Result<Begun>> {
    Box::pin(async move {
        let host = host_of(door.origin);
        let site = relying_party(door.origin, "")?;
        let (options, state) = site
            .start_discoverable_authentication()
            .map_err(Error::internal)?;
        let mut options = serde_json::to_value(options.public_key).map_err(Error::internal)?;
        if let Some(whose) = whose {
            let keys = store::keys(&app.db, whose, host).await?;
            let ids = keys.iter().map(|key| {
                let id = URL_SAFE_NO_PAD.encode(key.credential.0.cred_id());
                json!({ "type": "public-key", "id": id })
            });
            options["allowCredentials"] = ids.collect();
        }
        if let Some(options) = options.as_object_mut() {
            options.remove("extensions"); // browsers know none of those that the library asks for
        }
        let purpose = using(door.kind, whose);
        begin(app, (door.account_id, &purpose, host), &state, options).await
    })
}

/// Whose passkey answered; it is noted as used.
///
/// # Errors
/// [`Error::Invalid`] when the answer is wrong or too late, nobody's, or not the named person's.
pub fn finish_using<'a>(
    app: &'a App,
    door: &'a Door<'_>,
    whose: Option<Whose>,
    answer: Answer<'a>,
) -> BoxFuture<'a, Result<Whose>> {
    Box::pin(async move {
        let host = host_of(door.origin);
        let purpose = using(door.kind, whose);
        let state: DiscoverableAuthentication =
            take(app, (door.account_id, &purpose, host), answer.ceremony).await?;
        let given: PublicKeyCredential = read(answer.passkey)?;
        let bad = || Error::invalid("", "passkey-bad");
        let id = URL_SAFE_NO_PAD.encode(given.get_credential_id());
        let mut key = store::key(&app.db, &id, host).await?.ok_or_else(bad)?;
        let found = key.whose();
        // who is not named must be named by the passkey itself
        let named = given.get_user_unique_id();
        let right = match whose {
            Some(whose) => whose == found,
            None => named.is_some() && [0, found.account_id].contains(&door.account_id),
        };
        if !right
            || found.kind != door.kind
            || named.is_some_and(|by| by != handle(found).as_bytes())
        {
            return Err(bad());
        }
        let result = relying_party(door.origin, "")?
            .finish_discoverable_authentication_v2(&given, state, &key.credential.0)
            .map_err(refused)?;
        key.credential.0.update_credential(&result);
        let credential = serde_json::to_string(&key.credential.0).map_err(Error::internal)?;
        let tx = app.db.begin().await?;
        store::note_use(&tx, app, &key, &credential).await?;
        tx.commit().await?;
        Ok(found)
    })
}

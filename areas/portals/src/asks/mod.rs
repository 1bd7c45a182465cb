//! An ask: somebody wants a link by mail — to make a login, to set a new password, to sign in, to prove a further address — or we
//! invite them. It is written alike for known and unknown addresses, and what becomes of it is decided later, by a job: so nobody
//! learns from an answer, or from its time, who is known here [A12]. The link is a keyed code of the ask's own number: a copy of the
//! database opens nothing (security.md B3). It works once, and opening it changes nothing: a button in its page does.

mod store;

pub use store::{Ask, void, void_all};

use base::network::Network;
use base::sessions::attempts;
use base::{App, Error, Result, keys};
use db::{Db, Json, Tx};
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::consent::Choice;

/// The kind of the job that decides what becomes of an ask; its payload is the ask's id.
pub const ANSWER: &str = "answer_ask";

const MINUTE_MS: i64 = 60 * 1000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To prove the address of a new login [A3].
    Registration,
    /// To set a new password [A4].
    Reset,
    /// To sign in [A5].
    Link,
    /// To prove a further address of a member.
    Address,
    /// To set the first password [A2].
    Invitation,
    /// To prove who asks to be erased, where there is no password.
    Erasure,
}

impl Purpose {
    /// As stored, and as its locale keys end.
    pub fn as_str(self) -> &'static str {
        match self {
            Purpose::Registration => "registration",
            Purpose::Reset => "reset",
            Purpose::Link => "link",
            Purpose::Address => "address",
            Purpose::Invitation => "invitation",
            Purpose::Erasure => "erasure",
        }
    }

    /// How long the link works.
    pub fn life_ms(self) -> i64 {
        match self {
            Purpose::Registration | Purpose::Address => 24 * HOUR_MS,
            Purpose::Reset | Purpose::Erasure => HOUR_MS,
            Purpose::Link => 15 * MINUTE_MS,
            Purpose::Invitation => 14 * 24 * HOUR_MS,
        }
    }

    /// Where its links lead.
    pub fn path(self) -> &'static str {
        match self {
            Purpose::Registration => "/register/",
            Purpose::Reset => "/reset-password/",
            Purpose::Link => "/sign-in/link/",
            Purpose::Address => "/account/addresses/",
            Purpose::Invitation => "/invitation/",
            Purpose::Erasure => "/account/erasure/",
        }
    }
}

/// What was typed with an ask, kept until its link is used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Detail {
    /// Where to go afterwards, a path of the portal.
    pub next: String,
    /// The names of a new login.
    pub first_name: String,
    /// Likewise.
    pub last_name: String,
    /// The password of a new login, hashed: void when the address is proved in another way (security.md B9).
    pub password_hash: String,
    /// What a new member agreed to.
    pub consent: Option<Choice>,
    /// Whether to be remembered on this device.
    pub remember: bool,
    /// Who asked, as far as that can be told.
    pub asker: String,
}

/// A new ask.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// For what.
    pub purpose: Purpose,
    /// The domain that the link leads to.
    pub host: &'a str,
    /// Whom to mail, in normal form.
    pub email: &'a str,
    /// Whose login it is about, where that is known.
    pub contact_id: Option<i64>,
    /// What was typed with it.
    pub detail: Detail,
}

/// The name of the cookie of a browser that asked.
fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-asked" } else { "asked" }
}

/// The hash of the cookie of a browser that asked.
fn browser(app: &App, headers: &HeaderMap) -> Option<String> {
    web::cookie::read(headers, cookie_name(app.config.secure_cookies())).map(keys::hash)
}

/// Who asks for an address that is not known to be theirs. What is asked is counted for each of them, or a stranger could use up what
/// the member asks for (security.md B7).
pub struct Asker<'a> {
    /// From where.
    pub network: &'a Network,
    /// At a device that the member has signed in with before.
    pub at_home: bool,
}

/// What an asker at home is called.
const HOME: &str = "home";
/// What we are called, who invite.
const US: &str = "us";

impl Asker<'_> {
    /// Tells one from another, and says nothing of the network.
    fn name(&self, app: &App) -> String {
        if self.at_home {
            return HOME.to_owned();
        }
        let key = app.keys.derive(&format!("asker {}", self.network.key()));
        web::hex(&key[..8])
    }
}

/// Notes that somebody asked, and queues the answer; answers the cookie by which their browser is known again.
///
/// # Errors
/// [`Error::Limited`] when they asked too often for this address, or this network for any.
pub async fn begin(
    app: &App,
    account_id: i64,
    asker: &Asker<'_>,
    mut new: New<'_>,
) -> Result<String> {
    new.detail.asker = asker.name(app);
    let (whom, purpose) = (keys::hash(new.email), new.purpose.as_str());
    let key = format!("ask {purpose} {} {whom}", new.detail.asker);
    // who is at home waits for nobody else in their network
    let network = Some(asker.network.key()).filter(|_| !asker.at_home);
    for (key, times) in [(key, 1), (network.unwrap_or_default(), 10)] {
        let _held = attempts::check(app, account_id, &key, times).await?;
        attempts::failed(app, account_id, &key).await?;
    }
    let value = keys::random_text();
    let tx = app.db.begin().await?;
    add(&tx, app, account_id, &new, Some(&keys::hash(&value))).await?;
    tx.commit().await?;
    let secure = app.config.secure_cookies();
    let day = Some(24 * 60 * 60);
    Ok(web::cookie::write(cookie_name(secure), &value, secure, day))
}

/// Mails the link of an ask once more, if it still works and some time has gone by; whoever asked learns nothing either way.
pub async fn again(app: &App, account_id: i64, ask: &Ask) -> Result<()> {
    let last = ask.mailed_at.unwrap_or(ask.created_at);
    if ask.is_open(app.now()) && app.now() - last >= MINUTE_MS {
        let tx = app.db.begin().await?;
        enqueue(&tx, app, account_id, ask.id).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Writes an ask and queues its answer; answers its id.
pub async fn add(
    tx: &Tx,
    app: &App,
    account_id: i64,
    new: &New<'_>,
    browser_hash: Option<&str>,
) -> Result<i64> {
    let id = app.id();
    store::insert(tx, app.now(), account_id, id, new, browser_hash).await?;
    store::forget_old(tx, account_id, app.now()).await?;
    enqueue(tx, app, account_id, id).await?;
    Ok(id)
}

async fn enqueue(tx: &Tx, app: &App, account_id: i64, id: i64) -> Result<()> {
    let at = app.now() + some_of(app.config.ask_spread_ms);
    jobs::enqueue(tx, account_id, app.id(), ANSWER, &id, at, None).await?;
    Ok(())
}

/// A random part of a time.
fn some_of(most_ms: i64) -> i64 {
    i64::from(u32::from_le_bytes(keys::random()))
        .checked_rem(most_ms)
        .unwrap_or_default()
}

/// The ask that this browser made last, for the page that says where to look.
pub async fn of_browser(app: &App, account_id: i64, headers: &HeaderMap) -> Result<Option<Ask>> {
    match browser(app, headers) {
        Some(hash) => store::of_browser(&app.db, account_id, &hash).await,
        None => Ok(None),
    }
}

/// What stands in a link: the ask's number and a code that only we can make.
pub fn token(app: &App, account_id: i64, id: i64, purpose: Purpose) -> String {
    use base64::Engine;
    let code = code(app, account_id, id, purpose).finalize().into_bytes();
    let code = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(code);
    format!("{id:x}.{code}")
}

fn code(app: &App, account_id: i64, id: i64, purpose: Purpose) -> Hmac<Sha256> {
    let key = app.keys.derive("links in mails");
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("HMAC takes any key length");
    mac.update(format!("{account_id} {id} {}", purpose.as_str()).as_bytes());
    mac
}

/// Finds the ask of a link, used or not.
///
/// # Errors
/// [`Error::NotFound`] when the link is none of ours on this domain.
pub async fn find(
    app: &App,
    account_id: i64,
    host: &str,
    purpose: Purpose,
    token: &str,
) -> Result<Ask> {
    use base64::Engine;
    let (id, given) = token.split_once('.').ok_or(Error::NotFound)?;
    let id = i64::from_str_radix(id, 16).map_err(|_| Error::NotFound)?;
    let given = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(given)
        .map_err(|_| Error::NotFound)?;
    code(app, account_id, id, purpose)
        .verify_slice(&given)
        .map_err(|_| Error::NotFound)?;
    store::find(&app.db, account_id, id)
        .await?
        .filter(|ask| ask.purpose == purpose && ask.host == host)
        .ok_or(Error::NotFound)
}

impl Ask {
    /// Whether its link still works.
    pub fn is_open(&self, now: i64) -> bool {
        self.used_at.is_none() && self.expires_at > now
    }

    /// Whether the request comes from the browser that asked.
    pub fn is_of(&self, app: &App, headers: &HeaderMap) -> bool {
        self.browser_hash.is_some() && self.browser_hash == browser(app, headers)
    }

    /// The minutes for which its link works from when it was made.
    pub fn minutes(&self) -> i64 {
        self.purpose.life_ms() / MINUTE_MS
    }

    /// What the keys of mails begin with that its mail is counted with: those that anybody asked for, and those that the same did.
    /// What was asked for at home is counted with nobody else's.
    pub fn counted(&self) -> (String, String) {
        let all = format!("ask {} ", self.purpose.as_str());
        let asker = match self.detail().asker.as_str() {
            "" => US,
            asker => asker,
        };
        let them = format!("{all}{asker} ");
        if asker == HOME {
            (them.clone(), them)
        } else {
            (all, them)
        }
    }

    /// What was typed with it.
    pub fn detail(&self) -> &Detail {
        let Json(detail) = &self.detail;
        detail
    }
}

/// Uses a link up: of several presses one counts (security.md D7).
///
/// # Errors
/// [`Error::Conflict`] when it was used, or made void, meanwhile.
pub async fn use_up(tx: &Tx, app: &App, account_id: i64, ask: &Ask) -> Result<()> {
    if ask.expires_at > app.now() && store::use_up(tx, account_id, ask.id, app.now()).await? {
        Ok(())
    } else {
        Err(Error::Conflict("link-spent"))
    }
}

/// Notes that the ask was answered, with a mail or with nothing: earlier asks of the same purpose of the same asker for this
/// address that were answered are void.
pub async fn answered(tx: &Tx, app: &App, account_id: i64, ask: &Ask) -> Result<()> {
    store::replace(tx, account_id, ask, app.now()).await
}

/// Finds an ask by its id: for the job that answers it.
pub async fn by_id(db: &Db, account_id: i64, id: i64) -> Result<Option<Ask>> {
    store::find(db, account_id, id).await
}

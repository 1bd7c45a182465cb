//! A cookie and whom it stands for. The cookie is 256 random bits, the table holds its hash, and ending a session is
//! deleting its row: the next request, and every open stream at its next look, finds nobody [A11].

pub mod attempts;

use db::{Db, Tx, params};
use http::HeaderMap;
use serde::{Deserialize, Serialize};

use crate::{App, Result, keys};

/// Who a session is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A customer with a login.
    Member,
    /// A person at the desk.
    Agent,
    /// An agent who gave the password and still owes the second factor.
    Half,
    /// A member who still owes the second factor.
    HalfMember,
}

impl Kind {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Member => "member",
            Kind::Agent => "agent",
            Kind::Half => "half",
            Kind::HalfMember => "half_member",
        }
    }
}

/// How somebody came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Address and password.
    Password,
    /// A link that was mailed to them.
    Link,
    /// A passkey.
    Passkey,
    /// They made their login themselves, and proved the address.
    Registration,
    /// They were invited and set a password.
    Invitation,
    /// An identity provider vouched for them: the customer's own, or for an agent the company's.
    Sso,
}

impl Method {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Password => "password",
            Method::Link => "link",
            Method::Passkey => "passkey",
            Method::Registration => "registration",
            Method::Invitation => "invitation",
            Method::Sso => "sso",
        }
    }
}

/// A session that begins.
#[derive(Clone, Copy, Debug)]
pub struct New {
    /// The account.
    pub account_id: i64,
    /// Whose it is.
    pub kind: Kind,
    /// The contact or the agent.
    pub person_id: i64,
    /// How they came in.
    pub method: Method,
    /// Which identity provider vouched for them.
    pub connection_id: Option<i64>,
    /// Whether it may live 30 days instead of 7.
    pub remember: bool,
}

/// A session as its owner sees it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Session {
    /// Its public id: names it, opens nothing.
    pub id: i64,
    /// When it began.
    pub created_at: i64,
    /// When it was last used, to the minute.
    pub last_seen_at: i64,
    /// The browser, as it calls itself.
    pub user_agent: String,
    /// As people call it.
    #[serde(default)]
    pub device: String,
    /// How they came in.
    pub method: Method,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// How long a session may live at most: 7 days, 30 when the person asked to be remembered, 10 minutes between two factors.
fn life_ms(kind: Kind, remember: bool) -> i64 {
    match (kind, remember) {
        (Kind::Half | Kind::HalfMember, _) => 10 * 60 * 1000,
        (_, true) => 30 * DAY_MS,
        (_, false) => 7 * DAY_MS,
    }
}

/// Begins a session; answers the cookie's value.
pub async fn begin(tx: &Tx, app: &App, new: &New, headers: &HeaderMap) -> Result<String> {
    let value = keys::random_text();
    let now = app.now();
    // one that ended a while ago still tells whose text came too late
    let forgotten = params![new.account_id, now - ENDED_MS];
    let sql = "delete from sessions where account_id = $1 and expires_at < $2";
    tx.run(sql, forgotten).await?;
    tx.run(
        "insert into sessions (account_id, id_hash, id, kind, person_id, method, connection_id, created_at, last_seen_at, expires_at,
           user_agent)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10)",
        params![
            new.account_id,
            keys::hash(&value),
            app.id(),
            new.kind.as_str(),
            new.person_id,
            new.method.as_str(),
            new.connection_id,
            now,
            now + life_ms(new.kind, new.remember),
            user_agent(headers)
        ],
    )
    .await?;
    Ok(value)
}

/// How long an ended session is known.
const ENDED_MS: i64 = 30 * DAY_MS;

/// Notes that the person behind a session has proved once more who they are.
pub async fn prove(tx: &Tx, id_hash: &str, now: i64) -> Result<()> {
    tx.run(
        "update sessions set proved_at = $2 where id_hash = $1",
        params![id_hash, now],
    )
    .await?;
    Ok(())
}

/// What the browser calls itself, cut to a length that can be shown.
pub fn user_agent(headers: &HeaderMap) -> String {
    let agent = headers
        .get(http::header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    agent.chars().take(200).collect()
}

/// What people call a browser, by what it calls itself: `Firefox, Windows`; as it calls itself where it is none of those.
pub fn device(user_agent: &str) -> String {
    let named = |names: &[(&str, &'static str)]| {
        let found = names.iter().find(|(mark, _)| user_agent.contains(mark));
        found.map(|(_, name)| *name)
    };
    match (named(&BROWSERS), named(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        _ => user_agent.to_owned(),
    }
}

/// The first that stands in a browser's own words names it: most also say that they are Chrome or Safari.
const BROWSERS: [(&str, &str); 9] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// The sessions of a person that live now, last used first; `this` is the hash of the cookie that asks.
pub async fn list(
    db: &Db,
    account_id: i64,
    kind: Kind,
    person_id: i64,
    this: &str,
    now: i64,
) -> Result<Vec<Session>> {
    let sql = "select id, created_at, last_seen_at, user_agent, method, id_hash = $4 as is_this from sessions
               where account_id = $1 and kind = $2 and person_id = $3 and expires_at > $5
               order by last_seen_at desc, id desc limit 100";
    let args = params![account_id, kind.as_str(), person_id, this, now];
    let mut all: Vec<Session> = db.all(sql, args).await?;
    for session in &mut all {
        session.device = device(&session.user_agent);
    }
    Ok(all)
}

/// Ends one session of a person by its public id.
pub async fn end_one(tx: &Tx, account_id: i64, kind: Kind, person_id: i64, id: i64) -> Result<()> {
    tx.run(
        "delete from sessions where account_id = $1 and kind = $2 and person_id = $3 and id = $4",
        params![account_id, kind.as_str(), person_id, id],
    )
    .await?;
    Ok(())
}

/// Ends all sessions of a person but the one whose cookie has this hash.
pub async fn end_others(
    tx: &Tx,
    account_id: i64,
    kind: Kind,
    person_id: i64,
    this: &str,
) -> Result<()> {
    tx.run(
        "delete from sessions where account_id = $1 and kind = $2 and person_id = $3 and id_hash <> $4",
        params![account_id, kind.as_str(), person_id, this],
    )
    .await?;
    Ok(())
}

/// Ends the session of a cookie's value.
pub async fn end(tx: &Tx, value: &str) -> Result<()> {
    tx.run(
        "delete from sessions where id_hash = $1",
        params![keys::hash(value)],
    )
    .await?;
    Ok(())
}

/// Ends all sessions of a person.
pub async fn end_all(tx: &Tx, account_id: i64, kind: Kind, person_id: i64) -> Result<()> {
    tx.run(
        "delete from sessions where account_id = $1 and kind = $2 and person_id = $3",
        params![account_id, kind.as_str(), person_id],
    )
    .await?;
    Ok(())
}

/// Notes that a session was used, at most once a minute.
pub async fn touch(db: &Db, now: i64, id_hash: &str, last_seen_at: i64) -> Result<()> {
    if now - last_seen_at < 60_000 {
        return Ok(());
    }
    let tx = db.begin().await?;
    tx.run(
        "update sessions set last_seen_at = $2 where id_hash = $1",
        params![id_hash, now],
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// The name of the session cookie: `__Host-` wherever cookies are `Secure`.
pub fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-session" } else { "session" }
}

#[cfg(test)]
mod tests {
    #[test]
    fn browsers_have_the_names_that_people_call_them_by() {
        for (raw, name) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
                "Firefox, Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0",
                "Edge, Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
                "Safari, iPhone",
            ),
            ("curl/8.5.0", "curl/8.5.0"),
        ] {
            assert_eq!(super::device(raw), name);
        }
    }
}

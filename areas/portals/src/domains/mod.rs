//! A domain: a host name connected to an account. It picks the account and the portal of every request [U2], and its origin
//! is what links in mails are made of, never the request's own host.

mod settings;

pub use settings::routes as settings_routes;

use base::{App, Result};
use db::{Db, Json, Tx, params};
use serde::{Deserialize, Serialize};

use crate::consent::Terms;
use crate::portals;

/// A connected host name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    /// Lower case, without a port.
    pub host: String,
    /// The portal that it shows.
    pub portal_id: i64,
    /// Scheme, host and port of links.
    pub origin: String,
    /// The portal's language [P11].
    pub language: String,
    /// Sign out after so many minutes without a request; 0: never [A11].
    pub idle_minutes: i64,
    /// Whether mails link here, of a portal's several domains.
    pub is_primary: bool,
    /// What its members are asked to agree to [A14].
    pub consent: Option<Json<Terms>>,
}

const COLUMNS: &str = "host, portal_id, origin, language, idle_minutes, is_primary, consent";

/// All domains of an account.
pub async fn list(db: &Db, account_id: i64) -> Result<Vec<Domain>> {
    let sql = format!(
        "select {COLUMNS} from domains where account_id = $1 order by is_primary desc, host"
    );
    Ok(db.all(&sql, params![account_id]).await?)
}

/// The domain that mails about a portal's tickets link to.
pub async fn primary(db: &Db, account_id: i64) -> Result<Option<Domain>> {
    let sql = format!(
        "select {COLUMNS} from domains where account_id = $1 order by is_primary desc, host limit 1"
    );
    Ok(db.maybe(&sql, params![account_id]).await?)
}

/// A domain of an account.
pub async fn find(db: &Db, account_id: i64, host: &str) -> Result<Domain> {
    let sql = format!("select {COLUMNS} from domains where account_id = $1 and host = $2");
    Ok(db.one(&sql, params![account_id, host]).await?)
}

/// Connects a domain, or changes how it is connected. A change of the consent's texts makes a new version of them.
pub async fn save(tx: &Tx, app: &App, account_id: i64, domain: &Domain) -> Result<()> {
    let sql =
        "select consent from domains where account_id = $1 and host = $2 and consent is not null";
    let before: Option<Json<Terms>> = tx.maybe(sql, params![account_id, &domain.host]).await?;
    let consent = domain
        .consent
        .as_ref()
        .map(|Json(terms)| terms.after(before.as_ref().map(|Json(before)| before)));
    let consent = consent.map(|terms| serde_json::to_string(&terms));
    tx.run(
        "insert into domains (account_id, host, portal_id, origin, language, idle_minutes, is_primary, created_at, consent)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (account_id, host) do update set portal_id = excluded.portal_id, origin = excluded.origin,
           language = excluded.language, idle_minutes = excluded.idle_minutes, is_primary = excluded.is_primary,
           consent = excluded.consent",
        params![
            account_id,
            &domain.host,
            domain.portal_id,
            &domain.origin,
            &domain.language,
            domain.idle_minutes,
            domain.is_primary,
            app.now(),
            consent.transpose().map_err(base::Error::internal)?
        ],
    )
    .await?;
    portals::changed(tx);
    Ok(())
}

/// Takes a domain away: nothing answers there any more.
pub async fn remove(tx: &Tx, account_id: i64, host: &str) -> Result<()> {
    tx.run(
        "delete from domains where account_id = $1 and host = $2",
        params![account_id, host],
    )
    .await?;
    portals::changed(tx);
    Ok(())
}

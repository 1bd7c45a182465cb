//! Which portal stands on a host. Asked at every request and changed by the month: a site that was found is kept while the database tells
//! of no change (ADR 11), and what was read of it is kept as long as it says the same.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base::{App, Result};
use db::{Db, params};
use serde::Deserialize;

use crate::consent::Terms;
use crate::portals::{CHANGED, Settings};

/// How long a site is kept without a look, milliseconds: a signal of another node that was lost delays what it told of by this much
/// (security.md B4: within 5 seconds).
const KEPT_MS: i64 = 4_000;

/// A portal on one of its domains.
#[derive(Debug)]
pub struct Site {
    /// The account.
    pub account_id: i64,
    /// The company's name.
    pub company: String,
    /// The account's language.
    pub account_language: String,
    /// The domain's language.
    pub language: String,
    /// The account's time zone.
    pub zone: String,
    /// The domain, lower case, without a port.
    pub host: String,
    /// Scheme, host and port of links that are mailed.
    pub origin: String,
    /// Sign out after so many minutes without a request; 0: never.
    pub idle_minutes: i64,
    /// What the domain asks its members to agree to [A14].
    pub consent: Option<Terms>,
    /// The portal's id.
    pub portal_id: i64,
    /// What the portal does.
    pub settings: Arc<Settings>,
}

#[derive(PartialEq, Eq, Deserialize)]
struct Row {
    account_id: i64,
    company: String,
    account_language: String,
    language: String,
    zone: String,
    origin: String,
    idle_minutes: i64,
    consent: Option<String>,
    portal_id: i64,
    settings: String,
}

impl Row {
    fn read(&self, host: &str) -> Result<Site> {
        let consent = self.consent.as_deref().map(serde_json::from_str);
        let settings = serde_json::from_str(&self.settings);
        Ok(Site {
            account_id: self.account_id,
            company: self.company.clone(),
            account_language: self.account_language.clone(),
            language: self.language.clone(),
            zone: self.zone.clone(),
            host: host.to_owned(),
            origin: self.origin.clone(),
            idle_minutes: self.idle_minutes,
            consent: consent.transpose().map_err(base::Error::internal)?,
            portal_id: self.portal_id,
            settings: Arc::new(settings.map_err(base::Error::internal)?),
        })
    }
}

/// The sites that were asked for. Cheap to clone; all clones are one.
#[derive(Clone, Default)]
pub(super) struct Sites(Arc<Mutex<HashMap<String, Known>>>);

struct Known {
    heard: Option<i64>,
    looked_at: i64,
    row: Row,
    site: Arc<Site>,
}

impl Known {
    fn holds(&self, heard: Option<i64>, now: i64) -> bool {
        heard.is_some() && heard == self.heard && (0..KEPT_MS).contains(&(now - self.looked_at))
    }
}

impl std::fmt::Debug for Sites {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.known().keys()).finish()
    }
}

impl Sites {
    fn known(&self) -> MutexGuard<'_, HashMap<String, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The site of this host, if there is one.
    pub(super) async fn find(&self, app: &App, host: &str) -> Result<Option<Arc<Site>>> {
        // asked first: what changes while the site is read is not taken for read
        let (heard, now) = (app.db.heard(CHANGED), app.now());
        if let Some(known) = self.known().get(host)
            && known.holds(heard, now)
        {
            return Ok(Some(known.site.clone()));
        }
        let row = read(&app.db, host).await?;
        let mut all = self.known();
        let Some(row) = row else {
            all.remove(host);
            return Ok(None);
        };
        let site = match all.get(host) {
            Some(known) if known.row == row => known.site.clone(),
            _ => Arc::new(row.read(host)?),
        };
        let known = Known {
            heard,
            looked_at: now,
            row,
            site: site.clone(),
        };
        all.insert(host.to_owned(), known);
        Ok(Some(site))
    }
}

async fn read(db: &Db, host: &str) -> Result<Option<Row>> {
    let sql = "select d.account_id, a.name as company, a.language as account_language, d.language, a.time_zone as zone, d.origin, d.idle_minutes,
                 d.consent, p.id as portal_id, p.settings
               from domains d
               join accounts a on a.id = d.account_id
               join portals p on p.account_id = d.account_id and p.id = d.portal_id
               where d.host = $1";
    Ok(db.maybe(sql, params![host]).await?)
}

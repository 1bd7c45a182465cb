//! Counting failed sign-ins [A12]: known and unknown addresses alike. A try counts from its beginning: many that come at once are
//! as many as many in a row.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use db::{Tx, params};
use serde::Deserialize;

use super::DAY_MS;
use crate::network::Network;
use crate::{App, Error, Result};

/// Failures of one key that are free, in [`WINDOW_MS`].
const FREE: i64 = 10;
/// After this much quiet, counting starts anew.
const WINDOW_MS: i64 = 15 * 60 * 1000;

#[derive(Deserialize)]
struct Count {
    failures: i64,
    since: i64,
}

/// What the tries of somebody who signs in are counted under: whom they are about, and the network that they come from, which has
/// ten times as many.
pub struct Tries<'a> {
    app: &'a App,
    account_id: i64,
    whom: String,
    network: String,
    held: OnceLock<[Held; 2]>,
}

impl<'a> Tries<'a> {
    /// Tries in an account, or in none (0) while it is not known whose they are; `whom` is empty where that shows in the end only.
    pub fn new(app: &'a App, account_id: i64, whom: String, network: &Network) -> Tries<'a> {
        Tries {
            app,
            account_id,
            whom,
            network: network.key(),
            held: OnceLock::new(),
        }
    }

    /// The same without their network: whoever is at a device that is known waits for nobody else there.
    #[must_use]
    pub fn alone(mut self) -> Tries<'a> {
        self.network.clear();
        self
    }

    /// Begins a try, which ends with this.
    ///
    /// # Errors
    /// [`Error::Limited`] when the tries are used up.
    pub async fn check(&self) -> Result<()> {
        let network = check(self.app, self.account_id, &self.network, 10).await?;
        let whom = check(self.app, self.account_id, &self.whom, 1).await?;
        let _ = self.held.set([network, whom]);
        Ok(())
    }

    /// Counts a failure.
    pub async fn failed(&self) -> Result<()> {
        failed(self.app, self.account_id, &self.whom).await?;
        failed(self.app, self.account_id, &self.network).await
    }

    /// Forgets the failures about somebody after a success; the network's stay.
    pub async fn forgive(&self, tx: &Tx) -> Result<()> {
        forget(tx, self.account_id, &self.whom).await
    }
}

/// Counts somebody at a door that is open to everybody: challenges for passkeys, many of which a network asks for.
///
/// # Errors
/// [`Error::Limited`] when the network asked too often.
pub async fn knock(app: &App, account_id: i64, network: &Network) -> Result<()> {
    let key = network.key();
    if key.is_empty() {
        return Ok(());
    }
    let key = format!("passkeys {key}");
    let _held = check(app, account_id, &key, 20).await?;
    failed(app, account_id, &key).await
}

/// The tries that are under way in this process, by what they are counted under.
#[derive(Default)]
pub struct UnderWay(Mutex<HashMap<(i64, String), i64>>);

/// A try that is under way. Whoever holds it counts a failure before letting go.
#[must_use]
pub struct Held {
    app: App,
    key: (i64, String),
}

impl Held {
    /// One more; answers how many there were before it.
    fn begin(app: &App, account_id: i64, key: &str) -> (Held, i64) {
        let key = (account_id, key.to_owned());
        let mut all = app.tries.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(key.clone()).or_default();
        let before = *count;
        *count += 1;
        let app = app.clone();
        (Held { app, key }, before)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let all = self.app.tries.0.lock();
        let mut all = all.unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = all.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                all.remove(&self.key);
            }
        }
    }
}

/// Begins a try, unless `key` has used up those it has; an empty key is not counted.
///
/// # Errors
/// [`Error::Limited`] when they are used up.
pub async fn check(app: &App, account_id: i64, key: &str, times: i64) -> Result<Held> {
    let (held, before) = Held::begin(app, account_id, key);
    if key.is_empty() {
        return Ok(held);
    }
    let sql = "select failures, since from attempts where account_id = $1 and key = $2";
    let count: Option<Count> = app.db.maybe(sql, params![account_id, key]).await?;
    let (failures, left) =
        count.map_or((0, 0), |it| (it.failures, it.since + WINDOW_MS - app.now()));
    let failures = if left > 0 { failures } else { 0 };
    if failures + before >= FREE * times {
        return Err(Error::Limited((left / 1000).max(1)));
    }
    Ok(held)
}

/// Counts a failure.
pub async fn failed(app: &App, account_id: i64, key: &str) -> Result<()> {
    if key.is_empty() {
        return Ok(());
    }
    let tx = app.db.begin().await?;
    tx.run(
        "insert into attempts (account_id, key, failures, since) values ($1, $2, 1, $3)
         on conflict (account_id, key) do update set
           failures = case when attempts.since < $4 then 1 else attempts.failures + 1 end,
           since = case when attempts.since < $4 then excluded.since else attempts.since end",
        params![account_id, key, app.now(), app.now() - WINDOW_MS],
    )
    .await?;
    tx.run(
        "delete from attempts where account_id = $1 and since < $2",
        params![account_id, app.now() - DAY_MS],
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Forgets the failures of a key after a success.
pub async fn forget(tx: &Tx, account_id: i64, key: &str) -> Result<()> {
    tx.run(
        "delete from attempts where account_id = $1 and key = $2",
        params![account_id, key],
    )
    .await?;
    Ok(())
}

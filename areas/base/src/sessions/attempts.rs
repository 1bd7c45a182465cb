//! Counting failed sign-ins [A12]: known and unknown addresses alike.

use db::{Db, Tx, params};
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
}

impl<'a> Tries<'a> {
    /// Tries in an account, or in none (0) while it is not known whose they are; `whom` is empty where that shows in the end only.
    pub fn new(app: &'a App, account_id: i64, whom: String, network: &Network) -> Tries<'a> {
        Tries {
            app,
            account_id,
            whom,
            network: network.key(),
        }
    }

    /// The same without their network: whoever is at a device that is known waits for nobody else there.
    #[must_use]
    pub fn alone(mut self) -> Tries<'a> {
        self.network.clear();
        self
    }

    /// # Errors
    /// [`Error::Limited`] when the tries are used up.
    pub async fn check(&self) -> Result<()> {
        check(&self.app.db, self.app, self.account_id, &self.network, 10).await?;
        check(&self.app.db, self.app, self.account_id, &self.whom, 1).await
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
    check(&app.db, app, account_id, &key, 20).await?;
    failed(app, account_id, &key).await
}

/// Fails with [`Error::Limited`] when `key` has used up its tries; an empty key is not counted.
pub async fn check(db: &Db, app: &App, account_id: i64, key: &str, times: i64) -> Result<()> {
    if key.is_empty() {
        return Ok(());
    }
    let sql = "select failures, since from attempts where account_id = $1 and key = $2";
    let Some(count) = db.maybe::<Count>(sql, params![account_id, key]).await? else {
        return Ok(());
    };
    let left = count.since + WINDOW_MS - app.now();
    if count.failures >= FREE * times && left > 0 {
        return Err(Error::Limited((left / 1000).max(1)));
    }
    Ok(())
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

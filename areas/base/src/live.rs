//! Open pages: woken when something about their ticket commits, on this node or another.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use db::{Db, Tx};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// How often a stream looks by itself: a lost signal delays a page by this much, and whoever lost access is gone after it
/// (security.md B4: within 5 seconds).
pub const SWEEP: Duration = Duration::from_secs(4);

/// Wakes the pages of an account that show this ticket or thread, when the transaction commits.
pub fn wake(tx: &Tx, account_id: i64, ticket_id: Option<i64>, thread_id: Option<i64>) {
    tx.signal(format!(
        "live {account_id} {} {}",
        ticket_id.unwrap_or(0),
        thread_id.unwrap_or(0)
    ));
}

/// Two writers may commit in another order than their ids, and two nodes have two clocks: whoever is woken goes back by five seconds
/// of ids.
const LOOK_BACK: i64 = 5_000 << 22;

/// What a stream has sent of things that have ids.
pub struct Sent {
    newest: i64,
    ids: BTreeSet<i64>,
}

impl Sent {
    /// A stream to a page that shows all up to this id.
    pub fn up_to(newest: i64) -> Sent {
        Sent {
            newest,
            ids: BTreeSet::from([newest]),
        }
    }

    /// The newest id that it has sent.
    pub fn newest(&self) -> i64 {
        self.newest
    }

    /// After which id there may be what it has not sent.
    pub fn since(&self) -> i64 {
        (self.newest - LOOK_BACK).max(0)
    }

    /// Notes one; false when it was sent before.
    pub fn add(&mut self, id: i64) -> bool {
        let is_new = self.ids.insert(id);
        self.newest = self.newest.max(id);
        let since = self.since();
        self.ids.retain(|id| *id > since);
        is_new
    }
}

/// The waiting side of [`wake`].
pub struct Waiter {
    signals: Receiver<Arc<str>>,
    account_id: i64,
    about: Option<i64>,
}

impl Waiter {
    /// Waits for one ticket or thread, or for anything of the account.
    pub fn new(db: &Db, account_id: i64, about: Option<i64>) -> Waiter {
        Waiter {
            signals: db.listen(),
            account_id,
            about,
        }
    }

    /// Returns when there may be news: true when a signal said so, false when it is only time to look.
    pub async fn news(&mut self) -> bool {
        tokio::time::timeout(SWEEP, self.signal()).await.is_ok()
    }

    async fn signal(&mut self) {
        loop {
            match self.signals.recv().await {
                Ok(said) if !self.concerns(&said) => {}
                Ok(_) | Err(RecvError::Lagged(_)) => return,
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    }

    fn concerns(&self, said: &str) -> bool {
        let mut words = said.split(' ');
        if words.next() != Some("live") {
            return false;
        }
        let mut numbers = words.map(|word| word.parse::<i64>().unwrap_or(0));
        numbers.next() == Some(self.account_id)
            && self
                .about
                .is_none_or(|about| numbers.any(|number| number == about))
    }
}

//! Signals of other nodes: PostgreSQL's `LISTEN` feeds the same channel that SQLite's commits feed directly.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::broadcast;

/// Signals on their way to whoever listens, counted by name.
#[derive(Clone)]
pub(crate) struct Signals {
    sender: broadcast::Sender<Arc<str>>,
    heard: Arc<Mutex<HashMap<String, i64>>>,
}

impl Default for Signals {
    fn default() -> Signals {
        Signals {
            sender: broadcast::channel(4096).0,
            heard: Arc::default(),
        }
    }
}

impl Signals {
    pub(crate) fn listen(&self) -> broadcast::Receiver<Arc<str>> {
        self.sender.subscribe()
    }

    pub(crate) fn send(&self, payload: Arc<str>) {
        self.count(&payload);
        let _ = self.sender.send(payload);
    }

    /// Counts a signal that is not sent here.
    pub(crate) fn count(&self, payload: &str) {
        let name = payload.split(' ').next().unwrap_or_default();
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        match heard.get_mut(name) {
            Some(count) => *count += 1,
            None => {
                heard.insert(name.to_owned(), 1);
            }
        }
    }

    pub(crate) fn heard(&self, name: &str) -> i64 {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.get(name).copied().unwrap_or(0)
    }
}

/// Forwards notifications until the pool closes; a broken connection is made again by the listener itself.
pub(crate) fn forward(pool: PgPool, signals: Signals) {
    tokio::spawn(async move {
        while !pool.is_closed() {
            if let Err(error) = listen(&pool, &signals).await
                && !pool.is_closed()
            {
                tracing::warn!(%error, "signals of other nodes are not heard; trying again");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    });
}

async fn listen(pool: &PgPool, signals: &Signals) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen("signals").await?;
    loop {
        let said = listener.recv().await?;
        signals.send(said.payload().into());
    }
}

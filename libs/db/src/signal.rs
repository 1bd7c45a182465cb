//! Signals of other nodes: PostgreSQL's `LISTEN` feeds the same channel that SQLite's commits feed directly.

use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::broadcast;

/// Forwards notifications until the pool closes; a broken connection is made again by the listener itself.
pub(crate) fn forward(pool: PgPool, signals: broadcast::Sender<Arc<str>>) {
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

async fn listen(pool: &PgPool, signals: &broadcast::Sender<Arc<str>>) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen("signals").await?;
    loop {
        let said = listener.recv().await?;
        let _ = signals.send(said.payload().into());
    }
}

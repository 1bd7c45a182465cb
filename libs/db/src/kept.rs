//! Reading from PostgreSQL over connections that are kept between statements. The pool asks the server for a sign of life with each
//! connection that it gets back: for every statement one more way there, and a task to go it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres};

use crate::{Error, Result};

/// How many are kept; the rest of the pool is for transactions.
const MOST: usize = 8;

/// Connections of a pool that wait for the next statement.
pub(crate) struct Kept {
    pool: PgPool,
    idle: Mutex<Vec<PoolConnection<Postgres>>>,
}

impl Kept {
    pub(crate) fn new(pool: PgPool) -> Kept {
        Kept {
            pool,
            idle: Mutex::default(),
        }
    }

    /// The pool that they are of.
    pub(crate) fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// A connection for one statement. One that is dropped, since its caller hung up, goes back to the pool.
    pub(crate) async fn take(&self) -> Result<PoolConnection<Postgres>> {
        let kept = self.idle().pop();
        match kept {
            Some(connection) => Ok(connection),
            // boxed: every statement would be as large as what a pool does to connect
            None => Ok(Box::pin(self.pool.acquire()).await?),
        }
    }

    /// Keeps a connection whose statement went well. After one that broke none is kept: the server went away for all.
    pub(crate) fn put_back(&self, connection: PoolConnection<Postgres>, done: &Result<()>) {
        let mut idle = self.idle();
        match done {
            Ok(()) if idle.len() < MOST && !self.pool.is_closed() => idle.push(connection),
            Err(Error::Connection(_)) => idle.clear(),
            _ => {}
        }
    }

    /// Closes all once their statements are done.
    pub(crate) async fn close(&self) {
        self.idle().clear();
        self.pool.close().await;
    }

    fn idle(&self) -> MutexGuard<'_, Vec<PoolConnection<Postgres>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Kept {
    /// Where no runtime is left nothing can be given back to a pool.
    fn drop(&mut self) {
        for connection in self.idle().drain(..) {
            drop(connection.detach());
        }
    }
}

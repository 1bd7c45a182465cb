//! Opening either engine, with the settings that everything here counts on.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, Executor, PgConnection};

use crate::kept::Kept;
use crate::reader::Readers;
use crate::signal::{self, Signals};
use crate::{At, Error, Result};

/// The file of this path; it is made when missing.
pub(crate) fn sqlite(path: &str) -> BoxFuture<'_, Result<At>> {
    Box::pin(open_file(path))
}

/// The server at this address; what others signal there is passed on.
pub(crate) fn postgres<'a>(url: &'a str, signals: &'a Signals) -> BoxFuture<'a, Result<At>> {
    Box::pin(reach(url, signals))
}

async fn open_file(path: &str) -> Result<At> {
    let path = path.trim_start_matches("//");
    let options = SqliteConnectOptions::from_str(&format!("sqlite:{path}"))
        .map_err(|e| Error::Open(format!("{path}: {e}")))?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(10))
        .foreign_keys(true)
        .statement_cache_capacity(256)
        .pragma("temp_store", "memory");
    let refused =
        |e: sqlx::Error| Error::Open(format!("cannot open the database file {path}: {e}"));
    // SQLite ends a transaction by itself when the disk is full, and sqlx still counts it as open: the connection would
    // refuse every later one. Released connections are flushed, so that one in a transaction here is such a one
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .test_before_acquire(false)
        .before_acquire(|connection, _| {
            let sound = !connection.is_in_transaction();
            Box::pin(async move { Ok(sound) })
        });
    let write = write.connect_with(options.clone()).await.map_err(refused)?;
    let read = Arc::new(Readers::new(options.get_filename()));
    Ok(At::Sqlite { read, write })
}

async fn reach(url: &str, signals: &Signals) -> Result<At> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|e| Error::Open(format!("the database address is not one: {e}")))?
        .statement_cache_capacity(256);
    let place = match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    };
    let refused = |e: sqlx::Error| {
        // the server's own words; sqlx adds a line of the server's source
        let said = e.as_database_error().map(|said| said.message().to_owned());
        let said = said.unwrap_or_else(|| e.to_string());
        Error::Open(format!("cannot reach the database at {place}: {said}"))
    };
    // a pool keeps trying and then only knows that time is up; a single connection says why
    PgConnection::connect_with(&options)
        .await
        .map_err(&refused)?
        .close()
        .await
        .map_err(&refused)?;
    let pool = PgPoolOptions::new()
        .max_connections(16)
        .acquire_timeout(Duration::from_secs(10))
        // every statement has one plan along its indexes; to plan it anew for its arguments costs more than to run it
        .after_connect(|connection, _| {
            Box::pin(async move {
                let sql = "set plan_cache_mode = force_generic_plan";
                connection.execute(sql).await.map(drop)
            })
        })
        .connect_with(options)
        .await
        .map_err(refused)?;
    signal::forward(pool.clone(), signals.clone());
    Ok(At::Postgres(Arc::new(Kept::new(pool))))
}

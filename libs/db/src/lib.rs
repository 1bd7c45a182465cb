//! One way to ask two engines: SQLite inside the process, or PostgreSQL.
//!
//! [`Db`] is either engine and [`Tx`] an open transaction that derefs to it, so a function that reads takes `&Db`
//! and works in both places, while one that writes takes `&Tx` and cannot be called outside a transaction.
//! The SQL text is the same for both: parameters are `$1`, `$2`, …, times are milliseconds, flags are `boolean`.
//! A row is any `serde::Deserialize` struct with the names of the columns, a single value (the first column), or [`Both`].
//!
//! ```no_run
//! # async fn f() -> Result<(), db::Error> {
//! use db::{Db, params};
//! let db = Db::open("sqlite:data/app.db").await?;
//! let tx = db.begin().await?;
//! tx.run("insert into notes (id, body) values ($1, $2)", params![1_i64, "hello"]).await?;
//! tx.commit().await?;
//! let body: String = db.one("select body from notes where id = $1", params![1_i64]).await?;
//! # Ok(()) }
//! ```

mod bulk;
mod error;
mod kept;
mod migrate;
mod open;
mod reader;
mod row;
mod signal;
mod sql;
mod value;

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use futures_util::TryStreamExt;
use futures_util::future::BoxFuture;
use serde::de::DeserializeOwned;
use sqlx::{AssertSqlSafe, Postgres, Sqlite, SqlitePool, Transaction};
use tokio::sync::{Mutex, broadcast};

pub use error::{Cause, Error};
use kept::Kept;
pub use migrate::Migration;
use reader::Readers;
pub use row::{Both, Json};
use signal::Signals;
pub use sql::Sql;
pub use value::Value;

/// What every call here answers.
pub type Result<T> = std::result::Result<T, Error>;

/// Which engine stands behind a [`Db`]. Asked only where the two cannot share a text (full-text search, the queue).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded, one file.
    Sqlite,
    /// A server, any number of nodes.
    Postgres,
}

/// How a [`Tx::lock`] is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// With others who share it.
    Shared,
    /// By one transaction only.
    Alone,
}

/// A database, or an open transaction in it. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    at: At,
    shared: Arc<Shared>,
}

#[derive(Clone)]
enum At {
    Sqlite {
        read: Arc<Readers>,
        write: SqlitePool,
    },
    Postgres(Arc<Kept>),
    SqliteTx(Arc<Mutex<Transaction<'static, Sqlite>>>),
    PostgresTx(Arc<Mutex<Transaction<'static, Postgres>>>),
}

struct Shared {
    statements: AtomicU64,
    is_full: AtomicBool,
    signals: Signals,
}

impl Shared {
    fn note<T>(&self, done: &Result<T>) {
        if matches!(done, Err(Error::Full)) {
            self.is_full.store(true, Ordering::Relaxed);
        }
    }
}

impl Db {
    /// Opens `sqlite:PATH` (made when missing) or `postgres://…`.
    ///
    /// # Errors
    /// [`Error::Open`] with the reason in words when the database cannot be reached or the address is not one.
    pub async fn open(url: &str) -> Result<Db> {
        let shared = Arc::new(Shared {
            statements: AtomicU64::new(0),
            is_full: AtomicBool::new(false),
            signals: Signals::default(),
        });
        let at = match url.split_once(':') {
            Some(("sqlite", path)) => open::sqlite(path).await?,
            Some(("postgres" | "postgresql", _)) => open::postgres(url, &shared.signals).await?,
            _ => {
                return Err(Error::Open(format!(
                    "the database address must begin with sqlite: or postgres://, not {:?}",
                    url.split(':').next().unwrap_or_default()
                )));
            }
        };
        Ok(Db { at, shared })
    }

    /// The engine behind.
    pub fn engine(&self) -> Engine {
        match self.at {
            At::Sqlite { .. } | At::SqliteTx(_) => Engine::Sqlite,
            At::Postgres(_) | At::PostgresTx(_) => Engine::Postgres,
        }
    }

    /// Statements sent since start, for metrics and for tests that count them.
    pub fn statements(&self) -> u64 {
        self.shared.statements.load(Ordering::Relaxed)
    }

    /// Whether it answers and can be written to: after a write that found no room, one is tried.
    ///
    /// # Errors
    /// [`Error::Full`] while there is no room.
    pub async fn check(&self) -> Result<()> {
        if !self.shared.is_full.load(Ordering::Relaxed) {
            return self.maybe::<i64>("select 1", Vec::new()).await.map(drop);
        }
        let tx = self.begin().await?;
        match self.engine() {
            // the first page goes to the disk, as it was
            Engine::Sqlite => tx.run("pragma user_version = 0", Vec::new()).await?,
            Engine::Postgres => tx.run("select pg_current_xact_id()", Vec::new()).await?,
        };
        tx.commit().await
    }

    /// What [`Tx::signal`] sends, from this node and (PostgreSQL) from all others. Signals may be lost: who listens
    /// also looks by itself now and then.
    pub fn listen(&self) -> broadcast::Receiver<Arc<str>> {
        self.shared.signals.listen()
    }

    /// How many signals of this name, their first word, came by since the start, from this node or another: while the number stays, what
    /// they tell of stays, but for what was signalled a moment ago elsewhere, or lost. None on SQLite, where other processes' are not heard.
    pub fn heard(&self, name: &str) -> Option<i64> {
        (self.engine() == Engine::Postgres).then(|| self.shared.signals.heard(name))
    }

    /// Begins a transaction. On SQLite it is the only writer until it ends.
    pub async fn begin(&self) -> Result<Tx> {
        Ok(Tx {
            db: Db {
                at: self.enter().await?,
                shared: self.shared.clone(),
            },
            signals: std::sync::Mutex::default(),
        })
    }

    fn enter(&self) -> BoxFuture<'_, Result<At>> {
        Box::pin(async move {
            Ok(match &self.at {
                At::Sqlite { write, .. } => At::SqliteTx(Arc::new(Mutex::new(
                    write.begin_with("begin immediate").await?,
                ))),
                At::Postgres(kept) => {
                    At::PostgresTx(Arc::new(Mutex::new(kept.pool().begin().await?)))
                }
                At::SqliteTx(_) | At::PostgresTx(_) => return Err(Error::Nested),
            })
        })
    }

    /// All rows.
    pub async fn all<T: DeserializeOwned + Send>(
        &self,
        sql: &str,
        args: Vec<Value>,
    ) -> Result<Vec<T>> {
        self.fetch(sql, args, usize::MAX).await
    }

    /// The only row, or [`Error::NotFound`].
    pub async fn one<T: DeserializeOwned + Send>(&self, sql: &str, args: Vec<Value>) -> Result<T> {
        self.maybe(sql, args).await?.ok_or(Error::NotFound)
    }

    /// The first row, if there is one.
    pub async fn maybe<T: DeserializeOwned + Send>(
        &self,
        sql: &str,
        args: Vec<Value>,
    ) -> Result<Option<T>> {
        Ok(self.fetch(sql, args, 1).await?.pop())
    }

    async fn fetch<T: DeserializeOwned + Send>(
        &self,
        sql: &str,
        args: Vec<Value>,
        most: usize,
    ) -> Result<Vec<T>> {
        self.shared.statements.fetch_add(1, Ordering::Relaxed);
        let mut rows = Vec::new();
        let mut reading = row::Reading::default();
        let mut keep = |row: &dyn row::Cells| {
            rows.push(reading.read(row)?);
            Ok(())
        };
        match &self.at {
            At::Sqlite { read, .. } => read.fetch(sql, &args, most, &mut keep)?,
            _ => self.walk(sql, args, most, &mut keep).await?,
        }
        Ok(rows)
    }

    /// Shows the rows of a statement, at most so many. Boxed, as all that asks a client is here: the body of an `async fn` is compiled
    /// anew in each crate that awaits it, with all that it awaits.
    fn walk<'a>(
        &'a self,
        sql: &'a str,
        args: Vec<Value>,
        most: usize,
        each: row::Each<'a>,
    ) -> BoxFuture<'a, Result<()>> {
        let text = AssertSqlSafe(sql.to_owned());
        macro_rules! walk {
            ($bound:expr, $to:expr) => {{
                let mut found = $bound.fetch($to);
                for _ in 0..most {
                    let next = found.try_next().await;
                    let Some(row) = next.map_err(|e| Error::query(sql, e))? else {
                        break;
                    };
                    each(&row)?;
                }
            }};
        }
        Box::pin(async move {
            match &self.at {
                At::Sqlite { read, .. } => read.fetch(sql, &args, most, each)?,
                At::Postgres(kept) => {
                    let mut connection = kept.take().await?;
                    let done = async {
                        let asked = sqlx::query_with(text, value::postgres(args));
                        walk!(asked, &mut *connection);
                        Ok(())
                    };
                    let done = done.await;
                    kept.put_back(connection, &done);
                    done?;
                }
                At::SqliteTx(tx) => {
                    let mut tx = tx.lock().await;
                    walk!(sqlx::query_with(text, value::sqlite(args)), &mut **tx);
                }
                At::PostgresTx(tx) => {
                    let mut tx = tx.lock().await;
                    walk!(sqlx::query_with(text, value::postgres(args)), &mut **tx);
                }
            }
            Ok(())
        })
    }

    /// Brings the schema up to date: applies what is missing, once, in order of version. Several nodes may start at once.
    ///
    /// # Errors
    /// [`Error::Migrate`] when a migration fails, or one that ran before has changed since.
    pub fn migrate(&self, migrations: &[Migration]) -> BoxFuture<'_, Result<()>> {
        let migrator = migrate::migrator(self.engine(), migrations);
        Box::pin(async move {
            let done = match &self.at {
                At::Sqlite { write, .. } => migrator.run(write).await,
                At::Postgres(kept) => migrator.run(kept.pool()).await,
                At::SqliteTx(_) | At::PostgresTx(_) => return Err(Error::Nested),
            };
            done.map_err(|e| Error::Migrate(e.to_string()))
        })
    }

    /// The migrations that this database lacks, by name; all, where none ran yet.
    pub async fn missing(&self, migrations: &[Migration]) -> Result<Vec<String>> {
        self.maybe::<i64>("select 1", Vec::new()).await?;
        let sql = "select version from _sqlx_migrations where success = $1";
        let done: Vec<i64> = self.all(sql, params![true]).await.unwrap_or_default();
        Ok(migrate::steps(self.engine(), migrations)
            .filter(|(number, _)| !done.contains(number))
            .map(|(_, name)| name)
            .collect())
    }

    /// Lets SQLite look at its indexes again after bulk work; PostgreSQL likewise. With a limit SQLite keeps no samples of values:
    /// with samples it would plan every statement anew for each set of arguments.
    pub fn analyze(&self) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            match &self.at {
                At::Sqlite { write, .. } => {
                    let sql = "pragma analysis_limit = 1000; analyze";
                    sqlx::raw_sql(sql).execute(write).await.map(drop)?;
                }
                At::Postgres(kept) => {
                    sqlx::query("vacuum analyze")
                        .execute(kept.pool())
                        .await
                        .map(drop)?;
                }
                At::SqliteTx(_) | At::PostgresTx(_) => return Err(Error::Nested),
            }
            Ok(())
        })
    }

    /// Closes the connections; what is under way ends first.
    pub async fn close(&self) {
        match &self.at {
            At::Sqlite { read, write } => {
                read.close();
                write.close().await;
            }
            At::Postgres(kept) => kept.close().await,
            At::SqliteTx(_) | At::PostgresTx(_) => {}
        }
    }
}

/// An open transaction: reads as [`Db`] does, and writes. Dropped without [`Tx::commit`] it leaves nothing behind.
pub struct Tx {
    db: Db,
    signals: std::sync::Mutex<Vec<Arc<str>>>,
}

impl Deref for Tx {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

impl Tx {
    /// Runs a statement that writes; answers how many rows it touched.
    pub async fn run(&self, sql: &str, args: Vec<Value>) -> Result<u64> {
        let done = self.execute(sql, args).await;
        self.db.shared.note(&done);
        done
    }

    fn execute<'a>(&'a self, sql: &'a str, args: Vec<Value>) -> BoxFuture<'a, Result<u64>> {
        self.db.shared.statements.fetch_add(1, Ordering::Relaxed);
        let text = AssertSqlSafe(sql.to_owned());
        Box::pin(async move {
            let failed = |e| Error::query(sql, e);
            match &self.db.at {
                At::SqliteTx(tx) => {
                    let bound = sqlx::query_with(text, value::sqlite(args));
                    let done = bound.execute(&mut **tx.lock().await).await;
                    Ok(done.map_err(failed)?.rows_affected())
                }
                At::PostgresTx(tx) => {
                    let bound = sqlx::query_with(text, value::postgres(args));
                    let done = bound.execute(&mut **tx.lock().await).await;
                    Ok(done.map_err(failed)?.rows_affected())
                }
                At::Sqlite { .. } | At::Postgres(_) => Err(Error::Nested),
            }
        })
    }

    /// Holds the lock of this name and id until the transaction ends; waits while another holds it alone or, to hold it alone, while
    /// anybody does. SQLite has one writer at a time anyway.
    pub async fn lock(&self, name: &'static str, id: i64, hold: Hold) -> Result<()> {
        let sql = match (self.engine(), hold) {
            (Engine::Sqlite, _) => return Ok(()),
            (Engine::Postgres, Hold::Shared) => {
                "select pg_advisory_xact_lock_shared(hashtextextended($1, $2))"
            }
            (Engine::Postgres, Hold::Alone) => {
                "select pg_advisory_xact_lock(hashtextextended($1, $2))"
            }
        };
        self.run(sql, params![name, id]).await.map(drop)
    }

    /// Wakes whoever listens with `payload` (at most 8,000 bytes, no personal text), once this commits.
    pub fn signal(&self, payload: impl Into<Arc<str>>) {
        self.signals
            .lock()
            .expect("no panic while pushing")
            .push(payload.into());
    }

    /// Makes everything done here durable and sends its signals.
    pub async fn commit(self) -> Result<()> {
        let shared = self.db.shared.clone();
        let done = self.end().await;
        shared.note(&done);
        done
    }

    fn end(self) -> BoxFuture<'static, Result<()>> {
        let Tx { db, signals } = self;
        let signals = signals.into_inner().expect("no panic while pushing");
        let shared = db.shared.clone();
        Box::pin(async move {
            match db.at {
                At::SqliteTx(tx) => {
                    alone(tx)?.commit().await?;
                    shared.is_full.store(false, Ordering::Relaxed);
                    for payload in signals {
                        shared.signals.send(payload);
                    }
                }
                At::PostgresTx(tx) => {
                    let mut tx = alone(tx)?;
                    for payload in &signals {
                        let notify =
                            sqlx::query("select pg_notify('signals', $1)").bind(&**payload);
                        notify.execute(&mut *tx).await?;
                    }
                    tx.commit().await?;
                    shared.is_full.store(false, Ordering::Relaxed);
                    // its own node does not wait for what the server tells all
                    for payload in &signals {
                        shared.signals.count(payload);
                    }
                }
                At::Sqlite { .. } | At::Postgres(_) => return Err(Error::Nested),
            }
            Ok(())
        })
    }
}

fn alone<T>(tx: Arc<Mutex<T>>) -> Result<T> {
    Arc::try_unwrap(tx)
        .map(Mutex::into_inner)
        .map_err(|_| Error::Nested)
}

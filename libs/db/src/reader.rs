//! Reading from SQLite in the caller's thread. A page's statement takes some tens of microseconds from memory: less than to wake
//! a thread that reads and to be woken by it, for each statement and often for each row, as sqlx does.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, ToSql};

use crate::{Error, Result, Value, row};

/// Statements that a connection keeps prepared.
const STATEMENTS: usize = 256;

/// Connections that only read. No more are open than threads ever read at once.
pub(crate) struct Readers {
    path: PathBuf,
    /// Nothing once closed.
    idle: Mutex<Option<Vec<Connection>>>,
}

impl Readers {
    pub(crate) fn new(path: &Path) -> Readers {
        Readers {
            path: path.to_owned(),
            idle: Mutex::new(Some(Vec::new())),
        }
    }

    /// Shows the rows of a statement, at most so many.
    pub(crate) fn fetch(
        &self,
        sql: &str,
        args: &[Value],
        most: usize,
        each: row::Each<'_>,
    ) -> Result<()> {
        let connection = self.take()?;
        let done = read(&connection, sql, args, most, each);
        if let Some(idle) = &mut *self.idle() {
            idle.push(connection);
        }
        done
    }

    /// Lets no statement begin any more.
    pub(crate) fn close(&self) {
        self.idle().take();
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Option<Vec<Connection>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Result<Connection> {
        match &mut *self.idle() {
            None => return Err(Error::Connection("the database is closed".into())),
            Some(idle) => {
                if let Some(connection) = idle.pop() {
                    return Ok(connection);
                }
            }
        }
        self.open().map_err(|error| Error::Connection(error.into()))
    }

    fn open(&self) -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.busy_timeout(Duration::from_secs(10))?;
        connection.pragma_update(None, "temp_store", "memory")?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        // what is prepared stays so: plans do not depend on arguments, as they would through partial indexes
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        Ok(connection)
    }
}

fn read(
    connection: &Connection,
    sql: &str,
    args: &[Value],
    most: usize,
    each: row::Each<'_>,
) -> Result<()> {
    let failed = |error| Error::read(sql, error);
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    for place in 1..=statement.parameter_count() {
        // SQLite counts `$2` as the first parameter where it comes first
        let number = statement
            .parameter_name(place)
            .and_then(|name| name[1..].parse().ok())
            .unwrap_or(place);
        if let Some(value) = args.get(number - 1) {
            bind(&mut statement, place, value).map_err(failed)?;
        }
    }
    let mut found = statement.raw_query();
    for _ in 0..most {
        let Some(row) = found.next().map_err(failed)? else {
            break;
        };
        each(row)?;
    }
    Ok(())
}

fn bind(
    statement: &mut rusqlite::Statement<'_>,
    place: usize,
    value: &Value,
) -> rusqlite::Result<()> {
    let value: &dyn ToSql = match value {
        Value::Int(value) => value,
        Value::Bool(value) => value,
        Value::Real(value) => value,
        Value::Text(value) => value,
        Value::Blob(value) => value,
    };
    statement.raw_bind_parameter(place, value)
}

use rusqlite::ErrorCode;

/// Why a question to the database has no answer, by what the caller does next.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// [`one`](crate::Db::one) found no row.
    #[error("no such row")]
    NotFound,
    /// A unique index refused the row; the text names the table and its columns.
    #[error("already there: {0}")]
    Unique(String),
    /// A row that other rows refer to cannot go, or one that is referred to is not there.
    #[error("a foreign key refuses it: {0}")]
    ForeignKey(String),
    /// The disk or the quota is full; nothing was written.
    #[error("the disk is full")]
    Full,
    /// The database cannot be opened; says why in words for whoever starts the program.
    #[error("{0}")]
    Open(String),
    /// The schema cannot be brought up to date.
    #[error("migration failed: {0}")]
    Migrate(String),
    /// The row does not have the shape that was asked for.
    #[error("a row cannot be read: {0}")]
    Row(String),
    /// A transaction was begun, or committed, where none can be.
    #[error("transactions do not nest")]
    Nested,
    /// Another transaction was in the way; nothing was written, and the same may be tried again.
    #[error("another transaction was in the way")]
    Busy,
    /// Anything else that the engine says.
    #[error("in {sql:?}")]
    Query {
        /// The statement, without its arguments.
        sql: String,
        /// What the engine said.
        source: Cause,
    },
    /// The connection broke, or none was free in time.
    #[error("the database does not answer")]
    Connection(#[source] Cause),
}

/// What a client of an engine said.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

impl Error {
    /// Whether a unique index over `column` of `table` refused the row.
    pub fn is_unique(&self, table: &str, column: &str) -> bool {
        matches!(self, Error::Unique(what) if what.contains(table) && what.contains(column))
    }

    pub(crate) fn query(sql: &str, error: sqlx::Error) -> Error {
        let is_ours = matches!(error, sqlx::Error::Database(_)) && !is_away(&error);
        match Error::from(error) {
            Error::Connection(source) if is_ours => Error::Query {
                sql: sql.to_owned(),
                source,
            },
            other => other,
        }
    }

    /// What went wrong while SQLite was read.
    pub(crate) fn read(sql: &str, error: rusqlite::Error) -> Error {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy) => Error::Busy,
            Some(ErrorCode::DiskFull) => Error::Full,
            _ => Error::Query {
                sql: sql.to_owned(),
                source: error.into(),
            },
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Error {
        match &error {
            sqlx::Error::RowNotFound => Error::NotFound,
            sqlx::Error::Database(said) if said.is_unique_violation() => {
                Error::Unique(said.constraint().unwrap_or(said.message()).to_owned())
            }
            sqlx::Error::Database(said) if said.is_foreign_key_violation() => {
                Error::ForeignKey(said.constraint().unwrap_or(said.message()).to_owned())
            }
            sqlx::Error::Database(said) if is_full(said.code().as_deref()) => Error::Full,
            sqlx::Error::Database(said) if is_busy(said.code().as_deref()) => Error::Busy,
            _ => Error::Connection(error.into()),
        }
    }
}

/// `SQLITE_FULL` (13) or an I/O error while a file grew (778: write, 1034: fsync, 4874 and 5386: shared memory), or
/// PostgreSQL's code for a full disk.
fn is_full(code: Option<&str>) -> bool {
    matches!(
        code,
        Some("13" | "778" | "1034" | "4874" | "5386" | "53100")
    )
}

/// PostgreSQL ended the transaction, since it and another waited for each other or changed the same; SQLite waited too long for
/// the other writer.
fn is_busy(code: Option<&str>) -> bool {
    matches!(code, Some("40P01" | "40001" | "5"))
}

/// PostgreSQL stops, starts, or has no connection left (classes 08, 53300 and 57P).
fn is_away(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(said) = error else {
        return false;
    };
    said.code()
        .is_some_and(|code| code.starts_with("08") || code == "53300" || code.starts_with("57P"))
}

impl serde::de::Error for Error {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Error::Row(message.to_string())
    }
}

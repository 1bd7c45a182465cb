//! Many rows at once, for test data and imports: `COPY` on PostgreSQL, statements of many rows on SQLite.

use std::fmt::Write;

use futures_util::future::BoxFuture;
use sqlx::{AssertSqlSafe, Postgres, Sqlite, Transaction};

use crate::{At, Error, Result, Tx, Value, value};

/// How many parameters a statement for SQLite has at most; it takes 32,766. The full-text index writes what it gathered at each statement.
const PARAMETERS: usize = 32_000;
/// How many bytes are sent to PostgreSQL at once.
const PIECE: usize = 1 << 20;

impl Tx {
    /// Adds rows to a table; `values` are the rows one after another. The names of the table and its columns are the program's
    /// own words, never input.
    ///
    /// # Errors
    /// As [`Tx::run`]: one row that is refused refuses all.
    pub fn insert_many<'a>(
        &'a self,
        table: &'static str,
        columns: &'a [&'static str],
        values: Vec<Value>,
    ) -> BoxFuture<'a, Result<()>> {
        debug_assert_eq!(values.len() % columns.len(), 0, "a row lacks a value");
        Box::pin(async move {
            match &self.db.at {
                At::SqliteTx(tx) => sqlite(&mut *tx.lock().await, table, columns, values).await,
                At::PostgresTx(tx) => {
                    postgres(&mut *tx.lock().await, table, columns, &values).await
                }
                At::Sqlite { .. } | At::Postgres(_) => Err(Error::Nested),
            }
        })
    }
}

async fn sqlite(
    tx: &mut Transaction<'static, Sqlite>,
    table: &str,
    columns: &[&str],
    values: Vec<Value>,
) -> Result<()> {
    let stride = (PARAMETERS / columns.len()).max(1) * columns.len();
    let mut values = values.into_iter().peekable();
    let mut text = (0, String::new());
    while values.peek().is_some() {
        let some: Vec<Value> = values.by_ref().take(stride).collect();
        if text.0 != some.len() {
            text = (
                some.len(),
                insert(table, columns, some.len() / columns.len()),
            );
        }
        let bound = sqlx::query_with(AssertSqlSafe(text.1.clone()), value::sqlite(some));
        bound
            .execute(&mut **tx)
            .await
            .map_err(|e| Error::query(&format!("insert into {table}"), e))?;
    }
    Ok(())
}

/// Parameters without names: SQLite looks named ones up one by one.
fn insert(table: &str, columns: &[&str], rows: usize) -> String {
    let row = format!("({})", vec!["?"; columns.len()].join(","));
    format!(
        "insert into {table} ({}) values {}",
        columns.join(", "),
        vec![row; rows].join(",")
    )
}

async fn postgres(
    tx: &mut Transaction<'static, Postgres>,
    table: &str,
    columns: &[&str],
    values: &[Value],
) -> Result<()> {
    let sql = format!("copy {table} ({}) from stdin", columns.join(", "));
    let failed = |e| Error::query(&sql, e);
    let mut copy = tx.copy_in_raw(&sql).await.map_err(failed)?;
    let mut piece = String::with_capacity(PIECE + 4096);
    for row in values.chunks(columns.len()) {
        for (at, value) in row.iter().enumerate() {
            piece.push_str(if at == 0 { "" } else { "\t" });
            field(&mut piece, value);
        }
        piece.push('\n');
        if piece.len() >= PIECE {
            copy.send(piece.as_bytes()).await.map_err(failed)?;
            piece.clear();
        }
    }
    copy.send(piece.as_bytes()).await.map_err(failed)?;
    copy.finish().await.map_err(failed)?;
    Ok(())
}

/// A value in the text format of `COPY`.
fn field(out: &mut String, value: &Value) {
    let written = match value {
        Value::Int(Some(v)) => write!(out, "{v}"),
        Value::Real(Some(v)) => write!(out, "{v}"),
        Value::Bool(Some(v)) => write!(out, "{}", if *v { 't' } else { 'f' }),
        Value::Text(Some(v)) => {
            escape(out, v);
            Ok(())
        }
        Value::Blob(Some(v)) => out
            .write_str("\\\\x")
            .and_then(|()| v.iter().try_for_each(|byte| write!(out, "{byte:02x}"))),
        Value::Int(None)
        | Value::Real(None)
        | Value::Bool(None)
        | Value::Text(None)
        | Value::Blob(None) => out.write_str("\\N"),
    };
    written.expect("writing to a string");
}

fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Db, params};

    #[tokio::test]
    async fn rows_come_back_as_they_were() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&format!("sqlite:{}/x.db", folder.path().display()))
            .await
            .unwrap();
        let tx = db.begin().await.unwrap();
        tx.run("create table notes (id bigint, body text)", params![])
            .await
            .unwrap();
        let values = (0..5_001_i64)
            .flat_map(|id| params![id, format!("a\tb\\{id}\n")])
            .collect();
        tx.insert_many("notes", &["id", "body"], values)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let (count, last): (i64, String) = db
            .one(
                "select count(*), max(body) from notes where id >= 4999",
                params![],
            )
            .await
            .unwrap();
        assert_eq!((count, last.as_str()), (2, "a\tb\\5000\n"));
    }

    #[test]
    fn the_text_format_of_copy_keeps_every_character() {
        let mut out = String::new();
        for value in params!["a\tb\\c\n", None::<i64>, true, vec![1_u8, 255]] {
            super::field(&mut out, &value);
            out.push('|');
        }
        assert_eq!(out, "a\\tb\\\\c\\n|\\N|t|\\\\x01ff|");
    }
}

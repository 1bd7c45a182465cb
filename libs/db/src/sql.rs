use std::fmt::Write;

use serde::de::DeserializeOwned;

use crate::{Db, Result, Tx, Value};

/// A statement put together at run time: text from the program, values always bound.
///
/// ```
/// let mut sql = db::Sql::new("select id from notes where true");
/// sql.push(" and owner_id = ").arg(7_i64);
/// assert_eq!(sql.text(), "select id from notes where true and owner_id = $1");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Sql {
    text: String,
    args: Vec<Value>,
}

impl Sql {
    /// Begins with this text.
    pub fn new(text: &'static str) -> Sql {
        Sql {
            text: text.to_owned(),
            args: Vec::new(),
        }
    }

    /// Adds text of the program's own. Never input: that goes through [`Sql::arg`].
    pub fn push(&mut self, text: &'static str) -> &mut Sql {
        self.text.push_str(text);
        self
    }

    /// Adds a value as the next parameter.
    pub fn arg(&mut self, value: impl Into<Value>) -> &mut Sql {
        self.args.push(value.into());
        write!(self.text, "${}", self.args.len()).expect("writing to a string");
        self
    }

    /// Adds values as a parenthesised list; an empty one matches nothing.
    pub fn list<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> &mut Sql {
        self.push("(");
        let mut any = false;
        for value in values {
            if any {
                self.push(", ");
            }
            self.arg(value);
            any = true;
        }
        if !any {
            self.push("null");
        }
        self.push(")")
    }

    /// The text so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its text and arguments, to run it in another way.
    pub fn into_parts(self) -> (String, Vec<Value>) {
        (self.text, self.args)
    }

    /// See [`Db::all`].
    pub async fn all<T: DeserializeOwned + Send>(self, db: &Db) -> Result<Vec<T>> {
        db.all(&self.text, self.args).await
    }

    /// See [`Db::one`].
    pub async fn one<T: DeserializeOwned + Send>(self, db: &Db) -> Result<T> {
        db.one(&self.text, self.args).await
    }

    /// See [`Db::maybe`].
    pub async fn maybe<T: DeserializeOwned + Send>(self, db: &Db) -> Result<Option<T>> {
        db.maybe(&self.text, self.args).await
    }

    /// See [`Tx::run`].
    pub async fn run(self, tx: &Tx) -> Result<u64> {
        tx.run(&self.text, self.args).await
    }
}

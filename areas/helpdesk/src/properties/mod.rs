//! A property: a typed field of a ticket. Built-in ones are columns; those that an account defines are values beside the ticket.

use std::collections::BTreeMap;

use base::Result;
use db::{Db, Json, Tx, params};
use serde::{Deserialize, Serialize};

/// A field that the account defined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Property {
    /// Its name in filters, files and the API.
    pub name: String,
    /// What people call it, by language.
    pub labels: Json<BTreeMap<String, String>>,
    /// `text`, `number`, `date`, `enumeration` or `bool`.
    pub kind: String,
    /// The choices of an enumeration, value to label.
    pub options: Json<BTreeMap<String, String>>,
}

/// All properties of tickets that the account defined, in order.
pub async fn list(db: &Db, account_id: i64) -> Result<Vec<Property>> {
    let sql = "select name, labels, kind, options from properties where account_id = $1 order by position, name";
    Ok(db.all(sql, params![account_id]).await?)
}

/// Adds a property, or changes the one of its name.
pub async fn save(tx: &Tx, account_id: i64, position: i64, property: &Property) -> Result<()> {
    let text =
        |map: &BTreeMap<String, String>| serde_json::to_string(map).map_err(base::Error::internal);
    tx.run(
        "insert into properties (account_id, name, labels, kind, options, position) values ($1, $2, $3, $4, $5, $6)
         on conflict (account_id, name) do update set labels = excluded.labels, kind = excluded.kind,
           options = excluded.options, position = excluded.position",
        params![account_id, &property.name, text(&property.labels.0)?, &property.kind, text(&property.options.0)?, position],
    )
    .await?;
    Ok(())
}

/// The values of a ticket's defined properties.
pub async fn values(db: &Db, account_id: i64, ticket_id: i64) -> Result<BTreeMap<String, String>> {
    let sql = "select name, value from ticket_values where account_id = $1 and ticket_id = $2";
    Ok(db
        .all::<(String, String)>(sql, params![account_id, ticket_id])
        .await?
        .into_iter()
        .collect())
}

/// Sets a value of a ticket; an empty one is taken away.
pub async fn set(tx: &Tx, account_id: i64, ticket_id: i64, name: &str, value: &str) -> Result<()> {
    tx.run(
        "delete from ticket_values where account_id = $1 and ticket_id = $2 and name = $3",
        params![account_id, ticket_id, name],
    )
    .await?;
    if !value.is_empty() {
        tx.run(
            "insert into ticket_values (account_id, ticket_id, name, value) values ($1, $2, $3, $4)",
            params![account_id, ticket_id, name, value],
        )
        .await?;
    }
    Ok(())
}

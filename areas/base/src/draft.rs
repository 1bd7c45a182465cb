//! What somebody was writing: kept on the server, so that it survives a reload, a time-out and a restart [P4].

use db::{Db, Tx, params};

use crate::{App, Error, Result, config};

/// The longest draft, bytes.
pub const LONGEST: usize = config::TEXT_BYTES;

/// The draft of a person about a ticket or thread (0: a new ticket).
pub async fn find(
    db: &Db,
    account_id: i64,
    person_id: i64,
    about_id: i64,
) -> Result<Option<String>> {
    let sql = "select body from drafts where account_id = $1 and person_id = $2 and about_id = $3";
    Ok(db
        .maybe(sql, params![account_id, person_id, about_id])
        .await?)
}

/// Keeps a draft; an empty one is forgotten.
///
/// # Errors
/// [`Error::TooLarge`] beyond [`LONGEST`]: a part of a text is not what its writer wants back.
pub async fn keep(
    app: &App,
    account_id: i64,
    person_id: i64,
    about_id: i64,
    body: &str,
) -> Result<()> {
    if body.len() > LONGEST {
        return Err(Error::TooLarge);
    }
    let tx = app.db.begin().await?;
    if body.trim().is_empty() {
        forget(&tx, account_id, person_id, about_id).await?;
    } else {
        tx.run(
            "insert into drafts (account_id, person_id, about_id, body, updated_at) values ($1, $2, $3, $4, $5)
             on conflict (account_id, person_id, about_id) do update set body = excluded.body, updated_at = excluded.updated_at",
            params![account_id, person_id, about_id, body, app.now()],
        )
        .await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Forgets a draft, with the message that it became.
pub async fn forget(tx: &Tx, account_id: i64, person_id: i64, about_id: i64) -> Result<()> {
    tx.run(
        "delete from drafts where account_id = $1 and person_id = $2 and about_id = $3",
        params![account_id, person_id, about_id],
    )
    .await?;
    Ok(())
}

/// Forgets all drafts of a person.
pub async fn forget_all(tx: &Tx, account_id: i64, person_id: i64) -> Result<()> {
    tx.run(
        "delete from drafts where account_id = $1 and person_id = $2",
        params![account_id, person_id],
    )
    .await?;
    Ok(())
}

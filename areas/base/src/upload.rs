//! Files that came before the message they belong to. Each belongs to the person who sent it, and a form that is shown again
//! with a mistake still has them: nothing is sent twice, nothing is lost [P4].

use axum::Json;
use axum::response::{IntoResponse, Response};
use db::{Db, Tx, params};
use http::StatusCode;
use locale::Arg;
use serde::{Deserialize, Serialize};

use crate::config::FILES_AT_ONCE;
use crate::files::{self, Stored};
use crate::form::{self, Posted};
use crate::{App, Error, Result, keys};

/// A file that waits for its message.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Upload {
    /// 128 random bits, known only to its sender.
    pub id: String,
    /// Its label.
    pub name: String,
    /// Bytes.
    pub size: i64,
}

/// Keeps a file that a script sent before its form, for a person of an account; answers its id, or what is wrong with it in their language.
pub async fn answer(
    app: &App,
    (account_id, person_id): (i64, i64),
    language: &str,
    form: Posted,
) -> Result<Response> {
    let locale = app.views.locale(language);
    let refuse = |status: StatusCode, text: String| {
        (status, Json(serde_json::json!({ "error": text }))).into_response()
    };
    if let Some(problem) = form.problems.iter().next() {
        let size = locale.size(problem.max);
        let args = [
            ("file", Arg::from(problem.name.as_str())),
            ("size", Arg::from(size.as_str())),
            ("n", Arg::from(problem.max)),
        ];
        let status = match form.problems.status() {
            StatusCode::UNPROCESSABLE_ENTITY => StatusCode::PAYLOAD_TOO_LARGE,
            house => house,
        };
        return Ok(refuse(status, locale.text(problem.key, &args)));
    }
    let Some(file) = form.files.first() else {
        let text = locale.text("error-files-incomplete", &[]);
        return Ok(refuse(StatusCode::UNPROCESSABLE_ENTITY, text));
    };
    let kept = keep(app, account_id, person_id, &file.name, &file.content).await?;
    Ok(Json(kept).into_response())
}

/// Keeps the files of a form, and answers their ids after those that were sent before it. Where there is no room for one, the form
/// says so.
pub async fn keep_all(
    app: &App,
    account_id: i64,
    person_id: i64,
    form: &mut Posted,
) -> Result<Vec<String>> {
    let mut ids = form.all("upload").to_vec();
    for file in std::mem::take(&mut form.files) {
        match keep(app, account_id, person_id, &file.name, &file.content).await {
            Ok(upload) => ids.push(upload.id),
            Err(error @ (Error::Full | Error::Unavailable(_))) => {
                form.problems.add("files", error.in_form()?);
            }
            Err(other) => return Err(other),
        }
    }
    Ok(ids)
}

/// The waiting files of a form, as many as a message may have; each that is one too many is a problem of the form.
pub async fn taken(
    db: &Db,
    account_id: i64,
    person_id: i64,
    ids: &[String],
    form: &mut Posted,
) -> Result<Vec<Upload>> {
    let mut uploads = find(db, account_id, person_id, ids).await?;
    for surplus in uploads.drain(FILES_AT_ONCE.min(uploads.len())..) {
        form.problems.push(form::one_too_many(&surplus.name));
    }
    Ok(uploads)
}

/// How long a file waits for its message.
const WAITS_MS: i64 = 2 * 24 * 60 * 60 * 1000;
/// The most files of one person that wait, those of many messages that are begun at once: a new one takes the place of the oldest.
const MOST: i64 = 200;

/// Keeps a stored file for a person until a message takes it; when that cannot be written, the content goes too.
pub async fn keep(
    app: &App,
    account_id: i64,
    person_id: i64,
    name: &str,
    content: &Stored,
) -> Result<Upload> {
    make_room(app, account_id, person_id).await?;
    let kept = insert(app, account_id, person_id, name, content).await;
    if kept.is_err() && content.is_new {
        let _ = remove_unused(app, &content.sha256).await;
    }
    kept
}

/// Deletes a few of the files that no message has taken in time, and those of a person who has too many.
async fn make_room(app: &App, account_id: i64, person_id: i64) -> Result<()> {
    let sql = "select id, sha256 from uploads where account_id = $1 and created_at < $2
               union
               select id, sha256 from (
                 select id, sha256 from uploads where account_id = $1 and person_id = $3
                 order by created_at desc, id limit 10 offset $4) surplus
               limit 20";
    let asked = params![account_id, app.now() - WAITS_MS, person_id, MOST - 1];
    let old: Vec<(String, String)> = app.db.all(sql, asked).await?;
    for (id, sha256) in old {
        let tx = app.db.begin().await?;
        let sql = "delete from uploads where account_id = $1 and id = $2";
        tx.run(sql, params![account_id, id]).await?;
        tx.commit().await?;
        remove_unused(app, &sha256).await?;
    }
    Ok(())
}

/// Deletes content that nothing refers to any more: no message, nothing that waits for one, no copy of somebody's data.
pub async fn remove_unused(app: &App, sha256: &str) -> Result<()> {
    let tx = app.db.begin().await?;
    hold(&tx, sha256).await?;
    let sql = "select sha256 from uploads where sha256 = $1
               union all select sha256 from attachments where sha256 = $1
               union all select sha256 from data_requests where sha256 = $1 limit 1";
    if tx.maybe::<String>(sql, params![sha256]).await?.is_none() {
        app.files.remove(sha256).await?;
    }
    Ok(())
}

/// The same content may come twice at once: one is removed or gets its row after the other.
async fn hold(tx: &Tx, sha256: &str) -> Result<()> {
    let id = i64::from_str_radix(&sha256[..15], 16).map_err(Error::internal)?;
    Ok(tx.lock("content", id, db::Hold::Alone).await?)
}

async fn insert(
    app: &App,
    account_id: i64,
    person_id: i64,
    name: &str,
    content: &Stored,
) -> Result<Upload> {
    let id = web::hex(keys::random::<16>());
    let upload = Upload {
        id,
        name: files::label(name),
        size: content.size,
    };
    let tx = app.db.begin().await?;
    tx.run(
        "insert into uploads (account_id, id, person_id, name, media_type, size, sha256, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![account_id, &upload.id, person_id, &upload.name, content.media_type, content.size, &content.sha256, app.now()],
    )
    .await?;
    hold(&tx, &content.sha256).await?;
    if !app.files.has(&content.sha256).await {
        return Err(Error::Full);
    }
    tx.commit().await?;
    Ok(upload)
}

/// The waiting files of these ids that are this person's, in this order.
pub async fn find(db: &Db, account_id: i64, person_id: i64, ids: &[String]) -> Result<Vec<Upload>> {
    let mut sql = db::Sql::new("select id, name, size from uploads where account_id = ");
    sql.arg(account_id)
        .push(" and person_id = ")
        .arg(person_id)
        .push(" and id in ")
        .list(ids.iter().map(String::as_str));
    let mut found: Vec<Upload> = sql.all(db).await?;
    found.sort_by_key(|upload| ids.iter().position(|id| *id == upload.id));
    Ok(found)
}

/// Gives waiting files to a message or entry.
pub async fn claim(
    tx: &Tx,
    app: &App,
    account_id: i64,
    person_id: i64,
    ids: &[String],
    owner_id: i64,
) -> Result<()> {
    for id in ids {
        tx.run(
            "insert into attachments (account_id, owner_id, id, name, media_type, size, sha256)
             select account_id, $4, $5, name, media_type, size, sha256 from uploads
             where account_id = $1 and person_id = $2 and id = $3",
            params![account_id, person_id, id, owner_id, app.id()],
        )
        .await?;
        tx.run(
            "delete from uploads where account_id = $1 and person_id = $2 and id = $3",
            params![account_id, person_id, id],
        )
        .await?;
    }
    Ok(())
}

/// The contents of the waiting files of a person.
pub async fn of_person(db: &Db, account_id: i64, person_id: i64) -> Result<Vec<String>> {
    let sql = "select sha256 from uploads where account_id = $1 and person_id = $2";
    Ok(db.all(sql, params![account_id, person_id]).await?)
}

/// Forgets the waiting files of a person.
pub async fn forget_all(tx: &Tx, account_id: i64, person_id: i64) -> Result<()> {
    let sql = "delete from uploads where account_id = $1 and person_id = $2";
    tx.run(sql, params![account_id, person_id]).await?;
    Ok(())
}

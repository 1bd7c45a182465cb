//! The demo's mail catcher: what would have been sent, as pages and as JSON [X1]. Only mounted where mail is caught.

use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use base::path::{Path, Query};
use base::{App, Error, Result, View};
use db::{Db, params};
use http::{HeaderMap, header};
use mail::parse::{self, Address};
use serde::{Deserialize, Serialize};

/// How many mails are listed.
const MOST: i64 = 200;

/// Where the catcher stands at the desk.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/mail", get(list))
        .route("/mail.json", get(json))
        .route("/mail/{id}", get(show))
        .route("/mail/{id}/raw", get(raw))
}

#[derive(Deserialize)]
struct Row {
    id: i64,
    to_email: String,
    subject: String,
    raw: Vec<u8>,
    created_at: i64,
}

/// A caught mail as programs and pages see it.
#[derive(Clone, Debug, Serialize)]
struct Caught {
    id: String,
    to: String,
    from: String,
    subject: String,
    text: String,
    html: String,
    /// Addresses in the text that begin with http.
    links: Vec<String>,
    /// Names of the files.
    files: Vec<String>,
    message_id: Option<String>,
    in_reply_to: Vec<String>,
    references: Vec<String>,
    reply_to: Vec<String>,
    created_at: i64,
    raw_url: String,
}

impl Caught {
    fn read(row: Row) -> Caught {
        let parsed = parse::parse(&row.raw).unwrap_or_default();
        let shown = |address: &Address| match &address.name {
            Some(name) => format!("{name} <{}>", address.email),
            None => address.email.clone(),
        };
        Caught {
            raw_url: format!("/mail/{}/raw", row.id),
            id: row.id.to_string(),
            to: row.to_email,
            from: parsed.from.as_ref().map(shown).unwrap_or_default(),
            subject: row.subject,
            links: links(&parsed.text),
            text: parsed.text,
            html: parsed.html.unwrap_or_default(),
            files: parsed.files.into_iter().map(|file| file.name).collect(),
            message_id: parsed.message_id,
            in_reply_to: parsed.in_reply_to,
            references: parsed.references,
            reply_to: parsed
                .reply_to
                .into_iter()
                .map(|address| address.email)
                .collect(),
            created_at: row.created_at,
        }
    }
}

fn links(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"'));
    words
        .filter(|word| word.starts_with("http://") || word.starts_with("https://"))
        .map(str::to_owned)
        .collect()
}

#[derive(Deserialize)]
struct Wanted {
    /// Only mails to this address.
    #[serde(default)]
    to: String,
}

const COLUMNS: &str = "id, to_email, subject, raw, created_at";

async fn caught(db: &Db, wanted: &Wanted) -> Result<Vec<Caught>> {
    let sql = format!(
        "select {COLUMNS} from caught_mails where to_email = $1 or $1 = '' order by id desc limit $2"
    );
    let rows: Vec<Row> = db
        .all(&sql, params![wanted.to.to_lowercase(), MOST])
        .await?;
    Ok(rows.into_iter().map(Caught::read).collect())
}

async fn find(db: &Db, id: i64) -> Result<Row> {
    let sql = format!("select {COLUMNS} from caught_mails where id = $1");
    Ok(db.one(&sql, params![id]).await?)
}

#[derive(Serialize)]
struct List {
    mails: Vec<Caught>,
}

async fn list(app: App, headers: HeaderMap, Query(wanted): Query<Wanted>) -> Result<Response> {
    let mails = caught(&app.db, &wanted).await?;
    let accepted = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if accepted.contains("application/json") {
        return Ok(Json(mails).into_response());
    }
    Ok(View::new("caught/list.html", List { mails }).into_response())
}

async fn json(app: App, Query(wanted): Query<Wanted>) -> Result<Json<Vec<Caught>>> {
    Ok(Json(caught(&app.db, &wanted).await?))
}

#[derive(Serialize)]
struct Show {
    mail: Caught,
}

async fn show(app: App, Path(id): Path<String>) -> Result<View> {
    let row = find(&app.db, number(&id)?).await?;
    Ok(View::new(
        "caught/show.html",
        Show {
            mail: Caught::read(row),
        },
    ))
}

async fn raw(app: App, Path(id): Path<String>) -> Result<Response> {
    let row = find(&app.db, number(&id)?).await?;
    Ok(crate::raw_mail(row.raw, row.id))
}

fn number(id: &str) -> Result<i64> {
    id.parse().map_err(|_| Error::NotFound)
}

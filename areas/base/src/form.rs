//! A form as it was sent: fields by name, and files streamed to the store while they arrive. A file that is too large or one
//! too many becomes a problem of its own; the text and the other files are kept [P4].

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::{Body, Bytes};
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt};
use http::header;
use http::request::Parts;
use serde::Serialize;

use crate::config::{FILE_BYTES, FILES_AT_ONCE, FORM_BYTES};
use crate::error::{Problem, Problems};
use crate::files::Stored;
use crate::view::encode;
use crate::{App, Error, Result, View};

/// The most bytes that a request with files may have: all files at their largest, and one that is refused.
const BODY_BYTES: u64 = FILE_BYTES * (FILES_AT_ONCE as u64 + 2) + FORM_BYTES as u64;

/// What a field counts for beside its name and value, bytes.
const FIELD: usize = 100;
/// How much of a request may wait to become a part: the heads of parts are short.
const WAITING: usize = 1 << 20;

/// Says that the handler takes files: it stands after whoever must be signed in, and before the form, which passes files over without it.
#[derive(Clone, Copy, Debug)]
pub struct TakesFiles;

impl TakesFiles {
    /// Lets the form that is read next have files.
    pub fn allow(parts: &mut Parts) {
        parts.extensions.insert(TakesFiles);
    }
}

impl<S: Sync> FromRequestParts<S> for TakesFiles {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<TakesFiles, Infallible> {
        TakesFiles::allow(parts);
        Ok(TakesFiles)
    }
}

/// How much of a request has come that is no part yet: what reads parts keeps it in memory.
#[derive(Clone, Default)]
struct Waiting(Arc<AtomicUsize>);

impl Waiting {
    /// The request, which fails when too much waits.
    fn watch(&self, request: Request) -> Request {
        let waiting = self.0.clone();
        request.map(|body| {
            Body::from_stream(body.into_data_stream().map(move |piece| {
                let piece = piece?;
                if waiting.fetch_add(piece.len(), Ordering::Relaxed) > WAITING {
                    return Err(axum::Error::new("the head of a part is too long"));
                }
                Ok(piece)
            }))
        })
    }

    /// So many bytes of it were read.
    fn took(&self, bytes: usize) {
        let left = |waiting: usize| Some(waiting.saturating_sub(bytes));
        let _ = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, left);
    }
}

/// A form, plain or with files.
#[derive(Debug, Default)]
pub struct Posted {
    fields: HashMap<String, Vec<String>>,
    /// Files that were stored.
    pub files: Vec<Received>,
    /// Files that were refused, each with its reason.
    pub problems: Problems,
}

/// A file that came with the form.
#[derive(Debug)]
pub struct Received {
    /// As the sender named it.
    pub name: String,
    /// Where it is.
    pub content: Stored,
}

impl Posted {
    /// The first value of a field, trimmed; empty when it is not there.
    pub fn text(&self, name: &str) -> &str {
        self.fields
            .get(name)
            .and_then(|values| values.first())
            .map_or("", |value| value.trim())
    }

    /// A field as a number, when it is one.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.text(name).parse().ok()
    }

    /// Whether a box was ticked or a button with this name pressed.
    pub fn has(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }

    /// All values of a field.
    pub fn all(&self, name: &str) -> &[String] {
        self.fields.get(name).map_or(&[], Vec::as_slice)
    }

    /// A text that must be there and not too long; otherwise it becomes a problem.
    pub fn required(&mut self, name: &'static str, most: usize) -> String {
        let text = self.text(name).to_owned();
        if text.is_empty() {
            self.problems.add(name, "error-required");
        }
        self.bounded(name, &text, most);
        text
    }

    /// A text that may be empty but not too long.
    pub fn optional(&mut self, name: &'static str, most: usize) -> String {
        let text = self.text(name).to_owned();
        self.bounded(name, &text, most);
        text
    }

    fn bounded(&mut self, name: &'static str, text: &str, most: usize) {
        let over = text.chars().count().saturating_sub(most);
        if over > 0 {
            self.problems.add_limit(name, "error-long", over);
        }
    }

    async fn read_files(app: &App, request: Request) -> Result<Posted> {
        let takes_files = request.extensions().get::<TakesFiles>().is_some();
        let waiting = Waiting::default();
        let mut parts = Multipart::from_request(waiting.watch(request), app)
            .await
            .map_err(|_| Error::invalid("", "error-broken-form"))?;
        let mut posted = Posted::default();
        let (mut room, mut texts) = (BODY_BYTES, FORM_BYTES);
        while let Some(field) = parts.next_field().await.map_err(broken)? {
            let name = field.name().unwrap_or_default().to_owned();
            let file = field.file_name().map(str::to_owned);
            let head = name.len() + FIELD;
            waiting.took(head);
            texts = texts.checked_sub(head).ok_or(Error::TooLarge)?;
            let mut field = field.inspect(|piece| {
                waiting.took(piece.as_ref().map_or(0, Bytes::len));
            });
            match file {
                Some(file) if file.is_empty() || !takes_files => {
                    match drain(&mut field, &mut room).await {
                        Err(Error::TooLarge) => return Ok(posted),
                        drained => drained?,
                    }
                }
                Some(file) => match posted.take_file(app, &file, field, &mut room).await {
                    // the rest is not waited for: what was written stands before the files
                    Err(Error::TooLarge) => {
                        posted.problems.push(too_much(&file));
                        return Ok(posted);
                    }
                    taken => taken?,
                },
                None => {
                    let value = limited_text(field, &mut texts).await?;
                    posted.fields.entry(name).or_default().push(value);
                }
            }
        }
        Ok(posted)
    }

    async fn take_file(
        &mut self,
        app: &App,
        name: &str,
        mut field: impl Pieces,
        room: &mut u64,
    ) -> Result<()> {
        if self.files.len() >= FILES_AT_ONCE {
            self.problems.push(one_too_many(name));
            return drain(&mut field, room).await;
        }
        let stored = app.files.put(field.by_ref(), FILE_BYTES).await;
        match stored {
            Ok(content) => {
                *room = room.saturating_sub(content.size.unsigned_abs());
                self.files.push(Received {
                    name: name.to_owned(),
                    content,
                });
                Ok(())
            }
            Err(Error::TooLarge) => {
                self.problems.push(not_taken("files-big", name, FILE_BYTES));
                *room = room.saturating_sub(FILE_BYTES);
                drain(&mut field, room).await
            }
            Err(Error::Full) => {
                self.problems.add("files", Error::Full.in_form()?);
                *room = room.saturating_sub(FILE_BYTES);
                drain(&mut field, room).await
            }
            Err(other) => Err(other),
        }
    }
}

/// What is wrong with a file beyond the most that a message has.
pub(crate) fn one_too_many(name: &str) -> Problem {
    not_taken("files-many", name, FILES_AT_ONCE as u64)
}

/// What is wrong with a file that the rest of the request comes with, when all are far too large.
fn too_much(name: &str) -> Problem {
    not_taken("files-together", name, FILE_BYTES * FILES_AT_ONCE as u64)
}

fn not_taken(key: &'static str, name: &str, max: u64) -> Problem {
    Problem {
        field: "files",
        key,
        name: crate::files::label(name),
        max: i64::try_from(max).unwrap_or(i64::MAX),
    }
}

/// A part as it comes.
trait Pieces: Stream<Item = Result<Bytes, MultipartError>> + Unpin {}

impl<T: Stream<Item = Result<Bytes, MultipartError>> + Unpin> Pieces for T {}

/// Reads the rest of a refused file, so that what follows it in the form is not lost; gives up when the whole is too large.
async fn drain(field: &mut impl Pieces, room: &mut u64) -> Result<()> {
    while let Some(piece) = field.next().await {
        let piece = piece.map_err(broken)?;
        *room = room
            .checked_sub(piece.len() as u64)
            .ok_or(Error::TooLarge)?;
    }
    Ok(())
}

async fn limited_text(mut field: impl Pieces, room: &mut usize) -> Result<String> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.next().await {
        let piece = piece.map_err(broken)?;
        *room = room.checked_sub(piece.len()).ok_or(Error::TooLarge)?;
        bytes.extend_from_slice(&piece);
    }
    Ok(plain(&String::from_utf8_lossy(&bytes)))
}

/// What browsers send, as people typed it: line ends are one character, and there is no NUL (PostgreSQL stores none).
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\0', "")
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
fn broken(error: MultipartError) -> Error {
    if error.status() == http::StatusCode::PAYLOAD_TOO_LARGE {
        Error::TooLarge
    } else {
        Error::invalid("", "error-broken-form")
    }
}

impl FromRequest<App> for Posted {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Posted> {
        if is_multipart(&request) {
            return Posted::read_files(app, request).await;
        }
        let bytes = axum::body::to_bytes(request.into_body(), FORM_BYTES)
            .await
            .map_err(|_| Error::TooLarge)?;
        let mut posted = Posted::default();
        for (name, value) in pairs(&bytes) {
            posted.fields.entry(name).or_default().push(plain(&value));
        }
        Ok(posted)
    }
}

/// What people write into forms at length.
const WRITTEN: [&str; 3] = ["subject", "body", "notes"];

/// What somebody wrote, on its way back to them: the request was refused before a page saw it.
#[derive(Clone, Debug)]
pub(crate) struct Unsent(pub(crate) String);

/// The page that gives a text back to whoever sent it and was signed out; `next`, encoded, is where they go on after signing in.
pub fn unsent(text: &str, next: &str) -> View {
    #[derive(Serialize)]
    struct Back<'a> {
        text: &'a str,
        next: &'a str,
    }
    View::new("unsent.html", Back { text, next }).status(http::StatusCode::FORBIDDEN)
}

/// The answer to a form of somebody who is signed out: what they wrote, else the way to sign in.
pub async fn signed_out(app: &App, request: Request) -> Response {
    let path = request.uri().path();
    let next = encode(path.rsplit_once('/').map_or("/", |(page, _)| page));
    match texts(app, request).await.join("\n\n") {
        text if text.is_empty() => Error::SignIn.into_response(),
        text => unsent(&text, &next).into_response(),
    }
}

/// The answer to a request that was refused at the door. While the database is away it gives back what was written: nobody can keep it.
pub async fn refused(app: &App, request: Request, error: Error) -> Response {
    let away = matches!(error, Error::Unavailable(_)) && request.method() == http::Method::POST;
    let mut answer = error.into_response();
    if away {
        let texts = texts(app, request).await;
        answer.extensions_mut().insert(Unsent(texts.join("\n\n")));
    }
    answer
}

/// As much of what was written as can be read.
async fn texts(app: &App, request: Request) -> Vec<String> {
    // files are passed over: they are still where they came from
    let Ok(posted) = Posted::from_request(request, app).await else {
        return Vec::new();
    };
    let mut texts = WRITTEN.map(|name| posted.text(name).to_owned()).to_vec();
    texts.retain(|text| !text.trim().is_empty());
    texts
}

fn is_multipart(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE);
    kind.and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

/// `application/x-www-form-urlencoded`, with bytes that are not UTF-8 replaced.
fn pairs(bytes: &[u8]) -> impl Iterator<Item = (String, String)> {
    bytes
        .split(|b| *b == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let mut halves = pair.splitn(2, |b| *b == b'=');
            let mut half = || decode(halves.next().unwrap_or_default());
            (half(), half())
        })
}

/// Undoes percent-encoding; what is broken stays as it is.
pub fn decode(text: &[u8]) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let hex = text
            .get(at + 1..at + 3)
            .and_then(|two| std::str::from_utf8(two).ok());
        match (
            text[at],
            hex.and_then(|two| u8::from_str_radix(two, 16).ok()),
        ) {
            (b'+', _) => out.push(b' '),
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 2;
            }
            (byte, _) => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_encodings_are_read_and_never_lost() {
        let read: Vec<_> = pairs(b"body=a%0D%0Ab+c&x=%zz%&body=%ff&&lone").collect();
        let expected = [
            ("body", "a\r\nb c"),
            ("x", "%zz%"),
            ("body", "\u{fffd}"),
            ("lone", ""),
        ];
        assert_eq!(
            read,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
    }
}

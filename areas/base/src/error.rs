//! The ways to fail, by what the caller does next. Only the drawing layer turns one into a page, and only there is it logged.

use std::error::Error as StdError;

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Serialize;

/// What verbs and pages answer.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something did not happen.
#[derive(Debug)]
pub enum Error {
    /// Sign in and come back.
    SignIn,
    /// Something else comes first: go to this path of the same host.
    First(&'static str),
    /// Not there, or not for this person to see: the same answer [V8].
    NotFound,
    /// Not allowed; the key of a text that says why.
    Forbidden(&'static str),
    /// The world has moved on since the page was made; the key of a text.
    Conflict(&'static str),
    /// The form holds mistakes: shown again with them.
    Invalid(Problems),
    /// Too many tries; come back after so many seconds.
    Limited(i64),
    /// More bytes than are taken.
    TooLarge,
    /// Nobody answers under this host name.
    Misdirected,
    /// The request did not come from one of our pages.
    Foreign,
    /// No room to store anything now; nothing was changed.
    Full,
    /// The database is away, or another change was in the way; nothing was changed. It will pass.
    Unavailable(Box<dyn StdError + Send + Sync>),
    /// A fault of ours.
    Internal(Box<dyn StdError + Send + Sync>),
}

impl Error {
    /// A fault of ours, with its cause.
    pub fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Error {
        Error::Internal(cause.into())
    }

    /// One mistake in one field.
    pub fn invalid(field: &'static str, key: &'static str) -> Error {
        let mut problems = Problems::default();
        problems.add(field, key);
        Error::Invalid(problems)
    }

    /// What a form that is shown again says about it, where sending it again may help; the error itself elsewhere.
    pub fn in_form(self) -> Result<&'static str> {
        match self {
            Error::Conflict(key) => Ok(key),
            Error::Full => Ok(FULL),
            Error::Unavailable(_) => Ok(AWAY),
            other => Err(other),
        }
    }

    /// The status, and the locale keys of the title and the text that people read.
    pub fn says(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Error::SignIn | Error::First(_) => (
                StatusCode::UNAUTHORIZED,
                "failure-403-title",
                "failure-403-text",
            ),
            Error::NotFound => (
                StatusCode::NOT_FOUND,
                "failure-404-title",
                "failure-404-text",
            ),
            Error::Forbidden(key) => (StatusCode::FORBIDDEN, "failure-403-title", key),
            Error::Conflict(key) => (StatusCode::CONFLICT, "failure-409-title", key),
            Error::Invalid(_) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "failure-422-title",
                "failure-422-text",
            ),
            Error::Limited(_) => (
                StatusCode::TOO_MANY_REQUESTS,
                "failure-429-title",
                "failure-429-text",
            ),
            Error::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "failure-413-title",
                "failure-413-text",
            ),
            Error::Misdirected => (
                StatusCode::MISDIRECTED_REQUEST,
                "failure-421-title",
                "failure-421-text",
            ),
            Error::Foreign => (
                StatusCode::FORBIDDEN,
                "failure-csrf-title",
                "failure-csrf-text",
            ),
            Error::Full => (
                StatusCode::INSUFFICIENT_STORAGE,
                "failure-507-title",
                "failure-507-text",
            ),
            Error::Unavailable(_) => (
                StatusCode::SERVICE_UNAVAILABLE,
                "failure-503-title",
                "failure-503-text-soon",
            ),
            Error::Internal(_) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "failure-500-title",
                "failure-500-text",
            ),
        }
    }
}

const FULL: &str = "error-full";
const AWAY: &str = "error-away";

/// What a page notes by the way (that it was read) and can do without: it is noted at the next look, once there is room.
pub fn unless_full(noted: Result<()>) -> Result<()> {
    match noted {
        Err(Error::Full) => Ok(()),
        other => other,
    }
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Error {
        match error {
            db::Error::NotFound => Error::NotFound,
            db::Error::Full => Error::Full,
            away @ (db::Error::Connection(_) | db::Error::Busy) => Error::Unavailable(away.into()),
            other => Error::internal(other),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Error {
        match error.kind() {
            std::io::ErrorKind::StorageFull
            | std::io::ErrorKind::QuotaExceeded
            | std::io::ErrorKind::FileTooLarge => Error::Full,
            _ => Error::internal(error),
        }
    }
}

/// A failure on its way to the drawing layer.
#[derive(Clone)]
pub(crate) struct Failure(pub(crate) std::sync::Arc<Error>);

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = self.says().0.into_response();
        response
            .extensions_mut()
            .insert(Failure(std::sync::Arc::new(self)));
        response
    }
}

/// What is wrong with a form: field, locale key and its values, in the order of the form.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Problems(Vec<Problem>);

/// One mistake.
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    /// The field's name; empty for the form as a whole.
    pub field: &'static str,
    /// The text's key.
    pub key: &'static str,
    /// A name that stands in the text (a file's), empty when none.
    pub name: String,
    /// A number that stands in the text (a limit), 0 when none.
    pub max: i64,
}

impl Problems {
    /// Adds a mistake.
    pub fn add(&mut self, field: &'static str, key: &'static str) {
        self.push(Problem {
            field,
            key,
            name: String::new(),
            max: 0,
        });
    }

    /// Adds a mistake about a limit.
    pub fn add_limit(&mut self, field: &'static str, key: &'static str, max: usize) {
        self.push(Problem {
            field,
            key,
            name: String::new(),
            max: i64::try_from(max).unwrap_or(i64::MAX),
        });
    }

    /// Adds a mistake with a name or number in its text.
    pub fn push(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The mistakes.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }

    /// The status of a form that is shown again with these.
    pub fn status(&self) -> StatusCode {
        let has = |key| self.iter().any(|problem| problem.key == key);
        if has(FULL) {
            StatusCode::INSUFFICIENT_STORAGE
        } else if has(AWAY) {
            StatusCode::SERVICE_UNAVAILABLE
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        }
    }

    /// Fails when there is a mistake.
    pub fn check(self) -> Result<()> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(self))
        }
    }
}

//! What stands in an address: an address that cannot be read is one that leads nowhere, and answers as such.
#![expect(
    clippy::disallowed_types,
    reason = "this is what stands in their place"
)]

use axum::extract::{FromRequestParts, Path as Segments, Query as Questions};
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::Error;

/// The parts of a path; [`Error::NotFound`] when they are not what the page wants.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

/// The question behind a path; [`Error::NotFound`] when it cannot be read.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Path<T>, Error> {
        match Segments::from_request_parts(parts, state).await {
            Ok(Segments(found)) => Ok(Path(found)),
            Err(_) => Err(Error::NotFound),
        }
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Query<T>, Error> {
        match Questions::from_request_parts(parts, state).await {
            Ok(Questions(found)) => Ok(Query(found)),
            Err(_) => Err(Error::NotFound),
        }
    }
}

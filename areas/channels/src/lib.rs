//! Channels: how messages come to the help desk and leave it, other than by the portal. E-mail for now.

pub mod caught;
// below: each may use those above
pub mod email;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};

base::pages! {
    "caught/" in "src/caught/pages/",
    "email/" in "src/email/pages/",
}

/// A mail as it came or left: a download, never shown by a browser.
fn raw_mail(raw: Vec<u8>, id: i64) -> Response {
    let mut response = raw.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("message/rfc822"),
    );
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("sandbox; default-src 'none'"),
    );
    let disposition = format!("attachment; filename=\"{id}.eml\"");
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_str(&disposition).expect("a number is plain"),
    );
    response
}

//! Style sheets, scripts and pictures: served under a name that holds their hash, so that browsers keep them for ever.

use std::collections::HashMap;
use std::sync::OnceLock;

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use sha2::{Digest, Sha256};

/// All assets of a program.
#[derive(Default)]
pub struct Assets {
    by_path: HashMap<String, Asset>,
    path_of: HashMap<String, String>,
}

struct Asset {
    media_type: &'static str,
    content: Vec<u8>,
    brotli: OnceLock<Vec<u8>>,
}

impl Assets {
    /// Takes `(name, content)` pairs; the name's ending tells the media type.
    pub fn new(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Assets {
        let mut assets = Assets::default();
        for (name, content) in files {
            let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, "bin"));
            let hash = crate::hex(&Sha256::digest(&content)[..6]);
            let path = format!("/assets/{stem}.{hash}.{ending}");
            let media_type = media_type(ending);
            assets.path_of.insert(name, path.clone());
            assets.by_path.insert(
                path,
                Asset {
                    media_type,
                    content,
                    brotli: OnceLock::new(),
                },
            );
        }
        assets
    }

    /// Where `name` is served, e.g. `/assets/portico.0a1b2c3d4e5f.css`.
    pub fn path(&self, name: &str) -> Option<&str> {
        self.path_of.get(name).map(String::as_str)
    }

    /// Answers a request for a hashed path, compressed where the browser can read it.
    pub fn serve(&self, path: &str, request: &HeaderMap) -> Response {
        let Some(asset) = self.by_path.get(path) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let mut answer = if accepts_brotli(request) {
            let packed = asset.brotli.get_or_init(|| pack(&asset.content));
            let mut answer = packed.clone().into_response();
            answer.headers_mut().insert(
                header::CONTENT_ENCODING,
                http::HeaderValue::from_static("br"),
            );
            answer
        } else {
            asset.content.clone().into_response()
        };
        let headers = answer.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            http::HeaderValue::from_static(asset.media_type),
        );
        headers.insert(
            header::VARY,
            http::HeaderValue::from_static("accept-encoding"),
        );
        let keep = "public, max-age=31536000, immutable";
        headers.insert(header::CACHE_CONTROL, http::HeaderValue::from_static(keep));
        answer
    }
}

fn accepts_brotli(request: &HeaderMap) -> bool {
    let accepted = request
        .get(header::ACCEPT_ENCODING)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    accepted.split(',').any(|one| {
        one.split(';')
            .next()
            .is_some_and(|name| name.trim() == "br")
    })
}

fn pack(content: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*content, &mut packed, &params)
        .expect("memory does not fail to be written");
    packed
}

fn media_type(ending: &str) -> &'static str {
    match ending {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => "application/octet-stream",
    }
}

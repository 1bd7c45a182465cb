//! Whether a request that changes something comes from our own pages: `Sec-Fetch-Site` where the browser sends it, else
//! `Origin` against `Host`. A program without a browser sends neither and carries no stranger's cookie.

use http::{HeaderMap, Method, header};

/// False for a cross-site request with an unsafe method.
pub fn is_ours(method: &Method, headers: &HeaderMap) -> bool {
    if method.is_safe() {
        return true;
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (headers.get(header::ORIGIN), text("host")) {
        (None, _) => true,
        (Some(origin), Some(host)) => {
            let origin = origin.to_str().unwrap_or_default();
            origin
                .split_once("://")
                .is_some_and(|(_, authority)| authority == host)
        }
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(pairs: &[(&'static str, &'static str)]) -> bool {
        let headers = pairs
            .iter()
            .map(|(name, value)| {
                (
                    http::HeaderName::from_static(name),
                    http::HeaderValue::from_static(value),
                )
            })
            .collect();
        is_ours(&Method::POST, &headers)
    }

    #[test]
    fn another_site_cannot_send_our_forms() {
        assert!(ours(&[]));
        assert!(ours(&[
            ("sec-fetch-site", "same-origin"),
            ("origin", "https://evil.test"),
            ("host", "a.test")
        ]));
        assert!(!ours(&[("sec-fetch-site", "cross-site")]));
        assert!(!ours(&[("sec-fetch-site", "same-site")]));
        assert!(ours(&[
            ("origin", "https://a.test:8443"),
            ("host", "a.test:8443")
        ]));
        assert!(!ours(&[
            ("origin", "https://evil.test"),
            ("host", "a.test")
        ]));
        assert!(!ours(&[("origin", "null"), ("host", "a.test")]));
    }
}

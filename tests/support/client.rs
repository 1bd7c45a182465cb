//! A browser without a window: keeps cookies, follows nothing by itself.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Write;
use std::net::SocketAddr;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use futures_util::StreamExt;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use tower::ServiceExt;

/// Somebody with a browser, on one host.
#[derive(Clone)]
pub(crate) struct Visitor {
    router: Router,
    host: String,
    cookies: BTreeMap<String, String>,
    address: Option<SocketAddr>,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    /// Where a redirect leads.
    pub(crate) fn location(&self) -> &str {
        self.headers
            .get(header::LOCATION)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
    }

    /// Fails the test unless it is a 303 to a path that begins so.
    #[track_caller]
    pub(crate) fn goes_to(&self, path: &str) -> &Self {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        assert!(
            self.location().starts_with(path),
            "{} is not {path}",
            self.location()
        );
        self
    }

    /// Fails the test unless the status is this.
    #[track_caller]
    pub(crate) fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self
    }

    /// Fails the test unless the text stands in the body.
    #[track_caller]
    pub(crate) fn shows(&self, text: &str) -> &Self {
        assert!(
            self.body.contains(text),
            "{text:?} is not in:\n{}",
            self.body
        );
        self
    }

    /// Fails the test if the text stands in the body.
    #[track_caller]
    pub(crate) fn hides(&self, text: &str) -> &Self {
        assert!(!self.body.contains(text), "{text:?} is in:\n{}", self.body);
        self
    }

    /// The value of a hidden field.
    #[track_caller]
    pub(crate) fn hidden(&self, name: &str) -> String {
        let mark = format!("name=\"{name}\" value=\"");
        let rest = self
            .body
            .split(&mark)
            .nth(1)
            .unwrap_or_else(|| panic!("no field {name} in:\n{}", self.body));
        rest.split('"').next().unwrap_or_default().to_owned()
    }
}

impl Visitor {
    pub(crate) fn new(router: Router, host: &str) -> Visitor {
        Visitor {
            router,
            host: host.to_owned(),
            cookies: BTreeMap::new(),
            address: None,
        }
    }

    /// The same person behind this network address.
    pub(crate) fn from(&self, ip: &str) -> Visitor {
        let ip = ip.parse().expect("an address");
        Visitor {
            address: Some(SocketAddr::new(ip, 40_000)),
            ..self.clone()
        }
    }

    /// The same person at another host.
    pub(crate) fn at(&self, host: &str) -> Visitor {
        Visitor {
            host: host.to_owned(),
            ..self.clone()
        }
    }

    /// The cookies, as a header of another request.
    pub(crate) fn headers(&self) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, self.cookie().parse().expect("cookies"))])
    }

    /// The cookies, as a browser would send them.
    pub(crate) fn cookie(&self) -> String {
        let cookies = self.cookies.iter();
        let cookies: Vec<String> = cookies
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        cookies.join("; ")
    }

    /// Sends a request as it is and gives the answer as it comes.
    pub(crate) async fn send(&mut self, mut request: Request<Body>) -> Response<Body> {
        if let Some(address) = self.address {
            request.extensions_mut().insert(ConnectInfo(address));
        }
        let headers = request.headers_mut();
        headers.insert(header::HOST, self.host.parse().expect("a host"));
        headers
            .entry(header::USER_AGENT)
            .or_insert(HeaderValue::from_static(
                "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
            ));
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            headers.insert(header::COOKIE, cookies.join("; ").parse().expect("cookies"));
        }
        let answer = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("routers do not fail");
        for set in answer.headers().get_all(header::SET_COOKIE) {
            let set = set.to_str().expect("plain cookies");
            let (name, value) = set
                .split(';')
                .next()
                .and_then(|pair| pair.split_once('='))
                .expect("a cookie");
            if set.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    async fn whole(&mut self, request: Request<Body>) -> Answer {
        let answer = self.send(request).await;
        let (parts, body) = answer.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX)
            .await
            .expect("a whole body");
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.whole(Request::get(path).body(Body::empty()).expect("a request"))
            .await
    }

    /// Sends a plain form.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request =
            Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.whole(request.body(encoded(fields)).expect("a request"))
            .await
    }

    /// The same browser as another site's form finds it: without cookies, all of which are Lax.
    pub(crate) fn without_cookies(&self) -> Visitor {
        Visitor {
            cookies: BTreeMap::new(),
            ..self.clone()
        }
    }

    /// Sends a plain form from a page of another origin, as a browser marks it.
    pub(crate) async fn post_from(
        &mut self,
        origin: &str,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let request = Request::post(path)
            .header(header::ORIGIN, origin)
            .header("sec-fetch-site", "cross-site")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.whole(request.body(encoded(fields)).expect("a request"))
            .await
    }

    /// Sends a form with files: `(field, file name, content)`; an empty file name is a plain field.
    pub(crate) async fn upload(&mut self, path: &str, parts: &[(&str, &str, &[u8])]) -> Answer {
        let mut body = Vec::new();
        for (field, file, content) in parts {
            let mut head =
                format!("--frontier\r\nContent-Disposition: form-data; name=\"{field}\"");
            if !file.is_empty() {
                write!(
                    head,
                    "; filename=\"{file}\"\r\nContent-Type: application/octet-stream"
                )
                .expect("a string");
            }
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(b"\r\n\r\n");
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--frontier--\r\n");
        let request = Request::post(path).header(
            header::CONTENT_TYPE,
            "multipart/form-data; boundary=frontier",
        );
        // in pieces that are waited for, as they come over a network
        let mut body = Bytes::from(body);
        let mut pieces = Vec::new();
        while !body.is_empty() {
            pieces.push(body.split_to(body.len().min(65_536)));
        }
        let pieces = futures_util::stream::iter(pieces).enumerate();
        let pieces = pieces.then(|(n, piece)| async move {
            if n > 0 {
                tokio::task::yield_now().await;
            }
            Ok::<_, Infallible>(piece)
        });
        let body = Body::from_stream(pieces);
        self.whole(request.body(body).expect("a request")).await
    }

    /// Signs in with the password that everybody in the small world has.
    pub(crate) async fn sign_in(mut self, email: &str) -> Visitor {
        let answer = self
            .post(
                "/sign-in",
                &[("email", email), ("password", super::world::PASSWORD)],
            )
            .await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{email} signs in: {}",
            answer.body
        );
        self
    }
}

fn encoded(fields: &[(&str, &str)]) -> Body {
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", base::view::encode(value).replace('/', "%2F")))
        .collect();
    Body::from(pairs.join("&"))
}

//! An OpenID provider that lies: what it says can be changed in every place, and it writes down what it was asked.

use std::sync::{Arc, Mutex, MutexGuard};

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use axum::Router;
use axum::body::Body;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// How a token is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Signed {
    /// With the key that the provider publishes.
    #[default]
    Well,
    /// With a key of somebody else.
    ByStranger,
    /// HMAC with this secret, a text that others know.
    With(&'static str),
    /// HMAC with the published key.
    WithPublicKey,
    /// Not at all.
    Not,
}

/// What is not as it should be.
#[derive(Clone, Copy)]
pub(crate) struct Lie {
    /// Of the discovery document, told its origin.
    pub(crate) discovery: fn(&mut Value, &str),
    pub(crate) header: fn(&mut Value),
    /// Of the claims, told the time in seconds.
    pub(crate) claims: fn(&mut Value, i64),
    pub(crate) signed: Signed,
    /// The answer to this path is this many bytes longer than it need be.
    pub(crate) padding: (&'static str, usize),
    /// The answer to this path is a redirect to that.
    pub(crate) redirect: (&'static str, &'static str),
}

/// The whole truth.
pub(crate) const HONEST: Lie = Lie {
    discovery: |_, _| {},
    header: |_| {},
    claims: |_, _| {},
    signed: Signed::Well,
    padding: ("", 0),
    redirect: ("", ""),
};

struct State {
    key: EcdsaKeyPair,
    stranger: EcdsaKeyPair,
    lie: Lie,
    nonce: String,
    now: i64,
    asked: Vec<String>,
}

/// The provider, as long as the test's runtime lives.
#[derive(Clone)]
pub(crate) struct Hostile {
    pub(crate) origin: String,
    state: Arc<Mutex<State>>,
}

fn key() -> EcdsaKeyPair {
    EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key")
}

impl Hostile {
    pub(crate) async fn start() -> Hostile {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let it = Hostile {
            origin: format!("http://127.0.0.1:{port}"),
            state: Arc::new(Mutex::new(State {
                key: key(),
                stranger: key(),
                lie: HONEST,
                nonce: String::new(),
                now: 0,
                asked: Vec::new(),
            })),
        };
        let me = it.clone();
        let routes = Router::new().fallback(move |uri: http::Uri| {
            let me = me.clone();
            async move { me.answer(uri.path()) }
        });
        tokio::spawn(async move { axum::serve(listener, routes).await });
        it
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panicked")
    }

    /// From now on it says this; the time is in milliseconds.
    pub(crate) fn lies(&self, lie: Lie, now: i64) {
        let mut state = self.state();
        state.lie = lie;
        state.now = now / 1000;
        state.asked.clear();
    }

    /// The nonce that it was told by a browser.
    pub(crate) fn told(&self, nonce: &str) {
        nonce.clone_into(&mut self.state().nonce);
    }

    /// The paths that it was asked for since it last changed its words.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.state().asked.clone()
    }

    fn answer(&self, path: &str) -> Response {
        let mut state = self.state();
        state.asked.push(path.to_owned());
        let answer = http::Response::builder();
        if state.lie.redirect.0 == path {
            let answer = answer.status(307).header("location", state.lie.redirect.1);
            return answer.body(Body::empty()).expect("an answer");
        }
        let mut said = match path {
            "/.well-known/openid-configuration" => self.discovery(&state),
            "/jwks" => state.keys(),
            "/token" => {
                json!({ "access_token": "a", "token_type": "Bearer", "id_token": state.token(&self.origin) })
            }
            _ => json!({}),
        };
        if state.lie.padding.0 == path {
            said["padding"] = "x".repeat(state.lie.padding.1).into();
        }
        let answer = answer.header("content-type", "application/json");
        answer.body(said.to_string().into()).expect("an answer")
    }

    fn discovery(&self, state: &State) -> Value {
        let at = |path: &str| format!("{}{path}", self.origin);
        let mut said = json!({
            "issuer": self.origin, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
            "jwks_uri": at("/jwks"), "response_types_supported": ["code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256", "RS256", "HS256", "none"],
        });
        (state.lie.discovery)(&mut said, &self.origin);
        said
    }
}

impl State {
    fn keys(&self) -> Value {
        let point = self.key.public_key().as_ref();
        let part = |bytes| URL_SAFE_NO_PAD.encode(bytes);
        json!({ "keys": [{
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "k",
            "x": part(&point[1..33]), "y": part(&point[33..]),
        }] })
    }

    fn token(&self, origin: &str) -> String {
        let mut header = json!({ "alg": "ES256", "kid": "k", "typ": "JWT" });
        let mut claims = json!({
            "iss": origin, "sub": "u-1", "aud": "portico", "nonce": self.nonce, "iat": self.now, "exp": self.now + 300,
            "email": "ann@acme.test", "email_verified": true,
        });
        (self.lie.header)(&mut header);
        (self.lie.claims)(&mut claims, self.now);
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(&claims));
        let signature = self.signature(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn signature(&self, signed: &[u8]) -> Vec<u8> {
        let by = |key: &EcdsaKeyPair| {
            let made = key.sign(&SystemRandom::new(), signed);
            made.expect("a signature").as_ref().to_vec()
        };
        let with = |secret: &[u8]| {
            let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
            hmac::sign(&key, signed).as_ref().to_vec()
        };
        match self.lie.signed {
            Signed::Well => by(&self.key),
            Signed::ByStranger => by(&self.stranger),
            Signed::With(secret) => with(secret.as_bytes()),
            Signed::WithPublicKey => with(self.key.public_key().as_ref()),
            Signed::Not => Vec::new(),
        }
    }
}

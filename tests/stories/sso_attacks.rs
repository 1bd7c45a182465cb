//! Attacks on single sign-on, brought to the door: each is refused with a plain page, lets nobody in, and is written down with the
//! check that failed.

use aws_lc_rs::hmac;
use base::secret::Secret;
use base::sso::{Kind, Settings};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use db::params;
use serde_json::{Value, json};

use super::sso::{ORIGIN, SECRET, connect, jwt, now_world, post_from_there, refusals};
use crate::support::hostile::{HONEST, Hostile, Lie, Signed};
use crate::support::idp::{IDP, forge};
use crate::support::{Answer, MORNING, Visitor, World, world};

const CLIENT_SECRET: &str = "a secret of the client, shared with the provider";

fn settings(provider: &Hostile) -> Settings {
    Settings {
        kind: Kind::Oidc,
        issuer: provider.origin.clone(),
        client_id: "portico".into(),
        client_secret: Secret::plain(CLIENT_SECRET),
        ..Settings::default()
    }
}

/// The value of a query's field, as it stands there.
fn field(address: &str, name: &str) -> String {
    let mark = format!("{name}=");
    let all = address.split(['?', '&']);
    let found = all.into_iter().find_map(|part| part.strip_prefix(&mark));
    found.unwrap_or_default().to_owned()
}

/// Off to the provider and back; where the way there is refused already, that answer.
async fn there_and_back(visitor: &mut Visitor, provider: &Hostile, more: &str) -> Answer {
    let answer = visitor.get("/sso/oidc/login?provider=One&next=").await;
    if answer.status != 303 {
        return answer;
    }
    let to = answer.location().to_owned();
    provider.told(&field(&to, "nonce"));
    let state = field(&to, "state");
    let back = format!("/sso/oidc/callback?code=c&state={state}{more}");
    visitor.get(&back).await
}

/// A refusal as a person sees it, and as it is written down.
async fn is_refused(w: &World, answer: &Answer, mut visitor: Visitor, check: &str, what: &str) {
    let status = answer.status.as_u16();
    assert!(
        matches!(status, 400 | 403),
        "{what}: {status}\n{}",
        answer.body
    );
    answer.shows("You could not be signed in").hides("<script>");
    visitor.get("/tickets-view").await.goes_to("/sign-in");
    let written = refusals(w).await;
    assert_eq!(written.last().map(String::as_str), Some(check), "{what}");
    // a flood is not written down; here each is the first one
    let tx = w.it.app.db.begin().await.expect("a transaction");
    for table in ["attempts", "events"] {
        let sql = format!("delete from {table} where account_id = $1");
        tx.run(&sql, params![w.account_id]).await.expect("deleted");
    }
    tx.commit().await.expect("a commit");
}

const fn with(claims: fn(&mut Value, i64)) -> Lie {
    Lie { claims, ..HONEST }
}

const fn headed(header: fn(&mut Value), signed: Signed) -> Lie {
    Lie {
        header,
        signed,
        ..HONEST
    }
}

const fn discovered(discovery: fn(&mut Value, &str)) -> Lie {
    Lie {
        discovery,
        ..HONEST
    }
}

/// Honest words, some of them at the edge of what is allowed.
#[rustfmt::skip] // one to a line
const HONEST_WORDS: [(&str, Lie); 6] = [
    ("the truth as a text, as Cognito says it", with(|it, _| it["email_verified"] = "true".into())),
    ("nothing but the truth", HONEST),
    ("a clock that is nearly a minute ahead", with(|it, now| { it["iat"] = (now + 55).into(); })),
    ("a clock that is nearly a minute behind", with(|it, now| { it["iat"] = (now - 355).into(); it["exp"] = (now - 55).into(); })),
    ("an audience of one in a list", with(|it, _| { it["aud"] = json!(["portico"]); it["azp"] = "portico".into(); })),
    ("a key that is not named", headed(|it| { it.as_object_mut().expect("a header").remove("kid"); }, Signed::Well)),
];

#[rustfmt::skip] // one to a line
const LIES: [(&str, Lie, &str); 33] = [
    ("another nonce", with(|it, _| { it["nonce"] = "another".into(); }), "request"),
    ("no nonce", with(|it, _| without(it, "nonce")), "request"),
    ("an empty nonce", with(|it, _| { it["nonce"] = "".into(); }), "request"),
    ("another audience", with(|it, _| { it["aud"] = "another".into(); }), "audience"),
    ("no audience", with(|it, _| without(it, "aud")), "audience"),
    ("an audience of two", with(|it, _| { it["aud"] = json!(["portico", "another"]); }), "audience"),
    ("another party", with(|it, _| { it["azp"] = "another".into(); }), "audience"),
    ("another issuer", with(|it, _| { it["iss"] = "https://idp.example.com".into(); }), "issuer"),
    ("expired", with(|it, now| { it["iat"] = (now - 390).into(); it["exp"] = (now - 90).into(); }), "time"),
    ("never expiring", with(|it, _| without(it, "exp")), "form"),
    ("issued in the future", with(|it, now| { it["iat"] = (now + 90).into(); }), "time"),
    ("never issued", with(|it, _| without(it, "iat")), "form"),
    ("about nobody", with(|it, _| without(it, "sub")), "form"),
    ("an address that nobody checked", with(|it, _| { it["sub"] = "u-8".into(); it["email_verified"] = false.into(); }), "email"),
    ("an agent's address", with(|it, _| { it["sub"] = "u-9".into(); it["email"] = "olga@desk.test".into(); }), "email"),
    ("a stranger's signature", headed(|_| {}, Signed::ByStranger), "signature"),
    ("no signature", headed(|_| {}, Signed::Not), "signature"),
    ("alg none", headed(|it| { it["alg"] = "none".into(); }, Signed::Not), "algorithm"),
    ("alg None, signed", headed(|it| { it["alg"] = "None".into(); }, Signed::Well), "form"),
    ("hmac with the public key", headed(|it| { it["alg"] = "HS256".into(); }, Signed::WithPublicKey), "algorithm"),
    ("hmac with the client's secret", headed(|it| { it["alg"] = "HS256".into(); }, Signed::With(CLIENT_SECRET)), "algorithm"),
    ("another alg than the key's", headed(|it| { it["alg"] = "RS256".into(); }, Signed::Well), "signature"),
    ("a key that nobody has", headed(|it| { it["kid"] = "../../k".into(); }, Signed::ByStranger), "signature"),
    ("its key in its own header", headed(|it| { it["jku"] = "http://127.0.0.1:1/keys".into(); }, Signed::ByStranger), "signature"),
    ("another issuer discovered", discovered(|it, _| { it["issuer"] = "https://idp.example.com".into(); }), "issuer"),
    ("keys in a private network", discovered(|it, _| { it["jwks_uri"] = "http://169.254.169.254/latest/meta-data".into(); }), "reach"),
    ("a way in over a private network", discovered(|it, _| { it["authorization_endpoint"] = "https://10.0.0.1/".into(); }), "reach"),
    ("tokens from a private network", discovered(|it, _| { it["token_endpoint"] = "https://[fd00::1]/".into(); }), "reach"),
    ("half a million bytes of keys", Lie { padding: ("/jwks", 600_000), ..HONEST }, "reach"),
    ("half a million bytes of token", Lie { padding: ("/token", 600_000), ..HONEST }, "reach"),
    ("discovery elsewhere", Lie { redirect: ("/.well-known/openid-configuration", "/elsewhere"), ..HONEST }, "reach"),
    ("keys elsewhere", Lie { redirect: ("/jwks", "/elsewhere"), ..HONEST }, "reach"),
    ("tokens elsewhere", Lie { redirect: ("/token", "/elsewhere"), ..HONEST }, "form"),
];

fn without(claims: &mut Value, name: &str) {
    claims.as_object_mut().expect("claims").remove(name);
}

#[tokio::test]
async fn a_lying_openid_provider_lets_nobody_in() {
    let w = world().await;
    let provider = Hostile::start().await;
    connect(&w, "One", settings(&provider)).await;
    for (what, words) in HONEST_WORDS {
        provider.lies(words, w.it.app.now());
        let mut ann = w.it.portal();
        let answer = there_and_back(&mut ann, &provider, "").await;
        assert_eq!(answer.status, 303, "{what}: {:?}", refusals(&w).await);
        ann.get("/tickets-view").await.is(200);
    }
    for (what, lie, check) in LIES {
        provider.lies(lie, w.it.app.now());
        let mut ann = w.it.portal();
        let answer = there_and_back(&mut ann, &provider, "").await;
        is_refused(&w, &answer, ann, check, what).await;
        let asked = provider.asked();
        let strayed = asked.iter().any(|path| path == "/elsewhere");
        assert!(!strayed, "{what}: no redirect is followed: {asked:?}");
    }
}

/// Two providers of one domain share the callback. The code of one must never be brought to the other (RFC 9207, RFC 9700 4.4).
#[tokio::test]
async fn a_provider_gets_no_code_of_another_one() {
    let w = world().await;
    let (hostile, honest) = (Hostile::start().await, Hostile::start().await);
    connect(&w, "One", settings(&hostile)).await;
    connect(&w, "Two", settings(&honest)).await;
    let iss = |it: &Hostile| {
        format!(
            "&iss={}",
            base::view::encode(&it.origin).replace('/', "%2F")
        )
    };
    let names_itself = discovered(|it, _| {
        it["authorization_response_iss_parameter_supported"] = true.into();
    });
    for (what, lie, more) in [
        ("the other's answer", HONEST, iss(&honest)),
        ("an answer without a name", names_itself, String::new()),
    ] {
        hostile.lies(lie, w.it.app.now());
        let mut ann = w.it.portal();
        let answer = there_and_back(&mut ann, &hostile, &more).await;
        is_refused(&w, &answer, ann, "issuer", what).await;
        assert!(!hostile.asked().contains(&"/token".to_owned()), "{what}");
    }
    hostile.lies(names_itself, w.it.app.now());
    let answer = there_and_back(&mut w.it.portal(), &hostile, &iss(&hostile)).await;
    answer.goes_to("/tickets-view");
}

/// What `libs/sso/tests/saml.rs` shows of the library, seen from outside.
#[tokio::test]
async fn forged_saml_responses_are_refused_at_the_door_and_written_down() {
    let w = now_world().await;
    let keys: Vec<_> = (0..4)
        .map(|n| sso::saml::make_keys(&format!("key {n}")).expect("a key pair"))
        .collect();
    let connected = Settings {
        kind: Kind::Saml,
        email_domains: vec!["acme.test".into()],
        idp_entity_id: IDP.into(),
        sso_url: "https://idp.test/sso".into(),
        certificates: keys[..2].iter().map(|it| it.certificate.clone()).collect(),
        ..Settings::default()
    };
    let connection = connect(&w, "Acme account", connected).await;
    let mut ann = w.it.portal();
    let to = ann.get("/sso/saml/login").await.location().to_owned();
    let state = field(&to, "RelayState");
    let sql = "select detail from sso_pending where account_id = $1";
    let detail: String =
        w.it.app
            .db
            .one(sql, params![w.account_id])
            .await
            .expect("one");
    let detail: Value = serde_json::from_str(&detail).expect("JSON");
    let pair = |n: usize| json!({ "key": keys[n].key, "certificate": keys[n].certificate });
    let cases = forge(&json!({
        "keys": {
            "rsa": pair(0), "next": pair(1), "mallory": pair(2), "ec": pair(3),
            "us": { "certificate": connection.settings.0.own_certificate },
        },
        "to": {
            "now": w.it.app.now(), "issuer": IDP, "audience": format!("{ORIGIN}/sso/saml/metadata"),
            "acs": format!("{ORIGIN}/sso/saml/acs"), "inResponseTo": detail["request_id"],
        },
    }));
    let forged = cases["forged"].as_object().expect("cases");
    assert!(forged.len() > 60);
    for (what, response) in forged {
        let response = response.as_str().expect("a text");
        let answer = post_from_there(&mut ann, response, &state).await;
        let written = refusals(&w).await;
        let check = written.last().cloned().unwrap_or_default();
        assert!(!check.is_empty() && check != "reach", "{what}: {written:?}");
        is_refused(&w, &answer, ann.clone(), &check, what).await;
    }
    // what was forged has spent nothing: the honest answer is still taken
    let honest = &cases["good"]["encrypted, cbc, assertion signed"];
    let honest = honest.as_str().expect("a text");
    let answer = post_from_there(&mut ann, honest, &state).await;
    let on = answer.goes_to("/sso/saml/continue").location().to_owned();
    ann.get(&on).await.goes_to("/tickets-view");
}

/// A token as an application makes it, or a stranger.
fn signed(header: &Value, claims: &Value, key: &str) -> String {
    let encode = |it: &Value| URL_SAFE_NO_PAD.encode(it.to_string());
    let text = format!("{}.{}", encode(header), encode(claims));
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&key, text.as_bytes()));
    format!("{text}.{signature}")
}

/// What a token may not say, in its header, in its claims or by its key.
#[rustfmt::skip] // one to a line
fn forged_tokens() -> Vec<(&'static str, String, &'static str)> {
    const STRANGERS: &str = "another secret of thirty-two bytes";
    let now = MORNING / 1000;
    let header = |more: Value| merged(json!({ "alg": "HS256", "typ": "JWT" }), more);
    let claims = |more: Value| merged(json!({ "email": "ann@acme.test", "exp": now + 300, "iss": "app", "aud": "portico" }), more);
    let under = |more: Value| signed(&header(more), &claims(json!({})), SECRET);
    let saying = |more: Value| signed(&header(json!({})), &claims(more), SECRET);
    let honest = saying(json!({}));
    let (unsigned, signature) = honest.rsplit_once('.').expect("three parts");
    vec![
        ("another secret", signed(&header(json!({})), &claims(json!({})), STRANGERS), "signature"),
        ("an empty secret", signed(&header(json!({})), &claims(json!({})), ""), "signature"),
        ("no signature", format!("{unsigned}."), "signature"),
        ("two parts", unsigned.to_owned(), "form"),
        ("four parts", format!("{honest}.{signature}"), "form"),
        ("a signature of another token", format!("{}.{signature}", saying(json!({ "sub": "1" })).rsplit_once('.').expect("three parts").0), "signature"),
        ("alg none, unsigned", format!("{}.", under(json!({ "alg": "none" })).rsplit_once('.').expect("three parts").0), "algorithm"),
        ("alg None", under(json!({ "alg": "None" })), "algorithm"),
        ("a longer hmac", under(json!({ "alg": "HS512" })), "algorithm"),
        ("a public key's alg", under(json!({ "alg": "RS256" })), "algorithm"),
        ("an extension that must be known", under(json!({ "crit": ["b64"], "b64": false })), "form"),
        ("a token for something else", under(json!({ "typ": "at+jwt" })), "form"),
        ("expired", saying(json!({ "exp": now - 61 })), "time"),
        ("never expiring", saying(json!({ "exp": null })), "time"),
        ("good for a day", saying(json!({ "exp": now + 86_400 })), "time"),
        ("not yet good", saying(json!({ "nbf": now + 120 })), "time"),
        ("issued in the future", saying(json!({ "iat": now + 120 })), "time"),
        ("another issuer", saying(json!({ "iss": "other" })), "issuer"),
        ("another audience", saying(json!({ "aud": "other" })), "audience"),
        ("about nobody", saying(json!({ "email": "" })), "email"),
        ("two addresses", saying(json!({ "email": ["ann@acme.test", "bob@acme.test"] })), "form"),
        ("an agent's address", saying(json!({ "email": "olga@desk.test" })), "email"),
    ]
}

fn merged(mut all: Value, more: Value) -> Value {
    let (Value::Object(into), Value::Object(from)) = (&mut all, more) else {
        unreachable!("both are objects")
    };
    into.extend(from);
    all
}

#[tokio::test]
async fn forged_tokens_are_refused_at_the_door_and_written_down() {
    let w = world().await;
    let named = Settings {
        issuer: "app".into(),
        audience: "portico".into(),
        ..jwt()
    };
    connect(&w, "Acme app", named).await;
    let path = |token: &str| format!("/_hcms/mem/jwt?jwt={token}");
    for (what, token, check) in forged_tokens() {
        let mut ann = w.it.portal();
        let answer = ann.get(&path(&token)).await;
        is_refused(&w, &answer, ann, check, what).await;
    }
    let claims = json!({ "email": "ann@acme.test", "exp": MORNING / 1000 + 300, "iss": "app", "aud": ["portico"] });
    let honest = signed(&json!({ "alg": "HS256" }), &claims, SECRET);
    w.it.portal()
        .get(&path(&honest))
        .await
        .goes_to("/tickets-view");
    let mut again = w.it.portal();
    let answer = again.get(&path(&honest)).await;
    is_refused(&w, &answer, again, "once", "replayed").await;
}

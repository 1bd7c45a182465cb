//! What is written down of sign-ins that were refused, and what uses nothing up.

use axum::body::Body;
use base::event::Event;
use db::params;
use http::Request;
use serde_json::json;

use super::sso::{ORIGIN, connect, jwt, now_world, post_from_there, refusals, saml, token};
use crate::support::idp::Providers;
use crate::support::{MORNING, World, world};

#[tokio::test]
async fn a_flood_of_junk_hides_no_forged_token() {
    let w = world().await;
    connect(&w, "Acme app", jwt()).await;
    for _ in 0..210 {
        w.it.portal().get("/_hcms/mem/jwt?jwt=a.b.c").await.is(400);
    }
    assert_eq!(refusals(&w).await.len(), 200);
    assert!(last_detail(&w).await.contains("not written down"));
    let good = token(&json!({ "email": "ann@acme.test", "exp": MORNING / 1000 + 300 }));
    let forged = format!("{}AAAA", &good[..good.len() - 4]);
    w.it.portal()
        .get(&format!("/_hcms/mem/jwt?jwt={forged}"))
        .await
        .is(403);
    assert_eq!(
        refusals(&w).await.last().map(String::as_str),
        Some("signature")
    );
    // whose answer it was is told with it
    let mut root = w.it.desk().sign_in("root@desk.test").await;
    root.get("/settings/audit")
        .await
        .shows("Acme app, help.test: signature");
}

async fn last_detail(w: &World) -> String {
    let sql = "select event from events where account_id = $1 order by id desc limit 1";
    let event: String =
        w.it.app
            .db
            .one(sql, params![w.account_id])
            .await
            .expect("an event");
    match serde_json::from_str(&event).expect("an event") {
        Event::SignInRefused { detail, .. } => detail,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_response_that_is_far_too_large_is_refused_like_any_other() {
    let w = now_world().await;
    let providers = Providers::start(ORIGIN);
    connect(&w, "Acme account", saml(&providers)).await;
    let large = "A".repeat(5_000_000);
    let answer = post_from_there(&mut w.it.portal(), &large, "state").await;
    answer.is(400).hides("Remove a file");
    assert_eq!(refusals(&w).await, ["form"]);
}

#[tokio::test]
async fn looking_whether_a_page_is_there_uses_no_token_up() {
    let w = world().await;
    connect(&w, "Acme app", jwt()).await;
    let good = token(&json!({ "email": "ann@acme.test", "exp": MORNING / 1000 + 300 }));
    let path = format!("/_hcms/mem/jwt?jwt={good}");
    let mut ann = w.it.portal();
    let look = Request::head(&path).body(Body::empty()).expect("a request");
    assert_eq!(ann.send(look).await.status(), 404);
    ann.get("/tickets-view").await.goes_to("/sign-in");
    ann.get(&path).await.goes_to("/tickets-view");
}

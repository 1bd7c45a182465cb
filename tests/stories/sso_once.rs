//! The same word of an identity provider, brought eight times at once, lets somebody in once.

use serde_json::json;

use super::at_once::run;
use super::sso::{
    ORIGIN, connect, jwt, local, now_world, oidc, post_from_there, refusals, saml, through_saml,
    token,
};
use crate::support::idp::Providers;
use crate::support::{Answer, MORNING, Visitor, world};

/// One answer of eight leads there, all others are refused.
fn one_leads(answers: &[Answer], there: &str) {
    let led = answers
        .iter()
        .filter(|it| it.status == 303 && it.location().starts_with(there));
    assert_eq!(led.count(), 1, "one of {} leads to {there}", answers.len());
    let refused = answers.iter().filter(|it| it.status == 403).count();
    assert_eq!(refused, answers.len() - 1);
}

async fn eight_open(visitor: &Visitor, path: &str) -> Vec<Answer> {
    run((0..8).map(|_| {
        let (mut visitor, path) = (visitor.clone(), path.to_owned());
        async move { visitor.get(&path).await }
    }))
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn a_saml_response_that_comes_eight_times_at_once_lets_in_once() {
    let w = now_world().await;
    let providers = Providers::start(ORIGIN);
    connect(&w, "Acme account", saml(&providers)).await;
    // from the provider's site, without cookies; then the next page, with them
    let mut ann = w.it.portal();
    let (response, state) = through_saml(&mut ann, &providers, "/sso/saml/login").await;
    let posted = (0..8).map(|_| {
        let (mut ann, response, state) = (ann.clone(), response.clone(), state.clone());
        async move { post_from_there(&mut ann, &response, &state).await }
    });
    let answers = run(posted).await;
    one_leads(&answers, "/sso/saml/continue");
    let on = answers
        .iter()
        .find(|it| it.status == 303)
        .expect("one of them");
    one_leads(&eight_open(&ann, on.location()).await, "/tickets-view");
    // where the browser brings its cookie at once
    let (response, state) = through_saml(&mut ann, &providers, "/sso/saml/login").await;
    let posted = (0..8).map(|_| {
        let (mut ann, response, state) = (ann.clone(), response.clone(), state.clone());
        async move {
            let fields = [("SAMLResponse", &*response), ("RelayState", &*state)];
            ann.post(base::sso::ACS, &fields).await
        }
    });
    one_leads(&run(posted).await, "/tickets-view");
    assert!(refusals(&w).await.len() >= 14, "each is written down");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn an_openid_code_that_comes_eight_times_at_once_lets_in_once() {
    let w = now_world().await;
    let providers = Providers::start(ORIGIN);
    connect(&w, "Acme account", oidc(&providers)).await;
    let mut ann = w.it.portal();
    let to = ann.get("/sso/oidc/login").await.location().to_owned();
    let back = providers.visit(&to).await.to;
    one_leads(&eight_open(&ann, local(&back)).await, "/tickets-view");
    assert_eq!(refusals(&w).await.len(), 7);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn a_token_that_comes_eight_times_at_once_lets_in_once() {
    let w = world().await;
    connect(&w, "Acme app", jwt()).await;
    let good = token(&json!({ "email": "ann@acme.test", "exp": MORNING / 1000 + 300 }));
    let path = format!("/_hcms/mem/jwt?jwt={good}");
    one_leads(&eight_open(&w.it.portal(), &path).await, "/tickets-view");
    assert_eq!(refusals(&w).await, ["once"; 7]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn a_new_person_who_comes_in_eight_tabs_at_once_gets_one_login_and_is_in_in_all() {
    let w = world().await;
    connect(&w, "Acme app", jwt()).await;
    let tabs = (0..8).map(|n| {
        let claims =
            json!({ "email": "new@acme.test", "exp": MORNING / 1000 + 300, "jti": n.to_string() });
        let (mut visitor, path) = (
            w.it.portal(),
            format!("/_hcms/mem/jwt?jwt={}", token(&claims)),
        );
        async move {
            visitor.get(&path).await.goes_to("/tickets-view");
            visitor.get("/tickets-view").await.is(200);
        }
    });
    run(tabs).await;
    let sql = "select count(*) from members m join contacts c on c.account_id = m.account_id and c.id = m.contact_id
               where c.account_id = $1 and c.email = 'new@acme.test'";
    let logins: i64 =
        w.it.app
            .db
            .one(sql, db::params![w.account_id])
            .await
            .expect("a count");
    assert_eq!(logins, 1);
}

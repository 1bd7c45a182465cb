//! The ways in that go by mail, with scripts and without, in English and in Polish: registering, a link to sign in, a new password.

use browser::{Chrome, Demo, Scripts, Visitor, until};

use crate::factors::sign_out;

const PASSWORD: &str = "seven green bottles";

/// The path of the link in the newest mail that was caught for this address.
async fn link(post: &Visitor, email: &str) -> String {
    let found = until(async || {
        post.open("/mail").await;
        let newest = "td a";
        let words = post.words().await;
        if !words.contains(email) {
            return None;
        }
        let mail = post.target(newest).await;
        post.open(&mail).await;
        let words = post.words().await;
        let link = words.split_whitespace().find(|word| {
            word.starts_with("http://")
                && ["/register/", "/sign-in/link/", "/reset-password/"]
                    .iter()
                    .any(|part| word.contains(part))
        })?;
        if !words.contains(email) {
            return None;
        }
        let rest = link.splitn(4, '/').nth(3).unwrap_or_default();
        Some(format!("/{rest}"))
    });
    found.await.expect("a mail with a link")
}

/// One person comes in by each way in turn.
async fn comes_in(scripts: Scripts, language: &str) {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let portal = match language {
        "pl" => demo.portal.replace("help.", "pomoc."),
        _ => demo.portal.clone(),
    };
    let zoe = chrome.visitor(&portal, scripts).await;
    let post = chrome.visitor(&demo.desk, Scripts::Off).await;
    let email = "zoe@customer.example";

    zoe.open("/sign-in").await;
    zoe.at(&format!("html[lang={language}]")).await;
    zoe.click_at("a[href='/register']").await;
    zoe.type_at("#email", email).await;
    zoe.type_at("#first_name", "Zoe").await;
    zoe.type_at("#last_name", "Zebra").await;
    zoe.type_at("#password", PASSWORD).await;
    zoe.click_at("#consent").await;
    zoe.click_at("form[action='/register'] .primary").await;
    zoe.sees(email).await;
    let confirm = link(&post, email).await;
    zoe.open(&confirm).await;
    zoe.click_at("main .primary").await;
    zoe.at("a[href='/tickets-view/new']").await;

    sign_out(&zoe).await;
    zoe.open("/sign-in").await;
    zoe.type_at("#email", email).await;
    zoe.click_at("button[formaction='/sign-in/link']").await;
    zoe.sees(email).await;
    let enter = link(&post, email).await;
    assert!(enter.starts_with("/sign-in/link/"), "{enter}");
    zoe.open(&enter).await;
    zoe.click_at("main .primary").await;
    zoe.at("a[href='/tickets-view/new']").await;

    sign_out(&zoe).await;
    zoe.open("/sign-in").await;
    zoe.click_at("a[href='/reset-password']").await;
    zoe.type_at("#email", email).await;
    zoe.click_at("form[action='/reset-password'] .primary")
        .await;
    zoe.sees(email).await;
    let reset = link(&post, email).await;
    assert!(reset.starts_with("/reset-password/"), "{reset}");
    zoe.open(&reset).await;
    zoe.type_at("#password", "eleven blue pigeons").await;
    zoe.click_at("main form .primary").await;
    zoe.at("a[href='/tickets-view/new']").await;
    assert!(zoe.complaints().await.is_empty());
}

#[tokio::test]
async fn a_customer_registers_and_comes_in_by_link_and_by_a_new_password() {
    comes_in(Scripts::On, "en").await;
}

#[tokio::test]
async fn without_scripts_and_in_polish_it_is_the_same() {
    comes_in(Scripts::Off, "pl").await;
}

#[tokio::test]
async fn an_idle_customer_is_asked_whether_to_stay() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let ewa = chrome.visitor(&demo.desk, Scripts::Off).await;
    ewa.sign_in(demo.agent("ewa")).await;
    ewa.open("/settings/domains/help.localhost").await;
    ewa.click_at("#idle_minutes option[value='20']").await;
    ewa.click_at("main form .primary").await;
    ewa.at("[role=status]").await;
    let anna = chrome.visitor(&demo.portal, Scripts::On).await;
    anna.sign_in(demo.member("anna")).await;
    anna.open("/account").await;
    anna.run(
        "localStorage.setItem('seen', Date.now() - 18.5 * 60000)",
        &[],
    )
    .await;
    anna.at("dialog[open] .primary").await;
    anna.click_at("dialog[open] .primary").await;
    let closed = until(async || (anna.count("dialog[open]").await == 0).then_some(()));
    assert!(closed.await.is_some());
}

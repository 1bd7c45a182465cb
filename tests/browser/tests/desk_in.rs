//! Agents come in to the desk by OpenID Connect [A15], with scripts and without, in English and in Polish, and see by whom on their
//! pages; whoever is no agent reads that they do not come in.

use browser::checks::{axe, overflows};
use browser::{Chrome, Demo, Providers, Scripts, Visitor, until};

use crate::factors::sign_out;
use crate::ways_in::whole;

/// What is looked at by scripts is the same page without them.
async fn look(visitor: &Visitor, scripts: Scripts) {
    if scripts == Scripts::Off {
        return;
    }
    let path = visitor.path().await;
    assert_eq!(axe(visitor).await, Vec::<String>::new(), "{path}");
    visitor.resize(320, 700).await;
    assert_eq!(overflows(visitor).await, Vec::<String>::new(), "{path}");
    visitor.resize(1280, 900).await;
}

/// From the sign-in page to the provider, and to wherever that leads.
async fn come(visitor: &Visitor, to: &str) {
    visitor.open("/sign-in?next=/tickets").await;
    visitor.click_at("a[href^='/sso/oidc/login']").await;
    let there = until(async || visitor.path().await.starts_with(to).then_some(())).await;
    assert!(there.is_some(), "{}", visitor.words().await);
}

async fn comes_in(demo: &Demo, chrome: &Chrome, providers: &Providers, language: &str) {
    for scripts in [Scripts::On, Scripts::Off] {
        let ewa = chrome.visitor(&demo.desk, scripts).await;
        ewa.speaks(language).await;
        ewa.open("/sign-in").await;
        ewa.at(&format!("html[lang={language}]")).await;
        look(&ewa, scripts).await;
        come(&ewa, "/tickets").await;
        ewa.at(&format!("html[lang={language}]")).await;
        for path in ["/me", "/settings/security"] {
            ewa.open(path).await;
            ewa.sees("Acme OpenID").await;
            look(&ewa, scripts).await;
        }
        for path in ["/settings/sso", "/settings/sso/new?kind=oidc&preset=okta"] {
            ewa.open(path).await;
            look(&ewa, scripts).await;
        }
        ewa.open("/settings/sso").await;
        ewa.follow("Acme OpenID").await;
        look(&ewa, scripts).await;
        ewa.click_at("a[href$='/remove']").await;
        look(&ewa, scripts).await;
        sign_out(&ewa).await;
        quiet(demo, &ewa).await;
        ewa.close().await;

        // in a browser of their own: the provider remembers people
        let zed = chrome.visitor(&demo.desk, scripts).await;
        zed.speaks(language).await;
        choose(chrome, providers, "zed").await;
        come(&zed, "/sso/oidc/callback").await;
        zed.at(&format!("html[lang={language}]")).await;
        look(&zed, scripts).await;
        zed.click_at("main a[href='/sign-in?next=/tickets']").await;
        zed.at("#password").await;
        quiet(demo, &zed).await;
        zed.close().await;
        choose(chrome, providers, "ewa").await;
    }
}

/// From now on this person signs in at the provider.
async fn choose(chrome: &Chrome, providers: &Providers, name: &str) {
    let there = chrome.visitor(&providers.origin, Scripts::Off).await;
    there.open(&format!("/be/{name}")).await;
    there.close().await;
}

/// The console has nothing to say, but that a refusal is one.
async fn quiet(demo: &Demo, visitor: &Visitor) {
    let mut complaints = visitor.complaints().await;
    complaints.retain(|line| line.contains(&demo.desk) && !line.contains("403"));
    assert_eq!(complaints, Vec::<String>::new());
}

async fn an_agent_comes_in(language: &str) {
    let demo = Demo::applied(|port| whole(port, language));
    let email = &demo.agent("ewa").email;
    let providers = Providers::of_desk(&demo.desk, email);
    demo.apply(&format!(
        "{}[[agents]]\nemail = \"{email}\"\nlanguage = \"{language}\"\npermissions = [\"administrator\"]\n",
        providers.desk_settings()
    ));
    comes_in(&demo, &Chrome::start(), &providers, language).await;
}

#[tokio::test]
async fn an_agent_comes_in_by_the_companys_provider() {
    an_agent_comes_in("en").await;
}

#[tokio::test]
async fn an_agent_comes_in_by_the_companys_provider_in_polish() {
    an_agent_comes_in("pl").await;
}

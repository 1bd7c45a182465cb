//! The ten ways in, with scripts and without, in English and in Polish, of a demo and of an installation that a settings file made:
//! invitation, registration, password, link, new password, codes of an app, passkey, SAML, OpenID Connect, a token.

use std::collections::BTreeSet;

use browser::checks::axe;
use browser::{Chrome, Demo, Login, Providers, Scripts, Visitor, until};
use serde_json::json;

use crate::factors::{add_passkey, code_in, in_by_code, in_by_passkey, set_up_app, sign_out};

const PASSWORD: &str = "seven green bottles";
/// What only who is inside sees.
const INSIDE: &str = "a[href='/tickets-view/new']";

/// A portal that is open to registration and to three identity providers, and one that is open to those who were invited.
struct Stage {
    demo: Demo,
    chrome: Chrome,
    _providers: Providers,
    portal: String,
    guests: String,
    /// Pages that were looked at.
    seen: BTreeSet<String>,
}

/// The people who are invited, one for each way to use a browser.
fn guest(scripts: Scripts) -> String {
    format!("ida-{scripts:?}@customer.example").to_lowercase()
}

/// The portal of those who were invited, in a settings file.
fn guests(port: &str, language: &str) -> String {
    let (on, off) = (guest(Scripts::On), guest(Scripts::Off));
    format!(
        "[[lists]]\nname = \"Guests\"\nkind = \"static\"\nmembers = [\"{on}\", \"{off}\"]\n\
         [[portals]]\nname = \"Guests\"\ntitle = \"Guests\"\n[portals.access]\nkind = \"groups\"\ngroups = [\"Guests\"]\n\
         [[domains]]\nhost = \"guests.localhost\"\nportal = \"Guests\"\norigin = \"http://guests.localhost:{port}\"\n\
         language = \"{language}\"\n"
    )
}

/// All that an installation needs that has nothing, in a settings file.
pub(crate) fn whole(port: &str, language: &str) -> String {
    format!(
        "[account]\nname = \"Acme\"\nlanguage = \"{language}\"\ntime_zone = \"Europe/Warsaw\"\n\
         [[inboxes]]\nname = \"Support\"\nkind = \"HELP_DESK\"\n\
         [[portals]]\nname = \"Main\"\ntitle = \"Acme Support\"\ndefault_inbox = \"Support\"\n\
         [portals.access]\nkind = \"registration\"\nmagic_link = true\n\
         [[domains]]\nhost = \"help.localhost\"\nportal = \"Main\"\norigin = \"http://help.localhost:{port}\"\n\
         language = \"{language}\"\n{}",
        guests(port, language)
    )
}

impl Stage {
    /// A demo, to which a settings file adds.
    fn of_demo(language: &str) -> Stage {
        let demo = Demo::start();
        demo.apply(&guests(demo.port(), language));
        let host = if language == "pl" {
            "pomoc.localhost"
        } else {
            "help.localhost"
        };
        Stage::of(demo, host)
    }

    /// What a settings file alone makes.
    fn of_settings(language: &str) -> Stage {
        let demo = Demo::applied(|port| whole(port, language));
        Stage::of(demo, "help.localhost")
    }

    fn of(demo: Demo, host: &str) -> Stage {
        let portal = format!("http://{host}:{}", demo.port());
        let providers = Providers::start(&portal);
        demo.apply(&providers.settings(host));
        Stage {
            guests: format!("http://guests.localhost:{}", demo.port()),
            chrome: Chrome::start(),
            _providers: providers,
            portal,
            demo,
            seen: BTreeSet::new(),
        }
    }

    /// Looks at the page, once for each.
    async fn look(&mut self, visitor: &Visitor) {
        let path = visitor.path().await;
        let kind = path.split('?').next().unwrap_or_default();
        // the last part of a link in a mail is its token
        let kind = kind.split('.').next().unwrap_or_default();
        let kind = kind.trim_end_matches(|c: char| c.is_ascii_hexdigit());
        if self.seen.insert(kind.to_owned()) {
            assert_eq!(axe(visitor).await, Vec::<String>::new(), "{path}");
        }
    }

    /// Inside, perhaps after agreeing to what is asked, and out again.
    async fn was_in(&mut self, visitor: &Visitor) {
        let inside = until(async || {
            if visitor.path().await.starts_with("/consent") {
                visitor.click_at("#consent").await;
                visitor.click_at("form[action='/consent'] .primary").await;
            }
            (visitor.count(INSIDE).await > 0).then_some(())
        });
        assert!(inside.await.is_some(), "{}", visitor.words().await);
        self.look(visitor).await;
        sign_out(visitor).await;
        self.look(visitor).await;
    }

    /// Opens the link of the newest mail to this address and presses its button, where there is a field with a password in it.
    async fn by_mail(&mut self, visitor: &Visitor, email: &str, to: &str, password: Option<&str>) {
        let post = self.chrome.visitor(&self.demo.desk, Scripts::On).await;
        let link = link(&post, email, to).await;
        post.close().await;
        visitor.open(&link).await;
        if let Some(password) = password {
            visitor.type_at("#password", password).await;
        }
        self.look(visitor).await;
        visitor.click_at("main form .primary").await;
        self.was_in(visitor).await;
    }

    /// One person comes in by each way in turn.
    async fn all_ways(&mut self, language: &str, scripts: Scripts) {
        let there = self.chrome.visitor(&self.portal, scripts).await;
        there.open("/sign-in").await;
        there.at(&format!("html[lang={language}]")).await;
        self.look(&there).await;
        self.by_provider(&there, scripts).await;
        let login = Login {
            email: format!("zoe-{scripts:?}@customer.example").to_lowercase(),
            password: "eleven blue pigeons".into(),
        };
        self.by_registration(&there, &login.email).await;
        self.by_links(&there, &login).await;
        self.by_factors(&there, &login, scripts).await;
        let mut complaints = there.complaints().await;
        complaints.retain(|line| line.contains(&self.portal));
        assert_eq!(complaints, Vec::<String>::new());
        there.close().await;
        let ida = self.chrome.visitor(&self.guests, scripts).await;
        let email = guest(scripts);
        self.by_mail(&ida, &email, "/invitation/", Some(PASSWORD))
            .await;
        ida.close().await;
    }

    async fn by_provider(&mut self, visitor: &Visitor, scripts: Scripts) {
        for kind in ["saml", "oidc", "jwt"] {
            visitor.open("/sign-in").await;
            visitor
                .click_at(&format!("a[href^='/sso/{kind}/login']"))
                .await;
            if kind == "saml" && scripts == Scripts::Off {
                visitor.click_at("noscript input[type=submit]").await;
            }
            self.was_in(visitor).await;
        }
    }

    async fn by_registration(&mut self, visitor: &Visitor, email: &str) {
        visitor.open("/sign-in").await;
        visitor.click_at("a[href='/register']").await;
        visitor.type_at("#email", email).await;
        visitor.type_at("#first_name", "Zoe").await;
        visitor.type_at("#last_name", "Zebra").await;
        visitor.type_at("#password", PASSWORD).await;
        if visitor.count("#consent").await > 0 {
            visitor.click_at("#consent").await;
        }
        self.look(visitor).await;
        visitor.click_at("form[action='/register'] .primary").await;
        visitor.sees(email).await;
        self.look(visitor).await;
        self.by_mail(visitor, email, "/register/", None).await;
    }

    /// A link, a new password, and in by it.
    async fn by_links(&mut self, visitor: &Visitor, login: &Login) {
        visitor.open("/sign-in").await;
        visitor.type_at("#email", &login.email).await;
        visitor.click_at("button[formaction='/sign-in/link']").await;
        visitor.sees(&login.email).await;
        self.by_mail(visitor, &login.email, "/sign-in/link/", None)
            .await;

        visitor.open("/sign-in").await;
        visitor.click_at("a[href='/reset-password']").await;
        visitor.type_at("#email", &login.email).await;
        self.look(visitor).await;
        visitor
            .click_at("form[action='/reset-password'] .primary")
            .await;
        visitor.sees(&login.email).await;
        self.by_mail(
            visitor,
            &login.email,
            "/reset-password/",
            Some(&login.password),
        )
        .await;

        visitor.open("/sign-in").await;
        visitor.give_password(login).await;
        self.was_in(visitor).await;
    }

    /// Codes of an app, and a passkey where scripts run.
    async fn by_factors(&mut self, visitor: &Visitor, login: &Login, scripts: Scripts) {
        visitor.sign_in(login).await;
        let secret = set_up_app(visitor, "/account").await;
        self.look(visitor).await;
        sign_out(visitor).await;
        in_by_code(visitor, login, &code_in(&secret, 30)).await;
        if scripts == Scripts::On {
            visitor.has_a_passkey_device().await;
            add_passkey(visitor, "/account", "Phone").await;
            self.look(visitor).await;
            in_by_passkey(visitor).await;
        }
        visitor.open("/").await;
        visitor.at(INSIDE).await;
    }

    /// An administrator does not wait for the two minutes.
    async fn invite(&self) {
        let ewa = self.chrome.visitor(&self.demo.desk, Scripts::Off).await;
        ewa.sign_in(self.demo.agent("ewa")).await;
        let listed = until(async || {
            ewa.open("/settings/invitations").await;
            (ewa.count("form[action='/settings/invitations'] [name=contact]")
                .await
                >= 2)
                .then_some(())
        });
        assert!(listed.await.is_some(), "{}", ewa.words().await);
        ewa.choose_at("#list", "Guests").await;
        ewa.click_at("form.card[action='/settings/invitations'] .btn")
            .await;
        ewa.at("[role=status]").await;
        ewa.close().await;
    }
}

/// The path of the link in the newest mail to this address that leads there.
async fn link(post: &Visitor, email: &str, to: &str) -> String {
    let newest = "const [email] = arguments;
        const row = [...document.querySelectorAll('tbody tr')].find((row) => row.textContent.includes(email));
        return row?.querySelector('a')?.getAttribute('href') ?? null";
    let found = until(async || {
        post.open("/mail").await;
        let mail = post.run(newest, &[json!(email)]).await;
        post.open(mail.as_str()?).await;
        let words = post.words().await;
        let mut links = words.split_whitespace();
        let link = links.find(|word| word.starts_with("http://") && word.contains(to))?;
        let rest = link.splitn(4, '/').nth(3).unwrap_or_default();
        Some(format!("/{rest}"))
    });
    found.await.expect("a mail with a link")
}

async fn every_way(mut stage: Stage, language: &str, scripts: &[Scripts]) {
    stage.invite().await;
    for &scripts in scripts {
        stage.all_ways(language, scripts).await;
    }
}

#[tokio::test]
async fn every_way_into_the_demo_works() {
    every_way(Stage::of_demo("en"), "en", &[Scripts::On, Scripts::Off]).await;
}

#[tokio::test]
async fn every_way_into_the_polish_demo_works() {
    every_way(Stage::of_demo("pl"), "pl", &[Scripts::On, Scripts::Off]).await;
}

#[tokio::test]
async fn every_way_works_where_a_settings_file_made_everything() {
    let scripts = [Scripts::On, Scripts::Off];
    every_way(Stage::of_settings("en"), "en", &scripts).await;
}

#[tokio::test]
async fn every_way_works_where_a_polish_settings_file_made_everything() {
    let scripts = [Scripts::On, Scripts::Off];
    every_way(Stage::of_settings("pl"), "pl", &scripts).await;
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

//! Every screen, wide and narrow, light and dark: no barrier, nothing too wide, nothing in the console, correct HTML.

use browser::checks::{Sources, axe, overflows};
use browser::{Chrome, Demo, Scripts, Visitor};

use crate::PRINTER;

const WIDE: (u32, u32) = (1280, 900);
const NARROW: (u32, u32) = (320, 800);

/// What was found, for all screens together.
#[derive(Default)]
struct Findings {
    sources: Sources,
    list: Vec<String>,
}

impl Findings {
    /// Looks at the page as it stands, in every form.
    async fn look(&mut self, visitor: &Visitor, name: &str) {
        self.console(visitor, name).await;
        for (theme, size) in [
            ("light", WIDE),
            ("dark", WIDE),
            ("dark", NARROW),
            ("light", NARROW),
        ] {
            visitor.resize(size.0, size.1).await;
            visitor.prefer(theme).await;
            let form = format!("{name}-{}-{theme}", size.0);
            visitor.picture(&form).await;
            self.add(&form, axe(visitor).await);
            if size == NARROW {
                self.add(&form, overflows(visitor).await);
            }
        }
        // no language of ours runs from right to left yet: the layout must be ready for one
        turn(visitor, "rtl").await;
        for size in [NARROW, WIDE] {
            visitor.resize(size.0, size.1).await;
            let form = format!("{name}-{}-rtl", size.0);
            visitor.picture(&form).await;
            self.add(&form, overflows(visitor).await);
        }
        turn(visitor, "ltr").await;
    }

    /// The same, and the HTML as it came.
    async fn look_and_read(&mut self, visitor: &Visitor, name: &str) {
        self.look(visitor, name).await;
        let status = self.sources.keep(visitor, name).await;
        let expected = if name.ends_with("not-found") {
            404
        } else {
            200
        };
        if status != expected {
            self.add(name, vec![format!("it answers {status}, not {expected}")]);
        }
        visitor.complaints().await;
    }

    async fn console(&mut self, visitor: &Visitor, name: &str) {
        // that an error page comes with an error status is as it should be
        let meant = |line: &String| !line.contains("the server responded with a status of");
        self.add(
            &format!("{name}, console"),
            visitor
                .complaints()
                .await
                .into_iter()
                .filter(meant)
                .collect(),
        );
    }

    fn add(&mut self, place: &str, found: Vec<String>) {
        self.list
            .extend(found.into_iter().map(|line| format!("{place}: {line}")));
    }

    fn are_none(mut self) {
        let mistakes = self.sources.mistakes();
        self.add("html", mistakes);
        assert!(
            self.list.is_empty(),
            "{} findings:\n{}",
            self.list.len(),
            self.list.join("\n")
        );
    }
}

async fn customers_screens(
    visitor: &Visitor,
    login: &browser::Login,
    subject: &str,
    word: &str,
    findings: &mut Findings,
    prefix: &str,
) {
    let name = |screen: &str| format!("{prefix}-{screen}");
    visitor.open("/sign-in").await;
    findings.look_and_read(visitor, &name("sign-in")).await;
    visitor
        .at("#email")
        .await
        .send_keys(&login.email)
        .await
        .expect("a field");
    visitor
        .at("#password")
        .await
        .send_keys("wrong")
        .await
        .expect("a field");
    visitor
        .at("form[action='/sign-in'] .primary")
        .await
        .click()
        .await
        .expect("a button");
    visitor.at("[role=alert]").await;
    findings.look(visitor, &name("sign-in-error")).await;
    visitor.sign_in(login).await;
    visitor.open("/tickets-view").await;
    findings.look_and_read(visitor, &name("list")).await;
    visitor.open(&format!("/tickets-view?q={word}")).await;
    visitor.at("mark").await;
    findings.look_and_read(visitor, &name("search")).await;
    visitor.open("/tickets-view?q=zeppelin").await;
    findings.look_and_read(visitor, &name("search-empty")).await;
    visitor.open("/tickets-view").await;
    visitor.follow(subject).await;
    visitor.at("article.msg").await;
    findings.look_and_read(visitor, &name("ticket")).await;
    visitor
        .at("form[action$='/reply'] .primary")
        .await
        .click()
        .await
        .expect("a button");
    visitor.at("[role=alert]").await;
    findings.look(visitor, &name("ticket-error")).await;
    visitor.open("/tickets-view?status=closed").await;
    visitor
        .at(".rows h2 a")
        .await
        .click()
        .await
        .expect("a link");
    visitor.at("[data-part=closed] .notice").await;
    findings
        .look_and_read(visitor, &name("ticket-closed"))
        .await;
    visitor.open("/tickets-view/new").await;
    findings.look_and_read(visitor, &name("new")).await;
    visitor
        .at("#subject")
        .await
        .send_keys(" ")
        .await
        .expect("a field");
    visitor
        .at("form[action$='/new'] .primary")
        .await
        .click()
        .await
        .expect("a button");
    visitor.at("[role=alert]").await;
    findings.look(visitor, &name("new-error")).await;
    visitor.open("/account").await;
    findings.look_and_read(visitor, &name("account")).await;
    visitor.open("/tickets-view/999999").await;
    findings.look_and_read(visitor, &name("not-found")).await;
    visitor.open("/sign-out").await;
    findings.look_and_read(visitor, &name("sign-out")).await;
}

async fn turn(visitor: &Visitor, direction: &str) {
    visitor
        .run(
            "document.documentElement.dir = arguments[0]; scrollTo(0, 0)",
            &[direction.into()],
        )
        .await;
}

#[tokio::test]
async fn every_screen_of_the_portal_is_sound() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let anna = chrome.visitor(&demo.portal, Scripts::On).await;
    let mut findings = Findings::default();
    customers_screens(
        &anna,
        demo.member("anna"),
        PRINTER,
        "sensor",
        &mut findings,
        "portal",
    )
    .await;
    findings.are_none();
}

#[tokio::test]
async fn every_screen_of_the_polish_portal_is_sound() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let zofia = chrome
        .visitor(&demo.portal.replace("help.", "pomoc."), Scripts::On)
        .await;
    let mut findings = Findings::default();
    customers_screens(
        &zofia,
        demo.member("zofia"),
        "Etykiety odklejają się",
        "kuriera",
        &mut findings,
        "portal-pl",
    )
    .await;
    findings.are_none();
}

#[tokio::test]
async fn every_screen_of_the_desk_is_sound() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let ewa = chrome.visitor(&demo.desk, Scripts::On).await;
    let mut findings = Findings::default();
    ewa.open("/sign-in").await;
    findings.look_and_read(&ewa, "desk-sign-in").await;
    ewa.sign_in(demo.agent("ewa")).await;
    ewa.open("/inbox?view=open").await;
    findings.look_and_read(&ewa, "desk-inbox").await;
    ewa.follow(PRINTER).await;
    ewa.at(".log .msg").await;
    findings.look_and_read(&ewa, "desk-thread").await;
    let side = format!("{}&show=side", ewa.path().await);
    let record = ewa.target(".side a[href^='/tickets/']").await;
    ewa.click("Comment").await;
    ewa.sees("only your team sees this").await;
    findings.look(&ewa, "desk-comment").await;
    for (path, name) in [
        (side.as_str(), "desk-side"),
        (record.as_str(), "desk-record"),
        ("/inbox?view=open&show=views", "desk-views"),
        ("/tickets", "desk-tickets"),
        ("/tickets?q=zeppelin", "desk-tickets-empty"),
        ("/calls/new", "desk-call"),
        ("/me", "desk-me"),
        ("/me/factor", "desk-factor"),
        ("/keys", "desk-keys"),
        ("/set-aside", "desk-set-aside"),
        ("/mail", "desk-mail"),
        ("/tickets/999999", "desk-not-found"),
    ] {
        ewa.open(path).await;
        findings.look_and_read(&ewa, name).await;
    }
    ewa.open("/mail").await;
    let mail = ewa.target("td a").await;
    ewa.open(&mail).await;
    findings.look_and_read(&ewa, "desk-mail-one").await;
    findings.are_none();
}

//! Every screen, wide and narrow, light and dark: no barrier, nothing too wide, nothing in the console, correct HTML.

use browser::checks::{Sources, axe, overflows};
use browser::{Chrome, Demo, Login, Scripts, Visitor};

use crate::PRINTER;
use crate::factors::{add_passkey, recovery_code, set_up_app, sign_out};

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

/// A customer's way through the portal, in any language.
struct Tour<'a> {
    customer: &'a Visitor,
    login: &'a Login,
    findings: Findings,
    prefix: &'a str,
}

impl Tour<'_> {
    async fn look(&mut self, screen: &str) {
        let name = format!("{}-{screen}", self.prefix);
        self.findings.look(self.customer, &name).await;
    }

    async fn read(&mut self, screen: &str) {
        let name = format!("{}-{screen}", self.prefix);
        self.findings.look_and_read(self.customer, &name).await;
    }

    async fn visit(&mut self, path: &str, screen: &str) {
        self.customer.open(path).await;
        self.read(screen).await;
    }

    /// Sends the form as it is: it must come back with what is wrong.
    async fn fail(&mut self, form: &str, screen: &str) {
        let button = format!("form[action$='{form}'] .primary");
        self.customer.click_at(&button).await;
        self.customer.at("[role=alert]").await;
        self.look(screen).await;
    }

    /// What somebody sees who has no session yet.
    async fn ways_in(&mut self) {
        self.visit("/register", "register").await;
        for field in ["#email", "#first_name", "#last_name"] {
            self.customer.type_at(field, " ").await;
        }
        self.customer
            .run("document.querySelector('main form').noValidate = true", &[])
            .await;
        self.customer.type_at("#password", "short").await;
        self.fail("/register", "register-error").await;
        self.visit("/reset-password", "reset-password").await;
        self.customer
            .type_at("#email", "somebody@customer.example")
            .await;
        self.customer
            .click_at("form[action='/reset-password'] .primary")
            .await;
        self.customer.at("form[action='/check-mail']").await;
        self.read("check-mail").await;
    }

    async fn sign_in(&mut self) {
        self.ways_in().await;
        self.visit("/sign-in", "sign-in").await;
        self.customer.type_at("#email", &self.login.email).await;
        self.customer.type_at("#password", "wrong").await;
        self.fail("/sign-in", "sign-in-error").await;
        self.customer.sign_in(self.login).await;
    }

    /// The list; the word must stand in a message.
    async fn list(&mut self, word: &str) {
        self.visit("/tickets-view", "list").await;
        self.customer.open(&format!("/tickets-view?q={word}")).await;
        self.customer.at("mark").await;
        self.read("search").await;
        self.visit("/tickets-view?q=zeppelin", "search-empty").await;
    }

    async fn ticket(&mut self, subject: &str) {
        self.customer.open("/tickets-view").await;
        self.customer.follow(subject).await;
        self.customer.at("article.msg").await;
        self.read("ticket").await;
        self.fail("/reply", "ticket-error").await;
        self.customer.open("/tickets-view?status=closed").await;
        self.customer.click_at(".rows h2 a").await;
        self.customer.at("[data-part=closed] .notice").await;
        self.read("ticket-closed").await;
    }

    /// The second step and passkeys, set up on the way.
    async fn factors(&mut self) {
        self.visit("/account/factor", "factor-set-up").await;
        set_up_app(self.customer, "/account").await;
        self.look("factor-codes").await;
        let spare = recovery_code(self.customer).await;
        sign_out(self.customer).await;
        self.customer.open("/sign-in").await;
        self.customer.give_password(self.login).await;
        self.customer.at("#code").await;
        self.look("sign-in-code").await;
        self.customer.type_at("#code", "no code").await;
        self.fail("/code", "sign-in-code-error").await;
        self.customer.type_at("#code", &spare).await;
        self.customer
            .click_at("form[action$='/code'] .primary")
            .await;
        self.customer.at(".rows").await;
        self.visit("/account/factor", "factor").await;
        self.visit("/account/factor/off", "factor-off").await;
        self.customer.click_at("form[action$='/off'] .danger").await;
        self.customer.at("[data-errors]").await;
        self.look("factor-off-error").await;
        self.customer.has_a_passkey_device().await;
        self.visit("/account/passkeys", "passkeys-none").await;
        add_passkey(self.customer, "/account", "Mobile").await;
        self.look("passkeys").await;
        self.customer.click_at(".keyring a").await;
        self.customer.at("#name[value=Mobile]").await;
        self.read("passkey").await;
        self.visit("/account/security", "account-factors").await;
    }

    async fn others(&mut self) {
        self.visit("/tickets-view/new", "new").await;
        self.customer.type_at("#subject", " ").await;
        self.fail("/new", "new-error").await;
        for (path, screen) in [
            ("/account", "account"),
            ("/account/security", "account-security"),
            ("/account/privacy", "account-privacy"),
            ("/account/data", "account-data"),
        ] {
            self.visit(path, screen).await;
        }
        self.visit("/tickets-view/999999", "not-found").await;
        self.factors().await;
        self.visit("/sign-out", "sign-out").await;
        let button = "main form[action='/sign-out'] button";
        self.customer.click_at(button).await;
        self.customer.at("main a[href='/sign-in']").await;
        self.read("signed-out").await;
    }
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
    let mut tour = Tour {
        customer: &anna,
        login: demo.member("anna"),
        findings: Findings::default(),
        prefix: "portal",
    };
    tour.sign_in().await;
    tour.list("sensor").await;
    tour.ticket(PRINTER).await;
    tour.others().await;
    tour.findings.are_none();
}

#[tokio::test]
async fn every_screen_of_the_polish_portal_is_sound() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let zofia = chrome
        .visitor(&demo.portal.replace("help.", "pomoc."), Scripts::On)
        .await;
    let mut tour = Tour {
        customer: &zofia,
        login: demo.member("zofia"),
        findings: Findings::default(),
        prefix: "portal-pl",
    };
    tour.sign_in().await;
    zofia.at("html[lang=pl]").await;
    tour.list("kuriera").await;
    tour.ticket("Etykiety odklejają się").await;
    tour.others().await;
    tour.findings.are_none();
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
        ("/me/factor", "desk-factor-set-up"),
        ("/settings/security", "desk-security"),
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
    set_up_app(&ewa, "/me").await;
    findings.look(&ewa, "desk-factor-codes").await;
    ewa.has_a_passkey_device().await;
    add_passkey(&ewa, "/me", "Laptop").await;
    findings.look(&ewa, "desk-passkeys").await;
    let passkey = ewa.target(".keyring a").await;
    let remove = format!("{passkey}/remove");
    for (path, name) in [
        ("/me", "desk-me-factors"),
        ("/me/factor", "desk-factor"),
        (passkey.as_str(), "desk-passkey"),
        (remove.as_str(), "desk-passkey-remove"),
        ("/settings/security", "desk-security-held"),
    ] {
        ewa.open(path).await;
        findings.look_and_read(&ewa, name).await;
    }
    let reset = ewa.target(".keyring a").await;
    ewa.open(&reset).await;
    findings.look_and_read(&ewa, "desk-security-reset").await;
    findings.are_none();
}

#[tokio::test]
async fn every_screen_of_getting_in_is_sound_for_administrators() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let ewa = chrome.visitor(&demo.desk, Scripts::On).await;
    let mut findings = Findings::default();
    ewa.sign_in(demo.agent("ewa")).await;
    ewa.open("/settings").await;
    let access = ewa.path().await;
    let invitation = format!("{access}/invitation");
    for (path, name) in [
        ("/settings/members", "desk-settings-members"),
        ("/settings/invitations", "desk-settings-invitations"),
        ("/settings/domains", "desk-settings-domains"),
        ("/settings/domains/help.localhost", "desk-settings-domain"),
        (access.as_str(), "desk-settings-access"),
        (invitation.as_str(), "desk-settings-invitation"),
        ("/settings/sso", "desk-settings-sso"),
    ] {
        ewa.open(path).await;
        findings.look_and_read(&ewa, name).await;
    }
    findings.are_none();
}

#[tokio::test]
async fn every_screen_of_being_erased_and_of_the_audit_log_is_sound() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let mut findings = Findings::default();
    let anna = chrome.visitor(&demo.portal, Scripts::On).await;
    anna.sign_in(demo.member("anna")).await;
    for (path, name) in [
        ("/account/confirm?to=factor", "confirm"),
        ("/account/erasure", "erasure"),
    ] {
        anna.open(path).await;
        findings.look_and_read(&anna, name).await;
    }
    let password = demo.member("anna").password.as_str();
    anna.type_at("#password", password).await;
    anna.click_at("main .danger").await;
    anna.at("main form[action='/account/erasure/withdraw']")
        .await;
    findings.look(&anna, "erasure-receipt").await;
    let ewa = chrome.visitor(&demo.desk, Scripts::On).await;
    ewa.sign_in(demo.agent("ewa")).await;
    for (path, name) in [
        ("/settings/audit", "desk-audit"),
        ("/settings/audit?who=nobody@example.com", "desk-audit-none"),
        ("/settings/privacy", "desk-privacy"),
    ] {
        ewa.open(path).await;
        findings.look_and_read(&ewa, name).await;
    }
    let request = ewa.target("[data-row]").await;
    ewa.open(&request).await;
    findings.look_and_read(&ewa, "desk-erasure").await;
    ewa.click_at("#sure").await;
    ewa.click_at("main .danger").await;
    ewa.sees("Erased person").await;
    findings.look(&ewa, "desk-privacy-answered").await;
    findings.are_none();
}

#[tokio::test]
async fn every_screen_of_contacts_and_lists_is_sound() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let ewa = chrome.visitor(&demo.desk, Scripts::On).await;
    let mut findings = Findings::default();
    ewa.sign_in(demo.agent("ewa")).await;
    ewa.open("/contacts?q=anna").await;
    let contact = ewa.target("tbody th a").await;
    ewa.open(&contact).await;
    let company = ewa.target("dd a").await;
    ewa.open("/lists").await;
    let active = ewa.target("tbody tr:nth-child(1) th a").await;
    let picked = ewa.target("tbody tr:nth-child(2) th a").await;
    for (path, name) in [
        ("/contacts", "desk-contacts"),
        ("/contacts?q=zeppelin", "desk-contacts-empty"),
        ("/contacts/new", "desk-contact-new"),
        (contact.as_str(), "desk-contact"),
        (company.as_str(), "desk-company"),
        ("/lists", "desk-lists"),
        ("/lists/new", "desk-list-new"),
        (active.as_str(), "desk-list-active"),
        (format!("{active}/edit").as_str(), "desk-list-edit"),
        (format!("{active}/remove").as_str(), "desk-list-remove"),
        (picked.as_str(), "desk-list-picked"),
    ] {
        ewa.open(path).await;
        findings.look_and_read(&ewa, name).await;
    }
    ewa.open(&format!("{active}/edit")).await;
    ewa.click("Add a condition").await;
    ewa.at("#p-0-1").await;
    ewa.click("Add another group").await;
    ewa.at("#p-1-0").await;
    ewa.click_at("main .primary").await;
    ewa.at("[role=alert]").await;
    findings.look(&ewa, "desk-list-edit-error").await;
    ewa.open(&picked).await;
    ewa.type_at("#addresses", "nobody@nowhere.test no-address")
        .await;
    ewa.click_at("main .primary").await;
    ewa.at("[role=alert]").await;
    findings.look(&ewa, "desk-list-unknown").await;
    findings.are_none();
}

#[tokio::test]
async fn every_screen_of_writing_pages_is_sound() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let ewa = chrome.visitor(&demo.desk, Scripts::On).await;
    let mut findings = Findings::default();
    ewa.sign_in(demo.agent("ewa")).await;
    ewa.open("/settings/pages").await;
    findings.look_and_read(&ewa, "desk-pages").await;
    let register = ewa.target("tbody tr:nth-child(2) a").await;
    ewa.open(&register).await;
    ewa.at("iframe.phone").await;
    findings.look_and_read(&ewa, "desk-page").await;
    ewa.run("document.querySelector('#source').value = ''", &[])
        .await;
    ewa.type_at("#source", "{{ nothing }}").await;
    ewa.click_at("main .primary").await;
    ewa.at("[role=alert]").await;
    findings.look(&ewa, "desk-page-error").await;
    findings.are_none();
}

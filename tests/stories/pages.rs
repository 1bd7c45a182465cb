//! Pages of signing in that an administrator wrote anew [A13] [L2], and what their sources may not do (security.md E9).

use std::path::Path;
use std::time::{Duration, Instant};

use db::params;

use crate::support::{Answer, PASSWORD, Visitor, World, world, world_with};

/// The administrator, and the address of a page's editor.
struct Desk {
    root: Visitor,
    portal_id: i64,
}

impl Desk {
    async fn new(w: &World) -> Desk {
        let portal = portals::portals::first(&w.it.app.db, w.account_id)
            .await
            .expect("a query")
            .expect("a portal");
        Desk {
            root: w.it.desk().sign_in("root@desk.test").await,
            portal_id: portal.id,
        }
    }

    fn path(&self, page: &str) -> String {
        format!("/settings/pages/{}/{page}", self.portal_id)
    }

    async fn save(&mut self, page: &str, source: &str) -> Answer {
        self.root
            .post(&self.path(page), &[("source", source)])
            .await
    }

    async fn restore(&mut self, page: &str) -> Answer {
        self.root.post(&self.path(page), &[("restore", "1")]).await
    }
}

fn original(w: &World, template: &str) -> String {
    w.it.app.views.source(template).expect("a built-in page")
}

const SIGN_IN: &str = "signin/sign_in.html";

/// The sign-in page with something above its form.
fn with(w: &World, added: &str) -> String {
    original(w, SIGN_IN).replacen("<h1>", &format!("{added}<h1>"), 1)
}

async fn stored(w: &World) -> i64 {
    let sql = "select count(*) from templates where account_id = $1";
    let count = w.it.app.db.one(sql, params![w.account_id]).await;
    count.expect("a count")
}

/// Puts a source where only a judged one comes.
async fn smuggle(w: &World, desk: &Desk, page: &str, source: &str) {
    let tx = w.it.app.db.begin().await.expect("a transaction");
    tx.run(
        "insert into templates (account_id, portal_id, name, source, updated_at) values ($1, $2, $3, $4, 0)",
        params![w.account_id, desk.portal_id, page, source],
    )
    .await
    .expect("stored");
    tx.commit().await.expect("a commit");
}

#[tokio::test]
async fn an_edited_sign_in_page_is_shown_and_works_until_the_original_is_restored() {
    let w = world().await;
    let mut desk = Desk::new(&w).await;
    let source = with(&w, "<p>Welcome, says {{ site.company }}</p>");
    desk.save("sign-in", &source)
        .await
        .goes_to(&desk.path("sign-in"));
    let mut visitor = w.it.portal();
    let page = visitor.get("/sign-in").await;
    page.is(200).shows("<p>Welcome, says Portico Ltd</p>");
    assert!(
        page.headers["content-security-policy"]
            .to_str()
            .expect("text")
            .contains("frame-ancestors 'none'")
    );
    visitor
        .post(
            "/sign-in",
            &[("email", "ann@acme.test"), ("password", "no")],
        )
        .await
        .is(422)
        .shows("Welcome, says")
        .shows("E-mail address or password is wrong");
    visitor
        .post(
            "/sign-in",
            &[("email", "ann@acme.test"), ("password", PASSWORD)],
        )
        .await
        .goes_to("/tickets-view");
    let list = format!("/settings/pages/{}", desk.portal_id);
    desk.root.get(&list).await.shows("Changed");
    desk.restore("sign-in").await.is(303);
    desk.root.get(&list).await.hides("Changed");
    w.it.portal().get("/sign-in").await.hides("Welcome, says");
    let sql = "select count(*) from events where account_id = $1 and event like '%page sign-in%'";
    let told: i64 =
        w.it.app
            .db
            .one(sql, params![w.account_id])
            .await
            .expect("a count");
    assert_eq!(told, 2, "who changed it is on record");
}

#[tokio::test]
async fn every_original_can_be_opened_and_saved_and_is_no_change() {
    let w = world().await;
    let mut desk = Desk::new(&w).await;
    for page in portals::templates::PAGES {
        let editor = desk.root.get(&desk.path(page.name)).await;
        editor.is(200).shows("sandbox=\"\"").hides("data-errors");
        // nothing is without a description
        editor.hides("template-var-");
        let source = page.original(&w.it.app);
        desk.save(page.name, &source).await.is(303);
    }
    assert_eq!(stored(&w).await, 0);
}

#[tokio::test]
async fn a_draft_is_previewed_and_not_saved() {
    let w = world().await;
    let mut desk = Desk::new(&w).await;
    let source = with(&w, "<p>A draft</p>");
    let fields = [("source", source.as_str()), ("preview", "1")];
    let page = desk.root.post(&desk.path("sign-in"), &fields).await;
    page.is(200).shows("&lt;p&gt;A draft&lt;/p&gt;");
    assert!(
        page.body.matches("srcdoc=").count() == 2,
        "phone and desktop"
    );
    assert_eq!(stored(&w).await, 0);
    w.it.portal().get("/sign-in").await.hides("A draft");
}

#[tokio::test]
async fn only_who_may_set_portals_writes_pages() {
    let mut w = world().await;
    let desk = Desk::new(&w).await;
    w.olga.get("/settings/pages").await.is(403);
    w.olga.get(&desk.path("sign-in")).await.is(403);
    let fields = [("source", "x")];
    w.olga.post(&desk.path("sign-in"), &fields).await.is(403);
    let mut root = desk.root.clone();
    root.get(&desk.path("tickets")).await.is(404);
    root.get("/settings/pages/1/sign-in").await.is(404);
}

#[tokio::test]
async fn a_broken_source_is_refused_with_its_line_and_nothing_changes() {
    let w = world().await;
    let mut desk = Desk::new(&w).await;
    for (source, said) in [
        (
            with(&w, "\n{{ nothing }}"),
            "Line 10, column 4: The template language says: undefined",
        ),
        (with(&w, "\n{% if %}"), "Line 10"),
        (
            with(&w, "\n  {{ email|safe }}"),
            "Line 10, column 12: “safe” cannot be used",
        ),
        (with(&w, "{{ t(\"signin-title\""), "Line 9, column "),
    ] {
        let answer = desk.save("sign-in", &source).await;
        answer.is(422).shows(said).shows("aria-invalid");
        answer.shows("Sign in").hides("srcdoc");
        assert_eq!(stored(&w).await, 0);
    }
}

/// Things that grow, never end, reach out, or go deep.
#[expect(clippy::too_many_lines, reason = "a list of sources")]
fn evil() -> Vec<String> {
    let double = |n| "{% set s = s ~ s %}".repeat(n);
    let nested = |open: &str, close: &str, n| format!("{}{}", open.repeat(n), close.repeat(n));
    let mut all: Vec<String> = [
        "{{ 'x' * 1000000000 }}",
        "{{ [1] * 1000000000 }}",
        "{{ range(1000000000)|list }}",
        "{% for i in range(100000) %}x{% endfor %}",
        "{{ 9 ** 99999999 }}",
        "{{ email + email }}",
        "{% set s %}{{ email }}{{ email }}{% endset %}",
        "{% set n = namespace(a='x') %}",
        "{% macro m(x) %}{{ m(x) }}{% endmacro %}{{ m(1) }}",
        "{{ email|replace('', email) }}",
        "{{ email|indent(1000000) }}",
        "{{ 'a'|join(email) }}",
        "{{ '%99999999d'|format(1) }}",
        "{% filter upper %}x{% endfilter %}",
        "{% call(x) m() %}{% endcall %}",
        "{% with a = 1 %}{% endwith %}",
        "{% include 'members/portal.html' %}",
        "{% include 'page.html' %}",
        "{% extends 'agents/desk.html' %}",
        "{% import '_problems.html' as p %}",
        "{% from 'agents/_keys.html' import x %}",
        "{% do t('x') %}",
        "{% autoescape false %}{{ email }}{% endautoescape %}",
        "{{ email|safe }}",
        "{{ debug() }}",
        "{{ self.main() }}",
        "{{ email.upper() }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ config }}",
        "{% set layout = 'agents/desk.html' %}",
        "{% set t = summary %}",
        "{{ icon('../../secret') }}",
        "{% from '_problems.html' import summary as t %}",
        "{{ t('x', a=[email]) }}",
        "{{ site|tojson }}",
        "{% set a = [1] %}{% set b = [a, a] %}",
        "{% for a in [1] %}{% for b in [[a, a]] %}{% endfor %}{% endfor %}",
        "{{ t('error-title', title=new_password([], '')) }}",
        "{{ passkey(passkey('', '', ''), '', '') }}",
        "{{ 9223372036854775807|date(1) }}",
        "{{ t(**{}) }}",
        "{% for a in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    ]
    .map(str::to_owned)
    .to_vec();
    all.push(format!("{{% set s = 'x' %}}{}", double(30)));
    all.push(format!("{{{{ {} }}}}", nested("(", ")", 5_000)));
    all.push(format!("{{{{ {} }}}}", nested("[", "]", 5_000)));
    all.push(format!("{{{{ a{} }}}}", ".a".repeat(20_000)));
    all.push(format!("{{{{ 1{} }}}}", " - 1".repeat(20_000)));
    all.push(format!("{{{{ {} 1 }}}}", "not ".repeat(20_000)));
    all.push(format!(
        "{{% if 1 %}}{}{{% endif %}}",
        "{% elif 1 %}".repeat(4_000)
    ));
    all.push(nested("{% if 1 %}", "{% endif %}", 3_000));
    all.push("x".repeat(70_000));
    let digits = "{% for a in '0123456789abcdefghij' %}";
    all.push(nested(digits, "{% endfor %}", 12));
    let raw = format!(
        "{}{}{}",
        digits.repeat(3),
        "x".repeat(40_000),
        "{% endfor %}".repeat(3)
    );
    all.push(raw);
    all
}

#[tokio::test]
async fn what_grows_or_never_ends_or_reaches_out_is_refused_or_stopped_at_once() {
    let w = world().await;
    let mut desk = Desk::new(&w).await;
    for evil in evil() {
        let began = Instant::now();
        let answer = desk.save("sign-in", &with(&w, &evil)).await;
        let took = began.elapsed();
        let short: String = evil.chars().take(80).collect();
        assert_eq!(answer.status, 422, "{short}");
        // generous for a slow machine and an unoptimised program
        assert!(took < Duration::from_secs(3), "{short}: {took:?}");
        assert_eq!(stored(&w).await, 0, "{short}");
    }
    // whoever writes past the desk gains nothing either
    for evil in evil() {
        smuggle(&w, &desk, "sign-in", &with(&w, &evil)).await;
        w.it.portal()
            .get("/sign-in")
            .await
            .is(200)
            .shows("Forgot your password");
        desk.restore("sign-in").await.is(303);
    }
}

/// What breaks into template languages, and everything in the list of naughty strings that looks like one.
fn naughty() -> Vec<String> {
    let mut all: Vec<String> = [
        "{{7*7}}",
        "${7*7}",
        "#{7*7}",
        "{{7*'7'}}",
        "<%= 7*7 %>",
        "{% print 'x' * 64 * 1024**3 %}",
        "{{''.__class__}}",
        "{{ \"\".__class__.__mro__[2].__subclasses__()[40](\"/etc/passwd\").read() }}",
        "{{config.items()}}",
        "{#",
        "{{",
        "%}",
        "{{ self }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ lipsum }}",
        "{{ app.keys }}",
        "{{ request.environ }}",
    ]
    .map(str::to_owned)
    .to_vec();
    let list =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/naughty-strings/blns.txt");
    let text = std::fs::read_to_string(list).unwrap_or_default();
    let like = |line: &&str| line.contains(['{', '%']) && !line.starts_with('#');
    all.extend(text.lines().filter(like).map(str::to_owned));
    all
}

#[tokio::test]
async fn what_breaks_into_template_languages_is_an_error_or_stands_as_it_is() {
    let w = world().await;
    let mut desk = Desk::new(&w).await;
    let secret = std::fs::read_to_string(&w.it.app.config.secret_key_file).expect("a key");
    for naughty in naughty() {
        let source = with(&w, &format!("<pre>{naughty}</pre>"));
        let fields = [("source", source.as_str()), ("preview", "1")];
        let answer = desk.root.post(&desk.path("sign-in"), &fields).await;
        answer
            .hides(secret.trim())
            .hides("root:x:")
            .hides("&gt;49&lt;");
        if answer.status == 200 {
            let shown = html::escape(&format!("<pre>{naughty}</pre>")).replace("&#x2f;", "/");
            assert!(
                answer.body.replace("&#x27;", "&#39;").contains(&shown),
                "{naughty}"
            );
        } else {
            answer.is(422);
        }
        // what a customer writes is never read as a template, on a page of one's own neither
        desk.save("sign-in", &with(&w, "<p>Ours</p>")).await.is(303);
        let typed = [("email", naughty.as_str()), ("password", "no")];
        let page =
            w.it.portal()
                .from("203.0.113.7")
                .post("/sign-in", &typed)
                .await;
        if page.status == 422 {
            page.shows("Ours");
            let field = html::escape(naughty.trim());
            assert!(
                page.body.replace("&#x27;", "&#39;").contains(&field),
                "{naughty}"
            );
        }
        w.it.pass(16 * 60_000);
    }
}

#[tokio::test]
async fn a_page_without_its_form_or_its_consent_box_is_refused() {
    use portals::portals::Entry;
    let w = world_with(|settings| settings.access.kind = Entry::Registration).await;
    let mut desk = Desk::new(&w).await;
    let sign_in = original(&w, SIGN_IN);
    let register = original(&w, "registration/register.html");
    let agree = "{% if consent %}{{ agree(consent, consents, problems or []) }}{% endif %}";
    let commented = |source: &str| source.replace(agree, &format!("<!-- {agree} -->"));
    for (page, source, said) in [
        (
            "sign-in",
            "{% extends layout %}".to_owned(),
            "form that is sent to /sign-in is missing",
        ),
        (
            "sign-in",
            sign_in.replace("action=\"/sign-in\"", "action=\"/x\""),
            "form that is sent to /sign-in",
        ),
        (
            "sign-in",
            sign_in.replace("name=\"password\"", "name=\"pass\""),
            "“password” is missing",
        ),
        (
            "sign-in",
            sign_in.replace("type=\"email\"", "type=\"hidden\""),
            "“email” is missing or hidden",
        ),
        (
            "sign-in",
            sign_in
                .replace("<button", "<span")
                .replace("</button>", "</span>"),
            "has no button",
        ),
        (
            "sign-in",
            sign_in.replace("{{ button.href }}", "#"),
            "A link to /sign-in/sso/1?next= is missing",
        ),
        ("register", register.replace(agree, ""), "consent box"),
        ("register", commented(&register), "consent box"),
        (
            "register",
            register.replace(agree, "<input type=checkbox name=consent>"),
            "its text is missing",
        ),
        ("signed-out", "Bye".to_owned(), "link to /sign-in"),
    ] {
        desk.save(page, &source).await.is(422).shows(said);
    }
    assert_eq!(stored(&w).await, 0);
}

#[tokio::test]
async fn a_page_that_fails_is_replaced_by_the_original_and_administrators_are_told() {
    let w = world().await;
    let mut desk = Desk::new(&w).await;
    smuggle(
        &w,
        &desk,
        "sign-in",
        "{% extends layout %}\n{% block main %}{{ gone.away }}{% endblock %}",
    )
    .await;
    smuggle(&w, &desk, "signed-out", "<p>No way back</p>").await;
    let mut ann = w.it.portal();
    ann.get("/sign-in")
        .await
        .is(200)
        .shows("Forgot your password");
    let ann = ann.sign_in("ann@acme.test").await;
    ann.clone().get("/tickets-view").await.is(200);
    w.it.portal()
        .get("/signed-out")
        .await
        .is(200)
        .shows("You are signed out");
    let list = format!("/settings/pages/{}", desk.portal_id);
    desk.root
        .get(&list)
        .await
        .shows("22 Nov 2026")
        .shows("Line 2")
        .shows("A link to /sign-in is missing")
        .shows("The original was shown instead");
    desk.root
        .get(&desk.path("sign-in"))
        .await
        .is(200)
        .shows("Line 2");
    desk.restore("sign-in").await.is(303);
    desk.restore("signed-out").await.is(303);
    desk.root.get(&list).await.hides("shown instead");
}

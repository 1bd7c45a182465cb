//! Programs that guard a mailbox open every link of a mail, and some send every form behind it: they spend nothing and are let in
//! nowhere.

use axum::body::Body;
use http::Request;

use super::ways_in::{MINUTE, WORD, a_group, open_to, open_world, put, zoe};
use crate::support::{Visitor, World};

/// The paths of all links of a page or mail that lead to the portal.
fn links(text: &str) -> Vec<String> {
    let ends = |c: char| c.is_whitespace() || "\"'<>".contains(c);
    let whole = text.split("http://help.test").skip(1);
    let whole = whole.filter_map(|rest| rest.split(ends).next());
    let local = text.split("href=\"").skip(1);
    let local = local.filter_map(|rest| rest.split('"').next());
    let mut all: Vec<String> = whole.chain(local).map(str::to_owned).collect();
    all.retain(|link| link.starts_with('/') && !link.starts_with("/assets/"));
    all.sort();
    all.dedup();
    all
}

/// The forms of a page: where they are sent, and what stands in them.
fn forms(page: &str) -> Vec<(String, Vec<(String, String)>)> {
    let value = |tag: &str, name: &str| {
        let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
        Some(rest.split('"').next().unwrap_or_default().to_owned())
    };
    let form = |text: &str| {
        let (head, rest) = text.split_once('>').unwrap_or((text, ""));
        let inside = rest.split("</form>").next().unwrap_or_default();
        let inputs = inside.split("<input").skip(1);
        let fields = inputs.filter_map(|tag| {
            let name = value(tag, "name")?;
            Some((name, value(tag, "value").unwrap_or_default()))
        });
        (value(head, "action").unwrap_or_default(), fields.collect())
    };
    page.split("<form").skip(1).map(form).collect()
}

/// What the program does with a mail, twice.
async fn scan(w: &World, mail: &str) {
    let found = links(mail);
    assert!(!found.is_empty(), "{mail}");
    for link in found.iter().chain(&found) {
        let mut scanner = w.it.portal();
        let head = Request::head(link).body(Body::empty());
        scanner.send(head.expect("a request")).await;
        let page = scanner.get(link).await;
        for (action, fields) in forms(&page.body) {
            let action = if action.is_empty() { link } else { &action };
            let fields: Vec<(&str, &str)> = fields
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            scanner.post(action, &fields).await;
            w.it.portal().post(action, &fields).await;
        }
        w.it.portal().post(link, &[]).await;
        scanner.get("/tickets-view").await.goes_to("/sign-in");
    }
}

/// The mail to somebody with the link in it, after the program has been at it.
async fn scanned(w: &World, email: &str) -> String {
    let link = w.link_to(email).await.expect("a mail");
    let (_, raw) = w.mails().await.remove(0);
    let mail = mail::parse::parse(raw.as_bytes()).expect("our own mail can be read");
    assert!(mail.text.contains(&link));
    scan(w, &mail.text).await;
    link
}

async fn is_in(visitor: &mut Visitor, email: &str) {
    visitor.get("/account").await.is(200).shows(email);
}

#[tokio::test]
async fn a_mail_scanner_spends_no_link_to_sign_in() {
    let w = open_world().await;
    let mut ann = w.it.portal();
    let ask = [("email", "ann@acme.test")];
    ann.post("/sign-in/link", &ask).await.is(303);
    let link = scanned(&w, "ann@acme.test").await;
    ann.get(&link).await.is(200);
    ann.post(&link, &[]).await.goes_to("/tickets-view");
    is_in(&mut ann, "ann@acme.test").await;
}

#[tokio::test]
async fn a_mail_scanner_spends_no_registration() {
    let w = open_world().await;
    let mut there = w.it.portal();
    there.post("/register", &zoe()).await.is(303);
    let link = scanned(&w, "zoe@new.test").await;
    there.post(&link, &[]).await.goes_to("/tickets-view");
    is_in(&mut there, "zoe@new.test").await;
}

#[tokio::test]
async fn a_mail_scanner_sets_no_password() {
    let w = open_world().await;
    let ask = [("email", "ann@acme.test")];
    w.it.portal().post("/reset-password", &ask).await.is(303);
    let link = scanned(&w, "ann@acme.test").await;
    let mut ann = w.it.portal();
    ann.post(&link, &[("password", WORD)]).await.is(303);
    is_in(&mut ann, "ann@acme.test").await;
}

#[tokio::test]
async fn a_mail_scanner_accepts_no_invitation() {
    let w = open_world().await;
    let group = a_group(&w, "Customers").await;
    open_to(&w, "Customers").await;
    put(&w, group, "nora@new.test", true).await;
    w.it.work().await;
    w.it.pass(2 * MINUTE + 1000);
    let link = scanned(&w, "nora@new.test").await;
    let mut nora = w.it.portal();
    nora.post(&link, &[("password", WORD)]).await.is(303);
    is_in(&mut nora, "nora@new.test").await;
}

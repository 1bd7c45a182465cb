//! What a stranger sets off costs a member no mail: links that they ask for, and news of their login.

use super::ways_in::{WORD, open_world, zoe};
use crate::support::{PASSWORD, Visitor, World};

const ANN: &str = "ann@acme.test";

/// A stranger spends all that they can ask for in Ann's name; from one network, which has its own limit, too.
async fn spend(w: &World) {
    for (n, path) in ["/register", "/reset-password", "/sign-in/link"]
        .into_iter()
        .enumerate()
    {
        let mut stranger = w.it.portal().from(&format!("203.0.113.{n}"));
        let mut fields = zoe();
        fields[0].1 = ANN;
        for _ in 0..10 {
            stranger.post(path, &fields).await.is(303);
        }
        stranger.post(path, &fields).await.is(429);
    }
    w.it.work().await;
}

async fn gets_a_link(w: &World, mut visitor: Visitor, path: &str) {
    visitor.post(path, &[("email", ANN)]).await.is(303);
    let link = w.link_to(ANN).await.expect("a mail");
    assert!(link.starts_with(&format!("{path}/")), "{link}");
    visitor.get(&link).await.is(200);
}

#[tokio::test]
async fn a_stranger_keeps_no_link_from_a_member() {
    let w = open_world().await;
    spend(&w).await;
    for path in ["/reset-password", "/sign-in/link"] {
        // at a device of their own, from the very same network, and elsewhere
        let home = w.ann.clone().from("203.0.113.1");
        gets_a_link(&w, home, path).await;
        gets_a_link(&w, w.it.portal().from("198.51.100.7"), path).await;
    }
}

#[tokio::test]
async fn a_member_is_told_of_a_changed_login_whatever_was_mailed_before() {
    let w = open_world().await;
    spend(&w).await;
    for _ in 0..12 {
        w.it.portal().sign_in(ANN).await;
    }
    let mut thief = w.it.portal().sign_in(ANN).await;
    let change = [("old_password", PASSWORD), ("password", WORD)];
    thief.post("/account/password", &change).await.is(303);
    let mails = w.mails().await;
    let told = |what: &str| {
        let of_ann = mails.iter().filter(|(to, _)| to == ANN);
        of_ann.filter(|(_, raw)| raw.contains(what)).count()
    };
    assert!(told("Subject: New sign-in") >= 12);
    assert_eq!(told("Subject: Your password was changed"), 1);
}

#[tokio::test]
async fn nobody_is_flooded_with_links() {
    let w = open_world().await;
    for n in 0..8 {
        let mut stranger = w.it.portal().from(&format!("203.0.113.{n}"));
        for _ in 0..10 {
            stranger
                .post("/reset-password", &[("email", ANN)])
                .await
                .is(303);
        }
    }
    let mails = w.mails().await;
    let links = mails
        .iter()
        .filter(|(to, raw)| to == ANN && raw.contains("/reset-password/"));
    assert_eq!(links.count(), 50);
}

#[tokio::test]
async fn a_strangers_ask_makes_no_link_of_a_member_void() {
    let w = open_world().await;
    for path in ["/reset-password", "/sign-in/link"] {
        let mut ann = w.it.portal().from("198.51.100.7");
        ann.post(path, &[("email", ANN)]).await.is(303);
        let link = w.link_to(ANN).await.expect("a mail");
        let mut stranger = w.it.portal().from("203.0.113.1");
        stranger.post(path, &[("email", ANN)]).await.is(303);
        w.link_to(ANN).await.expect("another mail");
        ann.get(&link).await.is(200);
    }
}

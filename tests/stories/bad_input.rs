//! Whatever is typed or sent, there is a clear answer, and never a fault of ours.

use std::path::Path;

use crate::support::{Answer, Post, world, world_posting};

fn corpora() -> Option<std::path::PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora");
    if folder.is_dir() {
        return Some(folder);
    }
    tracing::warn!("the corpora are not beside the project: nothing is tried");
    None
}

fn is_no_fault(answer: &Answer, what: &str) {
    assert!(
        answer.status.as_u16() < 500,
        "{what}: {} {}",
        answer.status,
        answer.body
    );
}

#[tokio::test]
async fn hostile_words_in_every_field_are_words() {
    let mut w = world().await;
    let mut words: Vec<String> = vec![
        "' or 1=1 --".into(),
        "\"; drop table tickets; --".into(),
        "{{ 7 * 7 }} {% for x in y %}".into(),
        "\u{0}\u{1}\u{7f}\u{202e}\u{feff}".into(),
        "<script>alert(1)</script>".into(),
        "%00%ff%zz".into(),
        "x".repeat(100_000),
    ];
    if let Some(folder) = corpora() {
        let list = std::fs::read(folder.join("naughty-strings/blns.txt")).unwrap_or_default();
        let list = String::from_utf8_lossy(&list).into_owned();
        words.extend(
            list.lines()
                .filter(|line| !line.starts_with('#') && !line.is_empty())
                .map(str::to_owned),
        );
    }
    let path = w.printer();
    for word in &words {
        let query = base::view::encode(word).replace('/', "%2F");
        let short: String = query.chars().take(3_000).collect();
        for page in ["q", "status", "sort", "view", "at"] {
            is_no_fault(
                &w.ann.get(&format!("/tickets-view?{page}={short}")).await,
                word,
            );
        }
        is_no_fault(&w.olga.get(&format!("/inbox?q={short}")).await, word);
        is_no_fault(&w.olga.get(&format!("/tickets?q={short}")).await, word);
        is_no_fault(
            &w.ann
                .post(&format!("{path}/reply"), &[("body", word), ("once", word)])
                .await,
            word,
        );
        is_no_fault(
            &w.olga
                .post(
                    &format!("{}/reply", w.conversation()),
                    &[("body", word), ("kind", word)],
                )
                .await,
            word,
        );
    }
    let page = w.ann.get(&format!("{path}?all=true")).await;
    page.is(200).hides("<script>alert").shows("{{ 7 * 7 }}");
}

#[tokio::test]
async fn addresses_that_lead_nowhere_are_not_found() {
    let mut w = world().await;
    for path in [
        "/tickets-view/abc",
        "/tickets-view/99999999999999999999999",
        "/tickets-view/-1",
        "/tickets-view/1/files/../../etc/passwd",
        "/files/1/x",
        "/files/x/y",
        "/nothing",
        "/assets/none.css",
        "/%ff%fe",
    ] {
        let answer = w.ann.get(path).await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
    }
}

#[tokio::test]
async fn forms_that_are_cut_short_are_refused_and_nothing_is_written() {
    use axum::body::Body;
    let mut w = world().await;
    let cut = "--x\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\nhalf";
    let request = http::Request::post(format!("{}/reply", w.printer()))
        .header("content-type", "multipart/form-data; boundary=x")
        .body(Body::from(cut))
        .expect("a request");
    assert_eq!(w.ann.send(request).await.status(), 422);
    w.ann.get(&w.printer()).await.hides("half");
}

#[tokio::test]
async fn every_mail_that_others_have_collected_is_filed_or_set_aside() {
    let Some(folder) = corpora() else { return };
    let w = world_posting().await;
    let post = Post::connect(&w).await;
    let mut mails = Vec::new();
    collect(&folder.join("mime-mikel-mail"), &mut mails);
    collect(&folder.join("mime-python-stdlib"), &mut mails);
    collect(&folder.join("bounces"), &mut mails);
    assert!(mails.len() > 200);
    for raw in &mails {
        post.deliver_raw(raw);
    }
    post.all_read(&w).await;
    let sql = "select count(*) from raw_mails where account_id = $1 and state = 'done'";
    let done: i64 =
        w.it.app
            .db
            .one(sql, db::params![w.account_id])
            .await
            .expect("a count");
    assert!(done > 200, "only {done} of {} were filed", mails.len());
    let mut olga = w.olga.clone();
    olga.get("/inbox").await.is(200);
    olga.get("/set-aside").await.is(200);
    for (to, mail) in post.sink.taken().iter().map(|mail| {
        (
            mail.to.join(" "),
            String::from_utf8_lossy(&mail.raw).into_owned(),
        )
    }) {
        assert!(mail.contains("Auto-Submitted:"), "{to}: {mail}");
    }
}

fn collect(folder: &Path, mails: &mut Vec<Vec<u8>>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, mails);
        } else if path
            .extension()
            .is_some_and(|ending| ending == "eml" || ending == "txt")
        {
            let raw = std::fs::read(&path).expect("a mail");
            if !raw.is_empty() {
                mails.push(raw);
            }
        }
    }
}

#[tokio::test]
async fn a_request_that_names_two_hosts_is_nobodys() {
    let w = world().await;
    for (one, other) in [("desk.test", "help.test"), ("help.test", "desk.test")] {
        let request = http::Request::get("/sign-in")
            .header("host", one)
            .header("host", other)
            .body(axum::body::Body::empty())
            .expect("a request");
        let answer = tower::ServiceExt::oneshot(w.it.router.clone(), request).await;
        assert_eq!(answer.expect("an answer").status(), 421, "{one}, {other}");
    }
}

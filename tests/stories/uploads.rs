//! Files that come before their message: whose are kept, and for how long.

use axum::body::{Body, Bytes};
use futures_util::StreamExt;
use http::Request;
use std::convert::Infallible;

use crate::support::{TestApp, Visitor, world};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// How many contents the store has.
fn stored(it: &TestApp) -> usize {
    let folders = std::fs::read_dir(&it.app.config.files).expect("the store");
    let folders = folders.map(|it| it.expect("a folder"));
    let contents = folders.filter(|it| it.file_name() != "incoming");
    contents
        .map(|it| std::fs::read_dir(it.path()).expect("a folder").count())
        .sum()
}

#[tokio::test]
async fn nobodys_files_are_kept() {
    let w = world().await;
    let before = stored(&w.it);
    let secret = [("file", "a.bin", b"of nobody".as_slice())];
    let (portal, desk) = (w.it.portal(), w.it.desk());
    let tries: [(&Visitor, &str); 7] = [
        (&portal, "/tickets-view/new"),
        (&portal, "/tickets-view/uploads"),
        (&portal, "/sign-in"),
        (&portal, "/reset-password"),
        (&desk, "/sign-in"),
        (&desk, "/uploads"),
        (&desk, "/inbox/1/reply"),
    ];
    for (visitor, path) in tries {
        visitor.clone().upload(path, &secret).await;
        assert_eq!(stored(&w.it), before, "{path}");
    }
    let mut ann = w.ann.clone();
    ann.upload("/account", &secret).await;
    assert_eq!(stored(&w.it), before, "a form without files");
}

#[tokio::test]
async fn a_file_that_no_message_takes_is_forgotten() {
    let mut w = world().await;
    let before = stored(&w.it);
    let left = [("file", "left.txt", b"left behind".as_slice())];
    w.ann.upload("/tickets-view/uploads", &left).await.is(200);
    assert_eq!(stored(&w.it), before + 1);
    w.it.pass(3 * DAY);
    let next = [("file", "next.txt", b"the next one".as_slice())];
    w.bob.upload("/tickets-view/uploads", &next).await.is(200);
    assert_eq!(stored(&w.it), before + 1, "the next one alone");
}

#[tokio::test]
async fn a_person_who_leaves_file_after_file_keeps_the_newest() {
    let mut w = world().await;
    let before = stored(&w.it);
    for n in 0..205 {
        w.it.pass(1);
        let text = format!("file {n}");
        let file = [("file", "left.txt", text.as_bytes())];
        w.ann.upload("/tickets-view/uploads", &file).await.is(200);
    }
    assert_eq!(stored(&w.it), before + 200);
}

/// Sends the beginning of a form, and then this for ever; answers what came back, and how many bytes were taken.
async fn endless(mut visitor: Visitor, path: &str, piece: &'static str) -> (u16, usize) {
    let sent = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = sent.clone();
    let begin = "--frontier\r\nContent-Disposition: form-data; name=\"";
    let pieces = futures_util::stream::iter(std::iter::once(begin).chain(std::iter::repeat(piece)));
    let pieces = pieces.enumerate().then(move |(n, piece)| {
        count.fetch_add(piece.len(), std::sync::atomic::Ordering::Relaxed);
        async move {
            if n > 0 {
                tokio::task::yield_now().await;
            }
            Ok::<_, Infallible>(Bytes::from_static(piece.as_bytes()))
        }
    });
    let request = Request::post(path)
        .header("content-type", "multipart/form-data; boundary=frontier")
        .body(Body::from_stream(pieces))
        .expect("a request");
    let answer = visitor.send(request).await;
    let sent = sent.load(std::sync::atomic::Ordering::Relaxed);
    (answer.status().as_u16(), sent)
}

#[tokio::test]
async fn a_form_without_an_end_is_not_read_for_ever() {
    static NAME: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| "a".repeat(65_536));
    static FIELDS: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
        "x\"\r\n\r\n\r\n--frontier\r\nContent-Disposition: form-data; name=\"".repeat(1_000)
    });
    let w = world().await;
    for path in ["/tickets-view/new", "/sign-in"] {
        for piece in [NAME.as_str(), FIELDS.as_str()] {
            let (status, sent) = endless(w.it.portal(), path, piece).await;
            assert!(status >= 400, "{path}: {status}");
            assert!(sent < 8 << 20, "{path}: {sent}");
        }
    }
}

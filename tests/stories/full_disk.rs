//! The disk is full: writing is refused while it is, and nothing else is.

use std::fs::OpenOptions;

use db::{Engine, params};

use super::crash::{Server, free_port};
use crate::support::{World, world};

/// Leaves the connection that writes no page more than the database has now; the next one has room again, as after somebody made
/// some. `SQLite` alone can be told so.
async fn fill(w: &World) -> bool {
    let db = &w.it.app.db;
    if db.engine() == Engine::Postgres {
        return false;
    }
    let pages: i64 = db
        .one("pragma page_count", params![])
        .await
        .expect("a number");
    let tx = db.begin().await.expect("a transaction");
    tx.run(&format!("pragma max_page_count = {pages}"), params![])
        .await
        .expect("a limit");
    tx.commit().await.expect("a commit");
    true
}

#[tokio::test]
async fn a_reply_that_finds_no_room_is_shown_again_and_the_next_one_is_taken() {
    let mut w = world().await;
    if !fill(&w).await {
        return;
    }
    let path = w.printer();
    let reply = format!("{path}/reply");
    let long = format!("Kept text {}", "x".repeat(45_000));
    w.ann
        .post(&reply, &[("body", &long)])
        .await
        .is(507)
        .shows("There is no room to store anything")
        .shows("Kept text x");
    w.ann.get(&path).await.is(200);
    w.it.portal().get("/readyz").await.is(200);
    w.ann.post(&reply, &[("body", &long)]).await.is(303);
}

#[tokio::test]
async fn a_new_ticket_that_finds_no_room_is_shown_again() {
    let mut w = world().await;
    if !fill(&w).await {
        return;
    }
    let long = format!("Kept text {}", "x".repeat(45_000));
    let fields = [("subject", "Kept subject"), ("body", long.as_str())];
    w.ann
        .post("/tickets-view/new", &fields)
        .await
        .is(507)
        .shows("Kept subject")
        .shows("Kept text x");
    w.ann.post("/tickets-view/new", &fields).await.is(303);
}

#[tokio::test]
async fn while_the_database_is_away_pages_say_so_and_when_to_come_back() {
    let mut w = world().await;
    let path = w.printer();
    w.it.app.db.close().await;
    for visitor in [&mut w.ann, &mut w.olga] {
        let answer = visitor.get("/").await;
        answer
            .is(503)
            .shows("Back soon")
            .shows("Go back and try again");
        assert!(answer.headers.contains_key("retry-after"));
    }
    // nobody can keep what was written: it comes back
    w.ann
        .post(&format!("{path}/reply"), &[("body", "Words <of> mine")])
        .await
        .is(503)
        .shows("What you wrote")
        .shows("Words &lt;of&gt; mine")
        .hides("text is kept");
    let call = [("subject", "Door"), ("notes", "It sticks"), ("csrf", "x")];
    w.olga
        .post("/calls/new", &call)
        .await
        .is(503)
        .shows("Door")
        .shows("It sticks");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_takes_no_more_stops_nobody() {
    let w = world().await;
    let full = OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .expect("a full device");
    let server = Server::logging(&w, free_port(), "trace", full.into());
    let cookie = w.ann.cookie();
    let reply = format!("{}/reply", w.printer());
    let answer = server.request("POST", &reply, &cookie, "body=Still+here");
    assert_eq!(answer.map(|(status, _)| status), Some(303));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_whose_last_bytes_find_no_room_is_refused_and_the_text_is_kept() {
    const ROOM: usize = 256 * 1024;
    let w = world().await;
    // SQLite's own file would find none either
    if w.it.app.db.engine() == Engine::Sqlite {
        return;
    }
    let server = Server::with_files_of(&w, free_port(), ROOM);
    let cookie = w.ann.cookie();
    let reply = format!("{}/reply", w.printer());
    let sends = |size: usize| {
        let file = "x".repeat(size);
        let body = format!(
            "--b\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\nSee the file of {size}\r\n\
             --b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"log.txt\"\r\n\r\n{file}\r\n--b--\r\n"
        );
        let kind = "multipart/form-data; boundary=b";
        let answer = server.send("POST", &reply, &cookie, kind, &body);
        answer.expect("an answer")
    };
    let (status, page) = sends(ROOM + 1);
    assert_eq!(status, 507, "{page}");
    assert!(page.contains(&format!("See the file of {}", ROOM + 1)));
    assert_eq!(sends(ROOM).0, 303);
}

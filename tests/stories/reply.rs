//! A customer replies [P4] [P5].

use crate::support::{world, world_with};

#[tokio::test]
async fn a_reply_reopens_a_closed_ticket() {
    let mut w = world().await;
    let path = w.printer();
    w.ann
        .post(&format!("{path}/close"), &[])
        .await
        .goes_to(&path);
    w.ann.get(&path).await.shows("This ticket is closed");
    w.ann
        .post(&format!("{path}/reply"), &[("body", "It burns again")])
        .await
        .goes_to(&path);
    w.ann
        .get(&path)
        .await
        .shows("It burns again")
        .hides("This ticket is closed");
}

#[tokio::test]
async fn a_closed_ticket_takes_no_reply_where_the_portal_says_so_and_the_text_is_kept() {
    let mut w = world_with(|settings| settings.reply_to_closed = false).await;
    let path = w.printer();
    w.ann
        .post(&format!("{path}/close"), &[])
        .await
        .goes_to(&path);
    w.ann
        .get(&path)
        .await
        .shows("Need more help? Start a new one")
        .hides("name=\"body\"");
    let answer = w
        .ann
        .post(&format!("{path}/reply"), &[("body", "It burns again")])
        .await;
    answer.is(422).shows("It burns again");
    w.olga.get(&w.conversation()).await.hides("It burns again");
    // nothing is lost: the text is there, and goes along with the ticket that goes on with this one
    w.ann
        .get(&path)
        .await
        .shows("Not sent")
        .shows("It burns again");
    let other = [("body", "Another matter")];
    w.ann.post("/tickets-view/0/draft", &other).await.is(204);
    let new = format!("/tickets-view/new?follows={}", w.printer.ticket_id);
    w.ann.get(&new).await.shows("It burns again");
    let fields = [
        ("subject", "It burns"),
        ("body", "It burns again"),
        ("follows", &w.printer.ticket_id.to_string()),
    ];
    w.ann.post("/tickets-view/new", &fields).await.is(303);
    w.ann.get(&path).await.hides("Not sent");
    w.ann.get("/tickets-view/new").await.shows("Another matter");
}

#[tokio::test]
async fn sending_twice_makes_one_message() {
    let mut w = world().await;
    let path = w.printer();
    let once = w.ann.get(&path).await.hidden("once");
    for _ in 0..2 {
        w.ann
            .post(
                &format!("{path}/reply"),
                &[("once", &once), ("body", "Only once")],
            )
            .await
            .goes_to(&path);
    }
    let page = w.ann.get(&path).await;
    assert_eq!(page.body.matches("Only once").count(), 1);
    let other = w
        .ann
        .post(
            &format!("{path}/reply"),
            &[("once", &once), ("body", "Something else")],
        )
        .await;
    other.is(422).shows("Something else");
}

#[tokio::test]
async fn an_empty_reply_is_refused_in_words() {
    let mut w = world().await;
    let path = format!("{}/reply", w.printer());
    w.ann
        .post(&path, &[("body", "  ")])
        .await
        .is(422)
        .shows("Write a message or attach a file")
        .shows("role=\"alert\"");
}

#[tokio::test]
async fn files_go_along_and_only_who_sees_the_ticket_can_fetch_them() {
    let mut w = world().await;
    let path = w.printer();
    let png: &[u8] = b"\x89PNG\r\n\x1a\n not really";
    let parts: [(&str, &str, &[u8]); 3] = [
        ("body", "", b"See the picture"),
        ("files", "display.png", png),
        ("files", "../../evil\u{202e}gpj.exe", b"MZ"),
    ];
    w.ann
        .upload(&format!("{path}/reply"), &parts)
        .await
        .goes_to(&path);
    let page = w.ann.get(&path).await;
    page.shows("display.png").shows("evilgpj.exe").hides("../");
    let links: Vec<String> = page
        .body
        .split("href=\"/files/")
        .skip(1)
        .map(|rest| format!("/files/{}", rest.split('"').next().unwrap_or_default()))
        .collect();
    assert_eq!(links.len(), 2);
    let picture = w.ann.get(&links[0]).await;
    picture.is(200);
    assert_eq!(picture.headers["content-type"], "image/png");
    assert_eq!(
        picture.headers["content-security-policy"],
        "sandbox; default-src 'none'"
    );
    let program = w.bob.get(&links[1]).await;
    program.is(200);
    assert_eq!(program.headers["content-type"], "application/octet-stream");
    assert!(
        program.headers["content-disposition"]
            .to_str()
            .expect("text")
            .starts_with("attachment")
    );
    w.eve.get(&links[0]).await.is(404);
    w.it.portal().get(&links[0]).await.goes_to("/sign-in");
}

#[tokio::test]
async fn the_eleventh_file_and_one_too_large_get_their_own_errors_and_nothing_else_is_lost() {
    let mut w = world().await;
    let path = format!("{}/reply", w.printer());
    let names: Vec<String> = (1..=11).map(|n| format!("page{n}.txt")).collect();
    let mut parts: Vec<(&str, &str, &[u8])> = vec![("body", "", b"All the pages")];
    parts.extend(
        names
            .iter()
            .map(|name| ("files", name.as_str(), b"x".as_slice())),
    );
    let refused = w.ann.upload(&path, &parts).await;
    refused
        .is(422)
        .shows("All the pages")
        .shows("page11.txt was not attached: at most 10 files");
    assert_eq!(
        refused.body.matches("name=\"upload\"").count(),
        10,
        "ten files are kept"
    );

    let large = vec![b'x'; 26 * 1024 * 1024 + 1];
    let parts: [(&str, &str, &[u8]); 3] = [
        ("body", "", b"Two"),
        ("files", "large.bin", &large),
        ("files", "small.txt", b"s"),
    ];
    let refused = w.ann.upload(&path, &parts).await;
    refused
        .is(422)
        .shows("Two")
        .shows("large.bin is larger than 25")
        .shows("small.txt");
    assert_eq!(refused.body.matches("name=\"upload\"").count(), 1);
    let kept = refused.hidden("upload");
    w.ann
        .post(&path, &[("body", "Two"), ("upload", &kept)])
        .await
        .is(303);
    w.ann.get(&w.printer()).await.shows("small.txt");
}

#[tokio::test]
async fn files_that_are_far_too_large_together_take_no_text_with_them() {
    let mut w = world().await;
    let film = vec![b'x'; 330 * 1024 * 1024];
    let parts: [(&str, &str, &[u8]); 4] = [
        ("body", "", b"Here is the film"),
        ("files", "note.txt", b"n"),
        ("files", "film.bin", &film),
        ("files", "never read.txt", b"r"),
    ];
    let path = format!("{}/reply", w.printer());
    let refused = w.ann.upload(&path, &parts).await;
    refused
        .is(422)
        .shows("Here is the film")
        .shows("film.bin is larger than 25")
        .shows("All files together may have 250")
        .shows("film.bin and those after it were not attached")
        .shows("note.txt");
    assert_eq!(refused.body.matches("name=\"upload\"").count(), 1);
}

#[tokio::test]
async fn nobody_can_take_a_file_that_another_has_sent() {
    let mut w = world().await;
    let sent = w
        .ann
        .upload("/tickets-view/uploads", &[("file", "mine.txt", b"secret")])
        .await;
    sent.is(200);
    let id = sent
        .body
        .split("\"id\":\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("an id")
        .to_owned();
    w.eve
        .post(
            "/tickets-view/new",
            &[("subject", "Hello"), ("body", "x"), ("upload", &id)],
        )
        .await
        .is(303);
    let list = w.eve.get("/tickets-view").await;
    let ticket = list
        .body
        .split("href=\"/tickets-view/")
        .filter_map(|rest| rest.split('"').next())
        .find(|id| id.parse::<i64>().is_ok());
    w.eve
        .get(&format!("/tickets-view/{}", ticket.expect("a ticket")))
        .await
        .hides("mine.txt");
}

#[tokio::test]
async fn a_draft_waits_on_the_server() {
    let mut w = world().await;
    let path = w.printer();
    w.ann
        .post(&format!("{path}/draft"), &[("body", "Half a thought")])
        .await
        .is(204);
    let mut ann = w.it.portal().sign_in("ann@acme.test").await;
    ann.get(&path).await.shows("Half a thought");
    w.bob.get(&path).await.hides("Half a thought");
    w.eve
        .post(&format!("{path}/draft"), &[("body", "x")])
        .await
        .is(404);
    ann.post(&format!("{path}/reply"), &[("body", "A whole thought")])
        .await
        .is(303);
    ann.get(&path).await.hides("Half a thought");
}

#[tokio::test]
async fn markup_is_shown_and_never_run() {
    let mut w = world().await;
    let path = w.printer();
    let evil = "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))\n\n**bold**";
    w.ann
        .post(&format!("{path}/reply"), &[("body", evil)])
        .await
        .is(303);
    let page = w.ann.get(&path).await;
    page.hides("<script>alert")
        .hides("<img")
        .hides("href=\"javascript")
        .shows("<strong>bold</strong>");
}

//! Finding a ticket again [P1].

use crate::support::world;

#[tokio::test]
async fn words_are_found_in_subjects_numbers_messages_and_file_names_without_accents() {
    let mut w = world().await;
    let path = format!("{}/reply", w.printer());
    let parts: [(&str, &str, &[u8]); 2] = [
        ("body", "", "Zażółć gęślą jaźń na drukarce".as_bytes()),
        ("files", "paragon.pdf", b"%PDF-"),
    ];
    w.ann.upload(&path, &parts).await.is(303);
    for asked in [
        "printer",
        "BURN",
        "zazolc gesla",
        "second+floor",
        "1",
        "paragon",
        "printer gesla paragon",
    ] {
        w.ann
            .get(&format!("/tickets-view?q={}", asked.replace(' ', "+")))
            .await
            .shows("Printer burns");
    }
    w.ann
        .get("/tickets-view?q=zazolc")
        .await
        .shows("<mark>Zażółć</mark>");
    w.ann
        .get("/tickets-view?q=giraffe")
        .await
        .shows("No tickets match");
    w.eve
        .get("/tickets-view?q=printer")
        .await
        .hides("Printer burns");
}

#[tokio::test]
async fn no_word_is_lost_when_a_ticket_gets_more_readers() {
    let mut w = world().await;
    let words: Vec<String> = (0..4_000).map(|n| format!("word{n:06}")).collect();
    let log = format!("{} zebra", words.join(" "));
    let path = format!("{}/reply", w.printer());
    w.ann.post(&path, &[("body", &log)]).await.is(303);
    for n in 0..6 {
        let email = format!("reader{n}@acme.test");
        w.olga
            .post(
                &format!("/tickets/{}/participants", w.printer.ticket_id),
                &[("email", &email)],
            )
            .await
            .is(303);
    }
    w.ann
        .get("/tickets-view?q=zebra")
        .await
        .shows("Printer burns");
}

#[tokio::test]
async fn the_view_menu_separates_mine_from_my_organisations() {
    let mut w = world().await;
    w.bob
        .get("/tickets-view")
        .await
        .shows("Printer burns")
        .shows("My organisation&#39;s");
    w.bob
        .get("/tickets-view?view=mine")
        .await
        .hides("Printer burns");
    w.eve
        .get("/tickets-view")
        .await
        .hides("My organisation&#39;s");
}

#[tokio::test]
async fn every_page_of_a_long_list_is_reached_forth_and_back() {
    let mut w = world().await;
    for n in 0..60 {
        w.it.pass(1000);
        w.eve
            .post(
                "/tickets-view/new",
                &[("subject", &format!("Case {n:02}")), ("body", "x")],
            )
            .await
            .is(303);
    }
    for sort in ["", "created", "status", "priority"] {
        let mut seen = Vec::new();
        let mut next = format!("/tickets-view?sort={sort}");
        let mut pages = Vec::new();
        loop {
            let page = w.eve.get(&next).await;
            let subjects: Vec<String> = page
                .body
                .split("dir=\"auto\">Case ")
                .skip(1)
                .map(|s| s[..2].to_owned())
                .collect();
            pages.push(subjects.clone());
            seen.extend(subjects);
            let Some(link) = page
                .body
                .split("rel=\"next\"")
                .next()
                .filter(|_| page.body.contains("rel=\"next\""))
            else {
                break;
            };
            next = link
                .rsplit("href=\"")
                .next()
                .and_then(|l| l.split('"').next())
                .expect("a link")
                .replace("&amp;", "&");
        }
        let expected: Vec<String> = (0..60).rev().map(|n| format!("{n:02}")).collect();
        assert_eq!(seen, expected, "{sort}");
        assert_eq!(pages.len(), 3);
        let last = w.eve.get(&next).await;
        let back = last
            .body
            .split("rel=\"prev\"")
            .next()
            .and_then(|b| b.rsplit("href=\"").next())
            .and_then(|l| l.split('"').next());
        let back = back.expect("a way back").replace("&amp;", "&");
        w.eve
            .get(&back)
            .await
            .shows(&format!("Case {}", pages[1][0]));
    }
}

#[tokio::test]
async fn the_export_is_the_view_and_safe_to_open() {
    let mut w = world().await;
    w.eve
        .post(
            "/tickets-view/new",
            &[("subject", "=cmd|' /C calc'!A0"), ("body", "x")],
        )
        .await
        .is(303);
    let csv = w.eve.get("/tickets-view/export.csv").await;
    csv.is(200).shows("'=cmd").hides("Printer burns");
    assert!(csv.body.starts_with('\u{feff}'), "Excel reads it as UTF-8");
    assert_eq!(csv.body.lines().count(), 2);
    w.bob
        .get("/tickets-view/export.csv?status=closed")
        .await
        .hides("Printer burns");
    w.bob
        .get("/tickets-view/export.csv?q=printer")
        .await
        .shows("Printer burns");
}

#[tokio::test]
async fn the_menu_marks_where_a_member_is() {
    let mut w = world().await;
    let tickets = "<a href=\"/tickets-view\" aria-current=\"page\">";
    let account = "<a href=\"/account\" aria-current=\"page\">";
    for path in ["/tickets-view?q=printer", &w.printer(), "/tickets-view/new"] {
        w.ann.get(path).await.shows(tickets).hides(account);
    }
    for path in ["/account", "/account/security"] {
        w.ann.get(path).await.shows(account).hides(tickets);
    }
}

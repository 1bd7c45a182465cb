//! The mails that customers get [P13].

use crate::support::world;

#[tokio::test]
async fn opened_answered_and_closed_are_mailed_and_thread_together() {
    let mut w = world().await;
    w.answer("Have you tried **water**?").await;
    w.olga
        .post(&format!("{}/close", w.conversation()), &[])
        .await
        .is(303);
    let mails = w.mails().await;
    let to_ann: Vec<_> = mails
        .iter()
        .filter(|(to, _)| to == "ann@acme.test")
        .rev()
        .collect();
    assert_eq!(to_ann.len(), 3, "{mails:?}");
    let read: Vec<_> = to_ann
        .iter()
        .map(|(_, raw)| mail::parse::parse(raw.as_bytes()).expect("a mail"))
        .collect();
    assert_eq!(read[0].subject, "We have your ticket [#1]");
    assert_eq!(read[1].subject, "Olga Agent replied: Printer burns [#1]");
    assert!(read[1].text.contains("Have you tried"), "{}", read[1].text);
    assert!(
        read[1]
            .html
            .as_deref()
            .is_some_and(|html| html.contains("<strong>water</strong>"))
    );
    assert_eq!(read[2].subject, "Closed: Printer burns [#1]");
    assert!(to_ann[0].1.contains("Auto-Submitted:") && to_ann[2].1.contains("Auto-Submitted:"));
    assert!(
        !to_ann[1].1.contains("Auto-Submitted:"),
        "a person wrote it"
    );
    for mail in &read {
        assert!(
            mail.text.contains(&format!(
                "http://help.test/tickets-view/{}",
                w.printer.ticket_id
            )),
            "{}",
            mail.text
        );
    }
    assert!(
        mails.iter().all(|(to, _)| to != "bob@acme.test"),
        "colleagues see it in the portal only"
    );
}

#[tokio::test]
async fn files_of_an_answer_go_along_and_large_ones_are_named() {
    let mut w = world().await;
    let large = vec![b'x'; 20_000_001];
    let parts: [(&str, &str, &[u8]); 5] = [
        ("kind", "", b"reply"),
        ("once", "", b"1"),
        ("body", "", b"See the plans"),
        ("files", "plan.pdf", b"%PDF-1.4 small"),
        ("files", "film.bin", &large),
    ];
    w.olga
        .upload(&format!("{}/reply", w.conversation()), &parts)
        .await
        .is(303);
    let mails = w.mails().await;
    let (_, raw) = mails
        .iter()
        .find(|(to, raw)| to == "ann@acme.test" && raw.contains("replied"))
        .expect("the answer");
    let mail = mail::parse::parse(raw.as_bytes()).expect("a mail");
    let names: Vec<_> = mail.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["plan.pdf"]);
    let html = mail.html.expect("HTML");
    for text in [&mail.text, &html] {
        assert!(text.contains("plan.pdf (14"), "{text}");
        assert!(text.contains("film.bin") && text.contains("19.1"), "{text}");
    }
}

#[tokio::test]
async fn the_desk_says_who_gets_a_reply_as_a_mail_and_who_only_in_the_portal() {
    let mut w = world().await;
    let page = w.conversation();
    w.olga
        .get(&page)
        .await
        .shows("The customer reads this: ann@acme.test");
    w.ann.post("/account/mails", &[]).await.is(303);
    w.olga
        .get(&page)
        .await
        .hides("The customer reads this")
        .shows("In the portal only, e-mails are switched off: ann@acme.test");
    w.answer("Nobody is mailed").await;
    let mails = w.mails().await;
    assert!(
        !mails
            .iter()
            .any(|(_, raw)| raw.contains("Nobody is mailed"))
    );
    let path = format!("/tickets/{}/participants", w.printer.ticket_id);
    let eve = [("email", "eve@alone.test")];
    w.olga.post(&path, &eve).await.is(303);
    w.olga.get(&page).await.shows(
        "The customer reads this: eve@alone.test · In the portal only, e-mails are switched off: ann@acme.test",
    );
}

#[tokio::test]
async fn a_switched_off_mail_is_not_sent() {
    let mut w = crate::support::world_with(|settings| settings.mails.closed = false).await;
    w.olga
        .post(&format!("{}/close", w.conversation()), &[])
        .await
        .is(303);
    assert!(
        w.mails()
            .await
            .iter()
            .all(|(_, mail)| !mail.contains("Subject: Closed"))
    );
}

#[tokio::test]
async fn a_participant_reads_along_and_gets_the_answers() {
    let mut w = world().await;
    w.eve.get(&w.printer()).await.is(404);
    let path = format!("/tickets/{}/participants", w.printer.ticket_id);
    w.olga
        .post(&path, &[("email", "eve@alone.test")])
        .await
        .is(303);
    w.eve.get(&w.printer()).await.is(200);
    w.eve
        .get("/tickets-view?q=floor")
        .await
        .shows("Printer burns");
    w.answer("For both of you").await;
    let mails = w.mails().await;
    for to in ["ann@acme.test", "eve@alone.test"] {
        assert!(
            mails
                .iter()
                .any(|(whom, mail)| whom == to && mail.contains("For both of you")),
            "{to}"
        );
    }
    // the record tells whom it went to then, not who would get it now
    let late = [("email", "carl@late.test")];
    w.olga.post(&path, &late).await.is(303);
    let record = format!("/tickets/{}", w.printer.ticket_id);
    w.olga
        .get(&record)
        .await
        .shows("to ann@acme.test, eve@alone.test ·");
}

#[tokio::test]
async fn a_participant_who_is_taken_off_reads_and_gets_nothing_any_more() {
    let mut w = world().await;
    let record = format!("/tickets/{}", w.printer.ticket_id);
    let add = format!("{record}/participants");
    let eve = [("email", "eve@alone.test")];
    w.olga.post(&add, &eve).await.is(303);
    w.answer("For both of you").await;
    w.it.work().await;
    let page = w.olga.get(&record).await;
    let take_off = page.body.split("action=\"").skip(1);
    let take_off = take_off.filter_map(|it| it.split('"').next());
    let mut take_off = take_off.filter(|it| it.ends_with("/remove"));
    let path = take_off.next().expect("a button").to_owned();
    assert!(take_off.next().is_none(), "the requester stays");
    let contact = path.replace("/remove", "");
    let (_, id) = contact.rsplit_once('/').expect("an id");
    w.eve.post(&path, &[]).await.is(404);
    w.olga.post(&path, &[]).await.goes_to(&record);
    w.olga.post(&path, &[]).await.is(404);
    w.eve.get(&w.printer()).await.is(404);
    w.eve
        .get("/tickets-view?q=floor")
        .await
        .hides("Printer burns");
    w.answer("For Ann alone").await;
    let mails = w.mails().await;
    let to_eve = mails.iter().filter(|(to, _)| to == "eve@alone.test");
    assert!(
        to_eve.clone().count() > 0
            && to_eve
                .clone()
                .all(|(_, mail)| !mail.contains("For Ann alone"))
    );
    w.olga
        .get(&record)
        .await
        .shows("took Eve Early off")
        .hides(&format!("participants/{id}/remove"));
}

#[tokio::test]
async fn a_mail_says_nothing_but_our_own_header_lines_whatever_a_subject_holds() {
    let mut w = world().await;
    let evil = "Hello\r\nBcc: victim@x.test\u{2028}\u{0}";
    w.eve
        .post(
            "/tickets-view/new",
            &[("subject", evil), ("body", "\n.\nMAIL FROM:<x>")],
        )
        .await
        .is(303);
    for (_, mail) in w.mails().await {
        let head = mail.split("\r\n\r\n").next().unwrap_or_default();
        assert!(!head.to_lowercase().contains("\nbcc:"), "{head}");
        assert!(
            !mail.replace("\r\n", "").contains(['\r', '\n']),
            "no bare line ends"
        );
    }
}

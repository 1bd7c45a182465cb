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

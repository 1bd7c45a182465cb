//! The mailbox against a real server.

#![expect(clippy::print_stderr, reason = "a test that reports figures")]

use std::time::{Duration, Instant};

use mail::Tls;
use mail::imap::{ImapConfig, ImapError, Mailbox, Woken};
use mail::testing::{Dovecot, has_dovecot};

async fn server() -> Option<Dovecot> {
    if !has_dovecot() {
        eprintln!("skipped: dovecot is not installed");
        return None;
    }
    Some(Dovecot::start().await.expect("dovecot starts"))
}

const MAIL: &[u8] = b"From: ann@x.test\r\nSubject: Hi\r\n\r\nIt burns.\r\n";

#[tokio::test]
async fn a_new_mail_wakes_the_wait_and_is_fetched_within_two_seconds() {
    let Some(server) = server().await else { return };
    let mut mailbox = Mailbox::connect(&server.config(Tls::None)).await.unwrap();
    assert!(mailbox.has_idle() && mailbox.uid_validity() > 0);
    assert_eq!(mailbox.uids_after(0).await.unwrap(), []);
    let waiting = tokio::spawn(async move {
        let woken = mailbox.wait(Duration::from_secs(20)).await;
        (mailbox, woken, Instant::now())
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let delivered = Instant::now();
    server.deliver(MAIL).unwrap();
    let (mut mailbox, woken, _) = waiting.await.unwrap();
    assert_eq!(woken.unwrap(), Woken::News);
    let list = mailbox.uids_after(0).await.unwrap();
    assert_eq!(list.len(), 1);
    let (uid, size) = list[0];
    let raw = mailbox.fetch(uid).await.unwrap();
    assert!(
        delivered.elapsed() < Duration::from_secs(2),
        "took {:?}",
        delivered.elapsed()
    );
    eprintln!("delivered, woken and fetched in {:?}", delivered.elapsed());
    assert_eq!(
        (raw.as_slice(), usize::try_from(size).unwrap()),
        (MAIL, MAIL.len())
    );
    let headers = String::from_utf8(mailbox.fetch_headers(uid).await.unwrap()).unwrap();
    assert!(headers.contains("Subject: Hi") && !headers.contains("burns"));
    mailbox.mark_seen(uid).await.unwrap();
    assert_eq!(mailbox.uids_after(uid).await.unwrap(), []);
    assert!(matches!(
        mailbox.fetch(uid + 7).await,
        Err(ImapError::NoSuchMail(_))
    ));
    mailbox.close().await;
}

#[tokio::test]
async fn mail_that_came_before_the_wait_is_not_slept_over() {
    let Some(server) = server().await else { return };
    let mut mailbox = Mailbox::connect(&server.config(Tls::None)).await.unwrap();
    assert_eq!(mailbox.uids_after(0).await.unwrap(), []);
    server.deliver(MAIL).unwrap();
    let start = Instant::now();
    assert_eq!(
        mailbox.wait(Duration::from_secs(20)).await.unwrap(),
        Woken::News
    );
    assert!(start.elapsed() < Duration::from_secs(3));
    let start = Instant::now();
    mailbox.uids_after(0).await.unwrap();
    assert_eq!(
        mailbox.wait(Duration::from_millis(400)).await.unwrap(),
        Woken::Quiet
    );
    assert!(start.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn protected_connections_work_and_are_checked() {
    let Some(server) = server().await else { return };
    if server.ca_pem.is_none() {
        eprintln!("skipped: no openssl to make a certificate");
        return;
    }
    server.deliver(MAIL).unwrap();
    for tls in [Tls::StartTls, Tls::Implicit] {
        let mut mailbox = Mailbox::connect(&server.config(tls)).await.unwrap();
        assert_eq!(mailbox.uids_after(0).await.unwrap().len(), 1);
        let stranger = ImapConfig {
            ca_pem: None,
            ..server.config(tls)
        };
        assert!(matches!(
            Mailbox::connect(&stranger).await,
            Err(ImapError::Tls(_))
        ));
    }
}

#[tokio::test]
async fn a_wrong_password_is_refused_and_a_silent_server_does_not_hang_us() {
    if let Some(server) = server().await {
        let wrong = ImapConfig {
            password: "wrong".to_owned(),
            ..server.config(Tls::None)
        };
        assert!(matches!(
            Mailbox::connect(&wrong).await,
            Err(ImapError::Refused(_))
        ));
        let nowhere = ImapConfig {
            folder: "Nowhere".to_owned(),
            ..server.config(Tls::None)
        };
        assert!(matches!(
            Mailbox::connect(&nowhere).await,
            Err(ImapError::Refused(_))
        ));
    }
    let silent = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .unwrap();
    let config = ImapConfig {
        host: "127.0.0.1".to_owned(),
        port: silent.local_addr().unwrap().port(),
        tls: Tls::None,
        step: Duration::from_millis(300),
        ..ImapConfig::default()
    };
    assert!(matches!(
        Mailbox::connect(&config).await,
        Err(ImapError::Timeout(_))
    ));
    assert!(matches!(
        Mailbox::connect(&ImapConfig {
            tls: Tls::Implicit,
            ..config
        })
        .await,
        Err(ImapError::Timeout(_))
    ));
}

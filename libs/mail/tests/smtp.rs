//! Sending against the sink.

use std::time::Duration;

use mail::Tls;
use mail::build::{Address, Outgoing, build};
use mail::smtp::{SendError, Smtp, SmtpConfig};
use mail::testing::Sink;

fn letter() -> Outgoing {
    let address = |email: &str| Address {
        name: None,
        email: email.to_owned(),
    };
    Outgoing {
        from: address("us@x.test"),
        to: vec![address("ann@y.test")],
        subject: "Hi".to_owned(),
        text: "One\n.\n..two\n.\r\nMAIL FROM:<evil@z.test>\n".to_owned(),
        message_id: "1@x.test".to_owned(),
        ..Outgoing::default()
    }
}

fn config(port: u16) -> SmtpConfig {
    SmtpConfig {
        host: "127.0.0.1".to_owned(),
        port,
        tls: Tls::None,
        timeout: Duration::from_secs(5),
        ..SmtpConfig::default()
    }
}

#[tokio::test]
async fn mails_arrive_as_they_were_built_over_one_connection() {
    let sink = Sink::start().await.unwrap();
    let smtp = Smtp::new(&config(sink.port)).unwrap();
    smtp.check().await.unwrap();
    let built = build(&letter()).unwrap();
    let automatic = build(&Outgoing {
        automatic: true,
        ..letter()
    })
    .unwrap();
    smtp.send(&built).await.unwrap();
    smtp.send(&automatic).await.unwrap();
    let taken = sink.wait_for(2, Duration::from_secs(5)).await;
    assert_eq!(taken.len(), 2);
    assert_eq!(
        (taken[0].from.as_str(), taken[0].to.as_slice()),
        ("us@x.test", ["ann@y.test".to_owned()].as_slice())
    );
    assert_eq!(
        String::from_utf8_lossy(&taken[0].raw).trim_end(),
        String::from_utf8_lossy(&built.raw).trim_end()
    );
    assert_eq!(taken[1].from, "");
    assert_eq!(
        sink.connections(),
        2,
        "one for the check, one kept for both mails"
    );
}

#[tokio::test]
async fn refusals_say_whether_to_try_again() {
    let sink = Sink::start().await.unwrap();
    let smtp = Smtp::new(&config(sink.port)).unwrap();
    let built = build(&letter()).unwrap();
    sink.refuse(Some("550 5.1.1 no such user"));
    assert!(
        matches!(smtp.send(&built).await, Err(SendError::Refused(text)) if text.contains("no such user"))
    );
    sink.refuse(Some("451 4.7.1 later"));
    assert!(matches!(smtp.send(&built).await, Err(SendError::Again(_))));
    sink.refuse(None);
    smtp.send(&built).await.unwrap();
    let port = sink.port;
    drop(sink);
    let gone = Smtp::new(&config(port)).unwrap();
    assert!(matches!(gone.send(&built).await, Err(SendError::Again(_))));
}

#[tokio::test]
async fn a_silent_server_does_not_hang_us() {
    let silent = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .unwrap();
    let port = silent.local_addr().unwrap().port();
    let smtp = Smtp::new(&SmtpConfig {
        timeout: Duration::from_millis(300),
        ..config(port)
    })
    .unwrap();
    assert!(matches!(
        smtp.send(&build(&letter()).unwrap()).await,
        Err(SendError::Again(_))
    ));
}

//! Real mail servers: Debian's dovecot holds the team's mailbox, an SMTP server on loopback takes what we send.

use std::future::Future;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use db::params;

use channels::email::{self, Account, Imap, Protection, Secret, Settings, Smtp};
use mail::testing::{Dovecot, Sink, Taken};
use tokio::task::JoinHandle;

use super::World;

/// The team's address.
pub(crate) const TEAM: &str = "support@acme.test";
/// What its receiving server calls itself.
pub(crate) const AUTHSERV: &str = "mx.acme.test";

/// A connected address with its servers, and the background at work.
pub(crate) struct Post {
    pub(crate) mailbox: Dovecot,
    pub(crate) sink: Sink,
    delivered: AtomicI64,
    background: Vec<JoinHandle<()>>,
}

impl Drop for Post {
    fn drop(&mut self) {
        for task in &self.background {
            task.abort();
        }
    }
}

impl Post {
    /// Connects the team's address and starts watching. The world must not catch its mail.
    pub(crate) async fn connect(w: &World) -> Post {
        let (mailbox, sink) = (
            Dovecot::start().await.expect("dovecot starts"),
            Sink::start().await.expect("a sink"),
        );
        let mut it = Post {
            mailbox,
            sink,
            delivered: AtomicI64::new(0),
            background: Vec::new(),
        };
        it.look_at(w, it.mailbox.port).await;
        it.background = portico::serve::background(&w.it.app);
        it
    }

    /// Says that the team's mailbox is at this port.
    pub(crate) async fn look_at(&self, w: &World, port: u16) {
        let settings = Settings {
            imap: Some(Imap {
                host: "127.0.0.1".into(),
                port,
                tls: Protection::None,
                user: self.mailbox.user.clone(),
                password: Secret::plain(self.mailbox.password.clone()),
                folder: "INBOX".into(),
                poll_seconds: 60,
                ca_pem: None,
            }),
            smtp: Some(Smtp {
                host: "127.0.0.1".into(),
                port: self.sink.port,
                tls: Protection::None,
                user: String::new(),
                password: Secret::plain(""),
                ca_pem: None,
            }),
            from_name: "Acme Support".into(),
            plus_addressing: true,
            trusted_authserv_id: Some(AUTHSERV.into()),
        };
        let account = Account {
            inbox_id: w.inbox_id,
            name: "Support".into(),
            address: TEAM.into(),
            settings,
            makes_ticket: true,
            pipeline_id: 0,
            stage_id: 1,
            active: true,
        };
        let tx = w.it.app.db.begin().await.expect("a transaction");
        email::save(&tx, &w.it.app, w.account_id, &account)
            .await
            .expect("a connected address");
        tx.commit().await.expect("a commit");
    }

    /// Another program puts a mail into the mailbox.
    pub(crate) fn deliver(&self, mail: &str) {
        self.deliver_raw(mail.replace('\n', "\r\n").as_bytes());
    }

    /// The same with bytes that are no text.
    pub(crate) fn deliver_raw(&self, mail: &[u8]) {
        self.mailbox.deliver(mail).expect("the mail is delivered");
        self.delivered.fetch_add(1, Ordering::Relaxed);
    }

    /// Waits until every mail that was delivered has been filed or set aside, and everything that follows is done.
    pub(crate) async fn all_read(&self, w: &World) {
        let delivered = self.delivered.load(Ordering::Relaxed);
        eventually("a quiet mailbox", async || {
            let read = "select count(*) from raw_mails where account_id = $1 and state <> 'new'";
            let read: i64 = w.it.app.db.one(read, params![w.account_id]).await.expect("a count");
            let due = "select count(*) from jobs where account_id = $1 and failed_at is null and run_at <= $2";
            let due: i64 = w.it.app.db.one(due, params![w.account_id, w.it.app.now()]).await.expect("a count");
            (read == delivered && due == 0).then_some(())
        })
        .await;
    }

    /// Waits for the first mail to this address that says this.
    pub(crate) async fn sent_to(&self, to: &str, text: &str) -> Taken {
        eventually(&format!("a mail to {to} with {text:?}"), async || {
            self.sink
                .taken()
                .into_iter()
                .find(|mail| mail.to == [to] && readable(mail).contains(text))
        })
        .await
    }
}

/// The text and subject of a mail that was sent.
pub(crate) fn readable(mail: &Taken) -> String {
    let parsed = mail::parse::parse(&mail.raw).expect("our own mail can be read");
    format!("{}\n{}", parsed.subject, parsed.text)
}

/// Waits until something is there; the time is a limit, not a pause.
pub(crate) async fn eventually<T, F: Future<Output = Option<T>>>(
    what: &str,
    mut look: impl FnMut() -> F,
) -> T {
    let wait = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), wait)
        .await
        .unwrap_or_else(|_| panic!("there is not {what}"))
}

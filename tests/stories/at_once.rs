//! Several people, and several workers, at the same moment.

use base::outbox::{self, Budget, Envelope, Letter};
use db::params;
use futures_util::future::join_all;

use super::account::customers;
use crate::support::{Answer, Visitor, World, world};

async fn posts(visitor: &Visitor, path: &str, fields: &[(&str, &str)]) -> Answer {
    visitor.clone().post(path, fields).await
}

pub(super) async fn run<F>(all: impl IntoIterator<Item = F>) -> Vec<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    join_all(all.into_iter().map(tokio::spawn))
        .await
        .into_iter()
        .map(|done| done.expect("no panic"))
        .collect()
}

/// Half of the requests are one, half the other, all on one ticket.
async fn mixed(
    w: &World,
    agents: &'static [(&'static str, &'static [(&'static str, &'static str)])],
) {
    let (reply, desk) = (format!("{}/reply", w.printer()), w.conversation());
    let requests = (0..60).map(|n| {
        let (ann, olga, reply, desk) = (w.ann.clone(), w.olga.clone(), reply.clone(), desk.clone());
        async move {
            let (path, fields) = agents[n % agents.len()];
            if n % 2 == 0 {
                posts(&ann, &reply, &[("body", &format!("Reply {n}"))]).await
            } else {
                posts(&olga, &format!("{desk}/{path}"), fields).await
            }
        }
    });
    for answer in run(requests).await {
        answer.is(303);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn customers_reply_while_agents_answer_assign_and_change_the_stage() {
    let w = world().await;
    mixed(
        &w,
        &[
            ("stage", &[("stage_id", "2")]),
            ("assign", &[("owner_id", "me")]),
            ("stage", &[("stage_id", "3")]),
            ("reply", &[("kind", "reply"), ("body", "We look at it")]),
            ("assign", &[("owner_id", "")]),
            ("reopen", &[]),
            (
                "reply",
                &[("kind", "reply"), ("body", "Done"), ("close", "1")],
            ),
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn a_new_ticket_sent_twice_at_once_is_one_and_both_answers_lead_to_it() {
    let w = world().await;
    for n in 0..10 {
        let twice = (0..2).map(|_| {
            let ann = w.ann.clone();
            async move {
                let once = format!("sent-twice-at-once-{n}");
                let fields = [("subject", "Twice"), ("body", "x"), ("once", once.as_str())];
                posts(&ann, "/tickets-view/new", &fields).await
            }
        });
        let answers = run(twice).await;
        answers[0].goes_to("/tickets-view/");
        answers[1].goes_to(answers[0].location());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn a_reply_that_closes_sent_twice_at_once_is_one() {
    let mut w = world().await;
    w.set(|settings| settings.reply_to_closed = false).await;
    let reply = format!("{}/reply", w.printer());
    let twice = (0..2).map(|_| {
        let (ann, reply) = (w.ann.clone(), reply.clone());
        async move {
            let fields = [
                ("body", "It works again"),
                ("close", "1"),
                ("once", "sent-twice-at-once"),
            ];
            posts(&ann, &reply, &fields).await
        }
    });
    for answer in run(twice).await {
        answer.is(303);
    }
    let page = w.ann.get(&w.printer()).await;
    assert_eq!(page.body.matches("It works again").count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn of_many_mails_at_once_one_is_acknowledged() {
    let w = world().await;
    let account_id = w.account_id;
    let many = (0..12).map(|n| {
        let app = w.it.app.clone();
        async move {
            let tx = app.db.begin().await.expect("a transaction");
            let may = outbox::may_acknowledge(&tx, app.now(), account_id, "who@else.test");
            if may.await.expect("an answer") {
                let key = format!("opened {n}");
                let to = Envelope {
                    channel_account_id: None,
                    to_email: "who@else.test",
                    ticket_id: None,
                    message_id: None,
                    automatic: true,
                    budget: Budget::Tickets,
                    secret: false,
                    unique_key: &key,
                };
                outbox::queue(&tx, &app, account_id, &to, &letter())
                    .await
                    .expect("queued");
            }
            tx.commit().await.expect("a commit");
        }
    });
    run(many).await;
    let sql = "select count(*) from outbox where to_email = $1";
    let queued: i64 =
        w.it.app
            .db
            .one(sql, params!["who@else.test"])
            .await
            .expect("a number");
    assert_eq!(queued, 1);
}

fn letter() -> Letter {
    Letter {
        from_name: String::new(),
        from_email: "team@acme.test".into(),
        to_name: String::new(),
        reply_to: None,
        subject: "We have it".into(),
        text: "x".into(),
        html: String::new(),
        mail_id: "1@acme.test".into(),
        in_reply_to: None,
        references: Vec::new(),
        files_of: None,
    }
}

#[tokio::test]
async fn a_tickets_mails_keep_the_order_of_what_happened_and_hold_nobody_elses_up() {
    let mut w = world().await;
    w.it.work().await;
    w.answer("Have you tried water?").await;
    w.olga
        .post(&format!("{}/close", w.conversation()), &[])
        .await
        .is(303);
    let fields = [("subject", "Paper"), ("body", "It is all used up.")];
    w.ann.post("/tickets-view/new", &fields).await.is(303);
    // a worker has taken the answer, and died
    let app = w.it.app.clone();
    let tx = app.db.begin().await.expect("a transaction");
    let sql = "update jobs set locked_until = $1 where kind = 'react' and payload like '%ticket_answered%'";
    let taken = tx.run(sql, params![app.now() + 60_000]).await;
    assert_eq!(taken.expect("an update"), 1);
    tx.commit().await.expect("a commit");
    w.it.work().await;
    assert_eq!(queued(&w).await, ["confirmed"], "of the other ticket");
    w.it.pass(60_001);
    w.it.work().await;
    assert_eq!(queued(&w).await, ["confirmed", "replied", "closed"]);
}

/// What the mails say in their order, but for the one of the world's own ticket.
async fn queued(w: &World) -> Vec<String> {
    let sql = "select unique_key from outbox where unique_key not like 'confirmed%' or ticket_id <> $1 order by id";
    let keys: Vec<String> =
        w.it.app
            .db
            .all(sql, params![w.printer.ticket_id])
            .await
            .expect("mails");
    let first = |key: &String| key.split(' ').next().unwrap_or_default().to_owned();
    keys.iter().map(first).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn eight_looks_at_once_for_who_is_to_be_invited_invite_once() {
    let w = world().await;
    let mut root = w.it.desk().sign_in("root@desk.test").await;
    customers(&w).await;
    let access = root.get("/settings").await.location().to_owned();
    let groups = [("kind", "groups"), ("groups", "Customers")];
    root.post(&access, &groups).await.is(303);
    w.it.work().await;
    w.it.pass(3 * 60 * 1000);
    let looks = (0..8).map(|_| {
        let (app, account_id) = (w.it.app.clone(), w.account_id);
        async move {
            let tx = app.db.begin().await.expect("a transaction");
            portals::invitations::invite(&tx, &app, account_id)
                .await
                .expect("a look");
            tx.commit().await.expect("a commit");
        }
    });
    run(looks).await;
    let sql = "select count(*) from asks where account_id = $1 and email = 'nora@new.test'";
    let asks: i64 =
        w.it.app
            .db
            .one(sql, params![w.account_id])
            .await
            .expect("a count");
    assert_eq!(asks, 1);
}

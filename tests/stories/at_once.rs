//! Several people, and several workers, at the same moment.

use std::time::Duration;

use base::outbox::{self, Envelope, Letter};
use db::params;
use futures_util::future::join_all;
use jobs::Job;

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

#[tokio::test(flavor = "multi_thread")]
async fn the_mails_about_a_ticket_are_queued_in_the_order_of_what_happened() {
    let mut w = world().await;
    w.answer("Have you tried water?").await;
    w.olga
        .post(&format!("{}/close", w.conversation()), &[])
        .await
        .is(303);
    let app = w.it.app.clone();
    let sql =
        "select account_id, id, kind, payload, attempts from jobs where kind = 'react' order by id";
    let jobs: Vec<Job> = app.db.all(sql, params![]).await.expect("jobs");
    let is = |job: &&Job, what: &str| job.payload.contains(what);
    let answered = jobs
        .iter()
        .find(|job| is(job, "ticket_answered"))
        .expect("a job")
        .clone();
    let closed = jobs
        .iter()
        .find(|job| is(job, "ticket_closed"))
        .expect("a job")
        .clone();
    let mut later = tokio::spawn(portico::reactions::work(app.clone(), closed));
    let early = tokio::time::timeout(Duration::from_millis(300), &mut later).await;
    assert!(early.is_err(), "the later event did not wait");
    for job in jobs.iter().filter(|job| job.id <= answered.id) {
        portico::reactions::work(app.clone(), job.clone())
            .await
            .expect("done");
    }
    later.await.expect("no panic").expect("done");
    let sql = "select unique_key from outbox where ticket_id = $1 order by id";
    let keys: Vec<String> = app
        .db
        .all(sql, params![w.printer.ticket_id])
        .await
        .expect("mails");
    let places =
        ["replied", "closed"].map(|what| keys.iter().position(|key| key.starts_with(what)));
    assert!(places[0].is_some() && places[0] < places[1], "{keys:?}");
}

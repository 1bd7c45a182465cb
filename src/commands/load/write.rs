//! Writing bulk rows: a thread makes them while another writes, in big transactions.

use std::sync::Arc;

use anyhow::Result;
use base::App;
use db::{Engine, Value, params};
use indicatif::ProgressBar;
use tokio::sync::mpsc;

use super::rows::{Batch, Plan, Viewer};

/// Tickets of one transaction.
const BATCH: i64 = 2_000;
/// Rows of `ticket_viewers` of one transaction.
const VIEWERS: usize = 50_000;

const TICKET: [&str; 18] = [
    "account_id",
    "id",
    "number",
    "subject",
    "pipeline_id",
    "stage_id",
    "closed",
    "priority",
    "category",
    "source",
    "owner_id",
    "requester_id",
    "company_id",
    "original_thread_id",
    "created_at",
    "last_activity_at",
    "closed_at",
    "archived",
];
const THREAD: [&str; 14] = [
    "account_id",
    "id",
    "inbox_id",
    "channel_account_id",
    "ticket_id",
    "contact_id",
    "subject",
    "status",
    "spam",
    "assigned_to",
    "unread",
    "latest_text",
    "latest_at",
    "created_at",
];
const MESSAGE: [&str; 12] = [
    "account_id",
    "id",
    "thread_id",
    "direction",
    "sender_id",
    "sender_name",
    "via",
    "text",
    "html",
    "quoted_html",
    "verdict",
    "created_at",
];
const VIEWER: [&str; 7] = [
    "account_id",
    "viewer_id",
    "ticket_id",
    "role",
    "open",
    "priority",
    "last_activity_at",
];
const INDEX: &str = "create index if not exists search_docs_words on search_docs using gin (words) with (fastupdate = off)";

/// Makes and writes everything.
pub(super) async fn all(app: &App, plan: Plan, bar: &ProgressBar) -> Result<()> {
    let plan = Arc::new(plan);
    settings(
        app,
        &[
            "pragma cache_size = -262144",
            // pages that are written again and again are copied into the database once
            "pragma wal_autocheckpoint = 131072",
            "insert into search_words (search_words, rank) values ('automerge', 0)",
            "insert into search_words (search_words, rank) values ('crisismerge', 64)",
        ],
        &["drop index if exists search_docs_words"],
    )
    .await?;
    let (send, mut batches) = mpsc::channel(2);
    let (maker, making) = (app.clone(), plan.clone());
    let made = tokio::task::spawn_blocking(move || {
        let mut begin = 0;
        while begin < making.tickets {
            let end = (begin + BATCH).min(making.tickets);
            if send
                .blocking_send(making.batch(&maker, begin, end))
                .is_err()
            {
                return;
            }
            begin = end;
        }
    });
    let mut viewers = Vec::new();
    while let Some(mut batch) = batches.recv().await {
        viewers.append(&mut batch.viewers);
        let count = batch.count;
        write(app, plan.account_id, batch).await?;
        bar.inc(count);
    }
    made.await?;
    bar.set_message("(whose they are)");
    // in the order of the indexes that lists are read from
    viewers.sort_unstable();
    for some in viewers.chunks(VIEWERS) {
        tie(app, plan.account_id, some).await?;
    }
    bar.set_message("(indexes)");
    settings(
        app,
        // the search merges its pieces once, and then as it does by itself
        &[
            "insert into search_words (search_words) values ('optimize')",
            "insert into search_words (search_words, rank) values ('automerge', 4)",
            "insert into search_words (search_words, rank) values ('crisismerge', 16)",
            "pragma wal_autocheckpoint = 1000",
        ],
        &["set local maintenance_work_mem = '512MB'", INDEX],
    )
    .await?;
    app.db.analyze().await?;
    Ok(())
}

/// What makes bulk work fast on each engine.
async fn settings(app: &App, sqlite: &[&str], postgres: &[&str]) -> Result<()> {
    let tx = app.db.begin().await?;
    let all = match tx.engine() {
        Engine::Sqlite => sqlite,
        Engine::Postgres => postgres,
    };
    for sql in all {
        tx.run(sql, params![]).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn write(app: &App, account_id: i64, batch: Batch) -> Result<()> {
    let tx = app.db.begin().await?;
    tx.insert_many("tickets", &TICKET, batch.tickets).await?;
    tx.insert_many("threads", &THREAD, batch.threads).await?;
    tx.insert_many("messages", &MESSAGE, batch.messages).await?;
    match tx.engine() {
        Engine::Sqlite => {
            let (mut documents, mut words) = (Vec::new(), Vec::new());
            for (id, ticket_id, text) in batch.documents {
                documents.extend(params![account_id, id, ticket_id]);
                words.extend(params![id, text]);
            }
            tx.insert_many("search_docs", &["account_id", "id", "ticket_id"], documents)
                .await?;
            tx.insert_many("search_words", &["rowid", "words"], words)
                .await?;
        }
        Engine::Postgres => {
            let row = |(id, ticket_id, text)| params![account_id, id, ticket_id, text];
            let documents: Vec<Value> = batch.documents.into_iter().flat_map(row).collect();
            tx.insert_many(
                "search_docs",
                &["account_id", "id", "ticket_id", "words"],
                documents,
            )
            .await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

async fn tie(app: &App, account_id: i64, viewers: &[Viewer]) -> Result<()> {
    let role = |it: &Viewer| if it.is_company { "company" } else { "contact" };
    let row = |it: &Viewer| {
        params![
            account_id,
            it.reader_id,
            it.ticket_id,
            role(it),
            it.open,
            it.priority,
            it.last_activity_at
        ]
    };
    let tx = app.db.begin().await?;
    tx.insert_many(
        "ticket_viewers",
        &VIEWER,
        viewers.iter().flat_map(row).collect(),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

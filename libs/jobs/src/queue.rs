//! The SQL of the queue.

use db::{Db, Engine, Result, Tx, params};
use serde::{Deserialize, Serialize};

/// A piece of work as its handler sees it.
#[derive(Clone, Debug, Deserialize)]
pub struct Job {
    /// Whose work it is.
    pub account_id: i64,
    /// Unique in the account.
    pub id: i64,
    /// Which handler.
    pub kind: String,
    /// The handler's own words, JSON.
    pub payload: String,
    /// How often it was tried, this time included.
    pub attempts: i64,
    /// Where it waited for its turn.
    pub line: Option<String>,
}

/// A job that was given up, for people to look at.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Failed {
    /// Unique in the account.
    pub id: i64,
    /// Which handler.
    pub kind: String,
    /// Why, in the handler's words.
    pub error: String,
    /// When it was given up, milliseconds UTC.
    pub failed_at: i64,
}

/// Queues work in the caller's transaction, due at `run_at`. With a `unique_key`, a second job of the same key is not queued
/// while the first waits.
pub async fn enqueue(
    tx: &Tx,
    account_id: i64,
    id: i64,
    kind: &str,
    payload: &impl Serialize,
    run_at: i64,
    unique_key: Option<&str>,
) -> Result<()> {
    insert(
        tx,
        (account_id, id),
        kind,
        payload,
        run_at,
        (unique_key, None),
    )
    .await
}

/// Queues work as [`enqueue`] does, due now, that begins only when all jobs of its line with smaller ids have ended: what must happen
/// in order is in one line. One that was given up has ended.
pub async fn enqueue_in_line(
    tx: &Tx,
    account_id: i64,
    id: i64,
    kind: &str,
    payload: &impl Serialize,
    run_at: i64,
    line: &str,
) -> Result<()> {
    insert(
        tx,
        (account_id, id),
        kind,
        payload,
        run_at,
        (None, Some(line)),
    )
    .await
}

async fn insert(
    tx: &Tx,
    (account_id, id): (i64, i64),
    kind: &str,
    payload: &impl Serialize,
    run_at: i64,
    (unique_key, line): (Option<&str>, Option<&str>),
) -> Result<()> {
    let payload = serde_json::to_string(payload).expect("payloads are plain data");
    tx.run(
        "insert into jobs (account_id, id, kind, payload, run_at, attempts, locked_until, unique_key, line)
         values ($1, $2, $3, $4, $5, 0, 0, $6, $7) on conflict (account_id, unique_key) do nothing",
        params![account_id, id, kind, payload, run_at, unique_key, line],
    )
    .await?;
    tx.signal(crate::SIGNAL);
    Ok(())
}

/// What can be begun at `$1`: it is due, nobody does it, and in its line nothing goes before it.
const READY: &str = "j.failed_at is null and j.run_at <= $1 and j.locked_until < $1
           and (j.line is null or not exists (select 1 from jobs e where e.account_id = j.account_id and e.line = j.line
             and e.id < j.id and e.failed_at is null))";

/// Takes jobs that can be begun for `lock_ms`; a job whose holder died is taken again after that.
pub(crate) async fn claim(db: &Db, now: i64, lock_ms: i64, most: i64) -> Result<Vec<Job>> {
    let ready = format!("select j.id from jobs j where {READY} limit 1");
    if db.maybe::<i64>(&ready, params![now]).await?.is_none() {
        return Ok(Vec::new());
    }
    let skip = match db.engine() {
        Engine::Sqlite => "",
        Engine::Postgres => "for update skip locked",
    };
    let tx = db.begin().await?;
    let sql = format!(
        "update jobs set locked_until = $2, attempts = attempts + 1 where (account_id, id) in (
           select j.account_id, j.id from jobs j where {READY} order by j.run_at limit $3 {skip})
         returning account_id, id, kind, payload, attempts, line"
    );
    let mut jobs: Vec<Job> = tx.all(&sql, params![now, now + lock_ms, most]).await?;
    tx.commit().await?;
    jobs.sort_by_key(|job| job.id);
    Ok(jobs)
}

/// Holds a job that takes long until then.
pub(crate) async fn hold(db: &Db, job: &Job, until: i64) -> Result<()> {
    let tx = db.begin().await?;
    let sql = "update jobs set locked_until = $3 where account_id = $1 and id = $2";
    tx.run(sql, params![job.account_id, job.id, until]).await?;
    tx.commit().await
}

/// Whoever waits behind a job that has ended is looked for.
fn next_please(tx: &Tx, job: &Job) {
    if job.line.is_some() {
        tx.signal(crate::SIGNAL);
    }
}

/// Forgets a job that is done. A handler calls it in its own transaction to have its change happen once.
pub async fn finish(tx: &Tx, job: &Job) -> Result<()> {
    tx.run(
        "delete from jobs where account_id = $1 and id = $2",
        params![job.account_id, job.id],
    )
    .await?;
    next_please(tx, job);
    Ok(())
}

pub(crate) async fn again(tx: &Tx, job: &Job, run_at: i64, why: &str) -> Result<()> {
    tx.run(
        "update jobs set run_at = $3, locked_until = 0, error = $4 where account_id = $1 and id = $2",
        params![job.account_id, job.id, run_at, why],
    )
    .await?;
    Ok(())
}

pub(crate) async fn give_up(tx: &Tx, job: &Job, now: i64, why: &str) -> Result<()> {
    tx.run(
        "update jobs set failed_at = $3, error = $4, unique_key = null where account_id = $1 and id = $2",
        params![job.account_id, job.id, now, why],
    )
    .await?;
    next_please(tx, job);
    Ok(())
}

/// Jobs of an account that were given up, newest first.
pub async fn failed(db: &Db, account_id: i64) -> Result<Vec<Failed>> {
    db.all(
        "select id, kind, error, failed_at from jobs where account_id = $1 and failed_at is not null
         order by failed_at desc limit 100",
        params![account_id],
    )
    .await
}

/// Jobs of an account that failed and will be tried again, those tried most often first: of each its kind and what went wrong.
pub async fn troubled(db: &Db, account_id: i64) -> Result<Vec<(String, String)>> {
    db.all(
        "select kind, error from jobs where account_id = $1 and failed_at is null and error is not null
         order by attempts desc, id limit 100",
        params![account_id],
    )
    .await
}

/// How many jobs wait, over all accounts.
pub async fn pending(db: &Db) -> Result<i64> {
    db.one(
        "select count(*) from jobs where failed_at is null",
        params![],
    )
    .await
}

//! Claims due jobs and hands them to the handler, a few at a time.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use db::Db;
use tokio::sync::Semaphore;

use crate::{Clock, Job, queue};

/// How long a claimed job belongs to its runner, who says so again while it lasts: so long it waits when the runner has died.
const LOCK_MS: i64 = 20 * 1000;
/// How often the runner says so.
const HOLD: Duration = Duration::from_secs(5);
/// How long a runner sleeps when no signal comes.
const SWEEP: Duration = Duration::from_secs(1);
/// How many jobs run at once on a node.
const AT_ONCE: usize = 4;

/// Why a job did not succeed.
#[derive(Debug)]
pub enum Failure {
    /// Try again later: at most this many times in all.
    Again {
        /// Why, for people.
        why: String,
        /// Tries in all.
        most: i64,
    },
    /// Never try again; kept for people to see.
    GiveUp(String),
}

/// Does the jobs of a database until it is dropped.
pub struct Runner {
    db: Db,
    clock: Clock,
}

impl Runner {
    /// A runner on this database and clock.
    pub fn new(db: Db, clock: Clock) -> Runner {
        Runner { db, clock }
    }

    /// Runs for ever. The database being away is not an end: it is asked again.
    pub async fn run<H, F>(self, handler: H)
    where
        H: Fn(Job) -> F + Send + Sync + 'static,
        F: Future<Output = Result<(), Failure>> + Send + 'static,
    {
        let handler = Arc::new(handler);
        let places = Arc::new(Semaphore::new(AT_ONCE));
        let mut signals = self.db.listen();
        loop {
            match self.round(&handler, &places).await {
                Ok(0) => {
                    let _ = tokio::time::timeout(SWEEP, heard(&mut signals)).await;
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "the queue cannot be read"
                    );
                    tokio::time::sleep(SWEEP).await;
                }
            }
        }
    }

    async fn round<H, F>(&self, handler: &Arc<H>, places: &Arc<Semaphore>) -> db::Result<usize>
    where
        H: Fn(Job) -> F + Send + Sync + 'static,
        F: Future<Output = Result<(), Failure>> + Send + 'static,
    {
        let first = places
            .clone()
            .acquire_owned()
            .await
            .expect("the semaphore is never closed");
        let free = i64::try_from(places.available_permits() + 1).unwrap_or(1);
        let jobs = queue::claim(&self.db, (self.clock)(), LOCK_MS, free).await?;
        let taken = jobs.len();
        let mut first = Some(first);
        for job in jobs {
            let place = match first.take() {
                Some(place) => place,
                None => places
                    .clone()
                    .acquire_owned()
                    .await
                    .expect("the semaphore is never closed"),
            };
            let (db, clock, handler) = (self.db.clone(), self.clock.clone(), handler.clone());
            tokio::spawn(async move {
                if let Err(error) = once(&db, &clock, job, &*handler).await {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "a job's end cannot be written"
                    );
                }
                drop(place);
            });
        }
        Ok(taken)
    }

    /// Does all due jobs now, one after another, and those that they queue; for tests and for programs that end.
    pub async fn drain<H, F>(&self, handler: H) -> db::Result<()>
    where
        H: Fn(Job) -> F + Send + Sync,
        F: Future<Output = Result<(), Failure>> + Send + 'static,
    {
        loop {
            let jobs = queue::claim(&self.db, (self.clock)(), LOCK_MS, 16).await?;
            if jobs.is_empty() {
                return Ok(());
            }
            for job in jobs {
                once(&self.db, &self.clock, job, &handler).await?;
            }
        }
    }
}

async fn heard(signals: &mut tokio::sync::broadcast::Receiver<Arc<str>>) {
    loop {
        match signals.recv().await {
            Ok(said) if *said != *crate::SIGNAL => {}
            _ => return,
        }
    }
}

async fn once<H, F>(db: &Db, clock: &Clock, job: Job, handler: &H) -> db::Result<()>
where
    H: Fn(Job) -> F,
    F: Future<Output = Result<(), Failure>> + Send + 'static,
{
    // A panic in a handler is that job's failure, not the runner's end.
    let mut work = tokio::spawn(handler(job.clone()));
    let ended = loop {
        match tokio::time::timeout(HOLD, &mut work).await {
            Ok(ended) => break ended,
            Err(_) => queue::hold(db, &job, clock() + LOCK_MS).await?,
        }
    };
    let done = match ended {
        Ok(done) => done,
        Err(panic) => Err(Failure::Again {
            why: format!("it panicked: {panic}"),
            most: 3,
        }),
    };
    let tx = db.begin().await?;
    match done {
        Ok(()) => queue::finish(&tx, &job).await?,
        Err(Failure::Again { why, most }) if job.attempts < most => {
            tracing::warn!(
                kind = job.kind,
                attempts = job.attempts,
                why,
                "a job will be tried again"
            );
            queue::again(&tx, &job, clock() + pause_ms(job.attempts), &why).await?;
        }
        Err(Failure::Again { why, .. } | Failure::GiveUp(why)) => {
            tracing::warn!(
                kind = job.kind,
                attempts = job.attempts,
                why,
                "a job is given up"
            );
            queue::give_up(&tx, &job, clock(), &why).await?;
        }
    }
    tx.commit().await
}

/// 5 s, 20 s, 45 s, … at most an hour.
fn pause_ms(attempts: i64) -> i64 {
    (attempts * attempts * 5_000).min(3_600_000)
}

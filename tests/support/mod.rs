//! A whole Portico in a test: real database, real pages, a clock that the test sets.

mod authenticator;
mod client;
mod database;
mod factors;
pub(crate) mod hostile;
pub(crate) mod idp;
pub(crate) mod lists;
mod post;
mod world;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use base::App;
use base::config::Config;
use tempfile::TempDir;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

pub(crate) use authenticator::Authenticator;
pub(crate) use client::{Answer, Visitor};
pub(crate) use factors::{DESK_ORIGIN, MAX, PLACES};
pub(crate) use post::{AUTHSERV, Post, TEAM, eventually, readable};
pub(crate) use world::{PASSWORD, World, world, world_posting, world_with};

/// 22 November 2026, 09:00 UTC.
pub(crate) const MORNING: i64 = 1_795_338_000_000;

/// The desk's host in tests.
pub(crate) const DESK: &str = "desk.test";
/// The portal's host in tests.
pub(crate) const PORTAL: &str = "help.test";

/// A running Portico without a network.
pub(crate) struct TestApp {
    pub(crate) app: App,
    pub(crate) router: Router,
    now: Arc<AtomicI64>,
    _folder: TempDir,
}

impl TestApp {
    /// With an empty, migrated database: SQLite, or PostgreSQL where the test run names a server.
    pub(crate) async fn new(catch_mail: bool) -> TestApp {
        let it = TestApp::opened(catch_mail).await;
        let all = portico::migrations();
        it.app.db.migrate(&all).await.expect("the schema");
        it
    }

    /// As a version left it that did not know this migration yet.
    pub(crate) async fn before(migration: &str) -> TestApp {
        let it = TestApp::opened(true).await;
        let mut known = portico::migrations();
        known.retain(|one| one.name.as_str() < migration);
        it.app.db.migrate(&known).await.expect("the old schema");
        it
    }

    async fn opened(catch_mail: bool) -> TestApp {
        let quiet: Targets = "warn,sqlx=error".parse().expect("a filter");
        let _ = tracing_subscriber::registry()
            .with(quiet)
            .with(tracing_subscriber::fmt::layer().with_test_writer())
            .try_init();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let key: PathBuf = folder.path().join("secret.key");
        std::fs::write(&key, base::keys::Keys::generate()).expect("a key file");
        let config = Config {
            database_url: database::fresh(folder.path()),
            listen: "127.0.0.1:0".into(),
            app_url: format!("http://{DESK}"),
            files: folder.path().join("files"),
            secret_key_file: key,
            catch_mail,
            ask_spread_ms: 0,
            behind_proxy: false,
            private_hosts: Vec::new(),
        };
        let now = Arc::new(AtomicI64::new(MORNING));
        let clock = now.clone();
        let app = portico::open(config, Arc::new(move || clock.load(Ordering::Relaxed)))
            .await
            .expect("the app opens");
        TestApp {
            router: portico::routes::all(&app),
            app,
            now,
            _folder: folder,
        }
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, ms: i64) {
        self.now.fetch_add(ms, Ordering::Relaxed);
    }

    /// Does all that is queued, as the workers would.
    pub(crate) async fn work(&self) {
        let runner = jobs::Runner::new(self.app.db.clone(), self.app.clock.clone());
        let app = self.app.clone();
        runner
            .drain(move |job| portico::reactions::work(app.clone(), job))
            .await
            .expect("the queue is read");
        // a template that names what is not there fails again and again, while everything else looks well
        let sql = "select error from jobs where error like '%template %' limit 1";
        let broken: Option<String> = self.app.db.maybe(sql, Vec::new()).await.expect("a query");
        assert_eq!(broken, None, "no mail can be written");
    }

    /// A visitor of the portal, signed in as nobody.
    pub(crate) fn portal(&self) -> Visitor {
        Visitor::new(self.router.clone(), PORTAL)
    }

    /// A visitor of the desk, signed in as nobody.
    pub(crate) fn desk(&self) -> Visitor {
        Visitor::new(self.router.clone(), DESK)
    }
}

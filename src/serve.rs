//! The server: listens, answers, watches mailboxes, does jobs, and stops in order.

use std::future::Future;

use anyhow::{Context, Result};
use base::App;
use tokio::net::TcpListener;

use crate::{reactions, routes};

/// Binds the address of the configuration.
pub async fn bind(app: &App) -> Result<TcpListener> {
    let listen = &app.config.listen;
    TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen on {listen}"))
}

/// Serves until `stop` is ready, then lets what is under way end.
pub async fn run(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    let background = background(&app);
    let most = connections();
    web::serve::until(Box::pin(stop), listener, routes::all(&app), most).await?;
    for task in background {
        task.abort();
    }
    app.db.close().await;
    Ok(())
}

/// How many connections are served at once: as many as there may be open files, but for those that the rest needs.
fn connections() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let all = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    // services are started with a small limit, which each may raise to its greatest
    let _ = setrlimit(Resource::Nofile, all);
    let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    usize::try_from(files / 4 * 3)
        .unwrap_or(usize::MAX)
        .clamp(16, MOST)
}

/// The most connections at once: each takes some memory.
const MOST: usize = 20_000;

/// Starts what runs beside the pages: jobs, and the watch over mailboxes.
pub fn background(app: &App) -> Vec<tokio::task::JoinHandle<()>> {
    let runner = jobs::Runner::new(app.db.clone(), app.clock.clone());
    let (worker, watcher) = (app.clone(), app.clone());
    vec![
        tokio::spawn(runner.run(move |job| reactions::work(worker.clone(), job))),
        tokio::spawn(channels::email::watch(watcher)),
    ]
}

/// Ready when the program is asked to stop: Ctrl+C or SIGTERM.
pub async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).expect("signals can be listened to");
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

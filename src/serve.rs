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
    web::serve::until(Box::pin(stop), listener, routes::all(&app)).await?;
    for task in background {
        task.abort();
    }
    app.db.close().await;
    Ok(())
}

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

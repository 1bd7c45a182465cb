//! The server: listens, answers, watches mailboxes, does jobs, and stops in order.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

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

/// Serves until `stop` is ready, then lets what is under way end: at most ten seconds.
pub async fn run(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    let background = background(&app);
    let service = routes::all(&app).into_make_service_with_connect_info::<SocketAddr>();
    let (ended, mut end) = tokio::sync::watch::channel(false);
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        stop.await;
        let _ = ended.send(true);
    });
    let too_long = async move {
        let _ = end.wait_for(|ended| *ended).await;
        tokio::time::sleep(Duration::from_secs(3)).await;
    };
    tokio::select! {
        done = server => done?,
        () = too_long => tracing::info!("open streams are cut"),
    }
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

//! The server's loop: connections in, answers out, and an end in order.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;

/// How long open streams may go on after the last ordinary answer is awaited.
const PATIENCE: Duration = Duration::from_secs(3);

type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Serves until `stop` is ready, then lets what is under way end; streams that stay open are cut. Handlers are told who connects
/// ([`axum::extract::ConnectInfo`] of [`SocketAddr`]). Boxed, so that all of HTTP is compiled here and not in whoever serves.
///
/// # Errors
/// None as of today: a connection that fails ends alone.
pub fn until(stop: Boxed<()>, listener: TcpListener, pages: Router) -> Boxed<io::Result<()>> {
    let service = pages.into_make_service_with_connect_info::<SocketAddr>();
    let (ended, mut end) = tokio::sync::watch::channel(false);
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        stop.await;
        let _ = ended.send(true);
    });
    let too_long = async move {
        let _ = end.wait_for(|ended| *ended).await;
        tokio::time::sleep(PATIENCE).await;
    };
    Box::pin(async move {
        tokio::select! {
            done = server => done,
            () = too_long => Ok(()),
        }
    })
}

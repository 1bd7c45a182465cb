//! The server's loop: connections in, answers out, and an end in order. Whoever is slow to ask is let go: a connection takes a file
//! descriptor, and there are only so many.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::ServiceExt;
use tower_http::timeout::RequestBodyTimeoutLayer;

/// How long open streams may go on after the last ordinary answer is awaited.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long the head of a request may take, and how long a connection may be without one.
const HEAD: Duration = Duration::from_secs(12);
/// How long a body may bring nothing.
const SILENCE: Duration = Duration::from_secs(30);
/// How long to wait where no connection can be taken: there are no file descriptors left.
const PAUSE: Duration = Duration::from_millis(200);

type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Serves until `stop` is ready, then lets what is under way end; streams that stay open are cut. At most so many connections are
/// served at once, the next ones wait. Handlers are told who connects ([`ConnectInfo`] of [`std::net::SocketAddr`]). Boxed, so that
/// all of HTTP is compiled here and not in whoever serves.
///
/// # Errors
/// None as of today: a connection that fails ends alone.
pub fn until(
    mut stop: Boxed<()>,
    listener: TcpListener,
    pages: Router,
    connections: usize,
) -> Boxed<io::Result<()>> {
    let pages = pages.layer(RequestBodyTimeoutLayer::new(SILENCE));
    Box::pin(async move {
        let open = GracefulShutdown::new();
        let places = Arc::new(Semaphore::new(connections));
        loop {
            let next = async {
                let place = places.clone().acquire_owned().await;
                (listener.accept().await, place)
            };
            let (accepted, place) = tokio::select! {
                next = next => next,
                () = &mut stop => break,
            };
            let Ok((stream, peer)) = accepted else {
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            let _ = stream.set_nodelay(true);
            let pages = pages
                .clone()
                .map_request(move |mut request: Request<Incoming>| {
                    request.extensions_mut().insert(ConnectInfo(peer));
                    request
                });
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD)
                .serve_connection(TokioIo::new(stream), TowerToHyperService::new(pages));
            let served = open.watch(connection);
            tokio::spawn(async move {
                let _ = served.await;
                drop(place);
            });
        }
        drop(listener);
        let _ = tokio::time::timeout(PATIENCE, open.shutdown()).await;
        Ok(())
    })
}

//! The way out to providers that mean ill: too slow, too large, leading elsewhere.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use sso::Check;
use sso::egress::Egress;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A server that answers every connection so; answers its address, and how many came.
async fn server<F: Future<Output = ()> + Send + 'static>(
    answer: impl Fn(TcpStream) -> F + Send + 'static,
) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let came = Arc::new(AtomicUsize::new(0));
    let counted = came.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            let _ = stream.read(&mut [0; 4096]).await;
            tokio::spawn(answer(stream));
        }
    });
    (address, came)
}

async fn ask(address: &str) -> Result<Vec<u8>, Check> {
    let request = http::Request::get(address).body(Vec::new()).unwrap();
    let answer = Egress::new(&[]).unwrap().send(request).await;
    answer.map(http::Response::into_body).map_err(|it| it.check)
}

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n";

/// A byte every tenth of a second keeps each read alive, and is no answer: the whole may take eight seconds.
#[tokio::test]
async fn an_answer_that_drips_is_given_up() {
    let drip = |mut stream: TcpStream| async move {
        let _ = stream.write_all(HEAD).await;
        while stream.write_all(b" ").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let (address, _) = server(drip).await;
    let begun = Instant::now();
    assert_eq!(ask(&address).await, Err(Check::Reach));
    assert!(begun.elapsed() < Duration::from_secs(12));
}

#[tokio::test]
async fn an_answer_without_end_is_given_up() {
    let pour = |mut stream: TcpStream| async move {
        let _ = stream.write_all(HEAD).await;
        while stream.write_all(&vec![b' '; 64 * 1024]).await.is_ok() {}
    };
    let (address, _) = server(pour).await;
    let begun = Instant::now();
    assert_eq!(ask(&address).await, Err(Check::Reach));
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let quiet = |_| async {};
    let (metadata, came) = server(quiet).await;
    let lead = move |mut stream: TcpStream| {
        let head =
            format!("HTTP/1.1 302 Found\r\nlocation: {metadata}\r\ncontent-length: 0\r\n\r\n");
        async move {
            let _ = stream.write_all(head.as_bytes()).await;
        }
    };
    let (address, _) = server(lead).await;
    assert_eq!(ask(&address).await, Ok(Vec::new()));
    assert_eq!(came.load(Ordering::SeqCst), 0);
}

//! Passwords are hashed aside: whoever reads a page does not wait for those who sign in.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::world;

/// On one thread: were passwords hashed on it, the list would come after most of the sign-ins.
#[tokio::test]
async fn pages_are_served_while_fifty_sign_ins_wait_for_their_hash() {
    let mut w = world().await;
    let done = Arc::new(AtomicUsize::new(0));
    let sign_ins = (0..50).map(|n| {
        let (mut visitor, done) = (w.it.portal(), done.clone());
        tokio::spawn(async move {
            let email = format!("nobody{n}@acme.test");
            let fields = [("email", &*email), ("password", "not the word")];
            visitor.post("/sign-in", &fields).await.is(422);
            done.fetch_add(1, Ordering::SeqCst);
        })
    });
    let sign_ins: Vec<_> = sign_ins.collect();
    while done.load(Ordering::SeqCst) == 0 {
        w.ann.get("/tickets-view").await.is(200);
        // a page that is read from SQLite waits for nothing
        tokio::task::yield_now().await;
    }
    w.ann.get("/tickets-view").await.is(200);
    let so_far = done.load(Ordering::SeqCst);
    assert!(so_far < 25, "{so_far} of 50 came first");
    for one in sign_ins {
        one.await.expect("they are answered");
    }
}

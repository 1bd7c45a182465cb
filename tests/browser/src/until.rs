//! Waiting for what must happen, with a limit.

use std::time::Duration;

use tokio::time::{Instant, sleep};

/// The longest that anything on these pages may take, on a busy machine.
pub(crate) const LIMIT: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(40);

/// Asks again and again until there is an answer, and gives up after [`LIMIT`].
pub async fn until<T>(mut ask: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + LIMIT;
    loop {
        if let Some(answer) = ask().await {
            return Some(answer);
        }
        if Instant::now() > end {
            return None;
        }
        sleep(PAUSE).await;
    }
}

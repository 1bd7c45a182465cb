//! Passwords: Argon2id, in threads of their own, on half of the cores at once, so that sign-ins do not slow pages; each takes
//! 19 MiB of memory while it works.

use std::sync::LazyLock;

use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::{Error, Result};

static PLACES: LazyLock<Semaphore> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    Semaphore::new((cores / 2).max(1))
});

/// A hash that no password fits, with the cost of a real one: unknown people take as long to refuse as known ones [A12].
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now("nobody has this password"));

/// Hashes a new password.
pub async fn hash(password: String) -> Result<String> {
    off(move || hash_now(&password)).await
}

/// Whether the password fits the stored hash. With no hash it costs the same and is false.
pub async fn fits(password: String, stored: Option<String>) -> Result<bool> {
    off(move || {
        let known = stored.is_some();
        let stored = stored.as_deref().unwrap_or(&NOBODY);
        let Ok(parsed) = PasswordHash::new(stored) else {
            return false;
        };
        Argon2::default()
            .verify_password(password.as_bytes(), &parsed)
            .is_ok()
            && known
    })
    .await
}

fn hash_now(password: &str) -> String {
    Argon2::default()
        .hash_password(password.as_bytes())
        .expect("the default parameters are valid")
        .to_string()
}

/// The place belongs to the work, not to who waits for it: somebody who hangs up while it runs makes no room for another.
async fn off<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let place = PLACES.acquire().await.map_err(Error::internal)?;
    let placed = move || {
        let done = work();
        drop(place);
        done
    };
    tokio::task::spawn_blocking(placed)
        .await
        .map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc::{Receiver, channel};

    use super::*;

    #[derive(Default)]
    struct Seen {
        begun: AtomicUsize,
        now: AtomicUsize,
        most: AtomicUsize,
    }

    impl Seen {
        fn work(&self, go: &Receiver<()>) {
            self.begun.fetch_add(1, Ordering::SeqCst);
            let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
            self.most.fetch_max(now, Ordering::SeqCst);
            let _ = go.recv();
            self.now.fetch_sub(1, Ordering::SeqCst);
        }
    }

    /// As many pieces of work as there are places run at once, also when whoever asked for them has hung up.
    #[tokio::test]
    async fn places_are_never_overrun_and_work_that_nobody_waits_for_keeps_its_place() {
        let (seen, places) = (Arc::new(Seen::default()), PLACES.available_permits());
        let mut asked = Vec::new();
        for _ in 0..50 {
            let (seen, (go, gone)) = (seen.clone(), channel());
            asked.push((tokio::spawn(off(move || seen.work(&gone))), go));
        }
        while seen.begun.load(Ordering::SeqCst) < places {
            tokio::task::yield_now().await;
        }
        // those whose work runs hang up; were their places given on, the next ones would begin
        for (task, _) in &asked[..places] {
            task.abort();
        }
        for _ in 0..1000 {
            tokio::task::yield_now().await;
        }
        assert_eq!(PLACES.available_permits(), 0);
        for (task, go) in asked {
            drop(go);
            let _ = task.await;
        }
        while seen.now.load(Ordering::SeqCst) > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(seen.begun.load(Ordering::SeqCst), 50);
        assert_eq!(seen.most.load(Ordering::SeqCst), places);
        assert_eq!(PLACES.available_permits(), places);
    }
}

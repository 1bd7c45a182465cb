//! Passwords: Argon2id, in threads of their own, on half of the cores at once, so that sign-ins do not slow pages; each takes
//! 19 MiB of memory, which the next one uses again: taken anew for each, it is given back late.

use std::sync::{LazyLock, Mutex, PoisonError};

use argon2::password_hash::phc::{Output, ParamsString, Salt};
use argon2::password_hash::{self, generate_salt};
use argon2::{
    Algorithm, Argon2, Block, CustomizedPasswordHasher, Params, PasswordHash, PasswordVerifier,
    Version,
};
use tokio::sync::Semaphore;

use crate::{Error, Result};

static PLACES: LazyLock<Semaphore> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    Semaphore::new((cores / 2).max(1))
});

/// A hash that no password fits, with the cost of a real one: unknown people take as long to refuse as known ones [A12].
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now("nobody has this password"));

/// Memory that no hash works in just now: never more pieces than places.
static MEMORY: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

struct Hasher;

impl CustomizedPasswordHasher<PasswordHash> for Hasher {
    type Params = Params;

    fn hash_password_customized(
        &self,
        password: &[u8],
        salt: &[u8],
        algorithm: Option<&str>,
        version: Option<u32>,
        params: Params,
    ) -> password_hash::Result<PasswordHash> {
        let algorithm = algorithm.map(Algorithm::try_from).transpose()?;
        let version = version.map(Version::try_from).transpose()?;
        let (algorithm, version) = (algorithm.unwrap_or_default(), version.unwrap_or_default());
        let size = params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
        let mut hash = vec![0; size];
        let mut memory = memory().pop().unwrap_or_default();
        memory.resize(params.block_count(), Block::default());
        let done = Argon2::new(algorithm, version, params.clone()).hash_password_into_with_memory(
            password,
            salt,
            &mut hash,
            &mut memory,
        );
        self::memory().push(memory);
        done?;
        Ok(PasswordHash {
            algorithm: algorithm.ident(),
            version: Some(version.into()),
            params: ParamsString::try_from(&params)?,
            salt: Some(Salt::new(salt)?),
            hash: Some(Output::new(&hash)?),
        })
    }
}

fn memory() -> std::sync::MutexGuard<'static, Vec<Vec<Block>>> {
    MEMORY.lock().unwrap_or_else(PoisonError::into_inner)
}

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
        Hasher.verify_password(password.as_bytes(), &parsed).is_ok() && known
    })
    .await
}

fn hash_now(password: &str) -> String {
    let (password, salt) = (password.as_bytes(), generate_salt());
    Hasher
        .hash_password_customized(password, &salt, None, None, Params::default())
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

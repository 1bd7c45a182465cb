//! Passwords: Argon2id, in threads of their own, on half of the cores at most and only when no page wants them, so that sign-ins do
//! not slow pages. Each thread keeps the 19 MiB that a hash works in: taken anew for each, they are given back late.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::thread;

use argon2::password_hash::phc::{Output, ParamsString, Salt};
use argon2::password_hash::{self, generate_salt};
use argon2::{
    Algorithm, Argon2, Block, CustomizedPasswordHasher, Params, PasswordHash, PasswordVerifier,
    Version,
};
use tokio::sync::oneshot;

use crate::{Error, Result};

type Work = Box<dyn FnOnce() + Send>;

/// Where work waits for a thread.
static QUEUE: LazyLock<Sender<Work>> = LazyLock::new(|| {
    let (send, queue) = channel();
    let queue = Arc::new(Mutex::new(queue));
    for _ in 0..places() {
        let queue = queue.clone();
        thread::spawn(move || work(&queue));
    }
    send
});

/// How many threads hash.
fn places() -> usize {
    let cores = thread::available_parallelism().map_or(2, usize::from);
    (cores / 2).max(1)
}

fn work(queue: &Mutex<Receiver<Work>>) {
    // of this thread alone, which is Linux's way; pages go first. Where it is refused, they share
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(None, 10);
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
    while let Ok(work) = next() {
        // whoever waits is told by the end of its channel
        let _ = catch_unwind(AssertUnwindSafe(work));
    }
}

/// A hash that no password fits, with the cost of a real one: unknown people take as long to refuse as known ones [A12].
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now("nobody has this password"));

thread_local! {
    /// What a hash of this thread works in.
    static MEMORY: RefCell<Vec<Block>> = const { RefCell::new(Vec::new()) };
}

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
        let mut memory = MEMORY.take();
        memory.resize(params.block_count(), Block::default());
        let done = Argon2::new(algorithm, version, params.clone()).hash_password_into_with_memory(
            password,
            salt,
            &mut hash,
            &mut memory,
        );
        MEMORY.set(memory);
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

/// Work whose asker has hung up before it began is not begun.
async fn off<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let (tell, told) = oneshot::channel();
    let work = move || {
        if !tell.is_closed() {
            let _ = tell.send(work());
        }
    };
    QUEUE.send(Box::new(work)).expect("its threads never end");
    told.await.map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

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

    /// As many pieces of work as there are threads run at once, also when whoever asked for them has hung up; what nobody waits for
    /// any more is not begun, and a panic takes no thread away.
    #[tokio::test]
    async fn hashing_keeps_to_its_threads_also_when_browsers_hang_up() {
        let seen = Arc::new(Seen::default());
        let mut asked = Vec::new();
        for _ in 0..50 {
            let (seen, (go, gone)) = (seen.clone(), channel());
            asked.push((tokio::spawn(off(move || seen.work(&gone))), go));
        }
        while seen.begun.load(Ordering::SeqCst) < places() {
            tokio::task::yield_now().await;
        }
        // those whose work runs hang up, and ten of those who wait
        for (task, _) in &asked[..places() + 10] {
            task.abort();
        }
        for _ in 0..1000 {
            tokio::task::yield_now().await;
        }
        assert_eq!(seen.begun.load(Ordering::SeqCst), places());
        for (task, go) in asked {
            drop(go);
            let _ = task.await;
        }
        let broken = off::<()>(|| panic!("a bug")).await;
        assert!(broken.is_err());
        assert_eq!(off(|| 7).await.ok(), Some(7));
        assert_eq!(seen.begun.load(Ordering::SeqCst), 40);
        assert_eq!(seen.most.load(Ordering::SeqCst), places());
    }
}

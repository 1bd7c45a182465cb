//! Work that must happen after a change: queued in the transaction of the change, done at least once, by any node.
//!
//! A job is a row. [`enqueue`] writes it in the caller's transaction; a [`Runner`] claims due rows, hands them to the
//! program's handler and deletes them when it succeeds. A handler that fails is tried again after a pause that grows,
//! and after its last try the row stays, with its error, for people to see. A handler that changes the database calls
//! [`finish`] in its own transaction, so that its change happens once. Jobs run beside one another, but for those of a line, which
//! keep their order ([`enqueue_in_line`]).

mod lease;
mod queue;
mod runner;

pub use lease::Lease;
pub use queue::{Failed, Job, enqueue, enqueue_in_line, failed, finish, pending, troubled};
pub use runner::{Failure, Runner};

/// Milliseconds UTC; the program's clock, which tests set.
pub type Clock = std::sync::Arc<dyn Fn() -> i64 + Send + Sync>;

/// The signal that wakes runners.
pub const SIGNAL: &str = "jobs";

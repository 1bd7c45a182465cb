//! The program `portico`: see [`portico::commands`] for what can be said to it.

use std::process::ExitCode;

/// Pages are made of many small texts: the system's allocator takes a third of their time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // what is written is its owner's alone: the database, and what customers attach
    rustix::process::umask(rustix::fs::Mode::from_bits_truncate(0o077));
    portico::commands::main()
}

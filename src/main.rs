//! The program `portico`: see [`portico::commands`] for what can be said to it.

use std::process::ExitCode;

fn main() -> ExitCode {
    portico::commands::main()
}

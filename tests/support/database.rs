//! A database of its own for each test.

use std::path::Path;

/// The server that `.ci/run` started, as `postgres://user@host:port`; none: SQLite.
fn server() -> Option<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the test run says so by its environment"
    )]
    std::env::var("PORTICO_TEST_POSTGRES").ok()
}

/// The address of an empty database.
pub(super) fn fresh(folder: &Path) -> String {
    let Some(server) = server() else {
        return format!("sqlite:{}", folder.join("test.db").display());
    };
    let name = web::hex(base::keys::random::<8>());
    let created = std::process::Command::new("psql")
        .args([
            &format!("{server}/postgres"),
            "-qc",
            &format!("create database t{name}"),
        ])
        .status()
        .expect("psql runs");
    assert!(created.success(), "the test database is made");
    format!("{server}/t{name}")
}

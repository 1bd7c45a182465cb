//! Numbered files, applied once. One text for both engines; a file named `….sqlite.sql` or `….postgres.sql` is for one.

use std::borrow::Cow;

use sqlx::migrate::{Migration as Step, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr};

use crate::Engine;

/// A migration file, embedded by whoever owns the schema.
#[derive(Clone, Debug)]
pub struct Migration {
    /// `0001_people.sql`, `0004_search.sqlite.sql`: a number, words, and the engine where it is for one only.
    pub name: String,
    /// The statements.
    pub sql: String,
}

/// The files for this engine, with their numbers.
fn ours(engine: Engine, files: &[Migration]) -> impl Iterator<Item = (i64, &Migration)> {
    let other = match engine {
        Engine::Sqlite => ".postgres.sql",
        Engine::Postgres => ".sqlite.sql",
    };
    files
        .iter()
        .filter(move |file| !file.name.ends_with(other))
        .map(|file| {
            let (number, _) = file
                .name
                .split_once('_')
                .expect("a migration is named NNNN_words.sql");
            (
                number.parse().expect("a migration begins with its number"),
                file,
            )
        })
}

/// Numbers and names.
pub(crate) fn steps(engine: Engine, files: &[Migration]) -> impl Iterator<Item = (i64, String)> {
    ours(engine, files).map(|(number, file)| (number, file.name.clone()))
}

pub(crate) fn migrator(engine: Engine, files: &[Migration]) -> Migrator {
    let steps = ours(engine, files).map(|(version, file)| {
        let words = file.name.split_once('_').map_or("", |(_, words)| words);
        let words = words
            .split('.')
            .next()
            .unwrap_or_default()
            .replace('_', " ");
        let sql = AssertSqlSafe(file.sql.clone()).into_sql_str();
        Step::new(
            version,
            Cow::Owned(words),
            MigrationType::Simple,
            sql,
            false,
        )
    });
    Migrator::with_migrations(steps.collect())
}

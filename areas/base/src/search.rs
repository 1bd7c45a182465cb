//! Full-text search over public words: the one place where the two engines differ. A document is a set of folded words and says
//! whose it is, so that a search touches only what its reader may see, however much there is: SQLite, which reads every posting of
//! a word, has each word once more for each viewer; PostgreSQL, which skips, has a mark for each.

use db::{Db, Engine, Sql, Tx, params};
use html::words;

use crate::Result;

/// The most words of a document that are kept.
const WORDS: usize = 20_000;
/// The most bytes of a document's own words: PostgreSQL takes a megabyte with what it adds to each.
const BYTES: usize = 500_000;

/// Adds a document, a message or the subject of a ticket, to what these viewers can find.
pub async fn put(
    tx: &Tx,
    account_id: i64,
    id: i64,
    ticket_id: i64,
    text: &str,
    viewers: &[i64],
) -> Result<()> {
    let words = document(tx.engine(), text, viewers);
    match tx.engine() {
        Engine::Sqlite => {
            let sql = "insert into search_docs (account_id, id, ticket_id) values ($1, $2, $3)";
            tx.run(sql, params![account_id, id, ticket_id]).await?;
            tx.run(
                "insert into search_words (rowid, words) values ($1, $2)",
                params![id, words],
            )
            .await?;
        }
        Engine::Postgres => {
            tx.run(
                "insert into search_docs (account_id, id, ticket_id, words)
                 values ($1, $2, $3, array_to_tsvector(string_to_array($4, ' ')))",
                params![account_id, id, ticket_id, words],
            )
            .await?;
        }
    }
    Ok(())
}

/// Removes all documents of a ticket, to put them in anew when its viewers or subject have changed.
pub async fn forget(tx: &Tx, account_id: i64, ticket_id: i64) -> Result<()> {
    if tx.engine() == Engine::Sqlite {
        let sql = "delete from search_words where rowid in (select id from search_docs where account_id = $1 and ticket_id = $2)";
        tx.run(sql, params![account_id, ticket_id]).await?;
    }
    tx.run(
        "delete from search_docs where account_id = $1 and ticket_id = $2",
        params![account_id, ticket_id],
    )
    .await?;
    Ok(())
}

/// What is kept of a document, space between, each word once. How many viewers it has takes no word away.
pub fn document(engine: Engine, text: &str, viewers: &[i64]) -> String {
    let mut all = words(text);
    all.truncate(WORDS);
    all.sort_unstable();
    all.dedup();
    let mut kept = String::with_capacity(text.len());
    if engine == Engine::Postgres {
        for viewer in viewers {
            kept.push_str(&mark(*viewer));
            kept.push(' ');
        }
    }
    let mut bytes = 0;
    for word in all {
        bytes += word.len() + 1;
        if bytes > BYTES {
            break;
        }
        if engine == Engine::Sqlite {
            for viewer in viewers {
                kept.push_str(&mark(*viewer));
                kept.push_str(&word);
                kept.push(' ');
            }
        }
        kept.push_str(&word);
        kept.push(' ');
    }
    kept.truncate(kept.trim_end().len());
    kept
}

/// The most words that are looked for; more of them find nothing else.
const ASKED: usize = 16;

/// What no word begins with.
fn mark(viewer: i64) -> String {
    format!("_{viewer}_")
}

/// How the last word is meant. As a beginning it is looked for among all words that begin so, which costs what those words
/// have: ask for whole words first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Last {
    /// A whole word.
    Whole,
    /// The beginning of a word.
    Beginning,
}

/// Adds a condition to the ticket's id that was pushed last: each word of `asked` stands somewhere in the ticket, and the viewer may
/// see it. With no viewer it looks through the whole account, for all words in one document: agents only, and what is common costs
/// much there. Either engine finds the tickets once; for a viewer it then goes through the viewer's list, for none to what it found.
pub fn tickets_with(
    sql: &mut Sql,
    db: &Db,
    account_id: i64,
    asked: &str,
    last: Last,
    viewer: Option<i64>,
) {
    let (find, of) = match db.engine() {
        Engine::Sqlite => (
            "select d.ticket_id from search_words w cross join search_docs d on d.id = w.rowid where w.search_words match ",
            " and d.account_id = ",
        ),
        Engine::Postgres => (
            "select d.ticket_id from search_docs d where d.words @@ cast(",
            " as tsquery) and d.account_id = ",
        ),
    };
    let (open, close) = match (db.engine(), viewer) {
        (Engine::Sqlite, _) => (" in (", ")"),
        // "is true" keeps it from becoming a join in an order of PostgreSQL's choice: a ticket is looked up by hash
        (Engine::Postgres, Some(_)) => (" in (", ") is true"),
        (Engine::Postgres, None) => (" = any (array(", "))"),
    };
    sql.push(open);
    for (turn, query) in queries(db.engine(), asked, last, viewer)
        .into_iter()
        .enumerate()
    {
        sql.push(if turn == 0 { "" } else { " intersect " });
        sql.push(find).arg(query).push(of).arg(account_id);
    }
    sql.push(close);
}

/// What documents are looked for: for a viewer those of each word, else those of all words together. Words are letters and digits only,
/// so quoting them is safe in both query languages.
fn queries(engine: Engine, asked: &str, last: Last, viewer: Option<i64>) -> Vec<String> {
    let mark = viewer.map(mark).unwrap_or_default();
    let (quote, prefix, and, before) = match engine {
        Engine::Sqlite => ('"', "*", " AND ", mark.as_str()),
        Engine::Postgres => ('\'', ":*", " & ", ""),
    };
    let quoted = |word: &str| format!("{quote}{before}{word}{quote}");
    let mut terms: Vec<String> = words(asked)
        .iter()
        .take(ASKED)
        .map(|word| quoted(word))
        .collect();
    match terms.last_mut() {
        Some(word) if last == Last::Beginning => word.push_str(prefix),
        Some(_) => {}
        None => terms.push(quoted("_nothing")),
    }
    match (engine, viewer) {
        (_, None) => vec![terms.join(and)],
        (Engine::Sqlite, Some(_)) => terms,
        (Engine::Postgres, Some(_)) => {
            let of_viewer = |term: &String| format!("{}{and}{term}", quoted(&mark));
            terms.iter().map(of_viewer).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_can_be_read_as_a_query() {
        let asked = "za\u{17c}\u{f3}\u{142}\u{107}'s OR \"x\" & *";
        assert_eq!(
            queries(Engine::Sqlite, asked, Last::Beginning, Some(7)),
            ["\"_7_zazolc\"", "\"_7_s\"", "\"_7_or\"", "\"_7_x\"*"]
        );
        assert_eq!(
            queries(Engine::Postgres, asked, Last::Beginning, Some(7)),
            [
                "'_7_' & 'zazolc'",
                "'_7_' & 's'",
                "'_7_' & 'or'",
                "'_7_' & 'x':*"
            ]
        );
        assert_eq!(
            queries(Engine::Sqlite, "a b", Last::Whole, None),
            ["\"a\" AND \"b\""]
        );
        assert_eq!(
            queries(Engine::Sqlite, "%&", Last::Beginning, None),
            ["\"_nothing\""]
        );
    }

    #[test]
    fn a_document_of_any_size_is_kept_as_far_as_an_engine_takes_it() {
        let long: Vec<String> = (0..30_000).map(|n| format!("{n:040}")).collect();
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let kept = document(engine, &long.join(" "), &[7, 8]);
            let own = kept.split(' ').filter(|word| !word.starts_with('_'));
            let bytes: usize = own.map(|word| word.len() + 1).sum();
            assert!((BYTES - 1_000..=BYTES).contains(&bytes), "{bytes}");
        }
        assert_eq!(document(Engine::Sqlite, "A b, a", &[7]), "_7_a a _7_b b");
        assert_eq!(document(Engine::Postgres, "A b, a", &[7]), "_7_ a b");
    }
}

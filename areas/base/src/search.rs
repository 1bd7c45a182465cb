//! Full-text search over public words: the one place where the two engines differ. A document is a set of folded words and of
//! marks that say whose it is, so that a search touches only what its reader may see, however much there is.

use db::{Db, Engine, Sql, Tx, params};
use html::words;

use crate::Result;

/// The most words of a document that are kept.
const WORDS: usize = 20_000;

/// Adds a document, a message or the subject of a ticket, to what these viewers can find.
pub async fn put(
    tx: &Tx,
    account_id: i64,
    id: i64,
    ticket_id: i64,
    text: &str,
    viewers: &[i64],
) -> Result<()> {
    let words = document(text, viewers);
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

/// The words of a document, space between, each once.
pub fn document(text: &str, viewers: &[i64]) -> String {
    let mut all = words(text);
    all.truncate(WORDS);
    all.extend(viewers.iter().map(|viewer| format!("_{viewer}")));
    all.sort_unstable();
    all.dedup();
    all.join(" ")
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

/// Adds a parenthesised query for the ids of the tickets in which all words of `asked` stand and which one of the viewers may see.
/// With no viewers it looks through the whole account: agents only.
pub fn tickets_with(
    sql: &mut Sql,
    db: &Db,
    account_id: i64,
    asked: &str,
    last: Last,
    viewers: &[i64],
) {
    let query = query(db.engine(), asked, last, viewers);
    match db.engine() {
        Engine::Sqlite => {
            sql.push("(select d.ticket_id from search_words w cross join search_docs d on d.id = w.rowid where w.search_words match ")
                .arg(query)
                .push(" and d.account_id = ")
                .arg(account_id)
                .push(")");
        }
        Engine::Postgres => {
            sql.push("(select d.ticket_id from search_docs d where d.words @@ cast(")
                .arg(query)
                .push(" as tsquery) and d.account_id = ")
                .arg(account_id)
                .push(")");
        }
    }
}

/// Words are letters and digits only, so quoting them is safe in both query languages.
fn query(engine: Engine, asked: &str, last: Last, viewers: &[i64]) -> String {
    let (quote, prefix, and, or) = match engine {
        Engine::Sqlite => ('"', "*", " AND ", " OR "),
        Engine::Postgres => ('\'', ":*", " & ", " | "),
    };
    let quoted = |word: &str| format!("{quote}{word}{quote}");
    let mut terms: Vec<String> = words(asked).iter().map(|word| quoted(word)).collect();
    match terms.last_mut() {
        Some(word) if last == Last::Beginning => word.push_str(prefix),
        Some(_) => {}
        None => terms.push(quoted("_nothing")),
    }
    if !viewers.is_empty() {
        let marks: Vec<String> = viewers
            .iter()
            .map(|viewer| quoted(&format!("_{viewer}")))
            .collect();
        terms.insert(0, format!("({})", marks.join(or)));
    }
    terms.join(and)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_can_be_read_as_a_query() {
        let asked = "za\u{17c}\u{f3}\u{142}\u{107}'s OR \"x\" & *";
        assert_eq!(
            query(Engine::Sqlite, asked, Last::Beginning, &[7]),
            "(\"_7\") AND \"zazolc\" AND \"s\" AND \"or\" AND \"x\"*"
        );
        assert_eq!(
            query(Engine::Postgres, asked, Last::Beginning, &[7, 8]),
            "('_7' | '_8') & 'zazolc' & 's' & 'or' & 'x':*"
        );
        assert_eq!(
            query(Engine::Sqlite, "%&", Last::Beginning, &[]),
            "\"_nothing\""
        );
    }
}

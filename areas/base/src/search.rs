//! Full-text search over public words. Customers search lists of their own: for each viewer of a ticket and each of its words, the
//! tickets, so that a search reads only what its reader may see, however much there is. Agents search the whole account, the one
//! place where the two engines differ in kind. Words are folded, and the last one asked for is the beginning of a word.

use std::collections::BTreeSet;

use db::{Db, Engine, Hold, Sql, Tx, params};

use crate::{Error, Result};

/// The most words of a document that are kept.
const WORDS: usize = 20_000;
/// Characters of a list that is still added to.
const LIST: i64 = 4_000;
/// After every word that goes on from where it is put.
const LAST: &str = "\u{10ffff}";

/// Adds a document, a message or the subject of a ticket, to what agents and these viewers can find.
pub async fn put(
    tx: &Tx,
    account_id: i64,
    id: i64,
    ticket_id: i64,
    text: &str,
    viewers: &[i64],
) -> Result<()> {
    let words = words(text);
    let document = document(&words);
    match tx.engine() {
        Engine::Sqlite => {
            let sql = "insert into search_docs (account_id, id, ticket_id) values ($1, $2, $3)";
            tx.run(sql, params![account_id, id, ticket_id]).await?;
            tx.run(
                "insert into search_words (rowid, words) values ($1, $2)",
                params![id, document],
            )
            .await?;
        }
        Engine::Postgres => {
            tx.run(
                "insert into search_docs (account_id, id, ticket_id, words)
                 values ($1, $2, $3, array_to_tsvector(string_to_array($4, ' ')))",
                params![account_id, id, ticket_id, document],
            )
            .await?;
        }
    }
    enlist(tx, account_id, id, ticket_id, &words, viewers).await
}

/// Adds a ticket to the lists of these words, and sets aside those that have become long.
async fn enlist(
    tx: &Tx,
    account_id: i64,
    id: i64,
    ticket_id: i64,
    words: &BTreeSet<String>,
    viewers: &[i64],
) -> Result<()> {
    let mut viewers = viewers.to_vec();
    viewers.sort_unstable();
    for viewer in &viewers {
        tx.lock("search", *viewer, Hold::Alone).await?;
    }
    let viewers = serde_json::to_string(&viewers).map_err(Error::internal)?;
    let words = serde_json::to_string(words).map_err(Error::internal)?;
    let add = match tx.engine() {
        Engine::Sqlite => {
            "insert into search_lists (account_id, viewer_id, word, part, tickets)
             select $1, v.value, w.value, 0, $4 from json_each($2) v cross join json_each($3) w where true
             on conflict (account_id, viewer_id, word, part) do update set tickets = search_lists.tickets || excluded.tickets
               where ',' || search_lists.tickets not like '%,' || excluded.tickets || '%'"
        }
        Engine::Postgres => {
            "insert into search_lists (account_id, viewer_id, word, part, tickets)
             select $1, cast(v.value as bigint), w.value, 0, $4
             from json_array_elements_text(cast($2 as json)) v cross join json_array_elements_text(cast($3 as json)) w
             on conflict (account_id, viewer_id, word, part) do update set tickets = search_lists.tickets || excluded.tickets
               where ',' || search_lists.tickets not like '%,' || excluded.tickets || '%'"
        }
    };
    let entry = entry(ticket_id);
    tx.run(add, params![account_id, &viewers, &words, entry])
        .await?;
    let set_aside = match tx.engine() {
        Engine::Sqlite => {
            "update search_lists set part = $4 where account_id = $1 and viewer_id in (select value from json_each($2))
               and word in (select value from json_each($3)) and part = 0 and length(tickets) > $5"
        }
        Engine::Postgres => {
            "update search_lists set part = $4
             where account_id = $1 and viewer_id in (select cast(value as bigint) from json_array_elements_text(cast($2 as json)))
               and word in (select value from json_array_elements_text(cast($3 as json))) and part = 0 and length(tickets) > $5"
        }
    };
    tx.run(set_aside, params![account_id, viewers, words, id, LIST])
        .await?;
    Ok(())
}

/// A ticket as it stands in a list.
pub fn entry(ticket_id: i64) -> String {
    format!("{ticket_id},")
}

/// Removes all documents of a ticket, to put them in anew when its viewers or subject have changed. What stays in the lists of
/// those who are no longer its viewers finds nothing: lists only narrow what somebody may see.
pub async fn forget(tx: &Tx, account_id: i64, ticket_id: i64, viewers: &[i64]) -> Result<()> {
    if tx.engine() == Engine::Sqlite {
        let sql = "delete from search_words where rowid in (select id from search_docs where account_id = $1 and ticket_id = $2)";
        tx.run(sql, params![account_id, ticket_id]).await?;
    }
    tx.run(
        "delete from search_docs where account_id = $1 and ticket_id = $2",
        params![account_id, ticket_id],
    )
    .await?;
    let mut sql = Sql::new("update search_lists set tickets = substr(replace(',' || tickets, ");
    let entry = entry(ticket_id);
    sql.arg(format!(",{entry}"))
        .push(", ','), 2) where account_id = ")
        .arg(account_id)
        .push(" and viewer_id in ")
        .list(viewers.iter().copied())
        .push(" and ',' || tickets like ")
        .arg(format!("%,{entry}%"));
    sql.run(tx).await?;
    Ok(())
}

/// The words of a document.
pub fn words(text: &str) -> BTreeSet<String> {
    html::words(text).into_iter().take(WORDS).collect()
}

/// A document as agents search it: its words, space between.
pub fn document(words: &BTreeSet<String>) -> String {
    let all: Vec<&str> = words.iter().map(String::as_str).collect();
    all.join(" ")
}

/// Adds a condition: in the ticket of this column, which is one of the viewer's, stand all words of `asked`. The column is
/// compared as it comes, in the order of the list, since what is found most often ends soonest.
pub fn narrow(
    sql: &mut Sql,
    engine: Engine,
    column: &'static str,
    account_id: i64,
    viewer_id: i64,
    asked: &str,
) {
    let (begin, entries, end) = match engine {
        Engine::Sqlite => (
            " in (",
            "select j.value from search_lists l cross join json_each('[' || l.tickets || '0]') j",
            ")",
        ),
        Engine::Postgres => (
            " = any (array(",
            "select j.value from search_lists l
               cross join unnest(cast(string_to_array(l.tickets || '0', ',') as bigint[])) j (value)",
            "))",
        ),
    };
    let mut asked = html::words(asked);
    let Some(last) = asked.pop() else {
        sql.push(" and 1 = 0");
        return;
    };
    sql.push(" and +").push(column).push(begin);
    for word in asked {
        list(sql, entries, account_id, viewer_id);
        sql.push(" and l.word = ").arg(word).push(" intersect ");
    }
    list(sql, entries, account_id, viewer_id);
    sql.push(" and l.word >= ").arg(&last);
    sql.push(" and l.word < ").arg(format!("{last}{LAST}"));
    sql.push(end);
}

fn list(sql: &mut Sql, entries: &'static str, account_id: i64, viewer_id: i64) {
    sql.push(entries)
        .push(" where l.account_id = ")
        .arg(account_id)
        .push(" and l.viewer_id = ")
        .arg(viewer_id);
}

/// Adds a parenthesised query for the ids of the account's tickets that have a document with all words of `asked`: for agents only.
pub fn tickets_with(sql: &mut Sql, db: &Db, account_id: i64, asked: &str) {
    let query = query(db.engine(), asked);
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
fn query(engine: Engine, asked: &str) -> String {
    let (quote, prefix, and) = match engine {
        Engine::Sqlite => ('"', "*", " AND "),
        Engine::Postgres => ('\'', ":*", " & "),
    };
    let quoted = |word: &str| format!("{quote}{word}{quote}");
    let mut terms: Vec<String> = html::words(asked).iter().map(|word| quoted(word)).collect();
    match terms.last_mut() {
        Some(word) => word.push_str(prefix),
        None => terms.push(quoted("_nothing")),
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
            query(Engine::Sqlite, asked),
            "\"zazolc\" AND \"s\" AND \"or\" AND \"x\"*"
        );
        assert_eq!(
            query(Engine::Postgres, asked),
            "'zazolc' & 's' & 'or' & 'x':*"
        );
        assert_eq!(query(Engine::Sqlite, "%&"), "\"_nothing\"");
    }
}

//! The words that a contact is found by, as the beginnings of words, at the same cost however many contacts there are.

use base::Result;
use db::{Sql, Tx, params};
use serde::Deserialize;

use super::store::COMPANY;

/// The most words that are asked for at once.
const ASKED: usize = 8;

#[derive(Deserialize)]
struct Told {
    first_name: String,
    last_name: String,
    email: Option<String>,
    phone: String,
    company: Option<String>,
}

/// Puts what a contact is found by in place of what they were.
pub(super) async fn put(tx: &Tx, account_id: i64, contact_id: i64) -> Result<()> {
    let sql = format!(
        "select c.first_name, c.last_name, c.email, c.phone, o.name as company from contacts c {COMPANY}
         where c.account_id = $1 and c.id = $2"
    );
    let told: Told = tx.one(&sql, params![account_id, contact_id]).await?;
    let sql = "delete from contact_words where account_id = $1 and contact_id = $2";
    tx.run(sql, params![account_id, contact_id]).await?;
    // a few rows: PostgreSQL's COPY would wait 40 ms for them to be acknowledged
    let mut sql = Sql::new("insert into contact_words (account_id, word, contact_id) values ");
    let words = words(&told);
    if words.is_empty() {
        return Ok(());
    }
    for (turn, word) in words.into_iter().enumerate() {
        sql.push(if turn == 0 { "(" } else { ", (" });
        sql.arg(account_id).push(", ").arg(word.into_bytes());
        sql.push(", ").arg(contact_id).push(")");
    }
    sql.run(tx).await?;
    Ok(())
}

fn words(told: &Told) -> Vec<String> {
    let parts = [
        told.first_name.as_str(),
        &told.last_name,
        told.email.as_deref().unwrap_or_default(),
        told.company.as_deref().unwrap_or_default(),
        &told.phone,
    ];
    let mut all: Vec<String> = parts.into_iter().flat_map(html::words).collect();
    // a number is also found written together, from any of its groups on
    let groups = html::words(&told.phone);
    all.extend((0..groups.len()).map(|at| groups[at..].concat()));
    all.sort_unstable();
    all.dedup();
    all
}

/// Adds the condition that each word of `asked` begins one of the words of the contact whose id is `id`.
pub(crate) fn narrow(sql: &mut Sql, account_id: i64, asked: &str, id: &'static str) {
    let words = html::words(asked);
    if words.is_empty() && !asked.trim().is_empty() {
        sql.push(" and 1 = 0");
    }
    for word in words.into_iter().take(ASKED) {
        let from = word.into_bytes();
        let to = [from.as_slice(), &[0xFF]].concat(); // no UTF-8 has this byte
        sql.push(" and ")
            .push(id)
            .push(" in (select w.contact_id from contact_words w where w.account_id = ")
            .arg(account_id)
            .push(" and w.word >= ")
            .arg(from)
            .push(" and w.word < ")
            .arg(to)
            .push(")");
    }
}

//! Taking a person out of a conversation: what was said stays, their name, address and number do not.

use base::Result;
use base::erasure::Traces;
use db::{Tx, params};
use serde::Deserialize;

/// What is kept of a message or an internal entry, as far as it can name somebody.
#[derive(Deserialize)]
struct Words {
    id: i64,
    author_id: Option<i64>,
    author: String,
    text: String,
    html: String,
    quoted: String,
    detail: String,
}

impl Words {
    /// The same without the person, if they stand in it.
    fn without(self, traces: &Traces) -> Option<Words> {
        let is_theirs = self.author_id == Some(traces.contact_id);
        let out = |text: &str| traces.out_of(text);
        let author = if is_theirs {
            (self.author != traces.name).then(|| traces.name.clone())
        } else {
            out(&self.author)
        };
        let (text, html, quoted) = (out(&self.text), out(&self.html), out(&self.quoted));
        let detail = traces
            .out_of_json(&self.detail)
            .or_else(|| out(&self.detail));
        let changed = [&author, &text, &html, &quoted, &detail]
            .iter()
            .any(|new| new.is_some());
        changed.then(|| Words {
            author: author.unwrap_or(self.author),
            text: text.unwrap_or(self.text),
            html: html.unwrap_or(self.html),
            quoted: quoted.unwrap_or(self.quoted),
            detail: detail.unwrap_or(self.detail),
            ..self
        })
    }
}

/// Takes a person out of a thread and of what only agents read in it.
pub(crate) async fn erase(tx: &Tx, account_id: i64, thread_id: i64, traces: &Traces) -> Result<()> {
    messages(tx, account_id, thread_id, traces).await?;
    let sql = "select id, author_id, author_name as author, text, html, '' as quoted, detail from internal_entries
               where account_id = $1 and thread_id = $2";
    entries(tx, account_id, thread_id, traces, sql).await?;
    names_of_files(tx, account_id, thread_id, traces).await?;
    let sql = "select subject, latest_text from threads where account_id = $1 and id = $2";
    let (subject, latest): (String, String) = tx.one(sql, params![account_id, thread_id]).await?;
    let sql = "update threads set subject = $3, latest_text = $4 where account_id = $1 and id = $2";
    let new = [subject, latest].map(|text| traces.out_of(&text).unwrap_or(text));
    let [subject, latest] = new;
    tx.run(sql, params![account_id, thread_id, subject, latest])
        .await?;
    Ok(())
}

/// Takes a person out of notes and calls of a ticket.
pub(crate) async fn erase_from_notes(
    tx: &Tx,
    account_id: i64,
    ticket_id: i64,
    traces: &Traces,
) -> Result<()> {
    let sql = "select id, author_id, author_name as author, text, html, '' as quoted, detail from internal_entries
               where account_id = $1 and ticket_id = $2";
    entries(tx, account_id, ticket_id, traces, sql).await
}

async fn messages(tx: &Tx, account_id: i64, thread_id: i64, traces: &Traces) -> Result<()> {
    let sql = "select id, case when direction = 'INCOMING' then sender_id end as author_id, sender_name as author, text, html,
                 quoted_html as quoted, verdict as detail
               from messages where account_id = $1 and thread_id = $2";
    let said: Vec<Words> = tx.all(sql, params![account_id, thread_id]).await?;
    for it in said.into_iter().filter_map(|it| it.without(traces)) {
        let sql = "update messages set sender_name = $3, text = $4, html = $5, quoted_html = $6, verdict = $7
                   where account_id = $1 and id = $2";
        let args = params![
            account_id, it.id, it.author, it.text, it.html, it.quoted, it.detail
        ];
        tx.run(sql, args).await?;
    }
    Ok(())
}

async fn entries(
    tx: &Tx,
    account_id: i64,
    of: i64,
    traces: &Traces,
    sql: &'static str,
) -> Result<()> {
    let said: Vec<Words> = tx.all(sql, params![account_id, of]).await?;
    for it in said.into_iter().filter_map(|it| it.without(traces)) {
        let sql = "update internal_entries set author_name = $3, text = $4, html = $5, detail = $6
                   where account_id = $1 and id = $2";
        let args = params![account_id, it.id, it.author, it.text, it.html, it.detail];
        tx.run(sql, args).await?;
    }
    Ok(())
}

async fn names_of_files(tx: &Tx, account_id: i64, thread_id: i64, traces: &Traces) -> Result<()> {
    let sql = "select a.owner_id, a.id, a.name from messages m
               join attachments a on a.account_id = m.account_id and a.owner_id = m.id
               where m.account_id = $1 and m.thread_id = $2
               union all
               select a.owner_id, a.id, a.name from internal_entries e
               join attachments a on a.account_id = e.account_id and a.owner_id = e.id
               where e.account_id = $1 and e.thread_id = $2";
    let files: Vec<(i64, i64, String)> = tx.all(sql, params![account_id, thread_id]).await?;
    for (owner_id, id, name) in files {
        if let Some(name) = traces.out_of(&name) {
            let sql = "update attachments set name = $4 where account_id = $1 and owner_id = $2 and id = $3";
            tx.run(sql, params![account_id, owner_id, id, name]).await?;
        }
    }
    Ok(())
}

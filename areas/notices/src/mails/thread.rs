//! The ids that make a mail part of its conversation in the reader's mail program (RFC 5322 section 3.6.4).

use base::Result;
use base::outbox::Letter;
use db::{Db, Json, params};
use serde::Deserialize;

use super::about::About;

/// How many of each side are named.
const NAMED: i64 = 10;

/// What a mail answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Answers {
    /// The customer's last mail, else our last one to this reader.
    pub(super) in_reply_to: Option<String>,
    /// The conversation so far, oldest first.
    pub(super) references: Vec<String>,
    /// Whether the customer wrote by mail, so that their subject goes on.
    pub(super) is_by_mail: bool,
}

#[derive(Deserialize)]
struct Sent {
    mail: Json<Letter>,
    created_at: i64,
}

/// What a mail to this reader about this conversation answers.
pub(super) async fn answers(db: &Db, about: &About, email: &str) -> Result<Answers> {
    let Some(thread) = &about.thread else {
        return Ok(Answers::default());
    };
    let sql = "select created_at, mail_id from messages where account_id = $1 and thread_id = $2 and mail_id is not null
               order by id desc limit $3";
    let came: Vec<(i64, String)> = db
        .all(sql, params![about.account_id, thread.id, NAMED])
        .await?;
    let sql = "select mail, created_at from outbox where account_id = $1 and to_email = $2 and ticket_id = $3
               order by created_at desc limit $4";
    let sent: Vec<Sent> = db
        .all(
            sql,
            params![about.account_id, email, about.ticket.id, NAMED],
        )
        .await?;
    let sent = sent
        .into_iter()
        .map(|sent| (sent.created_at, sent.mail.0.mail_id))
        .collect();
    Ok(join(came, sent))
}

/// `came` and `sent` are ids with their times, newest first.
fn join(mut came: Vec<(i64, String)>, sent: Vec<(i64, String)>) -> Answers {
    came.retain(|(_, id)| is_id(id));
    let in_reply_to = came.first().or(sent.first()).map(|(_, id)| id.clone());
    let is_by_mail = !came.is_empty();
    let mut all = came;
    all.extend(sent);
    all.sort();
    let references = all.into_iter().map(|(_, id)| id).collect();
    Answers {
        in_reply_to,
        references,
        is_by_mail,
    }
}

/// Others made it: only what can stand in a header is named.
fn is_id(id: &str) -> bool {
    (1..=250).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(all: &[(i64, &str)]) -> Vec<(i64, String)> {
        all.iter().map(|(at, id)| (*at, (*id).to_owned())).collect()
    }

    #[test]
    fn the_customers_last_mail_is_answered() {
        let answers = join(
            ids(&[(5, "second@x"), (1, "first@x")]),
            ids(&[(6, "b@us"), (3, "a@us")]),
        );
        assert_eq!(answers.in_reply_to.as_deref(), Some("second@x"));
        assert_eq!(answers.references, ["first@x", "a@us", "second@x", "b@us"]);
        assert!(answers.is_by_mail);
    }

    #[test]
    fn without_one_our_own_last_mail_is() {
        let answers = join(
            ids(&[(5, "no id"), (4, "a@x>\r\nBcc: b@x")]),
            ids(&[(3, "a@us")]),
        );
        assert_eq!(answers.in_reply_to.as_deref(), Some("a@us"));
        assert_eq!(answers.references, ["a@us"]);
        assert!(!answers.is_by_mail);
        assert_eq!(join(Vec::new(), Vec::new()), Answers::default());
    }
}

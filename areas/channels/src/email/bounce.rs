//! A mail of ours that came back: which one it was, and why, so that agents see it beside what they wrote.

use base::{App, Result, outbox};
use db::{Tx, params};
use mail::parse::{self, Parsed};
use mail::token;
use people::contacts;
use serde::Deserialize;

use super::read::Read;
use super::{send, tokens};

/// How far back a bounced mail is looked for.
const DAYS_MS: i64 = 14 * 24 * 60 * 60 * 1000;

/// Message-IDs of our format in a bounce: of what it answers, of the mail that it carries, in its text.
pub(super) fn originals(bounce: &Parsed) -> Vec<String> {
    let carried = bounce.files.iter().filter(|file| {
        let name = file.media_type.as_str();
        name.starts_with("message/") || name == "text/rfc822-headers"
    });
    let carried = carried.flat_map(|file| {
        let parsed = parse::parse_headers(&file.content).unwrap_or_default();
        let text = String::from_utf8_lossy(&file.content[..file.content.len().min(64 * 1024)])
            .into_owned();
        parsed.message_id.into_iter().chain(ids_in(&text))
    });
    let answered = bounce.in_reply_to.iter().chain(&bounce.references).cloned();
    let mut found: Vec<String> = Vec::new();
    for id in answered.chain(carried).chain(ids_in(&bounce.text)) {
        if token::read_message_id(&id).is_some() && !found.contains(&id) && found.len() < 10 {
            found.push(id);
        }
    }
    found
}

fn ids_in(text: &str) -> Vec<String> {
    let words = text.split(|c: char| {
        c.is_whitespace() || matches!(c, '<' | '>' | '"' | ',' | ';' | '(' | ')' | '[' | ']')
    });
    words
        .filter(|word| word.len() < 500 && token::read_message_id(word).is_some())
        .take(10)
        .map(str::to_owned)
        .collect()
}

/// Why it came back, in the server's words.
pub(super) fn reason(bounce: &Parsed) -> String {
    let reports = bounce
        .files
        .iter()
        .filter(|file| file.media_type.ends_with("delivery-status"));
    let said = reports.into_iter().find_map(|file| {
        let text = String::from_utf8_lossy(&file.content).into_owned();
        let field = |name: &str| {
            let line = text
                .lines()
                .find(|line| line.to_ascii_lowercase().starts_with(name))?;
            line.split_once(':').map(|(_, value)| {
                value
                    .rsplit("smtp;")
                    .next()
                    .unwrap_or_default()
                    .trim()
                    .to_owned()
            })
        };
        field("diagnostic-code:").or_else(|| field("status:"))
    });
    super::line(
        &said
            .filter(|said| !said.is_empty())
            .unwrap_or_else(|| bounce.subject.clone()),
        300,
    )
}

/// Marks the mails of ours that a bounce is about as refused. Only a true token of ours leads to one.
pub(super) async fn settle(tx: &Tx, app: &App, account_id: i64, read: &Read) -> Result<()> {
    #[derive(Deserialize)]
    struct Sent {
        id: i64,
        mail: db::Json<outbox::Letter>,
    }
    for id in &read.originals {
        let Some(own) = token::read_message_id(id) else {
            continue;
        };
        for owner in tokens::owners(tx, app, account_id, &[own.token]).await? {
            let Some(email) = contacts::find(tx, account_id, owner.contact_id)
                .await?
                .email
            else {
                continue;
            };
            let sql = "select id, mail from outbox where account_id = $1 and to_email = $2 and created_at > $3
                       order by created_at desc limit 200";
            let sent: Vec<Sent> = tx
                .all(sql, params![account_id, email, app.now() - DAYS_MS])
                .await?;
            for mail in sent
                .iter()
                .filter(|sent| sent.mail.0.mail_id.eq_ignore_ascii_case(id))
            {
                let why = read.reason.as_deref().unwrap_or_default();
                send::refuse(tx, app, account_id, mail.id, why).await?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mail_that_came_back_is_found() {
        let id = token::message_id(7, &token::TokenKey::new([0; 32]).mint(&[1]), "us.test");
        let report = format!(
            "From: MAILER-DAEMON@x.test\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nSorry\n--b\n\
             Content-Type: message/delivery-status\n\nReporting-MTA: dns; x.test\n\nFinal-Recipient: rfc822; ann@x.test\nStatus: 5.1.1\n\
             Diagnostic-Code: smtp; 550 No such person\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <{id}>\nSubject: a\n\nText\n--b--\n"
        );
        let parsed = parse::parse(report.as_bytes()).unwrap();
        assert_eq!(originals(&parsed), std::slice::from_ref(&id));
        assert_eq!(reason(&parsed), "550 No such person");
        let plain = format!(
            "From: MAILER-DAEMON@x.test\nSubject: failure notice\n\n--- Below\nMessage-ID: <{id}>\n"
        );
        let parsed = parse::parse(plain.as_bytes()).unwrap();
        assert_eq!(originals(&parsed), [id]);
        assert_eq!(reason(&parsed), "failure notice");
    }
}

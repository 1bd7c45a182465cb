//! Erasing a person from what stays (GDPR Art. 17): where their name, address or telephone number stands in words that are kept,
//! a mark stands afterwards, the same everywhere, so that what belongs together still does. Each area erases what it holds.

use db::{Tx, Value, params};
use serde::{Deserialize, Serialize};

use crate::event::KIND;
use crate::outbox;
use crate::{App, Event, Result, draft, keys, upload};

/// The shortest name that is looked for in what people wrote: a shorter one stands for much.
const NAME: usize = 4;
/// The fewest digits of a telephone number, likewise.
const DIGITS: usize = 6;

/// What a person is found by while they are being erased, and what stands for them afterwards.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Traces {
    /// Who they were.
    pub contact_id: i64,
    /// What they are called from now on.
    pub name: String,
    /// What stands for their addresses.
    pub address: String,
    /// Their addresses, the one that mails went to first.
    pub addresses: Vec<String>,
    words: Vec<(String, String)>,
}

/// Who somebody is until they are erased.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The contact.
    pub contact_id: i64,
    /// Their addresses, the one that mails went to first.
    pub addresses: &'a [String],
    /// First name.
    pub first_name: &'a str,
    /// Last name.
    pub last_name: &'a str,
    /// Telephone.
    pub phone: &'a str,
}

impl Traces {
    /// The traces of a person whom `name` stands for from now on, an address made of `mark` for their addresses.
    pub fn new(known: &Known<'_>, name: &str, mark: &str) -> Traces {
        let address = format!("{mark}@erased.invalid"); // RFC 2606: nobody's
        let mut words = Vec::new();
        for email in known.addresses {
            words.push((email.clone(), address.clone()));
            words.push((email.replace('@', "%40"), address.replace('@', "%40")));
        }
        let (first, last) = (known.first_name.trim(), known.last_name.trim());
        if !first.is_empty() && !last.is_empty() {
            for whole in [
                format!("{first} {last}"),
                format!("{last} {first}"),
                format!("{last}, {first}"),
            ] {
                words.push((html::escape(&whole), name.to_owned()));
                words.push((whole, name.to_owned()));
            }
            // where two of them touch, in another case: "Szanowna Pani Anno Nowak, Anna Nowak"
            for between in [", ", " "] {
                let touching = format!("{last}{between}{first} {last}");
                let twice = format!("{name}{between}{name}");
                words.push((html::escape(&touching), twice.clone()));
                words.push((touching, twice));
            }
        }
        let digits: String = known.phone.chars().filter(char::is_ascii_digit).collect();
        if digits.len() >= DIGITS {
            words.push((known.phone.trim().to_owned(), name.to_owned()));
            words.push((digits, name.to_owned()));
        }
        for (word, _) in &mut words {
            *word = word.to_lowercase();
        }
        words.retain(|(word, _)| word.chars().count() >= NAME);
        words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        words.dedup();
        Traces {
            contact_id: known.contact_id,
            name: name.to_owned(),
            address,
            addresses: known.addresses.to_vec(),
            words,
        }
    }

    /// The text without the person, if they stand in it.
    pub fn out_of(&self, text: &str) -> Option<String> {
        let (mut kept, mut rest, mut before, mut found) = (String::new(), text, None, false);
        while let Some(next) = rest.chars().next() {
            let hit = if is_inside(before) {
                None
            } else {
                self.at(rest)
            };
            let length = if let Some((length, instead)) = hit {
                kept.push_str(instead);
                found = true;
                length
            } else {
                kept.push(next);
                next.len_utf8()
            };
            before = rest[..length].chars().next_back();
            rest = &rest[length..];
        }
        found.then_some(kept)
    }

    /// A JSON document without the person, if they stand in one of its texts.
    pub fn out_of_json(&self, text: &str) -> Option<String> {
        let mut document: serde_json::Value = serde_json::from_str(text).ok()?;
        self.out_of_value(&mut document)
            .then(|| document.to_string())
    }

    fn out_of_value(&self, value: &mut serde_json::Value) -> bool {
        match value {
            serde_json::Value::String(text) => {
                let new = self.out_of(text);
                new.map(|new| *text = new).is_some()
            }
            serde_json::Value::Array(all) => all
                .iter_mut()
                .fold(false, |found, one| self.out_of_value(one) | found),
            serde_json::Value::Object(all) => all
                .values_mut()
                .fold(false, |found, one| self.out_of_value(one) | found),
            _ => false,
        }
    }

    /// What this text begins with, if it is one of their words: its length, and what stands instead.
    fn at(&self, text: &str) -> Option<(usize, &str)> {
        self.words.iter().find_map(|(word, instead)| {
            let length = begins(text, word)?;
            let mut after = text[length..].chars();
            let ends = match after.next() {
                Some('.') => {
                    !after.next().is_some_and(char::is_alphanumeric) || !word.contains(['@', '%'])
                }
                Some('-') => !word.contains(['@', '%']),
                next => !is_inside(next),
            };
            ends.then_some((length, instead.as_str()))
        })
    }
}

/// Whether a word goes on at this character.
fn is_inside(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '+'))
}

/// How long the beginning of a text is that is this word, in whichever case.
fn begins(text: &str, word: &str) -> Option<usize> {
    let mut wanted = word.chars();
    let mut length = 0;
    for c in text.chars() {
        if wanted.as_str().is_empty() {
            break;
        }
        for lower in c.to_lowercase() {
            if wanted.next() != Some(lower) {
                return None;
            }
        }
        length += c.len_utf8();
    }
    wanted.as_str().is_empty().then_some(length)
}

/// Erases what a person is in what this area holds: what they were writing, files that they sent before a message, counted tries, the
/// names in what happened, and mails to them.
pub async fn erase(app: &App, account_id: i64, traces: &Traces) -> Result<()> {
    let files = upload::of_person(&app.db, account_id, traces.contact_id).await?;
    let tx = app.db.begin().await?;
    draft::forget_all(&tx, account_id, traces.contact_id).await?;
    upload::forget_all(&tx, account_id, traces.contact_id).await?;
    forget_tries(&tx, account_id, traces).await?;
    out_of_events(&tx, account_id, traces).await?;
    out_of_words(&tx, account_id, traces).await?;
    out_of_failed_jobs(&tx, account_id, traces).await?;
    for address in &traces.addresses {
        outbox::erase(&tx, app, account_id, address, traces).await?;
    }
    tx.commit().await?;
    for sha256 in files {
        upload::remove_unused(app, &sha256).await?;
    }
    Ok(())
}

/// Tries are counted under what the address makes.
async fn forget_tries(tx: &Tx, account_id: i64, traces: &Traces) -> Result<()> {
    let id = traces.contact_id;
    let mut names = vec![format!("factor member {id}"), format!("prove member {id}")];
    for address in &traces.addresses {
        let hash = keys::hash(address);
        names.extend(["ask", "member", "member at home"].map(|what| format!("{what} {hash}")));
    }
    for name in names {
        let sql = "delete from attempts where account_id = $1 and key = $2";
        tx.run(sql, params![account_id, name]).await?;
    }
    Ok(())
}

/// What happened stays, under the mark.
async fn out_of_events(tx: &Tx, account_id: i64, traces: &Traces) -> Result<()> {
    let sql = "update events set actor_name = $3 where account_id = $1 and actor_id = $2 and actor_kind = 'contact'";
    tx.run(sql, params![account_id, traces.contact_id, &traces.name])
        .await?;
    let mut subjects = vec![traces.contact_id.to_string()];
    subjects.extend(traces.addresses.iter().cloned());
    for subject in subjects {
        let sql = "select id, event from events where account_id = $1 and subject = $2";
        let about: Vec<(i64, String)> = tx.all(sql, params![account_id, &subject]).await?;
        for (id, text) in about {
            let event = Event::of_text(&text)?.without(traces);
            let text = event.to_text()?;
            let sql =
                "update events set event = $3, subject = $4 where account_id = $1 and id = $2";
            let args: Vec<Value> = params![account_id, id, text, event.subject()];
            tx.run(sql, args).await?;
        }
    }
    Ok(())
}

/// What was changed in settings, and what the checks of an identity provider found wrong, may name somebody.
async fn out_of_words(tx: &Tx, account_id: i64, traces: &Traces) -> Result<()> {
    let sql = format!(
        "select id, event from events where account_id = $1 and {KIND} in ('settings_changed', 'sign_in_refused')"
    );
    let events: Vec<(i64, String)> = tx.all(&sql, params![account_id]).await?;
    for (id, text) in events {
        if let Some(event) = traces.out_of_json(&text) {
            let sql = "update events set event = $3 where account_id = $1 and id = $2";
            tx.run(sql, params![account_id, id, event]).await?;
        }
    }
    Ok(())
}

/// What waits is done soon and gone; what was given up stays.
async fn out_of_failed_jobs(tx: &Tx, account_id: i64, traces: &Traces) -> Result<()> {
    let sql = "select id, payload, error from jobs where account_id = $1 and failed_at is not null";
    let failed: Vec<(i64, String, Option<String>)> = tx.all(sql, params![account_id]).await?;
    for (id, payload, error) in failed {
        let (new, why) = (
            traces.out_of_json(&payload),
            error.as_deref().and_then(|it| traces.out_of(it)),
        );
        if new.is_some() || why.is_some() {
            let sql = "update jobs set payload = $3, error = $4 where account_id = $1 and id = $2";
            tx.run(
                sql,
                params![account_id, id, new.unwrap_or(payload), why.or(error)],
            )
            .await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traces() -> Traces {
        let addresses = ["ann@acme.test".to_owned()];
        let known = Known {
            contact_id: 7,
            addresses: &addresses,
            first_name: "Ann",
            last_name: "O'Leary",
            phone: "+48 600 100 200",
        };
        Traces::new(&known, "Erased person 1", "1")
    }

    #[test]
    fn name_address_and_number_go_however_they_are_written() {
        let out = |text: &str| traces().out_of(text);
        assert_eq!(
            out("From: ANN@acme.test.").as_deref(),
            Some("From: 1@erased.invalid.")
        );
        assert_eq!(
            out("<a href=\"mailto:ann%40acme.test\">Ann O&#39;Leary</a>, Ann O'leary").as_deref(),
            Some("<a href=\"mailto:1%40erased.invalid\">Erased person 1</a>, Erased person 1")
        );
        assert_eq!(
            out("call +48 600 100 200 or 48600100200").as_deref(),
            Some("call Erased person 1 or Erased person 1")
        );
    }

    #[test]
    fn a_surname_does_not_stay_where_two_forms_of_the_name_touch() {
        let out = |text: &str| traces().out_of(text);
        assert_eq!(
            out("Dear Mrs Annie O'Leary, Ann O'Leary writes").as_deref(),
            Some("Dear Mrs Annie Erased person 1, Erased person 1 writes")
        );
    }

    #[test]
    fn what_is_somebody_elses_stays() {
        for text in [
            "joann@acme.test",
            "ann@acme.test.pl",
            "ann@acme.test-x.pl",
            "Ann O'Learyson",
            "Ann",
            "1486001002003",
        ] {
            assert_eq!(traces().out_of(text), None, "{text}");
        }
    }
}

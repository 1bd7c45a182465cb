//! Consent: what a domain asks its members to agree to, and what each of them answered [A14]. An answer is kept whole (the text that
//! was read, its version and language, the choice, when and from where) and is never changed; taking it back is a date beside it.

use std::collections::BTreeMap;

use base::network::Network;
use base::{Actor, App, Event, Result, event};
use db::{Db, Tx, params};
use minijinja::Value;
use serde::{Deserialize, Serialize};

/// What a domain asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// Counts the changes of the texts; the program keeps it, whatever a file says.
    #[serde(skip_serializing_if = "is_zero")]
    pub version: i64,
    /// Whether nobody registers without agreeing.
    pub required: bool,
    /// Whether members are asked again when the texts change.
    pub ask_again: bool,
    /// The words by language.
    pub texts: BTreeMap<String, Words>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(version: &i64) -> bool {
    *version == 0
}

/// What is read before the box is ticked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Words {
    /// The explanation; Markdown, with links to the legal pages.
    pub text: String,
    /// What the box says.
    pub label: String,
}

/// What somebody read and chose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Which version.
    pub version: i64,
    /// In which language.
    pub language: String,
    /// As it was shown.
    pub words: Words,
    /// Whether the box was ticked.
    pub given: bool,
    /// The network address that it came from.
    pub network: String,
}

impl Terms {
    /// The words in this language, else in the one that comes first.
    pub fn words(&self, language: &str) -> Option<(&str, &Words)> {
        let found = self.texts.get_key_value(language);
        found
            .or_else(|| self.texts.first_key_value())
            .map(|(language, words)| (language.as_str(), words))
    }

    /// The next version of the texts, given what was stored before.
    #[must_use]
    pub fn after(&self, before: Option<&Terms>) -> Terms {
        let same = before.filter(|before| before.texts == self.texts);
        Terms {
            version: match (same, before) {
                (Some(same), _) => same.version,
                (None, Some(before)) => before.version + 1,
                (None, None) => 1,
            },
            ..self.clone()
        }
    }

    /// What somebody chose who read this page.
    pub fn choice(&self, language: &str, given: bool, network: &Network) -> Option<Choice> {
        self.words(language).map(|(language, words)| Choice {
            version: self.version,
            language: language.to_owned(),
            words: words.clone(),
            given,
            network: network.to_string(),
        })
    }
}

/// What templates need of the words: the explanation as HTML.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    /// Markup that was cleaned.
    text: Value,
    label: String,
    required: bool,
}

impl Shown {
    /// The words of a domain in this language, if it asks for anything.
    pub fn new(terms: Option<&Terms>, language: &str) -> Option<Shown> {
        let terms = terms?;
        terms.words(language).map(|(_, words)| Shown {
            text: Value::from_safe_string(html::markdown(&words.text)),
            label: words.label.clone(),
            required: terms.required,
        })
    }
}

impl Shown {
    /// Whether nothing goes on without the box ticked.
    pub fn required(&self) -> bool {
        self.required
    }
}

/// The newest answer of a member on a domain, as the door reads it: twice the version, and one more when it was taken back.
#[derive(Clone, Copy, Debug, Default)]
pub struct Latest(pub Option<i64>);

impl Latest {
    /// Whether the member must be asked before anything else.
    pub fn owes(self, terms: Option<&Terms>) -> bool {
        let Some(terms) = terms.filter(|terms| !terms.texts.is_empty()) else {
            return false;
        };
        match self.0 {
            None => terms.ask_again,
            Some(latest) => {
                (latest % 2 == 1 && terms.required)
                    || (latest / 2 < terms.version && terms.ask_again)
            }
        }
    }
}

/// An answer, as the account page shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Consent {
    /// Its id.
    pub id: i64,
    /// The domain.
    pub host: String,
    /// The version of the texts.
    pub version: i64,
    /// The language in which they were read.
    pub language: String,
    /// The explanation, as it was.
    pub text: String,
    /// The box, as it was.
    pub label: String,
    /// Whether it was ticked.
    pub given: bool,
    /// When.
    pub created_at: i64,
    /// When it was taken back.
    pub withdrawn_at: Option<i64>,
}

/// All answers of a contact, newest first.
pub async fn of(db: &Db, account_id: i64, contact_id: i64) -> Result<Vec<Consent>> {
    let sql = "select id, host, version, language, text, label, given, created_at, withdrawn_at from consents
               where account_id = $1 and contact_id = $2 order by id desc limit 200";
    Ok(db.all(sql, params![account_id, contact_id]).await?)
}

/// Keeps an answer.
pub async fn keep(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    host: &str,
    choice: &Choice,
) -> Result<()> {
    let id = app.id();
    tx.run(
        "insert into consents (account_id, id, contact_id, host, version, language, text, label, given, network, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            account_id,
            id,
            by.id,
            host,
            choice.version,
            &choice.language,
            &choice.words.text,
            &choice.words.label,
            choice.given,
            &choice.network,
            app.now()
        ],
    )
    .await?;
    let given = Event::ConsentGiven {
        contact_id: by.id,
        consent_id: id,
        withdrawn: Some(false),
    };
    event::record(tx, app, account_id, by, given).await?;
    Ok(())
}

/// Takes an answer back.
pub async fn withdraw(tx: &Tx, app: &App, account_id: i64, by: &Actor, id: i64) -> Result<()> {
    let withdrawn = tx
        .run(
            "update consents set withdrawn_at = $4 where account_id = $1 and contact_id = $2 and id = $3 and withdrawn_at is null",
            params![account_id, by.id, id, app.now()],
        )
        .await?;
    if withdrawn > 0 {
        let taken_back = Event::ConsentGiven {
            contact_id: by.id,
            consent_id: id,
            withdrawn: Some(true),
        };
        event::record(tx, app, account_id, by, taken_back).await?;
    }
    Ok(())
}

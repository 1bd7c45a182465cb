//! A portal: the customer-facing site. Its settings are one document, so that they can be drafted, compared and restored whole.

use std::collections::BTreeMap;

use base::{App, Result};
use db::{Db, Json, Tx, params};
use serde::{Deserialize, Serialize};

/// A portal of an account.
#[derive(Clone, Debug, Deserialize)]
pub struct Portal {
    /// Its id.
    pub id: i64,
    /// What administrators call it.
    pub name: String,
    /// What it does.
    pub settings: Json<Settings>,
}

/// The settings of a portal. Fields that a document lacks have the value of [`Settings::default`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The browser tab's title and the name in the bar [P9].
    pub title: String,
    /// Where it stands on its domain [U3].
    pub slug: String,
    /// Whether customers can enter [H28].
    pub enabled: bool,
    /// What a ticket is called: `tickets`, `orders`, `cases` or `requests` [P9].
    pub ticket_label: String,
    /// What members see [V2].
    pub permission: Permission,
    /// Which tickets appear at all: one of the groups must hold [V1]. No group: all.
    pub filter: Vec<Vec<Condition>>,
    /// Show each thread of a ticket under a tab of its own [V4].
    pub show_all_threads: bool,
    /// Show the stage's label instead of Open or Closed [P2].
    pub show_stages: bool,
    /// A customer may write on a closed ticket [P5].
    pub reply_to_closed: bool,
    /// Where a reply moves a closed ticket, by pipeline; none: it stays closed [P5].
    pub reopen_stages: BTreeMap<String, i64>,
    /// A customer may close a ticket [P6].
    pub allow_close: bool,
    /// Where closing moves it, by pipeline [P6].
    pub closing_stages: BTreeMap<String, i64>,
    /// Where conversations begin that have no inbox yet, by name [S4].
    pub default_inbox: String,
    /// Which mails customers get [P13].
    pub mails: Mails,
    /// The new-ticket page.
    pub form: Form,
}

/// Whose tickets a member sees [V2].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Their own.
    #[default]
    Own,
    /// Also those associated with their primary company.
    Company,
}

/// A condition on a ticket: the property's value is one of these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// `pipeline`, `stage`, `priority`, `category`, `source`, or the name of a custom property.
    pub property: String,
    /// Whether the value must be, or must not be, one of the values.
    #[serde(default)]
    pub not: bool,
    /// Ids of pipelines and stages, names of the rest.
    pub values: Vec<String>,
}

/// Mails to the customer [P13].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mails {
    /// The ticket was opened.
    pub opened: bool,
    /// An agent replied.
    pub replied: bool,
    /// The ticket was closed.
    pub closed: bool,
}

/// The new-ticket page's words; empty: the language's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Form {
    /// The button that leads there.
    pub menu: String,
    /// Its heading.
    pub heading: String,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            title: "Support".into(),
            slug: "tickets-view".into(),
            enabled: true,
            ticket_label: "tickets".into(),
            permission: Permission::Own,
            filter: Vec::new(),
            show_all_threads: false,
            show_stages: false,
            reply_to_closed: false,
            reopen_stages: BTreeMap::new(),
            allow_close: false,
            closing_stages: BTreeMap::new(),
            default_inbox: String::new(),
            mails: Mails::default(),
            form: Form::default(),
        }
    }
}

impl Default for Mails {
    fn default() -> Mails {
        Mails {
            opened: true,
            replied: true,
            closed: true,
        }
    }
}

const COLUMNS: &str = "id, name, settings";

/// All portals of an account.
pub async fn list(db: &Db, account_id: i64) -> Result<Vec<Portal>> {
    let sql = format!("select {COLUMNS} from portals where account_id = $1 order by id");
    Ok(db.all(&sql, params![account_id]).await?)
}

/// The account's first portal: whose settings hold where no portal is in sight (a mail came in).
pub async fn first(db: &Db, account_id: i64) -> Result<Option<Portal>> {
    let sql = format!("select {COLUMNS} from portals where account_id = $1 order by id limit 1");
    Ok(db.maybe(&sql, params![account_id]).await?)
}

/// Makes the portal of this name have these settings; adds it when there is none.
pub async fn save(
    tx: &Tx,
    app: &App,
    account_id: i64,
    name: &str,
    settings: &Settings,
) -> Result<i64> {
    let text = serde_json::to_string(settings).map_err(base::Error::internal)?;
    Ok(tx
        .one(
            "insert into portals (account_id, id, name, settings, created_at) values ($1, $2, $3, $4, $5)
             on conflict (account_id, name) do update set settings = excluded.settings returning id",
            params![account_id, app.id(), name, text, app.now()],
        )
        .await?)
}

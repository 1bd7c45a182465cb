//! The account: made once in a new installation.

use anyhow::{Context, Result, bail};
use base::{Actor, App, Event};
use db::{Db, Tx, params};
use helpdesk::inboxes;
use helpdesk::pipelines;
use serde::Deserialize;

use super::{Place, Plain, open, out};

/// `portico account …`
#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Make the account, with the default pipeline and one help desk, "Support"
    Create {
        /// The company's name
        #[arg(long)]
        name: String,
        /// The language of its desk and portals
        #[arg(long, default_value = "en")]
        language: String,
        /// Its time zone, such as Europe/Warsaw
        #[arg(long, default_value = "UTC")]
        time_zone: String,
        #[command(flatten)]
        place: Place,
    },
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Account {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) language: String,
    pub(crate) time_zone: String,
    pub(crate) strict_senders: bool,
    pub(crate) require_factor: bool,
}

impl Account {
    /// An account of this name, as it begins.
    pub(crate) fn new(name: &str) -> Account {
        Account {
            id: 0,
            name: name.to_owned(),
            language: "en".into(),
            time_zone: "UTC".into(),
            strict_senders: false,
            require_factor: false,
        }
    }
}

/// The name of the inbox that an account begins with.
pub(crate) const INBOX: &str = "Support";

/// Does `portico account …`.
pub(crate) async fn run(command: Command) -> Result<()> {
    let Command::Create {
        name,
        language,
        time_zone,
        place,
    } = command;
    let app = open(place.read()?, crate::system_clock()).await?;
    if let Some(account) = maybe(&app.db).await? {
        bail!("there is an account already: {:?}", account.name);
    }
    if !app.views.locales.tags().contains(&language.as_str()) {
        bail!(
            "there is no language {language:?}: choose one of {}",
            languages(&app).join(", ")
        );
    }
    if !locale::is_zone(&time_zone) {
        bail!("{time_zone:?} is not a time zone such as Europe/Warsaw");
    }
    let tx = app.db.begin().await?;
    add(
        &tx,
        &app,
        &Account {
            language,
            time_zone,
            ..Account::new(&name)
        },
    )
    .await?;
    tx.commit().await?;
    out(format!(
        "account {name:?} made; next: `portico agent create`, `portico settings apply`"
    ));
    app.db.close().await;
    Ok(())
}

/// The languages that people can choose.
pub(crate) fn languages(app: &App) -> Vec<String> {
    app.views
        .locales
        .tags()
        .into_iter()
        .filter(|tag| *tag != locale::PSEUDO)
        .map(str::to_owned)
        .collect()
}

/// The account, if there is one yet.
pub(crate) async fn maybe(db: &Db) -> Result<Option<Account>> {
    let sql = "select id, name, language, time_zone, strict_senders, require_factor from accounts order by id";
    let mut all: Vec<Account> = db.all(sql, params![]).await?;
    if all.len() > 1 {
        bail!(
            "this database holds {} accounts, and this command is for one",
            all.len()
        );
    }
    Ok(all.pop())
}

/// The account.
///
/// # Errors
/// When there is none yet, with what to do.
pub(crate) async fn only(db: &Db) -> Result<Account> {
    maybe(db).await?.context("there is no account yet: make one with `portico account create` or `portico settings apply`")
}

/// Makes an account with HubSpot's default pipeline and one help desk; answers its id.
pub(crate) async fn add(tx: &Tx, app: &App, account: &Account) -> Result<i64> {
    let id = insert(tx, app, account).await?;
    pipelines::save(tx, id, 0, &pipelines::default())
        .await
        .plain()?;
    inboxes::save(tx, app, id, INBOX, inboxes::Kind::HelpDesk)
        .await
        .plain()?;
    record(tx, app, id, format!("account {:?}: made", account.name)).await?;
    Ok(id)
}

/// Makes an account with nothing in it; answers its id.
pub(crate) async fn insert(tx: &Tx, app: &App, account: &Account) -> Result<i64> {
    let id = app.id();
    tx.run(
        "insert into accounts (id, name, language, time_zone, strict_senders, require_factor, next_ticket_number, created_at)
         values ($1, $2, $3, $4, $5, $6, 1, $7)",
        params![
            id,
            &account.name,
            &account.language,
            &account.time_zone,
            account.strict_senders,
            account.require_factor,
            app.now()
        ],
    )
    .await?;
    Ok(id)
}

/// Changes an account.
pub(crate) async fn change(tx: &Tx, account: &Account) -> Result<()> {
    tx.run(
        "update accounts set name = $2, language = $3, time_zone = $4, strict_senders = $5, require_factor = $6 where id = $1",
        params![
            account.id,
            &account.name,
            &account.language,
            &account.time_zone,
            account.strict_senders,
            account.require_factor
        ],
    )
    .await?;
    portals::portals::changed(tx);
    Ok(())
}

/// Writes down what a command changed [S6].
pub(crate) async fn record(tx: &Tx, app: &App, account_id: i64, what: String) -> Result<()> {
    base::event::record(
        tx,
        app,
        account_id,
        &Actor::system(),
        Event::SettingsChanged { what },
    )
    .await
    .plain()?;
    Ok(())
}

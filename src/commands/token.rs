//! `portico token …`: keys for programs. A token is shown once; what is stored opens nothing [I2].

use anyhow::{Result, bail};
use base::{App, keys};
use clap::Subcommand;
use db::{Tx, params};

use super::{Place, accounts, open, out};

/// `portico token …`
#[derive(Subcommand)]
pub(super) enum Command {
    /// Make a token and print it, once
    Create {
        /// What it is for
        #[arg(long)]
        name: String,
        /// What it may do, space between: `crm.objects.tickets.read conversations.write`
        #[arg(long, num_args = 1.., required = true)]
        scopes: Vec<String>,
        #[command(flatten)]
        place: Place,
    },
}

pub(super) async fn run(command: Command) -> Result<()> {
    let Command::Create {
        name,
        scopes,
        place,
    } = command;
    let scopes: Vec<&str> = scopes
        .iter()
        .flat_map(|some| some.split([' ', ',']))
        .filter(|scope| !scope.is_empty())
        .collect();
    let odd = scopes.iter().find(|scope| {
        !scope
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
    });
    if let Some(odd) = odd {
        bail!("{odd:?} is not a scope: letters, digits, dots, hyphens and underscores");
    }
    if scopes.is_empty() {
        bail!("a token without scopes may do nothing: give at least one");
    }
    let app = open(place.read()?, crate::system_clock()).await?;
    let account = accounts::only(&app.db).await?;
    let token = format!("pat-{}", keys::random_text());
    let tx = app.db.begin().await?;
    add(&tx, &app, account.id, &name, &scopes.join(" "), &token).await?;
    accounts::record(
        &tx,
        &app,
        account.id,
        format!("API token {name:?}: made, {}", scopes.join(" ")),
    )
    .await?;
    tx.commit().await?;
    out(token);
    app.db.close().await;
    Ok(())
}

/// Stores a token's hash.
pub(super) async fn add(
    tx: &Tx,
    app: &App,
    account_id: i64,
    name: &str,
    scopes: &str,
    token: &str,
) -> Result<()> {
    tx.run(
        "insert into api_tokens (account_id, id, name, scopes, token_hash, created_at) values ($1, $2, $3, $4, $5, $6)
         on conflict do nothing",
        params![account_id, app.id(), name, scopes, keys::hash(token), app.now()],
    )
    .await?;
    Ok(())
}

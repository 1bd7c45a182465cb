//! `portico agent …`, `portico member …`: logins, made on an administrator's word [X4].

use anyhow::{Result, bail};
use base::factors::Kind;
use base::{Actor, App};
use clap::{Args, Subcommand};
use db::Tx;
use people::agents::{self, NewAgent, Permission};
use people::companies;
use portals::members;

use super::{Place, Plain, accounts, factors, name_of, open, out, password_from_stdin};

/// `portico agent …`
#[derive(Subcommand)]
pub(super) enum AgentCommand {
    /// Add an agent
    Create(NewLogin),
    /// Take app, recovery codes and passkeys away from an agent who has lost them
    ResetFactors(factors::Reset),
    /// Show the agents
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Args)]
pub(super) struct NewLogin {
    /// Their e-mail address
    #[arg(long)]
    email: String,
    /// First and last name
    #[arg(long, default_value = "")]
    name: String,
    /// May change all settings
    #[arg(long)]
    administrator: bool,
    /// The password is the first line of standard input
    #[arg(long, required = true)]
    password_stdin: bool,
    #[command(flatten)]
    place: Place,
}

/// `portico member …`
#[derive(Subcommand)]
pub(super) enum MemberCommand {
    /// Give a customer a login; one who has one gets the new password
    Create {
        /// Their e-mail address
        #[arg(long)]
        email: String,
        /// First and last name
        #[arg(long, default_value = "")]
        name: String,
        /// The name of their company; made when it is new
        #[arg(long)]
        company: Option<String>,
        /// The password is the first line of standard input
        #[arg(long, required = true)]
        password_stdin: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Take app, recovery codes and passkeys away from a member who has lost them
    ResetFactors(factors::Reset),
}

pub(super) async fn agent(command: AgentCommand) -> Result<()> {
    match command {
        AgentCommand::Create(new) => create(&new).await,
        AgentCommand::ResetFactors(it) => factors::reset(&it, Kind::Agent).await,
        AgentCommand::List { json, place } => list(json, &place).await,
    }
}

async fn create(new: &NewLogin) -> Result<()> {
    let password = password_from_stdin()?;
    let app = open(new.place.read()?, crate::system_clock()).await?;
    warn_if_easy(&app, &password, &[&new.email, &new.name]);
    let account = accounts::only(&app.db).await?;
    let hash = base::password::hash(password).await.plain()?;
    let (first_name, last_name) = name_of(&new.name);
    let rights = if new.administrator {
        administrator()
    } else {
        String::new()
    };
    let agent = NewAgent {
        email: &new.email,
        first_name,
        last_name,
        password_hash: &hash,
        permissions: &rights,
        language: &account.language,
    };
    let tx = app.db.begin().await?;
    agents::add(&tx, &app, account.id, &agent).await.plain()?;
    let what = if new.administrator {
        "administrator"
    } else {
        "agent"
    };
    accounts::record(
        &tx,
        &app,
        account.id,
        format!("{what} {}: added", new.email),
    )
    .await?;
    tx.commit().await?;
    out(format!(
        "{what} {} can sign in at {}",
        new.email, app.config.app_url
    ));
    app.db.close().await;
    Ok(())
}

/// Whoever runs this may set any password; they are told of one that its owner could not choose.
fn warn_if_easy(app: &App, password: &str, about: &[&str]) {
    if let Some(key) = base::password_rules::fault(password, about) {
        let why = app.views.locale("en").text(key, &[]);
        super::say::err(&format!("warning: a weak password: {why}"));
    }
}

/// All rights, as stored.
pub(super) fn administrator() -> String {
    Permission::ALL.map(Permission::as_str).join(" ")
}

async fn list(json: bool, place: &Place) -> Result<()> {
    let app = open(place.read()?, crate::system_clock()).await?;
    let account = accounts::only(&app.db).await?;
    let all = agents::list(&app.db, account.id).await.plain()?;
    if json {
        out(serde_json::to_string(&all)?);
    } else {
        for agent in &all {
            out(format!(
                "{}  {}  {}",
                agent.email,
                agent.name(),
                agent.permissions
            ));
        }
    }
    app.db.close().await;
    Ok(())
}

pub(super) async fn member(command: MemberCommand) -> Result<()> {
    let (email, name, company, place) = match command {
        MemberCommand::Create {
            email,
            name,
            company,
            place,
            ..
        } => (email, name, company, place),
        MemberCommand::ResetFactors(it) => return factors::reset(&it, Kind::Member).await,
    };
    let password = password_from_stdin()?;
    let app = open(place.read()?, crate::system_clock()).await?;
    warn_if_easy(&app, &password, &[&email, &name]);
    let account = accounts::only(&app.db).await?;
    let hash = base::password::hash(password).await.plain()?;
    let tx = app.db.begin().await?;
    let contact = members::create(&tx, &app, account.id, &email, &name, &hash)
        .await
        .plain()?;
    if let Some(company) = company {
        belong(&tx, &app, account.id, contact.id, company.trim()).await?;
    }
    accounts::record(&tx, &app, account.id, format!("member {email}: login set")).await?;
    tx.commit().await?;
    out(format!("{email} can sign in"));
    app.db.close().await;
    Ok(())
}

async fn belong(tx: &Tx, app: &App, account_id: i64, contact_id: i64, name: &str) -> Result<()> {
    if name.is_empty() {
        bail!("the company's name is empty");
    }
    let company_id = match companies::by_name(tx, account_id, name).await.plain()? {
        Some(company) => company.id,
        None => companies::add(tx, app, account_id, name, "")
            .await
            .plain()?,
    };
    companies::make_primary(
        tx,
        app,
        account_id,
        &Actor::system(),
        contact_id,
        company_id,
    )
    .await
    .plain()
}

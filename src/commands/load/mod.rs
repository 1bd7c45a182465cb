//! `portico load`: bulk test data, made the way the verbs would have left it, without going through them one by one [X5].

mod people;
mod rows;
mod text;
mod write;

use std::time::Instant;

use ::people::agents::{self, NewAgent};
use anyhow::{Context, Result, bail};
use base::{App, keys};
use clap::Args;
use db::params;
use helpdesk::{inboxes, pipelines};
use indicatif::{ProgressBar, ProgressStyle};
use portals::domains::Domain;
use portals::portals::Settings;
use portals::{domains, portals as sites};

use super::{Place, Plain, accounts, open, out};
use rows::Plan;

/// `portico load`
#[derive(Args)]
pub(crate) struct Options {
    /// How many tickets
    #[arg(long)]
    tickets: i64,
    /// How many contacts, customer1@load.test and so on, ten to a company
    #[arg(long, default_value_t = 5_000, value_parser = clap::value_parser!(i64).range(3..=1_000_000))]
    contacts: i64,
    /// Messages of each ticket
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(i64).range(1..=200))]
    messages: i64,
    /// How many of the tickets are customer1's
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(i64).range(0..))]
    heavy: i64,
    /// The same seed makes the same data
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The password of all these customers; a random one is made and printed where none is given
    #[arg(long)]
    password: Option<String>,
    /// The figures as one line of JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

/// customer2's tickets.
const LIGHT: i64 = 20;

/// Fills the database.
pub(crate) async fn run(options: &Options) -> Result<()> {
    if options.tickets < 1 {
        bail!("--tickets must be at least 1");
    }
    let password = options
        .password
        .clone()
        .unwrap_or_else(|| keys::random_text()[..16].to_owned());
    super::fits(&password)?;
    options.place.prepare()?;
    let app = open(options.place.read()?, crate::system_clock()).await?;
    let begun = Instant::now();
    all(&app, options, &password).await?;
    report(options, &password, begun.elapsed().as_secs_f64());
    app.db.close().await;
    Ok(())
}

async fn all(app: &App, options: &Options, password: &str) -> Result<()> {
    let hash = base::password::hash(password.to_owned()).await.plain()?;
    let account_id = account(app, &hash).await?;
    let customers = people::all(app, account_id, options.contacts, &hash).await?;
    let plan = plan(app, account_id, options, customers).await?;
    let bar = ProgressBar::new(options.tickets.unsigned_abs());
    let style = ProgressStyle::with_template(
        "{bar:40} {human_pos} of {human_len} tickets, {per_sec}, {eta} left {msg}",
    );
    bar.set_style(style.context("the progress bar's template is fixed")?);
    write::all(app, plan, &bar).await?;
    bar.finish_and_clear();
    Ok(())
}

/// A small load.
#[cfg(test)]
pub(crate) async fn fill(app: &App, tickets: i64, password: &str) -> Result<()> {
    use clap::Parser;
    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        options: Options,
    }
    let line = [
        "load",
        "--tickets",
        &tickets.to_string(),
        "--contacts",
        "30",
        "--heavy",
        "50",
    ];
    all(app, &Line::try_parse_from(line)?.options, password).await
}

fn report(options: &Options, password: &str, seconds: f64) {
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let rate = options.tickets as f64 / seconds;
    if options.json {
        let figures = serde_json::json!({
            "tickets": options.tickets, "messages": options.tickets * options.messages, "contacts": options.contacts,
            "seconds": (seconds * 1000.0).round() / 1000.0, "tickets_per_second": rate.round(), "password": password,
        });
        return out(figures.to_string());
    }
    out(format!(
        "{} tickets with {} messages of {} contacts in {seconds:.1} s: {rate:.0} tickets/s",
        options.tickets,
        options.tickets * options.messages,
        options.contacts,
    ));
    out(format!(
        "customer1@load.test to customer{}@load.test, password {password}",
        options.contacts
    ));
}

/// The account, made with an agent, a portal and its domain where they are missing.
async fn account(app: &App, hash: &str) -> Result<i64> {
    let known = accounts::maybe(&app.db).await?;
    let tx = app.db.begin().await?;
    let account_id = match known {
        Some(account) => account.id,
        None => accounts::add(&tx, app, &accounts::Account::new("Load")).await?,
    };
    if agents::list(&tx, account_id).await.plain()?.is_empty() {
        let rights = super::people::administrator();
        let new = NewAgent {
            email: "agent@load.test",
            first_name: "Agent",
            last_name: "Load",
            password_hash: hash,
            permissions: &rights,
            language: "en",
        };
        agents::add(&tx, app, account_id, &new).await.plain()?;
    }
    if sites::first(&tx, account_id).await.plain()?.is_none() {
        let portal_id = sites::save(&tx, app, account_id, "Load", &Settings::default())
            .await
            .plain()?;
        let port = app
            .config
            .app_url
            .rsplit_once(':')
            .map_or("", |(_, port)| port)
            .trim_start_matches("//");
        let port = if port.bytes().all(|b| b.is_ascii_digit()) && !port.is_empty() {
            format!(":{port}")
        } else {
            String::new()
        };
        let domain = Domain {
            host: "help.localhost".into(),
            portal_id,
            origin: format!("http://help.localhost{port}"),
            language: "en".into(),
            idle_minutes: 0,
            is_primary: true,
            consent: None,
        };
        domains::save(&tx, app, account_id, &domain).await.plain()?;
    }
    tx.commit().await?;
    Ok(account_id)
}

async fn plan(
    app: &App,
    account_id: i64,
    options: &Options,
    customers: Vec<people::Customer>,
) -> Result<Plan> {
    let inbox = inboxes::named(&app.db, account_id, "")
        .await
        .plain()?
        .context("the account has no inbox")?;
    let pipeline = pipelines::list(&app.db, account_id)
        .await
        .plain()?
        .into_iter()
        .next()
        .context("the account has no pipeline")?;
    let sql = "select id from channel_accounts where account_id = $1 and active = $3
               order by case when inbox_id = $2 then 0 else 1 end, id limit 1";
    let channel_id: Option<i64> = app
        .db
        .maybe(sql, params![account_id, inbox.id, true])
        .await?;
    let agents = agents::list(&app.db, account_id)
        .await
        .plain()?
        .into_iter()
        .map(|it| (it.id, it.name()))
        .collect();
    let tx = app.db.begin().await?;
    let sql = "update accounts set next_ticket_number = next_ticket_number + $2 where id = $1 returning next_ticket_number - $2";
    let first_number: i64 = tx.one(sql, params![account_id, options.tickets]).await?;
    tx.commit().await?;
    let heavy = options.heavy.min(options.tickets);
    Ok(Plan {
        account_id,
        inbox_id: inbox.id,
        channel_id,
        pipeline,
        agents,
        customers,
        first_number,
        tickets: options.tickets,
        messages: options.messages,
        heavy,
        light: LIGHT.min(options.tickets - heavy),
        seed: options.seed,
        now: app.now(),
    })
}

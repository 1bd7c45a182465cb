//! What can be said on the command line: one module a command. Each is told where the installation is ([`Place`]), and those that
//! only write records work while a server runs on the same database.

mod accounts;
mod config;
mod demo;
mod doctor;
mod factors;
mod load;
mod migrate;
mod people;
mod place;
mod say;
mod serve;
mod settings;
#[cfg(test)]
mod tests;
mod token;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use place::{Place, make_folders, open};
use say::{Plain, fits, name_of, out, password_from_stdin};

/// A self-hosted customer portal for support tickets, with the help desk behind it.
#[derive(Parser)]
#[command(name = "portico", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the desk and the portals
    Serve(Place),
    /// Fill a folder with a demo account, once, and serve it
    Demo(demo::Options),
    /// Bring the database up to date
    Migrate(Place),
    /// Check everything that the server needs, and say what to do
    Doctor(doctor::Options),
    /// The account of a new installation
    #[command(subcommand)]
    Account(accounts::Command),
    /// Agents: the people who answer
    #[command(subcommand)]
    Agent(people::AgentCommand),
    /// Members: customers with a login
    #[command(subcommand)]
    Member(people::MemberCommand),
    /// API tokens
    #[command(subcommand)]
    Token(token::Command),
    /// All settings as one file
    #[command(subcommand)]
    Settings(settings::Command),
    /// Fill the database with test data, fast
    Load(load::Options),
}

/// Reads the command line, does what it says, and answers the exit code: 0, 1 when that failed, 2 when it cannot be understood.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let serves = matches!(cli.command, Command::Serve(_) | Command::Demo(_));
    log(if serves {
        "info,sqlx=warn"
    } else {
        "warn,sqlx=error"
    });
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(run(cli.command)));
    match done {
        Ok(code) => code,
        Err(error) => {
            say::err(&format!("portico: {}", say::chain(&error)));
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve(place) => serve::run(&place).await?,
        Command::Demo(options) => demo::run(&options).await?,
        Command::Migrate(place) => migrate::run(&place).await?,
        Command::Doctor(options) => return doctor::run(&options).await,
        Command::Account(command) => accounts::run(command).await?,
        Command::Agent(command) => people::agent(command).await?,
        Command::Member(command) => people::member(command).await?,
        Command::Token(command) => token::run(command).await?,
        Command::Settings(command) => settings::run(command).await?,
        Command::Load(options) => load::run(&options).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Logs go to standard error: lines for people at a terminal, JSON for programs elsewhere.
fn log(usual: &str) {
    let asked = config::variable("PORTICO_LOG");
    let usual = || usual.parse().expect("a filter");
    let (filter, wrong): (Targets, _) = match asked.as_deref().map(str::parse) {
        None => (usual(), None),
        Some(Ok(filter)) => (filter, None),
        Some(Err(error)) => (usual(), Some(error)),
    };
    let lines = tracing_subscriber::fmt::layer()
        // a log that takes no more must not end what it tells of
        .log_internal_errors(false)
        .with_writer(std::io::stderr);
    let log = tracing_subscriber::registry().with(filter);
    if std::io::stderr().is_terminal() {
        log.with(lines.compact()).init();
    } else {
        let lines = lines.json().flatten_event(true);
        log.with(lines.with_current_span(false).with_span_list(false))
            .init();
    }
    if let Some(error) = wrong {
        tracing::warn!(%error, "PORTICO_LOG is not a filter such as info,sqlx=warn; the usual one is used");
    }
}

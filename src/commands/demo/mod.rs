//! `portico demo`: an account that looks like a real one, in a folder of its own, served on this machine [X1]. The first start fills
//! the folder; each start tells where to sign in and with what.

mod content;
mod filling;
mod story;
mod telling;
mod world;

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, Result};
use base::App;
use clap::Args;
use db::params;
use portals::{domains, portals as sites};
use serde::Serialize;
use tokio::net::TcpListener;

use super::{Place, Plain, accounts, open, out};
use crate::serve;

pub(crate) use world::{AGENTS, MEMBERS};

/// `portico demo`
#[derive(Args)]
pub(crate) struct Options {
    /// The folder for database, files and key; made and filled when it is not there
    #[arg(long, value_name = "DIR", default_value = "./data")]
    data: PathBuf,
    /// Address and port, 127.0.0.1:8080 or what `PORTICO_LISTEN` says; port 0 takes any that is free
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// Print one line of JSON instead of text
    #[arg(long)]
    json: bool,
}

/// Fills the folder where needed, and serves it until asked to stop.
pub(crate) async fn run(options: &Options) -> Result<()> {
    let listen = listen(options)?;
    let listener = TcpListener::bind(listen).await;
    let listener = listener
        .with_context(|| format!("cannot listen on {listen} (choose another with --listen)"))?;
    let port = listener.local_addr()?.port();
    let app = prepare(options, listen, port).await?;
    announce(&app, port, options.json).await?;
    serve::run(app, listener, serve::asked_to_stop()).await
}

fn listen(options: &Options) -> Result<SocketAddr> {
    let said = super::config::variable("PORTICO_LISTEN");
    match (options.listen, said) {
        (Some(listen), _) => Ok(listen),
        (None, Some(said)) => said.parse().with_context(|| {
            format!("PORTICO_LISTEN is {said:?}: say an address and a port such as 127.0.0.1:8080")
        }),
        (None, None) => Ok(SocketAddr::from(([127, 0, 0, 1], 8080))),
    }
}

/// Fills the database of a folder.
#[cfg(test)]
pub(crate) async fn fill(start: &super::config::Start, now: i64) -> Result<()> {
    filling::all(start, now, 8080).await
}

/// The demo's account on this port, made when there is none.
async fn prepare(options: &Options, listen: SocketAddr, port: u16) -> Result<App> {
    let place = Place::folder(&options.data);
    place.prepare()?;
    let mut start = place.read()?;
    start.auto_migrate = true;
    start.config.listen = listen.to_string();
    start.config.app_url = format!("http://localhost:{port}");
    start.config.catch_mail = true;
    let app = open(start.clone(), crate::system_clock()).await?;
    if accounts::maybe(&app.db).await?.is_none() {
        filling::all(&start, app.now(), port)
            .await
            .context("the demo's account cannot be made")?;
    }
    follow_port(&app, port).await?;
    Ok(app)
}

/// Links in mails name the port of this start.
async fn follow_port(app: &App, port: u16) -> Result<()> {
    let account = accounts::only(&app.db).await?;
    let tx = app.db.begin().await?;
    for mut domain in domains::list(&tx, account.id).await.plain()? {
        if domain.origin.starts_with("http://") {
            domain.origin = format!("http://{}:{port}", domain.host);
            domains::save(&tx, app, account.id, &domain).await.plain()?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// The token of a folder is the same at each start, and another one in each folder.
fn token(app: &App) -> String {
    let key = app.keys.derive("demo token");
    key.iter().fold("pat-demo-".to_owned(), |text, byte| {
        format!("{text}{byte:02x}")
    })
}

/// What programs that start a demo read [X1].
#[derive(Serialize)]
struct Ready<'a> {
    desk_url: &'a str,
    portal_url: &'a str,
    agents: Vec<Login<'a>>,
    members: Vec<Login<'a>>,
    api_token: String,
    mail_url: String,
}

#[derive(Serialize)]
struct Login<'a> {
    email: &'a str,
    password: &'a str,
}

fn logins<'a>(all: &[(&'a str, &'a str)]) -> Vec<Login<'a>> {
    all.iter()
        .map(|(email, password)| Login { email, password })
        .collect()
}

async fn announce(app: &App, port: u16, as_json: bool) -> Result<()> {
    let account = accounts::only(&app.db).await?;
    let portal = sites::first(&app.db, account.id).await.plain()?;
    let slug = portal.map_or_else(
        || "tickets-view".to_owned(),
        |portal| portal.settings.0.slug,
    );
    let desk = format!("http://localhost:{port}");
    let portal = format!("http://help.localhost:{port}/{slug}");
    let agents = there(
        app,
        account.id,
        "agents",
        AGENTS.iter().map(|it| (it.email, it.password)),
    )
    .await?;
    let members = there(
        app,
        account.id,
        "contacts",
        MEMBERS.iter().map(|it| (it.email, it.password)),
    )
    .await?;
    if as_json {
        let ready = Ready {
            desk_url: &desk,
            portal_url: &portal,
            agents: logins(&agents),
            members: logins(&members),
            api_token: token(app),
            mail_url: format!("{desk}/mail"),
        };
        out(serde_json::to_string(&ready)?);
        return Ok(());
    }
    out(format!("Portico's demo, {}:\n", account.name));
    out(format!(
        "  customers   {portal}\n              {} (Polish)",
        portal.replace("help.", "pomoc.")
    ));
    for (email, password) in &members {
        out(format!("                {email:<34} {password}"));
    }
    out(format!("\n  agents      {desk}"));
    for (email, password) in &agents {
        out(format!("                {email:<34} {password}"));
    }
    out(format!(
        "\n  mail        {desk}/mail (what would have been sent)\n  API token   {}\n\nCtrl+C stops it.",
        token(app)
    ));
    Ok(())
}

/// Those of the demo's people that this database knows: it may have been filled by other means.
async fn there<'a>(
    app: &App,
    account_id: i64,
    table: &str,
    all: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<Vec<(&'a str, &'a str)>> {
    let sql = match table {
        "agents" => "select email from agents where account_id = $1",
        _ => {
            "select c.email from contacts c join members m on m.account_id = c.account_id and m.contact_id = c.id where c.account_id = $1 and c.email is not null"
        }
    };
    let known: Vec<String> = app.db.all(sql, params![account_id]).await?;
    Ok(all
        .filter(|(email, _)| known.iter().any(|known| known == email))
        .collect())
}

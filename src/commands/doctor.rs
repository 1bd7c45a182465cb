//! `portico doctor`: everything that the server needs, looked at once, each with what to do about it.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use base::App;
use channels::email;
use clap::Args;
use db::Engine;
use portals::{domains, portals as sites};
use serde::Serialize;

use super::config::Start;
use super::{Place, Plain, accounts, out};

/// `portico doctor`
#[derive(Args)]
pub(crate) struct Options {
    /// As JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

/// How a check ended.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    Ok,
    Warn,
    Fail,
}

#[derive(Serialize)]
struct Finding {
    what: &'static str,
    outcome: Outcome,
    text: String,
}

#[derive(Default)]
struct Report(Vec<Finding>);

impl Report {
    fn add(&mut self, what: &'static str, outcome: Outcome, text: impl Into<String>) {
        self.0.push(Finding {
            what,
            outcome,
            text: super::say::plainly(&text.into()),
        });
    }

    fn ok(&mut self, what: &'static str, text: impl Into<String>) {
        self.add(what, Outcome::Ok, text);
    }

    fn warn(&mut self, what: &'static str, text: impl Into<String>) {
        self.add(what, Outcome::Warn, text);
    }

    fn fail(&mut self, what: &'static str, text: impl Into<String>) {
        self.add(what, Outcome::Fail, text);
    }
}

/// Looks at everything; 1 when something fails.
pub(crate) async fn run(options: &Options) -> Result<ExitCode> {
    let mut report = Report::default();
    match options.place.read() {
        Ok(start) => {
            report.ok("configuration", format!("desk at {}", start.config.app_url));
            for unknown in &start.unknown {
                report.warn("configuration", unknown.as_str());
            }
            examine(&mut report, start).await;
        }
        Err(error) => report.fail("configuration", super::say::chain(&error)),
    }
    if options.json {
        out(serde_json::to_string(&report.0)?);
    } else {
        for finding in &report.0 {
            let outcome = match finding.outcome {
                Outcome::Ok => "ok  ",
                Outcome::Warn => "warn",
                Outcome::Fail => "FAIL",
            };
            out(format!("{outcome}  {:<14} {}", finding.what, finding.text));
        }
    }
    let fails = report
        .0
        .iter()
        .any(|finding| finding.outcome == Outcome::Fail);
    Ok(if fails {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// How far an installation is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Works,
    /// It cannot be reached, or is not up to date.
    Broken,
}

/// What is said of what a new installation lacks.
const LATER: &str = "not there yet, the server makes it when it starts";

async fn examine(report: &mut Report, start: Start) {
    let state = database(report, &start).await;
    let key_works = key(report, &start.config.secret_key_file, state);
    files(report, &start.config.files, state);
    if state != State::Works || !key_works {
        return;
    }
    match crate::open(start.config, crate::system_clock()).await {
        Ok(app) => {
            if let Err(error) = inside(report, &app).await {
                report.fail("database", super::say::chain(&error));
            }
            app.db.close().await;
        }
        Err(error) => report.fail("start", super::say::chain(&error)),
    }
}

fn key(report: &mut Report, file: &Path, state: State) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let name = file.display();
    if state == State::New && !file.exists() {
        report.ok("secret key", format!("{name}: {LATER}"));
        return false;
    }
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => {
            report.fail("secret key", format!("{name} cannot be read ({error}): put the file back that this database was made with"));
            return false;
        }
    };
    if let Err(what) = base::keys::Keys::from_text(&text) {
        report.fail(
            "secret key",
            format!("{name}: {what}; make one with `openssl rand -base64 32`"),
        );
        return false;
    }
    match std::fs::metadata(file).map(|about| about.permissions().mode() & 0o077) {
        Ok(0) => report.ok("secret key", format!("{name}")),
        _ => report.warn(
            "secret key",
            format!("others may read {name}: chmod 600 {name}"),
        ),
    }
    true
}

/// How much is written to see whether there is room.
const TRIAL: usize = 1 << 20;
/// Less room than this is a warning.
const ROOM: u64 = 1 << 30;

fn files(report: &mut Report, folder: &Path, state: State) {
    let name = folder.display();
    if state == State::New && !folder.exists() {
        return report.ok("files", format!("{name}: {LATER}"));
    }
    let trial = folder.join("incoming").join(".doctor");
    let tried = std::fs::create_dir_all(folder.join("incoming"))
        .and_then(|()| std::fs::write(&trial, vec![0; TRIAL]));
    let _ = std::fs::remove_file(&trial);
    if let Err(error) = tried {
        if error.kind() == std::io::ErrorKind::StorageFull {
            return report.fail("files", format!("{name}: the disk is full, make room"));
        }
        return report.fail(
            "files",
            format!("{name} cannot be written to ({error}): give the server's user this folder"),
        );
    }
    match rustix::fs::statvfs(folder) {
        Ok(disk) => {
            let free = disk.f_bavail * disk.f_frsize;
            let text = format!("{name}, {} MB free", free / 1_000_000);
            if free < ROOM {
                report.warn("files", format!("{text}: make room soon"));
            } else {
                report.ok("files", text);
            }
        }
        Err(_) => report.warn(
            "files",
            format!("{name} can be written to; how much room is free cannot be told"),
        ),
    }
}

fn name(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL",
    }
}

async fn database(report: &mut Report, start: &Start) -> State {
    // looking makes nothing, and opening would
    if let Some(file) = start.config.database_file().filter(|it| !it.exists()) {
        report.ok("database", format!("{}: {LATER}", file.display()));
        return State::New;
    }
    let db = match db::Db::open(&start.config.database_url).await {
        Ok(db) => db,
        Err(error) => {
            report.fail("database", super::say::chain(&error.into()));
            return State::Broken;
        }
    };
    let missing = db.missing(&crate::migrations()).await.unwrap_or_default();
    let is_new = missing.iter().any(|name| name.starts_with("0001"));
    let state = match (missing.is_empty(), is_new) {
        (true, _) => State::Works,
        (false, true) => State::New,
        (false, false) => State::Broken,
    };
    if state == State::Works {
        match writes(&db).await {
            Ok(()) => report.ok(
                "database",
                format!("{}, up to date, can be written to", name(db.engine())),
            ),
            Err(error) => report.fail(
                "database",
                format!("cannot be written to: {}", super::say::chain(&error.into())),
            ),
        }
    } else if start.auto_migrate && is_new {
        report.ok(
            "database",
            format!(
                "{}, new: the server makes its tables when it starts",
                name(db.engine())
            ),
        );
    } else if start.auto_migrate {
        report.warn(
            "database",
            format!(
                "lacks {}; the server applies them when it starts",
                missing.join(", ")
            ),
        );
    } else {
        report.fail(
            "database",
            format!("lacks {}: run `portico migrate`", missing.join(", ")),
        );
    }
    db.close().await;
    state
}

/// Writes for good, and takes it back: what is only rolled back never reaches the disk.
async fn writes(db: &db::Db) -> db::Result<()> {
    for sql in [
        "insert into leases (name, holder, until) values ('doctor', 'doctor', 0) on conflict do nothing",
        "delete from leases where name = 'doctor'",
    ] {
        let tx = db.begin().await?;
        tx.run(sql, Vec::new()).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn inside(report: &mut Report, app: &App) -> Result<()> {
    let Some(account) = accounts::maybe(&app.db).await? else {
        report.warn(
            "account",
            "there is none yet: `portico account create` or `portico settings apply`",
        );
        return Ok(());
    };
    report.ok("account", account.name.clone());
    portal(report, app, account.id).await?;
    if people::agents::list(&app.db, account.id)
        .await
        .plain()?
        .is_empty()
    {
        report.warn(
            "agents",
            "there are none: `portico agent create --administrator`",
        );
    }
    let channels = email::list(&app.db, account.id).await.plain()?;
    if channels.is_empty() && !app.config.catch_mail {
        report.warn("mail", "no address is connected: no mail comes in, and none goes out ([[channels]] in the settings file)");
    }
    for channel in channels.iter().filter(|channel| channel.active) {
        for (server, outcome) in email::check(app, channel).await {
            match outcome {
                Ok(()) => report.ok(server, channel.address.clone()),
                Err(what) => report.fail(server, format!("{}: {what}", channel.address)),
            }
        }
    }
    work(report, app, account.id).await
}

/// What is done after a change: mails above all.
async fn work(report: &mut Report, app: &App, account_id: i64) -> Result<()> {
    let failed = jobs::failed(&app.db, account_id).await?;
    let troubled = jobs::troubled(&app.db, account_id).await?;
    if let Some(job) = failed.first() {
        let (count, kind, why) = (failed.len(), &job.kind, &job.error);
        report.warn(
            "jobs",
            format!("{count} failed; the newest: {kind} ({why})"),
        );
    }
    if let Some((kind, why)) = troubled.first() {
        let count = troubled.len();
        report.warn(
            "jobs",
            format!("{count} failed and will be tried again, such as {kind} ({why})"),
        );
    }
    if failed.is_empty() && troubled.is_empty() {
        let waiting = jobs::pending(&app.db).await?;
        report.ok("jobs", format!("{waiting} wait, none failed"));
    }
    Ok(())
}

async fn portal(report: &mut Report, app: &App, account_id: i64) -> Result<()> {
    let portals = sites::list(&app.db, account_id).await.plain()?;
    let domains = domains::list(&app.db, account_id).await.plain()?;
    if portals.is_empty() {
        report.warn("portal", "there is none: [[portals]] in the settings file");
    }
    for portal in &portals {
        let hosts: Vec<&str> = domains
            .iter()
            .filter(|it| it.portal_id == portal.id)
            .map(|it| it.host.as_str())
            .collect();
        match (hosts.is_empty(), portal.settings.0.enabled) {
            (true, _) => report.warn(
                "portal",
                format!(
                    "{}: no domain shows it ([[domains]] in the settings file)",
                    portal.name
                ),
            ),
            (false, false) => report.warn(
                "portal",
                format!("{}: is switched off (enabled)", portal.name),
            ),
            (false, true) => {
                report.ok("portal", format!("{} on {}", portal.name, hosts.join(", ")));
            }
        }
    }
    let secure = app.config.secure_cookies();
    let other = |it: &&domains::Domain| it.origin.starts_with("https://") != secure;
    for domain in domains.iter().filter(other) {
        report.warn(
            "domain",
            format!(
                "{}: cookies go by app_url, {}; give both https, or sessions go without its protection or get lost",
                domain.origin, app.config.app_url
            ),
        );
    }
    for domain in domains
        .iter()
        .filter(|domain| domain.host == app.config.desk_host())
    {
        report.fail(
            "domain",
            format!(
                "{} is the desk's own host: a portal needs another one",
                domain.host
            ),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn looking_at_a_new_installation_finds_no_fault_and_makes_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("portico.toml");
        let text = "database_url = \"sqlite:lib/portico.db\"\nfiles = \"lib/files\"\n\
                    secret_key_file = \"etc/secret.key\"\napp_url = \"http://localhost\"\n";
        std::fs::write(&file, text).expect("a file");
        let start = || super::super::config::read(Some(&file)).expect("a configuration");
        let mut report = Report::default();
        examine(&mut report, start()).await;
        let all_well = |report: &Report| report.0.iter().all(|it| it.outcome == Outcome::Ok);
        assert!(all_well(&report) && report.0.len() == 3);
        let entries = std::fs::read_dir(folder.path()).expect("the folder");
        assert_eq!(entries.count(), 1);

        let app = super::super::open(start(), crate::system_clock()).await;
        app.expect("the folders are made").db.close().await;
        std::fs::remove_file(folder.path().join("etc/secret.key")).expect("the key");
        let mut report = Report::default();
        examine(&mut report, start()).await;
        let key = report.0.iter().find(|it| it.what == "secret key");
        let key = key.expect("a finding");
        assert!(key.outcome == Outcome::Fail && key.text.contains("put the file back"));
    }
}

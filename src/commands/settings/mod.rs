//! `portico settings`: everything that the settings pages set, as one file that can be kept with the rest of a system's
//! configuration [X3]. A file is checked whole before anything is written, and written in one transaction; what it does not
//! name stays as it is, and the same file twice changes nothing.

mod apply;
mod check;
mod check_lists;
mod check_sites;
mod diff;
mod file;
mod lists;
mod places;
mod read;
mod split;
mod sso;
mod templates;
mod words;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use base::App;
use clap::Subcommand;

use super::{Place, accounts, open, out};

/// `portico settings …`
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Set everything as this file says, and print what changed
    Apply {
        /// TOML, or JSON by its name's end
        file: PathBuf,
        /// Check and print, but change nothing
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Print the settings as a file that `apply` takes
    Export {
        /// As JSON instead of TOML
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Place,
    },
}

/// Does `portico settings …`.
pub(crate) async fn run(command: Command) -> Result<()> {
    match command {
        Command::Apply {
            file,
            dry_run,
            place,
        } => apply(&file, dry_run, &place).await,
        Command::Export { json, place } => export(json, &place).await,
    }
}

async fn apply(path: &Path, dry_run: bool, place: &Place) -> Result<()> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).with_context(|| format!("{name} cannot be read"))?;
    let is_json = path
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("json"));
    let folder = path.parent().unwrap_or(Path::new(""));
    let app = open(place.read()?, crate::system_clock()).await?;
    let changes = set(&app, &text, is_json, folder, dry_run)
        .await
        .context(name)?;
    for change in &changes {
        out(change);
    }
    match (changes.is_empty(), dry_run) {
        (true, _) => out("nothing to change"),
        (false, true) => out("a dry run: nothing was changed"),
        (false, false) => {}
    }
    app.db.close().await;
    Ok(())
}

/// Sets everything as a text says; answers what changed.
pub(crate) async fn set(
    app: &App,
    text: &str,
    is_json: bool,
    folder: &Path,
    dry_run: bool,
) -> Result<Vec<String>> {
    let file = file::parse(text, is_json, folder)
        .or_else(|problems| none(&problems).map(|()| file::File::default()))?;
    let account = accounts::maybe(&app.db).await?;
    let known = match &account {
        Some(account) => read::all(&app.db, app.config.desk_host(), account).await?,
        None => file::File::default(),
    };
    let problems = check::problems(app, account.as_ref(), &known, &file).await?;
    let problems = problems.into_iter().map(|it| file.places.with_line(it));
    none(&problems.collect::<Vec<_>>())?;
    apply::all(app, account, &known, &file, dry_run).await
}

/// Fails with all problems, one a line.
fn none(problems: &[String]) -> Result<()> {
    match problems {
        [] => Ok(()),
        [one] => bail!("{one}"),
        many => bail!(
            "{} problems, and nothing was changed:\n  - {}",
            many.len(),
            many.join("\n  - ")
        ),
    }
}

async fn export(json: bool, place: &Place) -> Result<()> {
    let app = open(place.read()?, crate::system_clock()).await?;
    out(text(&app, json).await?.trim_end());
    app.db.close().await;
    Ok(())
}

/// The settings as a file.
pub(crate) async fn text(app: &App, json: bool) -> Result<String> {
    let account = accounts::only(&app.db).await?;
    let file = read::all(&app.db, app.config.desk_host(), &account)
        .await?
        .without_secrets();
    if json {
        // by way of TOML, which leaves out what is not set
        let table = toml::Table::try_from(&file)?;
        return Ok(serde_json::to_string_pretty(&table)?);
    }
    let head = "# Portico's settings. Secrets are not in this file: \"kept:…\" means the one that is stored.";
    Ok(format!("{head}\n\n{}", toml::to_string_pretty(&file)?))
}

//! Where an installation is, and opening it.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use base::App;
use base::config::Config;
use clap::Args;

use super::Plain;
use super::config::{self, Start};

/// Which installation a command is about; without either, the `PORTICO_*` variables say everything.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Place {
    /// The configuration, a TOML file
    #[arg(long, value_name = "FILE", conflicts_with = "data")]
    config: Option<PathBuf>,
    /// The folder that `portico demo` made, with database, files and key in it
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

/// The name of the configuration in a folder made by us.
const FILE: &str = "portico.toml";

impl Place {
    /// A folder.
    pub(crate) fn folder(data: &Path) -> Place {
        Place {
            config: None,
            data: Some(data.to_owned()),
        }
    }

    /// Reads the configuration.
    ///
    /// # Errors
    /// Every mistake in it.
    pub(crate) fn read(&self) -> Result<Start> {
        let file = match (&self.config, &self.data) {
            (Some(file), _) => Some(file.clone()),
            (None, Some(folder)) => {
                let file = folder.join(FILE);
                if !file.exists() {
                    bail!(
                        "there is no {} (make the folder with `portico demo --data {}`)",
                        file.display(),
                        folder.display()
                    );
                }
                Some(file)
            }
            (None, None) => None,
        };
        let start = config::read(file.as_deref())?;
        for unknown in &start.unknown {
            tracing::warn!("{unknown}");
        }
        Ok(start)
    }

    /// Makes the folder, where one is named and is not there yet.
    pub(crate) fn prepare(&self) -> Result<()> {
        let Some(folder) = &self.data else {
            return Ok(());
        };
        std::fs::create_dir_all(folder)
            .with_context(|| format!("the folder {} cannot be made", folder.display()))?;
        let file = folder.join(FILE);
        if !file.exists() {
            std::fs::write(&file, NEW)
                .with_context(|| format!("{} cannot be written", file.display()))?;
        }
        Ok(())
    }
}

const NEW: &str =
    "# Made by Portico. Paths are relative to this file; PORTICO_… variables go before it.
database_url = \"sqlite:portico.db\"
files = \"files\"
secret_key_file = \"secret.key\"
listen = \"127.0.0.1:8080\"
app_url = \"http://localhost:8080\"
catch_mail = true
";

/// Opens an installation, its schema brought up to date.
///
/// # Errors
/// In words: which file, which address, what to do.
pub(crate) async fn open(start: Start, clock: jobs::Clock) -> Result<App> {
    make_folders(&start.config)?;
    make_key(&start).await?;
    let auto_migrate = start.auto_migrate;
    let app = crate::open(start.config, clock).await?;
    if auto_migrate {
        app.db.migrate(&crate::migrations()).await?;
    } else {
        let missing = app.db.missing(&crate::migrations()).await?;
        if !missing.is_empty() {
            bail!(
                "the database lacks {}: run `portico migrate` first",
                missing.join(", ")
            );
        }
    }
    people::upgrade(&app).await.plain()?;
    helpdesk::tickets::upgrade(&app).await.plain()?;
    Ok(app)
}

/// The folders of a new installation; what customers write is nobody else's to read on this machine.
pub(crate) fn make_folders(config: &Config) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    let files = [config.database_file(), Some(&*config.secret_key_file)];
    for folder in files.into_iter().flatten().filter_map(Path::parent) {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .with_context(|| {
                format!(
                    "the folder {} is not there and cannot be made: make it, and give it to the server's user",
                    folder.display()
                )
            })?;
    }
    Ok(())
}

/// A new installation has no key yet: it is made. One with data has one, and a missing key is a mistake.
async fn make_key(start: &Start) -> Result<()> {
    let file = &start.config.secret_key_file;
    if file.exists() {
        return Ok(());
    }
    let db = db::Db::open(&start.config.database_url).await?;
    let missing = db.missing(&crate::migrations()).await?;
    let is_new = missing.iter().any(|name| name.starts_with("0001"));
    let sql = "select id from accounts limit 1";
    let used = !is_new && db.maybe::<i64>(sql, Vec::new()).await?.is_some();
    db.close().await;
    if used {
        bail!(
            "the secret key {} is missing, and this database was made with one: put that file back, since what is stored encrypted \
             cannot be read without it",
            file.display()
        );
    }
    write_key(file)
        .with_context(|| format!("a new secret key cannot be written to {}", file.display()))?;
    tracing::info!(file = %file.display(), "a new secret key was made: keep a copy of it");
    Ok(())
}

fn write_key(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut new = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)?;
    writeln!(new, "{}", base::keys::Keys::generate())?;
    new.sync_all()
}

//! Portico put together: the only code that sees every area.

pub mod commands;
pub mod reactions;
pub mod routes;
pub mod serve;

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use base::app::{App, Inner};
use base::config::Config;
use base::files::Files;
use base::id::Ids;
use base::keys::{self, Keys};
use base::sessions::attempts::UnderWay;
use base::view::Views;
use rust_embed::Embed;

/// The schema, one text for both engines.
#[derive(Embed)]
#[folder = "migrations/"]
struct Migrations;

/// Every word a person sees.
#[derive(Embed)]
#[folder = "locales/"]
struct Words;

/// Style sheets, scripts and pictures.
#[derive(Embed)]
#[folder = "assets/"]
struct Assets;

/// The migrations of this version.
pub fn migrations() -> Vec<db::Migration> {
    let mut all: Vec<_> = Migrations::iter()
        .filter_map(|name| {
            let sql = String::from_utf8(Migrations::get(&name)?.data.into_owned()).ok()?;
            Some(db::Migration {
                name: name.into_owned(),
                sql,
            })
        })
        .collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

/// Opens everything that the configuration names. The clock is the system's unless a test sets another.
///
/// # Errors
/// In words for whoever starts the program: which file, which address, what to do.
pub async fn open(config: Config, clock: jobs::Clock) -> Result<App> {
    let keys = read_key(&config.secret_key_file)?;
    let files = Files::open(&config.files).with_context(|| {
        format!(
            "the folder of files, {}, cannot be made or read",
            config.files.display()
        )
    })?;
    let db = db::Db::open(&config.database_url).await?;
    let ids = Ids::new(keys::random());
    Ok(App::new(Inner {
        db,
        files,
        clock,
        ids,
        keys,
        config,
        views: views()?,
        tries: UnderWay::default(),
    }))
}

/// The system's clock, milliseconds UTC.
pub fn system_clock() -> jobs::Clock {
    Arc::new(|| {
        #[expect(clippy::disallowed_methods, reason = "this is the app's clock")]
        let now = std::time::SystemTime::now();
        let since = now
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    })
}

fn read_key(file: &Path) -> Result<Keys> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("the secret key cannot be read from {}", file.display()))?;
    Keys::from_text(&text).map_err(|what| anyhow::anyhow!("{}: {what}", file.display()))
}

fn locales() -> Result<locale::Locales> {
    let mut words: Vec<(String, String)> = Words::iter()
        .filter_map(|name| {
            let text = String::from_utf8(Words::get(&name)?.data.into_owned()).ok()?;
            Some((name.trim_end_matches(".ftl").to_owned(), text))
        })
        .collect();
    words.sort();
    let sources: Vec<(&str, &str)> = words
        .iter()
        .map(|(tag, text)| (tag.as_str(), text.as_str()))
        .collect();
    Ok(locale::Locales::load(&sources)?)
}

/// Templates of all areas, words of all languages, assets.
pub fn views() -> Result<Views> {
    let assets = Assets::iter()
        .filter_map(|name| Some((name.to_string(), Assets::get(&name)?.data.into_owned())));
    let pages = vec![
        base::page,
        people::page,
        portals::page,
        helpdesk::page,
        channels::page,
        notices::page,
    ];
    Ok(Views::new(
        pages,
        locales()?.with_pseudo(),
        web::assets::Assets::new(assets),
    ))
}

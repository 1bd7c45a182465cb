//! `[[templates]]`: pages of a portal that are written anew.

use std::path::Path;

use anyhow::{Context, Result};
use base::App;
use db::{Db, Tx};
use portals::portals as sites;
use portals::templates::{self, PAGES, example_shell};
use serde::{Deserialize, Serialize};

use super::file::File;
use crate::commands::Plain;
use crate::commands::config::did_you_mean;

/// A page and its source; an empty one restores the original.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Template {
    portal: String,
    page: String,
    source: String,
}

/// The same as it stands in a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    portal: String,
    page: String,
    source: Option<String>,
    source_file: Option<String>,
}

impl Written {
    /// With its source from the file that it names.
    pub(super) fn read(self, folder: &Path) -> Result<Template, String> {
        let source = match (self.source, self.source_file) {
            (Some(source), None) => source,
            (None, Some(name)) => {
                let file = folder.join(name);
                std::fs::read_to_string(&file)
                    .map_err(|error| format!("source_file {}: {error}", file.display()))?
            }
            _ => return Err("templates: give one of source and source_file".into()),
        };
        Ok(Template {
            portal: self.portal,
            page: self.page,
            source: source.replace("\r\n", "\n").trim().to_owned(),
        })
    }
}

impl Template {
    pub(super) fn title(&self) -> String {
        format!("page {:?} of portal {:?}", self.page, self.portal)
    }
}

/// All of an account.
pub(super) async fn all(db: &Db, account_id: i64) -> Result<Vec<Template>> {
    let mut all = Vec::new();
    for portal in sites::list(db, account_id).await.plain()? {
        for it in templates::list(db, account_id, portal.id).await.plain()? {
            all.push(Template {
                portal: portal.name.clone(),
                page: it.name,
                source: it.source,
            });
        }
    }
    Ok(all)
}

/// What is wrong with them: each source is judged as at the desk.
pub(super) fn problems(app: &App, known: &File, file: &File) -> Vec<String> {
    file.templates
        .iter()
        .filter_map(|it| {
            let what = problem(app, known, file, it)?;
            Some(format!("{}: {what}", it.title()))
        })
        .collect()
}

fn problem(app: &App, known: &File, file: &File, it: &Template) -> Option<String> {
    let mut portals = file.portals.iter().chain(&known.portals);
    let Some(portal) = portals.find(|portal| portal.name == it.portal) else {
        return Some("there is no such portal".into());
    };
    let Some(page) = templates::named(&it.page) else {
        let names = PAGES.map(|page| page.name);
        let near = did_you_mean(&it.page, &names);
        return Some(format!(
            "there is no such page{near} (there are {})",
            names.join(", ")
        ));
    };
    if it.source.is_empty() {
        return None;
    }
    let shell = example_shell(page, "", "en", &portal.settings);
    let fault = templates::judge(app, &shell, page, &it.source).err()?;
    let said = app
        .views
        .locale("en")
        .text(&fault.key, &[("name", fault.name.into())]);
    Some(match (fault.line, fault.column) {
        (0, _) => said,
        (line, 0) => format!("line {line}: {said}"),
        (line, column) => format!("line {line}, column {column}: {said}"),
    })
}

/// Writes one that was judged.
pub(super) async fn save(tx: &Tx, app: &App, account_id: i64, it: &Template) -> Result<()> {
    let portals = sites::list(tx, account_id).await.plain()?;
    let portal = portals.iter().find(|portal| portal.name == it.portal);
    let portal = portal.context("there is no such portal")?;
    let page = templates::named(&it.page).context("there is no such page")?;
    templates::save(tx, app, account_id, portal.id, page, &it.source)
        .await
        .plain()?;
    Ok(())
}

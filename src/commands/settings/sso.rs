//! Identity providers in a settings file.

use anyhow::{Context, Result};
use base::sso::{self, Kind, New, Settings};
use base::{Actor, App};
use db::Tx;

use super::apply::is_kept;
use super::check::World;
use super::file::{File, Sso};
use crate::commands::Plain;

/// Makes a connection what the file says.
pub(super) async fn save(tx: &Tx, app: &App, account_id: i64, it: &Sso) -> Result<()> {
    let host = stored(app, &it.head.host);
    let all = sso::list(tx, account_id).await.plain()?;
    let known = all
        .iter()
        .find(|known| known.host == host && known.name == it.head.name);
    let new = New {
        host: host.to_owned(),
        name: it.head.name.clone(),
        enabled: it.head.enabled,
        settings: with_kept(known.map(|known| &known.settings.0), &it.settings),
    };
    let by = Actor::system();
    sso::save(tx, app, account_id, &by, known, new)
        .await
        .plain()
        .with_context(|| format!("sso {:?}", it.head.name))?;
    Ok(())
}

/// A host as connections keep it: the desk is named by its host, and kept without one.
fn stored<'a>(app: &App, host: &'a str) -> &'a str {
    if host == app.config.desk_host() {
        ""
    } else {
        host
    }
}

/// The settings with the stored secrets in place of references to them; our own keys are made where none are stored.
fn with_kept(known: Option<&Settings>, said: &Settings) -> Settings {
    let mut settings = said.clone();
    let known = known.cloned().unwrap_or_default();
    if is_kept(&settings.client_secret) {
        settings.client_secret = known.client_secret;
    }
    if is_kept(&settings.key) {
        settings.key = known.key;
    }
    if is_kept(&settings.own_key) || settings.own_key.is_empty() {
        settings.own_key = known.own_key;
        settings.own_certificate = known.own_certificate;
    }
    settings
}

impl World<'_> {
    /// What is wrong with connections.
    pub(super) fn sso(&mut self, app: &App, known: &File, file: &File) {
        for it in &file.sso {
            self.connection(app, known, file, it);
        }
    }

    fn connection(&mut self, app: &App, known: &File, file: &File, it: &Sso) {
        let title = format!("sso {:?}", it.head.name);
        if it.head.name.trim().is_empty() {
            self.problems.push(format!("{title}: it needs a name"));
        }
        let mut hosts = file.domains.iter().chain(&known.domains);
        if it.head.host == self.desk_host {
            if it.settings.kind != Kind::Oidc {
                let what = format!("{title}: agents sign in to the desk by kind = \"oidc\" only");
                self.problems.push(what);
            }
        } else if !hosts.any(|domain| domain.host == it.head.host) {
            let what = format!("{title}: there is no domain {:?}", it.head.host);
            self.problems.push(what);
        }
        let stored = known
            .sso
            .iter()
            .find(|known| known.head.host == it.head.host && known.head.name == it.head.name);
        let settings = with_kept(stored.map(|stored| &stored.settings), &it.settings);
        let words = app.views.locale("en");
        for problem in settings.problems(app).iter() {
            let label = locale::Arg::Text(problem.field.into());
            let text = words.text(problem.key, &[("label", label)]);
            self.problems
                .push(format!("{title}: {}: {text}", problem.field));
        }
    }
}

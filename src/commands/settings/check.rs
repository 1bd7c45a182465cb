//! Whether settings make sense together, before anything is written: all problems at once.

use std::collections::BTreeSet;

use anyhow::Result;
use base::App;
use db::params;
use helpdesk::pipelines::State;
use people::agents::Permission;

use super::file::{Agent, File, KEPT, Pipeline, Property};
use super::read::pipeline;
use super::templates::{self, Template};
use crate::commands::accounts;

/// Fields of tickets that filters know without a definition.
pub(super) const BUILT_IN: [&str; 5] = ["pipeline", "stage", "priority", "category", "source"];
const KINDS: [&str; 5] = ["text", "number", "date", "enumeration", "bool"];

/// What is there when the file has been applied, as far as it can be referred to.
pub(super) struct World<'a> {
    pub(super) languages: Vec<String>,
    pub(super) desk_host: &'a str,
    pub(super) pipelines: Vec<&'a Pipeline>,
    pub(super) properties: Vec<&'a Property>,
    pub(super) inboxes: BTreeSet<&'a str>,
    pub(super) portals: BTreeSet<&'a str>,
    pub(super) lists: BTreeSet<&'a str>,
    pub(super) channels: BTreeSet<String>,
    pub(super) problems: Vec<String>,
}

/// Everything that is wrong with a file.
pub(super) async fn problems(
    app: &App,
    account: Option<&accounts::Account>,
    known: &File,
    file: &File,
) -> Result<Vec<String>> {
    let mut world = world(app, known, file);
    let default = pipeline(helpdesk::pipelines::default());
    if account.is_none() {
        if !world.pipelines.iter().any(|it| it.id == default.id) {
            world.pipelines.push(&default);
        }
        if file.inboxes.is_empty() {
            world.inboxes.insert(accounts::INBOX);
        }
    }
    world.account(account.is_some(), file);
    world.pipelines_of(file);
    world.properties_of(file);
    for channel in &file.channels {
        world.channel(known, channel);
    }
    for list in &file.lists {
        world.list(known, list);
    }
    for portal in &file.portals {
        world.portal(portal);
    }
    for domain in &file.domains {
        world.domain(domain);
    }
    world.sso(app, known, file);
    for agent in &file.agents {
        world.agent(known, agent);
    }
    world.twice(known, file);
    let mut problems = world.problems;
    taken(app, account, file, &mut problems).await?;
    problems.extend(templates::problems(app, known, file));
    Ok(problems)
}

/// What will be there.
fn world<'a>(app: &'a App, known: &'a File, file: &'a File) -> World<'a> {
    World {
        languages: accounts::languages(app),
        desk_host: app.config.desk_host(),
        pipelines: newest(&file.pipelines, &known.pipelines, |it| it.id),
        properties: newest(&file.properties, &known.properties, |it| it.name.clone()),
        inboxes: file
            .inboxes
            .iter()
            .chain(&known.inboxes)
            .map(|it| it.name.as_str())
            .collect(),
        lists: file
            .lists
            .iter()
            .chain(&known.lists)
            .map(|it| it.name.as_str())
            .collect(),
        channels: file
            .channels
            .iter()
            .chain(&known.channels)
            .map(|it| known_as(&it.head.address))
            .collect(),
        portals: file
            .portals
            .iter()
            .chain(&known.portals)
            .map(|it| it.name.as_str())
            .collect(),
        problems: Vec::new(),
    }
}

/// The file's items, and the known ones that it does not name.
fn newest<'a, T, K: PartialEq>(file: &'a [T], known: &'a [T], key: impl Fn(&T) -> K) -> Vec<&'a T> {
    let old = known
        .iter()
        .filter(|old| !file.iter().any(|new| key(new) == key(old)));
    file.iter().chain(old).collect()
}

/// A host is one account's.
async fn taken(
    app: &App,
    account: Option<&accounts::Account>,
    file: &File,
    problems: &mut Vec<String>,
) -> Result<()> {
    for domain in &file.domains {
        let sql = "select account_id from domains where host = $1";
        let owner: Option<i64> = app.db.maybe(sql, params![&domain.host]).await?;
        if owner.is_some() && owner != account.map(|account| account.id) {
            problems.push(format!(
                "domain {:?} is connected to another account",
                domain.host
            ));
        }
    }
    Ok(())
}

/// An address as it is kept: capitals make no other one.
fn known_as(address: &str) -> String {
    mail::address::normal(address).unwrap_or_else(|| address.to_owned())
}

impl World<'_> {
    pub(super) fn add(&mut self, problem: String) {
        self.problems.push(problem);
    }

    pub(super) fn language(&mut self, whose: &str, language: &str) {
        if !self.languages.iter().any(|known| known == language) {
            self.add(format!(
                "{whose}: there is no language {language:?} (there are {})",
                self.languages.join(", ")
            ));
        }
    }

    fn account(&mut self, is_there: bool, file: &File) {
        let said = file.account.as_ref();
        let name = said.and_then(|said| said.name.as_deref());
        if name.map_or(!is_there, |name| name.trim().is_empty()) {
            self.add("account: a name is missing".into());
        }
        if let Some(language) = said.and_then(|said| said.language.as_deref()) {
            self.language("account", language);
        }
        if let Some(zone) = said
            .and_then(|said| said.time_zone.as_deref())
            .filter(|zone| !locale::is_zone(zone))
        {
            self.add(format!(
                "account: {zone:?} is not a time zone such as Europe/Warsaw"
            ));
        }
    }

    fn pipelines_of(&mut self, file: &File) {
        for pipeline in &file.pipelines {
            let title = format!("pipeline {}", pipeline.id);
            for state in [State::Open, State::Closed] {
                if !pipeline.stages.iter().any(|stage| stage.state == state) {
                    self.add(format!(
                        "{title}: needs a stage whose state is {}",
                        state.as_str()
                    ));
                }
            }
            for stage in &pipeline.stages {
                let elsewhere = self.pipelines.iter().find(|other| {
                    other.id != pipeline.id && other.stages.iter().any(|known| known.id == stage.id)
                });
                if let Some(other) = elsewhere {
                    let other = other.id;
                    self.add(format!(
                        "{title}: stage {} is a stage of pipeline {other}",
                        stage.id
                    ));
                }
                for language in stage.customer_labels.keys() {
                    self.language(&format!("{title}, stage {}", stage.id), language);
                }
            }
        }
    }

    fn properties_of(&mut self, file: &File) {
        for property in &file.properties {
            let title = format!("property {:?}", property.name);
            let odd = |c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            if property.name.is_empty() || property.name.contains(odd) {
                self.add(format!("{title}: a name is small letters, digits and _"));
            }
            if BUILT_IN.contains(&property.name.as_str()) || property.name == "subject" {
                self.add(format!("{title}: tickets have that built in"));
            }
            if !KINDS.contains(&property.kind.as_str()) {
                self.add(format!(
                    "{title}: kind must be one of {}, not {:?}",
                    KINDS.join(", "),
                    property.kind
                ));
            }
            if (property.kind == "enumeration") == property.options.is_empty() {
                self.add(format!(
                    "{title}: an enumeration needs options, and nothing else has them"
                ));
            }
            for language in property.labels.keys() {
                self.language(&title, language);
            }
        }
    }

    fn agent(&mut self, known: &File, agent: &Agent) {
        let title = format!("agent {:?}", agent.email);
        let email = mail::address::normal(&agent.email);
        if email.is_none() {
            self.add(format!("{title}: is not an e-mail address"));
        }
        let rights = Permission::ALL.map(Permission::as_str);
        for right in agent
            .permissions
            .iter()
            .filter(|right| !rights.contains(&right.as_str()) && *right != "administrator")
        {
            let rights = rights.join(", ");
            self.add(format!(
                "{title}: there is no permission {right:?} (there are administrator, {rights})"
            ));
        }
        if let Some(language) = &agent.language {
            self.language(&title, language);
        }
        let hash = agent.password_hash.as_deref();
        if hash.is_some_and(|hash| !hash.starts_with("$argon2id$")) {
            self.add(format!(
                "{title}: password_hash must be Argon2id, as `$argon2id$…`"
            ));
        }
        let password = agent
            .password
            .as_deref()
            .filter(|password| !password.starts_with(KEPT));
        if let Some(Err(what)) = password.map(crate::commands::fits) {
            self.add(format!("{title}: {what}"));
        }
        let is_known = known
            .agents
            .iter()
            .any(|known| Some(&known.email) == email.as_ref());
        if !is_known && hash.is_none() && password.is_none() {
            self.add(format!(
                "{title}: is new and needs a password_file or password_hash"
            ));
        }
    }

    /// What is named twice would depend on its order.
    fn twice(&mut self, known: &File, file: &File) {
        let mut seen = BTreeSet::new();
        let names = (file
            .pipelines
            .iter()
            .map(|it| format!("pipeline {}", it.id)))
        .chain(
            file.pipelines
                .iter()
                .flat_map(|it| &it.stages)
                .map(|it| format!("stage {}", it.id)),
        )
        .chain(
            file.properties
                .iter()
                .map(|it| format!("property {:?}", it.name)),
        )
        .chain(file.inboxes.iter().map(|it| format!("inbox {:?}", it.name)))
        .chain(
            file.channels
                .iter()
                .map(|it| format!("channel {:?}", known_as(&it.head.address))),
        )
        .chain(file.lists.iter().map(|it| format!("list {:?}", it.name)))
        .chain(
            file.portals
                .iter()
                .map(|it| format!("portal {:?}", it.name)),
        )
        .chain(
            file.domains
                .iter()
                .map(|it| format!("domain {:?}", it.host)),
        )
        .chain(file.templates.iter().map(Template::title))
        .chain(
            file.sso
                .iter()
                .map(|it| format!("sso {:?} of {:?}", it.head.name, it.head.host)),
        )
        .chain(
            file.agents
                .iter()
                .map(|it| format!("agent {:?}", known_as(&it.email))),
        );
        let again: Vec<String> = names.filter(|name| !seen.insert(name.clone())).collect();
        self.problems.extend(
            again
                .into_iter()
                .map(|name| format!("{name}: is there twice")),
        );
        let domains = newest(&file.domains, &known.domains, |it| it.host.clone());
        if domains.iter().filter(|domain| domain.is_primary).count() > 1 {
            self.add("domains: only one can be the primary one, which mails link to".into());
        }
    }
}

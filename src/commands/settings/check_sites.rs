//! Whether connected addresses, portals and domains make sense together with the rest.

use helpdesk::pipelines::State;
use portals::portals::{Condition, Entry, Settings};

use super::apply::{is_kept, kept};
use super::check::{BUILT_IN, World};
use super::file::{Channel, Domain, File, KEPT, Pipeline, Portal};
use crate::commands::config;

/// Words that stand at the beginning of other addresses of a domain.
const RESERVED: [&str; 19] = [
    "sign-in",
    "sign-out",
    "check-mail",
    "consent",
    "invitation",
    "register",
    "reset-password",
    "access-denied",
    "account",
    "assets",
    "files",
    "forms",
    "knowledge",
    "sso",
    "_hcms",
    "healthz",
    "readyz",
    "metrics",
    "webhooks",
];
const TICKET_LABELS: [&str; 4] = ["tickets", "orders", "cases", "requests"];
const PRIORITIES: [&str; 4] = ["LOW", "MEDIUM", "HIGH", "URGENT"];

impl World<'_> {
    pub(super) fn channel(&mut self, known: &File, channel: &Channel) {
        let (head, settings) = (&channel.head, &channel.settings);
        let title = format!("channel {:?}", head.address);
        if mail::address::normal(&head.address).is_none() {
            self.add(format!("{title}: is not an e-mail address"));
        }
        if !self.inboxes.contains(head.inbox.as_str()) {
            self.add(format!("{title}: there is no inbox {:?}", head.inbox));
        }
        self.stage_of(&title, &head.pipeline.to_string(), head.stage, State::Open);
        if settings
            .imap
            .as_ref()
            .is_some_and(|imap| imap.poll_seconds == 0)
        {
            self.add(format!("{title}: imap.poll_seconds must be at least 1"));
        }
        let kept = kept(known, channel);
        let imap = settings
            .imap
            .as_ref()
            .filter(|imap| is_kept(&imap.password));
        let smtp = settings
            .smtp
            .as_ref()
            .filter(|smtp| is_kept(&smtp.password));
        if imap.is_some() && kept.and_then(|kept| kept.imap.as_ref()).is_none() {
            self.add(format!("{title}: imap.password says {KEPT}… and no password is stored: give password, password_file or password_env"));
        }
        if smtp.is_some() && kept.and_then(|kept| kept.smtp.as_ref()).is_none() {
            self.add(format!("{title}: smtp.password says {KEPT}… and no password is stored: give password, password_file or password_env"));
        }
    }

    /// That a pipeline has this stage, in this state.
    fn stage_of(&mut self, title: &str, pipeline: &str, stage_id: Option<i64>, state: State) {
        let Some(found) = self
            .pipelines
            .iter()
            .find(|known| known.id.to_string() == pipeline)
        else {
            return self.add(format!("{title}: there is no pipeline {pipeline}"));
        };
        let Some(id) = stage_id else { return };
        match found.stages.iter().find(|known| known.id == id) {
            None => self.add(format!(
                "{title}: stage {id} is not one of pipeline {pipeline}"
            )),
            Some(found) if state != found.state => {
                self.add(format!("{title}: stage {id} must be {}", state.as_str()));
            }
            Some(_) => {}
        }
    }

    pub(super) fn portal(&mut self, portal: &Portal) {
        let title = format!("portal {:?}", portal.name);
        let settings = &portal.settings;
        if portal.name.trim().is_empty() || settings.title.trim().is_empty() {
            self.add(format!("{title}: name and title must not be empty"));
        }
        let odd = |c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if settings.slug.is_empty() || settings.slug.contains(odd) || settings.slug.starts_with('-')
        {
            self.add(format!(
                "{title}: slug {:?} must be small letters, digits and hyphens",
                settings.slug
            ));
        }
        if RESERVED.contains(&settings.slug.as_str()) {
            self.add(format!(
                "{title}: slug {:?} is a page of Portico's own",
                settings.slug
            ));
        }
        if !TICKET_LABELS.contains(&settings.ticket_label.as_str()) {
            let labels = TICKET_LABELS.join(", ");
            self.add(format!(
                "{title}: ticket_label must be one of {labels}, not {:?}",
                settings.ticket_label
            ));
        }
        if !settings.default_inbox.is_empty()
            && !self.inboxes.contains(settings.default_inbox.as_str())
        {
            self.add(format!(
                "{title}: there is no inbox {:?} (default_inbox)",
                settings.default_inbox
            ));
        }
        for condition in settings.filter.iter().flatten() {
            self.condition(&title, condition);
        }
        self.access(&title, settings);
        self.stages(&title, settings);
    }

    fn access(&mut self, title: &str, settings: &Settings) {
        let access = &settings.access;
        for group in &access.groups {
            if !self.lists.contains(group.as_str()) {
                self.add(format!(
                    "{title}: there is no list {group:?} (access.groups)"
                ));
            }
        }
        let takes_groups = matches!(access.kind, Entry::Groups | Entry::Sso);
        if !access.groups.is_empty() && !takes_groups {
            self.add(format!(
                "{title}: access.groups goes with kind = \"groups\" or \"sso\""
            ));
        }
    }

    fn stages(&mut self, title: &str, settings: &Settings) {
        for (pipeline, stage) in &settings.reopen_stages {
            self.stage_of(
                &format!("{title}, reopen_stages"),
                pipeline,
                Some(*stage),
                State::Open,
            );
        }
        for (pipeline, stage) in &settings.closing_stages {
            self.stage_of(
                &format!("{title}, closing_stages"),
                pipeline,
                Some(*stage),
                State::Closed,
            );
        }
        if settings.allow_close {
            let closed = |it: &Pipeline| {
                it.stages
                    .iter()
                    .filter(|stage| stage.state == State::Closed)
                    .count()
            };
            let unclear: Vec<i64> = self
                .pipelines
                .iter()
                .filter(|it| {
                    closed(it) != 1 && !settings.closing_stages.contains_key(&it.id.to_string())
                })
                .map(|it| it.id)
                .collect();
            for pipeline in unclear {
                self.add(format!("{title}: allow_close needs a closing stage for pipeline {pipeline} (closing_stages)"));
            }
        }
    }

    fn condition(&mut self, title: &str, condition: &Condition) {
        let name = condition.property.as_str();
        let defined = self
            .properties
            .iter()
            .find(|property| property.name == name);
        if defined.is_none() && !BUILT_IN.contains(&name) {
            let mut names: Vec<&str> = self
                .properties
                .iter()
                .map(|property| property.name.as_str())
                .collect();
            names.extend(BUILT_IN);
            let near = config::did_you_mean(name, &names);
            return self.add(format!(
                "{title}: the filter asks for an unknown property {name:?}{near}"
            ));
        }
        let allowed: Option<Vec<String>> = match (name, defined) {
            ("pipeline", _) => Some(self.pipelines.iter().map(|it| it.id.to_string()).collect()),
            ("stage", _) => Some(
                self.pipelines
                    .iter()
                    .flat_map(|it| &it.stages)
                    .map(|it| it.id.to_string())
                    .collect(),
            ),
            ("priority", _) => Some(PRIORITIES.map(str::to_owned).to_vec()),
            (_, Some(property)) if property.kind == "enumeration" => {
                Some(property.options.keys().cloned().collect())
            }
            _ => None,
        };
        let Some(allowed) = allowed else { return };
        for value in condition
            .values
            .iter()
            .filter(|value| !allowed.contains(value))
        {
            self.problems.push(format!(
                "{title}: the filter asks for {name} {value:?}, which does not exist"
            ));
        }
    }

    pub(super) fn domain(&mut self, domain: &Domain) {
        let title = format!("domain {:?}", domain.host);
        let odd = |c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.');
        if domain.host.is_empty()
            || domain.host.contains(odd)
            || domain.host.starts_with(['.', '-'])
        {
            self.add(format!(
                "{title}: a host is small letters, digits, dots and hyphens, without a port"
            ));
        }
        if domain.host == self.desk_host {
            self.add(format!(
                "{title}: is the desk's own host; a portal needs another one"
            ));
        }
        if !self.portals.contains(domain.portal.as_str()) {
            self.add(format!("{title}: there is no portal {:?}", domain.portal));
        }
        if let Some(origin) = &domain.origin {
            if let Err(what) = config::origin(origin) {
                self.add(format!("{title}: origin {what}"));
            } else if base::config::host_of(origin) != domain.host {
                self.add(format!("{title}: origin {origin:?} names another host"));
            }
        }
        self.language(&title, &domain.language);
        if let Some(terms) = &domain.consent {
            if terms.texts.is_empty() {
                self.add(format!("{title}: consent needs texts, such as texts.en"));
            }
            for (language, words) in &terms.texts {
                self.language(&format!("{title}, consent"), language);
                if words.label.trim().is_empty() {
                    self.add(format!("{title}: consent.texts.{language} needs a label"));
                }
            }
        }
        if !(0..=10_080).contains(&domain.idle_minutes) {
            self.add(format!("{title}: idle_minutes must be 0 (never) to 10080"));
        }
    }
}

//! The settings file: its format, read section by section so that all mistakes are found at once, each with its line.

use std::collections::BTreeMap;
use std::path::Path;

use channels::email;
use helpdesk::inboxes;
use helpdesk::pipelines::{State, Tone};
use people::lists;
use portals::consent::Terms;
use portals::portals::Settings;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::places::Places;
use super::templates::{Template, Written};
use super::{split, words};
use crate::commands::config::{did_you_mean, line};

/// All settings. A section that is not there says nothing.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct File {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) account: Option<Account>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) pipelines: Vec<Pipeline>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) properties: Vec<Property>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) inboxes: Vec<Inbox>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) channels: Vec<Channel>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) lists: Vec<List>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) portals: Vec<Portal>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) domains: Vec<Domain>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) sso: Vec<Sso>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) templates: Vec<Template>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) agents: Vec<Agent>,
    #[serde(skip)]
    pub(super) places: Places,
}

const SECTIONS: [&str; 11] = [
    "account",
    "pipelines",
    "properties",
    "inboxes",
    "channels",
    "lists",
    "portals",
    "domains",
    "sso",
    "templates",
    "agents",
];

/// `[account]`; what is not said stays.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Account {
    pub(super) name: Option<String>,
    pub(super) language: Option<String>,
    pub(super) time_zone: Option<String>,
    pub(super) strict_senders: Option<bool>,
    /// Agents must have a second factor or a passkey.
    pub(super) require_factor: Option<bool>,
}

/// `[[pipelines]]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pipeline {
    pub(super) id: i64,
    pub(super) label: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) labels: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) stages: Vec<Stage>,
}

/// `[[pipelines.stages]]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stage {
    pub(super) id: i64,
    pub(super) label: String,
    pub(super) state: State,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tone: Option<Tone>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) labels: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) customer_labels: BTreeMap<String, String>,
}

/// `[[properties]]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Property {
    pub(super) name: String,
    pub(super) kind: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) labels: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) options: BTreeMap<String, String>,
}

/// `[[inboxes]]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Inbox {
    pub(super) name: String,
    pub(super) kind: inboxes::Kind,
}

/// `[[channels]]`: a connected e-mail address. Its servers and habits stand beside the rest.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Channel {
    #[serde(flatten)]
    pub(super) head: ChannelHead,
    #[serde(flatten)]
    pub(super) settings: email::Settings,
}

/// What Portico does with the mail of an address.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChannelHead {
    pub(super) address: String,
    #[serde(default)]
    pub(super) name: String,
    pub(super) inbox: String,
    #[serde(default)]
    pub(super) pipeline: i64,
    pub(super) stage: Option<i64>,
    #[serde(default = "yes")]
    pub(super) makes_ticket: bool,
    #[serde(default = "yes")]
    pub(super) active: bool,
}

/// `[[lists]]`: a static one has members by their addresses, an active one a filter.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct List {
    pub(super) name: String,
    pub(super) kind: lists::Kind,
    /// Groups of which one is enough, each of conditions that must all be true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) filter: Option<lists::Filter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) members: Option<Vec<String>>,
}

/// `[[portals]]`
#[derive(Clone, Debug, Serialize)]
pub(super) struct Portal {
    pub(super) name: String,
    #[serde(flatten)]
    pub(super) settings: Settings,
}

/// `[[domains]]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Domain {
    pub(super) host: String,
    pub(super) portal: String,
    /// `https://` and the host, where it is not said.
    pub(super) origin: Option<String>,
    pub(super) language: String,
    #[serde(default)]
    pub(super) idle_minutes: i64,
    #[serde(default)]
    pub(super) is_primary: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) consent: Option<Terms>,
}

/// `[[sso]]`: an identity provider of a domain, or of the desk. Its settings stand beside the rest.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Sso {
    #[serde(flatten)]
    pub(super) head: SsoHead,
    #[serde(flatten)]
    pub(super) settings: base::sso::Settings,
}

/// Which connection it is, and whether it is on: whoever writes the file answers for that.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SsoHead {
    pub(super) host: String,
    pub(super) name: String,
    #[serde(default = "yes")]
    pub(super) enabled: bool,
}

/// `[[agents]]`; a password is needed for new ones only.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Agent {
    pub(super) email: String,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) permissions: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) password_hash: Option<String>,
    /// The password, or `kept:…`; from `password_file` when that is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) password: Option<String>,
}

fn yes() -> bool {
    true
}

/// What stands for a secret that is stored already.
pub(super) const KEPT: &str = "kept:";

#[derive(Deserialize)]
struct Named {
    name: String,
}

/// Reads a file; answers all mistakes in its form.
pub(super) fn parse(text: &str, is_json: bool, folder: &Path) -> Result<File, Vec<String>> {
    if !is_json {
        return Reader {
            text: Some(text),
            folder,
            problems: Vec::new(),
        }
        .file(text);
    }
    // JSON goes the same way; it has no lines then, but every mistake names its section
    let table: toml::Table =
        serde_json::from_str(text).map_err(|error| vec![format!("this is not JSON: {error}")])?;
    let text = toml::to_string(&table).map_err(|error| vec![error.to_string()])?;
    Reader {
        text: None,
        folder,
        problems: Vec::new(),
    }
    .file(&text)
}

/// Collects what is wrong.
pub(super) struct Reader<'a> {
    text: Option<&'a str>,
    folder: &'a Path,
    problems: Vec<String>,
}

impl Reader<'_> {
    fn file(mut self, text: &str) -> Result<File, Vec<String>> {
        let (table, mistakes) = DeTable::parse_recoverable(text);
        for mistake in mistakes {
            self.problem(mistake.span(), &words::of(mistake.message(), None));
        }
        let mut file = File::default();
        if self.text.is_some() {
            file.places = Places::of(text, table.get_ref());
        }
        for (key, value) in table.into_inner() {
            match key.get_ref().as_ref() {
                "account" => file.account = self.one("account", value),
                "pipelines" => file.pipelines = self.list("pipelines", value, Reader::one),
                "properties" => file.properties = self.list("properties", value, Reader::one),
                "inboxes" => file.inboxes = self.list("inboxes", value, Reader::one),
                "channels" => file.channels = self.list("channels", value, Reader::channel),
                "lists" => file.lists = self.list("lists", value, Reader::one),
                "portals" => file.portals = self.list("portals", value, Reader::portal),
                "domains" => file.domains = self.list("domains", value, Reader::one),
                "sso" => file.sso = self.list("sso", value, Reader::sso),
                "templates" => file.templates = self.list("templates", value, Reader::template),
                "agents" => file.agents = self.list("agents", value, Reader::agent),
                other => {
                    let what = format!("unknown section {other}{}", did_you_mean(other, &SECTIONS));
                    self.problem(Some(key.span()), &what);
                }
            }
        }
        if self.problems.is_empty() {
            Ok(file)
        } else {
            Err(self.problems)
        }
    }

    pub(super) fn problem(&mut self, span: Option<std::ops::Range<usize>>, what: &str) {
        let place = self
            .text
            .zip(span)
            .map(|(text, span)| format!("line {}: ", line(text, span.start)));
        self.problems.push(format!(
            "{}{}",
            place.unwrap_or_default(),
            what.trim().replace('\n', " ")
        ));
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder
    }

    fn list<T>(
        &mut self,
        section: &str,
        value: Spanned<DeValue<'_>>,
        read: impl Fn(&mut Self, &str, Spanned<DeValue<'_>>) -> Option<T>,
    ) -> Vec<T> {
        let span = value.span();
        let DeValue::Array(items) = value.into_inner() else {
            self.problem(
                Some(span),
                &format!("{section} must be a list: write [[{section}]]"),
            );
            return Vec::new();
        };
        items
            .into_iter()
            .filter_map(|item| read(self, section, item))
            .collect()
    }

    fn one<T: DeserializeOwned>(
        &mut self,
        section: &str,
        value: Spanned<DeValue<'_>>,
    ) -> Option<T> {
        let whole = value.span();
        let mut value = value;
        let mut wrong: Vec<String> = Vec::new();
        loop {
            let read = T::deserialize(toml::de::ValueDeserializer::from(value.clone()));
            let error = match read {
                Ok(item) => return wrong.is_empty().then_some(item),
                Err(error) => error,
            };
            let span = error.span().unwrap_or(whole.clone());
            let key = self.text.and_then(|text| words::key(text, span.start));
            let what = words::of(error.message(), key);
            // what was taken out is told already
            if !wrong.iter().any(|key| what == format!("{key} is missing")) {
                self.problem(Some(span.clone()), &format!("{section}: {what}"));
            }
            // without what is wrong it is read again, for what else is
            wrong.push(split::without(&mut value, span.start)?);
        }
    }

    fn portal(&mut self, section: &str, value: Spanned<DeValue<'_>>) -> Option<Portal> {
        let (head, rest) = split::keys(value, &["name"]);
        let (head, settings) = (self.one::<Named>(section, head), self.one(section, rest));
        Some(Portal {
            name: head?.name,
            settings: settings?,
        })
    }

    fn channel(&mut self, section: &str, value: Spanned<DeValue<'_>>) -> Option<Channel> {
        let keys = [
            "address",
            "name",
            "inbox",
            "pipeline",
            "stage",
            "makes_ticket",
            "active",
        ];
        let (head, mut rest) = split::keys(value, &keys);
        split::inside(&mut rest, &["imap", "smtp"], &mut |server| {
            split::secret(self, server, "password");
        });
        let (head, settings) = (self.one(section, head), self.one(section, rest));
        Some(Channel {
            head: head?,
            settings: settings?,
        })
    }

    fn sso(&mut self, section: &str, mut value: Spanned<DeValue<'_>>) -> Option<Sso> {
        if let DeValue::Table(table) = value.get_mut() {
            for name in ["client_secret", "key", "own_key"] {
                split::secret(self, table, name);
            }
        }
        let (head, rest) = split::keys(value, &["host", "name", "enabled"]);
        let (head, settings) = (self.one(section, head), self.one(section, rest));
        Some(Sso {
            head: head?,
            settings: settings?,
        })
    }

    fn template(&mut self, section: &str, value: Spanned<DeValue<'_>>) -> Option<Template> {
        let span = value.span();
        let read = self.one::<Written>(section, value)?.read(self.folder);
        read.map_err(|what| self.problem(Some(span), &what)).ok()
    }

    fn agent(&mut self, section: &str, mut value: Spanned<DeValue<'_>>) -> Option<Agent> {
        if let DeValue::Table(table) = value.get_mut() {
            split::secret(self, table, "password");
        }
        self.one(section, value)
    }
}

impl File {
    /// The same with references in place of secrets.
    pub(super) fn without_secrets(mut self) -> File {
        for channel in &mut self.channels {
            if let Some(imap) = &mut channel.settings.imap {
                imap.password = email::Secret::plain(format!("{KEPT}imap"));
            }
            if let Some(smtp) = channel
                .settings
                .smtp
                .as_mut()
                .filter(|smtp| !smtp.password.is_empty())
            {
                smtp.password = email::Secret::plain(format!("{KEPT}smtp"));
            }
        }
        for it in &mut self.sso {
            let settings = &mut it.settings;
            let secrets = [
                (&mut settings.client_secret, "client_secret"),
                (&mut settings.key, "key"),
                (&mut settings.own_key, "own_key"),
            ];
            for (secret, name) in secrets {
                if !secret.is_empty() {
                    *secret = email::Secret::plain(format!("{KEPT}{name}"));
                }
            }
        }
        for agent in &mut self.agents {
            agent.password = Some(format!("{KEPT}agent"));
        }
        self
    }
}

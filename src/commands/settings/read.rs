//! The settings as they stand in the database.

use anyhow::Result;
use channels::email;
use db::Db;
use helpdesk::{inboxes, pipelines, properties};
use people::{agents, lists};
use portals::consent::Terms;
use portals::{domains, portals as sites};

use super::file::{
    Account, Agent, Channel, ChannelHead, Domain, File, Inbox, List, Pipeline, Portal, Property,
    Sso, SsoHead, Stage,
};
use super::places::Places;
use super::templates;
use crate::commands::{Plain, accounts};

/// All settings of an account.
pub(super) async fn all(db: &Db, desk_host: &str, account: &accounts::Account) -> Result<File> {
    let id = account.id;
    Ok(File {
        account: Some(Account {
            name: Some(account.name.clone()),
            language: Some(account.language.clone()),
            time_zone: Some(account.time_zone.clone()),
            strict_senders: Some(account.strict_senders),
            require_factor: Some(account.require_factor),
        }),
        pipelines: pipelines::list(db, id)
            .await
            .plain()?
            .into_iter()
            .map(pipeline)
            .collect(),
        properties: properties::list(db, id)
            .await
            .plain()?
            .into_iter()
            .map(property)
            .collect(),
        inboxes: inboxes::list(db, id)
            .await
            .plain()?
            .into_iter()
            .map(|it| Inbox {
                name: it.name,
                kind: it.kind,
            })
            .collect(),
        channels: channels(db, id).await?,
        lists: lists(db, id).await?,
        portals: portals(db, id).await?,
        domains: domains(db, id).await?,
        sso: sso(db, desk_host, id).await?,
        templates: templates::all(db, id).await?,
        agents: agents::list(db, id)
            .await
            .plain()?
            .into_iter()
            .map(agent)
            .collect(),
        places: Places::default(),
    })
}

/// A pipeline as the file says it.
pub(super) fn pipeline(it: pipelines::Pipeline) -> Pipeline {
    let stage = |it: pipelines::Stage| Stage {
        id: it.id,
        label: it.label,
        state: it.state,
        labels: it.labels.0,
        customer_labels: it.customer_labels.0,
        tone: serde_json::from_value(it.tone.into()).ok(),
    };
    Pipeline {
        id: it.id,
        label: it.label,
        labels: it.labels.0,
        stages: it.stages.into_iter().map(stage).collect(),
    }
}

fn property(it: properties::Property) -> Property {
    Property {
        name: it.name,
        kind: it.kind,
        labels: it.labels.0,
        options: it.options.0,
    }
}

fn agent(it: agents::Person) -> Agent {
    Agent {
        name: format!("{} {}", it.first_name, it.last_name)
            .trim()
            .to_owned(),
        email: it.email,
        permissions: it
            .permissions
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
        language: Some(it.language),
        password_hash: None,
        password: None,
    }
}

async fn channels(db: &Db, account_id: i64) -> Result<Vec<Channel>> {
    let inboxes = inboxes::list(db, account_id).await.plain()?;
    let name = |id| {
        inboxes
            .iter()
            .find(|inbox| inbox.id == id)
            .map_or_else(String::new, |inbox| inbox.name.clone())
    };
    let all = email::list(db, account_id)
        .await
        .plain()?
        .into_iter()
        .map(|it| Channel {
            head: ChannelHead {
                address: it.address,
                name: it.name,
                inbox: name(it.inbox_id),
                pipeline: it.pipeline_id,
                stage: Some(it.stage_id),
                makes_ticket: it.makes_ticket,
                active: it.active,
            },
            settings: it.settings.0,
        });
    Ok(all.collect())
}

async fn lists(db: &Db, account_id: i64) -> Result<Vec<List>> {
    let mut all = Vec::new();
    for it in lists::list(db, account_id).await.plain()? {
        let (filter, members) = match it.kind {
            lists::Kind::Active => (Some(it.filter.0), None),
            lists::Kind::Static => {
                let members = lists::addresses(db, account_id, it.id).await.plain()?;
                (None, Some(members))
            }
        };
        all.push(List {
            name: it.name,
            kind: it.kind,
            filter,
            members,
        });
    }
    Ok(all)
}

async fn portals(db: &Db, account_id: i64) -> Result<Vec<Portal>> {
    let all = sites::list(db, account_id).await.plain()?;
    Ok(all
        .into_iter()
        .map(|it| Portal {
            name: it.name,
            settings: it.settings.0,
        })
        .collect())
}

async fn domains(db: &Db, account_id: i64) -> Result<Vec<Domain>> {
    let portals = sites::list(db, account_id).await.plain()?;
    let name = |id| {
        portals
            .iter()
            .find(|portal| portal.id == id)
            .map_or_else(String::new, |portal| portal.name.clone())
    };
    let all = domains::list(db, account_id)
        .await
        .plain()?
        .into_iter()
        .map(|it| Domain {
            portal: name(it.portal_id),
            host: it.host,
            origin: Some(it.origin),
            language: it.language,
            idle_minutes: it.idle_minutes,
            is_primary: it.is_primary,
            consent: it.consent.map(|terms| Terms {
                // counted by the program
                version: 0,
                ..terms.0
            }),
        });
    Ok(all.collect())
}

async fn sso(db: &Db, desk_host: &str, account_id: i64) -> Result<Vec<Sso>> {
    let all = base::sso::list(db, account_id).await.plain()?;
    let one = |it: base::sso::Connection| Sso {
        head: SsoHead {
            host: if it.is_of_desk() {
                desk_host.to_owned()
            } else {
                it.host
            },
            name: it.name,
            enabled: it.enabled,
        },
        settings: it.settings.0,
    };
    Ok(all.into_iter().map(one).collect())
}

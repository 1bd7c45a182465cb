//! Writing the settings: everything or nothing.

use anyhow::{Context, Result};
use base::App;
use channels::email::{self, Secret};
use db::{Json, Tx};
use helpdesk::pipelines::Tone;
use helpdesk::{inboxes, pipelines, properties};
use people::agents::{self, NewAgent};
use portals::{domains, portals as sites};

use super::file::{self, File, KEPT};
use super::{diff, lists, read, sso, templates};
use crate::commands::{Plain, accounts, name_of};

/// Makes the account have these settings, and answers what changed. The file was checked before.
pub(super) async fn all(
    app: &App,
    account: Option<accounts::Account>,
    known: &File,
    file: &File,
    dry_run: bool,
) -> Result<Vec<String>> {
    let file = with_hashes(known, file).await?;
    let tx = app.db.begin().await?;
    let mut account = match account {
        Some(account) => account,
        None => begin(&tx, app, &file).await?,
    };
    say(&mut account, &file);
    accounts::change(&tx, &account).await?;
    write(&tx, app, account.id, known, &file).await?;
    let after = read::all(&tx, app.config.desk_host(), &account).await?;
    let changes = diff::changes(known, &after)?;
    if dry_run || changes.is_empty() {
        return Ok(changes);
    }
    for change in &changes {
        accounts::record(&tx, app, account.id, change.clone()).await?;
    }
    tx.commit().await?;
    Ok(changes)
}

/// Passwords of new agents are hashed before the transaction: that takes time.
async fn with_hashes(known: &File, file: &File) -> Result<File> {
    let mut file = file.clone();
    for agent in &mut file.agents {
        let is_new = !known
            .agents
            .iter()
            .any(|known| Some(&known.email) == mail::address::normal(&agent.email).as_ref());
        if let (true, None, Some(password)) = (is_new, &agent.password_hash, &agent.password) {
            agent.password_hash = Some(base::password::hash(password.clone()).await.plain()?);
        }
    }
    Ok(file)
}

/// A new account gets what the file does not bring: the default pipeline, a help desk.
async fn begin(tx: &Tx, app: &App, file: &File) -> Result<accounts::Account> {
    let mut account = accounts::Account::new("");
    say(&mut account, file);
    account.id = accounts::insert(tx, app, &account).await?;
    if !file
        .pipelines
        .iter()
        .any(|pipeline| pipeline.id == pipelines::DEFAULT)
    {
        pipelines::save(tx, account.id, 0, &pipelines::default())
            .await
            .plain()?;
    }
    if file.inboxes.is_empty() {
        inboxes::save(
            tx,
            app,
            account.id,
            accounts::INBOX,
            inboxes::Kind::HelpDesk,
        )
        .await
        .plain()?;
    }
    Ok(account)
}

fn say(account: &mut accounts::Account, file: &File) {
    let Some(said) = &file.account else { return };
    if let Some(name) = &said.name {
        account.name.clone_from(name);
    }
    if let Some(language) = &said.language {
        account.language.clone_from(language);
    }
    if let Some(time_zone) = &said.time_zone {
        account.time_zone.clone_from(time_zone);
    }
    account.strict_senders = said.strict_senders.unwrap_or(account.strict_senders);
    account.require_factor = said.require_factor.unwrap_or(account.require_factor);
}

async fn write(tx: &Tx, app: &App, account_id: i64, known: &File, file: &File) -> Result<()> {
    for (position, pipeline) in (0..).zip(&file.pipelines) {
        pipelines::save(tx, account_id, position, &whole(pipeline))
            .await
            .plain()?;
    }
    for (position, it) in (0..).zip(&file.properties) {
        let property = properties::Property {
            name: it.name.clone(),
            labels: Json(it.labels.clone()),
            kind: it.kind.clone(),
            options: Json(it.options.clone()),
        };
        properties::save(tx, account_id, position, &property)
            .await
            .plain()?;
    }
    for inbox in &file.inboxes {
        inboxes::save(tx, app, account_id, &inbox.name, inbox.kind)
            .await
            .plain()?;
    }
    for channel in &file.channels {
        connect(tx, app, account_id, known, channel).await?;
    }
    for list in &file.lists {
        lists::save(tx, app, account_id, list)
            .await
            .with_context(|| format!("list {:?}", list.name))?;
    }
    people::lists::refresh(tx, app, account_id).await.plain()?; // the time zone may be another
    for portal in &file.portals {
        sites::save(tx, app, account_id, &portal.name, &portal.settings)
            .await
            .plain()?;
    }
    for domain in &file.domains {
        host(tx, app, account_id, domain).await?;
    }
    for it in &file.sso {
        sso::save(tx, app, account_id, it).await?;
    }
    for template in &file.templates {
        templates::save(tx, app, account_id, template).await?;
    }
    for agent in &file.agents {
        employ(tx, app, account_id, agent)
            .await
            .with_context(|| format!("agent {:?}", agent.email))?;
    }
    Ok(())
}

fn whole(pipeline: &file::Pipeline) -> pipelines::Pipeline {
    let stages = pipeline.stages.iter().map(|stage| pipelines::Stage {
        id: stage.id,
        pipeline_id: pipeline.id,
        label: stage.label.clone(),
        labels: Json(stage.labels.clone()),
        customer_labels: Json(stage.customer_labels.clone()),
        state: stage.state,
        tone: stage.tone.map_or("", Tone::as_str).to_owned(),
    });
    pipelines::Pipeline {
        id: pipeline.id,
        label: pipeline.label.clone(),
        labels: Json(pipeline.labels.clone()),
        stages: stages.collect(),
    }
}

async fn connect(
    tx: &Tx,
    app: &App,
    account_id: i64,
    known: &File,
    channel: &file::Channel,
) -> Result<()> {
    let head = &channel.head;
    let inbox = inboxes::named(tx, account_id, &head.inbox)
        .await
        .plain()?
        .context("there is no inbox")?;
    let stages = pipelines::stages_in(tx, account_id, head.pipeline, pipelines::State::Open)
        .await
        .plain()?;
    let stage_id = head
        .stage
        .or(stages.first().map(|stage| stage.id))
        .context("the pipeline has no open stage")?;
    let account = email::Account {
        inbox_id: inbox.id,
        name: if head.name.is_empty() {
            head.address.clone()
        } else {
            head.name.clone()
        },
        address: head.address.clone(),
        settings: with_kept(known, channel),
        makes_ticket: head.makes_ticket,
        pipeline_id: head.pipeline,
        stage_id,
        active: head.active,
    };
    email::save(tx, app, account_id, &account).await.plain()?;
    Ok(())
}

/// The settings of an address with the stored secrets in place of references to them.
fn with_kept(known: &File, channel: &file::Channel) -> email::Settings {
    let mut settings = channel.settings.clone();
    let known = kept(known, channel);
    if let Some(imap) = settings
        .imap
        .as_mut()
        .filter(|imap| is_kept(&imap.password))
    {
        imap.password = known
            .and_then(|known| known.imap.as_ref())
            .map(|known| known.password.clone())
            .unwrap_or_default();
    }
    if let Some(smtp) = settings
        .smtp
        .as_mut()
        .filter(|smtp| is_kept(&smtp.password))
    {
        smtp.password = known
            .and_then(|known| known.smtp.as_ref())
            .map(|known| known.password.clone())
            .unwrap_or_default();
    }
    settings
}

/// What is stored of the same address.
pub(super) fn kept<'a>(known: &'a File, channel: &file::Channel) -> Option<&'a email::Settings> {
    let address = mail::address::normal(&channel.head.address)?;
    known
        .channels
        .iter()
        .find(|known| known.head.address == address)
        .map(|known| &known.settings)
}

/// Whether a secret only says that the stored one stays.
pub(super) fn is_kept(secret: &Secret) -> bool {
    serde_json::to_value(secret)
        .is_ok_and(|text| text.as_str().is_some_and(|text| text.starts_with(KEPT)))
}

async fn host(tx: &Tx, app: &App, account_id: i64, domain: &file::Domain) -> Result<()> {
    let portals = sites::list(tx, account_id).await.plain()?;
    let portal = portals
        .iter()
        .find(|portal| portal.name == domain.portal)
        .context("there is no such portal")?;
    let domain = domains::Domain {
        host: domain.host.clone(),
        portal_id: portal.id,
        origin: domain
            .origin
            .clone()
            .unwrap_or_else(|| format!("https://{}", domain.host)),
        language: domain.language.clone(),
        idle_minutes: domain.idle_minutes,
        is_primary: domain.is_primary,
        consent: domain.consent.clone().map(Json),
    };
    domains::save(tx, app, account_id, &domain).await.plain()
}

async fn employ(tx: &Tx, app: &App, account_id: i64, agent: &file::Agent) -> Result<()> {
    let email = mail::address::normal(&agent.email).context("this is not an e-mail address")?;
    let (first_name, last_name) = name_of(&agent.name);
    let permissions = rights(&agent.permissions);
    let new = NewAgent {
        email: &email,
        first_name,
        last_name,
        password_hash: agent.password_hash.as_deref().unwrap_or_default(),
        permissions: &permissions,
        language: agent.language.as_deref().unwrap_or("en"),
    };
    let Some(known) = agents::by_email(tx, account_id, &email).await.plain()? else {
        agents::add(tx, app, account_id, &new).await.plain()?;
        return Ok(());
    };
    let same_name = format!("{} {}", known.first_name, known.last_name).trim() == agent.name.trim();
    let (first_name, last_name) = if same_name || agent.name.is_empty() {
        (known.first_name.as_str(), known.last_name.as_str())
    } else {
        (first_name, last_name)
    };
    let language = agent.language.as_deref().unwrap_or(&known.language);
    let changed = NewAgent {
        first_name,
        last_name,
        language,
        ..new
    };
    agents::change(tx, account_id, known.id, &changed)
        .await
        .plain()
}

/// Rights as stored: `administrator` is all of them.
pub(super) fn rights(said: &[String]) -> String {
    if said.iter().any(|right| right == "administrator") {
        return crate::commands::people::administrator();
    }
    let known = agents::Permission::ALL.map(agents::Permission::as_str);
    known
        .into_iter()
        .filter(|right| said.iter().any(|said| said == right))
        .collect::<Vec<_>>()
        .join(" ")
}

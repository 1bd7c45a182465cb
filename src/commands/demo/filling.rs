//! Fills the demo's database: everything happens through the real verbs, in the order of its time, with a clock that is set to
//! each moment. Nothing is mailed about the past: only what the newest answers ask for stays queued.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Context, Result};
use base::files::Stored;
use base::{Actor, App};
use db::{Json, Tx, params};
use helpdesk::{inboxes, pipelines, properties};
use people::agents::{self, NewAgent};
use people::{companies, contacts, lists};
use portals::domains::Domain;
use portals::{domains, members, portals as sites};

use super::telling::{Filling, Known, Told};
use super::world::{self, AGENTS, MEMBERS, OTHERS, Person};
use super::{content, story};
use crate::commands::config::Start;
use crate::commands::{Plain, accounts, name_of, token};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Of answers in this time the mails are sent (and caught).
const MAILED_MS: i64 = DAY_MS / 4;
/// What happened in this time is still unread.
const UNREAD_MS: i64 = 2 * DAY_MS;
/// When the company began to use Portico.
const AGE_MS: i64 = 90 * DAY_MS;

/// Makes the account.
pub(super) async fn all(start: &Start, now: i64, port: u16) -> Result<()> {
    let time = Arc::new(AtomicI64::new(now - AGE_MS));
    let clock = time.clone();
    let app = crate::open(
        start.config.clone(),
        Arc::new(move || clock.load(Ordering::Relaxed)),
    )
    .await?;
    let stories = story::all()?;
    let files = store(&app, &stories).await?;
    let tx = app.db.begin().await?;
    let (account_id, inbox_id) = company(&tx, &app, port).await?;
    let people = employ(&tx, &app, account_id).await?;
    gather(&tx, &app, account_id, &people).await?;
    let filling = Filling {
        tx: &tx,
        app: &app,
        account_id,
        inbox_id,
        people,
        files,
    };
    let mut told: BTreeMap<usize, Told> = BTreeMap::new();
    for (at, which, step) in story::in_order(&stories, now) {
        time.store(at, Ordering::Relaxed);
        let (story, what) = (&stories[which], &stories[which].say[step]);
        let done = match told.get_mut(&which) {
            None => filling
                .open(story, what)
                .await
                .map(|new| drop(told.insert(which, new))),
            Some(ticket) => filling.go_on(story, what, ticket).await,
        };
        done.with_context(|| format!("{:?}, step {}", story.subject, step + 1))?;
    }
    filling.letter(now, &time).await?;
    time.store(now, Ordering::Relaxed);
    settle(&tx, account_id, now).await?;
    tx.commit().await?;
    app.db.close().await;
    Ok(())
}

/// Stores the stories' files, each content once.
async fn store(app: &App, stories: &[story::Story]) -> Result<BTreeMap<String, Stored>> {
    let mut stored = BTreeMap::new();
    for name in stories
        .iter()
        .flat_map(|story| &story.say)
        .flat_map(|step| &step.files)
    {
        if !stored.contains_key(name) {
            stored.insert(
                name.clone(),
                app.files.put_bytes(content::of(name)).await.plain()?,
            );
        }
    }
    Ok(stored)
}

async fn company(tx: &Tx, app: &App, port: u16) -> Result<(i64, i64)> {
    let account = accounts::Account {
        time_zone: world::ZONE.into(),
        ..accounts::Account::new(world::COMPANY)
    };
    let account_id = accounts::add(tx, app, &account).await?;
    pipelines::save(tx, account_id, 1, &world::returns())
        .await
        .plain()?;
    for (position, property) in (0..).zip(&world::properties()) {
        properties::save(tx, account_id, position, property)
            .await
            .plain()?;
    }
    let inbox = inboxes::named(tx, account_id, accounts::INBOX)
        .await
        .plain()?
        .context("the account has an inbox")?;
    inboxes::save(tx, app, account_id, world::SALES, inboxes::Kind::Inbox)
        .await
        .plain()?;
    let settings = world::settings(accounts::INBOX);
    let portal_id = sites::save(tx, app, account_id, world::COMPANY, &settings)
        .await
        .plain()?;
    for (host, language) in [
        ("help.localhost", "en"),
        ("pomoc.localhost", "pl"),
        ("127.0.0.1", "en"),
    ] {
        let domain = Domain {
            host: host.to_owned(),
            portal_id,
            origin: format!("http://{host}:{port}"),
            language: language.to_owned(),
            idle_minutes: 0,
            is_primary: host == "help.localhost",
            consent: Some(Json(world::terms())),
        };
        domains::save(tx, app, account_id, &domain).await.plain()?;
    }
    let scopes = "crm.objects.tickets.read crm.objects.tickets.write crm.objects.contacts.read conversations.read conversations.write";
    token::add(tx, app, account_id, "Demo", scopes, &super::token(app)).await?;
    Ok((account_id, inbox.id))
}

async fn employ(tx: &Tx, app: &App, account_id: i64) -> Result<BTreeMap<&'static str, Known>> {
    let mut people = BTreeMap::new();
    let hash = base::password::hash(AGENTS[0].password.to_owned())
        .await
        .plain()?;
    for (at, person) in AGENTS.iter().enumerate() {
        let (first_name, last_name) = name_of(person.name);
        let permissions = if at == 0 {
            crate::commands::people::administrator()
        } else {
            String::new()
        };
        let new = NewAgent {
            email: person.email,
            first_name,
            last_name,
            password_hash: &hash,
            permissions: &permissions,
            language: "en",
        };
        let id = agents::add(tx, app, account_id, &new).await.plain()?;
        people.insert(
            person.key,
            Known {
                id,
                name: person.name.to_owned(),
                is_agent: true,
            },
        );
    }
    let hash = base::password::hash(MEMBERS[0].password.to_owned())
        .await
        .plain()?;
    for person in MEMBERS.iter().chain(&OTHERS) {
        let id = customer(tx, app, account_id, person, &hash).await?;
        people.insert(
            person.key,
            Known {
                id,
                name: person.name.to_owned(),
                is_agent: false,
            },
        );
    }
    Ok(people)
}

async fn customer(tx: &Tx, app: &App, account_id: i64, person: &Person, hash: &str) -> Result<i64> {
    let contact = if person.password.is_empty() {
        contacts::of_email(tx, app, account_id, person.email, person.name)
            .await
            .plain()?
    } else {
        members::create(tx, app, account_id, person.email, person.name, hash)
            .await
            .plain()?
    };
    if !person.company.is_empty() {
        let domain = person.email.rsplit('@').next().unwrap_or_default();
        let company_id = match companies::by_name(tx, account_id, person.company)
            .await
            .plain()?
        {
            Some(company) => company.id,
            None => companies::add(tx, app, account_id, person.company, domain)
                .await
                .plain()?,
        };
        companies::make_primary(
            tx,
            app,
            account_id,
            &Actor::system(),
            contact.id,
            company_id,
        )
        .await
        .plain()?;
    }
    Ok(contact.id)
}

/// Two lists: one of picked people, one that follows a company.
async fn gather(
    tx: &Tx,
    app: &App,
    account_id: i64,
    people: &BTreeMap<&'static str, Known>,
) -> Result<()> {
    let by = Actor::system();
    let [key_customers, bookshop] = world::lists();
    let id = lists::save(tx, app, account_id, &by, None, &key_customers)
        .await
        .plain()?;
    for key in world::KEY_CUSTOMERS {
        let contact_id = people.get(key).context("a customer of the demo")?.id;
        lists::add_member(tx, app, account_id, &by, id, contact_id)
            .await
            .plain()?;
    }
    lists::save(tx, app, account_id, &by, None, &bookshop)
        .await
        .plain()?;
    Ok(())
}

/// Nothing that lies in the past is mailed or unread.
async fn settle(tx: &Tx, account_id: i64, now: i64) -> Result<()> {
    tx.run(
        "delete from jobs where account_id = $1 and run_at < $2",
        params![account_id, now - MAILED_MS],
    )
    .await?;
    tx.run(
        "update threads set unread = $3 where account_id = $1 and latest_at < $2",
        params![account_id, now - UNREAD_MS, false],
    )
    .await?;
    tx.run(
        "insert into ticket_reads (account_id, contact_id, ticket_id, read_at)
         select v.account_id, m.contact_id, v.ticket_id, v.last_activity_at
         from ticket_viewers v
         join contact_companies cc on cc.account_id = v.account_id and (cc.company_id = v.viewer_id or cc.contact_id = v.viewer_id)
         join members m on m.account_id = cc.account_id and m.contact_id = cc.contact_id
         where v.account_id = $1 and v.last_activity_at < $2 on conflict do nothing",
        params![account_id, now - UNREAD_MS],
    )
    .await?;
    tx.run(
        "insert into ticket_reads (account_id, contact_id, ticket_id, read_at)
         select v.account_id, m.contact_id, v.ticket_id, v.last_activity_at from ticket_viewers v
         join members m on m.account_id = v.account_id and m.contact_id = v.viewer_id
         where v.account_id = $1 and v.last_activity_at < $2 on conflict do nothing",
        params![account_id, now - UNREAD_MS],
    )
    .await?;
    Ok(())
}

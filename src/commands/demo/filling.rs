//! Fills the demo's database: everything happens through the real verbs, in the order of its time, with a clock that is set to
//! each moment. Nothing is mailed about the past: only what the newest answers ask for stays queued.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Context, Result};
use base::files::Stored;
use base::{Actor, App};
use db::{Tx, params};
use helpdesk::conversations::internal::{self, Kind, NewEntry};
use helpdesk::conversations::{self, Body, Direction, FilesSent, NewThread, Posted, Said, Via};
use helpdesk::tickets::{self, First, NewTicket};
use helpdesk::{inboxes, pipelines, properties};
use people::agents::{self, NewAgent};
use people::{companies, contacts};
use portals::domains::Domain;
use portals::{domains, members, portals as sites};

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

/// Somebody of the demo in the database.
#[derive(Clone)]
struct Known {
    id: i64,
    name: String,
    is_agent: bool,
}

impl Known {
    fn actor(&self) -> Actor {
        if self.is_agent {
            Actor::agent(self.id, &self.name)
        } else {
            Actor::contact(self.id, &self.name)
        }
    }
}

struct Filling<'a> {
    tx: &'a Tx,
    app: &'a App,
    account_id: i64,
    inbox_id: i64,
    people: BTreeMap<&'static str, Known>,
    files: BTreeMap<String, Stored>,
}

/// A ticket that was opened: its id, and its threads in order.
type Told = (i64, Vec<i64>);

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
        companies::make_primary(tx, account_id, contact.id, company_id)
            .await
            .plain()?;
    }
    Ok(contact.id)
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

impl Filling<'_> {
    fn person(&self, key: &str) -> Result<&Known> {
        self.people
            .get(key)
            .with_context(|| format!("nobody is called {key}"))
    }

    fn files(&self, step: &story::Step) -> Vec<(String, Stored)> {
        let known = |name: &String| Some((name.clone(), self.files.get(name)?.clone()));
        step.files.iter().filter_map(known).collect()
    }

    async fn open(&self, story: &story::Story, step: &story::Step) -> Result<Told> {
        let (from, by) = (self.person(&story.from)?, self.person(&step.by)?);
        let owner_id = story
            .owner
            .as_deref()
            .map(|key| self.person(key))
            .transpose()?
            .map(|owner| owner.id);
        let new = NewTicket {
            subject: &story.subject,
            stage_id: story.stage,
            requester_id: Some(from.id),
            source: &story.via,
            priority: story.priority,
            category: &story.category,
            owner_id,
            follows_ticket_id: None,
            once_key: None,
        };
        let (body, files) = (
            Body::typed(step.text.as_deref().unwrap_or_default().trim()),
            self.files(step),
        );
        let said = said(by, &body, &files, via(&story.via));
        let first = First {
            inbox_id: self.inbox_id,
            channel_account_id: None,
            said: &said,
        };
        let first = step.text.is_some().then_some(&first);
        let opened = tickets::open(self.tx, self.app, self.account_id, &by.actor(), &new, first)
            .await
            .plain()?;
        let ticket = (opened.ticket_id, opened.thread_id.into_iter().collect());
        for (name, value) in [
            ("order_number", &story.order_number),
            ("product", &story.product),
        ] {
            if let Some(value) = value {
                properties::set(self.tx, self.account_id, ticket.0, name, value)
                    .await
                    .plain()?;
            }
        }
        self.internal(step, by, &ticket).await?;
        if let Some(text) = &story.unverified {
            self.forged(text, from, &ticket).await?;
        }
        Ok(ticket)
    }

    async fn go_on(
        &self,
        story: &story::Story,
        step: &story::Step,
        ticket: &mut Told,
    ) -> Result<()> {
        let by = self.person(&step.by)?;
        if step.text.is_some() {
            while ticket.1.len() < step.thread {
                ticket.1.push(self.another(story, ticket.0).await?);
            }
            self.speak(story, step, by, ticket).await?;
        }
        self.internal(step, by, ticket).await?;
        if let Some(stage_id) = step.stage {
            let now = tickets::by_id(self.tx, self.account_id, ticket.0)
                .await
                .plain()?;
            tickets::move_to(
                self.tx,
                self.app,
                self.account_id,
                &by.actor(),
                &now,
                stage_id,
            )
            .await
            .plain()?;
        }
        if let Some(key) = &step.participant {
            let contact_id = self.person(key)?.id;
            tickets::add_participant(
                self.tx,
                self.app,
                self.account_id,
                &by.actor(),
                ticket.0,
                contact_id,
            )
            .await
            .plain()?;
        }
        Ok(())
    }

    /// Another conversation of a ticket.
    async fn another(&self, story: &story::Story, ticket_id: i64) -> Result<i64> {
        let thread = NewThread {
            inbox_id: self.inbox_id,
            channel_account_id: None,
            ticket_id: Some(ticket_id),
            contact_id: Some(self.person(&story.from)?.id),
            subject: &story.subject,
            assigned_to: story
                .owner
                .as_deref()
                .map(|key| self.person(key))
                .transpose()?
                .map(|owner| owner.id),
        };
        conversations::open(self.tx, self.app, self.account_id, &thread)
            .await
            .plain()
    }

    async fn speak(
        &self,
        story: &story::Story,
        step: &story::Step,
        by: &Known,
        ticket: &Told,
    ) -> Result<()> {
        let (body, files) = (
            Body::typed(step.text.as_deref().unwrap_or_default().trim()),
            self.files(step),
        );
        let via = if by.is_agent {
            Via::Desk
        } else {
            via(&story.via)
        };
        let said = said(by, &body, &files, via);
        let thread_id = *ticket
            .1
            .get(step.thread - 1)
            .context("the ticket has no such conversation")?;
        let (tx, app, account_id) = (self.tx, self.app, self.account_id);
        if by.is_agent {
            tickets::answer(tx, app, account_id, &by.actor(), ticket.0, thread_id, &said)
                .await
                .plain()?;
        } else {
            tickets::receive(tx, app, account_id, &by.actor(), ticket.0, thread_id, &said)
                .await
                .plain()?;
        }
        Ok(())
    }

    /// A comment, or the notes of a call.
    async fn internal(&self, step: &story::Step, by: &Known, ticket: &Told) -> Result<()> {
        let Some(note) = &step.note else {
            return Ok(());
        };
        let body = Body::typed(note.trim());
        let detail = step.call.map_or_else(
            || "{}".to_owned(),
            |minutes| serde_json::json!({ "direction": "INBOUND", "minutes": minutes }).to_string(),
        );
        let entry = NewEntry {
            thread_id: ticket.1.first().copied(),
            ticket_id: Some(ticket.0),
            kind: if step.call.is_some() {
                Kind::Call
            } else {
                Kind::Comment
            },
            author_id: Some(by.id),
            author_name: &by.name,
            body: &body,
            detail: &detail,
            mail_id: None,
            files: &[],
        };
        internal::add(self.tx, self.app, self.account_id, &by.actor(), &entry)
            .await
            .plain()?;
        Ok(())
    }

    /// A mail that says it is the customer's and was sent by somebody else.
    async fn forged(&self, text: &str, from: &Known, ticket: &Told) -> Result<()> {
        let email = MEMBERS
            .iter()
            .find(|member| member.name == from.name)
            .map_or("", |member| member.email);
        let detail = serde_json::json!({
            "email": email, "address": email, "name": from.name, "verdict": "dmarc=fail", "why": "dmarc", "cc": [], "subject": "Re:",
            "quoted": "", "quoted_html": "",
        });
        let (body, detail) = (Body::typed(text), detail.to_string());
        let entry = NewEntry {
            thread_id: ticket.1.first().copied(),
            ticket_id: Some(ticket.0),
            kind: Kind::Unverified,
            author_id: Some(from.id),
            author_name: &from.name,
            body: &body,
            detail: &detail,
            mail_id: Some("forged-1@elsewhere.test"),
            files: &[],
        };
        internal::add(self.tx, self.app, self.account_id, &Actor::system(), &entry)
            .await
            .plain()?;
        Ok(())
    }

    /// A conversation that is no ticket, in the other inbox.
    async fn letter(&self, now: i64, time: &AtomicI64) -> Result<()> {
        time.store(now - DAY_MS / 12, Ordering::Relaxed);
        let (tx, app, account_id) = (self.tx, self.app, self.account_id);
        let (from, inbox) = (
            self.person("marcus")?,
            inboxes::named(tx, account_id, world::SALES).await.plain()?,
        );
        let thread = NewThread {
            inbox_id: inbox.context("there is a second inbox")?.id,
            channel_account_id: None,
            ticket_id: None,
            contact_id: Some(from.id),
            subject: "Price list for resellers",
            assigned_to: None,
        };
        let thread_id = conversations::open(tx, app, account_id, &thread)
            .await
            .plain()?;
        let body = Body::typed(
            "Hello,\n\ncould you send me your current price list for resellers?\n\nMarcus Weber\nDruckfix",
        );
        let said = said(from, &body, &[], Via::Email);
        let posted = conversations::say(tx, app, account_id, thread_id, &said)
            .await
            .plain()?;
        let (Posted::New(message_id) | Posted::Already(message_id)) = posted;
        let event = base::Event::ThreadReceived {
            thread_id,
            message_id,
        };
        base::event::record(tx, app, account_id, &from.actor(), event)
            .await
            .plain()?;
        Ok(())
    }
}

fn said<'a>(by: &'a Known, body: &'a Body, files: &'a [(String, Stored)], via: Via) -> Said<'a> {
    Said {
        direction: if by.is_agent {
            Direction::Outgoing
        } else {
            Direction::Incoming
        },
        sender_id: Some(by.id),
        sender_name: &by.name,
        via,
        body,
        mail_id: None,
        verdict: if via == Via::Email { "dmarc=pass" } else { "" },
        once_key: None,
        files: if files.is_empty() {
            FilesSent::None
        } else {
            FilesSent::Stored(files)
        },
    }
}

fn via(source: &str) -> Via {
    match source {
        "PORTAL" => Via::Portal,
        "FORM" => Via::Form,
        _ => Via::Email,
    }
}

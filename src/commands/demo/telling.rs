//! Tells a story of the demo through the verbs of the help desk.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Context, Result};
use base::files::Stored;
use base::{Actor, App};
use db::Tx;
use helpdesk::conversations::internal::{self, Kind, NewEntry};
use helpdesk::conversations::{self, Body, Direction, FilesSent, NewThread, Posted, Said, Via};
use helpdesk::tickets::{self, First, NewTicket};
use helpdesk::{inboxes, properties};

use super::story;
use super::world::{self, MEMBERS};
use crate::commands::Plain;

/// How long before the first start the letter came.
const LETTER_MS: i64 = 2 * 60 * 60 * 1000;

/// Somebody of the demo in the database.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) is_agent: bool,
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

pub(super) struct Filling<'a> {
    pub(super) tx: &'a Tx,
    pub(super) app: &'a App,
    pub(super) account_id: i64,
    pub(super) inbox_id: i64,
    pub(super) people: BTreeMap<&'static str, Known>,
    pub(super) files: BTreeMap<String, Stored>,
}

/// A ticket that was opened: its id, and its threads in order.
pub(super) type Told = (i64, Vec<i64>);

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

    /// Begins a story.
    pub(super) async fn open(&self, story: &story::Story, step: &story::Step) -> Result<Told> {
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

    /// The next step of a story.
    pub(super) async fn go_on(
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
            "address": email, "name": from.name, "verdict": "fail dmarc=fail", "why": "verdict", "cc": "", "subject": "Re:", "quoted_html": "",
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
    pub(super) async fn letter(&self, now: i64, time: &AtomicI64) -> Result<()> {
        time.store(now - LETTER_MS, Ordering::Relaxed);
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

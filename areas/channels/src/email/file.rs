//! Filing: a mail whose origin is known becomes a message, or an entry that only agents see.

use base::files::{self, Stored};
use base::{Actor, App, Error, Event, Result, event, view};
use db::{Db, Tx, params};
use helpdesk::conversations::internal::{self, Kind, NewEntry};
use helpdesk::conversations::{self, Direction, FilesSent, NewThread, Posted, Said, Via};
use helpdesk::inboxes;
use helpdesk::pipelines::{self, State};
use helpdesk::tickets::{self, First, NewTicket, proposals};
use mail::loops::Automatic;
use mail::parse::Address;
use mail::verdict::Verdict;
use people::contacts::{self, Contact};
use serde_json::json;

use super::origin::{Origin, Why};
use super::raw::Filed;
use super::read::{self, Read};
use super::{ChannelAccount, bounce};

/// The longest subject that is kept, characters.
const SUBJECT: usize = 300;

/// How many of those a mail went to are looked at.
const COPIES: usize = 50;

/// A mail to file.
pub(super) struct Mail<'a> {
    pub(super) app: &'a App,
    /// The address that it came to.
    pub(super) channel: &'a ChannelAccount,
    pub(super) read: &'a Read,
    /// Its files, stored.
    pub(super) files: &'a [(String, Stored)],
}

/// Where a mail went: its thread, and its message or entry.
type Place = (Option<i64>, Option<i64>);

/// Files a mail; all of it in this transaction.
pub(super) async fn file(tx: &Tx, mail: &Mail<'_>, origin: &Origin) -> Result<Filed> {
    let (thread_id, message_id) = match origin {
        Origin::OwnLoop => (None, None),
        Origin::Machine { thread_id } => mail.machine(tx, *thread_id).await?,
        Origin::Reply {
            thread_id,
            contact_id,
        } => mail.reply(tx, *thread_id, *contact_id).await?,
        Origin::First => mail.first(tx).await?,
        Origin::Unverified { thread_id, why } => mail.unverified(tx, *thread_id, *why).await?,
    };
    mail.propose(tx, origin, thread_id, message_id).await?;
    Ok(Filed {
        thread_id,
        message_id,
        sender: mail.read.said_email(),
        subject: super::line(&mail.read.parsed.subject, SUBJECT),
        cc: mail.copies(),
        automatic: mail.read.parsed.automatic.is_some(),
    })
}

impl Mail<'_> {
    fn account_id(&self) -> i64 {
        self.channel.account_id
    }

    /// Everybody else that it names: whom it went to, and to whom answers should go.
    fn named(&self) -> impl Iterator<Item = &Address> {
        let parsed = &self.read.parsed;
        let all = parsed.to.iter().chain(&parsed.cc).chain(&parsed.reply_to);
        all.filter(|address| Some(&*address.email) != self.read.from())
    }

    /// The same in words: text for agents, nothing more (security.md A1, A8).
    fn copies(&self) -> String {
        let all = self.named().map(|address| super::line(&address.email, 254));
        let plain = |email: &str| {
            mail::token::split_address(email)
                .map_or_else(|| email.to_ascii_lowercase(), |(team, _)| team)
        };
        let others = all.filter(|email| plain(email) != self.channel.address);
        others.take(COPIES).collect::<Vec<_>>().join(", ")
    }

    /// Those whom a participant's mail names are proposed to agents, who may add them [P12].
    async fn propose(
        &self,
        tx: &Tx,
        origin: &Origin,
        thread_id: Option<i64>,
        message_id: Option<i64>,
    ) -> Result<()> {
        let (Origin::Reply { .. } | Origin::First) = origin else {
            return Ok(());
        };
        let (Some(thread_id), Some(message_id)) = (thread_id, message_id) else {
            return Ok(());
        };
        for address in self.named().take(COPIES) {
            let name = super::line(address.name.as_deref().unwrap_or_default(), contacts::NAME);
            proposals::add(
                tx,
                self.account_id(),
                thread_id,
                message_id,
                &address.email,
                &name,
            )
            .await?;
        }
        Ok(())
    }

    async fn subject(&self, db: &Db) -> Result<String> {
        let subject = super::line(&self.read.parsed.subject, SUBJECT);
        if !subject.is_empty() {
            return Ok(subject);
        }
        let language = base::account::of(db, self.account_id()).await?.language;
        Ok(self
            .app
            .views
            .locale(&language)
            .text("mail-no-subject", &[]))
    }

    /// What the sender check said, for agents.
    fn verdict(&self) -> String {
        let reading = &self.read.reading;
        let word = match reading.verdict {
            Verdict::Pass => "pass",
            Verdict::Fail => "fail",
            Verdict::None => "none",
        };
        format!("{word} {}", reading.summary).trim().to_owned()
    }

    /// The same mail of the same sender, stored before: it came to two of our addresses, or twice. A Message-ID alone does not say so:
    /// forms and scanners give all their mails the same.
    async fn stored(&self, db: &Db, sender_id: i64) -> Result<Option<Place>> {
        let Some(mail_id) = self.read.mail_id() else {
            return Ok(None);
        };
        let sql = "select m.thread_id, m.id from messages m
                   left join raw_mails r on r.account_id = m.account_id and r.message_id = m.id
                   where m.account_id = $1 and m.mail_id = $2 and m.sender_id = $3 and m.text = $4 and coalesce(r.subject, $5) = $5
                   order by m.id limit 50";
        let asked = params![
            self.account_id(),
            mail_id,
            sender_id,
            &self.read.body.text,
            super::line(&self.read.parsed.subject, SUBJECT)
        ];
        let found: Vec<(i64, i64)> = db.all(sql, asked).await?;
        for (thread_id, id) in found {
            if self.has_files(db, id).await? {
                return Ok(Some((Some(thread_id), Some(id))));
            }
        }
        Ok(None)
    }

    /// The same among the entries that only agents see: there sender and subject are what the mail says.
    async fn stored_entry(&self, db: &Db) -> Result<Option<Place>> {
        let Some(mail_id) = self.read.mail_id() else {
            return Ok(None);
        };
        let sql = "select thread_id, id, detail from internal_entries where account_id = $1 and mail_id = $2 and text = $3
                   order by id limit 50";
        let asked = params![self.account_id(), mail_id, &self.read.body.text];
        let found: Vec<(Option<i64>, i64, String)> = db.all(sql, asked).await?;
        let email = self.read.said_email();
        let subject = super::line(&self.read.parsed.subject, SUBJECT);
        for (thread_id, id, detail) in found {
            let detail: serde_json::Value = serde_json::from_str(&detail).unwrap_or_default();
            let is_same = detail["address"] == email && detail["subject"] == subject;
            if is_same && self.has_files(db, id).await? {
                return Ok(Some((thread_id, Some(id))));
            }
        }
        Ok(None)
    }

    /// Whether what was stored has the files of this mail.
    async fn has_files(&self, db: &Db, owner_id: i64) -> Result<bool> {
        let stored = files::of(db, self.account_id(), owner_id).await?;
        let stored = stored.iter().map(|file| &file.sha256);
        Ok(stored.eq(self.files.iter().map(|(_, file)| &file.sha256)))
    }

    /// A participant wrote on a thread.
    async fn reply(&self, tx: &Tx, thread_id: i64, contact_id: i64) -> Result<Place> {
        if let Some(before) = self.stored(tx, contact_id).await? {
            return Ok(before);
        }
        let contact = contacts::find(tx, self.account_id(), contact_id).await?;
        let thread = conversations::find(tx, self.account_id(), thread_id).await?;
        match thread.ticket_id {
            Some(ticket_id) => {
                let (name, mail_id, verdict) =
                    (contact.name(), self.read.mail_id(), self.verdict());
                let said = self.said(&contact, &name, mail_id.as_deref(), &verdict);
                let by = Actor::contact(contact.id, &name);
                let posted = tickets::receive(
                    tx,
                    self.app,
                    self.account_id(),
                    &by,
                    ticket_id,
                    thread_id,
                    &said,
                )
                .await?;
                self.place(tx, thread_id, posted).await
            }
            None => self.say(tx, thread_id, &contact).await,
        }
    }

    /// The author begins a conversation; it is a ticket in a help desk, and where the address says so [C5].
    async fn first(&self, tx: &Tx) -> Result<Place> {
        let account_id = self.account_id();
        let email = self
            .read
            .from()
            .ok_or_else(|| Error::internal("a first mail has an author"))?;
        let name = self.read.said_name();
        let name = if name == email { "" } else { &name };
        let contact = contacts::of_email(tx, self.app, account_id, email, name).await?;
        if let Some(before) = self.stored(tx, contact.id).await? {
            return Ok(before);
        }
        let subject = self.subject(tx).await?;
        let inbox = inboxes::list(tx, account_id)
            .await?
            .into_iter()
            .find(|inbox| inbox.id == self.channel.inbox_id);
        let is_desk = inbox.is_some_and(|inbox| inbox.kind == inboxes::Kind::HelpDesk);
        if self.channel.makes_ticket || is_desk {
            return self.open_ticket(tx, &contact, &subject).await;
        }
        let thread_id = self.open_thread(tx, &subject, Some(contact.id)).await?;
        self.say(tx, thread_id, &contact).await
    }

    async fn open_ticket(&self, tx: &Tx, contact: &Contact, subject: &str) -> Result<Place> {
        let new = NewTicket {
            subject,
            stage_id: self.stage(tx).await?,
            requester_id: Some(contact.id),
            source: "EMAIL",
            priority: 0,
            category: "",
            owner_id: None,
            follows_ticket_id: None,
            once_key: None,
        };
        let (name, mail_id, verdict) = (contact.name(), self.read.mail_id(), self.verdict());
        let said = self.said(contact, &name, mail_id.as_deref(), &verdict);
        let first = First {
            inbox_id: self.channel.inbox_id,
            channel_account_id: Some(self.channel.id),
            said: &said,
        };
        let by = Actor::contact(contact.id, &name);
        let opened =
            tickets::open(tx, self.app, self.account_id(), &by, &new, Some(&first)).await?;
        if let Some(message_id) = opened.message_id {
            self.place_pictures(tx, message_id).await?;
        }
        Ok((opened.thread_id, opened.message_id))
    }

    /// The address's stage for new tickets; the first open one of its pipeline, or of the default one, when that is gone.
    async fn stage(&self, db: &Db) -> Result<i64> {
        match pipelines::stage(db, self.account_id(), self.channel.stage_id).await {
            Ok(stage) if stage.pipeline_id == self.channel.pipeline_id => return Ok(stage.id),
            Ok(_) | Err(Error::NotFound) => {}
            Err(other) => return Err(other),
        }
        for pipeline_id in [self.channel.pipeline_id, pipelines::DEFAULT] {
            let open =
                pipelines::stages_in(db, self.account_id(), pipeline_id, State::Open).await?;
            if let Some(stage) = open.first() {
                return Ok(stage.id);
            }
        }
        Err(Error::internal(
            "the account has no open stage for new tickets",
        ))
    }

    async fn open_thread(&self, tx: &Tx, subject: &str, contact_id: Option<i64>) -> Result<i64> {
        let new = NewThread {
            inbox_id: self.channel.inbox_id,
            channel_account_id: Some(self.channel.id),
            ticket_id: None,
            contact_id,
            subject,
            assigned_to: None,
        };
        conversations::open(tx, self.app, self.account_id(), &new).await
    }

    /// Says it in a thread that is no ticket.
    async fn say(&self, tx: &Tx, thread_id: i64, contact: &Contact) -> Result<Place> {
        let (name, mail_id, verdict) = (contact.name(), self.read.mail_id(), self.verdict());
        let said = self.said(contact, &name, mail_id.as_deref(), &verdict);
        let posted = conversations::say(tx, self.app, self.account_id(), thread_id, &said).await?;
        if let Posted::New(message_id) = posted {
            let by = Actor::contact(contact.id, &name);
            event::record(
                tx,
                self.app,
                self.account_id(),
                &by,
                Event::ThreadReceived {
                    thread_id,
                    message_id,
                },
            )
            .await?;
        }
        self.place(tx, thread_id, posted).await
    }

    fn said<'s>(
        &'s self,
        contact: &Contact,
        name: &'s str,
        mail_id: Option<&'s str>,
        verdict: &'s str,
    ) -> Said<'s> {
        Said {
            direction: Direction::Incoming,
            sender_id: Some(contact.id),
            sender_name: name,
            via: Via::Email,
            body: &self.read.body,
            mail_id,
            verdict,
            once_key: None,
            files: FilesSent::Stored(self.files),
        }
    }

    async fn place(&self, tx: &Tx, thread_id: i64, posted: Posted) -> Result<Place> {
        let (Posted::New(message_id) | Posted::Already(message_id)) = posted;
        self.place_pictures(tx, message_id).await?;
        Ok((Some(thread_id), Some(message_id)))
    }

    /// Pictures in the text lead to the files, now that these have ids.
    async fn place_pictures(&self, tx: &Tx, message_id: i64) -> Result<()> {
        if !read::has_pictures(&self.read.body) {
            return Ok(());
        }
        let files = files::of(tx, self.account_id(), message_id).await?;
        let paths: Vec<String> = files.iter().map(|file| path(file.id, &file.name)).collect();
        let html = read::place_pictures(&self.read.body.html, &paths);
        let quoted = read::place_pictures(&self.read.body.quoted_html, &paths);
        let sql =
            "update messages set html = $3, quoted_html = $4 where account_id = $1 and id = $2";
        tx.run(sql, params![self.account_id(), message_id, html, quoted])
            .await?;
        Ok(())
    }

    /// Somebody wrote, and it cannot be said who: agents see it, marked, and nothing follows from it.
    async fn unverified(&self, tx: &Tx, thread_id: Option<i64>, why: Why) -> Result<Place> {
        if let Some(before) = self.stored_entry(tx).await? {
            return Ok(before);
        }
        self.enter(tx, thread_id, Kind::Unverified, why.as_str())
            .await
    }

    /// A machine wrote: kept where it belongs, or findable by itself.
    async fn machine(&self, tx: &Tx, thread_id: Option<i64>) -> Result<Place> {
        bounce::settle(tx, self.app, self.account_id(), self.read).await?;
        if let Some(before) = self.stored_entry(tx).await? {
            return Ok(before);
        }
        let what = match self.read.parsed.automatic {
            Some(Automatic::Bounce) => "bounce",
            Some(Automatic::FeedbackReport) => "complaint",
            Some(Automatic::List) => "list",
            Some(Automatic::AutoReply | Automatic::OwnLoop) | None => "auto-reply",
        };
        self.enter(tx, thread_id, Kind::Automatic, what).await
    }

    async fn enter(&self, tx: &Tx, thread_id: Option<i64>, kind: Kind, why: &str) -> Result<Place> {
        let account_id = self.account_id();
        let (thread_id, ticket_id) = match thread_id {
            Some(thread_id) => (
                thread_id,
                conversations::find(tx, account_id, thread_id)
                    .await?
                    .ticket_id,
            ),
            None => (
                self.open_thread(tx, &self.subject(tx).await?, None).await?,
                None,
            ),
        };
        let (email, name, mail_id) = (
            self.read.said_email(),
            self.read.said_name(),
            self.read.mail_id(),
        );
        let known = match self.read.from() {
            Some(from) => contacts::by_email(tx, account_id, from)
                .await?
                .map(|contact| contact.id),
            None => None,
        };
        let body = read::without_pictures(&self.read.body);
        let reply_to = self.read.parsed.reply_to.first();
        let reply_to = super::line(reply_to.map_or("", |address| &address.email), 254);
        let detail = json!({
            "address": email, "name": name, "reply_to": reply_to, "verdict": self.verdict(), "why": why, "cc": self.copies(),
            "subject": super::line(&self.read.parsed.subject, SUBJECT), "reason": self.read.reason, "quoted_html": body.quoted_html,
        });
        let entry = NewEntry {
            thread_id: Some(thread_id),
            ticket_id,
            kind,
            author_id: known,
            author_name: &name,
            body: &body,
            detail: &detail.to_string(),
            mail_id: mail_id.as_deref(),
            files: self.files,
        };
        let id = internal::add(tx, self.app, account_id, &Actor::system(), &entry).await?;
        Ok((Some(thread_id), Some(id)))
    }
}

/// Where pages serve a file.
fn path(id: i64, name: &str) -> String {
    format!("/files/{id}/{}", view::encode(name).replace('/', "%2F"))
}

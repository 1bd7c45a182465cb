//! What all mails about a ticket share: where they leave from, what they link to, in which language.

use base::{Result, account};
use channels::email::{self, ChannelAccount};
use db::Db;
use helpdesk::conversations::{self, Thread};
use helpdesk::tickets::{self, Ticket};
use portals::domains::{self, Domain};
use portals::members;
use portals::portals::{self as sites, Settings};

/// A ticket and its surroundings.
#[derive(Clone)]
pub(super) struct About {
    pub(super) account_id: i64,
    pub(super) ticket: Ticket,
    /// The conversation; none of a call.
    pub(super) thread: Option<Thread>,
    /// The settings of the portal that mails link to.
    pub(super) portal: Settings,
    /// Its domain: links are made of it, never of a request's host [U2].
    pub(super) domain: Option<Domain>,
    /// The connected address that it leaves from.
    pub(super) channel: Option<ChannelAccount>,
    /// The company's name.
    pub(super) company: String,
    /// The portal's language [P11].
    pub(super) language: String,
    /// The account's time zone.
    pub(super) zone: String,
}

impl About {
    /// Of a ticket's thread; of its original one when none is named.
    pub(super) async fn load(
        db: &Db,
        account_id: i64,
        ticket_id: i64,
        thread_id: Option<i64>,
    ) -> Result<About> {
        let ticket = tickets::by_id(db, account_id, ticket_id).await?;
        let thread = match thread_id.or(ticket.original_thread_id) {
            Some(thread_id) => Some(conversations::find(db, account_id, thread_id).await?),
            None => None,
        };
        let house = account::of(db, account_id).await?;
        let domain = domains::primary(db, account_id).await?;
        let portal_id = domain.as_ref().map(|domain| domain.portal_id);
        let all = sites::list(db, account_id).await?;
        let portal = all
            .iter()
            .find(|portal| Some(portal.id) == portal_id)
            .or(all.first());
        Ok(About {
            account_id,
            channel: channel(db, account_id, thread.as_ref()).await?,
            portal: portal
                .map(|portal| portal.settings.0.clone())
                .unwrap_or_default(),
            language: domain
                .as_ref()
                .map_or(house.language, |domain| domain.language.clone()),
            company: house.name,
            zone: house.time_zone,
            ticket,
            thread,
            domain,
        })
    }

    /// The same to one reader. A member is spoken to for the portal that they were at last, in the language and by the clock that they
    /// chose; everybody else as the account does.
    pub(super) async fn to(&self, db: &Db, contact_id: i64) -> Result<About> {
        let mut about = self.clone();
        let Some(home) = members::home(db, self.account_id, contact_id).await? else {
            return Ok(about);
        };
        let all = domains::list(db, self.account_id).await?;
        let domain = all
            .into_iter()
            .find(|domain| Some(&domain.host) == home.host.as_ref());
        if let Some(domain) = domain {
            let portal = sites::find(db, self.account_id, domain.portal_id).await?;
            about.portal = portal.settings.0;
            about.language.clone_from(&domain.language);
            about.domain = Some(domain);
        }
        if !home.language.is_empty() {
            about.language = home.language;
        }
        about.zone = home.time_zone;
        Ok(about)
    }

    /// Where the customer sees the ticket. A place, not a key: the portal asks them to sign in.
    pub(super) fn link(&self) -> Option<String> {
        let domain = self.domain.as_ref().filter(|_| self.portal.enabled)?;
        Some(format!(
            "{}/{}/{}",
            domain.origin.trim_end_matches('/'),
            self.portal.slug,
            self.ticket.id
        ))
    }

    /// Where a member chooses their mails.
    pub(super) fn account_link(&self) -> Option<String> {
        let domain = self.domain.as_ref().filter(|_| self.portal.enabled)?;
        Some(format!("{}/account", domain.origin.trim_end_matches('/')))
    }

    /// The name that mails come from.
    pub(super) fn sender_name(&self) -> &str {
        crate::sender_name(self.channel.as_ref(), &self.company)
    }

    /// The address that mails come from.
    pub(super) fn sender_email(&self) -> String {
        crate::sender_email(self.channel.as_ref(), self.domain.as_ref())
    }

    /// Whether texts must do without the word ticket: the portal calls it something else.
    pub(super) fn is_neutral(&self) -> bool {
        !self.portal.calls_tickets()
    }

    /// Whether an answer opens a closed ticket again.
    pub(super) fn reopens(&self) -> bool {
        self.portal.reopen_stage(self.ticket.pipeline_id).is_some()
    }
}

/// The address that the conversation came to, as long as it is connected; else one of its inbox, else any.
async fn channel(
    db: &Db,
    account_id: i64,
    thread: Option<&Thread>,
) -> Result<Option<ChannelAccount>> {
    if let Some(id) = thread.and_then(|thread| thread.channel_account_id) {
        match email::find(db, account_id, id).await {
            Ok(channel) if channel.active => return Ok(Some(channel)),
            Ok(_) | Err(base::Error::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    email::for_inbox(db, account_id, thread.map_or(0, |thread| thread.inbox_id)).await
}

//! Everything that can happen, as vocabulary: ids and no logic. A change writes its event in its own transaction; what follows
//! from it is one `match` in the root's `reactions.rs`, run as a job; open pages are woken when it commits.

use db::{Tx, params};
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use crate::erasure::Traces;
use crate::{Actor, App, Result};

/// What happened, in the past tense.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are ids of what the names say")]
pub enum Event {
    /// A customer's request became a ticket; with the message that opened it, none for a call.
    TicketOpened {
        ticket_id: i64,
        thread_id: Option<i64>,
        message_id: Option<i64>,
    },
    /// The customer wrote.
    TicketReplied {
        ticket_id: i64,
        thread_id: i64,
        message_id: i64,
    },
    /// An agent wrote to the customer.
    TicketAnswered {
        ticket_id: i64,
        thread_id: i64,
        message_id: i64,
    },
    /// The ticket moved to a closed stage.
    TicketClosed { ticket_id: i64, stage: String },
    /// The ticket moved from a closed stage to an open one.
    TicketReopened { ticket_id: i64, stage: String },
    /// The ticket moved between stages of the same state.
    StageChanged { ticket_id: i64, stage: String },
    /// An owner was set or taken away (an empty name).
    TicketAssigned { ticket_id: i64, owner: String },
    /// A property other than the above was changed.
    TicketEdited { ticket_id: i64, property: String },
    /// A conversation without a ticket got a message.
    ThreadReceived { thread_id: i64, message_id: i64 },
    /// An internal entry was added: a comment, a note, a call, a mail from an unverified sender.
    EntryAdded {
        ticket_id: Option<i64>,
        thread_id: Option<i64>,
        entry_id: i64,
    },
    /// Somebody became a participant; with what they were called then.
    ParticipantAdded {
        ticket_id: i64,
        contact_id: i64,
        #[serde(default)]
        name: String,
    },
    /// Somebody is a participant no more; with what they were called then.
    ParticipantRemoved {
        ticket_id: i64,
        contact_id: i64,
        name: String,
    },
    /// A contact was added.
    ContactAdded { contact_id: i64 },
    /// A contact's name, telephone or primary company was changed.
    ContactChanged { contact_id: i64 },
    /// A company's name or domain was changed.
    CompanyChanged { company_id: i64 },
    /// Who is in a list has changed. The contacts are named where they came or went one by one; a new filter names none.
    ListChanged {
        list_id: i64,
        added: Vec<i64>,
        removed: Vec<i64>,
    },
    /// Settings were changed; what was, in the words of the settings file.
    SettingsChanged { what: String },
    /// Somebody signed in.
    SignedIn { person_id: i64 },
    /// Somebody tried to sign in and was refused; the address as it was typed.
    SignInFailed { address: String },
    /// A member signed in with a browser that they had not signed in with before.
    NewDevice { contact_id: i64, user_agent: String },
    /// A contact became a member.
    MemberRegistered { contact_id: i64 },
    /// A member's password was set anew.
    PasswordChanged { contact_id: i64 },
    /// A member has another address, which they proved.
    AddressProved { contact_id: i64 },
    /// A member's address was taken away.
    AddressRemoved { contact_id: i64 },
    /// Somebody signed other devices out.
    SessionsEnded { person_id: i64 },
    /// A member changed how they are called or what they are sent.
    ProfileChanged { contact_id: i64 },
    /// A member agreed to a text, or took that back.
    ConsentGiven {
        contact_id: i64,
        consent_id: i64,
        /// Whether it was taken back; before this was written, nobody knows.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        withdrawn: Option<bool>,
    },
    /// A member asked for a copy of their data.
    DataAsked { contact_id: i64, request_id: i64 },
    /// The copy can be fetched.
    DataReady { contact_id: i64, request_id: i64 },
    /// The member fetched it.
    DataTaken { contact_id: i64, request_id: i64 },
    /// A member asked to be erased.
    ErasureAsked { contact_id: i64, request_id: i64 },
    /// They took that back.
    ErasureWithdrawn { contact_id: i64, request_id: i64 },
    /// An administrator said no.
    ErasureRefused { contact_id: i64, request_id: i64 },
    /// An administrator said yes: their login is gone, the rest follows.
    ErasureAccepted { contact_id: i64, request_id: i64 },
    /// Nothing that names them is kept any more.
    PersonErased { contact_id: i64, request_id: i64 },
    /// A sign-in by an identity provider did not hold; which check failed.
    SignInRefused {
        connection_id: Option<i64>,
        check: String,
        detail: String,
    },
    /// From now on a person of an identity provider is this contact.
    IdentityLinked { contact_id: i64, connection_id: i64 },
    /// A member may sign in no more, or may again.
    MemberDisabled { contact_id: i64, disabled: bool },
    /// How somebody signs in was changed.
    CredentialChanged {
        of: crate::factors::Kind,
        person_id: i64,
        what: Credential,
    },
}

/// What was changed about how somebody signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Credential {
    /// Codes of an app are asked for from now on.
    FactorOn,
    /// They are asked for no more.
    FactorOff,
    /// A recovery code was used up.
    RecoveryUsed,
    /// A new set of recovery codes replaced the old one.
    RecoveryRenewed,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was given another name.
    PasskeyRenamed,
    /// A passkey was removed.
    PasskeyRemoved,
    /// An administrator took app, recovery codes, passkeys and providers away, since they were lost.
    FactorsReset,
    /// An identity provider vouched for them for the first time.
    ProviderLinked,
    /// An agent set another password; a member's is [`Event::PasswordChanged`].
    PasswordChanged,
}

impl Event {
    /// As stored.
    ///
    /// # Errors
    /// [`crate::Error::Internal`]: none of today's events fails.
    pub fn to_text(&self) -> Result<String> {
        serde_json::to_string(self).map_err(crate::Error::internal)
    }

    /// The event of a stored text.
    ///
    /// # Errors
    /// A later version may have written events that this one does not know.
    pub fn of_text(text: &str) -> Result<Event> {
        serde_json::from_str(text).map_err(crate::Error::internal)
    }

    fn about(&self) -> (Option<i64>, Option<i64>) {
        match self {
            Event::TicketOpened {
                ticket_id,
                thread_id,
                ..
            } => (Some(*ticket_id), *thread_id),
            Event::TicketReplied {
                ticket_id,
                thread_id,
                ..
            }
            | Event::TicketAnswered {
                ticket_id,
                thread_id,
                ..
            } => (Some(*ticket_id), Some(*thread_id)),
            Event::TicketClosed { ticket_id, .. }
            | Event::TicketReopened { ticket_id, .. }
            | Event::StageChanged { ticket_id, .. }
            | Event::TicketAssigned { ticket_id, .. }
            | Event::TicketEdited { ticket_id, .. }
            | Event::ParticipantAdded { ticket_id, .. }
            | Event::ParticipantRemoved { ticket_id, .. } => (Some(*ticket_id), None),
            Event::ThreadReceived { thread_id, .. } => (None, Some(*thread_id)),
            Event::EntryAdded {
                ticket_id,
                thread_id,
                ..
            } => (*ticket_id, *thread_id),
            Event::ContactAdded { .. }
            | Event::ContactChanged { .. }
            | Event::CompanyChanged { .. }
            | Event::ListChanged { .. }
            | Event::SettingsChanged { .. }
            | Event::SignedIn { .. }
            | Event::SignInFailed { .. }
            | Event::NewDevice { .. }
            | Event::MemberRegistered { .. }
            | Event::PasswordChanged { .. }
            | Event::AddressProved { .. }
            | Event::AddressRemoved { .. }
            | Event::SessionsEnded { .. }
            | Event::ProfileChanged { .. }
            | Event::ConsentGiven { .. }
            | Event::DataAsked { .. }
            | Event::DataReady { .. }
            | Event::DataTaken { .. }
            | Event::ErasureAsked { .. }
            | Event::ErasureWithdrawn { .. }
            | Event::ErasureRefused { .. }
            | Event::ErasureAccepted { .. }
            | Event::PersonErased { .. }
            | Event::SignInRefused { .. }
            | Event::IdentityLinked { .. }
            | Event::MemberDisabled { .. }
            | Event::CredentialChanged { .. } => (None, None),
        }
    }

    /// The person whom it is about, by which it is looked up: their id, or the address that somebody typed.
    pub fn subject(&self) -> Option<String> {
        match self {
            Event::ParticipantAdded { contact_id, .. }
            | Event::ParticipantRemoved { contact_id, .. }
            | Event::ContactAdded { contact_id }
            | Event::ContactChanged { contact_id }
            | Event::NewDevice { contact_id, .. }
            | Event::MemberRegistered { contact_id }
            | Event::PasswordChanged { contact_id }
            | Event::AddressProved { contact_id }
            | Event::AddressRemoved { contact_id }
            | Event::ProfileChanged { contact_id }
            | Event::ConsentGiven { contact_id, .. }
            | Event::DataAsked { contact_id, .. }
            | Event::DataReady { contact_id, .. }
            | Event::DataTaken { contact_id, .. }
            | Event::ErasureAsked { contact_id, .. }
            | Event::ErasureWithdrawn { contact_id, .. }
            | Event::ErasureRefused { contact_id, .. }
            | Event::ErasureAccepted { contact_id, .. }
            | Event::PersonErased { contact_id, .. }
            | Event::IdentityLinked { contact_id, .. }
            | Event::MemberDisabled { contact_id, .. }
            | Event::SignedIn {
                person_id: contact_id,
            }
            | Event::SessionsEnded {
                person_id: contact_id,
            }
            | Event::CredentialChanged {
                person_id: contact_id,
                ..
            } => Some(contact_id.to_string()),
            Event::SignInFailed { address } => Some(address.trim().to_lowercase()),
            _ => None,
        }
    }

    /// The same without what tells of a person who is erased.
    pub(crate) fn without(self, traces: &Traces) -> Event {
        match self {
            Event::SignInFailed { .. } => Event::SignInFailed {
                address: traces.address.clone(),
            },
            Event::NewDevice { contact_id, .. } => Event::NewDevice {
                contact_id,
                user_agent: String::new(),
            },
            Event::ParticipantAdded {
                ticket_id,
                contact_id,
                ..
            } => Event::ParticipantAdded {
                ticket_id,
                contact_id,
                name: traces.name.clone(),
            },
            Event::ParticipantRemoved {
                ticket_id,
                contact_id,
                ..
            } => Event::ParticipantRemoved {
                ticket_id,
                contact_id,
                name: traces.name.clone(),
            },
            other => other,
        }
    }
}

/// The kinds of events, as stored.
pub const KINDS: &[&str] = &[
    "ticket_opened",
    "ticket_replied",
    "ticket_answered",
    "ticket_closed",
    "ticket_reopened",
    "stage_changed",
    "ticket_assigned",
    "ticket_edited",
    "thread_received",
    "entry_added",
    "participant_added",
    "participant_removed",
    "contact_added",
    "contact_changed",
    "company_changed",
    "list_changed",
    "settings_changed",
    "signed_in",
    "sign_in_failed",
    "new_device",
    "member_registered",
    "password_changed",
    "address_proved",
    "address_removed",
    "sessions_ended",
    "profile_changed",
    "consent_given",
    "data_asked",
    "data_ready",
    "data_taken",
    "erasure_asked",
    "erasure_withdrawn",
    "erasure_refused",
    "erasure_accepted",
    "person_erased",
    "sign_in_refused",
    "identity_linked",
    "member_disabled",
    "credential_changed",
];

/// The kind of an event in SQL, as its index has it: it stands at the beginning of the document.
pub const KIND: &str = "substr(event, 10, length(event) - 9 - length(ltrim(substr(event, 10), 'abcdefghijklmnopqrstuvwxyz_')))";

/// The kind of the job that reacts to an event; its payload is a [`React`], its id the event's.
pub const REACT: &str = "react";

/// The payload of a [`REACT`] job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct React {
    /// The event's id, for keys that make a consequence happen once.
    pub event_id: i64,
    /// Who did it.
    pub by: Actor,
    /// What happened.
    pub event: Event,
}

/// Writes an event and queues what follows, in the transaction of the change, and wakes open pages when it commits.
/// Boxed, so that not everybody who records an event compiles how each is written (see [`db::Db`]).
pub fn record<'a>(
    tx: &'a Tx,
    app: &'a App,
    account_id: i64,
    by: &'a Actor,
    event: Event,
) -> BoxFuture<'a, Result<i64>> {
    Box::pin(write(tx, app, account_id, by, event))
}

async fn write(tx: &Tx, app: &App, account_id: i64, by: &Actor, event: Event) -> Result<i64> {
    let event_id = app.id();
    let (ticket_id, thread_id) = event.about();
    let text = event.to_text()?;
    tx.run(
        "insert into events (account_id, id, event, ticket_id, thread_id, subject, actor_kind, actor_id, actor_name, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            account_id,
            event_id,
            text,
            ticket_id,
            thread_id,
            event.subject(),
            by.kind.as_str(),
            by.id,
            &by.name,
            app.now()
        ],
    )
    .await?;
    let react = React {
        event_id,
        by: by.clone(),
        event,
    };
    let now = app.now();
    match ticket_id {
        // mails about a ticket are queued in the order of what happened
        Some(ticket_id) => {
            let line = format!("ticket {ticket_id}");
            jobs::enqueue_in_line(tx, account_id, event_id, REACT, &react, now, &line).await?;
        }
        None => jobs::enqueue(tx, account_id, event_id, REACT, &react, now, None).await?,
    }
    crate::live::wake(tx, account_id, ticket_id, thread_id);
    Ok(event_id)
}

#[cfg(test)]
mod tests {
    use super::KINDS;

    #[test]
    fn every_event_has_its_kind() {
        let source = include_str!("event.rs");
        let events = source.split("pub enum Event {").nth(1).unwrap_or_default();
        let events = events.split("\n}\n").next().unwrap_or_default();
        let names = events.lines().filter_map(|line| {
            let line = line.strip_prefix("    ")?;
            let end = line.find([' ', ','])?;
            line.starts_with(char::is_uppercase).then(|| &line[..end])
        });
        let snake = |name: &str| {
            name.chars().fold(String::new(), |kind, c| {
                let gap = if c.is_uppercase() && !kind.is_empty() {
                    "_"
                } else {
                    ""
                };
                format!("{kind}{gap}{}", c.to_ascii_lowercase())
            })
        };
        assert_eq!(names.map(snake).collect::<Vec<_>>(), KINDS);
    }
}

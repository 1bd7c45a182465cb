//! What happened to a ticket, as lines between its messages.

use base::{App, Event, Result};
use db::Db;
use serde::Serialize;

use super::store;

/// A line: who did what, and when. Whoever draws it says it with the text of `key`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Line {
    /// The event's id: ids sort by time.
    pub(crate) id: i64,
    /// The text's key.
    key: &'static str,
    /// `agent`, `contact` or `system`.
    by: String,
    /// Their name.
    name: String,
    /// The stage, owner, person or property that the text names.
    what: String,
    /// The text's key instead, where it is a word of ours.
    label: &'static str,
    /// When.
    created_at: i64,
}

impl Line {
    /// Whether this is the beginning, which a conversation shows by itself.
    pub(crate) fn is_opening(&self) -> bool {
        self.key == "timeline-opened"
    }
}

/// The lines of a ticket, oldest first. What has an entry of its own in the timeline (messages, comments, calls) is left out.
pub(crate) async fn lines(app: &App, account_id: i64, ticket_id: i64) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    for row in store::events(&app.db, account_id, ticket_id).await? {
        // a later version may have written events that this one does not know
        let Ok(event) = serde_json::from_str::<Event>(&row.event) else {
            continue;
        };
        if let Some((key, what)) = says(&app.db, account_id, event).await? {
            let (by, name) = (row.actor_kind, row.actor_name);
            let label = if key == "timeline-edited" {
                label(&what)
            } else {
                ""
            };
            lines.push(Line {
                id: row.id,
                key,
                by,
                name,
                what,
                label,
                created_at: row.created_at,
            });
        }
    }
    Ok(lines)
}

fn label(property: &str) -> &'static str {
    match property {
        "subject" => "col-subject",
        "priority" => "col-priority",
        "category" => "col-category",
        "spam" => "desk-view-spam",
        _ => "",
    }
}

async fn says(db: &Db, account_id: i64, event: Event) -> Result<Option<(&'static str, String)>> {
    Ok(match event {
        Event::TicketOpened { .. } => Some(("timeline-opened", String::new())),
        Event::TicketClosed { stage, .. } => Some(("timeline-closed", stage)),
        Event::TicketReopened { stage, .. } => Some(("timeline-reopened", stage)),
        Event::StageChanged { stage, .. } => Some(("timeline-stage", stage)),
        Event::TicketAssigned { owner, .. } if owner.is_empty() => {
            Some(("timeline-owner-removed", owner))
        }
        Event::TicketAssigned { owner, .. } => Some(("timeline-assigned", owner)),
        Event::TicketEdited { property, .. } => Some(("timeline-edited", property)),
        Event::ParticipantAdded { contact_id, .. } => {
            let contact = people::contacts::find(db, account_id, contact_id).await?;
            Some(("timeline-participant", contact.name()))
        }
        // messages and entries stand there themselves, and the rest is of no ticket
        _ => None,
    })
}

//! What happened to a ticket, as lines between its messages.

use base::{App, Event, Result};
use serde::Serialize;

use super::store;
use crate::pipelines::{self, Pipeline};

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

/// Who reads: a stage is told by the name that it has in their language.
#[derive(Clone, Copy)]
pub(crate) struct EventWords<'a> {
    /// The account's pipelines, as they are called in the account.
    pub(crate) pipelines: &'a [Pipeline],
    /// Theirs.
    pub(crate) language: &'a str,
}

impl EventWords<'_> {
    fn stage(self, label: String) -> String {
        let mut stages = self.pipelines.iter().flat_map(|pipeline| &pipeline.stages);
        match stages.find(|stage| stage.label == label) {
            Some(stage) => pipelines::said(&label, &stage.labels, self.language).to_owned(),
            None => label,
        }
    }
}

/// The lines of a ticket, oldest first. What has an entry of its own in the timeline (messages, comments, calls) is left out.
pub(crate) async fn lines(
    app: &App,
    account_id: i64,
    ticket_id: i64,
    words: EventWords<'_>,
) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    for row in store::events(&app.db, account_id, ticket_id).await? {
        // a later version may have written events that this one does not know
        let Ok(event) = Event::of_text(&row.event) else {
            continue;
        };
        if let Some((key, what)) = says(event) {
            let (by, name) = (row.actor_kind, row.actor_name);
            let what = match key {
                "timeline-closed" | "timeline-reopened" | "timeline-stage" => words.stage(what),
                _ => what,
            };
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

fn says(event: Event) -> Option<(&'static str, String)> {
    Some(match event {
        Event::TicketOpened { .. } => ("timeline-opened", String::new()),
        Event::TicketClosed { stage, .. } => ("timeline-closed", stage),
        Event::TicketReopened { stage, .. } => ("timeline-reopened", stage),
        Event::StageChanged { stage, .. } => ("timeline-stage", stage),
        Event::TicketAssigned { owner, .. } if owner.is_empty() => {
            ("timeline-owner-removed", owner)
        }
        Event::TicketAssigned { owner, .. } => ("timeline-assigned", owner),
        Event::TicketEdited { property, .. } => ("timeline-edited", property),
        Event::ParticipantAdded { name, .. } => ("timeline-participant", name),
        Event::ParticipantRemoved { name, .. } => ("timeline-participant-removed", name),
        // messages and entries stand there themselves, and the rest is of no ticket
        _ => return None,
    })
}

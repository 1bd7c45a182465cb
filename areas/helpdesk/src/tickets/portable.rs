//! A person's own tickets as they may take them away (GDPR Art. 15 and 20): what their portal shows them, by the one rule, with files.

use base::Result;
use base::files;
use db::{Db, Sql};
use portals::portals::Settings;
use portals::privacy::{Content, Part};
use serde::Serialize;

use super::access;
use super::store::{TICKET, Ticket};
use crate::conversations::{self, PublicMessage};

#[derive(Serialize)]
struct Portable {
    number: i64,
    subject: String,
    closed: bool,
    priority: &'static str,
    created_at: i64,
    closed_at: Option<i64>,
    messages: Vec<PublicMessage>,
}

/// The tickets that are a contact's own: one JSON file each, and the files of their messages beside it.
pub async fn portable(
    db: &Db,
    account_id: i64,
    contact_id: i64,
    settings: &Settings,
) -> Result<Vec<Part>> {
    let mut sql = Sql::new("select ");
    sql.push(TICKET);
    access::seen_by(&mut sql, account_id, &settings.filter, contact_id);
    sql.push(" order by t.number");
    let tickets: Vec<Ticket> = sql.all(db).await?;
    let mut parts = Vec::new();
    for ticket in tickets {
        let folder = format!("tickets/{}", ticket.number);
        let messages = messages(db, account_id, settings, &ticket).await?;
        for file in messages.iter().flat_map(PublicMessage::files) {
            parts.push(Part {
                name: format!("{folder}/{}-{}", file.id, files::label(&file.name)),
                content: Content::Stored(file.sha256.clone()),
            });
        }
        let portable = Portable {
            number: ticket.number,
            subject: ticket.subject,
            closed: ticket.closed,
            priority: access::priority_name(ticket.priority),
            created_at: ticket.created_at,
            closed_at: ticket.closed_at,
            messages,
        };
        parts.push(Part::json(format!("{folder}/ticket.json"), &portable)?);
    }
    Ok(parts)
}

async fn messages(
    db: &Db,
    account_id: i64,
    settings: &Settings,
    ticket: &Ticket,
) -> Result<Vec<PublicMessage>> {
    let mut all = Vec::new();
    for thread in conversations::of_ticket(db, account_id, ticket.id).await? {
        if access::shown(settings, ticket, &thread) {
            all.extend(
                conversations::public(db, account_id, thread.id, i64::MAX)
                    .await?
                    .0,
            );
        }
    }
    Ok(all)
}

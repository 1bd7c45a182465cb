//! What agents change on a ticket's record.

use axum::response::{IntoResponse, Response};
use base::form::Posted;
use base::path::Path;
use base::view::Go;
use base::{App, Error, Result, config};
use people::agents::{self, Agent};

use super::record::{self, Typed};
use crate::conversations::Body;
use crate::conversations::internal::{self, Kind, NewEntry};
use crate::tickets;

/// Characters of a subject.
pub(super) const SUBJECT: usize = 200;
/// Characters of a note.
pub(super) const TEXT: usize = config::TEXT_BYTES / 4;

fn here(id: i64) -> Go {
    Go::to(format!("/tickets/{id}"))
}

/// Another subject, which customers see.
pub(super) async fn rename(
    app: App,
    agent: Agent,
    Path(id): Path<i64>,
    mut form: Posted,
) -> Result<Response> {
    let subject = form.required("subject", SUBJECT).replace('\n', " ");
    if let Err(error) = std::mem::take(&mut form.problems).check() {
        return record::again(
            &app,
            &agent,
            id,
            Typed {
                subject: Some(subject),
                ..Typed::default()
            },
            error,
        )
        .await;
    }
    let tx = app.db.begin().await?;
    let ticket = tickets::held(&tx, agent.account_id, id).await?;
    if ticket.subject != subject {
        tickets::rename(&tx, &app, agent.account_id, &agent.actor(), id, &subject).await?;
    }
    tx.commit().await?;
    Ok(here(id).flash("common-saved").into_response())
}

/// Another stage.
pub(super) async fn stage(app: App, agent: Agent, Path(id): Path<i64>, form: Posted) -> Result<Go> {
    let stage_id = form
        .number("stage_id")
        .ok_or_else(|| Error::invalid("stage_id", "error-choose"))?;
    let tx = app.db.begin().await?;
    let ticket = tickets::held(&tx, agent.account_id, id).await?;
    tickets::move_to(
        &tx,
        &app,
        agent.account_id,
        &agent.actor(),
        &ticket,
        stage_id,
    )
    .await?;
    tx.commit().await?;
    Ok(here(id).flash("desk-flash-stage"))
}

/// Begins the conversation of a ticket that has none, and leads to where it is written in.
pub(super) async fn write(app: App, agent: Agent, Path(id): Path<i64>) -> Result<Go> {
    let tx = app.db.begin().await?;
    let thread_id = tickets::begin_conversation(&tx, &app, agent.account_id, id).await?;
    tx.commit().await?;
    Ok(Go::to(format!("/inbox/{thread_id}")))
}

/// Another owner, or none.
pub(super) async fn assign(
    app: App,
    agent: Agent,
    Path(id): Path<i64>,
    form: Posted,
) -> Result<Go> {
    let tx = app.db.begin().await?;
    let ticket = tickets::held(&tx, agent.account_id, id).await?;
    let owner_id = agents::chosen(&tx, &agent, form.text("owner_id")).await?;
    if ticket.owner_id != owner_id {
        tickets::assign(&tx, &app, agent.account_id, &agent.actor(), id, owner_id).await?;
    }
    tx.commit().await?;
    Ok(here(id).flash(if owner_id.is_some() {
        "desk-flash-assigned"
    } else {
        "desk-flash-unassigned"
    }))
}

/// Another priority.
pub(super) async fn priority(
    app: App,
    agent: Agent,
    Path(id): Path<i64>,
    form: Posted,
) -> Result<Go> {
    let priority = form
        .number("priority")
        .ok_or_else(|| Error::invalid("priority", "error-choose"))?;
    let tx = app.db.begin().await?;
    let ticket = tickets::held(&tx, agent.account_id, id).await?;
    if ticket.priority != priority {
        tickets::prioritise(&tx, &app, agent.account_id, &agent.actor(), id, priority).await?;
    }
    tx.commit().await?;
    Ok(here(id).flash("desk-flash-priority"))
}

/// Adds somebody who sees the ticket and gets its mail [P12]; an address that is not known becomes a contact.
pub(super) async fn add_participant(
    app: App,
    agent: Agent,
    Path(id): Path<i64>,
    form: Posted,
) -> Result<Response> {
    let email = form.text("email").to_owned();
    let tx = app.db.begin().await?;
    tickets::held(&tx, agent.account_id, id).await?;
    let who = (email.as_str(), form.text("name"));
    if let Err(error) = tickets::invite(&tx, &app, agent.account_id, &agent.actor(), id, who).await
    {
        drop(tx);
        let typed = Typed {
            email,
            ..Typed::default()
        };
        return record::again(&app, &agent, id, typed, error).await;
    }
    tx.commit().await?;
    Ok(here(id).flash("desk-flash-participant").into_response())
}

/// Takes off somebody who was added.
pub(super) async fn remove_participant(
    app: App,
    agent: Agent,
    Path((id, contact_id)): Path<(i64, i64)>,
) -> Result<Go> {
    let (account_id, by) = (agent.account_id, agent.actor());
    let tx = app.db.begin().await?;
    tickets::held(&tx, account_id, id).await?;
    tickets::remove_participant(&tx, &app, account_id, &by, id, contact_id).await?;
    tx.commit().await?;
    Ok(here(id).flash("desk-flash-participant-removed"))
}

/// A note on the record, which customers never see.
pub(super) async fn note(
    app: App,
    agent: Agent,
    Path(id): Path<i64>,
    mut form: Posted,
) -> Result<Response> {
    let note = form.required("note", TEXT);
    if let Err(error) = std::mem::take(&mut form.problems).check() {
        return record::again(
            &app,
            &agent,
            id,
            Typed {
                note,
                ..Typed::default()
            },
            error,
        )
        .await;
    }
    let detail = internal::of_form(form.text("once"));
    let tx = app.db.begin().await?;
    tickets::held(&tx, agent.account_id, id).await?;
    let before = internal::of_ticket(&tx, agent.account_id, id).await?;
    if form.has("once") && before.iter().any(|entry| entry.detail == detail) {
        return Ok(here(id).flash("record-note-saved").into_response());
    }
    let new = NewEntry {
        thread_id: None,
        ticket_id: Some(id),
        kind: Kind::Note,
        author_id: Some(agent.id),
        author_name: &agent.name,
        body: &Body::typed(&note),
        detail: &detail,
        mail_id: None,
        files: &[],
    };
    internal::add(&tx, &app, agent.account_id, &agent.actor(), &new).await?;
    tx.commit().await?;
    Ok(here(id).flash("record-note-saved").into_response())
}

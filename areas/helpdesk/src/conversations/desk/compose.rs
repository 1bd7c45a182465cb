//! Writing: a reply, which the customer reads, or a comment, which only the team sees, and the files that go with them.

use axum::response::{IntoResponse, Response};
use base::error::Problem;
use base::form::{Posted, TakesFiles};
use base::path::{Path, Query};
use base::upload;
use base::view::Go;
use base::{App, Result, config, draft as drafts};
use db::Tx;
use http::StatusCode;
use people::agents::Agent;

use super::list::{self, Ask};
use super::thread::{self, Draft};
use super::{here, store};
use crate::conversations::internal::{self, Kind, NewEntry};
use crate::conversations::{
    self, Body, Direction, FilesSent, Posted as Message, Said, Thread, Via,
};
use crate::tickets;

/// Characters of a message.
const TEXT: usize = config::TEXT_BYTES / 4;

/// Whoever wrote after the page was drawn that this answer comes from: it is shown before anything is sent. The page that shows it
/// knows of it, so that the same form can be sent once more.
async fn overtaken(
    app: &App,
    agent: &Agent,
    thread: &Thread,
    form: &Posted,
) -> Result<Option<Problem>> {
    let Some(last) = form.number("last") else {
        return Ok(None);
    };
    let name = store::said_since(&app.db, agent, thread.id, last).await?;
    Ok(name.map(|name| Problem {
        field: "body",
        key: "desk-collision",
        name,
        max: 0,
    }))
}

/// Sends what was written; sent twice, it is one message. With `close` the conversation is done and the next one opens.
pub(super) async fn reply(
    app: App,
    agent: Agent,
    _: TakesFiles,
    Path(id): Path<i64>,
    Query(ask): Query<Ask>,
    mut form: Posted,
) -> Result<Response> {
    let thread = conversations::find(&app.db, agent.account_id, id).await?;
    // whoever does not say who will read it sends nothing
    let is_comment = match form.text("kind") {
        "comment" => true,
        "reply" => false,
        _ => {
            form.problems.add("body", "error-kind");
            true
        }
    };
    let mut written = written(&app, &agent, &mut form, is_comment).await?;
    if !is_comment && let Some(problem) = overtaken(&app, &agent, &thread, &form).await? {
        written.problems.push(problem);
    }
    if !written.problems.is_empty() && !was_sent(&app, &agent, &thread, &form, is_comment).await? {
        return again(&app, &agent, &thread, &ask, written).await;
    }
    let closes = form.has("close");
    // where to go on is asked before the answer moves this conversation
    let next = if closes {
        Some(next(&app, &agent, &ask, &thread).await?)
    } else {
        None
    };
    match send(&app, &agent, &thread, form.text("once"), &written, closes).await {
        Ok(()) => {}
        Err(error) => {
            written.problems.add("body", error.in_form()?);
            return again(&app, &agent, &thread, &ask, written).await;
        }
    }
    let flash = match (is_comment, closes) {
        (true, _) => "desk-flash-commented",
        (false, true) => "desk-flash-sent-closed",
        (false, false) => "desk-flash-sent",
    };
    // without scripts a thread opens at its beginning
    Ok(Go::to(next.unwrap_or_else(|| here(&thread, &ask) + "#end"))
        .flash(flash)
        .into_response())
}

async fn again(
    app: &App,
    agent: &Agent,
    thread: &Thread,
    ask: &Ask,
    written: Draft,
) -> Result<Response> {
    let status = written.problems.status();
    let view = thread::one(app, agent, thread.id, ask, Some(written)).await?;
    Ok(view.status(status).into_response())
}

pub(super) async fn next(app: &App, agent: &Agent, ask: &Ask, thread: &Thread) -> Result<String> {
    let latest_at = store::beside(&app.db, agent, thread.id).await?.latest_at;
    list::next(app, agent, ask, thread.id, latest_at).await
}

/// Takes what came with the form and what was sent before it; what is wrong is in its problems.
async fn written(app: &App, agent: &Agent, form: &mut Posted, is_comment: bool) -> Result<Draft> {
    let body = form.optional("body", TEXT);
    let ids = upload::keep_all(app, agent.account_id, agent.id, form).await?;
    let uploads = upload::taken(&app.db, agent.account_id, agent.id, &ids, form).await?;
    if body.is_empty() && uploads.is_empty() && form.problems.is_empty() {
        form.problems.add(
            "body",
            if is_comment {
                "desk-comment-empty"
            } else {
                "reply-empty"
            },
        );
    }
    let kind = if is_comment { "comment" } else { "reply" };
    Ok(Draft {
        kind,
        body,
        uploads,
        problems: std::mem::take(&mut form.problems),
    })
}

/// Whether this form was sent before: its files are on the message already, so that it may look empty now.
async fn was_sent(
    app: &App,
    agent: &Agent,
    thread: &Thread,
    form: &Posted,
    is_comment: bool,
) -> Result<bool> {
    let once = form.text("once");
    if once.is_empty() {
        return Ok(false);
    }
    if is_comment {
        let detail = internal::of_form(once);
        return store::was_added(&app.db, agent.account_id, thread.id, &detail).await;
    }
    conversations::was_said(&app.db, agent.account_id, thread.id, once).await
}

async fn send(
    app: &App,
    agent: &Agent,
    thread: &Thread,
    once: &str,
    written: &Draft,
    closes: bool,
) -> Result<()> {
    let body = Body::typed(&written.body);
    let ids: Vec<String> = written
        .uploads
        .iter()
        .map(|upload| upload.id.clone())
        .collect();
    let tx = app.db.begin().await?;
    // as it stands now: another agent may have made it a ticket meanwhile
    let thread = conversations::find(&tx, agent.account_id, thread.id).await?;
    if written.kind == "comment" {
        comment(&tx, app, agent, &thread, once, &body, &ids).await?;
    } else {
        answer(&tx, app, agent, &thread, once, &body, &ids).await?;
    }
    if closes {
        super::act::close_now(
            &tx,
            app,
            agent,
            &conversations::find(&tx, agent.account_id, thread.id).await?,
        )
        .await?;
    }
    for about in [thread.id, -thread.id] {
        drafts::forget(&tx, agent.account_id, agent.id, about).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn answer(
    tx: &Tx,
    app: &App,
    agent: &Agent,
    thread: &Thread,
    once: &str,
    body: &Body,
    ids: &[String],
) -> Result<()> {
    let by = agent.actor();
    let ticket_id = tickets::adopt(tx, app, agent.account_id, &by, thread).await?;
    let said = Said {
        direction: Direction::Outgoing,
        sender_id: Some(agent.id),
        sender_name: &agent.name,
        via: Via::Desk,
        body,
        mail_id: None,
        verdict: "",
        once_key: Some(once).filter(|once| !once.is_empty()),
        files: FilesSent::Uploads {
            person_id: agent.id,
            ids,
        },
    };
    let (Message::New(_) | Message::Already(_)) =
        tickets::answer(tx, app, agent.account_id, &by, ticket_id, thread.id, &said).await?;
    Ok(())
}

async fn comment(
    tx: &Tx,
    app: &App,
    agent: &Agent,
    thread: &Thread,
    once: &str,
    body: &Body,
    ids: &[String],
) -> Result<()> {
    let detail = internal::of_form(once);
    if !once.is_empty() && store::was_added(tx, agent.account_id, thread.id, &detail).await? {
        return Ok(());
    }
    let new = NewEntry {
        thread_id: Some(thread.id),
        ticket_id: thread.ticket_id,
        kind: Kind::Comment,
        author_id: Some(agent.id),
        author_name: &agent.name,
        body,
        detail: &detail,
        mail_id: None,
        files: &[],
    };
    let entry_id = internal::add(tx, app, agent.account_id, &agent.actor(), &new).await?;
    upload::claim(tx, app, agent.account_id, agent.id, ids, entry_id).await
}

/// A file that scripts send before the form.
pub(super) async fn upload(
    app: App,
    agent: Agent,
    _: TakesFiles,
    form: Posted,
) -> Result<Response> {
    upload::answer(&app, (agent.account_id, agent.id), &agent.language, form).await
}

/// Keeps what is being written: a comment apart from a reply, so that it never comes back as one.
pub(super) async fn draft(
    app: App,
    agent: Agent,
    Path(id): Path<i64>,
    form: Posted,
) -> Result<StatusCode> {
    conversations::find(&app.db, agent.account_id, id).await?;
    let body = form.text("body");
    let (about, other) = if form.text("kind") == "comment" {
        (-id, id)
    } else {
        (id, -id)
    };
    drafts::keep(&app, agent.account_id, agent.id, about, body).await?;
    drafts::keep(&app, agent.account_id, agent.id, other, "").await?;
    Ok(StatusCode::NO_CONTENT)
}

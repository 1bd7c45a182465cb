//! Writing: a reply, a new ticket, and the files that go with them [P4] [P7].

use axum::response::{IntoResponse, Response};
use base::form::{Posted, TakesFiles};
use base::path::{Path, Query};
use base::upload::{self, Upload};
use base::view::{Go, encode};
use base::{App, Error, Result, View, config, draft, keys};
use portals::members::Member;
use serde::{Deserialize, Serialize};

use super::super::{self as tickets, Ticket, access, store};
use super::show::{self, Draft, Limits};
use super::{Inside, Writer};
use crate::conversations::{self, Body, Direction, FilesSent, Posted as Message, Said, Via};

/// Characters of a message.
const TEXT: usize = config::TEXT_BYTES / 4;
/// Characters of a subject.
const SUBJECT: usize = 200;

/// Takes what came with the form and what was sent before it; what is wrong is in the form's problems.
async fn written(app: &App, member: &Member, form: &mut Posted) -> Result<Draft> {
    let body = form.optional("body", TEXT);
    let ids = upload::keep_all(app, member.account_id, member.contact_id, form).await?;
    let uploads = upload::taken(&app.db, member.account_id, member.contact_id, &ids, form).await?;
    let is_refused = form
        .problems
        .iter()
        .any(|problem| problem.field != "subject");
    if body.is_empty() && uploads.is_empty() && !is_refused {
        form.problems.add("body", "reply-empty");
    }
    Ok(Draft {
        body,
        uploads,
        problems: std::mem::take(&mut form.problems),
    })
}

fn ids(uploads: &[Upload]) -> Vec<String> {
    uploads.iter().map(|upload| upload.id.clone()).collect()
}

fn said<'a>(member: &'a Member, body: &'a Body, once: &'a str, ids: &'a [String]) -> Said<'a> {
    Said {
        direction: Direction::Incoming,
        sender_id: Some(member.contact_id),
        sender_name: &member.name,
        via: Via::Portal,
        body,
        mail_id: None,
        verdict: "",
        once_key: Some(once).filter(|once| !once.is_empty()),
        files: FilesSent::Uploads {
            person_id: member.contact_id,
            ids,
        },
    }
}

/// The customer replies; sent twice, it is one message.
pub(super) async fn reply(
    app: App,
    Writer(writer): Writer,
    Path((_, id)): Path<(String, i64)>,
    mut form: Posted,
) -> Result<Response> {
    let member = match writer {
        Ok(member) => member,
        Err(late) => {
            let text = form.optional("body", TEXT);
            return late.keep(&app, id, &text, &format!("/{id}")).await;
        }
    };
    let ticket = access::find(&app.db, &member, id).await?;
    let thread_id = shown_thread(&app, &member, &ticket, form.number("thread")).await?;
    let sent_before = already(&app, &member, thread_id, form.text("once")).await?;
    let mut typed = written(&app, &member, &mut form).await?;
    if !typed.problems.is_empty() && !sent_before {
        return show::again(&app, &member, id, thread_id, typed).await;
    }
    match send(&app, &member, id, thread_id, &form, &typed).await {
        Ok(message_id) => {
            let place = format!("/{id}#m-{message_id}");
            Ok(Go::to(member.path(&place))
                .flash("reply-sent")
                .into_response())
        }
        Err(error) => {
            typed.problems.add("body", error.in_form()?);
            let ticket = access::find(&app.db, &member, id).await?;
            if !tickets::may_reply(&member, &ticket) {
                // the page of a closed ticket has no form: a new ticket goes on with the text
                draft::keep(&app, member.account_id, member.contact_id, id, &typed.body).await?;
            }
            show::again(&app, &member, id, thread_id, typed).await
        }
    }
}

async fn shown_thread(
    app: &App,
    member: &Member,
    ticket: &Ticket,
    asked: Option<i64>,
) -> Result<Option<i64>> {
    let Some(id) = asked else {
        return Ok(ticket.original_thread_id);
    };
    let thread = conversations::find(&app.db, member.account_id, id).await?;
    if access::shows(member, ticket, &thread) {
        Ok(Some(id))
    } else {
        Err(Error::NotFound)
    }
}

/// Whether this form was sent before: its files are on the message already, so that it may look empty now.
async fn already(app: &App, member: &Member, thread_id: Option<i64>, once: &str) -> Result<bool> {
    match thread_id {
        Some(thread_id) if !once.is_empty() => {
            conversations::was_said(&app.db, member.account_id, thread_id, once).await
        }
        _ => Ok(false),
    }
}

async fn send(
    app: &App,
    member: &Member,
    id: i64,
    thread_id: Option<i64>,
    form: &Posted,
    typed: &Draft,
) -> Result<i64> {
    let body = Body::typed(&typed.body);
    let ids = ids(&typed.uploads);
    let said = said(member, &body, form.text("once"), &ids);
    let tx = app.db.begin().await?;
    tickets::hold(&tx, id).await?;
    let ticket = access::find(&tx, member, id).await?;
    let posted = tickets::reply(&tx, app, member, &ticket, thread_id, &said).await?;
    if form.has("close") {
        let ticket = access::find(&tx, member, id).await?;
        tickets::close(&tx, app, member, &ticket).await?;
    }
    draft::forget(&tx, member.account_id, member.contact_id, id).await?;
    tx.commit().await?;
    let (Message::New(message_id) | Message::Already(message_id)) = posted;
    Ok(message_id)
}

/// Which closed ticket a new one goes on with, and a subject that was typed before.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Follows {
    follows: Option<i64>,
    subject: String,
}

/// Under which ticket the draft of a new one is kept: with one that goes on with a closed ticket goes the reply that it took no more.
fn draft_about(follows: Option<i64>) -> i64 {
    follows.unwrap_or(0)
}

#[derive(Serialize)]
struct New {
    home: String,
    subject: String,
    follows: Option<i64>,
    follows_number: String,
    draft: Draft,
    once: String,
    limits: Limits,
}

async fn form(
    app: &App,
    member: &Member,
    subject: String,
    follows: Option<i64>,
    draft: Draft,
) -> Result<View> {
    let before = match follows {
        Some(id) => Some(access::find(&app.db, member, id).await?),
        None => None,
    };
    let number = before
        .as_ref()
        .map(|ticket| ticket.number.to_string())
        .unwrap_or_default();
    let subject = if subject.is_empty() {
        before.map(|ticket| ticket.subject).unwrap_or_default()
    } else {
        subject
    };
    let page = New {
        home: member.path(""),
        subject,
        follows,
        follows_number: number,
        draft,
        once: keys::random_text(),
        limits: show::limits(),
    };
    Ok(View::new("tickets/portal_new.html", page))
}

/// The new-ticket page.
pub(super) async fn new(
    app: App,
    Inside(member): Inside,
    Query(query): Query<Follows>,
) -> Result<View> {
    let about = draft_about(query.follows);
    let body = draft::find(&app.db, member.account_id, member.contact_id, about).await?;
    form(
        &app,
        &member,
        query.subject.chars().take(SUBJECT).collect(),
        query.follows,
        Draft {
            body: body.unwrap_or_default(),
            ..Draft::default()
        },
    )
    .await
}

/// The customer opens a ticket; sent twice, it is one.
pub(super) async fn create(
    app: App,
    Writer(writer): Writer,
    mut posted: Posted,
) -> Result<Response> {
    let subject = posted.required("subject", SUBJECT).replace('\n', " ");
    let member = match writer {
        Ok(member) => member,
        Err(late) => {
            let text = posted.optional("body", TEXT);
            let follows = posted.number("follows");
            let after = follows.map_or_else(String::new, |id| format!("&follows={id}"));
            let path = format!("/new?subject={}{after}", encode(&subject));
            return late.keep(&app, draft_about(follows), &text, &path).await;
        }
    };
    let follows = posted.number("follows");
    let mut typed = written(&app, &member, &mut posted).await?;
    if !typed.problems.is_empty() {
        // sent before, its files are on the ticket already, so that it may look empty now
        let once = Some(posted.text("once")).filter(|once| !once.is_empty());
        if let Some(ticket_id) = store::asked_before(&app.db, &member, once).await? {
            return Ok(Go::to(member.path(&format!("/{ticket_id}"))).into_response());
        }
        let status = typed.problems.status();
        let view = form(&app, &member, subject, follows, typed).await?;
        return Ok(view.status(status).into_response());
    }
    match open(&app, &member, &subject, follows, &posted, &typed).await {
        Ok(ticket_id) => Ok(Go::to(member.path(&format!("/{ticket_id}")))
            .flash("new-done")
            .into_response()),
        Err(error) => {
            let status = error.says().0;
            typed.problems.add("body", error.in_form()?);
            let view = form(&app, &member, subject, follows, typed).await?;
            Ok(view.status(status).into_response())
        }
    }
}

async fn open(
    app: &App,
    member: &Member,
    subject: &str,
    follows: Option<i64>,
    form: &Posted,
    typed: &Draft,
) -> Result<i64> {
    let body = Body::typed(&typed.body);
    let ids = ids(&typed.uploads);
    let said = said(member, &body, form.text("once"), &ids);
    let tx = app.db.begin().await?;
    if let Some(id) = follows {
        access::find(&tx, member, id).await?;
    }
    let opened = tickets::ask(&tx, app, member, subject, follows, &said).await?;
    let about = draft_about(follows);
    draft::forget(&tx, member.account_id, member.contact_id, about).await?;
    tx.commit().await?;
    Ok(opened.ticket_id)
}

/// A file that scripts send before the form.
pub(super) async fn upload(
    app: App,
    Inside(member): Inside,
    _: TakesFiles,
    form: Posted,
) -> Result<Response> {
    let whose = (member.account_id, member.contact_id);
    upload::answer(&app, whose, &member.language, form).await
}

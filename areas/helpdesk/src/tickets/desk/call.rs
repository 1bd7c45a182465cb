//! Logging a call: a ticket without a conversation, with what was said as an internal entry. The customer sees the ticket in the
//! portal, and their first reply begins its conversation [V7].

use axum::response::{IntoResponse, Response};
use base::form::Posted;
use base::view::Go;
use base::{App, Error, Problems, Result, View, keys};
use db::Hold;
use http::StatusCode;
use people::agents::Agent;
use people::contacts;
use serde::Serialize;

use super::act::{SUBJECT, TEXT};
use super::store;
use crate::conversations::Body;
use crate::conversations::internal::{self, Kind, NewEntry};
use crate::tickets::{self, NewTicket, edit};

/// The form as it was filled in.
#[derive(Debug, Serialize)]
struct Call {
    email: String,
    name: String,
    subject: String,
    notes: String,
    direction: &'static str,
    minutes: String,
    once: String,
    problems: Problems,
}

impl Call {
    fn view(&self) -> View {
        View::new("tickets/desk_call.html", self)
    }
}

/// The form.
pub(super) async fn new(_: Agent) -> View {
    let empty = String::new;
    Call {
        email: empty(),
        name: empty(),
        subject: empty(),
        notes: empty(),
        direction: "INBOUND",
        minutes: empty(),
        once: keys::random_text(),
        problems: Problems::default(),
    }
    .view()
}

fn read(form: &mut Posted) -> (Call, i64) {
    let mut call = Call {
        email: form.required("email", 254),
        name: form.optional("name", SUBJECT),
        subject: form.required("subject", SUBJECT).replace('\n', " "),
        notes: form.optional("notes", TEXT),
        direction: if form.text("direction") == "OUTBOUND" {
            "OUTBOUND"
        } else {
            "INBOUND"
        },
        minutes: form.text("minutes").to_owned(),
        once: form.text("once").to_owned(),
        problems: std::mem::take(&mut form.problems),
    };
    if !call.email.is_empty() && mail::address::normal(&call.email).is_none() {
        call.problems.add("email", "error-email");
    }
    let minutes = if call.minutes.is_empty() {
        Ok(0)
    } else {
        call.minutes.parse::<u32>()
    };
    let minutes = minutes.ok().filter(|minutes| *minutes <= 24 * 60);
    if minutes.is_none() {
        call.problems.add("minutes", "error-minutes");
    }
    (call, i64::from(minutes.unwrap_or_default()))
}

/// Logs it; the same form sent twice is one ticket.
pub(super) async fn create(app: App, agent: Agent, mut form: Posted) -> Result<Response> {
    let (mut call, minutes) = read(&mut form);
    if !call.problems.is_empty() {
        return Ok(call
            .view()
            .status(StatusCode::UNPROCESSABLE_ENTITY)
            .into_response());
    }
    match log(&app, &agent, &call, minutes).await {
        Ok(ticket_id) => Ok(Go::to(format!("/tickets/{ticket_id}"))
            .flash("call-done")
            .into_response()),
        Err(error) => {
            let status = error.says().0;
            match error {
                Error::Invalid(problems) => call.problems = problems,
                other => call.problems.add("notes", other.in_form()?),
            }
            Ok(call.view().status(status).into_response())
        }
    }
}

async fn log(app: &App, agent: &Agent, call: &Call, minutes: i64) -> Result<i64> {
    let (account_id, by) = (agent.account_id, agent.actor());
    let tx = app.db.begin().await?;
    let contact = contacts::of_email(&tx, app, account_id, &call.email, &call.name).await?;
    let once_key = Some(call.once.as_str()).filter(|once| !once.is_empty());
    // the same form may come twice at once
    tx.lock("ask", contact.id, Hold::Alone).await?;
    if let Some(ticket_id) = store::made_before(&tx, account_id, contact.id, once_key).await? {
        return Ok(ticket_id);
    }
    let new = NewTicket {
        subject: &call.subject,
        stage_id: edit::first_open_stage(&tx, account_id).await?,
        requester_id: Some(contact.id),
        source: "PHONE",
        priority: 0,
        category: "",
        owner_id: None,
        follows_ticket_id: None,
        once_key,
    };
    let ticket_id = tickets::open(&tx, app, account_id, &by, &new, None)
        .await?
        .ticket_id;
    let detail = serde_json::json!({ "direction": call.direction, "minutes": minutes }).to_string();
    let entry = NewEntry {
        thread_id: None,
        ticket_id: Some(ticket_id),
        kind: Kind::Call,
        author_id: Some(agent.id),
        author_name: &agent.name,
        body: &Body::typed(&call.notes),
        detail: &detail,
        mail_id: None,
        files: &[],
    };
    internal::add(&tx, app, account_id, &by, &entry).await?;
    tx.commit().await?;
    Ok(ticket_id)
}

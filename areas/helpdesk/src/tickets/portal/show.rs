//! A ticket's page [P3]: the conversation that the portal shows, and what its reader may do.

use axum::response::{IntoResponse, Response};
use base::path::{Path, Query};
use base::upload::Upload;
use base::view::Go;
use base::{App, Error, Problems, Result, View, config, error, keys};
use db::{Both, Sql};
use http::HeaderMap;
use people::contacts::shown_name;
use portals::members::Member;
use serde::{Deserialize, Serialize};

use super::super::{self as tickets, Ticket, access};
use super::Inside;
use crate::conversations::{self, PublicMessage, Thread};
use crate::pipelines::{self, Labels};

/// Messages that a page shows at first; earlier ones are a link away.
const MESSAGES: i64 = 20;

/// What an address of a ticket's page says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// Which thread, where the portal shows all.
    thread: Option<i64>,
    /// Every message, also the early ones.
    all: bool,
}

/// What its writer had typed when the page comes back with a mistake.
#[derive(Debug, Default, Serialize)]
pub(super) struct Draft {
    pub(super) body: String,
    pub(super) uploads: Vec<Upload>,
    pub(super) problems: Problems,
}

#[derive(Serialize)]
struct Page {
    home: String,
    number: String,
    ticket: Ticket,
    status: Status,
    requester: String,
    owner: String,
    messages: Vec<PublicMessage>,
    earlier: i64,
    last_id: i64,
    threads: Vec<Tab>,
    thread_id: Option<i64>,
    may_reply: bool,
    may_close: bool,
    may_reopen: bool,
    follows: Option<i64>,
    draft: Draft,
    once: String,
    limits: Limits,
}

#[derive(Serialize)]
struct Tab {
    id: i64,
    subject: String,
    created_at: i64,
}

/// How a ticket stands, in the portal's words [P2].
#[derive(Serialize)]
struct Status {
    closed: bool,
    stage: Option<String>,
    tone: String,
}

/// What the upload zone allows.
#[derive(Serialize)]
pub(super) struct Limits {
    bytes: u64,
    files: usize,
}

/// The limits of [P4].
pub(super) fn limits() -> Limits {
    Limits {
        bytes: config::FILE_BYTES,
        files: config::FILES_AT_ONCE,
    }
}

/// What belongs to a ticket's page beside the ticket and its messages.
#[derive(Deserialize)]
struct Beside {
    stage: String,
    tone: String,
    labels: Labels,
    customer_labels: Labels,
    requester_first: Option<String>,
    requester_last: Option<String>,
    requester_email: Option<String>,
    owner_first: Option<String>,
    owner_last: Option<String>,
    draft: Option<String>,
    read_at: Option<i64>,
    closed_stages: i64,
    /// Whether the original thread was put aside as spam: it is not shown then.
    spam: Option<bool>,
}

impl Beside {
    fn may_close(&self, member: &Member, ticket: &Ticket) -> bool {
        let settings = &member.settings;
        let named = settings.closing_stage(ticket.pipeline_id).is_some();
        settings.allow_close && !ticket.closed && (named || self.closed_stages == 1)
    }

    /// Who asked, who answers, and how it stands, in the reader's words.
    fn words(self, member: &Member, ticket: &Ticket) -> (String, String, Status) {
        let stage = pipelines::told(
            (&self.stage, &self.labels),
            &self.customer_labels,
            &member.language,
            &member.account_language,
        );
        let shows = member.settings.show_stages;
        let own = if shows { self.tone.as_str() } else { "" };
        let status = Status {
            closed: ticket.closed,
            stage: shows.then(|| stage.to_owned()),
            tone: pipelines::tone(own, ticket.closed).to_owned(),
        };
        let email = self.requester_email.as_deref();
        let requester = shown_name(self.requester_first, self.requester_last, email);
        (
            requester,
            shown_name(self.owner_first, self.owner_last, None),
            status,
        )
    }
}

/// The ticket, found through the member, and what belongs beside it. Stages are asked for where the portal tells of them or lets its
/// members close.
async fn find(app: &App, member: &Member, id: i64) -> Result<(Ticket, Beside)> {
    let (account_id, me) = (member.account_id, member.contact_id);
    let (tells, closes) = (member.settings.show_stages, member.settings.allow_close);
    let mut sql = Sql::new("with seen as (");
    access::one(&mut sql, member, id);
    sql.push(") select t.*, c.first_name as requester_first, c.last_name as requester_last, c.email as requester_email,
        o.first_name as owner_first, o.last_name as owner_last, d.body as draft, r.read_at, ");
    sql.push(if tells {
        "s.label as stage, s.tone, s.labels, s.customer_labels, "
    } else {
        "'' as stage, '' as tone, '{}' as labels, '{}' as customer_labels, "
    });
    if closes {
        sql.push("(select count(*) from stages x where x.pipeline_id = t.pipeline_id and x.state = 'CLOSED' and x.account_id = ");
        sql.arg(account_id).push(")");
    } else {
        sql.push("0");
    }
    sql.push(" as closed_stages, (select h.spam from threads h where h.id = t.original_thread_id and h.account_id = ");
    sql.arg(account_id).push(") as spam from seen t");
    if tells {
        sql.push(" join stages s on s.id = t.stage_id and s.account_id = ");
        sql.arg(account_id);
    }
    sql.push(" left join contacts c on c.id = t.requester_id and c.account_id = ");
    sql.arg(account_id);
    sql.push(" left join agents o on o.id = t.owner_id and o.account_id = ");
    sql.arg(account_id);
    sql.push(" left join drafts d on d.about_id = t.id and d.account_id = ");
    sql.arg(account_id).push(" and d.person_id = ").arg(me);
    sql.push(" left join ticket_reads r on r.ticket_id = t.id and r.account_id = ");
    sql.arg(account_id).push(" and r.contact_id = ").arg(me);
    let Both(ticket, beside) = sql.one(&app.db).await?;
    Ok((ticket, beside))
}

/// The page.
pub(super) async fn show(
    app: App,
    Inside(member): Inside,
    Path((_, id)): Path<(String, i64)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<View> {
    // a page fetched beforehand by the browser is not read yet
    let real = !headers.contains_key("sec-purpose");
    page(&app, &member, id, &asked, None, real).await
}

/// The page again, with what was typed and what is wrong with it.
pub(super) async fn again(
    app: &App,
    member: &Member,
    id: i64,
    thread: Option<i64>,
    draft: Draft,
) -> Result<Response> {
    let asked = Asked { thread, all: false };
    let status = draft.problems.status();
    let view = page(app, member, id, &asked, Some(draft), true).await?;
    Ok(view.status(status).into_response())
}

async fn page(
    app: &App,
    member: &Member,
    id: i64,
    asked: &Asked,
    draft: Option<Draft>,
    read: bool,
) -> Result<View> {
    let (ticket, beside) = find(app, member, id).await?;
    let (threads, thread_id) = threads(app, member, &ticket, asked.thread).await?;
    let most = if asked.all { i64::MAX } else { MESSAGES };
    let is_spam = beside.spam == Some(true) && thread_id == ticket.original_thread_id;
    let (messages, total) = match thread_id.filter(|_| !is_spam) {
        Some(thread_id) => {
            conversations::public(&app.db, member.account_id, thread_id, most).await?
        }
        None => (Vec::new(), 0),
    };
    if read && beside.read_at.is_none_or(|at| at < ticket.last_activity_at) {
        let noted = tickets::seen_at(
            app,
            member.account_id,
            member.contact_id,
            ticket.id,
            ticket.last_activity_at,
        );
        error::unless_full(noted.await)?;
    }
    let may_close = beside.may_close(member, &ticket);
    let kept = Draft {
        body: beside.draft.clone().unwrap_or_default(),
        ..Draft::default()
    };
    let (requester, owner, status) = beside.words(member, &ticket);
    Ok(View::new(
        "tickets/portal_show.html",
        Page {
            home: member.path(""),
            number: ticket.number.to_string(),
            status,
            requester,
            owner,
            earlier: total - i64::try_from(messages.len()).unwrap_or(total),
            last_id: messages.last().map_or(0, PublicMessage::id),
            messages,
            threads,
            thread_id,
            may_reply: tickets::may_reply(member, &ticket),
            may_close,
            may_reopen: tickets::reopen_stage(member, &ticket).is_some(),
            follows: ticket.follows_ticket_id,
            draft: draft.unwrap_or(kept),
            once: keys::random_text(),
            limits: limits(),
            ticket,
        },
    ))
}

/// The tabs, where the portal shows all threads, and the thread that this page shows [V4].
async fn threads(
    app: &App,
    member: &Member,
    ticket: &Ticket,
    asked: Option<i64>,
) -> Result<(Vec<Tab>, Option<i64>)> {
    if !member.settings.show_all_threads {
        return Ok((Vec::new(), ticket.original_thread_id));
    }
    let mut shown: Vec<Thread> =
        conversations::of_ticket(&app.db, member.account_id, ticket.id).await?;
    shown.retain(|thread| access::shows(member, ticket, thread));
    let chosen = match asked {
        Some(id) => Some(
            shown
                .iter()
                .find(|thread| thread.id == id)
                .ok_or(Error::NotFound)?
                .id,
        ),
        None => ticket.original_thread_id,
    };
    let tab = |thread: Thread| Tab {
        id: thread.id,
        subject: thread.subject,
        created_at: thread.created_at,
    };
    let tabs = if shown.len() > 1 {
        shown.into_iter().map(tab).collect()
    } else {
        Vec::new()
    };
    Ok((tabs, chosen))
}

/// The customer closes the ticket [P6].
pub(super) async fn close(
    app: App,
    Inside(member): Inside,
    Path((_, id)): Path<(String, i64)>,
) -> Result<Go> {
    let tx = app.db.begin().await?;
    tickets::hold(&tx, id).await?;
    let ticket = access::find(&tx, &member, id).await?;
    tickets::close(&tx, &app, &member, &ticket).await?;
    tx.commit().await?;
    Ok(Go::to(member.path(&format!("/{id}"))).flash("close-flash"))
}

/// The customer opens it again [P5].
pub(super) async fn reopen(
    app: App,
    Inside(member): Inside,
    Path((_, id)): Path<(String, i64)>,
) -> Result<Go> {
    let tx = app.db.begin().await?;
    tickets::hold(&tx, id).await?;
    let ticket = access::find(&tx, &member, id).await?;
    tickets::reopen(&tx, &app, &member, &ticket).await?;
    tx.commit().await?;
    Ok(Go::to(member.path(&format!("/{id}"))).flash("reopen-flash"))
}

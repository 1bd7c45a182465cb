//! The live side of a ticket's page: what commits about it appears in the open page, drawn by the same fragment. Each look goes
//! through the door and the one rule again, so that whoever loses access loses the stream [V8] (security.md B4).

use std::collections::VecDeque;
use std::convert::Infallible;

use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use base::live::{Sent, Waiter};
use base::path::{Path, Query};
use base::{App, Error, Result};
use futures_util::{Stream, stream};
use http::HeaderMap;
use minijinja::context;
use minijinja::value::Serde;
use portals::members::Member;
use serde::Deserialize;

use super::super::{Ticket, access};
use super::Inside;
use crate::conversations::{self, PublicMessage};

/// Where the page stands.
#[derive(Deserialize)]
pub(super) struct From {
    /// The last message that it shows.
    #[serde(default)]
    after: i64,
    /// Its thread, where it is not the original one.
    thread: Option<i64>,
}

/// The stream.
pub(super) async fn live(
    app: App,
    Inside(member): Inside,
    Path((_, id)): Path<(String, i64)>,
    Query(from): Query<From>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    let ticket = access::find(&app.db, &member, id).await?;
    let resumed = headers
        .get("last-event-id")
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.parse().ok());
    let spam = match from.thread.or(ticket.original_thread_id) {
        Some(id) => {
            conversations::find(&app.db, member.account_id, id)
                .await?
                .spam
        }
        None => false,
    };
    let watch = Watch {
        waiter: Waiter::new(&app.db, member.account_id, Some(id)),
        sent: Sent::up_to(resumed.unwrap_or(from.after)),
        woken: true,
        thread: from.thread,
        state: state(&ticket),
        spam,
        ready: VecDeque::new(),
        over: false,
        app,
        member,
        id,
    };
    Ok(Sse::new(stream::unfold(watch, next)).keep_alive(KeepAlive::default()))
}

struct Watch {
    app: App,
    member: Member,
    id: i64,
    thread: Option<i64>,
    waiter: Waiter,
    sent: Sent,
    /// Whether a signal told of news, or it is only time to look.
    woken: bool,
    state: (i64, Option<i64>),
    /// Whether the thread was put aside as spam: it shows nothing then.
    spam: bool,
    ready: VecDeque<Event>,
    over: bool,
}

/// What of a ticket a page shows beside its messages.
fn state(ticket: &Ticket) -> (i64, Option<i64>) {
    (ticket.stage_id, ticket.owner_id)
}

async fn next(mut watch: Watch) -> Option<(Result<Event, Infallible>, Watch)> {
    loop {
        if let Some(event) = watch.ready.pop_front() {
            return Some((Ok(event), watch));
        }
        if watch.over {
            return None;
        }
        match watch.look().await {
            Ok(()) => {}
            Err(Error::NotFound | Error::SignIn) => {
                watch
                    .ready
                    .push_back(Event::default().event("gone").data("gone"));
                watch.over = true;
                continue;
            }
            Err(error) => tracing::warn!(?error, "a live page cannot look"),
        }
        if watch.ready.is_empty() {
            watch.woken = watch.waiter.news().await;
        }
    }
}

impl Watch {
    async fn look(&mut self) -> Result<()> {
        self.member = self.member.again(&self.app).await?.ok_or(Error::SignIn)?;
        let ticket = access::find(&self.app.db, &self.member, self.id).await?;
        if let Some(thread_id) = self.thread.or(ticket.original_thread_id) {
            let thread =
                conversations::find(&self.app.db, self.member.account_id, thread_id).await?;
            if std::mem::replace(&mut self.spam, thread.spam) != thread.spam {
                self.changed();
            }
            if thread.spam {
                return Ok(());
            }
            if !access::shows(&self.member, &ticket, &thread) {
                return Err(Error::NotFound);
            }
            let after = if self.woken {
                self.sent.since()
            } else {
                self.sent.newest()
            };
            let account_id = self.member.account_id;
            let news =
                conversations::public_after(&self.app.db, account_id, thread_id, after).await?;
            for message in news {
                if !self.sent.add(message.id()) {
                    continue;
                }
                let html = self.draw(&message)?;
                self.ready.push_back(
                    Event::default()
                        .event("message")
                        .id(message.id().to_string())
                        .data(html),
                );
            }
        }
        if state(&ticket) != self.state {
            self.state = state(&ticket);
            self.changed();
        }
        Ok(())
    }

    /// The page is drawn again.
    fn changed(&mut self) {
        self.ready
            .push_back(Event::default().event("changed").data("changed"));
    }

    fn draw(&self, message: &PublicMessage) -> Result<String> {
        let member = &self.member;
        let values = context! {
            m => Serde(message), lang => &member.language, zone => &member.zone,
            me => context! { id => member.contact_id }, site => context! { company => &member.team },
        };
        // an event's data may hold line feeds, no carriage returns
        Ok(self
            .app
            .views
            .draw("tickets/_message.html", values)?
            .replace('\r', ""))
    }
}

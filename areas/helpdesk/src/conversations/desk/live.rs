//! The live side of the workspace: what is said in the open conversation appears in it, and lists are drawn again when anything
//! happens. Each look asks whether the agent's session still stands.

use std::collections::VecDeque;
use std::convert::Infallible;

use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use base::live::{Sent, Waiter};
use base::path::Query;
use base::{App, Result};
use futures_util::{Stream, stream};
use http::HeaderMap;
use minijinja::context;
use minijinja::value::Serde;
use people::agents::Agent;
use serde::Deserialize;

use super::items::{self, Item};
use super::store;
use crate::conversations;

/// Where the page stands.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct From {
    thread: Option<i64>,
    after: i64,
}

/// The stream.
pub(super) async fn live(
    app: App,
    agent: Agent,
    Query(from): Query<From>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    if let Some(thread_id) = from.thread {
        conversations::find(&app.db, agent.account_id, thread_id).await?;
    }
    let resumed = headers
        .get("last-event-id")
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.parse().ok());
    let last = resumed.unwrap_or(from.after);
    let watch = Watch {
        waiter: Waiter::new(&app.db, agent.account_id, None),
        happened: store::newest_event(&app.db, agent.account_id).await?,
        sent: Sent::up_to(last),
        begins: true,
        resumed: resumed.is_some(),
        thread: from.thread,
        ready: VecDeque::new(),
        over: false,
        app,
        agent,
    };
    Ok(Sse::new(stream::unfold(watch, next)).keep_alive(KeepAlive::default()))
}

struct Watch {
    app: App,
    agent: Agent,
    waiter: Waiter,
    thread: Option<i64>,
    sent: Sent,
    happened: i64,
    begins: bool,
    resumed: bool,
    ready: VecDeque<Event>,
    over: bool,
}

async fn next(mut watch: Watch) -> Option<(Result<Event, Infallible>, Watch)> {
    loop {
        if let Some(event) = watch.ready.pop_front() {
            return Some((Ok(event), watch));
        }
        if watch.over {
            return None;
        }
        let seen = if std::mem::take(&mut watch.begins) {
            watch.catch_up().await
        } else {
            let woken = watch.waiter.news().await;
            watch.look(woken).await
        };
        if let Err(error) = seen {
            tracing::warn!(?error, "a live page cannot look");
        }
    }
}

impl Watch {
    /// What came between the page and its stream, or while the connection was lost.
    async fn catch_up(&mut self) -> Result<()> {
        self.show_new().await?;
        if self.resumed {
            self.ready
                .push_back(Event::default().event("list").data("1"));
        }
        Ok(())
    }

    async fn look(&mut self, woken: bool) -> Result<()> {
        if !self.agent.still(&self.app).await? {
            self.ready
                .push_back(Event::default().event("gone").data("1"));
            self.over = true;
            return Ok(());
        }
        let newest = store::newest_event(&self.app.db, self.agent.account_id).await?;
        if !woken && newest == self.happened {
            return Ok(());
        }
        self.happened = newest;
        self.show_new().await?;
        self.ready
            .push_back(Event::default().event("list").data("1"));
        Ok(())
    }

    async fn show_new(&mut self) -> Result<()> {
        let Some(thread_id) = self.thread else {
            return Ok(());
        };
        let since = self.sent.since();
        for item in items::after(&self.app, self.agent.account_id, thread_id, since).await? {
            self.show(thread_id, &item)?;
        }
        Ok(())
    }

    fn show(&mut self, thread_id: i64, item: &Item) -> Result<()> {
        if !self.sent.add(item.id) {
            return Ok(());
        }
        let agent = &self.agent;
        let values = context! {
            item => Serde(item), thread_id, lang => &agent.language, zone => &agent.zone,
            me => context! { id => agent.id }, query => "",
        };
        let html = self
            .app
            .views
            .draw("conversations/_item.html", values)?
            .replace('\r', "");
        self.ready.push_back(
            Event::default()
                .event("message")
                .id(item.id.to_string())
                .data(html),
        );
        Ok(())
    }
}

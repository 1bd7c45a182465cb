//! Erasing a member who asks for it [P8] (GDPR Art. 17). They prove who they are and ask; an administrator says yes, or no with a
//! reason. After a yes their login is gone at once, a mark stands for the contact, and a job takes them out of what is kept: tickets
//! stay, since they are the company's record, under the mark.

mod portal;
mod settings;
mod store;

pub use portal::routes;
pub(crate) use settings::routes as settings_routes;
pub use store::{Erasure, find, statement};

use base::erasure::Traces;
use base::secret::Secret;
use base::sessions::{self, Kind};
use base::{Actor, App, Error, Event, Result, erasure, event, factors as credentials};
use db::{Db, Tx};
use jobs::Job;
use people::contacts;
use serde::{Deserialize, Serialize};

use crate::factors::whose;
use crate::members::Member;

/// The kind of the job that takes a person out of what is kept; its payload is the request's id.
pub const ERASE: &str = "erase_person";

/// How often the job waits for the last mail to leave, up to some hours, before it goes on without.
const PATIENCE: i64 = 20;

/// How a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It waits for an answer.
    Asked,
    /// The member took it back.
    Withdrawn,
    /// An administrator said no.
    Refused,
    /// An administrator said yes; it is being done.
    Accepted,
    /// It is done.
    Done,
}

/// A member who has proved who they are asks to be erased. One request at a time.
pub async fn ask(tx: &Tx, app: &App, by: &Member) -> Result<()> {
    let (contact_id, request_id) = (by.contact_id, app.id());
    if store::insert(tx, app.now(), by, request_id).await? {
        let asked = Event::ErasureAsked {
            contact_id,
            request_id,
        };
        event::record(tx, app, by.account_id, &by.actor(), asked).await?;
    }
    Ok(())
}

/// The member takes their request back, while nobody has answered it.
pub async fn withdraw(tx: &Tx, app: &App, by: &Member) -> Result<()> {
    let contact_id = by.contact_id;
    if let Some(request_id) = store::withdraw(tx, by, app.now()).await? {
        let withdrawn = Event::ErasureWithdrawn {
            contact_id,
            request_id,
        };
        event::record(tx, app, by.account_id, &by.actor(), withdrawn).await?;
    }
    Ok(())
}

/// An administrator says no, and why.
///
/// # Errors
/// [`Error::Conflict`] when it was answered or taken back before.
pub async fn refuse(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    request_id: i64,
    reason: &str,
) -> Result<()> {
    let contact_id = find(tx, account_id, request_id).await?.contact_id;
    store::decide(tx, app, account_id, by.id, request_id, Err(reason)).await?;
    let refused = Event::ErasureRefused {
        contact_id,
        request_id,
    };
    event::record(tx, app, account_id, by, refused).await?;
    Ok(())
}

/// An administrator says yes: nobody signs in with this login any more, and the contact is a mark.
///
/// # Errors
/// [`Error::Conflict`] when it was answered or taken back before.
pub async fn accept(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    request_id: i64,
) -> Result<()> {
    let contact_id = find(tx, account_id, request_id).await?.contact_id;
    let traces = contacts::traces(tx, app, account_id, contact_id).await?;
    let text = serde_json::to_string(&traces).map_err(Error::internal)?;
    let sealed = Secret::plain(text).sealed(&app.keys, None)?;
    store::decide(tx, app, account_id, by.id, request_id, Ok(sealed.stored())).await?;
    for kind in [Kind::Member, Kind::HalfMember] {
        sessions::end_all(tx, account_id, kind, contact_id).await?;
    }
    credentials::erase(tx, whose(account_id, contact_id)).await?;
    store::forget_login(tx, account_id, &traces).await?;
    contacts::erase(tx, app, account_id, by, &traces).await?;
    let accepted = Event::ErasureAccepted {
        contact_id,
        request_id,
    };
    event::record(tx, app, account_id, by, accepted).await?;
    Ok(())
}

/// Queues what is left to do after a yes.
pub async fn begin(tx: &Tx, app: &App, account_id: i64, request_id: i64) -> Result<()> {
    jobs::enqueue(
        tx,
        account_id,
        app.id(),
        ERASE,
        &request_id,
        app.now(),
        None,
    )
    .await?;
    Ok(())
}

/// What is looked for of a person who is being erased; nothing when it is done.
pub fn traces(app: &App, erasure: &Erasure) -> Result<Option<Traces>> {
    let Some(sealed) = erasure.traces.as_deref() else {
        return Ok(None);
    };
    let text = Secret::plain(sealed).open(&app.keys)?;
    Ok(Some(serde_json::from_str(&text).map_err(Error::internal)?))
}

/// The request that a job is about and whom it looks for; nothing when it is done.
pub async fn to_do(app: &App, job: &Job) -> Result<Option<(Erasure, Traces)>> {
    let id: i64 = serde_json::from_str(&job.payload).map_err(Error::internal)?;
    let erasure = find(&app.db, job.account_id, id).await?;
    Ok(traces(app, &erasure)?.map(|traces| (erasure, traces)))
}

/// Whether the mail that says yes is still to leave: it cannot when the address is forgotten.
pub async fn waits(db: &Db, job: &Job, traces: &Traces) -> Result<bool> {
    Ok(job.attempts < PATIENCE
        && base::outbox::is_leaving(db, job.account_id, &traces.addresses).await?)
}

/// Erases what this area and base hold, after the areas above have, and notes that it is done.
pub async fn finish(app: &App, job: &Job, erasure: &Erasure, traces: &Traces) -> Result<()> {
    let account_id = job.account_id;
    erasure::erase(app, account_id, traces).await?;
    for copy in store::copies(&app.db, account_id, traces.contact_id).await? {
        app.files.remove(&copy).await?;
    }
    let (contact_id, request_id) = (traces.contact_id, erasure.id);
    let tx = app.db.begin().await?;
    if store::done(&tx, account_id, erasure, app.now()).await? {
        let erased = Event::PersonErased {
            contact_id,
            request_id,
        };
        event::record(&tx, app, account_id, &Actor::system(), erased).await?;
    }
    jobs::finish(&tx, job).await?;
    Ok(tx.commit().await?)
}

//! A copy of one's own data [P8] (GDPR Art. 15 and 20): a member asks, a job gathers it into a zip file, a mail says that it is there,
//! and the member, signed in, fetches it once within seven days. Then it is deleted.

mod pack;
mod portal;
mod profile;
mod store;

pub use pack::{Content, Part};
pub use portal::routes;
pub use store::{Request, find};

use base::{App, Error, Event, Result, event};
use db::{Db, Tx};
use jobs::Job;

use crate::domains;
use crate::members::Member;
use crate::portals::{self as sites, Settings};

/// The kind of the job that gathers a copy; its payload is the request's id.
pub const GATHER: &str = "gather_data";
/// The kind of the job that deletes a copy that nobody fetched; its payload is the request's id.
pub const EXPIRE: &str = "expire_data";

/// How long a copy waits to be fetched.
const KEPT_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// How a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is being gathered.
    Asked,
    /// It can be fetched.
    Ready,
    /// It was fetched.
    Taken,
    /// Nobody fetched it in time.
    Gone,
}

/// A member asks for a copy. One at a time: while one is being made or waits, it is that one.
pub async fn ask(tx: &Tx, app: &App, by: &Member) -> Result<()> {
    let id = app.id();
    if !store::insert(tx, app.now(), by, id).await? {
        return Ok(());
    }
    let asked = Event::DataAsked {
        contact_id: by.contact_id,
        request_id: id,
    };
    event::record(tx, app, by.account_id, &by.actor(), asked).await?;
    jobs::enqueue(tx, by.account_id, app.id(), GATHER, &id, app.now(), None).await?;
    Ok(())
}

/// The request that a job is about, if it still is to be gathered, and the settings of the portal that it was asked in.
pub async fn to_gather(db: &Db, job: &Job) -> Result<Option<(Request, Settings)>> {
    let request = find(db, job.account_id, read(job)?).await?;
    if request.state != State::Asked {
        return Ok(None);
    }
    let portal = match domains::list(db, job.account_id)
        .await?
        .into_iter()
        .find(|it| it.host == request.host)
    {
        Some(domain) => Some(sites::find(db, job.account_id, domain.portal_id).await?),
        None => sites::first(db, job.account_id).await?,
    };
    let settings = portal.map(|portal| portal.settings.0).unwrap_or_default();
    Ok(Some((request, settings)))
}

fn read(job: &Job) -> Result<i64> {
    serde_json::from_str(&job.payload).map_err(Error::internal)
}

/// Packs what the areas above gave together with who the member is, and says that it is ready.
pub async fn fulfil(app: &App, job: &Job, request: &Request, mut parts: Vec<Part>) -> Result<()> {
    let account_id = job.account_id;
    parts.insert(0, profile::part(&app.db, account_id, request).await?);
    let stored = pack::pack(app, parts).await?;
    let expires_at = app.now() + KEPT_MS;
    let tx = app.db.begin().await?;
    if store::ready(&tx, account_id, request.id, &stored, expires_at).await? {
        let (contact_id, request_id) = (request.contact_id, request.id);
        let ready = Event::DataReady {
            contact_id,
            request_id,
        };
        event::record(&tx, app, account_id, &base::Actor::system(), ready).await?;
        jobs::enqueue(
            &tx,
            account_id,
            app.id(),
            EXPIRE,
            &request_id,
            expires_at,
            None,
        )
        .await?;
    } else {
        app.files.remove(&stored.sha256).await?; // another run of this job was faster
    }
    jobs::finish(&tx, job).await?;
    Ok(tx.commit().await?)
}

/// Deletes a copy that nobody fetched in time.
pub async fn expire(app: &App, job: &Job) -> Result<()> {
    let request = find(&app.db, job.account_id, read(job)?).await?;
    if let (State::Ready, Some(sha256)) = (request.state, &request.sha256) {
        app.files.remove(sha256).await?;
    }
    let tx = app.db.begin().await?;
    store::close(&tx, job.account_id, request.id, State::Gone).await?;
    jobs::finish(&tx, job).await?;
    Ok(tx.commit().await?)
}

/// Fetches a copy: once, and only by whose it is.
///
/// # Errors
/// [`Error::NotFound`] when there is none to fetch: another's, fetched before, too old.
pub async fn take(app: &App, by: &Member, id: i64) -> Result<axum::response::Response> {
    let request = find(&app.db, by.account_id, id).await?;
    let is_theirs = request.contact_id == by.contact_id;
    let in_time = request.expires_at.is_some_and(|at| at > app.now());
    let (Some(sha256), Some(size), true) = (request.sha256, request.size, is_theirs && in_time)
    else {
        return Err(Error::NotFound);
    };
    let copy = base::files::Attachment {
        owner_id: id,
        id,
        name: "data.zip".into(),
        media_type: "application/zip".into(),
        size,
        sha256,
    };
    let tx = app.db.begin().await?;
    if !store::close(&tx, by.account_id, id, State::Taken).await? {
        return Err(Error::NotFound);
    }
    let answer = app.files.serve(&copy).await?;
    let taken = Event::DataTaken {
        contact_id: by.contact_id,
        request_id: id,
    };
    event::record(&tx, app, by.account_id, &by.actor(), taken).await?;
    tx.commit().await?;
    // who is reading it still can; nobody else finds it any more
    app.files.remove(&copy.sha256).await?;
    Ok(answer)
}

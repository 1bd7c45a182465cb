//! What follows from each event: one match, so that a new event does not compile until somebody says what follows, even if the
//! answer is "nothing". It runs as a job after the change has committed, once, and again if it fails.
#![deny(clippy::wildcard_enum_match_arm)]

use base::event::{REACT, React};
use base::{App, Error, Event, Result, outbox};
use db::Tx;
use jobs::{Failure, Job};

/// Does a job, of whichever kind.
pub async fn work(app: App, job: Job) -> std::result::Result<(), Failure> {
    match job.kind.as_str() {
        REACT => react(&app, &job).await.map_err(|error| again(&error)),
        outbox::SEND => channels::email::send(&app, &job).await,
        portals::asks::ANSWER => notices::account::answer(&app, &job).await,
        portals::portals::INVITE => invite(&app, &job).await.map_err(|error| again(&error)),
        portals::privacy::GATHER => gather(&app, &job).await.map_err(|error| again(&error)),
        portals::privacy::EXPIRE => portals::privacy::expire(&app, &job)
            .await
            .map_err(|error| again(&error)),
        portals::erasure::ERASE => erase(&app, &job).await,
        channels::email::RECEIVE => channels::email::receive(&app, &job).await,
        unknown => Err(Failure::GiveUp(format!("no handler for {unknown}"))),
    }
}

fn again(error: &Error) -> Failure {
    Failure::Again {
        why: format!("{error:?}"),
        most: 10,
    }
}

/// The event's consequences and the end of its job are one transaction.
async fn react(app: &App, job: &Job) -> Result<()> {
    let react: React = serde_json::from_str(&job.payload).map_err(Error::internal)?;
    let tx = app.db.begin().await?;
    follow(&tx, app, job.account_id, &react).await?;
    jobs::finish(&tx, job).await?;
    tx.commit().await?;
    Ok(())
}

async fn follow(tx: &Tx, app: &App, account_id: i64, react: &React) -> Result<()> {
    match &react.event {
        Event::TicketOpened { ticket_id, thread_id: Some(thread_id), message_id: Some(message_id) } => {
            notices::opened(tx, app, account_id, react, *ticket_id, *thread_id, *message_id).await?;
        }
        Event::TicketAnswered { ticket_id, thread_id, message_id } => {
            notices::answered(tx, app, account_id, react, *ticket_id, *thread_id, *message_id).await?;
        }
        Event::TicketClosed { ticket_id, .. } => notices::closed(tx, app, account_id, react, *ticket_id).await?,
        // who left a group is out at their next request; who came is invited [A2]
        Event::ListChanged { .. } => portals::invitations::lists_changed(tx, app, account_id).await?,
        Event::NewDevice { contact_id, user_agent } => {
            notices::account::new_device(tx, app, account_id, react.event_id, *contact_id, user_agent).await?;
        }
        Event::PasswordChanged { contact_id } => notices::account::password_changed(tx, app, account_id, react.event_id, *contact_id).await?,
        Event::DataReady { request_id, .. } => {
            notices::account::data_ready(tx, app, account_id, react.event_id, *request_id).await?;
        }
        Event::ErasureAsked { request_id, .. } | Event::ErasureRefused { request_id, .. } => {
            notices::account::erasure(tx, app, account_id, react, *request_id).await?;
        }
        Event::ErasureAccepted { contact_id, request_id } => {
            channels::email::forget_tokens(tx, account_id, *contact_id).await?;
            notices::account::erasure(tx, app, account_id, react, *request_id).await?;
            portals::erasure::begin(tx, app, account_id, *request_id).await?;
        }
        Event::CredentialChanged { of, person_id, what } => {
            notices::account::credential_changed(tx, app, account_id, react.event_id, (*of, *person_id), *what).await?;
        }
        // a call was logged: the customer knows
        Event::TicketOpened { .. }
        // agents see these at the desk, live
        | Event::TicketReplied { .. }
        | Event::TicketReopened { .. }
        | Event::StageChanged { .. }
        | Event::TicketAssigned { .. }
        | Event::TicketEdited { .. }
        | Event::ThreadReceived { .. }
        | Event::EntryAdded { .. }
        | Event::ParticipantAdded { .. }
        | Event::ParticipantRemoved { .. }
        // kept for the record
        | Event::ContactAdded { .. }
        | Event::ContactChanged { .. }
        | Event::CompanyChanged { .. }
        | Event::SettingsChanged { .. }
        | Event::SignedIn { .. }
        | Event::SignInFailed { .. }
        | Event::MemberRegistered { .. }
        | Event::AddressProved { .. }
        | Event::AddressRemoved { .. }
        | Event::SessionsEnded { .. }
        | Event::ProfileChanged { .. }
        | Event::ConsentGiven { .. }
        | Event::DataAsked { .. }
        | Event::DataTaken { .. }
        | Event::ErasureWithdrawn { .. }
        | Event::PersonErased { .. }
        | Event::SignInRefused { .. }
        | Event::IdentityLinked { .. }
        | Event::MemberDisabled { .. } => {}
    }
    Ok(())
}

/// Gathers a copy of a member's data: what each area holds of them.
async fn gather(app: &App, job: &Job) -> Result<()> {
    let Some((request, settings)) = portals::privacy::to_gather(&app.db, job).await? else {
        let tx = app.db.begin().await?;
        jobs::finish(&tx, job).await?;
        return Ok(tx.commit().await?);
    };
    let (account_id, contact_id) = (job.account_id, request.contact_id);
    let parts = helpdesk::tickets::portable(&app.db, account_id, contact_id, &settings).await?;
    portals::privacy::fulfil(app, job, &request, parts).await
}

/// Takes a person out of all that each area keeps.
async fn erase(app: &App, job: &Job) -> std::result::Result<(), Failure> {
    let found = portals::erasure::to_do(app, job).await;
    let Some((erasure, traces)) = found.map_err(|error| again(&error))? else {
        return Ok(());
    };
    let waits = portals::erasure::waits(&app.db, job, &traces).await;
    if waits.map_err(|error| again(&error))? {
        return Err(Failure::Again {
            why: "the last mail goes first".to_owned(),
            most: i64::MAX,
        });
    }
    let erased = async {
        let account_id = job.account_id;
        let threads = channels::email::threads_of(app, account_id, &traces).await?;
        let threads = helpdesk::tickets::erase(app, account_id, &traces, &threads).await?;
        channels::email::erase(app, account_id, &traces, &threads).await?;
        portals::erasure::finish(app, job, &erasure, &traces).await
    };
    erased.await.map_err(|error: Error| Failure::Again {
        why: format!("{error:?}"),
        most: 1000,
    })
}

async fn invite(app: &App, job: &Job) -> Result<()> {
    let tx = app.db.begin().await?;
    portals::invitations::invite(&tx, app, job.account_id).await?;
    jobs::finish(&tx, job).await?;
    tx.commit().await?;
    Ok(())
}

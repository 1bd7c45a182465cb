//! The mails about a login: links that were asked for, invitations, and what a member should know was done with their login.

mod letter;

use base::event::{Credential, React};
use base::factors::Kind;
use base::outbox::{self, Budget, Envelope};
use base::{App, Error, Result};
use channels::email;
use db::{Db, Tx};
use jobs::{Failure, Job};
use people::{agents, contacts};
use portals::asks::{self, Ask, Purpose};
use portals::domains;
use portals::invitations;
use portals::signin::{self, Answer};

use letter::{House, Words};

/// Answers an ask: a link by mail, or nothing. Whoever asked was told the same either way.
pub async fn answer(app: &App, job: &Job) -> std::result::Result<(), Failure> {
    let again = |error: Error| Failure::Again {
        why: format!("{error:?}"),
        most: 10,
    };
    answered(app, job).await.map_err(again)
}

async fn answered(app: &App, job: &Job) -> Result<()> {
    let id: i64 = job.payload.parse().map_err(Error::internal)?;
    let tx = app.db.begin().await?;
    let ask = asks::by_id(&tx, job.account_id, id).await?;
    if let Some(ask) = ask.filter(|ask| ask.is_open(app.now())) {
        mail(&tx, app, job, &ask).await?;
    }
    jobs::finish(&tx, job).await?;
    tx.commit().await?;
    Ok(())
}

async fn mail(tx: &Tx, app: &App, job: &Job, ask: &Ask) -> Result<()> {
    let account_id = job.account_id;
    let house = House::of(tx, account_id, Some(&ask.host)).await?;
    let access = &house.portal.access;
    let words = match signin::decide(tx, account_id, ask, access).await? {
        Answer::Nothing => None,
        Answer::Invitation(contact_id) => {
            invitations::renew(tx, app, account_id, contact_id).await?;
            None
        }
        Answer::AlreadyMember => Some(Words::already(&house)),
        Answer::Link => Some(Words::link(app, account_id, &house, ask)),
    };
    if let Some(words) = words {
        let (by_all, by_them) = ask.counted();
        // one mail for each time that it was asked for
        let key = match ask.mailed_at {
            None => format!("{by_them}{}", ask.id),
            Some(_) => format!("{by_them}{} {}", ask.id, job.id),
        };
        let budget = Budget::Asked {
            by_them: &by_them,
            by_all: &by_all,
        };
        let mail = (&*key, budget);
        queue(tx, app, account_id, &house, &ask.email, &words, mail).await?;
    }
    // also where nothing was mailed: what asking once more costs must not say which it was [A12]
    asks::answered(tx, app, account_id, ask).await
}

/// Somebody signed in with a browser that is new to this login.
pub async fn new_device(
    tx: &Tx,
    app: &App,
    account_id: i64,
    event_id: i64,
    contact_id: i64,
    user_agent: &str,
) -> Result<()> {
    let house = House::of_member(tx, account_id, contact_id, None).await?;
    let words = Words::new_device(&house, user_agent, app.now());
    tell(tx, app, account_id, event_id, contact_id, &house, &words).await
}

/// The password was set anew.
pub async fn password_changed(
    tx: &Tx,
    app: &App,
    account_id: i64,
    event_id: i64,
    contact_id: i64,
) -> Result<()> {
    let house = House::of_member(tx, account_id, contact_id, None).await?;
    let words = Words::password_changed(&house);
    tell(tx, app, account_id, event_id, contact_id, &house, &words).await
}

/// The copy of their data that they asked for can be fetched.
pub async fn data_ready(
    tx: &Tx,
    app: &App,
    account_id: i64,
    event_id: i64,
    request_id: i64,
) -> Result<()> {
    let request = portals::privacy::find(tx, account_id, request_id).await?;
    let contact_id = request.contact_id;
    let house = House::of_member(tx, account_id, contact_id, Some(&request.host)).await?;
    let words = Words::data_ready(&house);
    tell(tx, app, account_id, event_id, contact_id, &house, &words).await
}

/// Somebody's request to be erased has come, or was answered.
pub async fn erasure(
    tx: &Tx,
    app: &App,
    account_id: i64,
    react: &React,
    request_id: i64,
) -> Result<()> {
    let erasure = portals::erasure::find(tx, account_id, request_id).await?;
    let house = House::of_member(tx, account_id, erasure.contact_id, Some(&erasure.host)).await?;
    let words = Words::erasure(&house, &react.event, &erasure);
    let key = format!("login {}", react.event_id);
    // whom it was accepted of has no address any more
    let email = match portals::erasure::traces(app, &erasure)? {
        Some(traces) => traces.addresses.into_iter().next(),
        None => erasure.email,
    };
    match email {
        Some(email) => {
            let mail = (&*key, Budget::Free);
            queue(tx, app, account_id, &house, &email, &words, mail).await
        }
        None => Ok(()),
    }
}

/// How they sign in was changed: their second step, their passkeys.
pub async fn credential_changed(
    tx: &Tx,
    app: &App,
    account_id: i64,
    event_id: i64,
    (kind, person_id): (Kind, i64),
    what: Credential,
) -> Result<()> {
    if kind == Kind::Agent {
        return agents_credential_changed(tx, app, account_id, event_id, person_id, what).await;
    }
    let house = House::of_member(tx, account_id, person_id, None).await?;
    let Some(words) = Words::credential_changed(&house, what) else {
        return Ok(());
    };
    tell(tx, app, account_id, event_id, person_id, &house, &words).await
}

/// The same for an agent, about the desk.
async fn agents_credential_changed(
    tx: &Tx,
    app: &App,
    account_id: i64,
    event_id: i64,
    agent_id: i64,
    what: Credential,
) -> Result<()> {
    let agent = agents::find(tx, account_id, agent_id).await?;
    let house = House::of(tx, account_id, None)
        .await?
        .of_desk(&agent.language);
    let Some(words) = Words::desk_credential_changed(&app.config.app_url, what) else {
        return Ok(());
    };
    let key = format!("login {event_id}");
    let mail = (&*key, Budget::Free);
    queue(tx, app, account_id, &house, &agent.email, &words, mail).await
}

/// Tells a member, at their own address.
async fn tell(
    tx: &Tx,
    app: &App,
    account_id: i64,
    event_id: i64,
    contact_id: i64,
    house: &House,
    words: &Words,
) -> Result<()> {
    let contact = contacts::find(tx, account_id, contact_id).await?;
    let Some(email) = &contact.email else {
        return Ok(());
    };
    let key = format!("login {event_id}");
    let mail = (&*key, Budget::Free);
    queue(tx, app, account_id, house, email, words, mail).await
}

async fn queue(
    tx: &Tx,
    app: &App,
    account_id: i64,
    house: &House,
    to_email: &str,
    words: &Words,
    (unique_key, budget): (&str, Budget<'_>),
) -> Result<()> {
    let letter = letter::compose(app, house, words)?;
    let envelope = Envelope {
        channel_account_id: house.channel.as_ref().map(|channel| channel.id),
        to_email,
        ticket_id: None,
        message_id: None,
        automatic: true,
        budget,
        secret: words.secret,
        unique_key,
    };
    outbox::queue(tx, app, account_id, &envelope, &letter).await?;
    Ok(())
}

/// The domain of this name, else the one that mails link to.
async fn domain(db: &Db, account_id: i64, host: Option<&str>) -> Result<Option<domains::Domain>> {
    let all = domains::list(db, account_id).await?;
    let named = all.iter().find(|domain| Some(domain.host.as_str()) == host);
    Ok(named.or(all.first()).cloned())
}

/// The address that mails about logins come from.
async fn channel(db: &Db, account_id: i64) -> Result<Option<email::ChannelAccount>> {
    email::for_inbox(db, account_id, 0).await
}

/// The locale key of a purpose's mail.
fn key(purpose: Purpose, part: &str) -> String {
    format!("mail-{}-{part}", purpose.as_str())
}

//! Invitations: a contact who comes to be in an access group and has no login gets a link by mail, two minutes later [A2]. One login
//! serves all portals of the account, so a contact is invited once; agents can send the link again.

mod store;

pub use store::{Row, Status, statement};

use base::{Actor, App, Event, Result, event};
use db::{Db, Hold, Tx};
use web::keyset::Place;

use crate::asks::{self, Detail, Purpose};
use crate::portals::{Entry, INVITE, INVITE_AFTER_MS, list as all_portals, look};

/// How many are invited in one go.
const AT_ONCE: i64 = 200;

/// Looks who is to be invited: who is in a group of a portal that opens to groups, has an address and no login, and was not invited
/// before; mails to those whose two minutes are over; and forgets whoever left meanwhile.
pub async fn invite(tx: &Tx, app: &App, account_id: i64) -> Result<()> {
    let now = app.now();
    // two looks at once would both find the same people due
    tx.lock("invitations", account_id, Hold::Alone).await?;
    store::forget_left(tx, account_id).await?;
    let mut came = 0;
    for portal in all_portals(tx, account_id).await? {
        let settings = &portal.settings.0;
        if settings.enabled && settings.access.kind == Entry::Groups {
            let at = now + INVITE_AFTER_MS;
            came += store::welcome(tx, account_id, portal.id, now, at).await?;
        }
    }
    if came > 0 {
        let at = now + INVITE_AFTER_MS;
        jobs::enqueue(tx, account_id, app.id(), INVITE, &(), at, None).await?;
    }
    let due = store::due(tx, account_id, now, AT_ONCE).await?;
    for invited in &due {
        send(tx, app, account_id, invited).await?;
    }
    if i64::try_from(due.len()).is_ok_and(|sent| sent == AT_ONCE) {
        jobs::enqueue(tx, account_id, app.id(), INVITE, &(), now, None).await?;
    }
    Ok(())
}

/// Asks for the link in the contact's name.
async fn send(tx: &Tx, app: &App, account_id: i64, to: &store::Due) -> Result<()> {
    let Some(host) = store::host(tx, account_id, to.portal_id).await? else {
        return Ok(());
    };
    let new = asks::New {
        purpose: Purpose::Invitation,
        host: &host,
        email: &to.email,
        contact_id: Some(to.contact_id),
        detail: Detail::default(),
    };
    let ask_id = asks::add(tx, app, account_id, &new, None).await?;
    store::sent(tx, account_id, to.contact_id, ask_id, app.now()).await
}

/// Sends invitations again: to these contacts, as far as they were invited and have no login yet. Links of before are void once the
/// new ones are mailed. Answers how many.
pub async fn again(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    contacts: &[i64],
) -> Result<usize> {
    let mut sent = 0;
    for contact_id in contacts {
        if let Some(to) = store::open(tx, account_id, *contact_id).await? {
            send(tx, app, account_id, &to).await?;
            sent += 1;
        }
    }
    let what = format!("invitations: sent again to {sent}");
    event::record(tx, app, account_id, by, Event::SettingsChanged { what }).await?;
    Ok(sent)
}

/// Sends somebody's invitation again who asks for a new password and has none yet: the link that they had was too old. Does nothing for
/// whoever was not invited.
pub async fn renew(tx: &Tx, app: &App, account_id: i64, contact_id: i64) -> Result<()> {
    match store::open(tx, account_id, contact_id).await? {
        Some(to) => send(tx, app, account_id, &to).await,
        None => Ok(()),
    }
}

/// The contacts of a list who were invited and have no login yet.
pub async fn pending_in(db: &Db, account_id: i64, list_id: i64) -> Result<Vec<i64>> {
    store::pending_in(db, account_id, list_id).await
}

/// Who was invited, newest first, up to one more than a page.
pub async fn list(
    db: &Db,
    account_id: i64,
    place: Option<&Place>,
    size: usize,
) -> Result<Vec<Row>> {
    Ok(statement(account_id, place, size).all(db).await?)
}

/// Queues a look: membership of lists has changed.
pub async fn lists_changed(tx: &Tx, app: &App, account_id: i64) -> Result<()> {
    look(tx, app, account_id).await
}

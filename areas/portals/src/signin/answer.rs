//! What becomes of an ask, decided where nobody waits for it [A12].

use base::Result;
use db::Db;

use crate::asks::{Ask, Purpose};
use crate::members;
use crate::portals::{Access, Entry};

/// The mail that answers an ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The link that was asked for.
    Link,
    /// Somebody wanted to register an address that has a login already.
    AlreadyMember,
    /// The invitation that this contact had, if they had one, once more.
    Invitation(i64),
    /// Nothing: the address leads nowhere here.
    Nothing,
}

/// Decides it.
pub async fn decide(db: &Db, account_id: i64, ask: &Ask, access: &Access) -> Result<Answer> {
    if members::is_ours(db, account_id, &ask.email).await? {
        return Ok(Answer::Nothing);
    }
    let login = members::login(db, account_id, &ask.email).await?;
    let contact = people::contacts::by_email(db, account_id, &ask.email).await?;
    let has_login = match &contact {
        Some(contact) => members::exists(db, account_id, contact.id).await?,
        None => false,
    };
    let when = |yes| if yes { Answer::Link } else { Answer::Nothing };
    Ok(match ask.purpose {
        // whoever is inside asked
        Purpose::Erasure => when(login.is_some_and(|it| Some(it.contact_id) == ask.contact_id)),
        _ if !access.has_own_logins() && ask.purpose != Purpose::Address => Answer::Nothing,
        Purpose::Reset if login.is_some() => Answer::Link,
        Purpose::Reset => match contact.filter(|_| !has_login) {
            Some(contact) => Answer::Invitation(contact.id),
            None => Answer::Nothing,
        },
        Purpose::Link => when(login.is_some() && access.magic_link),
        Purpose::Registration if access.kind != Entry::Registration => Answer::Nothing,
        Purpose::Registration if login.is_some() => Answer::AlreadyMember,
        // a login that was switched off does not come back by registering again
        Purpose::Registration | Purpose::Invitation => when(!has_login),
        Purpose::Address => when(contact.is_none()),
    })
}

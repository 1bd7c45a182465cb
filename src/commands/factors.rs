//! `portico agent reset-factors`, `portico member reset-factors`: for somebody who has lost their phone, when nobody at the desk can help.

use anyhow::{Result, bail};
use base::factors::{self, Kind, Whose};
use base::sessions::{self, Kind as Session};
use base::{Actor, App};
use clap::Args;
use db::Tx;
use people::{agents, contacts};

use super::{Place, Plain, accounts, open, out};

/// Whose factors are taken away.
#[derive(Args)]
pub(super) struct Reset {
    /// Their e-mail address
    #[arg(long)]
    email: String,
    #[command(flatten)]
    place: Place,
}

/// Takes app, recovery codes and passkeys away, and an agent's providers, and ends all sessions of their owner.
pub(super) async fn reset(it: &Reset, kind: Kind) -> Result<()> {
    let app = open(it.place.read()?, crate::system_clock()).await?;
    let account = accounts::only(&app.db).await?;
    let address = mail::address::normal(&it.email).unwrap_or_default();
    let found = match kind {
        Kind::Agent => agents::by_email(&app.db, account.id, &address)
            .await
            .plain()?
            .map(|agent| agent.id),
        Kind::Member => contacts::by_email(&app.db, account.id, &address)
            .await
            .plain()?
            .map(|contact| contact.id),
    };
    let Some(person_id) = found else {
        bail!("there is no {} {:?}", kind.as_str(), it.email);
    };
    let tx = app.db.begin().await?;
    let (id, by) = (account.id, Actor::system());
    match kind {
        Kind::Agent => agents::reset(&tx, &app, id, &by, person_id).await.plain()?,
        Kind::Member => member(&tx, &app, id, &by, person_id).await.plain()?,
    }
    tx.commit().await?;
    out(format!("{} signs in with the password alone now", it.email));
    app.db.close().await;
    Ok(())
}

async fn member(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    person_id: i64,
) -> base::Result<()> {
    let whose = Whose {
        account_id,
        kind: Kind::Member,
        person_id,
    };
    factors::reset(tx, app, by, whose).await?;
    for kind in [Session::Member, Session::HalfMember] {
        sessions::end_all(tx, account_id, kind, person_id).await?;
    }
    Ok(())
}

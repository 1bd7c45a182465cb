//! Writing a list of a settings file.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use base::{Actor, App};
use db::Tx;
use people::contacts;
use people::lists::{self, Kind, NewList};

use super::file::List;
use crate::commands::Plain;

/// Makes a list what the file says; what it does not say of it stays.
pub(super) async fn save(tx: &Tx, app: &App, account_id: i64, list: &List) -> Result<()> {
    let known = lists::by_name(tx, account_id, &list.name).await.plain()?;
    let stored = || known.as_ref().map(|known| known.filter.0.clone());
    let new = NewList {
        name: list.name.clone(),
        kind: list.kind,
        filter: list.filter.clone().or_else(stored).unwrap_or_default(),
    };
    let id = known.as_ref().map(|known| known.id);
    let by = Actor::system();
    let id = lists::save(tx, app, account_id, &by, id, &new)
        .await
        .plain()?;
    match (&list.members, list.kind) {
        (Some(members), Kind::Static) => fill(tx, app, account_id, id, members).await,
        _ => Ok(()),
    }
}

/// Makes the members of a static list those of these addresses. Who has no address cannot be named in a file, and stays.
async fn fill(tx: &Tx, app: &App, account_id: i64, id: i64, members: &[String]) -> Result<()> {
    let by = Actor::system();
    let wanted: BTreeSet<String> = members
        .iter()
        .map(|address| mail::address::normal(address).context("this is not an e-mail address"))
        .collect::<Result<_>>()?;
    let there = lists::addresses(tx, account_id, id).await.plain()?;
    let there: BTreeSet<String> = there.into_iter().collect();
    for email in wanted.difference(&there) {
        let contact = contacts::of_email(tx, app, account_id, email, "")
            .await
            .plain()?;
        lists::add_member(tx, app, account_id, &by, id, contact.id)
            .await
            .plain()?;
    }
    for email in there.difference(&wanted) {
        if let Some(contact) = contacts::by_email(tx, account_id, email).await.plain()? {
            lists::remove_member(tx, app, account_id, &by, id, contact.id)
                .await
                .plain()?;
        }
    }
    Ok(())
}

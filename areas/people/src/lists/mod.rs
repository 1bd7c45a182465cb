//! A list: a set of contacts, **static** (picked) or **active** (a filter). One that a portal is open to is an access group [A1].
//! Who is in a list stands in a table for both kinds, so that asking is one look-up wherever it is asked; an active list is brought up
//! to date in the transaction in which a contact, a company or its filter changes. Nobody is in a list by mistake: an empty filter, an
//! empty group and a condition that makes no sense match nobody.

mod desk;
mod edit;
mod filter;
mod paste;
mod store;

pub use desk::{Resting, Uses, routes};
pub use filter::{Condition, Fault, Filter, MOST, Operator, Property};
pub use paste::{Pasted, add_addresses};
pub use store::{
    Kind, List, Named, addresses, by_name, contains, contains_statement, count_matching, find,
    list, members_statement, names, of_contact,
};

use std::collections::BTreeSet;

use base::{Actor, App, Error, Event, Result, event};
use db::{Db, Hold, Tx};
use web::keyset::Place;

use crate::contacts::Row;
use crate::fold::line;

/// How long a name may be, in characters.
pub const NAME: usize = 100;

/// What a list is made of.
#[derive(Clone, Debug)]
pub struct NewList {
    /// Its name, which no other list has.
    pub name: String,
    /// Static or active; that stays.
    pub kind: Kind,
    /// Who is in an active one; nothing for static ones.
    pub filter: Filter,
}

/// Who is in a list, newest first, up to one more than a page; with words as contacts are searched.
pub async fn members(
    db: &Db,
    account_id: i64,
    list_id: i64,
    words: &str,
    place: Option<&Place>,
) -> Result<Vec<Row>> {
    Ok(members_statement(account_id, list_id, words, place)
        .all(db)
        .await?)
}

/// Makes a list, or changes the one of this id; the members of an active one follow at once. Answers its id.
///
/// # Errors
/// [`Error::Invalid`] when the name is empty or another list's, or a condition cannot be used; [`Error::NotFound`] when there is no
/// such list.
pub async fn save(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    id: Option<i64>,
    new: &NewList,
) -> Result<i64> {
    hold(tx, account_id, Hold::Alone).await?;
    let new = checked(new)?;
    let known = match id {
        Some(id) => Some(find(tx, account_id, id).await?),
        None => None,
    };
    let Some(known) = known else {
        let id = app.id();
        store::insert(tx, app.now(), account_id, id, &new).await?;
        told(
            tx,
            app,
            account_id,
            by,
            format!("{}: added", title(&new.name)),
        )
        .await?;
        bring_up_to_date(tx, app, account_id, by, id, &new.filter).await?;
        return Ok(id);
    };
    if known.name == new.name && known.filter.0 == new.filter {
        return Ok(known.id);
    }
    store::update(tx, app.now(), account_id, known.id, &new).await?;
    if known.name != new.name {
        let what = format!("{}: name → {:?}", title(&known.name), new.name);
        told(tx, app, account_id, by, what).await?;
    }
    if known.filter.0 != new.filter {
        let text = |filter: &Filter| serde_json::to_string(filter).map_err(Error::internal);
        let (was, is) = (text(&known.filter.0)?, text(&new.filter)?);
        let what = format!("{}: filter {was} → {is}", title(&new.name));
        told(tx, app, account_id, by, what).await?;
        bring_up_to_date(tx, app, account_id, by, known.id, &new.filter).await?;
    }
    Ok(known.id)
}

fn checked(new: &NewList) -> Result<NewList> {
    let name = line(&new.name, NAME);
    if name.is_empty() {
        return Err(Error::invalid("name", "error-required"));
    }
    let filter = match new.kind {
        Kind::Static => Filter::default(),
        Kind::Active if new.filter.is_sound() => new.filter.clone(),
        Kind::Active => return Err(Error::invalid("filter", "error-filter")),
    };
    Ok(NewList {
        name,
        kind: new.kind,
        filter,
    })
}

fn title(name: &str) -> String {
    format!("list {name:?}")
}

async fn told(tx: &Tx, app: &App, account_id: i64, by: &Actor, what: String) -> Result<()> {
    event::record(tx, app, account_id, by, Event::SettingsChanged { what }).await?;
    Ok(())
}

/// Removes a list.
///
/// # Errors
/// [`Error::Conflict`] when something rests on it: a portal that is open to it would be open to nobody.
pub async fn remove(tx: &Tx, app: &App, account_id: i64, by: &Actor, id: i64) -> Result<()> {
    hold(tx, account_id, Hold::Alone).await?;
    let list = find(tx, account_id, id).await?;
    store::delete(tx, account_id, id).await?;
    let what = format!("{}: removed", title(&list.name));
    told(tx, app, account_id, by, what).await
}

/// Puts a contact into a static list; answers whether they were not in it.
///
/// # Errors
/// [`Error::Conflict`] when the list is active: its filter says who is in it.
pub async fn add_member(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    list_id: i64,
    contact_id: i64,
) -> Result<bool> {
    let added = pick(tx, app, account_id, by, list_id, &[contact_id]).await?;
    Ok(!added.is_empty())
}

/// The same for several; answers those who were not in it.
pub(crate) async fn pick(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    list_id: i64,
    contacts: &[i64],
) -> Result<Vec<i64>> {
    static_only(tx, account_id, list_id).await?;
    let mut added = Vec::new();
    for id in contacts {
        if store::put(tx, app.now(), account_id, list_id, *id).await? {
            added.push(*id);
        }
    }
    changed(tx, app, account_id, by, list_id, added.clone(), Vec::new()).await?;
    Ok(added)
}

/// Takes a contact out of a static list; answers whether they were in it.
///
/// # Errors
/// [`Error::Conflict`] when the list is active.
pub async fn remove_member(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    list_id: i64,
    contact_id: i64,
) -> Result<bool> {
    static_only(tx, account_id, list_id).await?;
    let was_in = store::take(tx, account_id, list_id, contact_id).await?;
    let removed = if was_in { vec![contact_id] } else { Vec::new() };
    changed(tx, app, account_id, by, list_id, Vec::new(), removed).await?;
    Ok(was_in)
}

/// Takes a contact out of all static lists; they stay in active ones as far as they match.
pub(crate) async fn leave_all(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    contact_id: i64,
) -> Result<()> {
    for list in of_contact(tx, account_id, contact_id).await? {
        if find(tx, account_id, list.id).await?.kind == Kind::Static {
            remove_member(tx, app, account_id, by, list.id, contact_id).await?;
        }
    }
    Ok(())
}

async fn static_only(db: &Db, account_id: i64, list_id: i64) -> Result<()> {
    match find(db, account_id, list_id).await?.kind {
        Kind::Static => Ok(()),
        Kind::Active => Err(Error::Conflict("error-list-active")),
    }
}

/// Records who came and who went, if anybody did.
async fn changed(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    list_id: i64,
    added: Vec<i64>,
    removed: Vec<i64>,
) -> Result<()> {
    if added.is_empty() && removed.is_empty() {
        return Ok(());
    }
    let event = Event::ListChanged {
        list_id,
        added,
        removed,
    };
    event::record(tx, app, account_id, by, event).await?;
    Ok(())
}

/// Which contacts are where decides with which filters: changes of contacts hold this with each other, a change of a list or company
/// alone, so that none is decided by what is just being replaced. To be held before a row is changed.
pub(crate) async fn hold(tx: &Tx, account_id: i64, hold: Hold) -> Result<()> {
    Ok(tx.lock("lists", account_id, hold).await?)
}

/// Puts a contact into the active lists that they match, and takes them out of those that they don't. Called when something about
/// them has changed.
pub(crate) async fn reconsider(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    contact_id: i64,
) -> Result<()> {
    hold(tx, account_id, Hold::Shared).await?;
    let active = store::active(tx, account_id).await?;
    if active.is_empty() {
        return Ok(());
    }
    let is_in: BTreeSet<i64> = store::active_of(tx, account_id, contact_id).await?;
    let fits: BTreeSet<i64> = store::matching(tx, account_id, contact_id, &active).await?;
    for list_id in fits.difference(&is_in) {
        store::put(tx, app.now(), account_id, *list_id, contact_id).await?;
        changed(
            tx,
            app,
            account_id,
            by,
            *list_id,
            vec![contact_id],
            Vec::new(),
        )
        .await?;
    }
    for list_id in is_in.difference(&fits) {
        store::take(tx, account_id, *list_id, contact_id).await?;
        changed(
            tx,
            app,
            account_id,
            by,
            *list_id,
            Vec::new(),
            vec![contact_id],
        )
        .await?;
    }
    Ok(())
}

/// Makes the members of a whole list those that its filter matches.
async fn bring_up_to_date(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    list_id: i64,
    filter: &Filter,
) -> Result<()> {
    if store::match_all(tx, app.now(), account_id, list_id, filter).await? {
        let event = Event::ListChanged {
            list_id,
            added: Vec::new(),
            removed: Vec::new(),
        };
        event::record(tx, app, account_id, by, event).await?;
    }
    Ok(())
}

/// Brings all active lists of an account up to date, after its time zone has changed for example.
pub async fn refresh(tx: &Tx, app: &App, account_id: i64) -> Result<()> {
    hold(tx, account_id, Hold::Alone).await?;
    for list in store::active(tx, account_id).await? {
        let by = Actor::system();
        bring_up_to_date(tx, app, account_id, &by, list.id, &list.filter.0).await?;
    }
    Ok(())
}

/// The same for every account.
pub(crate) async fn refresh_everywhere(app: &App) -> Result<()> {
    for account_id in store::accounts(&app.db).await? {
        let tx = app.db.begin().await?;
        refresh(&tx, app, account_id).await?;
        tx.commit().await?;
    }
    Ok(())
}

//! A contact who is erased: what they are called goes, and a mark stands for them.

use base::erasure::{Known, Traces};
use base::{Actor, App, Result};
use db::{Db, Tx, params};

use super::{changed, find, touch};
use crate::lists;

/// What a contact is found by, and the mark that will stand for them: the same word in the language of the account for everybody, and
/// a few letters by which their tickets still belong together.
pub async fn traces(db: &Db, app: &App, account_id: i64, contact_id: i64) -> Result<Traces> {
    let contact = find(db, account_id, contact_id).await?;
    let sql = "select email from contact_addresses where account_id = $1 and contact_id = $2 order by email";
    let further: Vec<String> = db.all(sql, params![account_id, contact_id]).await?;
    let addresses: Vec<String> = contact.email.into_iter().chain(further).collect();
    let language = base::account::of(db, account_id).await?.language;
    let mark = web::hex(base::keys::random::<4>());
    let told = [("mark", locale::Arg::Text(mark.as_str().into()))];
    let name = app.views.locale(&language).text("erased-person", &told);
    let known = Known {
        contact_id,
        addresses: &addresses,
        first_name: &contact.first_name,
        last_name: &contact.last_name,
        phone: &contact.phone,
    };
    Ok(Traces::new(&known, &name, &mark))
}

/// Puts the mark in place of a contact: no address, no telephone, no company, no list. The next mail from their address makes a new
/// contact.
pub async fn erase(tx: &Tx, app: &App, account_id: i64, by: &Actor, traces: &Traces) -> Result<()> {
    let contact_id = traces.contact_id;
    touch(tx, app.now(), account_id, contact_id).await?;
    for sql in [
        "delete from contact_addresses where account_id = $1 and contact_id = $2",
        "delete from contact_companies where account_id = $1 and contact_id = $2",
    ] {
        tx.run(sql, params![account_id, contact_id]).await?;
    }
    lists::leave_all(tx, app, account_id, by, contact_id).await?;
    super::store::rename(tx, account_id, contact_id, &traces.name).await?;
    changed(tx, app, account_id, by, contact_id).await
}

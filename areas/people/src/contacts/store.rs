use base::{Error, Result};
use db::{Db, Hold, Sql, Tx, params};
use serde::{Deserialize, Serialize};
use web::keyset::{self, Place};

use super::{Contact, PAGE, words};
use crate::fold::{fold, phone};
use crate::lists;

const COLUMNS: &str = "id, email, first_name, last_name, phone";

/// Finds a contact.
pub async fn find(db: &Db, account_id: i64, id: i64) -> Result<Contact> {
    let sql = format!("select {COLUMNS} from contacts where account_id = $1 and id = $2");
    Ok(db.one(&sql, params![account_id, id]).await?)
}

/// Finds the contact of an address in its normal form: their own, or a further one that they proved.
pub async fn by_email(db: &Db, account_id: i64, email: &str) -> Result<Option<Contact>> {
    let sql = format!(
        "select {COLUMNS} from contacts where account_id = $1 and id = coalesce(
           (select id from contacts where account_id = $1 and email = $2),
           (select contact_id from contact_addresses where account_id = $1 and email = $2))"
    );
    Ok(db.maybe(&sql, params![account_id, email]).await?)
}

/// The domain of an address, empty without one.
fn domain(contact: &Contact) -> &str {
    contact.email.as_deref().map_or("", mail::address::domain)
}

pub(super) async fn insert(tx: &Tx, now: i64, account_id: i64, contact: &Contact) -> Result<()> {
    tx.run(
        "insert into contacts (account_id, id, email, first_name, last_name, phone, created_at, updated_at,
           email_domain, first_folded, last_folded, phone_folded)
         values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11)",
        params![
            account_id,
            contact.id,
            contact.email.as_deref(),
            &contact.first_name,
            &contact.last_name,
            &contact.phone,
            now,
            domain(contact),
            fold(&contact.first_name),
            fold(&contact.last_name),
            phone(&contact.phone)
        ],
    )
    .await
    .map_err(|e| if e.is_unique("contacts", "email") { Error::invalid("email", "error-email-taken") } else { e.into() })?;
    Ok(())
}

pub(super) async fn update(tx: &Tx, account_id: i64, contact: &Contact) -> Result<()> {
    tx.run(
        "update contacts set first_name = $3, last_name = $4, phone = $5,
           email_domain = $6, first_folded = $7, last_folded = $8, phone_folded = $9
         where account_id = $1 and id = $2",
        params![
            account_id,
            contact.id,
            &contact.first_name,
            &contact.last_name,
            &contact.phone,
            domain(contact),
            fold(&contact.first_name),
            fold(&contact.last_name),
            phone(&contact.phone)
        ],
    )
    .await?;
    Ok(())
}

/// Leaves nothing of a contact but this name.
pub(super) async fn rename(tx: &Tx, account_id: i64, id: i64, name: &str) -> Result<()> {
    tx.run(
        "update contacts set email = null, email_domain = '', first_name = $3, first_folded = $4, last_name = '', last_folded = '',
           phone = '', phone_folded = '' where account_id = $1 and id = $2",
        params![account_id, id, name, fold(name)],
    )
    .await?;
    Ok(())
}

/// Says that something about a contact changes now. Changes of the same contact wait for each other from here on, so that the last
/// one sees the others when it settles.
///
/// # Errors
/// [`Error::NotFound`] when there is no such contact.
pub(crate) async fn touch(tx: &Tx, now: i64, account_id: i64, contact_id: i64) -> Result<()> {
    lists::hold(tx, account_id, Hold::Shared).await?;
    let sql = "update contacts set updated_at = $3 where account_id = $1 and id = $2";
    match tx.run(sql, params![account_id, contact_id, now]).await? {
        0 => Err(Error::NotFound),
        _ => Ok(()),
    }
}

/// A contact as tables show them.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Row {
    /// Their id.
    pub id: i64,
    /// Their address.
    pub email: Option<String>,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The name of their primary company.
    pub company: Option<String>,
    /// When they were added, or came into the list that is shown.
    pub since: i64,
}

/// The statement behind [`list`](super::list): the page of ids first, index-served, then what is shown of them.
pub fn statement(account_id: i64, asked: &str, place: Option<&Place>) -> Sql {
    let back = place.is_some_and(|place| place.back);
    let mut sql = Sql::new("with page as (select c.id from contacts c where c.account_id = ");
    sql.arg(account_id);
    words::narrow(&mut sql, account_id, asked, "c.id");
    if let Some(id) = place.and_then(|place| place.keys.first()) {
        sql.push(if back { " and c.id > " } else { " and c.id < " })
            .arg(*id);
    }
    let order = if back {
        " order by c.id"
    } else {
        " order by c.id desc"
    };
    sql.push(order)
        .push(" limit ")
        .arg(keyset::most(PAGE))
        .push(
            ") select c.id, c.email, c.first_name, c.last_name, o.name as company, c.created_at as since
               from page join contacts c on c.id = page.id and c.account_id = ",
        )
        .arg(account_id)
        .push(COMPANY)
        .push(order);
    sql
}

/// Joins the primary company of the contact `c`.
pub(crate) const COMPANY: &str = "
    left join contact_companies cc on cc.account_id = c.account_id and cc.contact_id = c.id and cc.is_primary
    left join companies o on o.account_id = cc.account_id and o.id = cc.company_id";

/// Fills what a version before did not know of up to `most` contacts; answers how many there were.
pub(crate) async fn settle_missing(tx: &Tx, most: i64) -> Result<usize> {
    let sql = format!(
        "select account_id, {COLUMNS} from contacts where first_folded is null order by account_id, id limit $1"
    );
    let rows: Vec<(i64, i64, Option<String>, String, String, String)> =
        tx.all(&sql, params![most]).await?;
    let count = rows.len();
    for (account_id, id, email, first_name, last_name, phone) in rows {
        let contact = Contact {
            id,
            email,
            first_name,
            last_name,
            phone,
        };
        update(tx, account_id, &contact).await?;
        words::put(tx, account_id, id).await?;
    }
    Ok(count)
}

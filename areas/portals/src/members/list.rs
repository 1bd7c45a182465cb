//! All members, as administrators see them.

use base::Result;
use db::{Db, Sql};
use serde::{Deserialize, Serialize};
use web::keyset::{self, Place};

/// A member in the list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// The contact.
    pub contact_id: i64,
    /// Their address.
    pub email: Option<String>,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Since when they are a member.
    pub created_at: i64,
    /// When they last signed in.
    pub signed_in_at: Option<i64>,
    /// Since when they may sign in no more.
    pub disabled_at: Option<i64>,
}

/// Whether a member may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Yes.
    Active,
    /// No more.
    Disabled,
}

impl Row {
    /// Whether they may sign in.
    pub fn standing(&self) -> Standing {
        if self.disabled_at.is_some() {
            Standing::Disabled
        } else {
            Standing::Active
        }
    }
}

/// The statement of [`list`]; tests look at its plan. Newest contacts first, up to one more than a page.
pub fn statement(account_id: i64, place: Option<&Place>, size: usize) -> Sql {
    let mut sql = Sql::new(
        "with page as (select m.contact_id, m.created_at, m.signed_in_at, m.disabled_at from members m where m.account_id = ",
    );
    sql.arg(account_id);
    let back = place.is_some_and(|place| place.back);
    if let Some(place) = place {
        sql.push(if back {
            " and m.contact_id > "
        } else {
            " and m.contact_id < "
        })
        .arg(place.keys.first().copied().unwrap_or_default());
    }
    let order = if back {
        "contact_id"
    } else {
        "contact_id desc"
    };
    sql.push(" order by ").push(order).push(" limit ");
    sql.arg(keyset::most(size));
    sql.push(
        ") select page.*, c.email, c.first_name, c.last_name from page
           join contacts c on c.id = page.contact_id and c.account_id = ",
    );
    sql.arg(account_id).push(" order by page.").push(order);
    sql
}

/// A page of the members.
pub(super) async fn list(
    db: &Db,
    account_id: i64,
    place: Option<&Place>,
    size: usize,
) -> Result<Vec<Row>> {
    Ok(statement(account_id, place, size).all(db).await?)
}

//! The SQL of invitations.

use base::Result;
use db::{Db, Sql, Tx, params};
use people::team;
use serde::{Deserialize, Serialize};
use web::keyset::{self, Place};

use crate::asks::Purpose;

/// Whoever is to get a link.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Due {
    pub(super) contact_id: i64,
    pub(super) portal_id: i64,
    pub(super) email: String,
}

/// Whether a contact `c` still belongs to a group of the portal of invitation `i`.
const IN_GROUP: &str = "exists (select 1 from portal_groups g
  join list_members l on l.account_id = g.account_id and l.list_id = g.list_id
  where g.account_id = i.account_id and g.portal_id = i.portal_id and l.contact_id = i.contact_id)";

/// Forgets invitations that were not sent and whose contact left the group.
pub(super) async fn forget_left(tx: &Tx, account_id: i64) -> Result<()> {
    let sql = format!(
        "delete from invitations where account_id = $1 and sent_at is null and contact_id in
           (select i.contact_id from invitations i where i.account_id = $1 and i.sent_at is null and not {IN_GROUP})"
    );
    tx.run(&sql, params![account_id]).await?;
    Ok(())
}

/// Notes newcomers of a portal's groups; answers how many. Addresses of agents and of the team become nobody's login (security.md A2).
pub(super) async fn welcome(
    tx: &Tx,
    account_id: i64,
    portal_id: i64,
    now: i64,
    send_at: i64,
) -> Result<u64> {
    let mut sql = Sql::new(
        "insert into invitations (account_id, contact_id, portal_id, send_at, created_at)
         select distinct g.account_id, c.id, g.portal_id, cast(",
    );
    sql.arg(send_at).push(" as bigint), cast(").arg(now).push(
        " as bigint) from portal_groups g
           join list_members l on l.account_id = g.account_id and l.list_id = g.list_id
           join contacts c on c.account_id = l.account_id and c.id = l.contact_id and c.email is not null
         where not exists (select 1 from members m where m.account_id = c.account_id and m.contact_id = c.id)
           and not exists (select 1 from invitations i where i.account_id = c.account_id and i.contact_id = c.id)
           and not exists (select 1 from agents a where a.account_id = c.account_id and a.email = c.email)
           and g.account_id = ",
    );
    sql.arg(account_id)
        .push(" and g.portal_id = ")
        .arg(portal_id);
    for ours in team::patterns(tx, account_id).await? {
        sql.push(" and c.email not like ")
            .arg(ours)
            .push(" escape '\\'");
    }
    sql.push(" on conflict do nothing");
    Ok(sql.run(tx).await?)
}

/// Whose two minutes are over.
pub(super) async fn due(tx: &Tx, account_id: i64, now: i64, most: i64) -> Result<Vec<Due>> {
    let sql = "select i.contact_id, i.portal_id, c.email from invitations i
               join contacts c on c.account_id = i.account_id and c.id = i.contact_id
               where i.account_id = $1 and i.sent_at is null and i.send_at <= $2 and c.email is not null
                 and not exists (select 1 from members m where m.account_id = c.account_id and m.contact_id = c.id)
               order by i.send_at limit $3";
    Ok(tx.all(sql, params![account_id, now, most]).await?)
}

/// The invitation of a contact without a login.
pub(super) async fn open(tx: &Tx, account_id: i64, contact_id: i64) -> Result<Option<Due>> {
    let sql = "select i.contact_id, i.portal_id, c.email from invitations i
               join contacts c on c.account_id = i.account_id and c.id = i.contact_id
               where i.account_id = $1 and i.contact_id = $2 and c.email is not null
                 and not exists (select 1 from members m where m.account_id = c.account_id and m.contact_id = c.id)";
    Ok(tx.maybe(sql, params![account_id, contact_id]).await?)
}

pub(super) async fn pending_in(db: &Db, account_id: i64, list_id: i64) -> Result<Vec<i64>> {
    let sql = "select i.contact_id from list_members l
               join invitations i on i.account_id = l.account_id and i.contact_id = l.contact_id
               left join members m on m.account_id = i.account_id and m.contact_id = i.contact_id
               where l.account_id = $1 and l.list_id = $2 and m.contact_id is null limit 10000";
    Ok(db.all(sql, params![account_id, list_id]).await?)
}

/// The domain that a portal's links lead to.
pub(super) async fn host(db: &Db, account_id: i64, portal_id: i64) -> Result<Option<String>> {
    let sql = "select host from domains where account_id = $1 and portal_id = $2 order by is_primary desc, host limit 1";
    Ok(db.maybe(sql, params![account_id, portal_id]).await?)
}

pub(super) async fn sent(
    tx: &Tx,
    account_id: i64,
    contact_id: i64,
    ask_id: i64,
    now: i64,
) -> Result<()> {
    tx.run(
        "update invitations set ask_id = $3, sent_at = $4 where account_id = $1 and contact_id = $2",
        params![account_id, contact_id, ask_id, now],
    )
    .await?;
    Ok(())
}

/// What became of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Its two minutes are not over.
    Waiting,
    /// Mailed, and no login yet.
    Pending,
    /// Mailed, and the link is too old.
    Expired,
    /// There is a login.
    Accepted,
    /// The mail was refused.
    Failed,
}

/// An invitation as agents see it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// The contact.
    pub contact_id: i64,
    /// Their address.
    pub email: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// When they came to be in the group.
    pub created_at: i64,
    /// When the link was mailed last.
    pub sent_at: Option<i64>,
    /// Whether they have a login.
    pub is_member: bool,
    /// Whether the mail was refused.
    pub is_refused: bool,
}

impl Row {
    /// What became of it.
    pub fn status(&self, now: i64) -> Status {
        let life = Purpose::Invitation.life_ms();
        match (self.is_member, self.is_refused, self.sent_at) {
            (true, _, _) => Status::Accepted,
            (_, true, _) => Status::Failed,
            (_, _, Some(at)) if at + life <= now => Status::Expired,
            (_, _, Some(_)) => Status::Pending,
            _ => Status::Waiting,
        }
    }
}

/// The statement of [`list`](super::list); tests look at its plan.
pub fn statement(account_id: i64, place: Option<&Place>, size: usize) -> Sql {
    let mut sql =
        Sql::new("with page as (select i.contact_id from invitations i where i.account_id = ");
    sql.arg(account_id);
    let back = place.is_some_and(|place| place.back);
    if let Some(place) = place {
        sql.push(if back {
            " and i.contact_id > "
        } else {
            " and i.contact_id < "
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
        ") select i.contact_id, coalesce(c.email, '') as email, c.first_name, c.last_name, i.created_at, i.sent_at,
             m.contact_id is not null as is_member,
             exists (select 1 from outbox o where o.account_id = i.account_id and o.unique_key = 'ask invitation us ' || i.ask_id
               and o.state = 'refused') as is_refused
           from page join invitations i on i.contact_id = page.contact_id and i.account_id = ",
    );
    sql.arg(account_id).push(
        " join contacts c on c.account_id = i.account_id and c.id = i.contact_id
          left join members m on m.account_id = i.account_id and m.contact_id = i.contact_id order by i.",
    );
    sql.push(order);
    sql
}

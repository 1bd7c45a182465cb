//! The customer's list: one statement finds the tickets of a page along an index, newest first, and joins the rest to those few.

use std::collections::BTreeMap;

use base::search::Last;
use base::{Result, search};
use db::{Db, Sql};
use portals::members::Member;
use serde::{Deserialize, Serialize};
use web::keyset::{self, Page, Place};

use super::access;
use super::filter::{Filter, Sort};

/// Tickets a page.
pub const PAGE: usize = 25;

/// A row of the list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    pub id: i64,
    pub number: i64,
    pub subject: String,
    pub closed: bool,
    pub priority: i64,
    pub created_at: i64,
    pub last_activity_at: i64,
    pub original_thread_id: Option<i64>,
    pub stage_id: i64,
    pub requester_id: Option<i64>,
    /// The requester's name and address, unless it is the member, whose name is known.
    pub requester_first: Option<String>,
    pub requester_last: Option<String>,
    pub requester_email: Option<String>,
    pub owner_first: Option<String>,
    pub owner_last: Option<String>,
    pub read_at: Option<i64>,
}

/// A page of the tickets that a member may see and asks for.
pub async fn list(db: &Db, member: &Member, filter: &Filter, size: usize) -> Result<Page<Row>> {
    let place = filter.place();
    let asked = |last| statement(db, member, filter, place.as_ref(), last, size);
    let mut rows: Vec<Row> = asked(Last::Whole).all(db).await?;
    if rows.is_empty() && !filter.q.trim().is_empty() {
        rows = asked(Last::Beginning).all(db).await?;
    }
    let sort = filter.sort();
    Ok(Page::new(rows, size, place.as_ref(), |row| match sort {
        Sort::Activity => vec![row.last_activity_at, row.id],
        Sort::Created => vec![row.id],
        Sort::Status => vec![i64::from(!row.closed), row.last_activity_at, row.id],
        Sort::Priority => vec![row.priority, row.last_activity_at, row.id],
    }))
}

/// What a row has of its ticket, and what the rest is joined by.
const TICKET: &str = "t.account_id, t.id, t.number, t.subject, t.closed, t.priority, t.created_at, t.last_activity_at,
    t.original_thread_id, t.stage_id, t.requester_id, t.owner_id, ";

/// The statement of [`list`]; tests look at its plan.
pub fn statement(
    db: &Db,
    member: &Member,
    filter: &Filter,
    place: Option<&Place>,
    last: Last,
    size: usize,
) -> Sql {
    let keys = filter.sort().keys();
    let order = if place.is_some_and(|place| place.back) {
        keys.back
    } else {
        keys.onward
    };
    let most = keyset::most(size);
    let viewers = access::viewers(member, filter.whose());
    let several = viewers.len() > 1;
    let limit = |sql: &mut Sql| {
        sql.push(" order by ").push(order).push(" limit ").arg(most);
    };
    let mut sql = Sql::new("with page as (");
    for (turn, viewer) in viewers.into_iter().enumerate() {
        sql.push(match turn {
            _ if !several => "select ",
            0 => "select * from (select * from (select ",
            _ => " union select * from (select ",
        });
        sql.push(TICKET).push(keys.named);
        access::seen(&mut sql, member, viewer);
        narrow(&mut sql, db, member.account_id, filter, last, viewer);
        if let Some(place) = place {
            after(&mut sql, keys.tuple, place, filter.sort());
        }
        limit(&mut sql);
        if several {
            sql.push(") one");
        }
    }
    if several {
        sql.push(") every");
        limit(&mut sql);
    }
    // most tickets of a list are the member's own: no look for their name
    sql.push(
        ") select p.id, p.number, p.subject, p.closed, p.priority, p.created_at, p.last_activity_at, p.original_thread_id,
             p.stage_id, p.requester_id, c.first_name as requester_first, c.last_name as requester_last,
             c.email as requester_email,
             o.first_name as owner_first, o.last_name as owner_last, r.read_at
           from page p
           left join contacts c on c.account_id = p.account_id and c.id = nullif(p.requester_id, ",
    );
    sql.arg(member.contact_id).push(
        ")
           left join agents o on o.account_id = p.account_id and o.id = p.owner_id
           left join ticket_reads r on r.account_id = p.account_id and r.ticket_id = p.id and r.contact_id = ",
    );
    sql.arg(member.contact_id).push(" order by ").push(order);
    sql
}

fn narrow(sql: &mut Sql, db: &Db, account_id: i64, filter: &Filter, last: Last, viewer: i64) {
    if let Some(open) = filter.open() {
        sql.push(" and v.open = ").arg(open);
    }
    let asked = filter.q.trim();
    if !asked.is_empty() {
        // compared as the rows come, in the list's order: what is found often ends soon
        sql.push(" and +v.ticket_id");
        search::tickets_with(sql, db, account_id, asked, last, Some(viewer));
    }
}

fn after(sql: &mut Sql, tuple: &'static str, place: &Place, sort: Sort) {
    sql.push(" and ")
        .push(tuple)
        .push(if place.back { " > (" } else { " < (" });
    for (turn, key) in place.keys.iter().enumerate() {
        if turn > 0 {
            sql.push(", ");
        }
        if turn == 0 && sort == Sort::Status {
            sql.arg(*key != 0);
        } else {
            sql.arg(*key);
        }
    }
    sql.push(")");
}

/// One line of context around the words that were found, for tickets whose subject does not hold them.
pub async fn snippets(
    db: &Db,
    member: &Member,
    rows: &[Row],
    asked: &str,
) -> Result<BTreeMap<i64, Vec<(bool, String)>>> {
    let words = html::words(asked);
    let silent: Vec<&Row> = rows
        .iter()
        .filter(|row| html::excerpt(&row.subject, &words, 80).is_none())
        .collect();
    let mut found = BTreeMap::new();
    if silent.is_empty() || words.is_empty() {
        return Ok(found);
    }
    let mut sql = Sql::new(
        "select m.thread_id, m.text from threads h
         join messages m on m.account_id = h.account_id and m.thread_id = h.id where h.account_id = ",
    );
    sql.arg(member.account_id)
        .push(" and h.id in ")
        .list(silent.iter().filter_map(|row| row.original_thread_id));
    sql.push(" and h.spam = ")
        .arg(false)
        .push(" order by m.thread_id, m.id limit 500");
    let texts: Vec<(i64, String)> = sql.all(db).await?;
    for (thread_id, text) in texts {
        let Some(row) = silent
            .iter()
            .find(|row| row.original_thread_id == Some(thread_id))
        else {
            continue;
        };
        if !found.contains_key(&row.id)
            && let Some(pieces) = html::excerpt(&text, &words, 120)
        {
            found.insert(row.id, pieces);
        }
    }
    Ok(found)
}

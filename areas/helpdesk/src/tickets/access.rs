//! The one rule of who sees which ticket: lists, pages, searches, files, streams and exports all begin with [`seen`].
//!
//! A ticket is visible to a member when it is not archived, passes the portal's filter [V1], and is theirs (they are its
//! contact or a participant) or, with organisation access, their primary company's [V2]. Every row of `ticket_viewers` is one
//! such tie, so the rule is a range of one index for each viewer.

use base::files::Attachment;
use base::{Error, Result};
use db::{Db, Sql};
use portals::members::Member;
use portals::portals::{Condition, Permission, Settings};
use serde::{Deserialize, Serialize};

use super::store::{TICKET, Ticket};
use crate::conversations;

/// The two views of the list [V3].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Whose {
    /// The member's own.
    Mine,
    /// The organisation's, the member's own included.
    #[default]
    Org,
}

/// Whether this member has a choice of views: the portal gives organisation access, and they have a company.
pub fn has_organisation(member: &Member) -> bool {
    member.settings.permission == Permission::Company && member.company_id.is_some()
}

/// By whose ties tickets are looked for.
pub fn viewers(member: &Member, whose: Whose) -> Vec<i64> {
    let company = member
        .company_id
        .filter(|_| whose == Whose::Org && has_organisation(member));
    std::iter::once(member.contact_id).chain(company).collect()
}

/// The rule: adds `from … where …` for the tickets `t` that are tied to one viewer by `v` and may be seen.
pub(super) fn seen(sql: &mut Sql, member: &Member, viewer: i64) {
    seen_by(sql, member.account_id, &member.settings.filter, viewer);
}

/// The rule for a viewer who is not at the door: of a job that works for them.
pub(super) fn seen_by(sql: &mut Sql, account_id: i64, filter: &[Vec<Condition>], viewer: i64) {
    sql.push(" from ticket_viewers v join tickets t on t.account_id = v.account_id and t.id = v.ticket_id where v.account_id = ");
    sql.arg(account_id).push(" and v.viewer_id = ").arg(viewer);
    sql.push(" and t.archived = ").arg(false);
    passes(sql, filter);
}

/// The portal's ticket filter [V1]: one of the groups holds, and in it every condition. An empty group lets nothing pass.
fn passes(sql: &mut Sql, groups: &[Vec<Condition>]) {
    if groups.is_empty() {
        return;
    }
    sql.push(" and (1 = 0");
    for group in groups.iter().filter(|group| !group.is_empty()) {
        sql.push(" or (1 = 1");
        for condition in group {
            holds(sql, condition);
        }
        sql.push(")");
    }
    sql.push(")");
}

fn holds(sql: &mut Sql, condition: &Condition) {
    let numbers = || {
        condition
            .values
            .iter()
            .filter_map(|value| value.parse::<i64>().ok())
    };
    let texts = || condition.values.iter().map(String::as_str);
    sql.push(if condition.not {
        " and not ("
    } else {
        " and ("
    });
    match condition.property.as_str() {
        "pipeline" => sql.push("t.pipeline_id in ").list(numbers()),
        "stage" => sql.push("t.stage_id in ").list(numbers()),
        "priority" => sql.push("t.priority in ").list(texts().map(priority)),
        "category" => sql.push("t.category in ").list(texts()),
        "source" => sql.push("t.source in ").list(texts()),
        custom => sql
            .push("exists (select 1 from ticket_values p where p.account_id = t.account_id and p.ticket_id = t.id and p.name = ")
            .arg(custom)
            .push(" and p.value in ")
            .list(texts())
            .push(")"),
    };
    sql.push(")");
}

const PRIORITIES: [(i64, &str); 5] = [
    (0, ""),
    (1, "LOW"),
    (2, "MEDIUM"),
    (3, "HIGH"),
    (4, "URGENT"),
];

/// The number of a priority's name; an unknown name is no ticket's.
pub fn priority(name: &str) -> i64 {
    let found = PRIORITIES.iter().find(|(_, known)| *known == name);
    found.map_or(-1, |(number, _)| *number)
}

/// The name of a priority's number, for texts.
pub fn priority_name(priority: i64) -> &'static str {
    let found = PRIORITIES.iter().find(|(number, _)| *number == priority);
    found.map_or("", |(_, name)| name)
}

/// Finds a ticket through the one who asks. One that exists and may not be seen is as absent as one that does not [V8].
pub async fn find(db: &Db, member: &Member, id: i64) -> Result<Ticket> {
    let mut sql = Sql::default();
    one(&mut sql, member, id);
    Ok(sql.one(db).await?)
}

/// The statement of [`find`]: one row at most, with the columns of a [`Ticket`].
pub(super) fn one(sql: &mut Sql, member: &Member, id: i64) {
    for (turn, viewer) in viewers(member, Whose::Org).into_iter().enumerate() {
        sql.push(if turn == 0 {
            "select "
        } else {
            " union all select "
        });
        sql.push(TICKET);
        seen(sql, member, viewer);
        sql.push(" and v.ticket_id = ").arg(id);
    }
    sql.push(" limit 1");
}

/// The threads of a visible ticket that the portal shows: the original one, or all where the portal says so [V4].
pub fn shows(member: &Member, ticket: &Ticket, thread: &conversations::Thread) -> bool {
    shown(&member.settings, ticket, thread)
}

/// The same by the portal's settings alone.
pub(super) fn shown(settings: &Settings, ticket: &Ticket, thread: &conversations::Thread) -> bool {
    thread.ticket_id == Some(ticket.id)
        && (ticket.original_thread_id == Some(thread.id) || settings.show_all_threads)
        && !thread.spam
}

/// Finds a file through the one who asks: public, in a thread that the portal shows, of a ticket that they may see.
pub async fn find_file(db: &Db, member: &Member, attachment_id: i64) -> Result<Attachment> {
    let (file, thread_id) =
        conversations::public_file(db, member.account_id, attachment_id).await?;
    let thread = conversations::find(db, member.account_id, thread_id).await?;
    let ticket = find(db, member, thread.ticket_id.ok_or(Error::NotFound)?).await?;
    if shows(member, &ticket, &thread) {
        Ok(file)
    } else {
        Err(Error::NotFound)
    }
}

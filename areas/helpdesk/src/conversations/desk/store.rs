use std::collections::BTreeMap;

use base::files::Attachment;
use base::search::Last;
use base::{Result, search};
use db::{Db, Json, Sql, Tx, params};
use people::agents::Agent;
use people::contacts::full_name;
use portals::portals::Settings;
use serde::Deserialize;
use web::keyset::Place;

use super::list::{Ask, Shelf};
use crate::conversations::internal;
use crate::pipelines::Labels;

/// How far views are counted: beyond it the number says "more".
pub(super) const COUNTED: i64 = 100;

/// How many threads each view has, up to [`COUNTED`].
#[derive(Debug, Deserialize)]
pub(super) struct Counts {
    pub(super) mine: i64,
    pub(super) unassigned: i64,
    pub(super) open: i64,
    pub(super) closed: i64,
    pub(super) spam: i64,
}

/// Counts the views, each along its index and not past [`COUNTED`].
pub(super) async fn counts(db: &Db, agent: &Agent) -> Result<Counts> {
    let mut sql = Sql::new("select ");
    for (turn, (name, shelf)) in [
        (" as mine", Shelf::Mine),
        (" as unassigned", Shelf::Unassigned),
        (" as open", Shelf::Open),
        (" as closed", Shelf::Closed),
        (" as spam", Shelf::Spam),
    ]
    .into_iter()
    .enumerate()
    {
        sql.push(if turn == 0 { "(" } else { ", (" })
            .push("select count(*) from (select 1 as one from threads t where ");
        stands(&mut sql, agent, shelf);
        if let [status] = shelf.statuses() {
            sql.push(" and t.status = ").arg(*status);
        }
        sql.push(" limit ")
            .arg(COUNTED)
            .push(") counted)")
            .push(name);
    }
    Ok(sql.one(db).await?)
}

fn stands(sql: &mut Sql, agent: &Agent, shelf: Shelf) {
    sql.push("t.account_id = ")
        .arg(agent.account_id)
        .push(" and t.spam = ")
        .arg(shelf == Shelf::Spam);
    match shelf {
        Shelf::Mine => {
            sql.push(" and t.assigned_to = ").arg(agent.id);
        }
        Shelf::Unassigned => {
            sql.push(" and t.assigned_to is null");
        }
        Shelf::Open | Shelf::Closed | Shelf::Spam | Shelf::All => {}
    }
}

/// A row of the list.
#[derive(Debug, Deserialize)]
pub(super) struct Row {
    pub(super) id: i64,
    pub(super) subject: String,
    pub(super) latest_text: String,
    pub(super) latest_at: i64,
    pub(super) unread: bool,
    pub(super) status: String,
    pub(super) first_name: Option<String>,
    pub(super) last_name: Option<String>,
    pub(super) email: Option<String>,
    /// Whom the first mail of a conversation that is nobody's says it is from.
    pub(super) said_name: Option<String>,
    pub(super) said_kind: Option<internal::Kind>,
    pub(super) number: Option<i64>,
    pub(super) stage: Option<String>,
    pub(super) labels: Option<Labels>,
    pub(super) tone: Option<String>,
}

/// Where words are looked for; each has an index of its own, so each is a branch of the statement.
#[derive(Clone, Copy)]
enum Among {
    All,
    /// `#12`: that ticket, and no other that says 12.
    Number,
    Tickets,
    Subjects,
    Contact,
}

fn branches(q: &str) -> &'static [Among] {
    match q {
        "" => &[Among::All],
        q if number(q).is_some() => &[Among::Number],
        q if q.contains('@') => &[Among::Tickets, Among::Contact],
        _ => &[Among::Tickets, Among::Subjects],
    }
}

/// The number of a ticket that is written as one.
fn number(q: &str) -> Option<i64> {
    q.strip_prefix('#')?.trim().parse().ok()
}

/// Up to `most` threads of a view, newest first (or backwards from a place), searched when there are words.
pub(super) async fn page(
    db: &Db,
    agent: &Agent,
    ask: &Ask,
    place: Option<&Place>,
    most: i64,
) -> Result<Vec<Row>> {
    let order = if place.is_some_and(|place| place.back) {
        "latest_at, id"
    } else {
        "latest_at desc, id desc"
    };
    let (shelf, q) = (ask.shelf(), ask.q.trim());
    let mut sql = Sql::new("with page as (select * from (");
    let every = branches(q)
        .iter()
        .flat_map(|among| shelf.statuses().iter().map(move |status| (*among, *status)));
    for (turn, (among, status)) in every.enumerate() {
        sql.push(if turn == 0 {
            "select * from ("
        } else {
            " union select * from ("
        });
        sql.push("select t.id, t.latest_at from threads t where ");
        stands(&mut sql, agent, shelf);
        sql.push(" and t.status = ").arg(status);
        narrow(&mut sql, db, agent, among, q);
        if let Some(Place { back, keys }) = place {
            sql.push(if *back {
                " and (t.latest_at, t.id) > ("
            } else {
                " and (t.latest_at, t.id) < ("
            });
            sql.arg(keys[0]).push(", ").arg(keys[1]).push(")");
        }
        sql.push(" order by ")
            .push(order)
            .push(" limit ")
            .arg(most)
            .push(") one");
    }
    sql.push(") every order by ")
        .push(order)
        .push(" limit ")
        .arg(most);
    sql.push(
        ") select t.id, t.subject, t.latest_text, t.latest_at, t.unread, t.status, c.first_name, c.last_name, c.email,
             m.author_name as said_name, m.kind as said_kind, k.number, s.label as stage, s.labels, s.tone
           from page join threads t on t.account_id = ",
    );
    sql.arg(agent.account_id).push(
        " and t.id = page.id
           left join contacts c on c.account_id = t.account_id and c.id = t.contact_id
           left join internal_entries m on t.contact_id is null and m.account_id = t.account_id and m.id = (
             select min(e.id) from internal_entries e
             where e.account_id = t.account_id and e.thread_id = t.id and e.kind in ('UNVERIFIED', 'AUTOMATIC'))
           left join tickets k on k.account_id = t.account_id and k.id = t.ticket_id
           left join stages s on s.account_id = k.account_id and s.id = k.stage_id order by ",
    );
    sql.push(if order.ends_with("desc") {
        "t.latest_at desc, t.id desc"
    } else {
        "t.latest_at, t.id"
    });
    Ok(sql.all(db).await?)
}

fn narrow(sql: &mut Sql, db: &Db, agent: &Agent, among: Among, q: &str) {
    match among {
        Among::All => {}
        Among::Number => {
            sql.push(" and t.ticket_id in (select id from tickets where account_id = ")
                .arg(agent.account_id);
            sql.push(" and number = ").arg(number(q)).push(")");
        }
        Among::Tickets => {
            sql.push(" and t.ticket_id");
            search::tickets_with(sql, db, agent.account_id, q, Last::Beginning, None);
        }
        Among::Subjects => {
            let plain = q
                .to_lowercase()
                .replace('\\', "\\\\")
                .replace('%', "\\%")
                .replace('_', "\\_");
            sql.push(" and t.ticket_id is null and lower(t.subject) like ")
                .arg(format!("%{plain}%"))
                .push(" escape '\\'");
        }
        Among::Contact => {
            let email = mail::address::normal(q).unwrap_or_default();
            sql.push(" and t.contact_id in (select id from contacts where account_id = ")
                .arg(agent.account_id);
            sql.push(" and email = ").arg(email).push(")");
        }
    }
}

/// A thread at the desk and what belongs to it beside what stands in it, in one statement.
#[derive(Debug, Deserialize)]
pub(super) struct Beside {
    pub(super) id: i64,
    pub(super) ticket_id: Option<i64>,
    pub(super) contact_id: Option<i64>,
    pub(super) subject: String,
    pub(super) status: String,
    pub(super) spam: bool,
    pub(super) assigned_to: Option<i64>,
    number: Option<i64>,
    closed: Option<bool>,
    stage_id: Option<i64>,
    priority: Option<i64>,
    source: Option<String>,
    created_at: Option<i64>,
    original_thread_id: Option<i64>,
    /// The addresses of those who read the ticket and get answers as mails, with commas between.
    readers: Option<String>,
    /// The same of those who want no such mails.
    unmailed: Option<String>,
    pub(super) unread: bool,
    pub(super) latest_at: i64,
    pub(super) inbox: String,
    first_name: Option<String>,
    last_name: Option<String>,
    pub(super) email: Option<String>,
    phone: Option<String>,
    company: Option<String>,
    reply: Option<String>,
    comment: Option<String>,
    portal: Option<Json<Settings>>,
}

/// What the side pane says of a ticket.
#[derive(Debug)]
pub(super) struct OfTicket {
    pub(super) id: i64,
    pub(super) number: i64,
    pub(super) closed: bool,
    pub(super) stage_id: i64,
    pub(super) priority: i64,
    pub(super) source: String,
    pub(super) created_at: i64,
    /// Whether the portal shows this thread of it [V4].
    pub(super) is_original: bool,
}

impl Beside {
    /// The thread's ticket.
    pub(super) fn ticket(&self) -> Option<OfTicket> {
        Some(OfTicket {
            id: self.ticket_id?,
            number: self.number?,
            closed: self.closed?,
            stage_id: self.stage_id?,
            priority: self.priority?,
            source: self.source.clone()?,
            created_at: self.created_at?,
            is_original: self.original_thread_id == Some(self.id),
        })
    }

    /// Whether it has neither ticket nor contact: it began with a mail that cannot be said to be anybody's.
    pub(super) fn is_of_nobody(&self) -> bool {
        self.ticket_id.is_none() && self.contact_id.is_none()
    }

    /// The addresses that a reply goes to, and those of people who see it in the portal only.
    pub(super) fn readers(&self) -> (String, String) {
        let readers = if self.ticket_id.is_some() {
            &self.readers
        } else {
            &self.email
        };
        let (mut mailed, mut unmailed) = (readers.clone(), self.unmailed.clone());
        let portal = self.portal.as_ref();
        if portal.is_some_and(|Json(settings)| !settings.mails.replied) {
            let all = [mailed.take(), unmailed].into_iter().flatten();
            unmailed = Some(all.collect::<Vec<_>>().join(", "));
        }
        (mailed.unwrap_or_default(), unmailed.unwrap_or_default())
    }

    /// The contact: name, address, phone and company.
    pub(super) fn contact(&self) -> Option<(String, Option<String>, String, Option<String>)> {
        let (first, last) = (self.first_name.as_deref()?, self.last_name.as_deref()?);
        let name = full_name(first, last, self.email.as_deref());
        let phone = self.phone.clone().unwrap_or_default();
        Some((name, self.email.clone(), phone, self.company.clone()))
    }

    /// What the agent was writing, and of what kind it is. A comment is kept apart from a reply, so that it never comes back as one.
    pub(super) fn draft(&self) -> (&'static str, String) {
        match &self.comment {
            Some(comment) => ("comment", comment.clone()),
            None => ("reply", self.reply.clone().unwrap_or_default()),
        }
    }

    /// Whether the portal shows all threads of a ticket.
    pub(super) fn shows_all(&self) -> bool {
        let portal = self.portal.as_ref();
        portal.is_some_and(|Json(settings)| settings.show_all_threads)
    }
}

pub(super) async fn beside(db: &Db, agent: &Agent, thread_id: i64) -> Result<Beside> {
    let sql = "with readers as (
                 select r.email, v.role, r.id, coalesce(' ' || m.mails || ' ' like '% replied %', true) as mailed
                 from threads t
                 join ticket_viewers v on v.account_id = t.account_id and v.ticket_id = t.ticket_id
                 join contacts r on r.account_id = v.account_id and r.id = v.viewer_id
                 left join members m on m.account_id = r.account_id and m.contact_id = r.id
                 where t.account_id = $1 and t.id = $2 and r.email is not null
               )
               select t.id, t.ticket_id, t.contact_id, t.subject, t.status, t.spam, t.assigned_to,
                 k.number, k.closed, k.stage_id, k.priority, k.source, k.created_at, k.original_thread_id,
                 (select string_agg(r.email, ', ' order by r.role, r.id) from readers r where r.mailed) as readers,
                 (select string_agg(r.email, ', ' order by r.role, r.id) from readers r where not r.mailed) as unmailed,
                 t.unread, t.latest_at, i.name as inbox, c.first_name, c.last_name, c.email, c.phone, o.name as company,
                 (select d.body from drafts d where d.account_id = $1 and d.person_id = $3 and d.about_id = t.id) as reply,
                 (select d.body from drafts d where d.account_id = $1 and d.person_id = $3 and d.about_id = -t.id) as comment,
                 (select p.settings from portals p where p.account_id = $1 order by p.id limit 1) as portal
               from threads t
               join inboxes i on i.account_id = t.account_id and i.id = t.inbox_id
               left join tickets k on k.account_id = t.account_id and k.id = t.ticket_id
               left join contacts c on c.account_id = t.account_id and c.id = t.contact_id
               left join contact_companies cc on cc.account_id = c.account_id and cc.contact_id = c.id and cc.is_primary
               left join companies o on o.account_id = cc.account_id and o.id = cc.company_id
               where t.account_id = $1 and t.id = $2";
    let args = params![agent.account_id, thread_id, agent.id];
    Ok(db.one(sql, args).await?)
}

/// The internal entries of a thread after one, oldest first.
pub(super) async fn entries(
    db: &Db,
    account_id: i64,
    thread_id: i64,
    after: i64,
) -> Result<Vec<internal::Entry>> {
    let sql = "select id, thread_id, ticket_id, kind, author_id, author_name, text, html, detail, mail_id, created_at
               from internal_entries where account_id = $1 and thread_id = $2 and id > $3 order by id";
    Ok(db.all(sql, params![account_id, thread_id, after]).await?)
}

/// The files of these messages or entries, by owner.
pub(super) async fn files(
    db: &Db,
    account_id: i64,
    owners: &[i64],
) -> Result<BTreeMap<i64, Vec<Attachment>>> {
    let mut by_owner: BTreeMap<i64, Vec<Attachment>> = BTreeMap::new();
    if owners.is_empty() {
        return Ok(by_owner);
    }
    let mut sql = Sql::new(
        "select owner_id, id, name, media_type, size, sha256 from attachments where account_id = ",
    );
    sql.arg(account_id)
        .push(" and owner_id in ")
        .list(owners.iter().copied())
        .push(" order by id");
    for file in sql.all::<Attachment>(db).await? {
        by_owner.entry(file.owner_id).or_default().push(file);
    }
    Ok(by_owner)
}

/// A file of the account, whatever it belongs to: agents only.
pub(super) async fn file(db: &Db, account_id: i64, id: i64) -> Result<Attachment> {
    let sql = "select owner_id, id, name, media_type, size, sha256 from attachments where account_id = $1 and id = $2";
    Ok(db.one(sql, params![account_id, id]).await?)
}

/// Moves the files of an entry to the message that it became.
pub(super) async fn move_files(tx: &Tx, account_id: i64, from: i64, to: i64) -> Result<()> {
    let sql = "update attachments set owner_id = $3 where account_id = $1 and owner_id = $2";
    tx.run(sql, params![account_id, from, to]).await?;
    Ok(())
}

/// Whether this form added an entry before: the key stands in the entry's detail.
pub(super) async fn was_added(
    db: &Db,
    account_id: i64,
    thread_id: i64,
    detail: &str,
) -> Result<bool> {
    let sql =
        "select id from internal_entries where account_id = $1 and thread_id = $2 and detail = $3";
    Ok(db
        .maybe::<i64>(sql, params![account_id, thread_id, detail])
        .await?
        .is_some())
}

pub(super) async fn set_read(tx: &Tx, account_id: i64, thread_id: i64) -> Result<()> {
    let sql = "update threads set unread = $3 where account_id = $1 and id = $2";
    tx.run(sql, params![account_id, thread_id, false]).await?;
    Ok(())
}

pub(super) async fn set_status(
    tx: &Tx,
    account_id: i64,
    thread_id: i64,
    closed: bool,
) -> Result<()> {
    let sql = "update threads set status = $3 where account_id = $1 and id = $2";
    tx.run(
        sql,
        params![
            account_id,
            thread_id,
            if closed { "CLOSED" } else { "OPEN" }
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_assigned(
    tx: &Tx,
    account_id: i64,
    thread_id: i64,
    agent_id: Option<i64>,
) -> Result<()> {
    let sql = "update threads set assigned_to = $3 where account_id = $1 and id = $2";
    tx.run(sql, params![account_id, thread_id, agent_id])
        .await?;
    Ok(())
}

/// Whose a conversation is, where that is not known yet.
pub(super) async fn set_contact(
    tx: &Tx,
    account_id: i64,
    thread_id: i64,
    contact_id: Option<i64>,
) -> Result<()> {
    let sql = "update threads set contact_id = $3 where account_id = $1 and id = $2 and contact_id is null";
    tx.run(sql, params![account_id, thread_id, contact_id])
        .await?;
    Ok(())
}

/// The id of the newest event of the account: it grows with everything that happens.
pub(super) async fn newest_event(db: &Db, account_id: i64) -> Result<i64> {
    let sql = "select id from events where account_id = $1 order by id desc limit 1";
    Ok(db
        .maybe(sql, params![account_id])
        .await?
        .unwrap_or_default())
}

/// Who was the last to say something in a thread after this id, if it was somebody else.
pub(super) async fn said_since(
    db: &Db,
    agent: &Agent,
    thread_id: i64,
    after: i64,
) -> Result<Option<String>> {
    let sql =
        "select sender_name from messages where account_id = $1 and thread_id = $2 and id > $3
                 and (sender_id is null or sender_id <> $4) order by id desc limit 1";
    let asked = params![agent.account_id, thread_id, after, agent.id];
    Ok(db.maybe(sql, asked).await?)
}

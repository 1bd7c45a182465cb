//! Who stood in copy of a customer's mail. A mail adds no readers (security.md A1): they are proposed at the desk, and an agent
//! makes them participants, or does not [P12].

use base::Result;
use db::{Db, Tx, params};
use people::team;
use serde::{Deserialize, Serialize};

/// Somebody who could be made a participant.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Proposal {
    /// Their address.
    pub(crate) email: String,
    /// What the mail calls them, may be empty.
    pub(crate) name: String,
    /// Who wrote the mail.
    written_by: String,
    /// When.
    written_at: i64,
}

/// Notes that somebody stood in copy of a mail. What is no address, or the team's own, is nobody.
pub async fn add(
    tx: &Tx,
    account_id: i64,
    thread_id: i64,
    message_id: i64,
    email: &str,
    name: &str,
) -> Result<()> {
    let Some(email) = mail::address::normal(email) else {
        return Ok(());
    };
    if team::is_ours(tx, account_id, &email).await? {
        return Ok(());
    }
    tx.run(
        "insert into proposals (account_id, thread_id, email, name, message_id) values ($1, $2, $3, $4, $5) on conflict do nothing",
        params![account_id, thread_id, email, name, message_id],
    )
    .await?;
    Ok(())
}

/// Who is proposed for a ticket: those who do not read it yet, and are no agents.
pub(crate) async fn of(db: &Db, account_id: i64, ticket_id: i64) -> Result<Vec<Proposal>> {
    let sql = "select p.email, p.name, m.sender_name as written_by, m.created_at as written_at
               from threads t
               join proposals p on p.account_id = t.account_id and p.thread_id = t.id
               join messages m on m.account_id = p.account_id and m.id = p.message_id
               where t.account_id = $1 and t.ticket_id = $2
                 and not exists (select 1 from agents a where a.account_id = $1 and a.email = p.email)
                 and not exists (select 1 from ticket_viewers v where v.account_id = $1 and v.ticket_id = $2 and v.viewer_id in (
                   select c.id from contacts c where c.account_id = $1 and c.email = p.email
                   union all
                   select d.contact_id from contact_addresses d where d.account_id = $1 and d.email = p.email))
               order by p.message_id, p.email limit 50";
    let mut all: Vec<Proposal> = db.all(sql, params![account_id, ticket_id]).await?;
    // the same person may stand in copy in several conversations of the ticket
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|one| seen.insert(one.email.clone()));
    Ok(all)
}

//! Who a member is, as their copy says it.

use base::Result;
use db::{Db, params};
use serde::{Deserialize, Serialize};

use super::{Content, Part, Request};
use crate::consent::{self, Consent};

#[derive(Serialize)]
struct Profile {
    person: Person,
    further_addresses: Vec<String>,
    sessions: Vec<Session>,
    consents: Vec<Consent>,
}

/// Times are milliseconds UTC since 1970.
#[derive(Deserialize, Serialize)]
struct Person {
    email: Option<String>,
    first_name: String,
    last_name: String,
    phone: String,
    company: Option<String>,
    known_since: i64,
    member_since: Option<i64>,
    language: Option<String>,
    time_zone: Option<String>,
    mails: Option<String>,
}

#[derive(Deserialize, Serialize)]
struct Session {
    created_at: i64,
    last_seen_at: i64,
    user_agent: String,
}

pub(super) async fn part(db: &Db, account_id: i64, request: &Request) -> Result<Part> {
    let contact_id = request.contact_id;
    let person = "select c.email, c.first_name, c.last_name, c.phone, o.name as company, c.created_at as known_since,
           m.created_at as member_since, m.language, m.time_zone, m.mails
         from contacts c
         left join members m on m.account_id = c.account_id and m.contact_id = c.id
         left join contact_companies cc on cc.account_id = c.account_id and cc.contact_id = c.id and cc.is_primary
         left join companies o on o.account_id = cc.account_id and o.id = cc.company_id
         where c.account_id = $1 and c.id = $2";
    let addresses = "select email from contact_addresses where account_id = $1 and contact_id = $2 order by email";
    let sessions = "select created_at, last_seen_at, user_agent from sessions
         where account_id = $1 and person_id = $2 and kind = 'member' order by created_at";
    let whose = || params![account_id, contact_id];
    let profile = Profile {
        person: db.one(person, whose()).await?,
        further_addresses: db.all(addresses, whose()).await?,
        sessions: db.all(sessions, whose()).await?,
        consents: consent::of(db, account_id, contact_id).await?,
    };
    Part::json("profile.json", &profile)
}

impl Part {
    /// A part that is JSON, for people to read and programs to take.
    pub fn json(name: impl Into<String>, data: &impl Serialize) -> Result<Part> {
        let text = serde_json::to_vec_pretty(data).map_err(base::Error::internal)?;
        Ok(Part {
            name: name.into(),
            content: Content::Bytes(text),
        })
    }
}

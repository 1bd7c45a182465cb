//! The customers of bulk data: ten to a company, all of them members.

use std::collections::BTreeMap;

use anyhow::Result;
use base::App;
use db::{Tx, Value, params};
use serde::Deserialize;

use crate::commands::Plain;

/// Somebody whose tickets are made.
#[derive(Clone)]
pub(super) struct Customer {
    pub(super) id: i64,
    pub(super) company_id: Option<i64>,
    pub(super) name: String,
}

/// How many belong to one company.
const A_COMPANY: i64 = 10;
const FIRST: [&str; 12] = [
    "Anna", "Ben", "Clara", "David", "Ewa", "Finn", "Greta", "Hugo", "Ines", "Jakub", "Karin",
    "Leo",
];
const LAST: [&str; 11] = [
    "Adler", "Baker", "Costa", "Dubois", "Ekman", "Fischer", "Garcia", "Hansen", "Ivanov",
    "Jansen", "Kowalski",
];

/// customer1 to customerN, those that are there already and those that are made now.
pub(super) async fn all(
    app: &App,
    account_id: i64,
    count: i64,
    hash: &str,
) -> Result<Vec<Customer>> {
    let mut known = there(app, account_id).await?;
    let (mut companies, mut contacts, mut ties, mut members) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut all, mut company_id) = (Vec::new(), None);
    let now = app.now();
    for n in 1..=count {
        let email = format!("customer{n}@load.test");
        let place = usize::try_from(n)?;
        let (first, last) = (FIRST[place % FIRST.len()], LAST[place % LAST.len()]);
        if n % A_COMPANY == 1 {
            company_id = None;
        }
        if let Some((id, company)) = known.remove(&email) {
            company_id = company_id.or(company);
            all.push(Customer {
                id,
                company_id: company,
                name: format!("{first} {last}"),
            });
            continue;
        }
        let company = *company_id.get_or_insert_with(|| {
            let id = app.id();
            let name = format!("Company {}", (n - 1) / A_COMPANY + 1);
            companies.extend(params![account_id, id, name, "load.test", now]);
            id
        });
        let id = app.id();
        contacts.extend(params![account_id, id, email, first, last, "", now, now]);
        ties.extend(params![account_id, id, company, true]);
        members.extend(params![
            account_id,
            id,
            hash,
            now,
            "opened replied closed",
            "UTC",
            now
        ]);
        all.push(Customer {
            id,
            company_id: Some(company),
            name: format!("{first} {last}"),
        });
    }
    let tx = app.db.begin().await?;
    insert(&tx, companies, contacts, ties, members).await?;
    let sql = "update members set password_hash = $2 where account_id = $1 and contact_id in
               (select id from contacts where account_id = $1 and email like 'customer%@load.test')";
    tx.run(sql, params![account_id, hash]).await?;
    tx.commit().await?;
    people::upgrade(app).await.plain()?; // what they are found by
    Ok(all)
}

async fn insert(
    tx: &Tx,
    companies: Vec<Value>,
    contacts: Vec<Value>,
    ties: Vec<Value>,
    members: Vec<Value>,
) -> Result<()> {
    tx.insert_many(
        "companies",
        &["account_id", "id", "name", "domain", "created_at"],
        companies,
    )
    .await?;
    let columns = [
        "account_id",
        "id",
        "email",
        "first_name",
        "last_name",
        "phone",
        "created_at",
        "updated_at",
    ];
    tx.insert_many("contacts", &columns, contacts).await?;
    tx.insert_many(
        "contact_companies",
        &["account_id", "contact_id", "company_id", "is_primary"],
        ties,
    )
    .await?;
    let columns = [
        "account_id",
        "contact_id",
        "password_hash",
        "verified_at",
        "mails",
        "time_zone",
        "created_at",
    ];
    tx.insert_many("members", &columns, members).await?;
    Ok(())
}

/// Customers of an earlier load.
async fn there(app: &App, account_id: i64) -> Result<BTreeMap<String, (i64, Option<i64>)>> {
    #[derive(Deserialize)]
    struct Row {
        email: String,
        id: i64,
        company_id: Option<i64>,
    }
    let sql = "select c.email, c.id, cc.company_id from contacts c
               left join contact_companies cc on cc.account_id = c.account_id and cc.contact_id = c.id and cc.is_primary
               where c.account_id = $1 and c.email like 'customer%@load.test'";
    let rows: Vec<Row> = app.db.all(sql, params![account_id]).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.email, (row.id, row.company_id)))
        .collect())
}

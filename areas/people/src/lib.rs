//! People: contacts and companies, who write to us, the lists they stand in, and agents, who answer.

pub mod agents;
pub mod audit;
pub mod companies;
pub mod contacts;
mod fold;
pub mod lists;
pub mod team;
mod upgrade;

pub use upgrade::upgrade;

base::pages! {
    "agents/" in "src/agents/pages/",
    "audit/" in "src/audit/pages/",
    "companies/" in "src/companies/pages/",
    "contacts/" in "src/contacts/pages/",
    "lists/" in "src/lists/pages/",
}

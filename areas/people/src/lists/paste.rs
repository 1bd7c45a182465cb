//! Putting people into a static list by their addresses, as they are pasted from a mail or a spreadsheet.

use base::{Actor, App, Result};
use db::Tx;

use crate::{contacts, team};

/// The most addresses that are taken at once.
pub(super) const ADDRESSES: usize = 1_000;

/// What became of pasted addresses, each as it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted {
    /// Now in the list.
    pub added: Vec<String>,
    /// In it before.
    pub already: Vec<String>,
    /// No contact has it.
    pub unknown: Vec<String>,
    /// The team's own.
    pub ours: Vec<String>,
    /// No addresses.
    pub wrong: Vec<String>,
}

/// Puts the contacts of these addresses into a static list. Those of addresses that nobody has are made, if so asked.
///
/// # Errors
/// [`base::Error::Conflict`] when the list is active.
pub async fn add_addresses(
    tx: &Tx,
    app: &App,
    account_id: i64,
    by: &Actor,
    list_id: i64,
    addresses: &[String],
    makes_contacts: bool,
) -> Result<Pasted> {
    let (mut pasted, mut found) = (Pasted::default(), Vec::new());
    for written in addresses.iter().take(ADDRESSES) {
        let Some(email) = mail::address::normal(written) else {
            pasted.wrong.push(written.clone());
            continue;
        };
        match contacts::by_email(tx, account_id, &email).await? {
            Some(contact) => found.push((contact.id, email)),
            None if team::is_ours(tx, account_id, &email).await? => {
                pasted.ours.push(written.clone());
            }
            None if makes_contacts => {
                let none = contacts::Details::default();
                let new = contacts::create(tx, app, account_id, by, Some(&email), &none).await?;
                found.push((new.id, email));
            }
            None => pasted.unknown.push(written.clone()),
        }
    }
    let ids: Vec<i64> = found.iter().map(|(id, _)| *id).collect();
    let added = super::pick(tx, app, account_id, by, list_id, &ids).await?;
    for (id, email) in found {
        let kind = if added.contains(&id) {
            &mut pasted.added
        } else {
            &mut pasted.already
        };
        kind.push(email);
    }
    Ok(pasted)
}

/// The addresses in a pasted text, each once: one a line or with commas, semicolons or blanks between; of `Name <address>` the address.
pub(super) fn split(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for piece in text.split(['\n', ',', ';', '\t']) {
        let inside = piece
            .split_once('<')
            .map(|(_, rest)| rest.split('>').next().unwrap_or_default());
        for address in inside.unwrap_or(piece).split_whitespace() {
            if !all.iter().any(|known| known.eq_ignore_ascii_case(address)) {
                all.push(address.to_owned());
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn addresses_are_found_however_they_were_pasted() {
        let pasted = "Ann Archer <ann@acme.test>, bob@acme.test;eve@alone.test\n\nBOB@acme.test\tmax@x.test nobody";
        let expected = [
            "ann@acme.test",
            "bob@acme.test",
            "eve@alone.test",
            "max@x.test",
            "nobody",
        ];
        assert_eq!(split(pasted), expected);
        assert!(split(" \n").is_empty());
    }
}

//! What members find: for each viewer and word the tickets, gathered while tickets are made and written in the order of the index.

use std::collections::{BTreeSet, HashMap};

use anyhow::Result;
use base::{App, search};
use db::{Value, params};

/// Tickets of one row.
const PART: usize = 200;
/// Values of one transaction.
const VALUES: usize = 500_000;
const COLUMNS: [&str; 5] = ["account_id", "viewer_id", "word", "part", "tickets"];

/// The lists of each viewer.
#[derive(Default)]
pub(super) struct Lists(HashMap<i64, HashMap<Box<str>, Vec<i64>>>);

impl Lists {
    /// Adds the words of some tickets.
    pub(super) fn add(&mut self, tickets: &[(i64, Vec<i64>, BTreeSet<String>)]) {
        for (ticket_id, viewers, words) in tickets {
            for viewer in viewers {
                let lists = self.0.entry(*viewer).or_default();
                for word in words {
                    match lists.get_mut(word.as_str()) {
                        Some(list) => list.push(*ticket_id),
                        None => drop(lists.insert(word.as_str().into(), vec![*ticket_id])),
                    }
                }
            }
        }
    }

    /// Writes them; each row is set aside under its last ticket, so that the next load adds others.
    pub(super) async fn write(self, app: &App, account_id: i64) -> Result<()> {
        let mut viewers: Vec<_> = self.0.into_iter().collect();
        viewers.sort_unstable_by_key(|(viewer, _)| *viewer);
        let mut values = Vec::new();
        for (viewer, lists) in viewers {
            let mut lists: Vec<_> = lists.into_iter().collect();
            lists.sort_unstable_by(|a, b| a.0.cmp(&b.0));
            for (word, tickets) in &lists {
                for part in tickets.chunks(PART) {
                    let text: String = part.iter().copied().map(search::entry).collect();
                    let last = part[part.len() - 1];
                    values.extend(params![account_id, viewer, &**word, last, text]);
                }
            }
            if values.len() > VALUES {
                insert(app, std::mem::take(&mut values)).await?;
            }
        }
        insert(app, values).await
    }
}

async fn insert(app: &App, values: Vec<Value>) -> Result<()> {
    let tx = app.db.begin().await?;
    tx.insert_many("search_lists", &COLUMNS, values).await?;
    tx.commit().await?;
    Ok(())
}

//! The state of the list, as it stands in its address: view, status, words, order and place [P1]. Whatever an address says,
//! it is some list.

use base::view::encode;
use serde::{Deserialize, Serialize};
use web::keyset::Place;

use super::access::Whose;

/// What is asked of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// `mine` or `org`.
    pub view: String,
    /// `open`, `closed` or all.
    pub status: String,
    /// Words to search for.
    pub q: String,
    /// `activity`, `created`, `status` or `priority`.
    pub sort: String,
    /// A place in the list.
    pub at: String,
}

/// The orders of the list, each served by an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Newest public activity first.
    Activity,
    /// Newest first.
    Created,
    /// Open first, then by activity.
    Status,
    /// Most urgent first, then by activity.
    Priority,
}

/// The same order said in the ways that a statement needs.
pub(super) struct Keys {
    /// The keys of a row, named.
    pub(super) named: &'static str,
    /// The keys of a row, to compare.
    pub(super) tuple: &'static str,
    /// First page to last.
    pub(super) onward: &'static str,
    /// Last page to first.
    pub(super) back: &'static str,
    /// How many.
    pub(super) count: usize,
}

impl Sort {
    /// The sort keys, as columns of `ticket_viewers`; the unique one last.
    pub(super) fn keys(self) -> Keys {
        let two = |named, tuple| Keys {
            named,
            tuple,
            onward: "k0 desc, k1 desc",
            back: "k0, k1",
            count: 2,
        };
        let three = |named, tuple| Keys {
            named,
            tuple,
            onward: "k0 desc, k1 desc, k2 desc",
            back: "k0, k1, k2",
            count: 3,
        };
        match self {
            Sort::Activity => two(
                "v.last_activity_at as k0, v.ticket_id as k1",
                "(v.last_activity_at, v.ticket_id)",
            ),
            Sort::Created => Keys {
                named: "v.ticket_id as k0",
                tuple: "v.ticket_id",
                onward: "k0 desc",
                back: "k0",
                count: 1,
            },
            Sort::Status => three(
                "v.open as k0, v.last_activity_at as k1, v.ticket_id as k2",
                "(v.open, v.last_activity_at, v.ticket_id)",
            ),
            Sort::Priority => three(
                "v.priority as k0, v.last_activity_at as k1, v.ticket_id as k2",
                "(v.priority, v.last_activity_at, v.ticket_id)",
            ),
        }
    }
}

impl Filter {
    /// Whose tickets.
    pub fn whose(&self) -> Whose {
        if self.view == "mine" {
            Whose::Mine
        } else {
            Whose::Org
        }
    }

    /// Only open ones, only closed ones, or all.
    pub fn open(&self) -> Option<bool> {
        match self.status.as_str() {
            "open" => Some(true),
            "closed" => Some(false),
            _ => None,
        }
    }

    /// In which order.
    pub fn sort(&self) -> Sort {
        match self.sort.as_str() {
            "created" => Sort::Created,
            "status" => Sort::Status,
            "priority" => Sort::Priority,
            _ => Sort::Activity,
        }
    }

    /// From which place on.
    pub fn place(&self) -> Option<Place> {
        Place::from_text(&self.at, self.sort().keys().count)
    }

    /// Whether anything narrows the list.
    pub fn is_narrow(&self) -> bool {
        !self.q.trim().is_empty() || self.open().is_some()
    }

    /// The address of this list with one thing changed; a changed list begins at its beginning.
    pub fn with(&self, name: &str, value: &str) -> String {
        let mut parts = Vec::new();
        for (key, own) in [
            ("view", &self.view),
            ("status", &self.status),
            ("q", &self.q),
            ("sort", &self.sort),
        ] {
            let value = if key == name { value } else { own.as_str() };
            if !value.is_empty() {
                parts.push(format!("{key}={}", encode(value)));
            }
        }
        if name == "at" {
            parts.push(format!("at={}", encode(value)));
        }
        format!("?{}", parts.join("&"))
    }
}

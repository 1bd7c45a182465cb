//! Who did something, as it is written beside what they did.

use serde::{Deserialize, Serialize};

/// Whoever acts: each change a person makes names one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// What sort of actor.
    pub kind: Kind,
    /// The agent's or contact's id; 0 for the rest.
    pub id: i64,
    /// The name at the time.
    pub name: String,
}

/// The sorts of actors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A person of the company, signed in at the desk.
    Agent,
    /// A customer: signed in, or by a mail that passed the sender check.
    Contact,
    /// The program itself, a command or a rule.
    System,
}

impl Kind {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Agent => "agent",
            Kind::Contact => "contact",
            Kind::System => "system",
        }
    }
}

impl Actor {
    /// An agent.
    pub fn agent(id: i64, name: impl Into<String>) -> Actor {
        Actor {
            kind: Kind::Agent,
            id,
            name: name.into(),
        }
    }

    /// A customer.
    pub fn contact(id: i64, name: impl Into<String>) -> Actor {
        Actor {
            kind: Kind::Contact,
            id,
            name: name.into(),
        }
    }

    /// The program.
    pub fn system() -> Actor {
        Actor {
            kind: Kind::System,
            id: 0,
            name: String::new(),
        }
    }
}

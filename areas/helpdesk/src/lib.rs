//! The help desk: inboxes, conversations and tickets. It knows nothing of how mail travels: what follows from what happens
//! here is the root's `reactions.rs`.

pub mod inboxes;
pub mod pipelines;
pub mod properties;
// below: each may use those above
pub mod conversations;
pub mod tickets;

base::pages! {
    "conversations/" in "src/conversations/pages/",
    "tickets/" in "src/tickets/pages/",
}

//! The help desk: inboxes, conversations and tickets. It knows nothing of how mail travels: what follows from what happens
//! here is the root's `reactions.rs`.

pub mod inboxes;
pub mod pipelines;
pub mod properties;
// below: each may use those above
pub mod conversations;
pub mod tickets;

/// Templates of this area.
#[derive(rust_embed::Embed)]
#[folder = "src/"]
#[include = "*/pages/*.html"]
struct Pages;

/// The source of one of this area's templates.
pub fn page(name: &str) -> Option<std::borrow::Cow<'static, str>> {
    base::view::embedded(Pages::get(&base::view::place(name)?))
}

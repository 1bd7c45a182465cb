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

/// Templates of this area.
#[derive(rust_embed::Embed)]
#[folder = "src/"]
#[include = "*/pages/*.html"]
struct Pages;

/// The source of one of this area's templates.
pub fn page(name: &str) -> Option<std::borrow::Cow<'static, str>> {
    base::view::embedded(Pages::get(&base::view::place(name)?))
}

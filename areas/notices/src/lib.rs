//! Notices: what people are told when something happened: mails to customers about their tickets [P13] and about their login.

pub mod account;
pub mod mails;

pub use mails::{answered, closed, opened};

/// Templates of this area.
#[derive(rust_embed::Embed)]
#[folder = "src/"]
#[include = "*/pages/*.html"]
#[include = "*/pages/*.txt"]
struct Pages;

/// The source of one of this area's templates.
pub fn page(name: &str) -> Option<std::borrow::Cow<'static, str>> {
    base::view::embedded(Pages::get(&base::view::place(name)?))
}

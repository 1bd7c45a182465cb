//! Channels: how messages come to the help desk and leave it, other than by the portal. E-mail for now.

pub mod caught;
// below: each may use those above
pub mod email;

/// Templates of this area.
#[derive(rust_embed::Embed)]
#[folder = "src/"]
#[include = "*/pages/*.html"]
struct Pages;

/// The source of one of this area's templates.
pub fn page(name: &str) -> Option<std::borrow::Cow<'static, str>> {
    base::view::embedded(Pages::get(&base::view::place(name)?))
}

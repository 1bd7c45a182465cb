//! What customers come to: portals, the domains they answer on, members and how they sign in.

pub mod domains;
pub mod members;
pub mod portals;
pub mod signin;

/// Templates of this area.
#[derive(rust_embed::Embed)]
#[folder = "src/"]
#[include = "*/pages/*.html"]
struct Pages;

/// The source of one of this area's templates.
pub fn page(name: &str) -> Option<std::borrow::Cow<'static, str>> {
    base::view::embedded(Pages::get(&base::view::place(name)?))
}

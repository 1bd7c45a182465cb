//! What customers come to: portals, the domains they answer on, members and how they sign in.

pub mod consent;
pub mod domains;
pub mod portals;
pub mod templates;
// below: each may use those above
pub mod account;
pub mod asks;
pub mod erasure;
pub mod factors;
pub mod invitations;
pub mod members;
pub mod privacy;
pub mod registration;
pub mod signin;
pub mod sso;

/// The administrators' pages of this area, on the desk's host.
pub fn settings_routes() -> axum::Router<base::App> {
    axum::Router::new()
        .merge(portals::settings_routes())
        .merge(members::settings_routes())
        .merge(domains::settings_routes())
        .merge(templates::settings_routes())
        .merge(erasure::settings_routes())
}

/// Templates of this area.
#[derive(rust_embed::Embed)]
#[folder = "src/"]
#[include = "*/pages/*.html"]
struct Pages;

/// The source of one of this area's templates.
pub fn page(name: &str) -> Option<std::borrow::Cow<'static, str>> {
    base::view::embedded(Pages::get(&base::view::place(name)?))
}

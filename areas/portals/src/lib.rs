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

base::pages! {
    "account/" in "src/account/pages/",
    "domains/" in "src/domains/pages/",
    "erasure/" in "src/erasure/pages/",
    "members/" in "src/members/pages/",
    "portals/" in "src/portals/pages/",
    "privacy/" in "src/privacy/pages/",
    "registration/" in "src/registration/pages/",
    "signin/" in "src/signin/pages/",
    "sso/" in "src/sso/pages/",
    "templates/" in "src/templates/pages/",
}

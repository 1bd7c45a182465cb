//! What every area stands on: the app with its database, files, clock and ids; who acts; what happened; how a page is drawn;
//! how things fail. No ticket, portal or agent is known here.

pub mod actor;
pub mod app;
pub mod config;
pub mod draft;
pub mod erasure;
pub mod error;
pub mod event;
pub mod factors;
pub mod files;
pub mod form;
pub mod id;
pub mod keys;
pub mod live;
pub mod network;
pub mod outbox;
pub mod password;
pub mod password_rules;
pub mod path;
pub mod search;
pub mod secret;
pub mod sessions;
pub mod sso;
pub mod upload;
pub mod view;

pub use actor::Actor;
pub use app::App;
pub use error::{Error, Problems, Result};
pub use event::Event;
pub use view::View;

/// Templates of this area, as [`view::Source`] finds them: `failure.html` is `pages/failure.html`.
#[derive(rust_embed::Embed)]
#[folder = "src/pages/"]
struct Pages;

/// Those of its slices: `factors/factor.html` is `factors/pages/factor.html`.
#[derive(rust_embed::Embed)]
#[folder = "src/"]
#[include = "*/pages/*.html"]
struct SlicePages;

/// The source of one of this area's templates.
pub fn page(name: &str) -> Option<std::borrow::Cow<'static, str>> {
    match view::place(name) {
        Some(place) => view::embedded(SlicePages::get(&place)),
        None => view::embedded(Pages::get(name)),
    }
}

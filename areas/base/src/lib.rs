//! What every area stands on: the app with its database, files, clock and ids; who acts; what happened; how a page is drawn;
//! how things fail. No ticket, portal or agent is known here.

pub mod account;
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

pages! {
    "factors/" in "src/factors/pages/",
    "sso/" in "src/sso/pages/",
    "" in "src/pages/",
}

//! A real browser in front of a real `portico`: what the stories in `tests` are told with.
//!
//! A [`Demo`] is a running Portico with its own data, a [`Chrome`] drives Debian's Chromium, a [`Visitor`] is somebody who
//! looks at pages with it. All end with their value, also when a story fails. Needs `cargo build` and, for [`checks`],
//! `npm ci` in this folder; `PORTICO_SCREENSHOTS=DIR` keeps pictures of every screen.

pub mod checks;
mod chrome;
mod demo;
mod providers;
mod until;
mod visitor;

pub use chrome::{Chrome, Scripts};
pub use demo::{Demo, Login};
pub use providers::Providers;
pub use until::until;
pub use visitor::Visitor;

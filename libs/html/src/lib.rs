//! Text that strangers wrote: made safe to show, readable without markup, and findable.
//!
//! Everything that comes from a mail, a form or an editor passes [`sanitize`] before it reaches a
//! page. What people type is [`markdown`] or plain text ([`from_text`]); both end in safe HTML.
//! [`to_text`] goes the other way, and [`fold`], [`words`] and [`excerpt`] are what search needs.

mod forms;
mod lexer;
mod markdown;
mod plain;
mod policy;
mod sanitize;
mod search;
mod structure;
mod text;

#[cfg(test)]
mod tests;

pub use forms::{Field, Form, forms};
pub use markdown::markdown;
pub use plain::to_text;
pub use sanitize::sanitize;
pub use search::{excerpt, fold, words};
pub use text::{escape, escape_to, from_text, snippet};

//! Notices: what people are told when something happened: mails to customers about their tickets [P13] and about their login.

pub mod account;
pub mod mails;

pub use mails::{answered, closed, opened};

base::pages! {
    "account/" in "src/account/pages/",
    "mails/" in "src/mails/pages/",
}

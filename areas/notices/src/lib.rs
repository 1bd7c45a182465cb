//! Notices: what people are told when something happened: mails to customers about their tickets [P13] and about their login.

use channels::email::ChannelAccount;
use portals::domains::Domain;

pub mod account;
pub mod mails;

pub use mails::{answered, closed, opened};

base::pages! {
    "account/" in "src/account/pages/",
    "mails/" in "src/mails/pages/",
}

/// The name that mails come from: the connected address's, else the company's.
fn sender_name<'a>(channel: Option<&'a ChannelAccount>, company: &'a str) -> &'a str {
    let chosen = channel.map(|it| it.settings.0.from_name.as_str());
    chosen.filter(|name| !name.is_empty()).unwrap_or(company)
}

/// The address that mails come from. Without a connected one they are only ever caught.
fn sender_email(channel: Option<&ChannelAccount>, domain: Option<&Domain>) -> String {
    if let Some(channel) = channel {
        return channel.address.clone();
    }
    let host = domain.map_or("localhost", |it| it.host.as_str());
    mail::address::normal(&format!("support@{host}"))
        .unwrap_or_else(|| "support@localhost".to_owned())
}

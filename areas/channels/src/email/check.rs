//! Whether the servers of a connected address answer and let us in: for `portico doctor` and settings pages.

use base::App;
use mail::imap::Mailbox;
use mail::smtp::Smtp as Sender;

use super::{ChannelAccount, Imap, Smtp, chain, told};

/// Signs in to each server of an address; answers `IMAP` or `SMTP` and what was wrong.
pub async fn check(app: &App, account: &ChannelAccount) -> Vec<(&'static str, Result<(), String>)> {
    let mut all = Vec::new();
    if let Some(imap) = &account.settings.0.imap {
        all.push(("IMAP", reads(app, imap).await));
    }
    if let Some(smtp) = &account.settings.0.smtp {
        all.push(("SMTP", sends(app, smtp).await));
    }
    all
}

async fn reads(app: &App, imap: &Imap) -> Result<(), String> {
    let config = imap.config(&app.keys).map_err(|error| told(&error))?;
    Mailbox::connect(&config)
        .await
        .map(drop)
        .map_err(|error| chain(&error))
}

async fn sends(app: &App, smtp: &Smtp) -> Result<(), String> {
    let config = smtp.config(&app.keys).map_err(|error| told(&error))?;
    let sender = Sender::new(&config).map_err(|error| chain(&error))?;
    sender.check().await.map_err(|error| chain(&error))
}

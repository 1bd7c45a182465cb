//! What a version before left out of contacts and companies: the text that filters compare and the words that people are found by.

use base::{App, Result};

use crate::{companies, contacts, lists};

/// How many rows one transaction takes: others write in between.
const STRIDE: i64 = 500;

/// Fills it; nothing to do in a database that this version has filled. Runs before anything is served.
pub async fn upgrade(app: &App) -> Result<()> {
    let mut filled = 0;
    loop {
        let tx = app.db.begin().await?;
        let count = match companies::settle_missing(&tx, STRIDE).await? {
            0 => contacts::settle_missing(&tx, STRIDE).await?,
            some => some,
        };
        tx.commit().await?;
        if count == 0 {
            break;
        }
        filled += count;
    }
    if filled > 0 {
        lists::refresh_everywhere(app).await?;
    }
    Ok(())
}

//! `portico migrate`.

use anyhow::Result;

use super::{Place, make_folders, open, out};

pub(super) async fn run(place: &Place) -> Result<()> {
    let mut start = place.read()?;
    start.auto_migrate = false;
    make_folders(&start.config)?;
    let db = db::Db::open(&start.config.database_url).await?;
    let missing = db.missing(&crate::migrations()).await?;
    db.migrate(&crate::migrations()).await?;
    db.close().await;
    open(start, crate::system_clock()).await?.db.close().await;
    for name in &missing {
        out(format!("applied {name}"));
    }
    out(if missing.is_empty() {
        "nothing to apply: the database is up to date"
    } else {
        "the database is up to date"
    });
    Ok(())
}

//! `portico serve`.

use anyhow::Result;

use super::{Place, open};
use crate::serve;

pub(super) async fn run(place: &Place) -> Result<()> {
    let app = open(place.read()?, crate::system_clock()).await?;
    let listener = serve::bind(&app).await?;
    let listen = listener.local_addr()?;
    tracing::info!(%listen, desk = app.config.app_url, "ready");
    serve::run(app, listener, serve::asked_to_stop()).await
}

//! placeholder
use axum::Router;
use base::App;
/// x
pub fn routes() -> Router<App> { Router::new() }

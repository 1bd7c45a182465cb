//! placeholder
use axum::Router;
use base::App;
/// x
pub struct Shown;
/// x
pub fn routes() -> Router<App> { Router::new() }

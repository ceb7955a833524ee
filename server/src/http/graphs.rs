//! The Graph Store Protocol, reading.

use std::sync::Arc;

use axum::Router;

use super::app::App;

/// The routes.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
}

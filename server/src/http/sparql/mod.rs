//! The SPARQL 1.1 protocol, answered by worker processes.

pub(crate) mod settings;

use std::sync::Arc;

use axum::Router;
use registry::Registry;

use super::app::App;
use super::settings::Settings;
use crate::failure::Result;

/// The workers.
pub(crate) struct Pool {}

/// Starts the workers.
pub(crate) fn new(_settings: &Settings, _registry: &Arc<Registry>) -> Result<Pool> {
    Ok(Pool {})
}

/// The routes.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
}

impl Pool {
    /// Something was published: queries from now on must see it.
    pub(crate) fn published(&self, _registry: &Arc<Registry>) {}

    /// Whether queries can be answered.
    pub(crate) fn is_ready(&self) -> bool {
        true
    }

    /// Ends the workers.
    pub(crate) async fn stop(&self) {}
}

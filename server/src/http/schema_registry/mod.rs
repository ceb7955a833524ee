//! The Confluent-compatible protocol over the Avro projection.

use std::sync::Arc;

use axum::Router;
use registry::{Published, Registry};

use super::app::App;
use super::settings::Settings;
use crate::failure::Result;

/// Subjects and ids.
pub(crate) struct Schemas {}

/// Reads them from the registry.
pub(crate) fn new(_settings: &Settings, _registry: &Arc<Registry>) -> Result<Schemas> {
    Ok(Schemas {})
}

/// The routes.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
}

impl Schemas {
    /// These graphs were published.
    pub(crate) fn published(&self, _registry: &Arc<Registry>, _published: &[Published]) {}
}

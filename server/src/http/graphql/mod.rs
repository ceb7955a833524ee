//! GraphQL over models, containers and mappings.

pub(crate) mod settings;

use std::sync::Arc;

use axum::Router;
use registry::Registry;

use super::app::App;
use super::settings::Settings;
use crate::failure::Result;

/// The schema.
pub(crate) struct Api {}

/// Makes the schema.
pub(crate) fn new(_settings: &Settings, _registry: &Arc<Registry>) -> Result<Api> {
    Ok(Api {})
}

/// The routes.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
}

impl Api {
    /// Something was published: queries from now on must see it.
    pub(crate) fn published(&self, _registry: &Arc<Registry>) {}
}

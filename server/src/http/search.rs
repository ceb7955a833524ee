//! Search over labels, descriptions and names.

use std::sync::Arc;

use registry::{Published, Registry};
use utoipa_axum::router::OpenApiRouter;

use super::app::App;
use super::settings::Settings;
use crate::failure::Result;

/// The index.
pub(crate) struct Search {}

/// Makes the index, and brings it up to date.
pub(crate) fn new(_settings: &Settings, _registry: &Arc<Registry>) -> Result<Search> {
    Ok(Search {})
}

/// The routes.
pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
}

impl Search {
    /// These graphs were published.
    pub(crate) fn published(&self, _registry: &Arc<Registry>, _published: &[Published]) {}
}

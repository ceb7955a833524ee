//! The documented interface, `/api/v1`: the registry of models.

mod author;
pub(crate) mod backups;
mod dependencies;
pub(crate) mod find;
pub(crate) mod formats;
pub(crate) mod kinds;
mod models;
pub(crate) mod outcomes;
pub(crate) mod outline;
pub(crate) mod problems;
mod publications;
mod retire;
mod tags;
mod trail;
mod versions;
pub(crate) mod wire;
mod write;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::app::App;

/// The routes.
pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(models::list))
        .routes(routes!(models::read, write::put, retire::model))
        .routes(routes!(retire::graph))
        .routes(routes!(versions::versions))
        .routes(routes!(versions::diff))
        .routes(routes!(dependencies::dependencies))
        .routes(routes!(dependencies::dependents))
        .routes(routes!(dependencies::extensions))
        .routes(routes!(publications::publish))
        .routes(routes!(trail::audit))
        .routes(routes!(backups::backup))
}

//! The server's HTTP surface: one router over one [`app::App`], and `serve`, which runs it.
//!
//! Every module exports `routes()`; those of the documented interface (`/api/v1`) describe
//! themselves for OpenAPI at the same place. All reads go through the caller's view, and
//! all writes through [`publish`].

mod api;
pub(crate) mod app;
mod artifacts;
pub(crate) mod auth;
mod caller;
mod graphql;
mod graphs;
mod limits;
mod metrics;
mod pool;
pub(crate) mod problem;
pub(crate) mod publish;
mod schema_registry;
mod search;
pub(crate) mod settings;
mod sparql;
mod terms;

use std::sync::Arc;

use axum::Router;
use utoipa_axum::router::OpenApiRouter;

use app::App;

/// What OpenAPI describes.
fn described() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .merge(api::routes())
        .merge(artifacts::routes())
        .merge(search::routes())
        .merge(terms::routes())
}

/// All routes.
fn routes() -> Router<Arc<App>> {
    let (described, _openapi) = described().split_for_parts();
    Router::new()
        .merge(described)
        .merge(auth::routes())
        .merge(sparql::routes())
        .merge(graphs::routes())
        .merge(graphql::routes())
        .merge(schema_registry::routes())
}

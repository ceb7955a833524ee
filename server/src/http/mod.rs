//! The server's HTTP surface: one router over one [`app::App`].
//!
//! Every module exports `routes()`; those of the documented interface (`/api/v1`) describe
//! themselves for OpenAPI at the same place. All reads go through the caller's view, and
//! all writes through [`publish`].

mod accept;
mod address;
mod answer;
mod api;
pub(crate) mod app;
mod artifacts;
mod audit;
pub(crate) mod auth;
mod body;
mod caller;
mod compaction;
mod compress;
mod drain;
mod etag;
mod graphql;
mod graphs;
mod hidden;
mod hosts;
mod limits;
mod line;
pub(crate) mod logs;
mod metrics;
mod negotiate;
mod observe;
mod openapi;
mod ops;
mod pace;
mod pages;
mod panics;
mod pool;
pub(crate) mod problem;
pub(crate) mod publish;
mod refusals;
mod schema_registry;
mod search;
mod sending;
pub(crate) mod serve;
pub(crate) mod settings;
pub(crate) mod sparql;
mod stop;
mod strangers;
mod stream;
mod tending;
mod terms;
mod trace;
mod wording;

use std::sync::Arc;

use axum::Router;
use axum::http::HeaderMap;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use tower_http::compression::CompressionLayer;
use utoipa_axum::router::OpenApiRouter;

pub(crate) use api::wire::segment;
pub(crate) use api::{kinds, outline};
use app::App;
pub(crate) use problem::PROBLEM_JSON;

/// What OpenAPI describes.
fn described() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .merge(api::routes())
        .merge(artifacts::routes())
        .merge(search::routes())
        .merge(terms::routes())
        .merge(auth::described())
}

/// All routes, and what nothing else answers.
fn surface() -> Router<Arc<App>> {
    let (described, openapi) = described().split_for_parts();
    let openapi = Arc::new(openapi::Described::new(&openapi::complete(openapi)));
    let describe = move |headers: HeaderMap| async move { openapi.answer(&headers) };
    Router::new()
        .merge(described)
        .merge(auth::routes())
        .merge(sparql::routes())
        .merge(graphs::routes())
        .merge(graphql::routes())
        .merge(schema_registry::routes())
        .merge(pages::routes())
        .route("/openapi.json", get(describe))
        .method_not_allowed_fallback(limits::other_method)
        .fallback(limits::nothing)
}

/// What every request goes through, from the inside out: whether its body can be read as it is, a
/// place among the requests, compression, the gate, the check of its host, the watch over it all,
/// the way of the answer, and what becomes of a body that nobody read.
fn router(app: &Arc<App>) -> Router {
    surface()
        .layer(from_fn(limits::plain))
        .layer(from_fn_with_state(Arc::clone(app), limits::admit))
        .merge(ops::routes())
        .layer(from_fn(refusals::translate))
        .layer(from_fn(schema_registry::speak::translate))
        .layer(CompressionLayer::new().compress_when(compress::worthwhile()))
        .layer(from_fn(compress::mark))
        .layer(from_fn_with_state(Arc::clone(app), auth::gate::check))
        .layer(from_fn_with_state(Arc::clone(app), hosts::check))
        // Once more for what these refuse, since compression comes between.
        .layer(from_fn(schema_registry::speak::translate))
        .layer(from_fn_with_state(Arc::clone(app), observe::observe))
        .layer(from_fn_with_state(Arc::clone(app), sending::watch))
        .layer(from_fn_with_state(Arc::clone(app), drain::rest))
        .with_state(Arc::clone(app))
}

/// What a command asks in its own process, as whoever runs it.
pub(crate) fn local(app: &Arc<App>) -> Router {
    surface()
        .merge(ops::routes())
        .layer(axum::Extension(caller::Caller::local()))
        .layer(from_fn_with_state(Arc::clone(app), observe::observe))
        .with_state(Arc::clone(app))
}

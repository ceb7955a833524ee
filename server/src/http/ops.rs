//! For those who operate the server: whether it lives, whether it is ready, what it counts.
//! These answer whatever else is going on.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use registry::View;
use serde_json::json;

use super::app::App;
use super::caller::Administrator;
use super::kinds;
use super::metrics::Sizes;
use super::problem::{Problem, Result};

/// The media type of Prometheus' text format.
const PROMETHEUS: &str = "text/plain; version=0.0.4; charset=utf-8";

const HEALTH: &str = "/healthz";
const READY: &str = "/readyz";
const METRICS: &str = "/metrics";

/// Where those who operate the server ask.
pub(crate) const PATHS: [&str; 3] = [HEALTH, READY, METRICS];

/// The routes.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route(HEALTH, get(health))
        .route(READY, get(ready))
        .route(METRICS, get(metrics))
}

async fn health() -> Response {
    fresh(StatusCode::OK, json!({ "status": "alive" }))
}

/// Ready means that requests are answered: query workers are up, what is published can be kept,
/// and nobody has told the server to stop. The index is loaded before the server listens.
async fn ready(State(app): State<Arc<App>>) -> Response {
    let checks = [
        ("accepting", !app.is_stopping()),
        ("workers", app.sparql.is_ready()),
        ("writable", app.is_writable()),
    ];
    let all = checks.iter().all(|(_, good)| *good);
    let status = if all {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let word = if all { "ready" } else { "not ready" };
    let checks: serde_json::Map<_, _> = checks
        .into_iter()
        .map(|(k, v)| (k.to_owned(), json!(v)))
        .collect();
    fresh(status, json!({ "status": word, "checks": checks }))
}

async fn metrics(State(app): State<Arc<App>>, _: Administrator) -> Result<Response> {
    let (registry, store) = (Arc::clone(&app.registry), app.store.clone());
    let sizes = tokio::task::spawn_blocking(move || sizes(&registry, &store));
    let sizes = sizes.await.map_err(Problem::internal)?;
    let text = app
        .metrics
        .text(&sizes)
        .map_err(|e| Problem::internal(e.what))?;
    Ok((
        [(CONTENT_TYPE, PROMETHEUS), (CACHE_CONTROL, "no-store")],
        text,
    )
        .into_response())
}

/// Counts tell nothing of what is hidden but that it is there, and only to those who operate.
fn sizes(registry: &registry::Registry, store: &Path) -> Sizes {
    let mut counts = kinds::ALL.map(|kind| (kind, 0));
    let mut revisions = 0;
    for graph in registry.index().seen(&View::Everything).graphs() {
        revisions += graph.revisions.len();
        if graph.newest().is_some() {
            for (_, count) in counts.iter_mut().filter(|(kind, _)| *kind == graph.kind) {
                *count += 1;
            }
        }
    }
    Sizes {
        graphs: counts
            .map(|(kind, count)| (kinds::word(kind), count))
            .to_vec(),
        revisions,
        store_bytes: bytes_below(store),
    }
}

fn bytes_below(dir: &Path) -> u64 {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let size = |entry: std::fs::DirEntry| match entry.metadata() {
        Ok(about) if about.is_dir() => bytes_below(&entry.path()),
        Ok(about) => about.len(),
        Err(_) => 0,
    };
    entries.map(size).sum()
}

fn fresh(status: StatusCode, body: serde_json::Value) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (status, headers, format!("{body}\n")).into_response()
}

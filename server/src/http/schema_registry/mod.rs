//! The Confluent-compatible schema registry protocol over the Avro projection: stock
//! producers and consumers find the schemas of models under `/schema-registry`.
//!
//! Subjects follow the models ([`subjects`]); ids are given when a model is published and
//! never change; what a caller may not read has no subject, no version and no id.

mod answer;
mod compatibility;
mod reading;
mod registering;
mod request;
pub(crate) mod settings;
pub(crate) mod speak;
mod state;
mod subjects;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use registry::Registry;
use serde_json::{Value, json};

use super::app::App;
use crate::failure::{Doing as _, Result};
use answer::{Answer, Failed};
use request::Client;
pub(crate) use state::Schemas;

/// Where it is.
const PATH: &str = "/schema-registry";

/// Reads subjects and ids from the registry.
pub(crate) fn new(registry: &Arc<Registry>) -> Result<Schemas> {
    Schemas::read(registry).doing(|| "read the schemas of the registry".to_owned())
}

/// The routes.
pub(crate) fn routes() -> Router<Arc<App>> {
    let protocol = Router::new()
        .route("/", get(root))
        .route("/v1/metadata/version", get(version))
        .merge(reading::routes())
        .merge(registering::routes())
        .merge(compatibility::routes())
        .fallback(nothing);
    // Clients end the address with a slash or without.
    Router::new()
        .route("/schema-registry/", get(root))
        .nest(PATH, protocol)
}

/// What clients ask to see whether anybody is there.
async fn root(_: Client) -> Answer<Value> {
    Answer(json!({}))
}

async fn version(_: Client) -> Answer<Value> {
    Answer(json!({ "version": env!("CARGO_PKG_VERSION"), "commitId": "" }))
}

async fn nothing(_: Client) -> Failed {
    super::problem::Problem::not_found().into()
}

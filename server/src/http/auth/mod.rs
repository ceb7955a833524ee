//! Who calls, and what they may do.

pub(crate) mod settings;

use std::sync::Arc;

use axum::Router;
use axum::http::request::Parts;
use axum_server::tls_rustls::RustlsConfig;
use registry::Registry;

use super::app::App;
use super::caller::Caller;
use super::problem;
use super::settings::Settings;
use crate::failure::{Failure, Result};

/// How callers are known.
pub(crate) struct Auth {}

/// Makes it of the settings; refuses to be open to more than this machine.
pub(crate) fn new(settings: &Settings, _registry: &Arc<Registry>) -> Result<Auth> {
    let loopback = settings.host == "localhost"
        || settings
            .host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|a| a.is_loopback());
    if !loopback {
        return Err(Failure::new(format!(
            "`{}` is open to other machines, and no authentication is set up",
            settings.host
        ))
        .help("set up `[serve.auth]` in `denota.toml`, or listen on 127.0.0.1"));
    }
    Ok(Auth {})
}

/// The certificate and key to serve with, where the settings name them.
pub(crate) async fn tls(_settings: &Settings) -> Result<Option<RustlsConfig>> {
    Ok(None)
}

/// The routes of signing in.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
}

impl Auth {
    /// Whether anybody who reaches the server may do everything.
    pub(crate) fn is_open(&self) -> bool {
        true
    }

    /// Who sends a request.
    pub(crate) async fn caller(&self, _parts: &Parts, _app: &App) -> problem::Result<Caller> {
        Ok(Caller::open())
    }

    /// Whether a caller may write the graph with an IRI that has, or would have, an owner.
    /// The answer is the same whether the graph exists or not.
    pub(crate) fn may_write(&self, _caller: &Caller, _iri: &str, _owner: Option<&str>) -> bool {
        true
    }
}

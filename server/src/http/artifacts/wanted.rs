//! Which version of a model is wanted: artifacts are only ever served under an exact one.

use axum::http::Uri;
use axum::response::Response;

use crate::http::api::find::{self, Meant, WhichVersion};
use crate::http::app::App;
use crate::http::caller::Caller;
use crate::http::hidden;
use crate::http::problem::{Problem, Result};

/// What a request leads to.
pub(super) enum Wanted {
    /// The version that it names.
    Exact(Exact),
    /// The address of the version that it means now.
    Elsewhere(Response),
}

/// A version of a model.
pub(super) struct Exact {
    /// The node of its revision.
    pub(super) revision: String,
    /// The version.
    pub(super) version: String,
}

/// Finds what is wanted. Hidden and absent take the same way, and what was made of something
/// hidden is hidden.
pub(super) fn find(
    app: &App,
    caller: &Caller,
    domain: &str,
    which: &WhichVersion,
    uri: &Uri,
) -> Result<Wanted> {
    // Who names no version builds from releases, like who names ranges.
    let latest = || Some("latest".to_owned());
    let which = WhichVersion {
        version: which.version.clone().or_else(latest),
    };
    let (graph, version, exact) = match find::state(app, caller, domain, &which)? {
        Meant::State(found) => (found.graph, found.revision.version, found.exact),
        Meant::Version(version) => (find::model(app, caller, domain)?, version, false),
    };
    let revision = graph.version(&version).map(|r| r.node.clone());
    let revision = revision.ok_or_else(Problem::not_found)?;
    hidden::behind(app.registry.index().seen(&caller.view), &revision)?;
    if exact {
        let version = version.to_string();
        return Ok(Wanted::Exact(Exact { revision, version }));
    }
    Ok(Wanted::Elsewhere(find::redirect(uri, &version)))
}

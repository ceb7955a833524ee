//! Which version of a model is wanted: artifacts are only ever served under an exact one.

use axum::http::Uri;
use axum::response::Response;

use crate::http::api::find::{self, Meant, WhichVersion};
use crate::http::app::App;
use crate::http::caller::Caller;
use crate::http::problem::Result;

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

/// Finds what is wanted. Hidden and absent take the same way.
pub(super) fn find(
    app: &App,
    caller: &Caller,
    domain: &str,
    which: &WhichVersion,
    uri: &Uri,
) -> Result<Wanted> {
    let version = match find::state(app, caller, domain, which)? {
        Meant::State(found) if found.exact => {
            return Ok(Wanted::Exact(Exact {
                revision: found.revision.node,
                version: found.revision.version.to_string(),
            }));
        }
        Meant::State(found) => found.revision.version,
        Meant::Version(version) => version,
    };
    Ok(Wanted::Elsewhere(find::redirect(uri, &version)))
}

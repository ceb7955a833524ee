//! Who calls: every handler that reads or writes graphs takes a [`Caller`].

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use registry::View;

use super::app::App;
use super::problem::Problem;
use super::trace::Trace;

/// Who calls, and what they see.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// The name, for logs and the audit trail.
    pub(crate) name: String,
    /// The teams that they belong to; the first owns graphs that name no owner.
    pub(crate) teams: Vec<String>,
    /// Whether they administer the registry.
    pub(crate) admin: bool,
    /// What they may read.
    pub(crate) view: View,
    /// Whether nobody signed in.
    pub(crate) anonymous: bool,
}

impl Caller {
    /// Whoever reaches a server that is open: on loopback, without authentication.
    pub(crate) fn open() -> Self {
        Self {
            name: "anonymous".to_owned(),
            teams: Vec::new(),
            admin: true,
            view: View::Everything,
            anonymous: true,
        }
    }
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Problem;

    /// Asks [`auth`](super::auth) once a request; middleware and handlers share the answer.
    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        if let Some(caller) = parts.extensions.get::<Self>() {
            return Ok(caller.clone());
        }
        let caller = app.auth.caller(parts, app).await?;
        if let Some(trace) = parts.extensions.get::<Trace>() {
            trace.called_by(&caller.name);
        }
        parts.extensions.insert(caller.clone());
        Ok(caller)
    }
}

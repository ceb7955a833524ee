//! Who calls: every handler that reads or writes graphs takes a [`Caller`].

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use registry::View;

use super::app::App;
use super::auth::{How, Identity};
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
    who: Who,
}

/// Who somebody is to policies.
#[derive(Clone, Debug)]
enum Who {
    /// Nobody in particular: the server is open.
    Anybody,
    /// Somebody who was recognised.
    Known(Arc<Identity>, How),
}

impl Caller {
    /// Whoever runs a command on the store itself: they could change its files as well.
    pub(crate) fn local() -> Self {
        let named = ["USER", "USERNAME", "LOGNAME"].iter();
        let mut names = named.filter_map(|v| std::env::var(v).ok().filter(|n| !n.is_empty()));
        Self {
            name: names.next().unwrap_or_else(|| "denota".to_owned()),
            ..Self::open()
        }
    }

    /// Whoever reaches a server that is open: on loopback, without authentication.
    pub(crate) fn open() -> Self {
        Self {
            name: "anonymous".to_owned(),
            teams: Vec::new(),
            admin: true,
            view: View::Everything,
            who: Who::Anybody,
        }
    }

    /// Somebody who was recognised, and what the policy says of them.
    pub(crate) fn known(identity: Identity, how: How, view: View, admin: bool) -> Self {
        Self {
            name: identity.name.clone(),
            teams: identity.teams.clone(),
            admin,
            view,
            who: Who::Known(Arc::new(identity), how),
        }
    }

    /// Who they are to policies; nobody where the server is open.
    pub(crate) fn identity(&self) -> Option<&Identity> {
        match &self.who {
            Who::Anybody => None,
            Who::Known(identity, _) => Some(identity),
        }
    }

    /// How they were recognised.
    pub(crate) fn how(&self) -> How {
        match &self.who {
            Who::Anybody => How::Open,
            Who::Known(_, how) => *how,
        }
    }

    /// Notes the caller with the request, for handlers, logs and the audit trail.
    pub(crate) fn noted(self, parts: &mut Parts) -> Self {
        if let Some(trace) = parts.extensions.get::<Trace>() {
            trace.called_by(&self.name);
        }
        parts.extensions.insert(self.clone());
        self
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
        Ok(caller.noted(parts))
    }
}

/// Whoever administers the registry, for what shows no graph: what they see is not asked.
pub(crate) struct Administrator;

impl FromRequestParts<Arc<App>> for Administrator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let admin = match parts.extensions.get::<Caller>() {
            Some(caller) => caller.admin,
            None => app.auth.administers(parts).await?,
        };
        if admin {
            Ok(Self)
        } else {
            Err(Problem::forbidden())
        }
    }
}

//! The audit trail, for administrators.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use registry::{AuditEntry, AuditFilter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::models;
use super::wire::Page;
use crate::http::answer;
use crate::http::app::App;
use crate::http::caller::Caller;
use crate::http::problem::{Problem, Result};

/// Which entries.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct WhichEntries {
    /// Only those of a caller.
    who: Option<String>,
    /// Only those about a graph (its IRI) or a route.
    what: Option<String>,
    /// Only those of an action: `publish`, `retire`, `access`.
    action: Option<String>,
    /// Only those from then on, as an `xsd:dateTime` in UTC.
    since: Option<String>,
    /// The most entries: 1 to 1000, 100 unless said otherwise.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<usize>,
}

/// What was done or refused.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    /// When.
    at: String,
    /// Who.
    who: String,
    /// What they did, or tried to do.
    action: String,
    /// To which graph, by its IRI; or on which route.
    what: String,
    /// `done` or `refused`.
    outcome: String,
    /// More about it.
    detail: String,
    /// The id of the request, as in its answer and in the logs.
    request: String,
}

impl From<AuditEntry> for Entry {
    fn from(entry: AuditEntry) -> Self {
        Self {
            at: entry.at,
            who: entry.who,
            action: entry.action,
            what: entry.what,
            outcome: entry.outcome,
            detail: entry.detail,
            request: entry.request,
        }
    }
}

/// Read the audit trail
///
/// Every write and every refused access, the newest first; for administrators.
#[utoipa::path(
    get, path = "/api/v1/audit", tag = "operations", params(WhichEntries),
    responses((status = 200, description = "the entries", body = Page<Entry>))
)]
pub(super) async fn audit(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(which): Query<WhichEntries>,
    headers: HeaderMap,
) -> Result<Response> {
    if !caller.admin {
        return Err(Problem::forbidden());
    }
    let filter = AuditFilter {
        who: which.who,
        what: which.what,
        action: which.action,
        since: which.since,
        limit: models::limit(which.limit)?,
    };
    let registry = Arc::clone(&app.registry);
    let entries = app.pools.reads.run(move || registry.audit_entries(&filter));
    let items = entries.await??.into_iter().map(Entry::from).collect();
    answer::json(&headers, &Page { items, next: None })
}

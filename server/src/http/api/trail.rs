//! The audit trail, for administrators.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use registry::{Action, AuditEntry, AuditFilter, Outcome};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::models::{MOST, USUAL};
use super::wire::Page;
use crate::http::answer;
use crate::http::app::App;
use crate::http::caller::Caller;
use crate::http::problem::{Problem, Result};
use crate::http::wording;

/// Which entries: those that meet everything that is stated.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct WhichEntries {
    /// Only those of a request, by its id.
    request: Option<String>,
    /// Only those of a caller.
    who: Option<String>,
    /// Only those about a graph, by its IRI.
    graph: Option<String>,
    /// Only those of an action.
    action: Option<Act>,
    /// Only those from an instant on: a date and a time with a zone, an `xsd:dateTime`.
    since: Option<String>,
    /// Only those before an instant.
    before: Option<String>,
    /// The most entries: 1 to 1000, 100 unless said otherwise.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<usize>,
}

/// What was done, or tried.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Act {
    /// To read a graph, or to ask.
    Read,
    /// To publish a graph.
    Publish,
    /// To retire a graph.
    Retire,
    /// To sign in.
    Login,
    /// To operate the registry.
    Administer,
}

impl From<Act> for Action {
    fn from(act: Act) -> Self {
        match act {
            Act::Read => Self::Read,
            Act::Publish => Self::Publish,
            Act::Retire => Self::Retire,
            Act::Login => Self::Login,
            Act::Administer => Self::Administer,
        }
    }
}

/// An entry of the audit trail.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    /// The moment at which it was entered, an `xsd:dateTime` in UTC.
    at: String,
    /// The id of the request, as in its answer and in the logs.
    request: String,
    /// The name of the caller.
    who: String,
    /// What the caller did, or tried: `read`, `publish`, `retire`, `login`, `administer`.
    #[schema(value_type = String)]
    action: Action,
    /// The IRI of the graph that it was done to.
    graph: Option<String>,
    /// How it ended: `done`, `refused`, `failed`.
    #[schema(value_type = String)]
    outcome: Outcome,
    /// What else there is to say.
    detail: Option<String>,
}

impl From<AuditEntry> for Entry {
    fn from(entry: AuditEntry) -> Self {
        Self {
            at: entry.at,
            request: entry.request,
            who: entry.who,
            action: entry.action,
            graph: entry.graph,
            outcome: entry.outcome,
            detail: entry.detail,
        }
    }
}

/// Read the audit trail
///
/// Every write, sign-in and refused access, the newest first; for administrators.
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
        request: which.request,
        who: which.who,
        action: which.action.map(Action::from),
        graph: which.graph,
        outcome: None,
        since: instant("since", which.since)?,
        before: instant("before", which.before)?,
        limit: Some(wording::limit(which.limit, USUAL, MOST)?),
    };
    let entries = app.read(move |app| app.registry.audit_entries(&filter));
    let items = entries.await?.into_iter().rev().map(Entry::from).collect();
    answer::json(&headers, &Page { items, next: None })
}

/// An instant that a parameter names.
fn instant(name: &str, at: Option<String>) -> Result<Option<String>> {
    // A plus sign that was not encoded has become a space.
    let at = at.map(|at| at.replace(' ', "+"));
    if let Some(at) = &at {
        wording::moment(name, at)?;
    }
    Ok(at)
}

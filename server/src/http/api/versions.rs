//! The history of a model: its states, and what is different between two of them.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use registry::{Graph, Revision};
use serde::{Deserialize, Serialize};
use upper::model::{DomainModel, Valid};
use utoipa::{IntoParams, ToSchema};

use super::wire::{Page, RevisionInfo, href};
use super::{find, outcomes};
use crate::http::answer;
use crate::http::app::App;
use crate::http::caller::Caller;
use crate::http::hidden;
use crate::http::problem::{Problem, Result};

/// List the versions of a model
///
/// The newest first, that of its retirement too.
#[utoipa::path(
    get, path = "/api/v1/models/{domain}/versions", tag = "history",
    params(("domain" = String, Path, description = "the short name of the model")),
    responses((status = 200, description = "all published states", body = Page<RevisionInfo>))
)]
pub(super) async fn versions(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(domain): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let graph = find::model(&app, &caller, &domain)?;
    let states = graph.revisions.iter().rev();
    let items = states.map(|r| RevisionInfo::new(&graph, r)).collect();
    answer::json(&headers, &Page { items, next: None })
}

/// Which two states to compare.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Between {
    /// The older version; the one before `to` unless said otherwise. `latest` and ranges such as
    /// `^1.2` mean the newest that fits.
    from: Option<String>,
    /// The newer version; the newest unless said otherwise.
    to: Option<String>,
}

/// What is different between two versions of a model.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Difference {
    /// The older version.
    from: RevisionInfo,
    /// The newer version.
    to: RevisionInfo,
    /// How much the changes weigh together (`patch`, `minor`, `major`), and each by term.
    #[schema(value_type = Object)]
    report: serde_json::Value,
}

/// Compare two versions of a model
///
/// Term by term: added, removed, replaced, retyped, tightened, loosened, relabelled. What a
/// term means depends on all that the model needs, so who may not read that finds nothing.
#[utoipa::path(
    get, path = "/api/v1/models/{domain}/diff", tag = "history",
    params(("domain" = String, Path, description = "the short name of the model"), Between),
    responses(
        (status = 200, description = "the change report", body = Difference),
        (status = 409, description = "one of the versions is not valid in the language of today", body = super::problems::Problem, content_type = "application/problem+json"),
        (status = 410, description = "the model is retired: only its versions are there", body = super::problems::Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn diff(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(domain): Path<String>,
    Query(between): Query<Between>,
    headers: HeaderMap,
) -> Result<Response> {
    let graph = find::model(&app, &caller, &domain)?;
    let (from, to) = both(&graph, &between)?;
    {
        let index = app.registry.index();
        let seen = index.seen(&caller.view);
        for revision in [&from, &to] {
            hidden::behind(seen, &revision.node)?;
        }
    }
    let difference = app.read(move |app| {
        let old = model(app, &from)?;
        let new = model(app, &to)?;
        Ok::<_, Problem>(Difference {
            report: outcomes::report(&upper::change::compare(&old, &new)),
            from: RevisionInfo::new(&graph, &from),
            to: RevisionInfo::new(&graph, &to),
        })
    });
    answer::json(&headers, &difference.await?)
}

fn both(graph: &Graph, between: &Between) -> Result<(Revision, Revision)> {
    let states: Vec<&Revision> = graph.revisions.iter().filter(|r| !r.retired).collect();
    let to = match &between.to {
        Some(version) => one(graph, "to", version)?,
        None => states
            .last()
            .copied()
            .cloned()
            .ok_or_else(Problem::not_found)?,
    };
    let from = match &between.from {
        Some(version) => one(graph, "from", version)?,
        None => {
            let at = states.iter().position(|r| r.node == to.node).unwrap_or(0);
            let before = at.checked_sub(1).and_then(|i| states.get(i));
            before.map_or_else(|| to.clone(), |r| (*r).clone())
        }
    };
    Ok((from, to))
}

fn one(graph: &Graph, parameter: &str, asked: &str) -> Result<Revision> {
    find::revision(graph, parameter, asked).map_err(|problem| match problem.status() {
        StatusCode::NOT_FOUND => {
            let versions = href(graph).unwrap_or_default() + "/versions";
            problem.help(format!("all versions: {versions}"))
        }
        _ => problem,
    })
}

/// A state of a model together with what it was published with.
fn model(app: &App, revision: &Revision) -> Result<Valid<DomainModel>> {
    app.registry.model(&revision.node)?.ok_or_else(|| {
        Problem::new(
            StatusCode::CONFLICT,
            format!(
                "version {} is not valid in the language of today",
                revision.version
            ),
        )
    })
}

//! The graph of graphs: what a model needs, what needs it, and who extends it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use axum::extract::{OriginalUri, Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use registry::{Extends, Graph, Seen};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::find::{self, Meant, WhichVersion};
use super::wire::{DependencyInfo, GraphInfo, Page};
use crate::http::answer;
use crate::http::app::App;
use crate::http::caller::Caller;
use crate::http::problem::Result;
use crate::http::wording;

/// How far to go.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct HowFar {
    /// What those need in turn, too.
    #[serde(default, deserialize_with = "wording::flag")]
    #[param(required = false)]
    all: bool,
}

/// List what a model needs
///
/// Each graph with the versions that will do, and the one that it was checked with.
#[utoipa::path(
    get, path = "/api/v1/models/{domain}/dependencies", tag = "dependencies",
    params(("domain" = String, Path, description = "the short name of the model"), WhichVersion, HowFar),
    responses(
        (status = 200, description = "the graphs that it needs", body = Page<DependencyInfo>),
        (status = 307, description = "the newest version that fits", headers(("location" = String))),
        (status = 410, description = "the model is retired", body = super::problems::Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn dependencies(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(domain): Path<String>,
    Query(which): Query<WhichVersion>,
    Query(far): Query<HowFar>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Result<Response> {
    let found = match find::state(&app, &caller, &domain, &which)? {
        Meant::State(found) => found,
        Meant::Version(version) => return Ok(find::redirect(&uri, &version)),
    };
    let items = {
        let index = app.registry.index();
        let seen = index.seen(&caller.view);
        let chosen = if far.all {
            seen.needed(&found.revision.node)
        } else {
            BTreeMap::new()
        };
        let mut needed = BTreeMap::new();
        // What is needed directly counts before what that needs in turn.
        let mut open = VecDeque::from(found.revision.dependencies.clone());
        while let Some(mut dependency) = open.pop_front() {
            // What another graph needs was chosen again for this one.
            if let Some(node) = chosen.get(&dependency.iri) {
                dependency.resolved = Some(node.clone());
            }
            let info = DependencyInfo::new(&dependency, seen);
            if needed.contains_key(&dependency.iri) || info.is_none() {
                continue;
            }
            if far.all {
                open.extend(further(seen, &dependency));
            }
            needed.insert(dependency.iri, info);
        }
        needed.into_values().flatten().collect()
    };
    answer::json(&headers, &Page { items, next: None })
}

/// What a needed graph needs in turn, in the state that it was checked with.
fn further(seen: Seen<'_>, dependency: &registry::Dependency) -> Vec<registry::Dependency> {
    let Some(graph) = seen.graph(&dependency.iri) else {
        return Vec::new();
    };
    let resolved = dependency.resolved.as_deref();
    let resolved = resolved.and_then(|node| graph.revision(node));
    let revision = resolved.or_else(|| graph.newest());
    revision.map(|r| r.dependencies.clone()).unwrap_or_default()
}

/// List what needs a model
///
/// The graphs that the caller may read and whose newest state needs the model.
#[utoipa::path(
    get, path = "/api/v1/models/{domain}/dependents", tag = "dependencies",
    params(("domain" = String, Path, description = "the short name of the model"), HowFar),
    responses((status = 200, description = "the graphs that need it", body = Page<GraphInfo>))
)]
pub(super) async fn dependents(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(domain): Path<String>,
    Query(far): Query<HowFar>,
    headers: HeaderMap,
) -> Result<Response> {
    let graph = find::model(&app, &caller, &domain)?;
    let items = {
        let index = app.registry.index();
        let mut found: BTreeMap<String, &Graph> = BTreeMap::new();
        let mut open = vec![graph.iri.clone()];
        while let Some(iri) = open.pop() {
            for dependent in index.seen(&caller.view).dependents(&iri) {
                let new = found.insert(dependent.iri.clone(), dependent).is_none();
                if new && far.all {
                    open.push(dependent.iri.clone());
                }
            }
        }
        found.into_values().filter_map(GraphInfo::new).collect()
    };
    answer::json(&headers, &Page { items, next: None })
}

/// An extension of a class.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExtensionInfo {
    /// The IRI of the extension.
    extension: String,
    /// The class that it adds to.
    class: String,
    /// The graph that it stands in.
    graph: GraphInfo,
}

/// List who extends a model
///
/// The extensions of its classes in graphs that the caller may read, with their owners.
#[utoipa::path(
    get, path = "/api/v1/models/{domain}/extensions", tag = "dependencies",
    params(("domain" = String, Path, description = "the short name of the model")),
    responses((status = 200, description = "the extensions", body = Page<ExtensionInfo>))
)]
pub(super) async fn extensions(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(domain): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let graph = find::model(&app, &caller, &domain)?;
    let found = app.read(move |app| {
        let view = &caller.view;
        let extends = app.registry.extensions(view, &graph.iri)?;
        let index = app.registry.index();
        let info = |e: Extends| {
            Some(ExtensionInfo {
                graph: GraphInfo::new(index.seen(view).graph(&e.graph)?)?,
                extension: e.extension,
                class: e.class,
            })
        };
        let items: Vec<ExtensionInfo> = extends.into_iter().filter_map(info).collect();
        Ok::<_, registry::Error>(items)
    });
    let items = found.await?;
    answer::json(&headers, &Page { items, next: None })
}

//! Taking graphs out of use: a model, by its short name, with what is made for it alone; or any
//! graph, by its IRI.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use registry::{Action, Graph, Precondition, Published, Refused};
use serde::Deserialize;
use utoipa::IntoParams;

use super::author::acting;
use super::outcomes::{self, Retirement};
use super::{find, tags};
use crate::http::app::App;
use crate::http::caller::Caller;
use crate::http::pool::Awaited;
use crate::http::problem::Result;
use crate::http::trace::Trace;
use crate::http::wording::NoParameters;

/// Retire a model
///
/// It is no longer the newest of anything; its versions stay, and can be read. Its mappings, and
/// the representations that these lead to, are retired with it where nothing else needs them and
/// the caller may; the answer names them.
#[utoipa::path(
    delete, path = "/api/v1/models/{domain}", tag = "models",
    params(
        ("domain" = String, Path, description = "the short name of the model"),
        ("if-match" = Option<String>, Header, description = "the entity tag of the state that is retired"),
    ),
    responses(
        (status = 200, description = "the model is retired, with what the answer names", body = Retirement),
        (status = 412, description = "the model is in another state", body = super::problems::Problem, content_type = "application/problem+json"),
        (status = 422, description = "other graphs need it", body = super::problems::Problem, content_type = "application/problem+json"),
        (status = 428, description = "the condition is missing", body = super::problems::Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn model(
    State(app): State<Arc<App>>,
    caller: Caller,
    trace: Trace,
    Path(domain): Path<String>,
    Query(NoParameters {}): Query<NoParameters>,
    headers: HeaderMap,
) -> Result<Response> {
    tags::precondition(&headers, None)?;
    let graph = find::model(&app, &caller, &domain)?;
    retire(app, caller, trace, graph, &headers).await
}

/// Which graph to retire.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    /// The IRI of the graph.
    iri: String,
}

/// Retire a graph
///
/// A mapping, a representation or any other graph, which have no short names; of a model the same
/// as under its short name.
#[utoipa::path(
    delete, path = "/api/v1/graphs", tag = "models",
    params(
        Which,
        ("if-match" = Option<String>, Header, description = "the content hash of the state that is retired, as listings have it, in quotes; or `*`"),
    ),
    responses(
        (status = 200, description = "the graph is retired, with what the answer names", body = Retirement),
        (status = 412, description = "the graph is in another state", body = super::problems::Problem, content_type = "application/problem+json"),
        (status = 422, description = "other graphs need it", body = super::problems::Problem, content_type = "application/problem+json"),
        (status = 428, description = "the condition is missing", body = super::problems::Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn graph(
    State(app): State<Arc<App>>,
    caller: Caller,
    trace: Trace,
    Query(which): Query<Which>,
    headers: HeaderMap,
) -> Result<Response> {
    tags::precondition(&headers, None)?;
    let graph = find::graph(&app, &caller, &which.iri)?;
    retire(app, caller, trace, graph, &headers).await
}

async fn retire(
    app: Arc<App>,
    caller: Caller,
    trace: Trace,
    graph: Graph,
    headers: &HeaderMap,
) -> Result<Response> {
    let precondition = tags::precondition(headers, Some(&graph))?;
    let state = Arc::clone(&app);
    let work = move |awaited: &Awaited| {
        let by = (&caller, &trace);
        retire_now(&state, by, &graph, &precondition, awaited)
    };
    app.pools.publications.run_awaited(work).await?
}

fn retire_now(
    app: &App,
    (caller, trace): (&Caller, &Trace),
    graph: &Graph,
    precondition: &Precondition,
    awaited: &Awaited,
) -> Result<Response> {
    let retired = acting(app, caller, |author| {
        let writer = app.registry.writer();
        if awaited.is_given_up() {
            return Ok(Err(Refused::Abandoned));
        }
        writer.retire(&graph.iri, precondition, author)
    })?;
    match retired {
        Ok(retired) => {
            app.wrote(Action::Retire, caller, trace, &retired)?;
            Ok(answer(&retired))
        }
        Err(refused) => {
            let graphs = std::slice::from_ref(&graph.iri);
            app.turned_down(Action::Retire, caller, trace, graphs, &refused);
            Err(outcomes::problem(&refused, 0))
        }
    }
}

/// The graph that was asked for comes first.
fn answer(retired: &[Published]) -> Response {
    let mut all = retired.iter().map(outcomes::graph);
    let retirement = all.next().map(|graph| Retirement {
        graph,
        also_retired: all.collect(),
    });
    axum::Json(retirement).into_response()
}

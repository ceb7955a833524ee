//! What is known of a term: what it is, who states it, what stands for it in containers, and
//! who uses it.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use registry::View;
use registry::term::{Element, MAX_IRI, Term, Use};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer;
use super::app::App;
use super::caller::Caller;
use super::hidden;
use super::problem::{Problem, Result};
use super::search::by_language;

/// The routes.
pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(term))
}

/// Which term.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// The IRI of the term.
    #[param(max_length = 2048)]
    iri: String,
}

/// A term.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Known {
    /// Its IRI.
    iri: String,
    /// The name that targets use.
    name: String,
    /// Its classes, by their IRIs.
    types: Vec<String>,
    /// Labels by language; one without a language stands under the empty text.
    labels: BTreeMap<String, String>,
    /// Descriptions by language.
    descriptions: BTreeMap<String, String>,
    /// Its statements, in Turtle.
    definition: String,
    /// The graph that states it.
    graph: Stated,
    /// What stands for it in containers, as mappings say.
    elements: Vec<StandsFor>,
    /// What it stands for, where it is an element of a container.
    stands_for: Vec<Meant>,
    /// The extensions that add to it.
    extensions: Vec<Used>,
    /// The terms that name it.
    uses: Vec<Used>,
    /// Whether there are more elements, extensions and uses than are listed.
    more: bool,
}

/// A graph that states a term.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Stated {
    /// Its IRI.
    iri: String,
    /// The short name of a domain model.
    domain: Option<String>,
    /// The team that owns it.
    owner: Option<String>,
    /// Its versions that state the term or might, the newest first.
    versions: Vec<String>,
}

/// An element of a container.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct StandsFor {
    /// Its IRI.
    element: String,
    /// Its name in the container, where the container's representation is registered.
    name: Option<String>,
    /// What it is to the term: an IRI of the mapping domain.
    role: Option<String>,
    /// The mapping that says so.
    mapping: String,
}

/// A term for which an element of a container stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Meant {
    /// Its IRI.
    term: String,
    /// What the element is to the term: an IRI of the mapping domain.
    role: Option<String>,
    /// The mapping that says so.
    mapping: String,
}

/// A use of a term.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Used {
    /// The term that uses it.
    term: String,
    /// How: the IRI of a property.
    by: String,
    /// The graph in which it does.
    graph: String,
}

/// What is known of a term.
#[utoipa::path(
    get,
    path = "/api/v1/terms",
    tag = "discovery",
    params(Asked),
    responses(
        (status = 200, description = "the term", body = Known),
    )
)]
async fn term(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response> {
    if asked.iri.len() > MAX_IRI {
        let message = format!("an IRI has at most {MAX_IRI} bytes here");
        return Err(Problem::new(StatusCode::BAD_REQUEST, message));
    }
    let find = move |app: &App| find(app, &caller.view, &asked.iri);
    let term = app.read(find).await?;
    answer::json(&headers, &Known::of(term))
}

/// The term with an IRI, as far as a view sees.
///
/// # Errors
/// It is not there, or hidden: the same (404); the store failed.
pub(super) fn find(app: &App, view: &View, iri: &str) -> Result<Term> {
    if let Some(term) = app.registry.term(view, iri)? {
        return Ok(term);
    }
    let index = app.registry.index();
    Err(hidden::nothing(&index, view, |all| {
        hidden::stating(all, iri)
    }))
}

impl Known {
    fn of(term: Term) -> Self {
        Self {
            iri: term.iri,
            name: term.name,
            types: term.types,
            labels: by_language(term.labels),
            descriptions: by_language(term.descriptions),
            definition: term.definition,
            graph: Stated {
                iri: term.graph,
                domain: term.domain,
                owner: term.owner,
                versions: term.versions.iter().map(ToString::to_string).collect(),
            },
            elements: term.elements.into_iter().map(StandsFor::of).collect(),
            stands_for: term.stands_for.into_iter().map(Meant::of).collect(),
            extensions: term.extensions.into_iter().map(Used::of).collect(),
            uses: term.uses.into_iter().map(Used::of).collect(),
            more: term.more,
        }
    }
}

impl StandsFor {
    fn of(element: Element) -> Self {
        Self {
            element: element.iri,
            name: element.name,
            role: element.role,
            mapping: element.mapping,
        }
    }
}

impl Meant {
    fn of(meant: registry::term::StandsFor) -> Self {
        Self {
            term: meant.term,
            role: meant.role,
            mapping: meant.mapping,
        }
    }
}

impl Used {
    fn of(used: Use) -> Self {
        Self {
            term: used.term,
            by: used.by,
            graph: used.graph,
        }
    }
}

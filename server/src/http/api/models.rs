//! The models: all of them, and one of them in the syntax that a client asks for.

use std::sync::Arc;

use axum::extract::{OriginalUri, Path, Query, State};
use axum::http::header::{CONTENT_LOCATION, LINK};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use registry::{Graph, syntax};
use serde::Deserialize;
use utoipa::IntoParams;

use super::find::{self, Found, Meant, WhichVersion};
use super::formats::{FORMATS, Format, TURTLE, of_media_type};
use super::kinds::GraphKind;
use super::tags;
use super::wire::{GraphInfo, Page, RevisionInfo, segment};
use crate::http::answer::{self, Freshness};
use crate::http::app::App;
use crate::http::caller::Caller;
use crate::http::negotiate::{self, JSON};
use crate::http::problem::{Problem, Result};
use crate::http::wording;

/// The most items of a page.
pub(super) const MOST: usize = 1000;
/// The items of a page, unless asked otherwise.
pub(super) const USUAL: usize = 100;

/// Which graphs to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Only those that a team owns.
    owner: Option<String>,
    /// Only those of a kind; domain models unless said otherwise.
    kind: Option<GraphKind>,
    /// Retired ones too.
    #[serde(default, deserialize_with = "wording::flag")]
    retired: bool,
    /// The items of a page: 1 to 1000, 100 unless said otherwise.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<usize>,
    /// The IRI after which the page begins.
    after: Option<String>,
}

/// List models
///
/// In the order of their IRIs, a page at a time.
#[utoipa::path(
    get, path = "/api/v1/models", tag = "models", params(Which),
    responses((status = 200, description = "a page of models", body = Page<GraphInfo>))
)]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(which): Query<Which>,
    headers: HeaderMap,
) -> Result<Response> {
    let limit = wording::limit(which.limit, USUAL, MOST)?;
    let kind = which.kind.unwrap_or(GraphKind::Model);
    let page = {
        let index = app.registry.index();
        let fits = |graph: &&Graph| {
            GraphKind::from(graph.kind) == kind
                && (which.retired || graph.newest().is_some())
                && which
                    .owner
                    .as_deref()
                    .is_none_or(|o| graph.owner() == Some(o))
                && which
                    .after
                    .as_deref()
                    .is_none_or(|a| graph.iri.as_str() > a)
        };
        let mut items: Vec<GraphInfo> = index
            .seen(&caller.view)
            .graphs()
            .filter(fits)
            .filter_map(GraphInfo::new)
            .take(limit + 1)
            .collect();
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items
            .last()
            .filter(|_| more)
            .map(|last| next(&which, kind, limit, &last.iri));
        Page { items, next }
    };
    answer::json(&headers, &page)
}

fn next(which: &Which, kind: GraphKind, limit: usize, after: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("kind", kind.word());
    if let Some(owner) = &which.owner {
        query.append_pair("owner", owner);
    }
    if which.retired {
        query.append_pair("retired", "true");
    }
    query.append_pair("limit", &limit.to_string());
    query.append_pair("after", after);
    format!("/api/v1/models?{}", query.finish())
}

/// Read a model
///
/// As its author wrote it (`text/turtle`), in other syntaxes of RDF, or a description of it
/// (`application/json`).
#[utoipa::path(
    get, path = "/api/v1/models/{domain}", tag = "models",
    params(("domain" = String, Path, description = "the short name of the model"), WhichVersion),
    responses(
        (status = 200, description = "the model", content(
            (String = "text/turtle"), (serde_json::Value = "application/ld+json"),
            (String = "application/n-triples"), (String = "application/rdf+xml"),
            (String = "application/trig"), (String = "application/n-quads"),
            (GraphInfo = "application/json"),
        ), headers(("etag" = String, description = "names this state in this syntax"))),
        (status = 304, description = "the client has it"),
        (status = 307, description = "the newest version that fits", headers(("location" = String))),
        (status = 410, description = "the model is retired", body = super::problems::Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn read(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(domain): Path<String>,
    Query(which): Query<WhichVersion>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Result<Response> {
    let found = match find::state(&app, &caller, &domain, &which)? {
        Meant::State(found) => found,
        Meant::Version(version) => return Ok(find::redirect(&uri, &version)),
    };
    let offers = offers();
    let chosen = negotiate::choose(&headers, &offers)?;
    match of_media_type(chosen) {
        Some(format) => represent(&app, &headers, *found, format).await,
        None => describe(&headers, &found),
    }
}

/// Turtle first, then JSON for programs that say so, then the others.
fn offers() -> Vec<&'static str> {
    let (first, others) = (TURTLE, FORMATS.iter().skip(1).map(|f| f.media_type));
    [first, JSON].into_iter().chain(others).collect()
}

fn describe(headers: &HeaderMap, found: &Found) -> Result<Response> {
    let mut info = GraphInfo::new(&found.graph).ok_or_else(Problem::not_found)?;
    info.state = Some(RevisionInfo::new(&found.graph, &found.revision));
    let tag = |bytes: String| tags::of_description(&found.revision.hash, &bytes);
    answer::described(headers, &info, tag)
}

async fn represent(
    app: &Arc<App>,
    headers: &HeaderMap,
    found: Found,
    format: &'static Format,
) -> Result<Response> {
    let Found {
        graph,
        revision,
        nth,
        exact,
    } = found;
    let (node, iri) = (revision.node.clone(), graph.iri.clone());
    let text = app.read(move |app| {
        let text = app.registry.text(&node)?;
        let text = text.ok_or_else(|| Problem::internal("a revision has no text"))?;
        syntax::rewrite(text, &iri, &app.check.aliases, format.syntax)
            .map_err(|error| cannot_say(format, error))
    });
    let text = text.await?;
    let freshness = if exact {
        Freshness::Immutable
    } else {
        Freshness::Revalidate
    };
    let tag = tags::tag(&revision.hash, nth, format.extension);
    let mut response = answer::tagged(headers, format.media_type, &tag, freshness, text);
    locate(
        response.headers_mut(),
        &graph,
        &revision.version.to_string(),
    );
    Ok(response)
}

fn cannot_say(format: &Format, error: registry::Error) -> Problem {
    let media_type = format.media_type;
    let registry::Error::Unsayable(why) = error else {
        return error.into();
    };
    let others = FORMATS.iter().map(|f| f.media_type);
    let others: Vec<&str> = others.filter(|m| *m != media_type).collect();
    Problem::new(
        axum::http::StatusCode::NOT_ACCEPTABLE,
        format!("the model cannot be written as `{media_type}`: {why}"),
    )
    .help(format!("ask for one of {}", others.join(", ")))
    .with("offers", others.into_iter().collect())
}

/// Says under which address exactly this state is found, and where the others are.
fn locate(headers: &mut HeaderMap, graph: &Graph, version: &str) {
    let Some(href) = super::wire::href(graph) else {
        return;
    };
    let exact = format!("{href}?version={}", segment(version));
    let versions = format!("<{href}/versions>; rel=\"version-history\"");
    for (name, value) in [(CONTENT_LOCATION, exact), (LINK, versions)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
}

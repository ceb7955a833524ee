//! The Graph Store Protocol, reading: <https://www.w3.org/TR/sparql11-http-rdf-update/>.
//!
//! A graph is answered by a worker, like any query, so that what a caller sees here and by
//! SPARQL is the same. Graphs change by publishing alone.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::header::{CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use registry::sparql::GraphFormat;
use registry::{Index, View, catalog};
use url::form_urlencoded;

use super::answer::{self, Freshness};
use super::app::App;
use super::caller::Caller;
use super::etag;
use super::hidden;
use super::problem::{Problem, Result};
use super::sparql::{Question, Selected, graph_format};
use crate::worker::message::{Accept, Moment};

/// The routes.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/graphs", get(answer))
}

/// What is asked for.
enum Asked {
    /// `?default`
    Default,
    /// `?graph=`
    Graph(String),
}

/// A graph that is there.
struct Found {
    query: String,
    time: Moment,
    /// What stands for its content.
    tag: Option<String>,
}

async fn answer(
    State(app): State<Arc<App>>,
    caller: Caller,
    method: Method,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let asked = parse(query.as_deref().unwrap_or_default())?;
    let format = graph_format(&headers)?;
    let found = {
        let index = app.registry.index();
        find(&asked, &index, &caller.view).ok_or_else(|| nothing(&asked, &index, &caller.view))?
    };
    let tag = found.tag.map(|tag| format!("{tag}.{}", short(format)));
    if tag
        .as_ref()
        .is_some_and(|tag| etag::is_known(&headers, tag))
    {
        return Ok(headed(
            StatusCode::NOT_MODIFIED.into_response(),
            format,
            tag.as_deref(),
        ));
    }
    if method == Method::HEAD {
        // A body that is not known to be empty: its length would be taken for the graph's.
        let nothing = futures::stream::empty::<std::result::Result<Vec<u8>, Infallible>>();
        let response = Response::new(Body::from_stream(nothing));
        return Ok(headed(response, format, tag.as_deref()));
    }
    let question = Question {
        text: found.query,
        update: false,
        base: None,
        selected: Selected::default(),
        time: found.time,
        accept: Accept {
            solutions: None,
            boolean: None,
            graph: Some(format),
        },
    };
    let place = app.pools.queries.enter().await?;
    let response = app.sparql.ask(question, &caller.view, place).await?;
    Ok(headed(response, format, tag.as_deref()))
}

fn parse(query: &str) -> Result<Asked> {
    let bad = |detail| {
        Problem::new(StatusCode::BAD_REQUEST, detail)
            .help("ask for `?graph=` with the IRI of a graph, or for `?default`")
    };
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .filter(|(name, _)| name == "graph" || name == "default")
        .collect();
    match pairs.as_slice() {
        [(name, _)] if name == "default" => Ok(Asked::Default),
        [(_, iri)] if url::Url::parse(iri).is_ok() && iri.chars().all(fits_iri) => {
            Ok(Asked::Graph(iri.clone()))
        }
        [_] => Err(bad("`graph` is not an absolute IRI")),
        _ => Err(bad("one graph must be asked for")),
    }
}

fn fits_iri(c: char) -> bool {
    !(c.is_control() || c.is_whitespace() || "<>\"{}|^`\\".contains(c))
}

/// Looks a graph up, by its own IRI or by the node of a revision; what a caller may not see
/// is not found.
fn find(asked: &Asked, index: &Index, view: &View) -> Option<Found> {
    let iri = match asked {
        Asked::Default => {
            return Some(Found {
                query: "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }".to_owned(),
                time: Moment::Newest,
                tag: None,
            });
        }
        Asked::Graph(iri) => iri,
    };
    let query = format!("CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}");
    if iri == catalog::IRI {
        return Some(Found {
            query,
            time: Moment::Newest,
            tag: None,
        });
    }
    let seen = index.seen(view);
    if let Some(newest) = seen.graph(iri).and_then(registry::Graph::newest) {
        return Some(Found {
            query,
            time: Moment::Newest,
            tag: Some(newest.hash.clone()),
        });
    }
    let (_, revision) = index.revision(iri).filter(|(g, _)| view.sees(&g.iri))?;
    Some(Found {
        query,
        time: Moment::History(vec![iri.clone()]),
        tag: Some(revision.hash.clone()),
    })
}

fn nothing(asked: &Asked, index: &Index, view: &View) -> Problem {
    let Asked::Graph(iri) = asked else {
        return Problem::not_found();
    };
    let of_revision = index.revision(iri).map(|(graph, _)| graph);
    hidden::nothing(index, view, |all| all.graph(iri).or(of_revision))
}

/// The order of statements may differ from one answer to the next: the tag is a weak one.
fn headed(mut response: Response, format: GraphFormat, tag: Option<&str>) -> Response {
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    answer::private(headers, Freshness::Revalidate);
    let tag = tag.map(|tag| HeaderValue::from_str(&format!("W/\"{tag}\"")));
    if let Some(Ok(tag)) = tag {
        headers.insert(ETAG, tag);
    }
    response
}

fn short(format: GraphFormat) -> &'static str {
    match format {
        GraphFormat::Turtle => "ttl",
        GraphFormat::NTriples => "nt",
        GraphFormat::RdfXml => "rdf",
        GraphFormat::JsonLd => "jsonld",
        GraphFormat::TriG => "trig",
        GraphFormat::NQuads => "nq",
    }
}

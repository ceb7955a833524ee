//! Formats by media type, and which of them will do for a client.

use axum::http::HeaderMap;
use registry::sparql::{GraphFormat, ResultFormat};

use crate::http::negotiate::{choose, names};
use crate::http::problem::Result;
use crate::worker::message::Accept;

/// What solutions and yes or no are offered as; generic names of formats mean them too.
const RESULTS: [(&str, ResultFormat); 7] = [
    ("application/sparql-results+json", ResultFormat::Json),
    ("application/json", ResultFormat::Json),
    ("application/sparql-results+xml", ResultFormat::Xml),
    ("application/xml", ResultFormat::Xml),
    ("text/xml", ResultFormat::Xml),
    ("text/csv", ResultFormat::Csv),
    ("text/tab-separated-values", ResultFormat::Tsv),
];

/// What graphs are offered as.
const GRAPHS: [(&str, GraphFormat); 9] = [
    ("text/turtle", GraphFormat::Turtle),
    ("application/n-triples", GraphFormat::NTriples),
    ("text/plain", GraphFormat::NTriples),
    ("application/rdf+xml", GraphFormat::RdfXml),
    ("application/ld+json", GraphFormat::JsonLd),
    ("application/trig", GraphFormat::TriG),
    ("application/n-quads", GraphFormat::NQuads),
    ("application/xml", GraphFormat::RdfXml),
    ("application/json", GraphFormat::JsonLd),
];

/// The formats that will do for whatever kind the answer has.
///
/// # Errors
/// None will for any kind (406).
pub(super) fn accepted(headers: &HeaderMap) -> Result<Accept> {
    let results = best(headers, &RESULTS);
    let graph = best(headers, &GRAPHS);
    match (results, graph) {
        (Err(problem), Err(_)) => Err(problem),
        (results, graph) => Ok(Accept {
            solutions: results.clone().ok(),
            boolean: results.ok(),
            graph: graph.ok(),
        }),
    }
}

/// The format that will do for a graph.
///
/// # Errors
/// None will (406).
pub(crate) fn graph(headers: &HeaderMap) -> Result<GraphFormat> {
    best(headers, &GRAPHS)
}

/// A generic name counts where it is named: whoever accepts anything accepts the format by its
/// own name, or refuses it by that.
fn best<F: Copy + PartialEq>(headers: &HeaderMap, formats: &[(&'static str, F)]) -> Result<F> {
    let own = |format: &F| {
        formats
            .iter()
            .find(|(_, f)| f == format)
            .map(|(name, _)| name)
    };
    let counts =
        |(name, format): &&(&'static str, F)| own(format) == Some(name) || names(headers, name);
    let offers: Vec<&str> = formats
        .iter()
        .filter(counts)
        .map(|(name, _)| *name)
        .collect();
    let chosen = choose(headers, &offers)?;
    let found = formats.iter().find(|(name, _)| *name == chosen);
    found
        .map(|(_, format)| *format)
        .ok_or_else(|| crate::http::problem::Problem::internal("a format is missing"))
}

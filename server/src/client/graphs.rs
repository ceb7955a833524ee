//! What a registry has, and what is sent to it: graphs with their hashes and texts.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use registry::Kind;
use serde::Deserialize;
use serde_json::{Value, json};
use upper::source::{Aliases, Input, Syntax};

use super::{Client, Request};
use crate::failure::Result;
use crate::http::kinds;
use crate::http::outline::outline;
use crate::http::segment;

/// What stands for a graph that is new, where others have the hash that they replace.
const NEW: &str = "*";
/// The kinds of graphs, each a list of its own.
const KINDS: [Kind; 4] = [
    Kind::Model,
    Kind::Representation,
    Kind::Mapping,
    Kind::Other,
];

/// A graph of the registry.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Known {
    /// Its IRI.
    pub(crate) iri: String,
    /// Where a model is read.
    href: Option<String>,
    builtin: bool,
    newest: State,
}

#[derive(Clone, Debug, Deserialize)]
struct State {
    hash: String,
    retired: bool,
}

#[derive(Debug, Deserialize)]
struct Page<T> {
    items: Vec<T>,
    next: Option<String>,
}

/// The graphs of some kinds that the registry has now, those that came with the product left
/// out.
///
/// # Errors
/// The registry refuses, or does not answer.
pub(crate) fn all(client: &Client, wanted: impl Fn(Kind) -> bool) -> Result<Vec<Known>> {
    let mut found = Vec::new();
    for kind in KINDS.into_iter().filter(|kind| wanted(*kind)) {
        found.extend(of_kind(client, kinds::word(kind))?);
    }
    Ok(found)
}

fn of_kind(client: &Client, kind: &str) -> Result<Vec<Known>> {
    let mut found = Vec::new();
    let mut next = Some(format!("/api/v1/models?kind={kind}&limit=1000"));
    while let Some(path) = next {
        let page: Page<Known> = client.ask(Request::get(path))?;
        found.extend(
            page.items
                .into_iter()
                .filter(|g| !g.builtin && !g.newest.retired),
        );
        next = page.next;
    }
    Ok(found)
}

/// The text of a graph in Turtle, as its author wrote it where the graph is a model.
///
/// # Errors
/// The registry refuses, or does not answer.
pub(crate) fn text(client: &Client, graph: &Known) -> Result<String> {
    let path = graph.href.clone().unwrap_or_else(|| {
        let iri: String = url::form_urlencoded::byte_serialize(graph.iri.as_bytes()).collect();
        format!("/graphs?graph={iri}")
    });
    let reply = client.send(Request::get(path).accept("text/turtle"))?;
    Ok(reply.success()?.text())
}

/// A publication as it goes over the wire.
///
/// # Errors
/// The registry does not say what it has now.
pub(crate) fn publication(
    client: &Client,
    inputs: &[Input],
    aliases: &Aliases,
    owner: Option<&str>,
) -> Result<Value> {
    let graphs: Vec<Value> = inputs
        .iter()
        .map(|input| {
            json!({
                "path": input.path,
                "text": String::from_utf8_lossy(&input.bytes),
                "mediaType": media_type(input.syntax),
            })
        })
        .collect();
    Ok(json!({
        "graphs": graphs,
        "preconditions": conditions(client, inputs, aliases)?,
        "owner": owner,
    }))
}

/// What each graph replaces: the state that the registry has now, so that two who publish at
/// once do not undo each other's work unseen.
fn conditions(
    client: &Client,
    inputs: &[Input],
    aliases: &Aliases,
) -> Result<BTreeMap<String, String>> {
    let mut others: Option<BTreeMap<String, String>> = None;
    let mut found = BTreeMap::new();
    for graph in outline(inputs, aliases) {
        let hash = match &graph.domain {
            Some(domain) => newest(client, domain)?,
            None => {
                // Asked once, and only where there is a graph that is no model.
                if others.is_none() {
                    let all = all(client, |kind| kind != Kind::Model)?
                        .into_iter()
                        .map(|g| (g.iri, g.newest.hash));
                    others = Some(all.collect());
                }
                others.as_ref().and_then(|o| o.get(&graph.iri).cloned())
            }
        };
        found.insert(graph.iri, hash.unwrap_or_else(|| NEW.to_owned()));
    }
    Ok(found)
}

/// The content hash of the newest state of a model.
fn newest(client: &Client, domain: &str) -> Result<Option<String>> {
    let path = format!("/api/v1/models/{}/versions", segment(domain));
    let reply = client.send(Request::get(path))?;
    if reply.status == StatusCode::NOT_FOUND {
        return Ok(None);
    }
    let page: Page<State> = reply.success()?.json()?;
    let newest = page.items.into_iter().next();
    Ok(newest.filter(|s| !s.retired).map(|s| s.hash))
}

fn media_type(syntax: Syntax) -> &'static str {
    match syntax {
        Syntax::Turtle => "text/turtle",
        Syntax::TriG => "application/trig",
        Syntax::NTriples => "application/n-triples",
        Syntax::NQuads => "application/n-quads",
        Syntax::JsonLd => "application/ld+json",
        Syntax::RdfXml => "application/rdf+xml",
    }
}

//! What a registry has, and what is sent to it: graphs with their hashes and texts.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use axum::http::header::ETAG;
use registry::{Kind, source};
use serde::Deserialize;
use serde_json::{Value, json};
use transpilers::ids::Ids;
use upper::source::{Input, Syntax};

use super::{Client, Request};
use crate::dependencies::{Locked, Lockfile};
use crate::failure::Result;
use crate::http::kinds;
use crate::http::outline::{Outline, hash_of, outline};
use crate::project::Project;

/// How many graphs are asked for one by one; the list says it of more.
const FEW: usize = 16;
/// What stands for a graph that is new, where others have the hash that they replace.
const NEW: &str = "*";

/// A graph of the registry.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Known {
    /// Its IRI.
    pub(crate) iri: String,
    /// The short name of a model.
    pub(crate) domain: Option<String>,
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
    // Each kind is a list of its own.
    for kind in kinds::ALL.into_iter().filter(|kind| wanted(*kind)) {
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
    let path = graph.href.clone().unwrap_or_else(|| at(&graph.iri));
    let reply = client.send(Request::get(path).accept("text/turtle"))?;
    Ok(reply.success()?.text())
}

/// The texts of the registry that findings name and that can be read.
///
/// # Errors
/// The registry refuses, or does not answer.
pub(crate) fn named(client: &Client, findings: &Value) -> Result<Vec<Input>> {
    let mut named = BTreeSet::new();
    for finding in findings.as_array().into_iter().flatten() {
        let related = finding["related"].as_array().into_iter().flatten();
        let files = related
            .chain([finding])
            .filter_map(|at| at["file"].as_str());
        named.extend(files.filter_map(source::graph_of));
    }
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let mut graphs = all(client, |kind| kind == Kind::Model)?;
    graphs.retain(|graph| named.contains(graph.iri.as_str()));
    let texts = graphs.iter().take(FEW);
    let texts = texts.map(|graph| Ok(source::input(&graph.iri, text(client, graph)?)));
    texts.collect()
}

/// A publication as it goes over the wire: the texts, what they replace, the numbers, and the
/// owner that a project names.
///
/// # Errors
/// The registry does not say what it has now.
pub(crate) fn publication(
    client: &Client,
    inputs: &[Input],
    project: &Project,
    numbers: &Ids,
) -> Result<Value> {
    let mut body = texts(inputs, project, numbers);
    if let Value::Object(fields) = &mut body {
        let conditions = conditions(client, inputs, project)?;
        fields.insert("preconditions".to_owned(), json!(conditions));
    }
    Ok(body)
}

/// The same of what has happened already: it replaces whatever is there, but for what is
/// locked, which is its owners'.
pub(crate) fn recording(
    inputs: &[Input],
    project: &Project,
    lock: &Lockfile,
    numbers: &Ids,
) -> Value {
    let mut body = texts(inputs, project, numbers);
    if let Value::Object(fields) = &mut body {
        let copies = lock.graphs.iter().map(|l| (&l.iri, &l.version));
        let copies: BTreeMap<_, _> = copies.collect();
        fields.insert("copies".to_owned(), json!(copies));
        // Later versions, which the tables were not made with, are not held up by them.
        let range = |l: &Locked| project.config.dependencies.get(&l.domain).cloned();
        let ranges = lock.graphs.iter().filter_map(|l| Some((&l.iri, range(l)?)));
        let ranges: BTreeMap<_, _> = ranges.collect();
        fields.insert("ranges".to_owned(), json!(ranges));
    }
    body
}

fn texts(inputs: &[Input], project: &Project, numbers: &Ids) -> Value {
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
    json!({
        "graphs": graphs,
        "owner": project.config.owner,
        "ids": (!numbers.is_empty()).then(|| numbers.print()),
    })
}

/// What each graph replaces: the state that the registry has now, so that two who publish at
/// once do not undo each other's work unseen.
///
/// # Errors
/// The registry refuses, or does not answer.
pub(crate) fn conditions(
    client: &Client,
    inputs: &[Input],
    project: &Project,
) -> Result<BTreeMap<String, String>> {
    let graphs = outline(inputs, &project.config.check_options().aliases);
    let listed = if graphs.len() > FEW {
        Some(hashes(client)?)
    } else {
        None
    };
    let mut found = BTreeMap::new();
    for Outline { iri, .. } in graphs {
        let hash = match &listed {
            Some(all) => all.get(&iri).cloned(),
            None => newest(client, &iri)?,
        };
        found.insert(iri, hash.unwrap_or_else(|| NEW.to_owned()));
    }
    Ok(found)
}

/// The content hashes of the newest states of all graphs.
fn hashes(client: &Client) -> Result<BTreeMap<String, String>> {
    let all = all(client, |_| true)?.into_iter();
    Ok(all.map(|graph| (graph.iri, graph.newest.hash)).collect())
}

/// The content hash of the newest state of a graph, of which its entity tag is made.
fn newest(client: &Client, iri: &str) -> Result<Option<String>> {
    let reply = client.send(Request::head(at(iri)))?;
    // What cannot be the IRI of a graph is for the findings to say.
    if matches!(
        reply.status,
        StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST
    ) {
        return Ok(None);
    }
    let reply = reply.success()?;
    Ok(Some(hash_of(reply.header(ETAG)).to_owned()))
}

/// Where a graph is read, whatever its kind.
fn at(iri: &str) -> String {
    let iri: String = url::form_urlencoded::byte_serialize(iri.as_bytes()).collect();
    format!("/graphs?graph={iri}")
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

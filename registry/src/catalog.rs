//! The catalog: a registration for every graph, a revision for every published state of it,
//! and what each revision needs.
//!
//! It is a named graph like the others, governed by the information model
//! (`ontologies/systems/graph.ttl`), and open to SPARQL. All its subjects are IRIs.

use std::collections::{BTreeMap, HashMap};
use std::str::FromStr;

use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{
    GraphName, GraphNameRef, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term,
};
use oxigraph::store::{Store, Transaction};
use semver::VersionReq;
use upper::builtin::RESERVED;
use upper::graph::TermId;
use upper::vocabulary::{self, graph, mapping, owl, upper as up};

use crate::error::Error;
use crate::hash;
use crate::index::{Dependency, Graph, Index, Kind, Revision};
use crate::private::lexical;
use crate::rows;

/// The IRI of the catalog.
pub const IRI: &str = "https://w3id.org/denota/registry#";

pub(crate) fn name() -> NamedNode {
    NamedNode::new_unchecked(IRI)
}

pub(crate) fn known(term: TermId) -> NamedNodeRef<'static> {
    NamedNodeRef::new_unchecked(vocabulary::iri(term).unwrap_or_default())
}

/// What a graph is, by the model that governs it.
pub(crate) fn kind_of(governed_by: &str) -> Kind {
    let system = governed_by
        .strip_prefix(RESERVED)
        .is_some_and(|rest| !rest.contains('/'));
    match governed_by {
        up::NS => Kind::Model,
        mapping::NS => Kind::Mapping,
        graph::NS => Kind::Other,
        // All other system domains say what the containers of one kind look like.
        _ if system => Kind::Representation,
        _ => Kind::Other,
    }
}

/// The node of the `nth` revision (from 1) of a graph. The number is part of the name so
/// that going back to an earlier state is a revision of its own.
pub(crate) fn revision(hash: &str, nth: usize) -> String {
    format!("{IRI}revision.{}.{nth}", hash::short(hash))
}

/// The node of the registration of a graph.
fn registration(iri: &str) -> NamedNode {
    let digest = hash::digest(std::iter::once(iri));
    NamedNode::new_unchecked(format!("{IRI}graph.{}", hash::short(&digest)))
}

/// States a new revision, the only one that `graph` has here.
pub(crate) fn record(
    transaction: &mut Transaction<'_>,
    graph: &Graph,
    previous: Option<&str>,
) -> Result<(), Error> {
    let Some(revision) = graph.revisions.last() else {
        return Ok(());
    };
    rows::write(transaction, graph)?;
    let mut quads = header().to_vec();
    quads.extend(describe(&graph.iri, revision, previous));
    for (nth, dependency) in (1..).zip(&revision.dependencies) {
        quads.extend(need(revision, nth, dependency));
    }
    let node = registration(&graph.iri);
    let old: Vec<Quad> = transaction
        .quads_for_pattern(
            Some(node.as_ref().into()),
            None,
            None,
            Some(name().as_ref().into()),
        )
        .collect::<Result<_, _>>()?;
    for quad in &old {
        transaction.remove(quad);
    }
    quads.extend(register(&node, graph, revision));
    transaction.extend(quads.iter().map(Quad::as_ref));
    Ok(())
}

fn header() -> [Quad; 2] {
    let class = known(graph::class::NAMED_GRAPH).into_owned();
    let governing = NamedNode::new_unchecked(graph::NS);
    [
        quad(&name(), rdf::TYPE, class),
        quad(&name(), known(graph::GOVERNED_BY), governing),
    ]
}

fn register(node: &NamedNode, graph: &Graph, revision: &Revision) -> Vec<Quad> {
    let iri = |i: &str| NamedNode::new_unchecked(i);
    let class = known(graph::class::REGISTRATION).into_owned();
    let mut quads = vec![
        quad(node, rdf::TYPE, class),
        quad(node, known(graph::REGISTERS), iri(&graph.iri)),
        quad(node, known(graph::CONFORMS_TO), iri(&graph.governed_by)),
        quad(node, known(graph::BUILT_IN), Literal::from(graph.builtin)),
    ];
    if let Some(domain) = graph.domain() {
        let value = Literal::from(domain);
        quads.push(quad(node, known(graph::DOMAIN_NAME), value));
    }
    if let Some(owner) = &revision.owner {
        quads.push(quad(node, known(up::OWNER), Literal::from(owner.as_str())));
    }
    if !revision.retired {
        quads.push(quad(node, known(graph::NEWEST), iri(&revision.node)));
    }
    quads
}

fn describe(iri: &str, revision: &Revision, previous: Option<&str>) -> Vec<Quad> {
    let node = NamedNode::new_unchecked(&revision.node);
    let instant = || Literal::new_typed_literal(&revision.published_at, xsd::DATE_TIME);
    let text = |t: &str| Term::from(Literal::from(t));
    // The store keeps no other integers than `xsd:integer`.
    let number = Literal::new_typed_literal(revision.publication.to_string(), xsd::INTEGER);
    let of = NamedNode::new_unchecked(iri);
    let class = known(graph::class::REVISION).into_owned();
    let mut quads = vec![
        quad(&node, rdf::TYPE, class),
        quad(&node, known(graph::REVISION_OF), of),
        quad(
            &node,
            known(owl::VERSION_INFO),
            text(&revision.version.to_string()),
        ),
        quad(&node, known(graph::CONTENT_HASH), text(&revision.hash)),
        quad(&node, known(graph::PUBLISHED_AT), instant()),
        quad(&node, known(graph::PUBLISHER), text(&revision.publisher)),
        quad(&node, known(graph::PUBLICATION), number),
    ];
    if let Some(domain) = &revision.domain {
        quads.push(quad(&node, known(graph::DOMAIN_NAME), text(domain)));
    }
    if let Some(owner) = &revision.owner {
        quads.push(quad(&node, known(up::OWNER), text(owner)));
    }
    if let Some(previous) = previous {
        let previous = NamedNode::new_unchecked(previous);
        quads.push(quad(&node, known(graph::PREVIOUS), previous));
    }
    if revision.retired {
        quads.push(quad(&node, known(graph::RETIRED_AT), instant()));
    }
    quads
}

fn need(revision: &Revision, nth: usize, dependency: &Dependency) -> Vec<Quad> {
    let node = NamedNode::new_unchecked(format!("{}.needs.{nth}", revision.node));
    let iri = |i: &str| NamedNode::new_unchecked(i);
    let class = known(graph::class::DEPENDENCY).into_owned();
    let mut quads = vec![
        quad(&node, rdf::TYPE, class),
        quad(&node, known(graph::DEPENDENCY_OF), iri(&revision.node)),
        quad(&node, known(graph::NEEDS), iri(&dependency.iri)),
    ];
    if let Some(range) = &dependency.range {
        let value = Literal::from(range.to_string());
        quads.push(quad(&node, known(graph::VERSION_RANGE), value));
    }
    if let Some(resolved) = &dependency.resolved {
        quads.push(quad(&node, known(graph::RESOLVED_TO), iri(resolved)));
    }
    quads
}

fn quad(subject: &NamedNode, predicate: NamedNodeRef<'_>, object: impl Into<Term>) -> Quad {
    Quad::new(
        subject.clone(),
        predicate.into_owned(),
        object,
        GraphName::from(name()),
    )
}

/// The properties of a node of the catalog.
type Node = HashMap<String, String>;

/// Reads the whole catalog.
pub(crate) fn read(store: &Store, generation: u64) -> Result<Index, Error> {
    let mut index = Index {
        generation,
        ..Index::default()
    };
    for graph in graphs(store)?.into_values() {
        index.push(graph?);
    }
    Ok(index)
}

/// Which of a revision's dependencies one is, and the dependency.
type Need = (usize, Result<Dependency, Error>);

/// The graphs that the catalog registers, by IRI; of each either all that it says, or what is
/// damaged: a statement that is not there is not one of nothing.
pub(crate) fn graphs(store: &Store) -> Result<BTreeMap<String, Result<Graph, Error>>, Error> {
    let nodes = nodes(store)?;
    let mut needs: HashMap<&str, Vec<Need>> = HashMap::new();
    let mut revisions: HashMap<&str, Vec<Result<Revision, Error>>> = HashMap::new();
    for (iri, node) in &nodes {
        if let Some(of) = value(node, graph::DEPENDENCY_OF) {
            let nth = iri.rsplit('.').next().and_then(|n| n.parse().ok());
            let need = (nth.unwrap_or_default(), read_need(iri, node));
            needs.entry(of).or_default().push(need);
        }
    }
    for (iri, node) in &nodes {
        if let Some(of) = value(node, graph::REVISION_OF) {
            let mut needs = needs.remove(iri.as_str()).unwrap_or_default();
            needs.sort_by_key(|(nth, _)| *nth);
            let needs = needs.into_iter().map(|(_, need)| need);
            let revision = needs
                .collect::<Result<Vec<_>, _>>()
                .and_then(|needs| read_revision(iri, node, needs));
            revisions.entry(of).or_default().push(revision);
        }
    }
    let mut graphs = BTreeMap::new();
    for (node, about) in &nodes {
        if let Some(iri) = value(about, graph::REGISTERS) {
            let revisions = revisions.remove(iri).unwrap_or_default();
            let graph = revisions
                .into_iter()
                .collect::<Result<Vec<_>, _>>()
                .and_then(|revisions| read_registration(node, iri, about, revisions));
            graphs.insert(iri.to_owned(), graph);
        }
    }
    for iri in revisions.into_keys() {
        let damage = format!("its catalog has revisions of `{iri}`, and no registration");
        graphs.insert(iri.to_owned(), Err(Error::Damaged(damage)));
    }
    Ok(graphs)
}

fn nodes(store: &Store) -> Result<BTreeMap<String, Node>, Error> {
    let mut nodes: BTreeMap<String, Node> = BTreeMap::new();
    let graph = name();
    for quad in store.quads_for_pattern(None, None, None, Some(GraphNameRef::from(&graph))) {
        let quad = quad?;
        if let NamedOrBlankNode::NamedNode(subject) = quad.subject {
            let node = nodes.entry(subject.into_string()).or_default();
            node.insert(quad.predicate.into_string(), lexical(quad.object));
        }
    }
    Ok(nodes)
}

fn read_registration(
    name: &str,
    iri: &str,
    node: &Node,
    mut revisions: Vec<Revision>,
) -> Result<Graph, Error> {
    revisions.sort_by_key(|r| r.publication);
    // Revisions that older programs wrote say no name of their own.
    for revision in &mut revisions {
        let now = || value(node, graph::DOMAIN_NAME).map(str::to_owned);
        revision.domain = revision.domain.take().or_else(now);
    }
    let governed_by = stated(name, node, graph::CONFORMS_TO)?;
    Ok(Graph {
        iri: iri.to_owned(),
        kind: kind_of(governed_by),
        governed_by: governed_by.to_owned(),
        builtin: value(node, graph::BUILT_IN) == Some("true"),
        revisions,
    })
}

fn read_revision(iri: &str, node: &Node, dependencies: Vec<Dependency>) -> Result<Revision, Error> {
    let text = |property| stated(iri, node, property).map(str::to_owned);
    Ok(Revision {
        node: iri.to_owned(),
        version: parsed(iri, node, owl::VERSION_INFO)?,
        domain: value(node, graph::DOMAIN_NAME).map(str::to_owned),
        hash: text(graph::CONTENT_HASH)?,
        owner: value(node, up::OWNER).map(str::to_owned),
        published_at: text(graph::PUBLISHED_AT)?,
        publisher: text(graph::PUBLISHER)?,
        dependencies,
        publication: parsed(iri, node, graph::PUBLICATION)?,
        retired: value(node, graph::RETIRED_AT).is_some(),
    })
}

fn read_need(iri: &str, node: &Node) -> Result<Dependency, Error> {
    let range = match value(node, graph::VERSION_RANGE) {
        Some(_) => Some(parsed::<VersionReq>(iri, node, graph::VERSION_RANGE)?),
        None => None,
    };
    Ok(Dependency {
        iri: stated(iri, node, graph::NEEDS)?.to_owned(),
        range,
        resolved: value(node, graph::RESOLVED_TO).map(str::to_owned),
    })
}

/// What must be said of a node.
fn stated<'n>(iri: &str, node: &'n Node, property: TermId) -> Result<&'n str, Error> {
    value(node, property).ok_or_else(|| {
        let property = vocabulary::iri(property).unwrap_or_default();
        Error::Damaged(format!("its catalog does not say `{property}` of `{iri}`"))
    })
}

fn parsed<T: FromStr>(iri: &str, node: &Node, property: TermId) -> Result<T, Error> {
    let text = stated(iri, node, property)?;
    text.parse().map_err(|_| {
        let property = vocabulary::iri(property).unwrap_or_default();
        Error::Damaged(format!(
            "its catalog says `{text}` as `{property}` of `{iri}`"
        ))
    })
}

fn value(node: &Node, property: TermId) -> Option<&str> {
    node.get(vocabulary::iri(property)?).map(String::as_str)
}

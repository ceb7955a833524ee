//! The catalog: one revision for every published state of every graph.
//!
//! It is a named graph like the others, governed by the information model
//! (`ontologies/systems/graph.ttl`), and open to SPARQL.

use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term};
use upper::graph::TermId;
use upper::vocabulary::{self, graph, owl, upper as up};

use crate::store::{Entry, Publisher};

/// The IRI of the catalog.
pub const IRI: &str = "https://w3id.org/denota/registry#";

pub(crate) fn name() -> NamedNode {
    NamedNode::new_unchecked(IRI)
}

pub(crate) fn known(term: TermId) -> NamedNodeRef<'static> {
    NamedNodeRef::new_unchecked(vocabulary::iri(term).unwrap_or_default())
}

/// The header, which the catalog has from its first revision on.
pub(crate) fn header() -> Vec<Quad> {
    vec![
        quad(
            &name(),
            rdf::TYPE,
            known(graph::class::NAMED_GRAPH).into_owned(),
        ),
        quad(
            &name(),
            known(graph::GOVERNED_BY),
            NamedNode::new_unchecked(graph::NS),
        ),
    ]
}

/// The node of the `nth` revision (from 1) of a graph. The number is part of the name so
/// that going back to an earlier state is a revision of its own.
pub(crate) fn revision(hash: &str, nth: usize) -> NamedNode {
    let short = hash.get(..16).unwrap_or(hash);
    NamedNode::new_unchecked(format!("{IRI}revision.{short}.{nth}"))
}

/// The statements about a new revision.
pub(crate) fn describe(
    node: &NamedNode,
    entry: &Entry,
    version: &str,
    publisher: &Publisher,
    previous: Option<&NamedNode>,
) -> Vec<Quad> {
    let mut quads = vec![
        quad(node, rdf::TYPE, known(graph::class::REVISION).into_owned()),
        quad(
            node,
            known(graph::REVISION_OF),
            NamedNode::new_unchecked(&entry.iri),
        ),
        quad(node, known(owl::VERSION_INFO), Literal::from(version)),
        quad(
            node,
            known(graph::CONTENT_HASH),
            Literal::from(entry.hash.as_str()),
        ),
        quad(
            node,
            known(graph::PUBLISHED_AT),
            Literal::new_typed_literal(&publisher.at, xsd::DATE_TIME),
        ),
        quad(
            node,
            known(graph::PUBLISHER),
            Literal::from(publisher.name.as_str()),
        ),
        quad(
            node,
            known(graph::SOURCE),
            Literal::from(entry.text.as_str()),
        ),
    ];
    if let Some(owner) = &entry.owner {
        quads.push(quad(node, known(up::OWNER), Literal::from(owner.as_str())));
    }
    if let Some(previous) = previous {
        quads.push(quad(node, known(graph::PREVIOUS), previous.clone()));
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

//! From a term to the elements that hold it, and back.
//!
//! A walk sees only graphs: mapping graphs with their correspondences, and the
//! representations that describe the elements, whatever the kind of container.

use upper::graph::{Graph, TermId};
use upper::resolve::{Corpus, NamedGraph};
use upper::vocabulary::{graph, mapping, rdf};

/// A correspondence, found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The mapping graph.
    pub mapping: TermId,
    /// The term.
    pub term: TermId,
    /// The role, one of `mapping:Role`.
    pub role: Option<TermId>,
    /// The class at which the path starts.
    pub root: Option<TermId>,
    /// The properties from the root to the element.
    pub path: Vec<TermId>,
    /// What the discriminator holds for the term.
    pub discriminator: Option<TermId>,
    /// The element and what it is part of: the container first, the element last.
    pub element: Vec<Element>,
}

/// An element of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// Its node.
    pub node: TermId,
    /// Its class, such as `iceberg:Column`.
    pub class: Option<TermId>,
    /// Its name in what it is part of.
    pub name: Option<TermId>,
}

/// The elements that stand for a term, in the order of the mappings.
#[must_use]
pub fn from_term(corpus: &Corpus, term: TermId) -> Vec<Found> {
    find(corpus, mapping::TERM, term)
}

/// The terms that an element stands for, in the order of the mappings.
#[must_use]
pub fn from_element(corpus: &Corpus, element: TermId) -> Vec<Found> {
    find(corpus, mapping::ELEMENT, element)
}

/// The elements whose dotted name (`onepiece.character.rname`) or last name is this.
#[must_use]
pub fn elements_named(corpus: &Corpus, name: &str) -> Vec<TermId> {
    let mut found = Vec::new();
    for (_, named) in corpus.graphs().filter(|(_, n)| !n.is_model) {
        for triple in named
            .graph
            .triples()
            .iter()
            .filter(|t| t.predicate == graph::NAME)
        {
            let chain = chain(corpus, triple.subject);
            let names: Vec<&str> = chain
                .iter()
                .filter_map(|e| e.name)
                .map(|n| corpus.terms.text(n))
                .collect();
            let dotted = names.join(".");
            let matches = dotted == name || dotted.ends_with(&format!(".{name}"));
            if matches && !found.contains(&triple.subject) {
                found.push(triple.subject);
            }
        }
    }
    found
}

fn find(corpus: &Corpus, by: TermId, value: TermId) -> Vec<Found> {
    let mut found = Vec::new();
    for (_, named) in corpus.graphs().filter(|(_, n)| !n.is_model) {
        for triple in named.graph.triples() {
            if triple.predicate == by && triple.object == value {
                found.extend(read(corpus, named, triple.subject));
            }
        }
    }
    found
}

fn read(corpus: &Corpus, named: &NamedGraph, node: TermId) -> Option<Found> {
    let g = &named.graph;
    let path = match g.object(node, mapping::PATH) {
        Some(head) => g
            .list(head)
            .unwrap_or_default()
            .into_iter()
            .map(|cell| cell.object)
            .collect(),
        None => Vec::new(),
    };
    Some(Found {
        mapping: named.iri,
        term: g.object(node, mapping::TERM)?,
        role: g.object(node, mapping::ROLE),
        root: g.object(node, mapping::ROOT),
        path,
        discriminator: g.object(node, mapping::DISCRIMINATOR_VALUE),
        element: chain(corpus, g.object(node, mapping::ELEMENT)?),
    })
}

/// An element with all that it is part of, outermost first.
fn chain(corpus: &Corpus, node: TermId) -> Vec<Element> {
    let mut chain: Vec<Element> = Vec::new();
    let mut at = Some(node);
    while let Some(node) = at {
        if chain.iter().any(|e| e.node == node) {
            break;
        }
        let described = describing(corpus, node);
        let object = |property| described.and_then(|g| g.object(node, property));
        chain.push(Element {
            node,
            class: object(rdf::TYPE),
            name: object(graph::NAME),
        });
        at = object(graph::PART_OF);
    }
    chain.reverse();
    chain
}

/// The graph that describes a node: the one in whose namespace it lies, else any.
fn describing(corpus: &Corpus, node: TermId) -> Option<&Graph> {
    let iri = corpus.terms.text(node);
    let graphs = || {
        corpus
            .graphs()
            .filter(|(_, n)| n.graph.contains_subject(node))
    };
    let own = graphs().find(|(_, n)| iri.starts_with(corpus.terms.text(n.iri)));
    own.or_else(|| graphs().next()).map(|(_, n)| &n.graph)
}

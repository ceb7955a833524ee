//! Checks all graphs of a run against the shapes of what governs them.

use rustc_hash::{FxHashMap, FxHashSet};

use super::data::Data;
use super::derive::derive;
use super::ir::Shapes;
use crate::finding::Finding;
use crate::graph::Graph;
use crate::model::{DomainId, Models, TermRef};
use crate::resolve::{Corpus, GraphId};
use crate::vocabulary::upper;

/// Everything in the user's graphs that is not as their governing models say. The models
/// that come with the product were checked before they came.
#[must_use]
pub fn check_all(corpus: &Corpus, models: &Models) -> Vec<Finding> {
    let mut derived: FxHashMap<DomainId, Shapes> = FxHashMap::default();
    let mut findings = Vec::new();
    for (id, named) in corpus.graphs().filter(|(_, named)| !named.builtin) {
        let Some(domain) = named.governing.and_then(|g| domain_of(corpus, models, g)) else {
            continue;
        };
        let shapes = derived
            .entry(domain)
            .or_insert_with(|| derive(models, domain));
        findings.extend(check_graph(corpus, models, shapes, id));
    }
    findings
}

/// Holds one graph of a run to shapes.
#[must_use]
pub fn check_graph(corpus: &Corpus, models: &Models, shapes: &Shapes, id: GraphId) -> Vec<Finding> {
    let named = corpus.graph(id);
    let context = context(corpus, id);
    let data = Data {
        terms: &corpus.terms,
        models,
        header: named.iri,
        graph: &named.graph,
        context: &context,
        prefixes: corpus.sources.prefixes(named.graph.source()),
        place: &|offset| corpus.place(id, offset),
        beyond_reach: &|term| corpus.is_beyond_reach(term),
    };
    super::check(shapes, &data)
}

fn domain_of(corpus: &Corpus, models: &Models, graph: GraphId) -> Option<DomainId> {
    match models.term(corpus.graph(graph).iri)? {
        TermRef::Domain(id) => Some(id),
        TermRef::Class(_) | TermRef::Property(_) | TermRef::Datatype(_) | TermRef::EnumValue(_) => {
            None
        }
    }
}

/// What a graph depends on, what governs it, what that depends on, and Upper.
fn context(corpus: &Corpus, id: GraphId) -> Vec<&Graph> {
    let named = corpus.graph(id);
    let governing = named.governing.into_iter();
    let beyond = named
        .governing
        .map(|g| corpus.graph(g).closure.as_slice())
        .unwrap_or_default();
    let upper = corpus
        .terms
        .lookup_iri(upper::NS)
        .and_then(|iri| corpus.by_iri(iri));
    let all = upper
        .into_iter()
        .chain(governing)
        .chain(named.closure.iter().copied())
        .chain(beyond.iter().copied());
    let mut seen = FxHashSet::default();
    all.filter(|g| *g != id && seen.insert(*g))
        .map(|g| &corpus.graph(g).graph)
        .collect()
}

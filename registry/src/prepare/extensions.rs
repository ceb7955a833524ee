//! The proof that an extension is harmless: what it extends, and everything else that its
//! graph needs, means the same with it as without.

use upper::change::{Definition, define};
use upper::finding::Finding;
use upper::model::{ClassKind, ModelGraph, Models, lower};
use upper::resolve::{Corpus, GraphId};

use super::check::{Own, Work};
use super::{Stop, codes};

/// Holds the foreign classes of every changed graph with an extension against themselves.
pub(super) fn prove(work: &mut Work<'_>, changed: &[&Own<'_>]) -> Result<(), Stop> {
    let mut findings = Vec::new();
    for own in changed {
        if extends(&work.checked.models, &own.iri) {
            findings.extend(altered(work, own));
        }
    }
    work.checked.extend(findings);
    work.refuse_errors()
}

/// Whether a domain has an extension.
fn extends(models: &Models, iri: &str) -> bool {
    models.classes().any(|(_, class)| {
        matches!(class.kind, ClassKind::Extension(_))
            && models.domain(class.info.domain).info.iri == iri
    })
}

/// The foreign classes that mean something else because of a graph.
fn altered(work: &Work<'_>, own: &Own<'_>) -> Vec<Finding> {
    let corpus = &work.checked.corpus;
    let with = &work.checked.models;
    let without = lowered(corpus, own.id);
    let mut findings = Vec::new();
    for (id, class) in without.classes() {
        let before = define(&without, id);
        let after = with.term_by_iri(&class.info.iri);
        if after.map(|term| Definition::of(with, term)) != Some(Definition::Class(before)) {
            let header = corpus.graph(own.id).iri;
            let place = corpus.place_of(own.id, header);
            let message = format!(
                "`{}` would no longer be what its owner says",
                class.info.iri
            );
            findings.push(
                Finding::error(codes::EXTENSION_CHANGES_CLASS, place, message)
                    .term(&class.info.iri)
                    .help("an extension adds properties of its own model, and states nothing about other models' terms"),
            );
        }
    }
    findings
}

/// The models that a graph needs, without the graph.
fn lowered(corpus: &Corpus, id: GraphId) -> Models {
    let named = corpus.graph(id);
    let needed = corpus
        .graphs()
        .filter(|(other, n)| n.is_model && (n.builtin || named.closure.contains(other)));
    let graphs: Vec<ModelGraph<'_>> = needed
        .map(|(_, n)| ModelGraph {
            header: n.iri,
            graph: &n.graph,
        })
        .collect();
    lower(&corpus.terms, &graphs)
}

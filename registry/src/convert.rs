//! Graphs of `upper` as quads of the store.

use oxigraph::model::{BlankNode, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term};
use upper::graph::{Graph, TermId, Terms};

/// The quads of a graph, under a name.
pub(crate) fn quads(terms: &Terms, graph: &Graph, name: &str) -> Vec<Quad> {
    let name = GraphName::from(NamedNode::new_unchecked(name));
    let quad = |t: &upper::graph::Triple| {
        Quad::new(
            subject(terms, t.subject),
            NamedNode::new_unchecked(terms.text(t.predicate)),
            term(terms, t.object),
            name.clone(),
        )
    };
    graph.triples().iter().map(quad).collect()
}

fn subject(terms: &Terms, id: TermId) -> NamedOrBlankNode {
    match terms.get(id) {
        upper::graph::Term::Blank(label) => BlankNode::new_unchecked(blank_label(label)).into(),
        upper::graph::Term::Iri(text) | upper::graph::Term::Literal { value: text, .. } => {
            NamedNode::new_unchecked(text).into()
        }
    }
}

fn term(terms: &Terms, id: TermId) -> Term {
    match terms.get(id) {
        upper::graph::Term::Iri(iri) => NamedNode::new_unchecked(iri).into(),
        upper::graph::Term::Blank(label) => BlankNode::new_unchecked(blank_label(label)).into(),
        upper::graph::Term::Literal {
            value,
            language: Some(language),
            ..
        } => Literal::new_language_tagged_literal_unchecked(value, language.to_ascii_lowercase())
            .into(),
        upper::graph::Term::Literal {
            value,
            datatype,
            language: None,
        } => {
            Literal::new_typed_literal(value, NamedNode::new_unchecked(terms.text(datatype))).into()
        }
    }
}

/// A label that every RDF syntax accepts: labels inside a run may hold any character.
pub(crate) fn blank_label(label: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_string()
        } else {
            format!("x{:x}", c as u32)
        }
    };
    format!("b{}", label.chars().map(plain).collect::<String>())
}

//! Graphs of `upper` as quads of the store.

use oxigraph::model::{BlankNode, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term};
use sophia::api::term::{BnodeId, IriRef, LanguageTag, SimpleTerm};
use upper::graph::{Graph, TermId, Terms, Triple};

/// The quads of a graph, under a name; `label` says what its blank nodes are called.
pub(crate) fn quads(
    terms: &Terms,
    graph: &Graph,
    name: &str,
    label: &dyn Fn(&str) -> String,
) -> Vec<Quad> {
    let name = GraphName::from(NamedNode::new_unchecked(name));
    let quad = |t: &Triple| {
        Quad::new(
            subject(terms, t.subject, label),
            NamedNode::new_unchecked(terms.text(t.predicate)),
            term(terms, t.object, label),
            name.clone(),
        )
    };
    graph.triples().iter().map(quad).collect()
}

fn subject(terms: &Terms, id: TermId, label: &dyn Fn(&str) -> String) -> NamedOrBlankNode {
    match terms.get(id) {
        upper::graph::Term::Blank(text) => {
            BlankNode::new_unchecked(label(&blank_label(text))).into()
        }
        upper::graph::Term::Iri(text) | upper::graph::Term::Literal { value: text, .. } => {
            NamedNode::new_unchecked(text).into()
        }
    }
}

fn term(terms: &Terms, id: TermId, label: &dyn Fn(&str) -> String) -> Term {
    match terms.get(id) {
        upper::graph::Term::Iri(iri) => NamedNode::new_unchecked(iri).into(),
        upper::graph::Term::Blank(text) => {
            BlankNode::new_unchecked(label(&blank_label(text))).into()
        }
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

/// A triple in the terms of the library that knows the canonical form.
pub(crate) fn simple<'a>(terms: &'a Terms, triple: &Triple) -> [SimpleTerm<'a>; 3] {
    [triple.subject, triple.predicate, triple.object].map(|id| match terms.get(id) {
        upper::graph::Term::Iri(iri) => SimpleTerm::Iri(IriRef::new_unchecked(iri.into())),
        upper::graph::Term::Blank(label) => {
            SimpleTerm::BlankNode(BnodeId::new_unchecked(blank_label(label).into()))
        }
        upper::graph::Term::Literal {
            value,
            language: Some(language),
            ..
        } => {
            let tag = language.to_ascii_lowercase();
            SimpleTerm::LiteralLanguage(value.into(), LanguageTag::new_unchecked(tag.into()), None)
        }
        upper::graph::Term::Literal {
            value,
            datatype,
            language: None,
        } => SimpleTerm::LiteralDatatype(
            value.into(),
            IriRef::new_unchecked(terms.text(datatype).into()),
        ),
    })
}

/// The same, of a quad that is in the store.
pub(crate) fn simple_quad(quad: &Quad) -> [SimpleTerm<'_>; 3] {
    let iri =
        |n: &'_ NamedNode| SimpleTerm::Iri(IriRef::new_unchecked(n.as_str().to_owned().into()));
    let blank =
        |b: &BlankNode| SimpleTerm::BlankNode(BnodeId::new_unchecked(b.as_str().to_owned().into()));
    let subject = match &quad.subject {
        NamedOrBlankNode::NamedNode(node) => iri(node),
        NamedOrBlankNode::BlankNode(node) => blank(node),
    };
    let object = match &quad.object {
        Term::NamedNode(node) => iri(node),
        Term::BlankNode(node) => blank(node),
        Term::Literal(literal) => match literal.language() {
            Some(tag) => SimpleTerm::LiteralLanguage(
                literal.value().into(),
                LanguageTag::new_unchecked(tag.into()),
                None,
            ),
            None => SimpleTerm::LiteralDatatype(
                literal.value().into(),
                IriRef::new_unchecked(literal.datatype().as_str().to_owned().into()),
            ),
        },
    };
    [subject, iri(&quad.predicate), object]
}

/// The blank node of a graph that has a label in the other's terms.
pub(crate) fn blank(terms: &Terms, graph: &Graph, label: &str) -> Option<TermId> {
    let triples = graph.triples().iter();
    let mut nodes = triples.flat_map(|t| [t.subject, t.object]);
    nodes.find(|id| id.is_blank() && blank_label(terms.text(*id)) == label)
}

/// A label that every RDF syntax accepts: labels inside a run may hold any character. Two
/// labels never become one, so `x`, with which the others are spelled, is spelled itself.
pub(crate) fn blank_label(label: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() && c != 'x' {
            c.to_string()
        } else {
            format!("x{:x}x", c as u32)
        }
    };
    format!("b{}", label.chars().map(plain).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::blank_label;

    #[test]
    fn labels_stay_different() {
        let labels = ["r-1", "rx2d1", "rx2dx1", "x", "x78x", "\u{2da}", "-a", "xx"];
        let written: std::collections::BTreeSet<String> = labels.map(blank_label).into();
        assert_eq!(written.len(), labels.len(), "{written:?}");
        let is_plain = |label: &String| label.chars().all(|c| c.is_ascii_alphanumeric());
        assert!(written.iter().all(is_plain), "{written:?}");
    }
}

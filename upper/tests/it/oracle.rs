//! Readings of a text by our reader and by oxttl, as datasets that can be compared.

use oxrdf::dataset::CanonicalizationAlgorithm;
use oxrdf::{BlankNode, Dataset, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term};
use oxttl::{NQuadsParser, NTriplesParser, TriGParser, TurtleParser};
use upper::finding::Finding;
use upper::graph::{Term as OurTerm, TermId, Terms};
use upper::source::{Aliases, Input, Reader, Syntax};

pub(crate) struct Reading {
    pub(crate) dataset: Dataset,
    pub(crate) findings: Vec<Finding>,
}

pub(crate) fn read(text: &[u8], syntax: Syntax, base: &str) -> Reading {
    let mut reader = Reader::new(Aliases::default());
    reader.read(Input {
        path: base.to_owned(),
        bytes: text.to_vec(),
        syntax,
    });
    let terms = &reader.terms;
    let mut dataset = Dataset::new();
    for parsed in &reader.graphs {
        let graph_name = parsed
            .name
            .map_or(GraphName::DefaultGraph, |name| node(terms, name).into());
        for t in parsed.graph.triples() {
            let predicate = NamedNode::new_unchecked(terms.as_iri(t.predicate).unwrap());
            dataset.insert(&Quad {
                subject: node(terms, t.subject),
                predicate,
                object: term(terms, t.object),
                graph_name: graph_name.clone(),
            });
        }
    }
    dataset.canonicalize(CanonicalizationAlgorithm::Unstable);
    Reading {
        dataset,
        findings: reader.findings,
    }
}

fn label(text: &str) -> BlankNode {
    let hex: String = text.bytes().map(|b| format!("{b:02x}")).collect();
    BlankNode::new_unchecked(format!("b{hex}"))
}

fn node(terms: &Terms, id: TermId) -> NamedOrBlankNode {
    match terms.get(id) {
        OurTerm::Iri(iri) => NamedNode::new_unchecked(iri).into(),
        OurTerm::Blank(text) => label(text).into(),
        OurTerm::Literal { value, .. } => panic!("literal `{value}` where a node must be"),
    }
}

fn term(terms: &Terms, id: TermId) -> Term {
    match terms.get(id) {
        OurTerm::Iri(_) | OurTerm::Blank(_) => node(terms, id).into(),
        // oxttl lowers language tags, which compare without regard to case.
        OurTerm::Literal {
            value,
            language: Some(language),
            ..
        } => Literal::new_language_tagged_literal_unchecked(value, language.to_ascii_lowercase())
            .into(),
        OurTerm::Literal {
            value, datatype, ..
        } => {
            let datatype = NamedNode::new_unchecked(terms.as_iri(datatype).unwrap());
            Literal::new_typed_literal(value, datatype).into()
        }
    }
}

/// What oxttl makes of the text; the first error where it refuses it.
pub(crate) fn oxttl(text: &[u8], syntax: Syntax, base: &str) -> Result<Dataset, String> {
    let mut dataset = Dataset::new();
    let mut put = |quad: Result<Quad, String>| {
        quad.map(|q| {
            dataset.insert(&q);
        })
    };
    match syntax {
        Syntax::Turtle => TurtleParser::new()
            .with_base_iri(base)
            .unwrap()
            .for_slice(text)
            .map(|t| {
                t.map(|t| t.in_graph(GraphName::DefaultGraph))
                    .map_err(|e| e.to_string())
            })
            .try_for_each(&mut put)?,
        Syntax::TriG => TriGParser::new()
            .with_base_iri(base)
            .unwrap()
            .for_slice(text)
            .map(|q| q.map_err(|e| e.to_string()))
            .try_for_each(&mut put)?,
        Syntax::NTriples => NTriplesParser::new()
            .for_slice(text)
            .map(|t| {
                t.map(|t| t.in_graph(GraphName::DefaultGraph))
                    .map_err(|e| e.to_string())
            })
            .try_for_each(&mut put)?,
        Syntax::NQuads => NQuadsParser::new()
            .for_slice(text)
            .map(|q| q.map_err(|e| e.to_string()))
            .try_for_each(&mut put)?,
        Syntax::JsonLd | Syntax::RdfXml => panic!("not a syntax of oxttl"),
    }
    dataset.canonicalize(CanonicalizationAlgorithm::Unstable);
    Ok(dataset)
}

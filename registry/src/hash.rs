//! Content hashes: SHA-256 of the canonical form of RDFC-1.0, so that two graphs that say
//! the same have the same hash, however they are written.

use std::collections::HashSet;
use std::fmt::Write as _;

use sophia::api::quad::Spog;
use sophia::api::term::{BnodeId, IriRef, LanguageTag, SimpleTerm};
use sophia::c14n::hash::{HashFunction, Sha256};
use sophia::c14n::rdfc10::normalize;
use upper::graph::{Graph, Term, TermId, Terms};

use crate::convert::blank_label;
use crate::error::Error;

/// The content hash of a graph: 64 hexadecimal digits.
///
/// # Errors
/// The graph has too many blank nodes that look alike.
pub fn content_hash(terms: &Terms, graph: &Graph) -> Result<String, Error> {
    let quads = graph.triples().iter().map(|t| {
        let spo = [
            term(terms, t.subject),
            term(terms, t.predicate),
            term(terms, t.object),
        ];
        (spo, None)
    });
    let dataset: HashSet<Spog<SimpleTerm<'_>>> = quads.collect();
    let mut canonical = Vec::new();
    normalize(&dataset, &mut canonical).map_err(|e| Error::Canonicalization(e.to_string()))?;
    let mut hash = Sha256::initialize();
    hash.update(&canonical);
    let mut text = String::with_capacity(64);
    for byte in hash.finalize().as_ref() {
        let _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}

fn term(terms: &Terms, id: TermId) -> SimpleTerm<'_> {
    match terms.get(id) {
        Term::Iri(iri) => SimpleTerm::Iri(IriRef::new_unchecked(iri.into())),
        Term::Blank(label) => {
            SimpleTerm::BlankNode(BnodeId::new_unchecked(blank_label(label).into()))
        }
        Term::Literal {
            value,
            language: Some(language),
            ..
        } => {
            let tag = language.to_ascii_lowercase();
            SimpleTerm::LiteralLanguage(value.into(), LanguageTag::new_unchecked(tag.into()), None)
        }
        Term::Literal {
            value,
            datatype,
            language: None,
        } => SimpleTerm::LiteralDatatype(
            value.into(),
            IriRef::new_unchecked(terms.text(datatype).into()),
        ),
    }
}

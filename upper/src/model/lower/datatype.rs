//! Datatypes, facets and literals.

use super::Reading;
use crate::graph::{Term, TermId};
use crate::model::{DatatypeId, DatatypeKind, Facets, Literal, Models, TermInfo};
use crate::vocabulary::upper;

pub(super) fn fill(models: &mut Models, read: &Reading<'_>, at: DatatypeId, info: TermInfo) {
    let base = read
        .graph
        .object(info.id, upper::BASE)
        .and_then(|o| models.datatype_at(o));
    let facets = facets(read, info.id);
    if let Some(datatype) = models.datatypes.get_mut(at.index()) {
        if let DatatypeKind::Custom(slot) = &mut datatype.kind {
            *slot = base;
        }
        datatype.info = info;
        datatype.facets = facets;
    }
}

/// The facets stated on a custom datatype or refinement.
pub(super) fn facets(read: &Reading<'_>, node: TermId) -> Facets {
    let mut facets = Facets::default();
    for triple in read.graph.about(node) {
        let literal = || Some(literal(read, triple.object));
        let count = || {
            read.terms
                .text(triple.object)
                .trim_start_matches('+')
                .parse()
                .ok()
        };
        match triple.predicate {
            upper::PATTERN => facets
                .patterns
                .push(read.terms.text(triple.object).to_owned()),
            upper::MIN_LENGTH => facets.min_length = count(),
            upper::MAX_LENGTH => facets.max_length = count(),
            upper::MIN_INCLUSIVE => facets.min_inclusive = literal(),
            upper::MAX_INCLUSIVE => facets.max_inclusive = literal(),
            upper::MIN_EXCLUSIVE => facets.min_exclusive = literal(),
            upper::MAX_EXCLUSIVE => facets.max_exclusive = literal(),
            upper::TOTAL_DIGITS => {
                facets.total_digits = count().and_then(|n: u64| u32::try_from(n).ok())
            }
            upper::FRACTION_DIGITS => {
                facets.fraction_digits = count().and_then(|n: u64| u32::try_from(n).ok())
            }
            upper::ONE_OF => {
                let cells = read.cells(triple.object);
                facets.one_of = cells.map(|cells| {
                    let cells = cells.into_iter();
                    cells.map(|t| self::literal(read, t.object)).collect()
                });
            }
            _ => {}
        }
    }
    facets
}

/// A term as a value.
pub(super) fn literal(read: &Reading<'_>, id: TermId) -> Literal {
    match read.terms.get(id) {
        Term::Literal {
            value,
            datatype,
            language,
        } => Literal {
            id,
            value: value.to_owned(),
            datatype: read.terms.text(datatype).to_owned(),
            language: language.map(str::to_owned),
        },
        Term::Iri(text) | Term::Blank(text) => Literal {
            id,
            value: text.to_owned(),
            datatype: String::new(),
            language: None,
        },
    }
}

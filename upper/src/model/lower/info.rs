//! What every term has.

use super::{ModelGraph, Reading};
use crate::graph::{Term, TermId, Terms};
use crate::model::{Deprecation, DomainId, Models, TermInfo, Texts};
use crate::vocabulary::upper;

/// IRI and name, before the second pass.
pub(super) fn bare(terms: &Terms, id: TermId, of: ModelGraph<'_>, domain: DomainId) -> TermInfo {
    let iri = terms.text(id).to_owned();
    let local = iri
        .strip_prefix(terms.text(of.header))
        .filter(|l| !l.is_empty())
        .map_or_else(|| local_name(&iri), str::to_owned);
    TermInfo {
        id,
        name: local.clone(),
        local,
        iri,
        domain,
        labels: Texts::default(),
        descriptions: Texts::default(),
        comments: Texts::default(),
        deprecated: None,
    }
}

/// What follows the last `#`, `/` or `:`.
fn local_name(iri: &str) -> String {
    let stem = iri.trim_end_matches(['#', '/']);
    stem.rsplit(['#', '/', ':'])
        .next()
        .unwrap_or(stem)
        .to_owned()
}

/// Names and texts, of the second pass.
pub(super) fn read(read: &Reading<'_>, models: &Models, mut info: TermInfo) -> TermInfo {
    let mut note = Texts::default();
    let mut replaced_by = None;
    let mut named = false;
    for triple in read.graph.about(info.id) {
        match triple.predicate {
            upper::LABEL => push(read.terms, triple.object, &mut info.labels),
            upper::DESCRIPTION => push(read.terms, triple.object, &mut info.descriptions),
            upper::COMMENT => push(read.terms, triple.object, &mut info.comments),
            upper::DEPRECATED => push(read.terms, triple.object, &mut note),
            upper::REPLACED_BY => replaced_by = models.term(triple.object),
            // Of several, which the shapes report, the first.
            upper::NAME | upper::DOMAIN if triple.object.is_literal() && !named => {
                named = true;
                read.terms.text(triple.object).clone_into(&mut info.name);
            }
            _ => {}
        }
    }
    if !note.is_empty() || replaced_by.is_some() {
        info.deprecated = Some(Deprecation { note, replaced_by });
    }
    info
}

fn push(terms: &Terms, id: TermId, into: &mut Texts) {
    if let Term::Literal {
        value, language, ..
    } = terms.get(id)
    {
        into.0
            .push((language.unwrap_or("").to_owned(), value.to_owned()));
    }
}

//! Which findings stand, whatever else a text says where it has a mistake of syntax.
//!
//! Reading goes on after a mistake, so that all findings come at once. But a statement with a
//! mistake is read in part or not at all, and what seems to be missing then may well stand there:
//! findings that may only come of that are left out until the mistake is mended.

use crate::finding::Finding;
use crate::graph::TermId;
use crate::resolve::Corpus;
use crate::rules;
use crate::source::Lost;
use crate::vocabulary::upper;

/// How a term comes to have what is said of another.
const INHERITS: [TermId; 6] = [
    upper::SUB_CLASS_OF,
    upper::SUB_PROPERTY_OF,
    upper::TRAIT,
    upper::QUALIFIES,
    upper::EXTENDS,
    upper::BASE,
];

/// Divides findings that are not of syntax into those that stand and those that may not.
pub(crate) fn divide(corpus: &Corpus, findings: Vec<Finding>) -> (Vec<Finding>, Vec<Finding>) {
    let Some(lost) = Lost::of(&corpus.sources) else {
        return (findings, Vec::new());
    };
    let triples = corpus.graphs().flat_map(|(_, g)| g.graph.triples());
    let pairs = triples.filter(|t| INHERITS.contains(&t.predicate));
    let text = |term| corpus.terms.text(term);
    let lost = lost.with_heirs(pairs.map(|t| (text(t.subject), text(t.object))));
    findings.into_iter().partition(|f| !explains(&lost, f))
}

/// Whether a finding may come of what was not read: it lies there, or it is about, names or
/// underlines a term that is described there; or it says that nothing
/// uses what may be used there.
fn explains(lost: &Lost<'_>, finding: &Finding) -> bool {
    let describes = |term: &str| lost.describes(term);
    let mut named = finding.message.split('`').skip(1).step_by(2);
    let source = finding.place.source;
    let is_used = || {
        let mentioned = finding.term.as_deref().is_some_and(|t| lost.mentions(t));
        (rules::is_unused_import(finding.code) && lost.is_of(source))
            || (rules::is_unused_term(finding.code) && mentioned)
    };
    lost.covers(finding.place)
        || finding.term.as_deref().is_some_and(describes)
        || named.any(|name| {
            let expanded = lost.expanded(source, name);
            describes(name) || expanded.is_some_and(|t| describes(&t))
        })
        || lost.terms_at(finding.place).any(|term| describes(&term))
        || is_used()
}

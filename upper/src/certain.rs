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

/// Findings that are not of syntax.
pub(crate) struct Findings {
    /// What is said of statements as they stand.
    pub(crate) stated: Vec<Finding>,
    /// What is said of what terms come to have, by inheritance too.
    pub(crate) derived: Vec<Finding>,
}

/// Divides findings into those that stand and those that may not.
pub(crate) fn divide(corpus: &Corpus, findings: Findings) -> (Vec<Finding>, Vec<Finding>) {
    let Findings { stated, derived } = findings;
    let Some(lost) = Lost::of(&corpus.sources) else {
        return ([stated, derived].concat(), Vec::new());
    };
    let triples = corpus.graphs().flat_map(|(_, g)| g.graph.triples());
    let pairs = triples.filter(|t| INHERITS.contains(&t.predicate));
    let text = |term| corpus.terms.text(term);
    let lost = lost.with_heirs(pairs.map(|t| (text(t.subject), text(t.object))));
    let stated = stated.into_iter().map(|f| (explains(&lost, &f, false), f));
    let derived = derived.into_iter().map(|f| (explains(&lost, &f, true), f));
    let (out, stands): (Vec<_>, Vec<_>) = stated.chain(derived).partition(|(out, _)| *out);
    let findings = |pairs: Vec<(bool, Finding)>| pairs.into_iter().map(|(_, f)| f).collect();
    (findings(stands), findings(out))
}

/// Whether a finding may come of what was not read: it lies there, or it is about, names or
/// underlines a term that is described there, or that has something from one; or it says that
/// nothing uses what may be used there.
fn explains(lost: &Lost<'_>, finding: &Finding, derived: bool) -> bool {
    let source = finding.place.source;
    // A header is spoken of wherever terms of its graph are; what others say of it may be false.
    let header = |term: &str| lost.has_header(term) && !lost.is_of(source);
    let describes =
        |term: &str| lost.describes(term) || (derived && lost.is_heir(term)) || header(term);
    let mut named = finding.message.split('`').skip(1).step_by(2);
    let about = finding.term.as_deref();
    let is_used = || {
        let mentioned = about.is_some_and(|t| lost.mentions(t));
        (rules::is_unused_import(finding.code) && lost.is_of(source))
            || (rules::is_unused_term(finding.code) && mentioned)
    };
    // What a header lacks has no place of its own.
    let of_header = || finding.place.start == 0 && about.is_some_and(|t| lost.has_header(t));
    lost.covers(finding.place)
        || about.is_some_and(describes)
        || named.any(|name| {
            let expanded = lost.expanded(source, name);
            describes(name) || expanded.is_some_and(|t| describes(&t))
        })
        || lost.terms_at(finding.place).any(|term| describes(&term))
        || is_used()
        || of_header()
}

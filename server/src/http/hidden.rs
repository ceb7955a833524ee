//! What is not there for a caller: absent or hidden, answered alike. That the second is a
//! refusal is told to the audit trail alone.

use registry::{Graph, Index, Seen, View};

use super::problem::{Problem, Result};

/// There is nothing that a view sees; where a hidden graph is what was looked for, the trail
/// learns of it.
pub(crate) fn nothing<'a>(
    index: &'a Index,
    view: &View,
    find: impl FnOnce(Seen<'a>) -> Option<&'a Graph>,
) -> Problem {
    let there = find(index.seen(&View::Everything));
    let hidden = there.filter(|graph| !view.sees(&graph.iri));
    Problem::not_found().denying(hidden.map(|graph| graph.iri.clone()))
}

/// What was made of a revision is not there where a graph that it shows is hidden.
///
/// # Errors
/// There is such a graph: as where there is nothing (404).
pub(crate) fn behind(seen: Seen<'_>, node: &str) -> Result<()> {
    match seen.hidden_behind(node) {
        None => Ok(()),
        hidden => Err(Problem::not_found().denying(hidden)),
    }
}

/// The graph that a term would be stated in: the one whose namespace it is in.
pub(crate) fn stating<'a>(seen: Seen<'a>, term: &str) -> Option<&'a Graph> {
    let namespace = term.rfind(['#', '/']).and_then(|end| term.get(..=end));
    seen.graph(term).or_else(|| seen.graph(namespace?))
}

/// The graph that is hidden from a view and that an IRI asks for: its own, that of a revision, or
/// that of a term.
pub(crate) fn asked(index: &Index, view: &View, iri: &str) -> Option<String> {
    let revised = index.revision(iri).map(|(graph, _)| graph);
    let graph = revised.or_else(|| stating(index.seen(&View::Everything), iri))?;
    (!view.sees(&graph.iri)).then(|| graph.iri.clone())
}

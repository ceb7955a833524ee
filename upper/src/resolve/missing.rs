//! What is needed and not there.

use super::{Corpus, GraphId, NamedGraph, Resolver, codes};
use crate::graph::{TermId, Triple};
use crate::iri::{is_namespace, namespace};
use crate::vocabulary::{graph as info, owl};

/// For so many missing graphs one is looked for that may be meant: each is held against all.
const SUGGESTIONS: usize = 64;

impl Corpus {
    /// What something depends on and nothing defines: graphs, or terms of theirs.
    pub fn missing(&self) -> impl Iterator<Item = TermId> {
        self.missing.iter().copied()
    }

    /// Whether a term lies in the namespace of a graph that is needed and not there, so
    /// that nothing can be said of it.
    #[must_use]
    pub fn is_beyond_reach(&self, term: TermId) -> bool {
        if self.missing.is_empty() {
            return false;
        }
        let is_missing = |namespace: &str| {
            let known = self.terms.lookup_iri(namespace);
            known.is_some_and(|id| self.missing.contains(&id))
        };
        self.terms.as_iri(term).is_some_and(|iri| {
            // A graph's IRI ends with what separates it from its terms, before that, or is
            // one of them itself.
            let mut ends = iri.match_indices(['#', '/', ':']).map(|(at, _)| at);
            is_missing(iri)
                || ends.any(|at| {
                    let ways = [iri.get(..at), iri.get(..=at)];
                    ways.into_iter().flatten().any(is_missing)
                })
        })
    }
}

/// Whether the value of a statement is the IRI of a graph, rather than that of a term in one.
fn names_graph(triple: Triple) -> bool {
    [owl::IMPORTS, info::GOVERNED_BY].contains(&triple.predicate)
}

impl Resolver {
    /// Reports what a graph needs and nothing defines.
    pub(super) fn missing(&mut self, at: usize, triple: Triple) -> Option<GraphId> {
        self.missing.insert(triple.object);
        // Rounds come by again.
        if !self.lacking.insert((at, triple.object)) {
            return None;
        }
        self.graphs.get_mut(at)?.missing.push(triple.object);
        // A graph that is not there is told once, whether it is named itself or by a term of it.
        let object = self.reader.terms.text(triple.object);
        let namespace = Some(namespace(object)).filter(|n| !names_graph(triple) && is_namespace(n));
        let wanted = namespace.unwrap_or(object).to_owned();
        let graph = self.reader.terms.iri(&wanted);
        let is_told = graph != triple.object && !self.lacking.insert((at, graph));
        if self.headless || is_told {
            return None;
        }
        let named = self.graphs.get(at)?;
        let may_suggest = self.missing.len() <= SUGGESTIONS;
        let near = may_suggest.then(|| self.nearest(&wanted, named)).flatten();
        self.report_missing(at, triple, &wanted, near);
        None
    }

    /// The graph that is meant by an IRI which lacks the `#` or `/` at its end: that is reported,
    /// and the statement is read so.
    pub(super) fn without_end(&mut self, at: usize, triple: Triple) -> Option<GraphId> {
        let written = self.reader.terms.text(triple.object).to_owned();
        if !names_graph(triple) || is_namespace(&written) {
            return None;
        }
        let ends = ['#', '/'].map(|end| format!("{written}{end}"));
        let (iri, id) = ends.into_iter().find_map(|iri| {
            let id = self.require_iri(&iri)?;
            Some((iri, id))
        })?;
        let meant = self.reader.terms.iri(&iri);
        self.report_missing(at, triple, &written, Some(iri));
        let is_this = |at, term| (at, term) == (triple.places.object, triple.object);
        let named = self.graphs.get_mut(at)?;
        named
            .graph
            .mend(|at, term| is_this(at, term).then_some(meant));
        Some(id)
    }

    fn report_missing(&mut self, at: usize, triple: Triple, wanted: &str, near: Option<String>) {
        let Some(named) = self.graphs.get(at) else {
            return;
        };
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "pass the file that defines it as well, add its folder to `models` in `denota.toml`, or name the model under `[dependencies]` there and run `denota pull`".to_owned(),
        };
        let finding = self
            .finding(
                &named.graph,
                codes::MISSING_DEPENDENCY,
                triple.places.object,
                format!("nothing defines the graph `{wanted}`"),
            )
            .term(self.reader.terms.text(named.iri))
            .help(help);
        self.reader.findings.push(finding);
    }

    /// The graph that may be meant instead: one that the graph is not, and does not need anyway.
    fn nearest(&self, wanted: &str, named: &NamedGraph) -> Option<String> {
        let header = named.graph.about(named.iri);
        let is_meant = |iri: &TermId| *iri != named.iri && header.iter().all(|t| t.object != *iri);
        let known = self.by_iri.keys().copied().filter(is_meant);
        let known = known.map(|iri| self.reader.terms.text(iri));
        crate::spelling::nearest(wanted, known).map(str::to_owned)
    }
}

//! What a publisher is not told: anything about graphs that they may not read, beyond that
//! there is one.

use std::collections::{BTreeSet, HashMap, HashSet};

use upper::check::Checked;
use upper::finding::{Finding, Place, Severity};
use upper::graph::TermId;
use upper::resolve::{Corpus, NamedGraph};
use upper::source::{Prefix, SourceId, Sources};
use upper::vocabulary::upper as up;

use super::check::own_sources;
use crate::publication::{Published, Refused};
use crate::source;
use crate::view::View;

/// All that is said of a graph that is hidden.
pub(crate) const SOMEBODY: &str = "a graph that you may not read";

/// The texts of a check that its reader may not see.
pub(super) struct Hidden {
    sources: HashSet<SourceId>,
    /// The IRIs of their graphs, with which those of their terms begin.
    iris: Vec<String>,
    /// Their terms as findings show them by the short names of their models.
    terms: Vec<String>,
    /// What their terms begin with in the findings of other texts, which have prefixes for them.
    prefixes: HashMap<SourceId, Vec<String>>,
}

impl Hidden {
    /// What of a check a view does not see; the first `own` texts are its reader's.
    pub(super) fn of(view: &View, checked: &Checked, own: usize) -> Self {
        let mut hidden = Self {
            sources: HashSet::new(),
            iris: Vec::new(),
            terms: Vec::new(),
            prefixes: HashMap::new(),
        };
        let corpus = &checked.corpus;
        let own = own_sources(checked, own);
        for (_, named) in corpus.graphs().filter(|(_, named)| !named.builtin) {
            let source = named.graph.source();
            // A graph may go by another name here than in the registry.
            let registered = source::graph_of(&corpus.sources.get(source).path);
            if own.contains(&source) || registered.is_none_or(|iri| view.sees(iri)) {
                continue;
            }
            hidden.sources.insert(source);
            hidden.iris.push(corpus.terms.text(named.iri).to_owned());
            hidden.terms.extend(terms(corpus, named));
        }
        hidden.prefixes = prefixes(&hidden.iris, &corpus.sources);
        hidden
    }

    fn contains(&self, source: SourceId) -> bool {
        self.sources.contains(&source)
    }

    /// Takes out of findings whatever is hidden.
    pub(super) fn hide(&self, checked: &mut Checked) {
        if self.sources.is_empty() {
            return;
        }
        let findings = std::mem::take(&mut checked.findings);
        let told = findings.into_iter().filter_map(|f| self.told(f)).collect();
        checked.extend(told);
    }

    /// Takes out of what is said of published graphs whatever follows from what is hidden: how
    /// a term has changed is told by all that it means and meant, wherever that comes from.
    pub(super) fn hide_reports(
        &self,
        checked: &Checked,
        untold: &BTreeSet<String>,
        published: &mut [Published],
    ) {
        for one in published {
            if untold.contains(&one.iri) || self.reaches(checked, &one.iri) {
                one.report = None;
            }
        }
    }

    /// The same of why a graph is refused.
    pub(super) fn hide_refusal(
        &self,
        checked: &Checked,
        untold: &BTreeSet<String>,
        refused: &mut Refused,
    ) {
        if let Refused::Version { iri, report, .. } = refused
            && (untold.contains(iri) || self.reaches(checked, iri))
        {
            *report = None;
        }
    }

    /// Whether a graph needs anything that is hidden, directly or not.
    pub(super) fn reaches(&self, checked: &Checked, iri: &str) -> bool {
        let corpus = &checked.corpus;
        let id = corpus.terms.lookup_iri(iri).and_then(|i| corpus.by_iri(i));
        let needs = id.into_iter().flat_map(|id| &corpus.graph(id).closure);
        needs
            .into_iter()
            .any(|n| self.contains(corpus.graph(*n).graph.source()))
    }

    /// What is told of a finding. Warnings of what is hidden are gone, as all of others are;
    /// those that name it are for others to heed.
    fn told(&self, mut finding: Finding) -> Option<Finding> {
        let elsewhere = self.contains(finding.place.source);
        let source = finding.place.source;
        let is_named = self.names_any(&finding.message, source);
        match finding.severity {
            Severity::Warning if is_named => return None,
            Severity::Error if elsewhere => return Some(invalid_together()),
            Severity::Error if is_named => {
                finding.message = format!("this does not go together with {SOMEBODY}");
            }
            Severity::Error | Severity::Warning => {}
        }
        let related = &mut finding.related;
        related.retain(|r| !self.contains(r.place.source) && !self.names_any(&r.message, source));
        finding.help = finding.help.filter(|h| !self.names_any(h, source));
        finding.term = finding.term.filter(|t| !self.names_any(t, source));
        Some(finding)
    }

    /// Whether what is said of a source names anything that is hidden.
    fn names_any(&self, text: &str, source: SourceId) -> bool {
        let prefixes = self.prefixes.get(&source).into_iter().flatten();
        self.iris.iter().any(|iri| text.contains(iri.as_str()))
            || self
                .terms
                .iter()
                .chain(prefixes)
                .any(|word| has_word(text, word))
    }
}

/// The terms of a model with its short name before them.
fn terms(corpus: &Corpus, named: &NamedGraph) -> Vec<String> {
    let text = |term: TermId| corpus.terms.text(term);
    let Some(domain) = named.graph.object(named.iri, up::DOMAIN) else {
        return Vec::new();
    };
    let local = |term: &TermId| text(*term).strip_prefix(text(named.iri));
    let locals = named.graph.subjects().iter().filter_map(local);
    let locals = locals.filter(|local| !local.is_empty());
    locals.map(|l| format!("{}:{l}", text(domain))).collect()
}

/// The prefixes that texts have for what lies in the namespaces of graphs.
fn prefixes(iris: &[String], sources: &Sources) -> HashMap<SourceId, Vec<String>> {
    let is_hidden = |p: &&Prefix| iris.iter().any(|iri| p.namespace.starts_with(iri));
    let of = |id| sources.prefixes(id).iter().filter(is_hidden);
    sources
        .iter()
        .map(|(id, _)| (id, of(id).map(|p| format!("{}:", p.name)).collect()))
        .filter(|(_, words): &(_, Vec<String>)| !words.is_empty())
        .collect()
}

/// All that is told of errors in what is hidden.
fn invalid_together() -> Finding {
    let message = format!("{SOMEBODY} is not valid together with this");
    Finding::error(super::codes::BREAKS_DEPENDENT, Place::nowhere(), message)
        .help("ask the administrators of the registry")
}

/// Whether a word begins so.
fn has_word(text: &str, beginning: &str) -> bool {
    let ends = |before: &str| !before.ends_with(|c: char| c.is_alphanumeric() || "_-".contains(c));
    let mut found = text.match_indices(beginning);
    found.any(|(at, _)| text.get(..at).is_none_or(ends))
}

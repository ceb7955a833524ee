//! What a publisher is not told: anything about graphs that they may not read, beyond that
//! there is one.

use std::collections::HashSet;

use upper::check::Checked;
use upper::finding::{Finding, Place};
use upper::source::SourceId;
use upper::vocabulary::upper as up;

use super::gather;
use crate::view::View;

/// All that is said of a graph that is hidden.
pub(crate) const SOMEBODY: &str = "a graph that you may not read";

/// The texts of a check that its reader may not see.
pub(super) struct Hidden {
    sources: HashSet<SourceId>,
    /// How findings would name what is in them.
    names: Vec<String>,
}

impl Hidden {
    /// What of a check a view does not see.
    pub(super) fn of(view: &View, checked: &Checked) -> Self {
        let mut hidden = Self {
            sources: HashSet::new(),
            names: Vec::new(),
        };
        let corpus = &checked.corpus;
        for (_, named) in corpus.graphs().filter(|(_, named)| !named.builtin) {
            let iri = corpus.terms.text(named.iri);
            let source = named.graph.source();
            // What the publisher wrote they know.
            if view.sees(iri) || corpus.sources.get(source).path != gather::path(iri) {
                continue;
            }
            hidden.sources.insert(source);
            hidden.names.push(iri.to_owned());
            let name = named.graph.object(named.iri, up::DOMAIN);
            let name = name.map(|n| format!("`{}:", corpus.terms.text(n)));
            hidden.names.extend(name);
        }
        hidden
    }

    pub(super) fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    pub(super) fn contains(&self, source: SourceId) -> bool {
        self.sources.contains(&source)
    }

    /// Takes out of findings whatever is hidden.
    pub(super) fn hide(&self, checked: &mut Checked) {
        if self.is_empty() {
            return;
        }
        let findings = std::mem::take(&mut checked.findings);
        let hidden = findings.into_iter().map(|f| self.hide_in(f)).collect();
        checked.extend(hidden);
    }

    fn hide_in(&self, finding: Finding) -> Finding {
        if self.contains(finding.place.source) {
            return Finding {
                code: super::codes::BREAKS_DEPENDENT,
                place: Place::nowhere(),
                term: None,
                message: format!("{SOMEBODY} is not valid together with this"),
                help: Some("ask the administrators of the registry".to_owned()),
                related: Vec::new(),
                severity: finding.severity,
            };
        }
        let mut finding = finding;
        finding.related.retain(|r| !self.contains(r.place.source));
        if finding.help.as_ref().is_some_and(|h| self.names_any(h)) {
            finding.help = None;
        }
        if self.names_any(&finding.message) {
            finding.message = format!("this does not go together with {SOMEBODY}");
        }
        if finding.term.as_ref().is_some_and(|t| self.names_any(t)) {
            finding.term = None;
        }
        finding
    }

    fn names_any(&self, text: &str) -> bool {
        self.names.iter().any(|n| text.contains(n.as_str()))
    }
}

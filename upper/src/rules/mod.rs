//! What shapes cannot say: semantic rules, and style lints.
//!
//! A rule is a value in [`RULES`]: one function in one file, one page of documentation and
//! one pair of files in `tests/diagnostics`. Rules read typed models and take places from
//! the graphs; what the shapes report already (a missing value, a wrong type) they pass
//! over in silence.

use rustc_hash::FxHashMap;

use crate::finding::{Finding, Place, Severity};
use crate::graph::{Graph, TermId};
use crate::model::{DomainId, Models, TermInfo};
use crate::resolve::{Corpus, GraphId};

/// What is done about a rule's findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// Nothing.
    Allow,
    /// They are warnings.
    Warn,
    /// They are errors.
    Deny,
}

/// A rule or lint.
pub struct Rule {
    /// The stable id, such as `U0123`.
    pub code: &'static str,
    /// The name that `denota.toml` uses, such as `crossed-counts`.
    pub name: &'static str,
    /// The level unless configured otherwise. Configuration can only lower what is not
    /// an error by default, and raise anything.
    pub level: Level,
    /// One line.
    pub summary: &'static str,
    /// Looks at one domain.
    pub check: fn(&Context<'_>, DomainId, &mut Vec<Finding>),
}

/// All rules, by code.
pub static RULES: &[Rule] = &[];

/// Levels that differ from the default, by code or name.
#[derive(Clone, Debug, Default)]
pub struct Levels(FxHashMap<String, Level>);

impl Levels {
    /// Sets the level of a rule, by code or name.
    pub fn set(&mut self, rule: impl Into<String>, level: Level) {
        self.0.insert(rule.into(), level);
    }

    /// The level of a rule.
    #[must_use]
    pub fn of(&self, rule: &Rule) -> Level {
        let set = self.0.get(rule.code).or_else(|| self.0.get(rule.name)).copied();
        match (set, rule.level) {
            (Some(Level::Deny), _) | (_, Level::Deny) => Level::Deny,
            (Some(set), _) => set,
            (None, level) => level,
        }
    }
}

/// What rules look at.
pub struct Context<'a> {
    /// The graphs, for places.
    pub corpus: &'a Corpus,
    /// The typed models.
    pub models: &'a Models,
}

impl<'a> Context<'a> {
    /// The graph of a domain.
    #[must_use]
    pub fn graph_id(&self, domain: DomainId) -> Option<GraphId> {
        self.corpus.by_iri(self.models.domain(domain).info.id)
    }

    /// The triples of a domain.
    #[must_use]
    pub fn graph(&self, domain: DomainId) -> Option<&'a Graph> {
        self.graph_id(domain).map(|id| &self.corpus.graph(id).graph)
    }

    /// Where a term is defined.
    #[must_use]
    pub fn place_of(&self, term: &TermInfo) -> Place {
        self.subject_place(term.domain, term.id)
    }

    /// Where a domain's graph first speaks of a subject (a term, or a nested node).
    #[must_use]
    pub fn subject_place(&self, domain: DomainId, subject: TermId) -> Place {
        self.place(domain, |corpus, id| corpus.place_of(id, subject))
    }

    /// Where a term states a property; where it does not, the term.
    #[must_use]
    pub fn place_of_value(&self, term: &TermInfo, property: TermId) -> Place {
        self.value_place(term.domain, term.id, property)
    }

    /// Where a domain's graph states a property of a subject; where it does not, the subject.
    #[must_use]
    pub fn value_place(&self, domain: DomainId, subject: TermId, property: TermId) -> Place {
        self.place(domain, |corpus, id| corpus.place_of_value(id, subject, property))
    }

    /// Where a domain's graph states that a property of a subject has this value (directly,
    /// or as a member of the list that is its value); where it does not, the subject.
    #[must_use]
    pub fn place_of_member(&self, domain: DomainId, subject: TermId, property: TermId, value: TermId) -> Place {
        self.place(domain, |corpus, id| {
            let graph = &corpus.graph(id).graph;
            for triple in graph.with(subject, property) {
                if triple.object == value {
                    return corpus.place(id, triple.places.object);
                }
                let cells = graph.list(triple.object).unwrap_or_default();
                if let Some(cell) = cells.into_iter().find(|c| c.object == value) {
                    return corpus.place(id, cell.places.object);
                }
            }
            corpus.place_of_value(id, subject, property)
        })
    }

    fn place(&self, domain: DomainId, of: impl Fn(&Corpus, GraphId) -> Place) -> Place {
        let id = self.graph_id(domain).or_else(|| self.corpus.graphs().next().map(|(id, _)| id));
        // Every domain was lowered from a graph of this corpus, so there always is one.
        id.map_or_else(Place::nowhere, |id| of(self.corpus, id))
    }
}

/// Runs all rules over the domains that the user gave.
#[must_use]
pub fn run(context: &Context<'_>, levels: &Levels) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in RULES {
        let severity = match levels.of(rule) {
            Level::Allow => continue,
            Level::Warn => Severity::Warning,
            Level::Deny => Severity::Error,
        };
        let from = findings.len();
        for (id, _) in context.models.domains() {
            let user = context.graph_id(id).is_some_and(|g| !context.corpus.graph(g).builtin);
            if user {
                (rule.check)(context, id, &mut findings);
            }
        }
        for finding in findings.iter_mut().skip(from) {
            finding.severity = severity;
            finding.code = rule.code;
        }
    }
    findings
}

//! What shapes cannot say: semantic rules, and style lints.
//!
//! A rule is a value in one of the lists of [`all`]: one function in one file, one page of documentation and
//! one pair of files in `tests/diagnostics`. Rules read typed models and take places from
//! the graphs; what the shapes report already (a missing value, a wrong type) they pass
//! over in silence.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::finding::{Finding, Severity};
use crate::model::DomainId;

mod context;
mod cycles;
mod index;
mod structure;
mod style;
mod values;
mod ways;

pub use context::Context;
pub use index::common_name;
pub(crate) use structure::is_unused_import;

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
    /// Two to five sentences for its page: what it means, why it is so, how to mend it.
    pub explanation: &'static str,
    /// Looks at one domain.
    pub check: fn(&Context<'_>, DomainId, &mut Vec<Finding>),
}

/// All rules: those of structure, of values, of style.
pub fn all() -> impl Iterator<Item = &'static Rule> + Clone {
    structure::STRUCTURE
        .iter()
        .chain(values::VALUES)
        .chain(style::STYLE)
}

/// Whether a rule finds terms that nothing uses.
pub(crate) fn is_unused_term(code: &str) -> bool {
    structure::is_unused_term(code) || values::is_unused_term(code)
}

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
        let set = self
            .0
            .get(rule.code)
            .or_else(|| self.0.get(rule.name))
            .copied();
        match (set, rule.level) {
            (Some(Level::Deny), _) | (_, Level::Deny) => Level::Deny,
            (Some(set), _) => set,
            (None, level) => level,
        }
    }
}

/// Runs all rules over the domains that the user gave.
#[must_use]
pub fn run(context: &Context<'_>, levels: &Levels) -> Vec<Finding> {
    let mut findings = Vec::new();
    let domains = context.models.domains().map(|(id, _)| id);
    let readers: Vec<(DomainId, Context<'_>)> = domains
        .filter(|id| !context.is_builtin(*id))
        .map(|id| (id, context.read_by(id)))
        .collect();
    // Of classes that lack what they inherit, since it is too much, all else would be false.
    let mut overfull: FxHashSet<DomainId> = FxHashSet::default();
    let (of_size, others): (Vec<_>, Vec<_>) = all().partition(|rule| structure::is_of_size(rule));
    for rule in of_size.iter().chain(&others) {
        let severity = match levels.of(rule) {
            Level::Allow => continue,
            Level::Warn => Severity::Warning,
            Level::Deny => Severity::Error,
        };
        let from = findings.len();
        for (id, context) in &readers {
            let of_size = structure::is_of_size(rule);
            if overfull.contains(id) && !of_size {
                continue;
            }
            let before = findings.len();
            (rule.check)(context, *id, &mut findings);
            if of_size && findings.len() > before && context.models.is_incomplete(*id) {
                overfull.insert(*id);
            }
        }
        for finding in findings.iter_mut().skip(from) {
            finding.severity = severity;
            finding.code = rule.code;
        }
    }
    findings
}

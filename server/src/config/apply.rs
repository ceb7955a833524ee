//! What the settings mean to the crates that do the work.

use transpilers::naming::Naming;
use upper::check::Options;
use upper::rules::Level;

use super::{Config, LintLevel, NamingStyle};

impl Config {
    /// How models are checked.
    pub(crate) fn check_options(&self) -> Options {
        let mut options = Options::default();
        for (from, to) in &self.aliases {
            options.aliases.add(from.get_ref(), to.get_ref());
        }
        for (rule, level) in &self.lints {
            options.levels.set(rule.get_ref(), (*level).into());
        }
        options
    }

    /// How targets name things, unless the command line says otherwise.
    pub(crate) fn naming(&self) -> Naming {
        match self.naming {
            Some(NamingStyle::Plain) => Naming::Plain,
            Some(NamingStyle::Prefixed) | None => Naming::Prefixed,
        }
    }

    /// The options that the settings give to a target.
    pub(crate) fn target_options(&self, target: &str) -> Vec<(String, String)> {
        let options = self
            .targets
            .iter()
            .filter(|(name, _)| name.get_ref() == target);
        options
            .flat_map(|(_, o)| {
                o.iter()
                    .map(|(k, v)| (k.get_ref().clone(), v.get_ref().clone()))
            })
            .collect()
    }
}

impl From<LintLevel> for Level {
    fn from(level: LintLevel) -> Self {
        match level {
            LintLevel::Allow => Self::Allow,
            LintLevel::Warn => Self::Warn,
            LintLevel::Deny => Self::Deny,
        }
    }
}

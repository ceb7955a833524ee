//! What a target is, and how it is told what to do.

use std::collections::BTreeMap;

use upper::model::{DomainId, DomainModel, Models, Valid};

use crate::ids::Ids;
use crate::images::Images;
use crate::naming::{Naming, ScopedName};
use crate::output::Output;

/// A schema language that models are transpiled to.
#[derive(Debug)]
pub struct Target {
    /// What users type.
    pub name: &'static str,
    /// One line for `denota targets`.
    pub summary: &'static str,
    /// The version of the schema language that comes out.
    pub version: &'static str,
    /// The options that `-o key=value` may set.
    pub options: &'static [OptionSpec],
    /// What constructs and datatypes become, for the documentation.
    pub images: Images,
    /// The namespace of the system domain that its representations conform to.
    pub system: &'static str,
    /// Makes the artifacts of one domain.
    pub transpile: fn(&Valid<DomainModel>, &Settings) -> Output,
    /// The names that it gives to the terms of a domain, which need not be valid yet: a rule
    /// finds clashes among them.
    pub names: fn(&Models, DomainId, Naming) -> Vec<ScopedName>,
    /// The scopes that are one for all domains, where their artifacts are used together.
    pub shared: &'static [&'static str],
}

/// An option of a target.
#[derive(Debug)]
pub struct OptionSpec {
    /// What stands before the `=`.
    pub key: &'static str,
    /// The values that may stand behind it, the default first.
    pub values: &'static [&'static str],
    /// One line of help.
    pub summary: &'static str,
}

/// What a run of a target is told.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// How names are made.
    pub naming: Naming,
    /// The options that the user set, checked by [`Settings::with_options`].
    pub options: BTreeMap<String, String>,
    /// The numbers given so far.
    pub ids: Ids,
}

/// An option, or a value of it, that a target does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownOption {
    /// What the user wrote.
    pub given: String,
    /// What the user may write.
    pub known: Vec<String>,
}

impl Settings {
    /// The value of an option: the user's, else the default.
    #[must_use]
    pub fn option(&self, spec: &OptionSpec) -> String {
        self.options
            .get(spec.key)
            .cloned()
            .unwrap_or_else(|| spec.values.first().copied().unwrap_or_default().to_owned())
    }

    /// These settings with options for a target.
    ///
    /// # Errors
    /// The first option that the target does not have, or that has no such value.
    pub fn with_options(
        mut self,
        target: &Target,
        options: &[(String, String)],
    ) -> Result<Self, UnknownOption> {
        for (key, value) in options {
            let spec = target.options.iter().find(|o| o.key == key);
            if !spec.is_some_and(|o| o.values.contains(&value.as_str())) {
                return Err(UnknownOption {
                    given: format!("{key}={value}"),
                    known: target
                        .options
                        .iter()
                        .flat_map(|o| o.values.iter().map(move |v| format!("{}={v}", o.key)))
                        .collect(),
                });
            }
            self.options.insert(key.clone(), value.clone());
        }
        Ok(self)
    }
}

/// The target with a name.
#[must_use]
pub fn target(name: &str) -> Option<&'static Target> {
    crate::TARGETS.iter().find(|t| t.name == name)
}

//! Findings as text: one file per format; and what else has a form for people and for programs.

pub(crate) mod changes;
pub(crate) mod github;
pub(crate) mod human;
pub(crate) mod json;
mod line;
pub(crate) mod parse;
pub(crate) mod plan;
pub(crate) mod sarif;
pub(crate) mod style;
#[cfg(test)]
mod tests;

use upper::finding::{Finding, Severity};
use upper::source::Sources;

use crate::cli::Format;

/// What there is to say.
pub(crate) struct Report<'a> {
    /// The texts that findings point into.
    pub(crate) sources: &'a Sources,
    /// The findings, sorted.
    pub(crate) findings: &'a [Finding],
    /// How many files of the user's were read.
    pub(crate) files: usize,
}

impl Report<'_> {
    /// How many findings have a severity.
    pub(crate) fn count(&self, severity: Severity) -> usize {
        self.findings
            .iter()
            .filter(|f| f.severity == severity)
            .count()
    }
}

/// The findings in a format; empty where the format has nothing to say.
pub(crate) fn render(report: &Report<'_>, format: Format) -> String {
    match format {
        Format::Human => human::render(report),
        Format::Json => json::render(report),
        Format::Sarif => sarif::render(report),
        Format::Github => github::render(report),
    }
}

/// The word for a severity.
pub(crate) fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// The page that explains a code.
pub(crate) fn page(code: &str) -> String {
    format!("https://w3id.org/denota/findings/{code}")
}

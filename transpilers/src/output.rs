//! What a transpiler returns.

use serde::Serialize;

use crate::representation::Representation;

/// All that one target makes of one domain.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// The schema files.
    pub artifacts: Vec<Artifact>,
    /// The same as data: a named graph that conforms to the target's system domain.
    pub representation: Representation,
    /// What the target could not say.
    pub losses: Vec<Loss>,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Its path below `DIR/<target>/`, with `/`.
    pub path: String,
    /// Its content.
    pub text: String,
}

/// Something that the model says and the artifact does not enforce or cannot hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Loss {
    /// The IRI of the term.
    pub term: String,
    /// The element of the artifact that stands for it, by name (`Type.field`, `table.column`).
    pub element: String,
    /// The construct or facet that is lost, such as `pattern` or `unique key`.
    pub construct: &'static str,
    /// What is lost, and what the artifact has instead.
    pub message: String,
}

/// The loss ledger as JSON: an array, empty when nothing was lost.
#[must_use]
pub fn ledger(losses: &[Loss]) -> String {
    let mut text = serde_json::to_string_pretty(losses).unwrap_or_else(|_| "[]".to_owned());
    text.push('\n');
    text
}
